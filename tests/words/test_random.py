"""Random valid plans: the reference and the kernels give the same bits after every step."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from resample.plan.plan import Plan
from resample.plan.text import WORDS
from resample.plan.words import ACCUMULATORS, DTYPES
from resample.run import engine, passes, reference, regions
from tests.words.making import same_bits
from tests.words.plans import features, picture, plans, seeds

#: Choices inside words that must come up as well as the words themselves.
CHOICES = [
    *(f"Round.mode={m}" for m in ("rne", "away", "floor", "trunc")),
    *(f"Cast.mode={m}" for m in ("wrap", "sat", "x86")),
    *(f"Cast.dtype={d}" for d in DTYPES),
    *(f"MulShr.rounding={r}" for r in ("floor", "away")),
    *(f"Lerp.fused={f}" for f in (True, False)),
    *(f"Sum.acc={a}" for a in ACCUMULATORS),
    *(f"Sum.init={i}" for i in ("zero", "first")),
    *(f"Sum.wraps={w}" for w in (True, False)),
    *(f"Taps.product={p}" for p in ("outer", "inner")),
]

#: Numbers of a block and of a run, and what counts as short: as they are, and so that small pictures are divided as
#: large ones are, or take the loops of long runs.
BLOCKS = [(1 << 18, 2048, 16), (1 << 18, 2048, 0), (16, 4, 16), (1, 1, 2)]


@pytest.mark.slow
@settings(max_examples=600)
@given(plans(), seeds(), st.sampled_from(BLOCKS), st.sampled_from([1, 1, 3]))
def test_kernels_equal_the_reference(plan: Plan, seed: int, block: tuple[int, int, int], threads: int) -> None:
    image = picture(plan, seed)
    wanted = reference.run(plan, image, trace=True)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(regions, "BLOCK", block[0])
        patch.setattr(regions, "RUN", block[1])
        patch.setattr(passes, "SHORT", block[2])
        found = engine.trace(plan, image, threads)
    for number, (state, one, other) in enumerate(zip(plan.states, wanted, found, strict=True)):
        assert same_bits(one, other, state.dtype), f"after step {number} of\n{plan}\n{one}\n{other}"


def test_every_word_is_drawn() -> None:
    seen: Counter[str] = Counter()

    @settings(max_examples=600, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(plans())
    def count(plan: Plan) -> None:
        seen.update(features(plan))

    count()
    words = {cls.__name__ for cls in WORDS.values()}
    assert sorted((words | set(CHOICES)) - set(seen)) == []
