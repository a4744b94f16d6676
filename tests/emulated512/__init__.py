"""The kernels of 16 lanes as machine code on emulated CPUs with AVX-512: ``nox -s emulated512``."""
