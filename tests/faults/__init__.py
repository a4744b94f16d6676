"""Planted faults: one rule, one operation or one word is made wrong, and a small fixed judge has to notice.

A fault that lives says that the corpora are blind to something. Each is one line of a table with its reason; a new rule
deserves a new line.
"""
