"""How Sphinx builds the pages: ``nox -s docs``."""

from __future__ import annotations

import resample

project = "resample"
author = "The resample-exact authors"
copyright = "2026, The resample-exact authors"
release = resample.__version__

extensions = ["myst_parser", "sphinx.ext.autodoc", "numpydoc"]
numpydoc_show_class_members = False
autodoc_typehints = "none"  # the docstrings say them in words
myst_heading_anchors = 3
exclude_patterns = ["_build"]
html_theme = "alabaster"
html_show_sourcelink = False
