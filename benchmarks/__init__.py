"""Ours against the originals, interleaved in one process; what is reported is a ratio of CPU times of one thread."""
