"""The table of an axis as a C struct, and the function that fills it in."""

from __future__ import annotations

from resample.export import any_text
from resample.export.any_rule import QUANTISED, Rule
from resample.export.c_types import STORED

__all__ = ["table"]


def table(rule: Rule, *, adaptive: bool) -> str:
    """Return struct and functions; `adaptive` if the number of fraction bits follows from the weights."""
    wide = STORED[rule.dtype]
    kept = "int32_t" if rule.quantise else wide
    places = [("index", "int32_t", "m * k" if rule.explicit else "m")]
    places += [("count", "int32_t", "m")] if rule.counted else []
    places += [("weight", kept, "m * k")]
    members = "".join(f"    {kind} *{name};\n" for name, kind, _ in places[1:])
    members += "    int bits; /* fraction bits of the weights */\n" if adaptive else ""
    if rule.quantise:
        places.append(("wide", wide, "m * k"))
    text = any_text.TABLE.replace("$INDEX", "the tap itself" if rule.explicit else "the first tap of each output")
    text = text.replace("$MEMBERS", members)
    text = text.replace("$BYTES", " + ".join(f"@_up({n} * sizeof({kind}))" for _, kind, n in places))
    return text.replace("$MAKE", _make(rule, places, wide, adaptive))


def _make(rule: Rule, places: list[tuple[str, str, str]], wide: str, adaptive: bool) -> str:
    lines, before = [], "at"
    for name, kind, n in places:
        own = f"    {kind} *const wide = " if name == "wide" else f"    table->{name} = "
        lines.append(f"{own}({kind} *)(void *)({before});\n")
        count = n.replace("k", "table->k")
        before = f"(unsigned char *)table->{name} + @_up({count} * sizeof({kind}))"
    target = "wide" if rule.quantise else "table->weight"
    arguments = ["n", "m", "table->index", *(["table->count"] if rule.counted else []), target]
    arguments.append("across" if rule.explicit else "table->k")
    lines.append(f"    {'const double found = ' if rule.largest else ''}@_table({', '.join(arguments)});\n")
    lines.append(any_text.ADAPTIVE.replace("$FOUND", "found" if rule.largest else "0.0") if adaptive else "")
    if rule.quantise:
        text = any_text.QUANTISE.replace("$WIDE", wide)
        made = QUANTISED[rule.quantise].replace("bits", "table->bits").replace("\n", "\n        ")
        lines.append(text.replace("$RULE", made))
    return "".join(lines)
