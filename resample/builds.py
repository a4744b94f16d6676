"""Builds: the variants of an original that were verified, and what to say of any other."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from typing import TYPE_CHECKING

from resample.errors import SpecError

if TYPE_CHECKING:
    from resample.spec import Spec

#: Specs that each original remembers with its defaults filled in.
SPECS = 512


@dataclass(frozen=True)
class Catalogue:
    """What can be written in the text of an original's specs.

    Attributes
    ----------
    original : str
    versions : tuple of str
        Verified versions, newest first; the first is the default.
    modes : tuple of str
    settings : dict
        Key of the build -> allowed values, the default first; ``"#"`` stands for any whole number from 1.
    options : dict
        Option -> allowed values; an empty value means that the option is written bare.
    apis : tuple of str
        The default first.
    """

    original: str
    versions: tuple[str, ...]
    modes: tuple[str, ...]
    settings: dict[str, tuple[str, ...]] = field(default_factory=dict)
    options: dict[str, tuple[str, ...]] = field(default_factory=dict)
    apis: tuple[str, ...] = ("",)

    def complete(self, spec: Spec) -> Spec:
        """Return the spec with defaults filled in.

        Raises
        ------
        SpecError
            If a version, mode, setting or option is not in the catalogue.
        """
        name = self.original
        version = spec.version or self.versions[0]
        if spec.api not in self.apis:
            raise _unknown("api", spec.api, name, self.apis)
        if version not in self.versions:
            raise _unknown("version", version, name, self.versions)
        if spec.mode not in self.modes:
            raise _unknown("mode", spec.mode, name, self.modes)
        given = dict(spec.build)
        for key in given:
            if key not in self.settings:
                raise _unknown("build setting", key, name, tuple(self.settings))
        build = {key: given.get(key, _default(values)) for key, values in self.settings.items()}
        for key, value in build.items():
            _check_value(f"build setting {key}", value, name, self.settings[key])
        for key, value in spec.options:
            if key not in self.options:
                raise _unknown("option", key, name, tuple(self.options))
            _check_value(f"option {key}", value, name, self.options[key])
        return replace(spec, version=version, build=tuple(sorted(build.items())))


def _default(values: tuple[str, ...]) -> str:
    return "1" if values[0] == "#" else values[0]


def _check_value(what: str, value: str, name: str, allowed: tuple[str, ...]) -> None:
    if value in allowed or ("#" in allowed and value.isdecimal() and int(value) >= 1 and str(int(value)) == value):
        return
    raise _unknown(what, value, name, tuple("a whole number" if v == "#" else v for v in allowed))


def _unknown(what: str, value: str, name: str, allowed: tuple[str, ...]) -> SpecError:
    near = get_close_matches(value, allowed, 1)
    hint = f"; did you mean {near[0]!r}?" if near else ""
    return SpecError(f"{what} {value!r} of {name} is not one of {', '.join(v or '(none)' for v in allowed)}{hint}")
