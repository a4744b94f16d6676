"""The commands that carry a resize elsewhere and prove it there: export, verify, vectors, conform."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer

import resample
from resample.export import (
    Certificate,
    certificate,
    certify,
    certify_all,
    channels_reversed,
    generated,
    normalisation,
    normalised,
    probes,
    recipe_of,
    to_c,
    to_c_any_size,
    to_numpy,
    to_onnx,
    vectors,
)
from resample.export.verify import certificate_of, verify
from resample.plan.plan import Plan
from resample.run import reference
from resample.spec import Spec
from resample.tools import check, output, ports, sizes, writing
from resample.tools.commands import _specs, app, refusing
from resample.tools.refusals import ERRORS, Refused, reason

Size = Annotated[str, typer.Option("--size", help="WIDTHxHEIGHT of the result; any: a .h for all sizes.")]
Input = Annotated[str, typer.Option("--input", help="WIDTHxHEIGHT of the picture; not with --size any.")]
Force = Annotated[bool, typer.Option("--force", help="Replace what exists.")]
Channels = Annotated[int, typer.Option("--channels", min=1, help="Channels of the picture.")]
Dtype = Annotated[str, typer.Option("--dtype", help="NumPy's name of the samples' dtype.")]
Layout = Annotated[str, typer.Option("--layout", help="Axes of the picture: HWC, or CHW for torch.")]


@dataclass(frozen=True)
class _Wanted:
    """What was asked for around the resize, and of the model."""

    name: str
    profile: str
    outputs: str
    batch: str


@app.command("export")
def export_command(
    like: Annotated[str, typer.Argument(help="A spec, such as pillow:bicubic.")],
    size: Size,
    target: Annotated[Path, typer.Option("-o", "--output", help="A file: .h (C99), .py (NumPy) or .onnx.")],
    before: Input = "",
    channels: Channels = 3,
    dtype: Dtype = "uint8",
    layout: Layout = "HWC",
    bgr: Annotated[bool, typer.Option("--bgr", help="Reverse the three channels of the picture first.")] = False,
    mean: Annotated[str, typer.Option("--mean", help="Then (value/255 - mean)/std: means, such as .5,.5,.5.")] = "",
    std: Annotated[str, typer.Option("--std", help="Deviations, one a channel.")] = "",
    name: Annotated[str, typer.Option("--name", help="Of the function, in .h and .py.")] = "resize",
    profile: Annotated[str, typer.Option("--profile", help="ONNX: portable or ort.")] = "portable",
    outputs: Annotated[str, typer.Option("--output-layout", help="ONNX: axes of the result, such as CHW.")] = "",
    batch: Annotated[str, typer.Option("--batch", help="ONNX: a first axis; a number, or a name for any.")] = "",
    force: Force = False,
) -> None:
    """Write a resize as a C header, a NumPy file or an ONNX model, with a certificate inside.

    The certified hash is that of the original's own output where it is installed. A result that differs is refused.
    """
    with refusing():
        (spec,) = _specs([like])
        makers = {".h": _header, ".py": _numpy, ".onnx": _onnx}
        if target.suffix not in makers:
            raise Refused(f"{target}: the extension is not one of {', '.join(makers)}")
        writing.check_target(target, force)
        wanted = _Wanted(name, profile, outputs, batch)
        try:
            if size == "any":
                _refuse_beside_any(target, before, bgr, mean, std)
                made, data = _any_size(spec, channels, dtype, layout, name)
            else:
                inside, after = (_size(text, channels, dtype) for text in (before, size))
                plan, seen = _planned(spec, inside, after, channels, dtype, layout)
                around = _around(plan, bgr, mean, std)
                if seen and around is not plan:
                    seen += "; with the steps around it computed by the NumPy reference"
                made = certify(around, seen)
                data = makers[target.suffix](around, made, wanted)
        except ERRORS as error:
            raise Refused(f"{spec}: {reason(error)}") from None
        except ModuleNotFoundError as error:
            raise Refused(f"{target.suffix} needs {error.name}: pip install 'resample-exact[export]'") from None
        writing.write(target, data, force=force)
        output.show([f"{target}: {len(data):,} bytes", *_certificate_lines(made)], prose=True)


def _certificate_lines(made: Certificate) -> list[str]:
    lines = [f"like {made.spec}: {made.source} -> {made.result}", f"plan {made.plan}"]
    return [*lines, f"self-test: {made.hash} is the hash of {made.provenance}"]


def _planned(
    spec: Spec, before: tuple[int, int], after: tuple[int, int], channels: int, dtype: str, layout: str
) -> tuple[Plan, str]:
    """Return the plan, and which original was seen to give its result; nothing if it cannot be asked here."""
    _refuse_layout(layout)
    shape = (channels, *before) if layout == "CHW" else (*before, channels)
    plan = resample.plan(spec, shape=shape, dtype=dtype, size=after, layout=layout)
    return plan, _seen(spec, [plan])


def _size(text: str, channels: int, dtype: str) -> tuple[int, int]:
    """Return (height, width), before anything as large as the picture is made."""
    height, width = sizes.parse(text, max_pixels=2**62)
    certificate.refuse_size((height, width, channels), np.dtype(dtype).itemsize)
    return height, width


def _refuse_layout(layout: str) -> None:
    if layout not in ("HWC", "CHW"):
        raise ValueError(f"layout {layout!r} is neither HWC nor CHW")


def _any_size(spec: Spec, channels: int, dtype: str, layout: str, name: str) -> tuple[Certificate, bytes]:
    """Return certificate and text of a header for pictures of any size."""
    _refuse_layout(layout)
    plans = probes(spec, channels, dtype, layout)
    made = certify_all(plans, _seen(spec, plans))
    return made, to_c_any_size(recipe_of(spec, plans), plans, name, certificate=made).encode()


def _refuse_beside_any(target: Path, before: str, bgr: bool, mean: str, std: str) -> None:
    if target.suffix != ".h":
        raise Refused(f"{target}: only a .h resizes pictures of any size")
    if before or bgr or mean or std:
        raise Refused("--size any goes with no --input, --bgr, --mean or --std")


def _seen(spec: Spec, plans: Sequence[Plan]) -> str:
    """Return which original was seen to give the plans' results; nothing if it cannot be asked here.

    Raises
    ------
    Refused
        If it gives another one.
    """
    images = [generated(plan) for plan in plans]
    claims = [
        check.Claim(spec, image, reference.run(plan, image), planar=plan.source.axes == "CHW")
        for plan, image in zip(plans, images, strict=True)
    ]
    verdicts = check.check(claims)
    for verdict in verdicts:
        if not verdict.good:
            raise Refused(f"{spec}: {verdict.text}")
    equal = all(verdict.outcome is check.Outcome.EQUAL for verdict in verdicts)
    return f"the original's output: {verdicts[0].text}" if equal else ""


def _around(plan: Plan, bgr: bool, mean: str, std: str) -> Plan:
    plan = channels_reversed(plan) if bgr else plan
    if not mean and not std:
        return plan
    return normalised(plan, normalisation(_numbers(mean), _numbers(std)))


def _numbers(text: str) -> list[float]:
    try:
        return [float(part) for part in text.split(",")]
    except ValueError:
        raise ValueError(f"{text!r} is not a list of numbers such as 0.5,0.5,0.5") from None


def _header(plan: Plan, made: Certificate, wanted: _Wanted) -> bytes:
    return to_c(plan, wanted.name, certificate=made).encode()


def _numpy(plan: Plan, made: Certificate, wanted: _Wanted) -> bytes:
    return to_numpy(plan, wanted.name, certificate=made).encode()


def _onnx(plan: Plan, made: Certificate, wanted: _Wanted) -> bytes:
    batch: int | str | None = int(wanted.batch) if wanted.batch.isdecimal() else wanted.batch or None
    model = to_onnx(plan, profile=wanted.profile, outputs=wanted.outputs, batch=batch, certificate=made)
    data: bytes = model.SerializeToString()
    return data


@app.command("verify")
def verify_command(
    artifact: Annotated[Path, typer.Argument(help="A file that `resample export` wrote.")],
    compiler: Annotated[str, typer.Option("--compiler", help="For a header.")] = "cc",
) -> None:
    """Run an artifact on its generated picture, here, and compare with its certificate. Exit code 1: it differs."""
    with refusing():
        try:
            made = certificate_of(artifact)
            good = verify(artifact, compiler)
        except (ValueError, OSError) as error:
            raise Refused(reason(error)) from None
        except ModuleNotFoundError as error:
            raise Refused(f"verifying {artifact.suffix} needs {error.name}: pip install {error.name}") from None
        verdict = "equal, bit for bit" if good else "DIFFERS: this runtime does not compute what was certified"
        output.show([f"{artifact}: {verdict}", *_certificate_lines(made)], prose=True)
        needs = [f"needs {need}" for need in made.needs]
        output.show([f"rests on {made.rests_on}", *needs], prose=True)
    if not good:
        raise typer.Exit(1)


@app.command("vectors")
def vectors_command(
    like: Annotated[str, typer.Argument(help="A spec, such as pillow:bicubic.")],
    folder: Annotated[Path, typer.Option("-o", "--output", help="A folder that does not exist, or holds this set.")],
    channels: Channels = 3,
    dtype: Dtype = "uint8",
    layout: Layout = "HWC",
    steps: Annotated[bool, typer.Option("--steps", help="Write what every step gives, too.")] = False,
    png: Annotated[bool, typer.Option("--png", help="Store pictures as PNG, not as .npy.")] = False,
) -> None:
    """Write golden vectors: pictures, what the installed original makes of them, and a manifest.

    Writing a set again changes nothing; a folder with anything else is refused.
    """
    with refusing():
        (spec,) = _specs([like])
        try:
            cases = vectors.drawn(dtype, channels, layout)
            planar = layout == "CHW"
            claims = [check.Claim(spec, trace[0], trace[-1], planar) for trace in vectors.results(spec, cases)]
            verdicts = check.check(claims)
            for verdict in verdicts:
                if verdict.outcome is not check.Outcome.EQUAL:
                    raise Refused(f"{spec}: vectors are what the original gives: {verdict.text}")
            seen = [verdict.text for verdict in verdicts]
            files = vectors.files(spec, cases, seen, steps=steps, pictures="png" if png else "npy")
        except ERRORS as error:
            raise Refused(f"{spec}: {reason(error)}") from None
        done = ports.write_folder(folder, files)
        output.show([f"{folder}: {len(cases)} cases, {len(files)} files, {done}", f"like {spec}: {verdicts[0].text}"])


@app.command("conform", context_settings={"ignore_unknown_options": True})
def conform_command(
    folder: Annotated[Path, typer.Argument(help="Vectors that `resample vectors` wrote.")],
    command: Annotated[list[str], typer.Argument(help="After --: a program and its arguments.")],
    stdio: Annotated[bool, typer.Option("--stdio", help="Start it once and talk over its standard streams.")] = False,
    seconds: Annotated[float, typer.Option("--timeout", min=0.1, help="For one case.")] = 30.0,
) -> None:
    """Run a port in any language on vectors and say, case by case, whether it is equal and, if not, how it differs.

    Arguments may hold {input} (.npy), {png}, {raw} (samples alone), {output}, {width}, {height} of the result,
    {input_width}, {input_height}, {channels}, {dtype} and {layout}. Exit code 1: a case is not equal.
    """
    with refusing():
        run: Callable[..., Any] = ports.over_streams if stdio else ports.one_by_one
        judged = list(run(folder, command, seconds))
        equal = sum(j.equal for _, j in judged)
        output.show([f"{case.name}: {j.text}" for case, j in judged])
        kinds = sorted({j.kind for _, j in judged if not j.equal})
        output.show([f"{equal} of {len(judged)} cases equal" + (f"; others: {', '.join(kinds)}" if kinds else "")])
    if equal < len(judged):
        raise typer.Exit(1)
