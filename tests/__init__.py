"""Tests: `words`, `originals`, `tools`, `house`; everything is compared with ``==``."""
