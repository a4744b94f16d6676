"""Keeps doctests away from modules that import an original, or a drop-in of ours, when they are imported."""

collect_ignore_glob = ["*_original.py", "*_ours.py"]
