"""Corpora: calls with their inputs and what a real original gave; made where the original is, replayed anywhere.

Nothing that makes a corpus imports `resample` or Numba, so that it runs beside any release of an original; it needs
NumPy 1.22 or newer and the original. Only the modules named ``*_ours`` import `resample`.
"""
