"""The room of OpenCV: specs, sources, recipes and plans of `cv2.resize`."""

from __future__ import annotations

from resample.opencv import native
from resample.opencv.geometry import call_of
from resample.opencv.versions import VERSIONS, complete
from resample.plan.plan import Plan, Source
from resample.spec import Geometry, Spec


class OpenCV:
    """`cv2.resize`; see `resample.registry.Original`."""

    def complete(self, spec: Spec) -> Spec:
        return complete(spec)

    def plan(self, spec: Spec, source: Source, geometry: Geometry) -> Plan:
        spec = complete(spec)
        call = call_of(spec.mode, VERSIONS[spec.version], source, geometry)
        return Plan(source, native.steps(call), label=str(spec))


ORIGINAL = OpenCV()
