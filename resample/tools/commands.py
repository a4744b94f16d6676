"""The commands of the command line."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from enum import Enum
from importlib.resources import as_file, files
from pathlib import Path
from typing import Annotated

import typer

import resample
from resample import registry
from resample.errors import SpecError
from resample.run.execute import choose
from resample.spec import Geometry, Spec
from resample.tools import (
    check,
    compare,
    differences,
    doctor,
    encoding,
    meaning,
    output,
    pictures,
    show,
    sizes,
    story,
    table,
    writing,
)
from resample.tools.progress import bar
from resample.tools.refusals import Refused

PHOTOGRAPH = "coffee.png"

app = typer.Typer(
    help="Resize as Pillow, OpenCV, PyTorch and others do, byte for byte. Sizes are WIDTHxHEIGHT.",
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    add_completion=False,
    no_args_is_help=True,
)


class Exif(str, Enum):
    """What becomes of an EXIF orientation tag."""

    apply = "apply"
    ignore = "ignore"


class Backend(str, Enum):
    """What executes plans; both give the same bits."""

    numba = "numba"
    numpy = "numpy"


Size = Annotated[str, typer.Option("--size", help="WIDTHxHEIGHT of the result.")]
Likes = Annotated[list[str] | None, typer.Option("--like", help="A spec, such as pillow:bilinear; may be repeated.")]
Turning = Annotated[Exif, typer.Option("--exif", help="Whether an orientation tag turns the picture first.")]
Executor = Annotated[Backend | None, typer.Option("--backend", help="What executes plans; both give the same bits.")]
MaxPixels = Annotated[int, typer.Option("--max-pixels", min=1, help="The most pixels that a picture may have.")]


@contextmanager
def refusing() -> Iterator[None]:
    """Turn a refusal into one line on standard error and exit code 2."""
    try:
        yield
        return
    except Refused as error:
        output.complain(str(error))
    except MemoryError:
        output.complain("not enough memory for this size")
    raise typer.Exit(2)


def _specs(texts: Sequence[str]) -> tuple[Spec, ...]:
    """Return the specs that were typed."""
    try:
        return tuple(Spec.parse(text) for text in texts)
    except SpecError as error:
        raise Refused(str(error)) from None


def _name(backend: Backend | None) -> str:
    """Return the backend that runs: the one asked for, that of the environment, or the default."""
    try:
        return choose(backend.value if backend else None)
    except ValueError as error:
        raise Refused(str(error)) from None


@app.command("compare")
def compare_command(
    photo: Annotated[Path | None, typer.Argument(help="A picture; without it, the bundled photograph.")] = None,
    size: Size = "224x224",
    like: Likes = None,
    exif: Turning = Exif.apply,
    backend: Executor = None,
    max_pixels: MaxPixels = sizes.MAX_PIXELS,
) -> None:
    """Show how far apart specs are on one picture.

    Each is held against its original where that is installed. Exit code 1: a result differs from its original.
    """
    with refusing():
        after = sizes.parse(size, max_pixels)
        specs = _specs(like) if like else compare.every_spec()
        with as_file(files("resample") / "data" / PHOTOGRAPH) as bundled:
            picture = pictures.load(photo or bundled, exif=exif.value, max_pixels=max_pixels)
        with bar(len(specs) + len(check.batches(specs))) as progress:
            done = list(compare.compare(picture.array, after, specs, backend=_name(backend), progress=progress.step))
            rows = [row for row in done if isinstance(row, compare.Row)]
            skipped = [row for row in done if isinstance(row, compare.Skipped)]
            if not rows or (like and skipped):
                raise Refused(f"{skipped[0].spec}: {skipped[0].reason}")
            claims = [check.Claim(row.spec, row.image, row.result) for row in rows]
            verdicts = check.check(claims, lambda name: progress.step(f"the original: {name}"))
        name = f"{photo}" if photo else f"{PHOTOGRAPH} (bundled)"
        _head(f"{name}: {'; '.join((str(picture), 'colour order as decoded', *picture.notes))}", size, backend)
        _rows(rows, verdicts)
        _story(rows)
        _foot(rows, skipped)
    if not all(verdict.good for verdict in verdicts):
        raise typer.Exit(1)


def _head(picture: str, size: str, backend: Backend | None) -> None:
    timing = f"time: median of up to {compare.RUNS} runs after a warm one, backend {_name(backend)}, 1 thread"
    output.show([picture, f"to {size}; differences from the first spec, in grey levels; {timing}", ""], prose=True)


def _rows(rows: Sequence[compare.Row], verdicts: Sequence[check.Verdict]) -> None:
    """Print the table."""
    first = rows[0]
    entries = [
        table.Entry(row, None if row is first else differences.between(row.result, first.result), verdict)
        for row, verdict in zip(rows, verdicts, strict=True)
    ]
    output.show(table.lines(entries, output.width()))


def _story(rows: Sequence[compare.Row]) -> None:
    """Print what one name gives for PIL images, tensors and OpenCV's arrays, if the rows tell it."""
    told = story.chapters(rows)
    if told:
        output.show(["", *story.lines(told, output.width())])


def _foot(rows: Sequence[compare.Row], skipped: Sequence[compare.Skipped]) -> None:
    """Print what the table means, and what to know about some of its rows."""
    notes = [f"{row.spec}: {note}" for row in rows for note in row.notes]
    notes += [f"left out {row.spec}: {row.reason}" for row in skipped]
    output.show(["", *meaning.sentences(rows, rows[0]), *([""] if notes else []), *notes], prose=True)


@app.command("resize")
def resize_command(
    source: Annotated[Path, typer.Argument(help="The picture.")],
    target: Annotated[Path, typer.Argument(help="The file to write; its extension is the format.")],
    size: Size,
    like: Annotated[str, typer.Option("--like", help="A spec, such as pillow:lanczos.")],
    exif: Turning = Exif.apply,
    force: Annotated[bool, typer.Option("--force", help="Replace a file that exists.")] = False,
    backend: Executor = None,
    max_pixels: MaxPixels = sizes.MAX_PIXELS,
) -> None:
    """Resize a picture file as an original does. The file is written whole or not at all."""
    with refusing():
        (spec,) = _specs([like])
        after = sizes.parse(size, max_pixels)
        writing.check_target(target, force)
        kind = encoding.format_of(target)
        with bar(3) as progress:
            progress.step("reading")
            picture = pictures.load(source, exif=exif.value, max_pixels=max_pixels)
            progress.step("resizing")
            array, plan = compare.resized(picture.array, after, spec, _name(backend))
            progress.step("writing")
            result = encoding.with_array(picture, array)
            data = encoding.encode(result, kind)
            writing.write(target, data, force=force)
        call = registry.original(spec.original).call(spec, plan.source, Geometry(after))
        told = [
            f"{source}: {'; '.join((str(picture), 'colour order as decoded', *picture.notes))}",
            f"{target}: {result}; {kind}, {encoding.kept(result, data)}",
            f"like {spec}: {call}",
        ]
        output.show(told, prose=True)


@app.command("show")
def show_command(
    like: Annotated[str, typer.Argument(help="A spec, such as pillow:bicubic.")],
    size: Size,
    before: Annotated[str, typer.Option("--input", help="WIDTHxHEIGHT of the picture.")],
    channels: Annotated[int, typer.Option("--channels", min=1, help="Channels of the picture.")] = 3,
    dtype: Annotated[str, typer.Option("--dtype", help="NumPy's name of the samples' dtype.")] = "uint8",
    max_pixels: MaxPixels = sizes.MAX_PIXELS,
) -> None:
    """Print what a spec means.

    That is its recipe, the call of the original that it equals, and the plan for one size.
    """
    with refusing():
        (spec,) = _specs([like])
        if dtype not in show.DTYPES:
            raise Refused(f"dtype {dtype!r} is not one of {', '.join(show.DTYPES)}")
        shapes = sizes.parse(before, max_pixels), sizes.parse(size, max_pixels)
        output.show(show.describe(spec, *shapes, channels, show.DTYPES[dtype]))


@app.command("specs")
def specs_command() -> None:
    """List what can be written: specs, builds, options."""
    output.show(show.listing())


@app.command("doctor")
def doctor_command() -> None:
    """Say what is installed here, and whether it is what was verified."""
    output.show(doctor.report(), prose=True)


def _version(wanted: bool) -> None:
    if wanted:
        output.show([f"resample-exact {resample.__version__}"])
        raise typer.Exit(0)


@app.callback()
def _options(
    version: Annotated[
        bool, typer.Option("--version", help="Print the version.", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """Take the options that belong to no command."""
