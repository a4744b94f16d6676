"""ONNX models in onnxruntime, against the real originals."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import HealthCheck, Phase, given, settings

import resample
from resample.errors import NotExact
from resample.export import channels_reversed, normalisation, normalised, prepend, to_onnx
from resample.plan.plan import Plan
from resample.plan.words import Cast, Clip, Map, Split
from resample.run import reference
from tests.export.cells import SMALL, Cell, cells, same
from tests.require import require
from tests.words.making import plan_of, same_bits
from tests.words.plans import picture, plans

onnx = require("onnx", "1.23")
runtime = require("onnxruntime", "1.31")

#: Specs of bytes whose plans are of whole numbers on every pair of sizes.
WHOLE = [c for c in cells(SMALL) if c.dtype == "uint8" and c.spec not in ("opencv:cubic", "opencv:area")]


def run(model: Any, image: npt.NDArray[Any], **others: npt.NDArray[Any]) -> npt.NDArray[Any]:
    """Return a model's first output."""
    options = runtime.SessionOptions()
    options.intra_op_num_threads = 1
    session = runtime.InferenceSession(model.SerializeToString(), options, providers=["CPUExecutionProvider"])
    result: npt.NDArray[Any] = session.run(None, {"image": image, **others})[0]
    return result


def bicubic(channels: int = 3) -> Plan:
    return resample.plan("pillow:bicubic", shape=(20, 30, channels), dtype="uint8", size=(11, 17))


@pytest.mark.slow
def test_random_plans_equal_the_reference_or_are_refused() -> None:
    found = {profile: hold_random(250, profile) for profile in ("portable", "ort")}
    assert min(found.values()) >= 40, found


def hold_random(n: int, profile: str) -> int:
    """Hold the models of random plans to the reference; return how many were not refused."""
    lowered = 0

    @settings(max_examples=n, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
    @given(plans())
    def hold(plan: Plan) -> None:
        nonlocal lowered
        try:
            model = to_onnx(plan, profile=profile)
        except NotExact:
            return
        lowered += 1
        for seed in range(3):
            image = picture(plan, seed)
            assert same_bits(run(model, image), reference.run(plan, image), plan.dtype), (profile, plan)

    hold()
    return lowered


@pytest.mark.parametrize("cell", WHOLE[::6], ids=str)
def test_portable_models_equal_the_originals(cell: Cell) -> None:
    model = to_onnx(cell.plan())
    for image in cell.pictures():
        assert same(run(model, image), cell.original(image))


@pytest.mark.parametrize("cell", WHOLE[1::14], ids=str)
def test_models_in_float64_equal_the_originals(cell: Cell) -> None:
    model = to_onnx(cell.plan(), profile="ort")
    for image in cell.pictures():
        assert same(run(model, image), cell.original(image))


def test_a_portable_model_has_only_floats_of_32_bits_and_no_integer_products() -> None:
    model = to_onnx(bicubic(4))
    used = {node.op_type for node in model.graph.node}
    assert not used & {"MatMulInteger", "QLinearMatMul", "BitShift", "Mod"}
    kinds = {v.type.tensor_type.elem_type for v in onnx.shape_inference.infer_shapes(model).graph.value_info}
    types = onnx.TensorProto
    assert kinds <= {types.FLOAT, types.UINT8, types.INT8, types.INT16, types.INT32, types.INT64, types.BOOL}


def test_a_model_of_the_usual_size_is_small() -> None:
    plan = resample.plan("pillow:bicubic", shape=(480, 640, 3), dtype="uint8", size=(224, 224))
    assert len(to_onnx(plan).SerializeToString()) < 64 * 1024


def test_layouts_batches_and_a_normalisation() -> None:
    mean, std = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)
    plan = normalised(channels_reversed(bicubic()), normalisation(mean, std))
    model = to_onnx(plan, outputs="CHW", batch="N")
    images = np.random.default_rng(1).integers(0, 256, (3, 20, 30, 3), np.uint8)
    bytes_ = np.stack([bicubic().run(image[:, :, ::-1]) for image in images])
    torch = require("torch", "2.13")
    unit = torch.from_numpy(bytes_).permute(0, 3, 1, 2).contiguous().float().div(255)
    parts = (torch.tensor(values).view(3, 1, 1) for values in (mean, std))
    wanted = unit.sub_(next(parts)).div_(next(parts)).numpy()
    assert same(run(model, images), wanted)


def test_a_network_behind_it() -> None:
    helper, types = onnx.helper, onnx.TensorProto
    sides = [helper.make_tensor_value_info(n, types.FLOAT, [1, 3, 11, 17]) for n in ("pixels", "twice")]
    node = helper.make_node("Add", ["pixels", "pixels"], ["twice"])
    graph = helper.make_graph([node], "network", sides[:1], sides[1:])
    network = helper.make_model(graph, opset_imports=[helper.make_opsetid("", 17)], ir_version=9)
    plan = normalised(bicubic(), normalisation([0.5] * 3, [0.25] * 3))
    model = prepend(network, plan, outputs="CHW", batch=1)
    image = np.random.default_rng(2).integers(0, 256, (1, 20, 30, 3), np.uint8)
    wanted = 2 * plan.run(image[0]).transpose(2, 0, 1)[None]
    assert same(run(model, image), wanted)
    with pytest.raises(ValueError, match="the network takes"):
        prepend(network, bicubic(), outputs="CHW", batch=1)


def test_parts_are_put_together() -> None:
    # 17 columns by 3 leave a cell of 2, so that a reduction is a grid of parts.
    plan = resample.plan("pillow:reduce", shape=(13, 17, 3), dtype="uint8", scale=(2, 3))
    assert any(isinstance(step, Split) for step in plan.steps)
    image = np.random.default_rng(4).integers(0, 256, (13, 17, 3), np.uint8)
    pillow = require("PIL.Image", "13.0").fromarray(image).reduce((3, 2))
    for profile in ("portable", "ort"):
        assert same(run(to_onnx(plan, profile=profile), image), np.asarray(pillow))


def test_the_ends_of_a_truncated_range_lie_towards_zero() -> None:
    # 0.25 is cut to 0, which the last clip lifts to 1.
    plan = plan_of((2,), "u8", Map((Cast("f32"), Clip(0.25, 0.5), Cast("i16", "sat"), Clip(1, 9))))
    assert run(to_onnx(plan), np.array([0, 7], np.uint8)).tolist() == [1, 1]


def test_floats_are_refused_with_the_reason() -> None:
    plan = resample.plan("torch:bilinear", shape=(3, 9, 8), dtype="float32", size=(4, 5), layout="CHW")
    with pytest.raises(NotExact, match="samples of f32"):
        to_onnx(plan)
    with pytest.raises(NotExact, match="a sum in f32"):
        to_onnx(resample.plan("opencv:cubic", shape=(9, 8, 3), dtype="uint8", size=(4, 5)))


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"profile": "gpu"}, "not one of portable, ort"), ({"inputs": "HW"}, "not the axes"), ({"opset": 9}, "older")],
)
def test_wrong_options_are_refused(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        to_onnx(bicubic(), **options)
