"""The executors: the NumPy reference, which defines every word, and the engine that hands the words to kernels."""
