"""A plan as an artifact for another runtime, whose output equals the original's byte for byte.

No exporter knows an original: each lowers the words of plans, and raises `resample.NotExact` where a word or a proof is
missing.
"""

from __future__ import annotations

from resample.export.c import to_c
from resample.export.certificate import Certificate, certify, generated
from resample.export.numpy_file import to_numpy

__all__ = ["Certificate", "certify", "generated", "to_c", "to_numpy"]
