"""A version of Pillow as an object with its calls: what `resample.pillow.at` returns."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache, partial
from typing import Any

import numpy as np

from resample.front.call import cached_plan
from resample.front.kinds import is_image, is_tensor
from resample.front.memo import Call, Calls
from resample.pillow import arguments, bands, imageops, modes, thumbnail
from resample.pillow import reduce as reducing
from resample.pillow import resize as resizing
from resample.pillow.arrays import ArrayPicture
from resample.pillow.geometry import Picture, Size
from resample.pillow.image import ImagePicture, replace
from resample.pillow.modes import Mode
from resample.pillow.original import filters, in_mode, plan_of, steps_of
from resample.pillow.resampling import BICUBIC
from resample.pillow.versions import VERSIONS, complete
from resample.plan.plan import Plan
from resample.plan.words import Step
from resample.spec import Geometry, Spec

__all__ = ["DEFAULT", "Build"]

Subject = ArrayPicture | ImagePicture
Keep = Callable[[Plan, tuple[int, ...]], Call | None]


class Build:
    """The calls of one version of Pillow; `resample.pillow` documents them.

    Parameters
    ----------
    version : str
        A verified version.

    Raises
    ------
    SpecError
        If it is none; the message lists those that are.

    Examples
    --------
    >>> Build("12.3").resize(np.array([[0, 100]], np.uint8), (1, 1))
    array([[50]], dtype=uint8)
    """

    def __init__(self, version: str = "") -> None:
        self.version = complete(Spec("pillow", "bicubic", version=version)).version
        self._rules = VERSIONS[self.version]

    @property
    def calls(self) -> Calls:
        """The calls that this version remembers."""
        return _calls(self.version)

    def __repr__(self) -> str:
        return f"pillow.at({self.version!r})"

    def resize(
        self,
        im: Any,
        size: Any,
        resample: Any = None,
        box: Any = None,
        reducing_gap: Any = None,
        *,
        mode: str | None = None,
    ) -> Any:
        """Resize; see `resample.pillow.resize`."""
        if box is None and reducing_gap is None and mode is None:
            calls = self.calls
            call = calls.find(im, size, resample)
            if call is not None:
                return call.run(im)
            if calls.takes(im, size, resample):
                keep = partial(calls.keep, im, size, resample)
                return self._resize(ArrayPicture(im, None), size, resample, keep=keep)
        return self._resize(taken(im, mode), size, resample, box, reducing_gap)

    def _resize(
        self, subject: Subject, size: Any, resample: Any, box: Any = None, gap: Any = None, keep: Keep | None = None
    ) -> Any:
        asked = arguments.resize(self._picture(subject), size, resample, box, gap)
        subject = subject.loaded()
        picture = self._picture(subject)
        if asked.copies:
            return self._copy(subject)
        if asked.size == picture.size and asked.box == picture.whole:
            # A list equals no tuple: Pillow goes on, and through premultiplied alpha.
            through = picture.mode.premultiplied and asked.name != "nearest"
            return self._through(subject, asked.name, modes.premultiplied(()) if through else ())
        if asked.before is not None:
            steps = resizing.in_mode(picture, asked.size, asked.name, picture.whole, asked.before)
            return self._through(subject, asked.name, steps)
        geometry = Geometry(asked.size[::-1], box=asked.box, reducing_gap=asked.gap)
        return self._plan(subject, asked.name, geometry, asked.size, keep)

    def reduce(self, im: Any, factor: Any, box: Any = None, *, mode: str | None = None) -> Any:
        """Reduce; see `resample.pillow.reduce`."""
        subject = taken(im, mode)
        asked = arguments.reduce(self._picture(subject), factor, box)
        subject = subject.loaded()
        picture = self._picture(subject)
        box_ = picture.whole if asked.box is None else asked.box
        if asked.factor == (1, 1) and not asked.by_tuple:
            return self._through(subject, "reduce", reducing.in_mode(picture, (1, 1), box_))
        if asked.factor == (1, 1) and asked.box is None:
            return self._copy(subject)
        # Only a crop can leave nothing, and only a crop takes an empty picture.
        size = reducing.size((1, 1), box_) if asked.factor == (1, 1) else picture.size
        return self._plan(subject, "reduce", Geometry(scale=asked.factor[::-1], box=asked.box), size)

    def thumbnail(
        self, im: Any, size: Any, resample: Any = BICUBIC, reducing_gap: Any = 2.0, *, mode: str | None = None
    ) -> Any:
        """Make a thumbnail; see `resample.pillow.thumbnail`."""
        subject = taken(im, mode)
        inside = thumbnail.inside(self._picture(subject), size)
        if inside is None:
            return self._copy(subject) if isinstance(subject, ArrayPicture) else None
        # A file that can be read smaller (JPEG) is; that is its decoder's work.
        draft = None if reducing_gap is None else (int(size[0] * reducing_gap), int(size[1] * reducing_gap))
        if isinstance(subject, ArrayPicture):
            stays = inside == (subject.width, subject.height)
            return self._copy(subject) if stays else self._resize(subject, inside, resample, None, reducing_gap)
        drafted = None if draft is None else im.draft(None, draft)
        if im.size != inside:
            box = None if drafted is None else drafted[1]
            replace(im, self._resize(taken(im, None), inside, resample, box, reducing_gap))
        im.readonly = 0
        return None

    def contain(self, image: Any, size: Any, method: Any = BICUBIC, *, mode: str | None = None) -> Any:
        """Fit inside; see `resample.pillow.contain`."""
        return self._contain(taken(image, mode), size, method)

    def _contain(self, subject: Subject, size: Any, method: Any) -> Any:
        inside = imageops.contained(self._picture(subject), size)
        if self._rules.empty_sizes and min(inside) == 0:
            return subject.new(inside)
        return self._resize(subject, inside, method)

    def cover(self, image: Any, size: Any, method: Any = BICUBIC, *, mode: str | None = None) -> Any:
        """Cover; see `resample.pillow.cover`."""
        if not self._rules.cover:
            raise AttributeError(f"Pillow {self.version} has no ImageOps.cover, which came with 10.1")
        subject = taken(image, mode)
        picture = self._picture(subject)
        around = imageops.covered(picture, size)
        if self._rules.empty_sizes and (picture.height == 0 or size[1] == 0):
            return subject.new(around)
        return self._resize(subject, around, method)

    def fit(
        self,
        image: Any,
        size: Any,
        method: Any = BICUBIC,
        bleed: float = 0.0,
        centering: Any = (0.5, 0.5),
        *,
        mode: str | None = None,
    ) -> Any:
        """Crop to an aspect and resize; see `resample.pillow.fit`."""
        subject = taken(image, mode)
        box = imageops.cropped(self._picture(subject), size, bleed, centering)
        return subject.new(size) if box is None else self._resize(subject, size, method, box)

    def pad(
        self,
        image: Any,
        size: Any,
        method: Any = BICUBIC,
        color: Any = None,
        centering: Any = (0.5, 0.5),
        *,
        mode: str | None = None,
    ) -> Any:
        """Fit inside and pad; see `resample.pillow.pad`."""
        subject = taken(image, mode)
        inner = self._contain(subject, size, method)
        own = inner.size if is_image(inner) else inner.shape[1::-1]
        if own == size:
            return inner
        return subject.padded(inner, size, imageops.offset(size, own, centering), color, self._rules.pad_in_palette)

    def scale(self, image: Any, factor: Any, resample: Any = BICUBIC, *, mode: str | None = None) -> Any:
        """Resize by a factor; see `resample.pillow.scale`."""
        subject = taken(image, mode)
        if factor == 1:
            return self._copy(subject)
        return self._resize(subject, imageops.scaled(self._picture(subject), factor), resample)

    def _picture(self, subject: Subject) -> Picture:
        return Picture(subject.width, subject.height, subject.mode, self._rules)

    def _copy(self, subject: Subject) -> Any:
        return self._through(subject, "nearest", ()) if subject.converts else subject.copy()

    def _plan(self, subject: Subject, name: str, geometry: Geometry, size: Size, keep: Keep | None = None) -> Any:
        """Return what the plan of a geometry gives; a call that `keep` takes is kept there, else the plan."""
        spec = _spec(self.version, name, subject.mode)
        if 0 in subject.source.shape or 0 in size:
            steps_of(spec, subject.source, geometry)  # for its errors: no plan is without samples
            return subject.blank(size)
        if keep is not None and isinstance(subject, ArrayPicture):
            plan = cached_plan(spec, subject.source, geometry, keep=False)
            call = keep(plan, plan.shape if subject.array.ndim == 3 else plan.shape[:2])
            if call is not None:
                return call.run(subject.array)
        plan = cached_plan(spec, subject.source, geometry)
        return subject.wrap(_run(plan, subject), filters(plan))

    def _through(self, subject: Subject, name: str, steps: tuple[Step, ...]) -> Any:
        """Return what steps give that no geometry stands for."""
        if 0 in subject.source.shape:
            return subject.blank((subject.width, subject.height))
        plan = plan_of(_spec(self.version, name, subject.mode), subject.source, steps)
        return subject.wrap(_run(plan, subject))


@lru_cache(None)
def _calls(version: str) -> Calls:
    """Return the calls that a version remembers, however many objects stand for it."""
    return Calls()


def _run(plan: Plan, subject: Subject) -> Any:
    return bands.run(plan, subject) if isinstance(subject, ImagePicture) else plan.run(subject.pixels())


@lru_cache(None)
def _spec(version: str, name: str, mode: Mode) -> Spec:
    return in_mode(complete(Spec("pillow", name, version=version)), mode)


def taken(picture: Any, mode: str | None) -> Subject:
    """Return a picture of either kind.

    Raises
    ------
    TypeError
        If it is neither an image nor an array, or no mode has such samples.
    ValueError
        If the mode is not that of the picture.
    """
    if isinstance(picture, np.ndarray):
        return ArrayPicture(picture, mode)
    if is_image(picture):
        if mode not in (None, picture.mode):
            raise ValueError(f"mode={mode!r} for an image of mode {picture.mode!r}: mode is for arrays")
        return ImagePicture(picture)
    if is_tensor(picture):
        raise TypeError("a torch.Tensor: Pillow takes none; use resample.torch or resample.torchvision")
    raise TypeError(f"a picture is a PIL.Image.Image or an ndarray, not {type(picture).__name__}")


#: The version that the module's own functions equal.
DEFAULT = Build()
