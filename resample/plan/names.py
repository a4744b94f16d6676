"""The one table of names that recipes are made of: field -> name -> definition in one sentence.

Names are neutral: they say what is computed, not whose it is.  A room of an original adds a name here when no name says
what it does; two originals that share a name share the arithmetic.
"""

from __future__ import annotations

NAMES: dict[str, dict[str, str]] = {
    "coordinate": {},
    "filter": {},
    "support": {},
    "edge": {},
    "normalise": {},
    "precision": {},
    "quantise": {},
    "order": {},
    "sum": {},
    "finish": {},
    "around": {},
}
