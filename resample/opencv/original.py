"""The room of OpenCV: specs, sources, recipes and plans of `cv2.resize`."""

from __future__ import annotations

from resample.opencv import ipp, native, recipes, sources, versions
from resample.opencv.errors import error
from resample.opencv.geometry import call_of
from resample.opencv.versions import MODES, VERSIONS
from resample.plan.plan import Plan, Source
from resample.plan.recipe import Recipe
from resample.spec import Geometry, Spec

#: What a plan says where a stock wheel would give other bits.
IPP_OFF = (
    "OpenCV's own code: a stock x86-64 wheel computes this call by Intel IPP, to slightly other bits, "
    'unless cv2.ipp.setUseIPP(False) was called; resample.opencv.at("installed") gives the bits of the wheel of this '
    "machine, or refuses where they are not known"
)


class OpenCV:
    """`cv2.resize`; see `resample.registry.Original`."""

    def complete(self, spec: Spec) -> Spec:
        """Return the spec with defaults filled in: 5.0, IPP off."""
        return versions.complete(spec)

    def specs(self) -> tuple[Spec, ...]:
        """Return the seven methods of the default build."""
        return tuple(self.complete(Spec("opencv", mode)) for mode in MODES)

    def source(self, spec: Spec, shape: tuple[int, ...], dtype: str, axes: str) -> Source:
        """Return the source of a picture; its axes are always HWC.

        Raises
        ------
        error
            For a dtype or a number of channels that the version does not take.
        """
        version = VERSIONS[self.complete(spec).version]
        sizes = dict(zip(axes, shape, strict=True))
        if not set(axes) <= set("HWC") or not set("HW") <= set(axes):
            raise ValueError(f"cv2.resize takes pictures of height, width and channels, got axes {axes}")
        if dtype not in version.dtypes:
            rule = f"OpenCV {version.name} takes {', '.join(version.dtypes)}, got {dtype}"
            raise error(rule, f"src data type = {dtype} is not supported")
        channels = sizes.get("C", 1)
        if channels > version.channels:
            rule = f"OpenCV {version.name} takes at most {version.channels} channels, got {channels}"
            raise error(rule, "m->dims <= 2" if version.channels == 128 else "!dsize.empty()")
        return sources.source(sizes["H"], sizes["W"], channels, dtype)

    def recipe(self, spec: Spec, dtype: str) -> Recipe:
        """Return what the spec means for one channel of a dtype."""
        spec = self.complete(spec)
        return recipes.recipe(spec.mode, dtype, VERSIONS[spec.version], spec.setting("ipp"))

    def plan(self, spec: Spec, source: Source, geometry: Geometry) -> Plan:
        """Return the plan of one resize.

        Raises
        ------
        error
            Where cv2 refuses it.
        NotExact
            Where its bits are not known, or depend on what memory holds.
        TypeError
            For a box or a reducing gap, which are Pillow's.
        """
        if geometry.box is not None or geometry.reducing_gap is not None:
            raise TypeError("OpenCV takes neither a box nor a reducing gap")
        spec = self.complete(spec)
        call = call_of(spec.mode, VERSIONS[spec.version], source, geometry)
        level, taken = spec.setting("ipp"), ipp.mode_taken(call) is not None
        if level != "off" and taken:
            return Plan(source, ipp.steps(call, level), label=str(spec))
        notes = (IPP_OFF,) if level == "off" and taken else ()
        return Plan(source, native.steps(call), label=str(spec), notes=notes)

    def call(self, spec: Spec, source: Source, geometry: Geometry) -> str:
        """Return the call of cv2 that the plan equals."""
        if geometry.size is not None:
            h, w = geometry.size
            where = f"({w}, {h})"
        else:
            fy, fx = geometry.scale or (0.0, 0.0)
            where = f"None, fx={fx!r}, fy={fy!r}"
        return f"cv2.resize(src, {where}, interpolation=cv2.INTER_{spec.mode.upper()})"


ORIGINAL = OpenCV()
