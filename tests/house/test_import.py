"""The package's front: lazy, and its functions win over modules of the same name."""

from __future__ import annotations

import pickle
import subprocess
import sys

import pytest

import resample
from resample.errors import NotExact, PlanError, ResampleError, SpecError


def in_new_process(code: str) -> str:
    """Run `code` in a Python that has imported nothing of ours yet, and return what it prints."""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout.strip()


@pytest.mark.parametrize(
    ("code", "unloaded"),
    [
        ("import resample", "numpy numba PIL cv2 torch"),
        ("import resample; resample.errors, resample.NotExact, dir(resample)", "numpy numba PIL cv2 torch"),
        ("import resample; resample.resize, resample.plan, resample.Plan, resample.Spec", "numba PIL cv2 torch"),
        (
            "import resample; resample.plan('pillow:bicubic', shape=(9, 9), dtype='uint8', size=(4, 4))",
            "numba PIL cv2 torch",
        ),
        ("import resample; resample.pillow", "numba PIL cv2 torch"),
        ("import resample.opencv", "numba PIL cv2 torch"),
        ("import resample.torch", "numba PIL cv2 torch"),
    ],
)
def test_nothing_is_loaded_before_it_is_used(code: str, unloaded: str) -> None:
    report = f"{code}\nimport sys\nprint(*[name for name in {unloaded.split()!r} if name in sys.modules])"
    assert in_new_process(report) == ""


@pytest.mark.parametrize(
    "before",
    [
        "import resample",
        "import resample; resample.plan",
        "import resample.plan",
        "import resample.plan.words",
        "from resample.plan import words",
        "from resample.plan.words import Gather",
        "import resample; resample.plan; import resample.plan.text",
        "import importlib; importlib.import_module('resample.plan.check')",
        "import sys, importlib, resample.plan; importlib.reload(sys.modules['resample.plan'])",
        "import importlib, resample.plan; importlib.reload(resample)",
        "import resample.plan.words, sys; del sys.modules['resample.plan']; import resample.plan.words",
    ],
)
def test_plan_is_the_function_whatever_was_imported(before: str) -> None:
    code = f"""{before}
import inspect, sys, resample
from resample import plan
assert inspect.isfunction(plan) and plan is resample.plan, plan
assert plan.__module__ == "resample.front.call"
import resample.plan.words
assert resample.plan is plan
from resample.plan import words
assert inspect.ismodule(words) and inspect.ismodule(sys.modules["resample.plan"])
"""
    in_new_process(code)


def test_plan_can_be_replaced_and_restored(monkeypatch: pytest.MonkeyPatch) -> None:
    original = resample.plan
    with monkeypatch.context() as patch:
        patch.setattr(resample, "plan", lambda: "replaced")
        assert resample.plan() == "replaced"  # type: ignore[call-arg,comparison-overlap]  # not what it was
    assert resample.plan is original


def test_originals_are_attributes() -> None:
    code = "import resample; print(resample.opencv.__name__, resample.pillow.__name__, resample.torch.__name__)"
    assert in_new_process(code) == "resample.opencv resample.pillow resample.torch"


def test_an_unknown_name_is_an_attribute_error() -> None:
    with pytest.raises(AttributeError, match="has no attribute 'cubic'"):
        resample.cubic  # type: ignore[attr-defined]  # noqa: B018  # meant
    assert not hasattr(resample, "_nothing")


def test_all_names_resolve() -> None:
    assert set(resample.__all__) <= set(dir(resample))
    for name in resample.__all__:
        assert getattr(resample, name) is not None


@pytest.mark.parametrize(
    "error", [NotExact("why"), PlanError("rule"), SpecError("unknown", ["a", "b"]), SpecError("u")]
)
def test_errors_survive_pickling(error: ResampleError) -> None:
    again = pickle.loads(pickle.dumps(error))
    assert (type(again), str(again), vars(again)) == (type(error), str(error), vars(error))
    assert isinstance(error, ValueError)
