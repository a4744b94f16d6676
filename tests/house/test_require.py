"""An original that is missing: a skip where a person works, a failure where CI does."""

from __future__ import annotations

import pytest

from tests.require import installed, require


def test_what_is_installed_is_named_without_its_local_part() -> None:
    assert installed("pytest") == pytest.__version__
    assert installed("no_such_module") is None
    assert "+" not in (installed("torch") or "")


def test_the_release_is_compared_part_by_part() -> None:
    assert require("pytest") is pytest
    assert require("pytest", pytest.__version__) is pytest
    assert require("pytest", pytest.__version__.partition(".")[0]) is pytest


@pytest.mark.parametrize(
    "wanted", [("no_such_module", None), ("pytest", "0.1"), ("pytest", pytest.__version__[:-1] + "x")]
)
@pytest.mark.parametrize(("ci", "outcome"), [("true", pytest.fail.Exception), ("", pytest.skip.Exception)])
def test_ci_turns_skips_into_failures(
    wanted: tuple[str, str | None], ci: str, outcome: type[BaseException], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    with pytest.raises(outcome, match=f"needs {wanted[0]}"):
        require(*wanted)
