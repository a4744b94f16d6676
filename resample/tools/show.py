"""What a spec means, printed: recipe, call, plan."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from importlib.util import find_spec

from resample import registry
from resample.builds import Catalogue
from resample.front.call import exact_plan
from resample.plan import words
from resample.spec import Geometry, Spec
from resample.tools import refusals, sizes

#: NumPy's names of dtypes -> those of plans.
DTYPES = {dtype.name: name for name, dtype in words.DTYPES.items() if name != "bf16"} | {"bfloat16": "bf16"}


def describe(spec: Spec, before: tuple[int, int], after: tuple[int, int], channels: int, dtype: str) -> Iterator[str]:
    """Yield the recipe of a spec, the call of the original that it equals, and its plan.

    Parameters
    ----------
    spec : Spec
        Complete.
    before, after : tuple of int
        (height, width).
    channels : int
        At least 1.
    dtype : str
        A dtype name of plans, such as ``u8``.

    Yields
    ------
    str
        One line, or several joined.

    Raises
    ------
    Refused
        If the spec does not take such a picture.
    """
    room = registry.original(spec.original)
    try:
        source = room.source(spec, (*before, channels), dtype, "HWC")
        plan = exact_plan(spec, source, Geometry(after), exact=False)
        recipe = str(room.recipe(spec, dtype))
    except refusals.ERRORS as error:
        raise refusals.Refused(f"{spec}: {refusals.reason(error)}") from None
    yield f"{spec}: {sizes.show(*before)} to {sizes.show(*after)}, {channels} channels of {dtype}"
    yield f"equals {room.call(spec, source, Geometry(after))}"
    yield ""
    yield "recipe"
    yield from (f"  {line}" for line in recipe.splitlines())
    yield ""
    yield str(plan)
    yield f"  digest  {plan.digest}"


def catalogue(name: str) -> Catalogue | None:
    """Return what can be written in the specs of an original, where its room has a list."""
    module = registry.ORIGINALS[name].rpartition(".")[0] + ".versions"
    if find_spec(module) is None:
        return None
    found = getattr(import_module(module), "CATALOGUE", None)
    return found if isinstance(found, Catalogue) else None


def listing() -> Iterator[str]:
    """Yield every spec of the default builds, and what other builds and options there are.

    Yields
    ------
    str
        One line.
    """
    for name in registry.ORIGINALS:
        yield from (str(spec) for spec in registry.original(name).specs())
        known = catalogue(name)
        if known is not None:
            yield from (f"  {line}" for line in _choices(known))
        yield ""


def _choices(known: Catalogue) -> Iterator[str]:
    """Yield what can be chosen, the defaults first."""
    if known.apis != ("",):
        yield f"apis      {', '.join(f'{known.original}.{api}' if api else known.original for api in known.apis)}"
    yield f"versions  {', '.join(known.versions)}"
    yield f"modes     {', '.join(known.modes)}"
    for what, table in (("build", known.settings), ("option", known.options)):
        for key, values in table.items():
            shown = ", ".join("a whole number" if v == "#" else v for v in values if v)
            yield f"{what:<9} {key}{'=' if shown else ''}{shown}"
