"""A plan as an artifact for another runtime, whose output equals the original's byte for byte.

No exporter knows an original: each lowers the words of plans, and raises `resample.NotExact` where a word or a proof is
missing.
"""

from __future__ import annotations

from resample.export.any_size import probes, recipe_of, to_c_any_size
from resample.export.around import channels_reversed, normalisation, normalised
from resample.export.c import to_c
from resample.export.certificate import Certificate, certify, certify_all, generated
from resample.export.numpy_file import to_numpy
from resample.export.onnx_model import prepend, to_onnx

__all__ = [
    "Certificate",
    "certify",
    "certify_all",
    "channels_reversed",
    "generated",
    "normalisation",
    "normalised",
    "prepend",
    "probes",
    "recipe_of",
    "to_c",
    "to_c_any_size",
    "to_numpy",
    "to_onnx",
]
