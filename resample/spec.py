"""Specs: which original, which build of it, which mode, as a value and as text.

The text is ``original[.api][@version][(key=value,...)]:mode[,option[=value]...]``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from resample import registry
from resample.caches import once
from resample.errors import SpecError

_TEXT = re.compile(
    r"(?P<original>[a-z]+)(?:\.(?P<api>\w+))?(?:@(?P<version>[\w.]+))?(?:\((?P<build>[^()]*)\))?"
    r":(?P<mode>[^,=()\s]+)(?P<options>(?:,[^()]*)?)"
)


@dataclass(frozen=True)
class Spec:
    """An original, a build of it, a mode and options.

    Attributes
    ----------
    original : str
    mode : str
        The original's own name of the filter or mode, in lower case.
    api : str
        A second front of the same original, such as torchvision's ``v2``; usually empty.
    version : str
        A verified version, such as ``13.0``.
    build : tuple of (str, str)
        What else the bits depend on, sorted by key, such as ``(("ipp", "off"),)``.
    options : tuple of (str, str)
        Sorted by key; a bare option has an empty value.
    """

    original: str
    mode: str
    api: str = ""
    version: str = ""
    build: tuple[tuple[str, str], ...] = ()
    options: tuple[tuple[str, str], ...] = ()

    @staticmethod
    def parse(text: str) -> Spec:
        """Return the spec that the text names, completed with the defaults of its original.

        Raises
        ------
        SpecError
            If the text does not follow the grammar, or names an original, build, mode or option that does not exist;
            the
            message lists what does.

        Examples
        --------
        >>> str(Spec.parse("pillow:bicubic"))
        'pillow@13.0:bicubic'
        >>> Spec.parse("pillow:bicubik")
        Traceback (most recent call last):
        ...
        resample.errors.SpecError: mode 'bicubik' of pillow is not one of ...
        """
        match = _TEXT.fullmatch(text.strip())
        if match is None:
            raise SpecError(
                f"{text!r} is not of the form original[.api][@version][(key=value,...)]:mode[,option[=value]...]"
            )
        return Spec(
            match["original"],
            match["mode"],
            match["api"] or "",
            match["version"] or "",
            _pairs(match["build"] or ""),
            _pairs(match["options"][1:]),
        ).complete()

    def complete(self) -> Spec:
        """Return the spec with every default of its original filled in, and everything checked."""
        return registry.original(self.original).complete(self)

    def option(self, key: str, default: str = "") -> str:
        """Return the value of an option."""
        return dict(self.options).get(key, default)

    def setting(self, key: str) -> str:
        """Return the value of a key of the build."""
        return self._settings[key]

    @once
    def _settings(self) -> dict[str, str]:
        return dict(self.build)

    def has(self, key: str) -> bool:
        """Return whether an option is given."""
        return key in [name for name, _ in self.options]

    def with_build(self, **settings: str) -> Spec:
        """Return the spec with some keys of its build replaced."""
        return replace(self, build=tuple(sorted({**dict(self.build), **settings}.items()))).complete()

    @property
    def name(self) -> str:
        """The original and its build, without mode and options."""
        return str(self).partition(":")[0]

    def __str__(self) -> str:
        return self._text

    @once
    def _text(self) -> str:
        text = self.original + (f".{self.api}" if self.api else "") + (f"@{self.version}" if self.version else "")
        if self.build:
            text += f"({','.join(f'{k}={v}' for k, v in self.build)})"
        options = "".join(f",{k}={v}" if v else f",{k}" for k, v in self.options)
        return f"{text}:{self.mode}{options}"


def _pairs(text: str) -> tuple[tuple[str, str], ...]:
    """Return ``key=value,key`` as sorted pairs."""
    if not text:
        return ()
    pairs = [(key.strip(), value.strip()) for key, _, value in (item.partition("=") for item in text.split(","))]
    if len({key for key, _ in pairs}) != len(pairs) or any(not key for key, _ in pairs):
        raise SpecError(f"{text!r} names a key twice, or none")
    return tuple(sorted(pairs))


@dataclass(frozen=True)
class Geometry:
    """The sizes of one resize: beside the spec, never in its text.

    Attributes
    ----------
    size : tuple of int or None
        Spatial sizes of the result in the order of the axes: (height, width), (depth, height, width) or (length,).
    scale : tuple of float or None
        Factors in the same order, where the original takes them instead of, or besides, a size.
    box : tuple of float or None
        (left, top, right, bottom) in source pixels.
    reducing_gap : float or None
        Pillow's.
    """

    size: tuple[int, ...] | None = None
    scale: tuple[float, ...] | None = None
    box: tuple[float, ...] | None = None
    reducing_gap: float | None = None
