"""Habits that a reviewer would have to look for, read from the source: kernels, file lengths, no original by name."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
KERNELS = sorted((ROOT / "kernels").rglob("*.py"))
POLICY = ROOT / "kernels" / "_jit.py"
OURS = sorted(
    path
    for folder in ("resample", "kernels", "tests", "benchmarks")
    for path in (ROOT / folder).rglob("*.py")
    if not path.is_relative_to(ROOT / "resample" / "kernels")  # the same files as kernels/
)
LONGEST = 320
ORIGINALS = frozenset(
    "pillow pil opencv cv2 torch torchvision tensorflow keras jax onnx onnxruntime".split()  # by any of their names
)
NEUTRAL = [
    p
    for p in OURS
    if p.relative_to(ROOT).parts[:2] in {("resample", "run"), ("resample", "plan"), ("resample", "export")}
]
NEUTRAL += KERNELS


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def forbidden_numba(source: str) -> list[str]:
    """What a kernel's file may not say: flags that free the compiler, decorators beside the one of all kernels."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.keyword(arg="fastmath" | "parallel" | "fast" as flag):
                found.append(f"line {node.value.lineno}: {flag}=")
            case ast.Attribute(
                attr="prange" | "njit" | "jit" | "vectorize" | "guvectorize" | "stencil" | "cfunc" as attr
            ):
                found.append(f"line {node.lineno}: .{attr}")
            case ast.ImportFrom(module=str(module), names=names) if module.partition(".")[0] == "numba":
                wrong = {"prange", "njit", "jit", "vectorize", "guvectorize", "stencil", "cfunc"} & {
                    n.name for n in names
                }
                found.extend(f"line {node.lineno}: from {module} import {n}" for n in sorted(wrong))
            case ast.Call(func=ast.Name(id="jit")):
                found.append(f"line {node.lineno}: jit(...) beside its use as @jit")
            case ast.Constant(value=str(text)) if text in FAST_FLAGS:
                found.append(f"line {node.lineno}: the LLVM flag {text!r}")
    return found


# LLVM's own names for what fastmath switches on, as an intrinsic could pass them to an instruction.
FAST_FLAGS = frozenset({"fast", "reassoc", "contract", "nnan", "ninf", "nsz", "arcp", "afn"})


def jitted(tree: ast.Module) -> list[ast.FunctionDef]:
    return [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef)
        and any(isinstance(d, ast.Name) and d.id == "jit" for d in node.decorator_list)
    ]


def defined(dotted: str) -> bool:
    """Return whether a dotted name exists in the source: a module of ours, a function or class in it, a method."""
    path, rest = ROOT, dotted.split(".")
    while rest and (path / rest[0]).is_dir():
        path /= rest.pop(0)
    path = (
        (path / rest.pop(0)).with_suffix(".py") if rest and (path / f"{rest[0]}.py").exists() else path / "__init__.py"
    )
    body = ast.parse(path.read_text()).body
    for part in rest:
        found = [n for n in body if isinstance(n, ast.FunctionDef | ast.ClassDef) and n.name == part]
        if not found:
            return False
        body = found[0].body
    return True


def without_reference(source: str) -> list[str]:
    """Return the public kernels whose docstring names no definition that exists, of ours or of NumPy's."""
    missing = []
    for kernel in jitted(ast.parse(source)):
        text = ast.get_docstring(kernel) or ""
        ours = re.findall(r"`(resample(?:\.\w+)+)`", text)
        if (
            not kernel.name.startswith("_")
            and not any(map(defined, ours))
            and not re.search(r"`(numpy|ndarray)\.\w+`", text)
        ):
            missing.append(kernel.name)
    return missing


def originals_compared(source: str) -> list[str]:
    """Return comparisons and match cases with the name of an original: what is neutral must not know one."""
    found = []
    for node in ast.walk(ast.parse(source)):
        sides: list[ast.AST] = []
        if isinstance(node, ast.Compare):
            sides = [node.left, *node.comparators]
        elif isinstance(node, ast.match_case):
            sides = [node.pattern]
        for part in (part for side in sides for part in ast.walk(side)):
            if isinstance(part, ast.Constant) and isinstance(part.value, str):
                words = re.split(r"[^a-z0-9]+", part.value.lower())
                found.extend(f"line {part.lineno}: {part.value!r}" for _ in ORIGINALS.intersection(words))
    return found


@pytest.mark.parametrize("path", [p for p in KERNELS if p != POLICY], ids=name)
def test_kernels_use_the_one_decorator(path: Path) -> None:
    assert forbidden_numba(path.read_text()) == []


def test_the_one_decorator_states_its_flags() -> None:
    call = next(
        node
        for node in ast.walk(ast.parse(POLICY.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == "njit"
    )
    assert {k.arg: ast.literal_eval(k.value) for k in call.keywords} == {
        "cache": True,
        "nogil": True,
        "error_model": "numpy",
        "boundscheck": False,
    }


@pytest.mark.parametrize("path", [p for p in KERNELS if p != POLICY], ids=name)
def test_kernels_are_module_level_functions(path: Path) -> None:
    tree = ast.parse(path.read_text())
    assert [k.name for k in jitted(tree) if k not in tree.body] == []


@pytest.mark.parametrize("path", [p for p in KERNELS if p != POLICY], ids=name)
def test_kernels_name_their_reference(path: Path) -> None:
    assert without_reference(path.read_text()) == []


@pytest.mark.parametrize("path", NEUTRAL, ids=name)
def test_what_is_neutral_knows_no_original(path: Path) -> None:
    assert originals_compared(path.read_text()) == []


@pytest.mark.parametrize("path", OURS, ids=name)
def test_files_fit_in_a_head(path: Path) -> None:
    assert len(path.read_text().splitlines()) <= LONGEST


@pytest.mark.parametrize(
    "source",
    [
        "@numba.njit(cache=True)\ndef f(): pass",
        "from numba import njit",
        "from numba import prange",
        "import numba\nfor i in numba.prange(3): pass",
        "f = jit(g)",
        "x = intrinsic(fastmath=True)",
        "@other(parallel=True)\ndef f(): pass",
        "builder.fadd(a, b, flags=('contract',))",
        "builder.fadd(a, b, flags=['fast'])",
    ],
)
def test_forbidden_numba_is_seen(source: str) -> None:
    assert forbidden_numba(source)


@pytest.mark.parametrize(
    "docstring", ["Does things.", "Equals `resample.run.nothing.here`.", "Equals `resample.errors.nothing`.", ""]
)
def test_a_kernel_without_reference_is_seen(docstring: str) -> None:
    assert without_reference(f'@jit\ndef f():\n    """{docstring}"""') == ["f"]


@pytest.mark.parametrize(
    "reference", ["resample.errors", "resample.errors.NotExact", "resample.errors.SpecError.__str__"]
)
def test_a_reference_that_exists_is_found(reference: str) -> None:
    assert without_reference(f'@jit\ndef f():\n    """Equals `{reference}`."""') == []


@pytest.mark.parametrize(
    "source",
    [
        "if original == 'pillow': pass",
        "if spec.original in ('torch', 'jax'): pass",
        "if 'opencv:area' != text: pass",
        "match original:\n    case 'keras' | 'onnx': pass",
    ],
)
def test_an_original_by_name_is_seen(source: str) -> None:
    assert originals_compared(source)
