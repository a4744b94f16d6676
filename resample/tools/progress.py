"""A progress bar for what takes longer than a second, on terminals only."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from threading import Timer

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

#: Seconds of silence.
DELAY = 1.0


class Bar:
    """Counts steps; `step` is called before each of them."""

    def __init__(self, progress: Progress | None, total: int) -> None:
        self._progress = progress
        self._task = None if progress is None else progress.add_task("", total=total, completed=-1)

    def step(self, text: str) -> None:
        """Say that the last step is done and which one begins."""
        if self._progress is not None and self._task is not None:
            self._progress.update(self._task, advance=1, description=text)


@contextmanager
def bar(total: int) -> Iterator[Bar]:
    """Show a bar from the second second on; nothing where output or errors go to no terminal.

    The bar goes to stderr and is removed at the end, so that it never mixes with the output.
    """
    console = Console(stderr=True)
    if not (console.is_terminal and sys.stdout.isatty()):
        yield Bar(None, total)
        return
    columns = (BarColumn(bar_width=20), MofNCompleteColumn(), TextColumn("{task.description}", markup=False))
    progress = Progress(*columns, console=console, transient=True)
    timer = Timer(DELAY, progress.start)
    timer.daemon = True
    timer.start()
    try:
        yield Bar(progress, total)
    finally:
        timer.cancel()
        timer.join()
        progress.stop()
