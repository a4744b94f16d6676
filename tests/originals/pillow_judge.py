"""Pillow's own tests as judge: its methods are replaced by ours, and must behave as they did.

    python -m tests.originals.pillow_judge PILLOW

PILLOW is Pillow's source distribution, of the release that is installed: the archive, or its folder; its tests are run
from there. Calls of ours are counted, and none of them may call what else Pillow has to compute pixels. The archive is
fetched by ``nox -s judge``.

One test is left out. It counts the images that Pillow's C code allocates, which are one a pass; ours allocates only the
result. The passes are counted, as the very same numbers, by `test_as_many_passes_as_pillow` of test_pillow_resize.py.
"""

from __future__ import annotations

import functools
import os
import sys
import tarfile
import tempfile
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PIL import Image, ImageOps

from resample import pillow

FILES = ("image_resize", "image_resample", "image_reduce", "image_thumbnail", "imageops")
METHODS = ("resize", "reduce", "thumbnail")
OPERATIONS = ("contain", "cover", "fit", "pad", "scale")
#: What computes or moves pixels and is none of the replaced.
REFUSED = ("transform", "crop", "rotate", "transpose", "convert", "point", "filter", "split", "getchannel", "quantize")
#: See above.
LEFT_OUT = "Tests/test_image_resample.py::TestCoreResamplePasses::test_both"


class Judge:
    """A plugin of pytest that replaces Pillow's calls and counts ours."""

    def __init__(self) -> None:
        self.calls: Counter[str] = Counter()
        self.raised: Counter[str] = Counter()
        self.inside = 0

    def replaced(self, name: str) -> Callable[..., Any]:
        """Return our function under the name of one of Pillow's."""
        ours = getattr(pillow, name)

        @functools.wraps(ours)
        def call(*arguments: Any, **keywords: Any) -> Any:
            self.calls[name] += 1
            self.inside += 1
            try:
                return ours(*arguments, **keywords)
            except Exception as error:
                self.raised[f"{name}: {type(error).__name__}"] += 1
                raise
            finally:
                self.inside -= 1

        return call

    def refused(self, function: Callable[..., Any]) -> Callable[..., Any]:
        """Return a function of Pillow's that refuses to be called from within ours."""

        @functools.wraps(function)
        def call(*arguments: Any, **keywords: Any) -> Any:
            if self.inside:
                raise AssertionError(f"{function.__qualname__} of Pillow was called from within a function of ours")
            return function(*arguments, **keywords)

        return call

    def pytest_sessionstart(self) -> None:
        """Replace the methods and the functions."""
        for name in REFUSED:
            setattr(Image.Image, name, self.refused(getattr(Image.Image, name)))
        for name in METHODS:
            setattr(Image.Image, name, self.replaced(name))
        for name in OPERATIONS:
            setattr(ImageOps, name, self.replaced(name))

    def pytest_terminal_summary(self, terminalreporter: Any) -> None:
        """Say how often ours were called."""
        terminalreporter.write_line(f"calls of ours: {dict(self.calls)}; errors among them: {dict(self.raised)}")


def main(folder: str) -> int:
    """Run Pillow's tests; return pytest's exit status."""
    if not Path(folder).is_dir():
        with tempfile.TemporaryDirectory() as unpacked, tarfile.open(folder) as archive:
            archive.extractall(unpacked, filter="data")
            (inner,) = Path(unpacked).iterdir()
            return main(str(inner))
    os.chdir(folder)  # its tests name their pictures from there
    files = [f"Tests/test_{name}.py" for name in FILES]
    return int(
        pytest.main(
            ["-q", "-p", "no:cacheprovider", "--rootdir=.", f"--deselect={LEFT_OUT}", *files], plugins=[Judge()]
        )
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
