"""ONNX models in onnxruntime, against the real originals."""

from __future__ import annotations

from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

import resample
from resample.errors import NotExact
from resample.export import channels_reversed, normalisation, normalised, prepend, to_onnx
from resample.plan.plan import Plan
from tests.export.cells import SMALL, Cell, cells, same
from tests.require import require

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


def test_floats_are_refused_with_the_reason() -> None:
    plan = resample.plan("torch:bilinear", shape=(3, 9, 8), dtype="float32", size=(4, 5), layout="CHW")
    with pytest.raises(NotExact, match="samples of f32 are no whole numbers"):
        to_onnx(plan)
    with pytest.raises(NotExact, match="Split"):
        to_onnx(resample.plan("opencv:cubic", shape=(9, 8, 3), dtype="uint8", size=(4, 5)))


@pytest.mark.parametrize(
    ("options", "reason"),
    [({"profile": "gpu"}, "not one of portable, ort"), ({"inputs": "HW"}, "not the axes"), ({"opset": 9}, "older")],
)
def test_wrong_options_are_refused(options: dict[str, Any], reason: str) -> None:
    with pytest.raises(ValueError, match=reason):
        to_onnx(bicubic(), **options)
