"""Recipes: what a spec means before any size is known, in names out of one table."""

from __future__ import annotations

from dataclasses import dataclass, fields

from resample.errors import SpecError
from resample.plan.names import NAMES


@dataclass(frozen=True)
class AxisRecipe:
    """How the taps along one kind of axis are found; every field is a name out of `NAMES`.

    Attributes
    ----------
    coordinate : str
        Where an output lies in the source.
    filter : str
        The function of the distance that gives a weight.
    support : str
        How far the filter reaches, and whether it widens when shrinking.
    edge : str
        What is done with taps outside the source.
    normalise : str
        What is done so that the weights of an output sum to one.
    precision : str
        The float arithmetic in which coordinates and weights are computed.
    quantise : str
        The integers, if any, that weights are turned into.
    """

    coordinate: str
    filter: str
    support: str
    edge: str
    normalise: str
    precision: str
    quantise: str

    def __post_init__(self) -> None:
        _check_names(self)


@dataclass(frozen=True)
class Recipe:
    """Axes, pass order and finish of a spec for one dtype.

    Attributes
    ----------
    axes : tuple of (str, AxisRecipe)
        Letters of the axes that share a recipe, such as ``"HW"``, and that recipe.
    order : str
        Which axis is resampled first, and what is skipped.
    sum : str
        Accumulator, order and fusion of the sums.
    finish : str
        How a sum becomes a sample.
    around : tuple of str
        What happens before and after, such as premultiplication.
    """

    axes: tuple[tuple[str, AxisRecipe], ...]
    order: str
    sum: str
    finish: str
    around: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        _check_names(self)

    def __str__(self) -> str:
        lines = [f"order      {self.order}: {NAMES['order'][self.order]}"]
        for letters, axis in self.axes:
            lines += [f"axes {letters}"] + [
                f"  {f.name:<10} {getattr(axis, f.name)}: {NAMES[f.name][getattr(axis, f.name)]}" for f in fields(axis)
            ]
        lines += [f"sum        {self.sum}: {NAMES['sum'][self.sum]}"]
        lines += [f"finish     {self.finish}: {NAMES['finish'][self.finish]}"]
        lines += [f"around     {name}: {NAMES['around'][name]}" for name in self.around]
        return "\n".join(lines)


def _check_names(recipe: AxisRecipe | Recipe) -> None:
    for f in fields(recipe):
        if f.name == "axes":
            continue
        value = getattr(recipe, f.name)
        for name in value if isinstance(value, tuple) else (value,):
            if name not in NAMES[f.name]:
                raise SpecError(f"{f.name} {name!r} is not in the table of names")
