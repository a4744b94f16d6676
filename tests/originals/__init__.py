"""Tests against the real libraries, and the corpora that they made."""
