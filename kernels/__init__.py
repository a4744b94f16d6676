"""The Numba twins of `resample.run`: named by their arithmetic, never by an original.

Import it as ``resample.kernels``; it is not a package of its own. Nothing is imported here, because a kernel's
module loads Numba, and Numba is loaded only when a kernel first runs.
"""
