"""What all tests share: one hypothesis profile, and the rule for originals that are not installed."""

from __future__ import annotations

from hypothesis import HealthCheck, settings

# Derandomised, so that a run can be repeated and a failure is never lost; no deadline, because a first call compiles.
settings.register_profile(
    "ci", derandomize=True, database=None, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
# For hunting: random, many.  pytest --hypothesis-profile=hunt
settings.register_profile("hunt", parent=settings.get_profile("ci"), derandomize=False, max_examples=2000)
settings.load_profile("ci")
