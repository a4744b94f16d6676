"""Caches: bounded by number and by bytes, forgotten on demand, right under many threads; and what a check remembers."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
import pytest

import resample
import resample.opencv as cv2
import resample.torch as functional
from resample import caches, pillow
from resample.front import call as front
from resample.front import memo
from resample.plan.words import Gather

BASE = np.random.default_rng(7).integers(0, 256, (12, 10, 3), np.uint8)
PLANES = np.ascontiguousarray(BASE.transpose(2, 0, 1))[None]

KEPT: dict[str, tuple[Callable[[], Any], memo.Calls]] = {
    "pillow": (lambda: pillow.resize(BASE, (7, 5)), pillow.build.DEFAULT.calls),
    "opencv": (lambda: cv2.resize(BASE, (7, 5)), cv2.Build().calls),
    "front": (lambda: by_front((5, 7)), front._CALLS),
    "torch": (lambda: functional.interpolate(PLANES, (5, 7), mode="bilinear"), functional.Build().calls),
}


def by_front(size: tuple[int, int]) -> Any:
    return resample.resize(BASE, size, like="pillow:bilinear")


@pytest.fixture(autouse=True)
def _nothing_known() -> Iterator[None]:
    resample.clear_caches()
    yield
    resample.clear_caches()


def test_caches_are_bounded() -> None:
    cache: caches.Cache[int, str] = caches.Cache(10, 1000)
    for number in range(50):
        cache.put(number, "x", 30)
    assert list(cache.kept) == list(range(40, 50)) and cache.bytes == 300
    cache.put(99, "large", 240)
    assert cache.bytes == 510 and len(cache) == 10
    for number in range(5):
        cache.put(number, "large", 250)
    assert cache.bytes <= 1000 and 4 in cache.kept
    cache.put(7, "too large", 251)
    assert 7 not in cache.kept
    cache.put(4, "again", 10)
    assert cache.kept[4] == "again" and cache.bytes == sum(cache._sizes.values())
    cache.clear()
    assert (len(cache), cache.bytes) == (0, 0)


def test_large_plans_do_not_pile_up() -> None:
    for width in range(40_000, 40_040):
        resample.plan("pillow:lanczos", shape=(4, width), dtype="float32", size=(2, 20_000))
    assert front._PLANS.bytes <= front.CACHED_BYTES
    assert 0 < len(front._PLANS) < 40


def test_everything_is_forgotten() -> None:
    for name, (function, calls) in KEPT.items():
        function()
        assert len(calls.kept) > 0, name
    resample.plan("pillow:bilinear", shape=BASE.shape, dtype="uint8", size=(5, 7))
    assert len(front._PLANS) > 0
    resample.clear_caches()
    assert all(len(calls.kept) == 0 for _, calls in KEPT.values())
    assert len(front._PLANS) == 0


def test_many_threads_many_sizes_and_one_that_forgets() -> None:
    sizes = [(h, w) for h in range(3, 11) for w in range(4, 9)]
    resample.clear_caches()
    wanted = {z: (by_front(z).tobytes(), cv2.resize(BASE, z).tobytes()) for z in sizes}
    wrong: list[object] = []
    stop = threading.Event()

    def resizes(seed: int) -> None:
        rng = np.random.default_rng(seed)
        try:
            for _ in range(400):
                z = sizes[int(rng.integers(len(sizes)))]
                if (by_front(z).tobytes(), cv2.resize(BASE, z).tobytes()) != wanted[z]:
                    wrong.append(z)
        except Exception as error:  # noqa: BLE001  # of a thread: heard below
            wrong.append(error)

    def forgets() -> None:
        while not stop.wait(0.002):
            resample.clear_caches()

    other = threading.Thread(target=forgets)
    threads = [threading.Thread(target=resizes, args=(seed,)) for seed in range(8)]
    other.start()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(120)
    stop.set()
    other.join(60)
    assert wrong == [] and not any(t.is_alive() for t in (*threads, other))


def test_a_step_is_checked_again_when_it_was_opened() -> None:
    plan = resample.plan("pillow:bilinear", shape=(9, 9), dtype="uint8", size=(4, 4))
    step = plan.steps[0]
    assert not isinstance(step, Gather)
    resample.Plan(plan.source, plan.steps)
    index = step.index[0]  # type: ignore[union-attr]  # taps
    index.setflags(write=True)
    index[0] = 10**6
    try:
        with pytest.raises(resample.PlanError, match="of an axis of 9 samples"):
            resample.Plan(plan.source, plan.steps)
    finally:
        index[0] = 0
        index.setflags(write=False)
