"""Write tests/models/: small models as exporters write them, and expected.json: what they compute.

Networks of a few units with random weights, whose outputs on six rows are computed by NumPy in float64, layer by layer,
from the weights and not from the file. Those of torch.onnx.export are made by PyTorch itself. The others repeat node for
node what skl2onnx, tf2onnx, keras2onnx (OnnxMLTools), MATLAB and torch's newer exporter write, or what is allowed and
seen in files made by hand.

    /usr/bin/python3 make_models.py

Made with PyTorch 1.13.0a0, python3-onnx 1.12 and NumPy 1.24 (Debian 12).
"""

import io
import json
import math
import pathlib
import re
import struct
import warnings

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from torch import nn

FOLDER = pathlib.Path(__file__).parent.parent / "models"
WIDTHS = [4, 5, 3, 2]
ROWS = np.random.default_rng(7).normal(size=(6, 4)).round(3)
CASES = {}

erf = np.vectorize(math.erf)
ACTIVATIONS = {
    "relu": lambda z: np.maximum(z, 0),
    "leaky_relu:0.2": lambda z: np.where(z > 0, z, 0.2 * z),
    "leaky_relu:0.01": lambda z: np.where(z > 0, z, 0.01 * z),
    "elu": lambda z: np.where(z > 0, z, np.expm1(z)),
    "gelu": lambda z: z * (1 + erf(z / math.sqrt(2))) / 2,
    "silu": lambda z: z / (1 + np.exp(-z)),
    "tanh": np.tanh,
    "sigmoid": lambda z: 1 / (1 + np.exp(-z)),
}


class Mlp:
    """Weights as PyTorch has them (units × inputs), in float32, and what they compute in float64."""

    def __init__(self, seed, widths=WIDTHS, activation="relu", bias=True, dtype=np.float32):
        random = np.random.default_rng(seed)
        self.widths, self.activation = list(widths), activation
        self.w = [random.normal(size=(n, m)).astype(dtype) for m, n in zip(widths, widths[1:])]
        self.b = [(random.normal(size=n) if bias else np.zeros(n)).astype(dtype) for n in widths[1:]]
        self.norms = {}  # layer: BatchNorm before its activation
        self.late_norms = {}  # behind it

    def outputs(self, rows):
        x = np.asarray(rows, float)
        for layer, (w, b) in enumerate(zip(self.w, self.b)):
            x = x @ w.astype(float).T + b.astype(float)
            if layer in self.norms:
                x = self.norms[layer](x)
            if layer + 1 < len(self.w):
                x = ACTIVATIONS[self.activation](x)
            if layer in self.late_norms:
                x = self.late_norms[layer](x)
        return x


class Norm:
    def __init__(self, seed, size, epsilon=1e-5, affine=True):
        random = np.random.default_rng(seed)
        self.mean, self.var = random.normal(size=size).astype("f4"), random.uniform(0.3, 2, size).astype("f4")
        self.gamma, self.beta = random.normal(size=size).astype("f4"), random.normal(size=size).astype("f4")
        self.epsilon, self.affine = epsilon, affine
        if not affine:
            self.gamma, self.beta = np.ones(size, "f4"), np.zeros(size, "f4")

    def __call__(self, x):
        return (x - self.mean) / np.sqrt(self.var.astype(float) + self.epsilon) * self.gamma + self.beta


def case(name, content, widths, activation, outputs, rows=ROWS, **more):
    """content: bytes of the file; outputs: of the last linear layer, rows × outputs. more: options and what else is expected."""
    (FOLDER / name).write_bytes(content)
    CASES[name] = {"widths": widths, "activation": activation, "rows": np.asarray(rows).tolist(),
                   "outputs": np.asarray(outputs).tolist(), **more}  # fmt: skip


# --- ONNX ------------------------------------------------------------------------------------------------------------


class Graph:
    """A graph in the making: nodes, initializers, and names that are given out in turn."""

    def __init__(self, producer="", version="", opset=13, shape=("N", 4), domains=(), element=TensorProto.FLOAT):
        self.producer, self.version, self.opset, self.domains = producer, version, opset, domains
        self.nodes, self.tensors, self.extra_inputs, self.count = [], [], [], 0
        self.inputs = [helper.make_tensor_value_info("x", element, shape)]
        self.outputs = []

    def name(self, stem):
        self.count += 1
        return f"{stem}_{self.count}"

    def tensor(self, value, name=None, raw=True):
        name = name or self.name("t")
        value = np.asarray(value)
        tensor = numpy_helper.from_array(value, name)
        if not raw:
            kinds = {"f": TensorProto.FLOAT, "d": TensorProto.DOUBLE, "e": TensorProto.FLOAT16, "l": TensorProto.INT64}
            tensor = helper.make_tensor(name, kinds[value.dtype.char], value.shape, value.flatten().tolist())
        self.tensors.append(tensor)
        return name

    def ints(self, *values):
        return self.tensor(np.array(values, "i8"))

    def node(self, op, *inputs, outputs=1, name=None, domain=None, **attributes):
        made = [self.name(op.lower()) for _ in range(outputs)]
        self.nodes.append(helper.make_node(op, inputs, made, name=name if name is not None else self.name(op), domain=domain, **attributes))
        return made[0] if outputs == 1 else made

    def constant(self, value):
        return self.node("Constant", value=numpy_helper.from_array(np.asarray(value)))

    def finish(self, *outputs, element=TensorProto.FLOAT):
        for output in outputs:
            self.outputs.append(helper.make_tensor_value_info(output, element, None))
        graph = helper.make_graph(self.nodes, "graph", self.inputs + self.extra_inputs, self.outputs, self.tensors)
        opsets = [helper.make_opsetid("", self.opset)] + [helper.make_opsetid(d, 1) for d in self.domains]
        model = helper.make_model(graph, producer_name=self.producer, producer_version=self.version, opset_imports=opsets)
        model.ir_version = 7
        return model

    def bytes(self, *outputs, **options):
        return self.finish(*outputs, **options).SerializeToString()


def gemm_chain(graph, mlp, x, activate, layer=None):
    """The layers from x on; layer(i, x): of one, by default Gemm as PyTorch writes it."""
    layer = layer or (lambda i, x: graph.node("Gemm", x, graph.tensor(mlp.w[i], f"fc{i + 1}.weight"),
                                              graph.tensor(mlp.b[i], f"fc{i + 1}.bias"), transB=1))  # fmt: skip
    for i in range(len(mlp.w)):
        x = layer(i, x)
        if i + 1 < len(mlp.w):
            x = activate(x)
    return x


def simple(name, mlp, graph=None, activate=None, layer=None, head=None, tail=None, rows=ROWS, **more):
    graph = graph or Graph()
    activate = activate or (lambda x: graph.node("Relu", x))
    x = head(graph, "x") if head else "x"
    x = gemm_chain(graph, mlp, x, activate(graph) if activate.__code__.co_argcount == 1 and activate.__name__ == "with_graph" else activate,
                   (lambda i, x: layer(graph, mlp, i, x)) if layer else None)  # fmt: skip
    outputs = tail(graph, x) if tail else [x]
    case(name, graph.bytes(*outputs), mlp.widths, mlp.activation if len(mlp.w) > 1 else None, mlp.outputs(rows), rows=rows, **more)


def layers():
    """Every way to write a linear layer."""

    def gemm(name, seed, **options):
        alpha, beta = options.get("alpha", 1.0), options.get("beta", 1.0)
        trans_b, c_shape, trans_a = options.get("transB", 0), options.get("c", "n"), options.get("left", False)
        mlp = Mlp(seed)

        def layer(g, m, i, x):
            w = (m.w[i] / np.float32(alpha)).astype("f4")
            m.w[i] = (w.astype(float) * np.float32(alpha)).astype(float)
            b = (m.b[i] / np.float32(beta)).astype("f4") if c_shape != "absent" else None
            m.b[i] = b.astype(float) * np.float32(beta) if b is not None else np.zeros(len(m.b[i]))
            if trans_a:  # W·xᵀ, and back
                weights = g.tensor(w if trans_a == "n" else w.T)
                c = [g.tensor(b[:, None])] if b is not None else []
                y = g.node("Gemm", weights, x, *c, alpha=alpha, beta=beta, transA=0 if trans_a == "n" else 1, transB=1)
                return g.node("Transpose", y, perm=[1, 0])
            weights = g.tensor(w if trans_b else np.ascontiguousarray(w.T))
            shaped = {"n": lambda: b, "1n": lambda: b[None, :], "absent": lambda: None}[c_shape]()
            c = [g.tensor(shaped)] if shaped is not None else [] if options.get("omit") else [""]
            return g.node("Gemm", x, weights, *c, alpha=alpha, beta=beta, transB=trans_b)

        simple(name, mlp, layer=layer)

    gemm("gemm_transb.onnx", 1, transB=1)
    gemm("gemm_plain.onnx", 2)
    gemm("gemm_alpha_beta.onnx", 3, transB=1, alpha=0.5, beta=2.0)
    gemm("gemm_c_1n.onnx", 4, c="1n")
    gemm("gemm_c_absent.onnx", 5, c="absent", omit=True)
    gemm("gemm_c_empty.onnx", 6, c="absent")
    gemm("gemm_weights_first.onnx", 7, left="n")
    gemm("gemm_weights_first_transposed.onnx", 8, left="t")

    def matmul(name, seed, build, bias=True, shape=("N", 4), opset=13, raw=True):
        simple(name, Mlp(seed, bias=bias), Graph(shape=shape, opset=opset), layer=build)

    right = lambda g, m, i, x: g.node("MatMul", x, g.tensor(np.ascontiguousarray(m.w[i].T)))
    matmul("matmul_add.onnx", 9, lambda g, m, i, x: g.node("Add", right(g, m, i, x), g.tensor(m.b[i])))
    matmul("matmul_add_first.onnx", 10, lambda g, m, i, x: g.node("Add", g.tensor(m.b[i]), right(g, m, i, x)))
    matmul("matmul_alone.onnx", 11, right, bias=False)
    matmul("matmul_sub.onnx", 12, lambda g, m, i, x: g.node("Sub", right(g, m, i, x), g.tensor(-m.b[i])))
    # an exporter that keeps the weights as PyTorch has them, and transposes them in the graph
    matmul("matmul_transposed.onnx", 13, lambda g, m, i, x: g.node(
        "Add", g.node("MatMul", x, g.node("Transpose", g.tensor(m.w[i], f"fc{i}.weight"), perm=[1, 0])), g.tensor(m.b[i], f"fc{i}.bias")))  # fmt: skip
    # column vectors: W·x + b, x: inputs × 1, or of rank 1
    matmul("weights_left_column.onnx", 14, lambda g, m, i, x: g.node("Add", g.node("MatMul", g.tensor(m.w[i]), x), g.tensor(m.b[i][:, None])), shape=(4, 1))  # fmt: skip
    matmul("weights_left_vector.onnx", 15, lambda g, m, i, x: g.node("Add", g.node("MatMul", g.tensor(m.w[i]), x), g.tensor(m.b[i])), shape=(4,))  # fmt: skip
    # operators before version 7 say where to lay the bias
    matmul("matmul_add_opset6.onnx", 16, lambda g, m, i, x: g.node("Add", right(g, m, i, x), g.tensor(m.b[i]), broadcast=1, axis=1), opset=6)  # fmt: skip
    matmul("constant_nodes.onnx", 17, lambda g, m, i, x: g.node("Add", g.node("MatMul", x, g.constant(np.ascontiguousarray(m.w[i].T))), g.constant(m.b[i])))  # fmt: skip

    mlp = Mlp(18, widths=[4, 5, 3, 1])
    last = lambda g, m, i, x: (g.node("Add", right(g, m, i, x), g.tensor(m.b[i])) if i < 2
                               else g.node("Add", g.node("MatMul", x, g.tensor(m.w[i][0])), g.tensor(m.b[i])))  # fmt: skip
    simple("matmul_vector_last.onnx", mlp, layer=last)

    # two layers without an activation between them, and one hidden layer behind
    mlp = Mlp(19)
    g = Graph()
    a, b = np.random.default_rng(19).normal(size=(6, 4)).astype("f4"), np.random.default_rng(20).normal(size=(5, 6)).astype("f4")
    c = np.random.default_rng(21).normal(size=6).astype("f4")
    x = g.node("Gemm", "x", g.tensor(a), g.tensor(c), transB=1)
    x = g.node("Relu", g.node("Gemm", x, g.tensor(b), g.tensor(mlp.b[0]), transB=1))
    x = g.node("Relu", g.node("Gemm", x, g.tensor(mlp.w[1]), g.tensor(mlp.b[1]), transB=1))
    x = g.node("Gemm", x, g.tensor(mlp.w[2]), g.tensor(mlp.b[2]), transB=1)
    mlp.b[0] = mlp.b[0].astype(float) + b.astype(float) @ c.astype(float)
    mlp.w[0] = b.astype(float) @ a.astype(float)
    case("two_layers_in_one.onnx", g.bytes(x), mlp.widths, "relu", mlp.outputs(ROWS), note="no activation between layers")


def types():
    """Every type of data, and every place for them."""
    for name, dtype, raw in (("raw_f32", "f4", True), ("typed_f32", "f4", False), ("raw_f64", "f8", True),
                             ("typed_f64", "f8", False), ("raw_f16", "f2", True), ("typed_f16", "f2", False)):  # fmt: skip
        mlp = Mlp(30, dtype=dtype)
        g = Graph(element={"f4": TensorProto.FLOAT, "f8": TensorProto.DOUBLE, "f2": TensorProto.FLOAT16}[dtype])
        layer = lambda i, x: g.node("Gemm", x, g.tensor(mlp.w[i], raw=raw), g.tensor(mlp.b[i], raw=raw), transB=1)
        x = gemm_chain(g, mlp, "x", lambda x: g.node("Relu", x), layer)
        case(f"data_{name}.onnx", g.bytes(x), mlp.widths, "relu", mlp.outputs(ROWS))
    for raw in (True, False):
        mlp = Mlp(31)
        g = Graph()

        def bfloat16(value):
            bits = np.ascontiguousarray(value).view("u4") >> 16
            tensor = TensorProto(name=g.name("b"), data_type=TensorProto.BFLOAT16, dims=value.shape)
            if raw:
                tensor.raw_data = bits.astype("<u2").tobytes()
            else:
                tensor.int32_data.extend(bits.flatten().tolist())
            g.tensors.append(tensor)
            return g.node("Cast", tensor.name, to=TensorProto.FLOAT), (bits << 16).view("f4").reshape(value.shape)

        def layer(i, x):
            w, mlp.w[i] = bfloat16(mlp.w[i])
            b, mlp.b[i] = bfloat16(mlp.b[i])
            return g.node("Gemm", x, w, b, transB=1)

        x = gemm_chain(g, mlp, "x", lambda x: g.node("Relu", x), layer)
        case(f"data_{'raw' if raw else 'typed'}_bf16.onnx", g.bytes(x), mlp.widths, "relu", mlp.outputs(ROWS))

    # initializers that are inputs too, as files before version 4 of the format must have them
    mlp = Mlp(32)
    g = Graph(opset=8)
    x = gemm_chain(g, mlp, "x", lambda x: g.node("Relu", x))
    g.extra_inputs = [helper.make_tensor_value_info(t.name, t.data_type, t.dims) for t in g.tensors]
    case("initializers_as_inputs.onnx", g.bytes(x), mlp.widths, "relu", mlp.outputs(ROWS))

    # torch's exporter of 2.x: names of its own, and the weights in a file beside
    mlp = Mlp(33)
    g = Graph("pytorch", "2.6.0", opset=18, shape=("s0", 4))
    layer = lambda i, x: g.node("Gemm", x, g.tensor(mlp.w[i], f"net.{2 * i}.weight"), g.tensor(mlp.b[i], f"net.{2 * i}.bias"),
                                name=f"node_Gemm_{i}", alpha=1.0, beta=1.0, transA=0, transB=1)  # fmt: skip
    model = g.finish(gemm_chain(g, mlp, "x", lambda x: g.node("Relu", x, name="node_relu"), layer))
    data = b""
    for tensor in model.graph.initializer:
        raw = tensor.raw_data
        tensor.ClearField("raw_data")
        tensor.data_location = TensorProto.EXTERNAL
        for key, value in (("location", "external.onnx.data"), ("offset", str(len(data))), ("length", str(len(raw)))):
            tensor.external_data.add(key=key, value=value)
        data += raw + bytes(-len(raw) % 64)
    (FOLDER / "external.onnx.data").write_bytes(data)
    case("external.onnx", model.SerializeToString(), mlp.widths, "relu", mlp.outputs(ROWS))


def activations():
    def act(name, activation, build, seed=40, opset=13, **more):
        g = Graph(opset=opset)
        mlp = Mlp(seed, activation=activation)
        x = gemm_chain(g, mlp, "x", lambda x: build(g, x))
        case(name, g.bytes(x), mlp.widths, activation, mlp.outputs(ROWS), **more)

    f = lambda value: np.array(value, "f4")
    act("leaky_relu.onnx", "leaky_relu:0.2", lambda g, x: g.node("LeakyRelu", x, alpha=0.2))
    act("leaky_relu_default.onnx", "leaky_relu:0.01", lambda g, x: g.node("LeakyRelu", x))
    act("leaky_relu_max.onnx", "leaky_relu:0.2", lambda g, x: g.node("Max", g.node("Mul", x, g.tensor(f(0.2))), x))
    act("prelu_one_slope.onnx", "leaky_relu:0.2", lambda g, x: g.node("PRelu", x, g.tensor(f([0.2]))))
    act("elu.onnx", "elu", lambda g, x: g.node("Elu", x, alpha=1.0))
    act("tanh.onnx", "tanh", lambda g, x: g.node("Tanh", x))
    act("sigmoid.onnx", "sigmoid", lambda g, x: g.node("Sigmoid", x))
    act("gelu_op.onnx", "gelu", lambda g, x: g.node("Gelu", x, approximate="none"), opset=20)
    # as torch.onnx.export writes torch.nn.GELU below version 20
    act("gelu_erf.onnx", "gelu", lambda g, x: g.node("Mul", g.node("Mul", x, g.node("Add", g.node("Erf", g.node(
        "Div", x, g.constant(f(1.4142135381698608)))), g.constant(f(1.0)))), g.constant(f(0.5))))  # fmt: skip
    act("gelu_erf_halved_first.onnx", "gelu", lambda g, x: g.node("Mul", g.node("Mul", g.tensor(f(0.5)), x), g.node(
        "Add", g.tensor(f(1.0)), g.node("Erf", g.node("Mul", x, g.tensor(f(0.70710677)))))))  # fmt: skip
    act("silu.onnx", "silu", lambda g, x: g.node("Mul", x, g.node("Sigmoid", x)))
    act("silu_first.onnx", "silu", lambda g, x: g.node("Mul", g.node("Sigmoid", x), x))
    act("relu_clip.onnx", "relu", lambda g, x: g.node("Clip", x, g.tensor(f(0.0))))
    act("relu_clip_opset6.onnx", "relu", lambda g, x: g.node("Clip", x, min=0.0, max=3.4028234663852886e38), opset=6)
    act("relu_max.onnx", "relu", lambda g, x: g.node("Max", x, g.tensor(f(0.0))))
    act("dropout_identity.onnx", "relu", lambda g, x: g.node("Dropout", g.node("Identity", g.node("Relu", x)), outputs=2)[0])


def norms():
    """Batch normalisation, wherever it is."""

    def batch_norm(g, norm, x, axes=0):
        return g.node("BatchNormalization", x, *(g.tensor(v) for v in (norm.gamma, norm.beta, norm.mean, norm.var)), epsilon=norm.epsilon)

    def build(name, mlp, before=lambda g, x: x, after=lambda g, x: x, late=False, graph=None, head=None, **more):
        g = graph or Graph()
        x = "x"
        if head is not None:
            x = batch_norm(g, head, x)
        for i in range(len(mlp.w)):
            x = g.node("Gemm", x, g.tensor(mlp.w[i]), g.tensor(mlp.b[i]), transB=1)
            if i in mlp.norms:
                x = after(g, batch_norm(g, mlp.norms[i], before(g, x)))
            if i + 1 < len(mlp.w):
                x = g.node("Relu", x)
            if i in mlp.late_norms:
                x = batch_norm(g, mlp.late_norms[i], x)
        rows = ROWS if head is None else head(ROWS)
        case(name, g.bytes(x), mlp.widths, "relu", mlp.outputs(rows), **more)

    def normed(seed, late=False, outputs=False):
        mlp = Mlp(seed)
        (mlp.late_norms if late else mlp.norms).update({0: Norm(seed + 1, 5), 1: Norm(seed + 2, 3, 1e-3)})
        if outputs:
            mlp.norms[2] = Norm(seed + 3, 2)
        return mlp

    build("batch_norm.onnx", normed(50), note="folded")
    build("batch_norm_outputs.onnx", normed(51, outputs=True))
    build("batch_norm_late.onnx", normed(52, late=True))
    build("batch_norm_unsqueezed.onnx", normed(53), lambda g, x: g.node("Unsqueeze", x, g.ints(2)), lambda g, x: g.node("Squeeze", x, g.ints(2)))  # fmt: skip
    build("batch_norm_unsqueezed_opset11.onnx", normed(54), lambda g, x: g.node("Unsqueeze", x, axes=[2]), lambda g, x: g.node("Squeeze", x, axes=[2]), graph=Graph(opset=11))  # fmt: skip
    # OnnxMLTools lays the features along the first axis
    build("batch_norm_transposed.onnx", normed(55), lambda g, x: g.node("Transpose", x), lambda g, x: g.node("Transpose", x), graph=Graph("OnnxMLTools", "1.3.0", 8, (1, 4)))  # fmt: skip
    build("batch_norm_transposed_1cn.onnx", normed(56), lambda g, x: g.node("Transpose", g.node("Unsqueeze", x, axes=[1]), perm=[0, 2, 1]),
          lambda g, x: g.node("Squeeze", g.node("Transpose", x, perm=[0, 2, 1]), axes=[1]), graph=Graph("keras2onnx", "1.7.0", 11))  # fmt: skip
    head = Norm(57, 4)
    head.gamma = np.abs(head.gamma) + np.float32(0.1)
    build("batch_norm_head.onnx", Mlp(57), head=head, scaling=True)
    head = Norm(58, 4)
    head.gamma[1] = 0
    build("batch_norm_head_of_zero.onnx", Mlp(58), head=head, scaling=False)


def shapes():
    """What is done to the input before the first layer, and between layers."""

    def shaped(name, graph, head, between=lambda g, x: x, rows=ROWS, seed=60, widths=WIDTHS, outputs=None, **more):
        mlp = Mlp(seed, widths)
        g = graph
        x = gemm_chain(g, mlp, head(g, "x"), lambda x: between(g, g.node("Relu", x)))
        case(name, g.bytes(x), mlp.widths, "relu", mlp.outputs(rows if outputs is None else outputs), rows=rows, **more)

    shaped("flatten_picture.onnx", Graph(shape=("N", 1, 2, 2)), lambda g, x: g.node("Flatten", x, axis=1))
    shaped("flatten_fixed.onnx", Graph(shape=(1, 1, 1, 4)), lambda g, x: g.node("Flatten", x))
    shaped("reshape_minus_one.onnx", Graph(shape=(1, 2, 2, 1)), lambda g, x: g.node("Reshape", x, g.ints(-1, 4)))
    shaped("reshape_one_row.onnx", Graph(shape=("N", 1, 2, 2)), lambda g, x: g.node("Reshape", x, g.ints(1, -1)))
    shaped("reshape_zero.onnx", Graph(shape=("N", 2, 2)), lambda g, x: g.node("Reshape", x, g.ints(0, -1)))
    shaped("reshape_attribute.onnx", Graph(shape=("N", 2, 2), opset=4), lambda g, x: g.node("Reshape", x, shape=[0, -1]))
    shaped("no_shape.onnx", Graph(shape=None), lambda g, x: x)
    shaped("cast_head.onnx", Graph(element=TensorProto.DOUBLE), lambda g, x: g.node("Cast", x, to=TensorProto.FLOAT))
    shaped("vector.onnx", Graph(shape=(4,)), lambda g, x: g.node("Reshape", x, g.ints(1, 4)))

    def dynamic(g, x):  # x.view(x.size(0), -1)
        size = g.node("Gather", g.node("Shape", x), g.constant(np.array(0, "i8")), axis=0)
        size = g.node("Unsqueeze", size, g.ints(0))
        return g.node("Reshape", x, g.node("Concat", size, g.constant(np.array([-1], "i8")), axis=0))

    shaped("reshape_dynamic.onnx", Graph(shape=("N", 1, 2, 2)), dynamic)
    shaped("reshape_dynamic_between.onnx", Graph(), lambda g, x: x, dynamic)

    def tensorflow(g, x):  # keras.layers.Flatten by tf2onnx
        shape = g.node("Cast", g.node("Shape", x), to=TensorProto.INT32)
        size = g.node("Slice", g.node("Cast", shape, to=TensorProto.FLOAT), g.ints(0), g.ints(1), g.ints(0))
        size = g.node("Cast", size, to=TensorProto.INT64)
        return g.node("Reshape", x, g.node("Concat", size, g.ints(4), axis=0))

    shaped("reshape_tensorflow.onnx", Graph("tf2onnx", "1.16.1", 15, ("unk__6", 2, 2)), tensorflow)

    f = lambda value: np.array(value, "f4")
    mean, scale = f([0.5, -1, 2, 0.25]), f([2, 0.5, 1.5, 4])
    scaled = (ROWS - mean.astype(float)) * scale.astype(float)
    more = {"scaling": True, "outputs": scaled}
    shaped("head_sub_mul.onnx", Graph(), lambda g, x: g.node("Mul", g.node("Sub", x, g.tensor(mean)), g.tensor(scale)), **more)
    shaped("head_sub_div.onnx", Graph(), lambda g, x: g.node("Div", g.node("Sub", x, g.tensor(mean)), g.tensor(f(1) / scale)), **more, loose=True)
    shaped("head_add_first.onnx", Graph(), lambda g, x: g.node("Mul", g.tensor(scale), g.node("Add", g.tensor(-mean), x)), **more)
    scaler = dict(domain="ai.onnx.ml", offset=mean.tolist(), scale=scale.tolist())
    shaped("head_scaler.onnx", Graph("skl2onnx", "1.9.3", domains=["ai.onnx.ml"]), lambda g, x: g.node("Scaler", x, **scaler), **more)
    shaped("head_scalar.onnx", Graph(), lambda g, x: g.node("Div", x, g.constant(f(255))), scaling=True, outputs=ROWS / 255)
    negative = f([2, -0.5, 1.5, 4])
    shaped("head_turned_round.onnx", Graph(), lambda g, x: g.node("Mul", x, g.tensor(negative)), scaling=False, outputs=ROWS * negative)
    shaped("head_none.onnx", Graph(), lambda g, x: g.node("Sub", x, g.tensor(f([0, 0, 0, 0]))), scaling=False)
    # MATLAB: a mean picture of the input's shape, then Flatten
    picture = mean.reshape(1, 1, 1, 4)
    shaped("matlab.onnx", Graph("MATLAB Deep Learning Toolbox Converter for ONNX Model Format", "18.2.5", 8, (1, 1, 1, 4)),
           lambda g, x: g.node("Flatten", g.node("Sub", x, g.tensor(picture))), scaling=True, outputs=ROWS - mean)  # fmt: skip
    # a mean and a deviation for each channel of a picture
    channel_mean, channel_std = f([0.3, 0.6]), f([0.2, 0.5])
    normal = (ROWS.reshape(6, 2, 2) - channel_mean[:, None].astype(float)) / channel_std[:, None].astype(float)
    shaped("head_channels.onnx", Graph(shape=("N", 2, 1, 2)), lambda g, x: g.node("Flatten", g.node("Div", g.node(
        "Sub", x, g.tensor(channel_mean.reshape(2, 1, 1))), g.tensor(channel_std.reshape(1, 2, 1, 1)))), scaling=True,
        outputs=normal.reshape(6, 4))  # fmt: skip


def tails():
    def tailed(name, tail, graph=None, seed=70, widths=WIDTHS, element=TensorProto.FLOAT, **more):
        mlp = Mlp(seed, widths)
        g = graph or Graph()
        x = gemm_chain(g, mlp, "x", lambda x: g.node("Relu", x))
        case(name, g.bytes(*tail(g, x), element=element), mlp.widths, "relu", mlp.outputs(ROWS), **more)

    for op in ("Softmax", "LogSoftmax", "Sigmoid", "Tanh", "Relu", "Softplus", "Hardmax"):
        tailed(f"tail_{op.lower()}.onnx", lambda g, x: [g.node(op, x)], note=op)
    tailed("tail_argmax_cast.onnx", lambda g, x: [g.node("Cast", g.node("ArgMax", x, axis=1), to=TensorProto.INT32)], note="ArgMax")
    tailed("tail_softmax_written_out.onnx", lambda g, x: [g.node("Div", (e := g.node("Exp", x)), g.node("ReduceSum", e, g.ints(-1)))], note="ReduceSum")
    tailed("tail_two_outputs.onnx", lambda g, x: [x, g.node("Softmax", x)], note="Softmax")
    tailed("tail_reshape.onnx", lambda g, x: [g.node("Reshape", x, g.ints(-1))], widths=[4, 5, 3, 1])

    # sklearn.neural_network.MLPClassifier by skl2onnx, of two classes and of more
    mlp = Mlp(71, [4, 5, 3, 1])
    g = Graph("skl2onnx", "1.14.1", 15, (None, 4), ["ai.onnx.ml"], TensorProto.DOUBLE)
    x = skl_layers(g, mlp)
    p = g.node("Sigmoid", x)
    both = g.node("Concat", g.node("Sub", g.tensor(np.array([1], "f4")), p), p, axis=1)
    outputs = skl_classes(g, both)
    case("skl2onnx_binary.onnx", g.bytes(*outputs), mlp.widths, "relu", mlp.outputs(ROWS), note="ArgMax")
    mlp = Mlp(72)
    g = Graph("skl2onnx", "1.14.1", 15, (None, 4), ["ai.onnx.ml"])
    outputs = skl_classes(g, g.node("Softmax", skl_layers(g, mlp)))
    case("skl2onnx_classes.onnx", g.bytes(*outputs), mlp.widths, "relu", mlp.outputs(ROWS), note="ZipMap")
    mlp = Mlp(73, [4, 5, 3, 1])
    g = Graph("skl2onnx", "1.14.1", 15, (None, 4), ["ai.onnx.ml"])
    case("skl2onnx_regressor.onnx", g.bytes(g.node("Reshape", skl_layers(g, mlp), g.ints(-1, 1))), mlp.widths, "relu", mlp.outputs(ROWS))

    # a target that was scaled is scaled back: a part of the last layer
    mlp = Mlp(74, [4, 5, 3, 1])
    g = Graph()
    x = gemm_chain(g, mlp, "x", lambda x: g.node("Relu", x))
    x = g.node("Add", g.node("Mul", x, g.tensor(np.array([77.0], "f4"))), g.tensor(np.array([150.5], "f4")))
    case("tail_scaled_back.onnx", g.bytes(x), mlp.widths, "relu", mlp.outputs(ROWS) * 77 + 150.5)


def skl_layers(g, mlp):
    x = g.node("Cast", "x", to=TensorProto.FLOAT)
    for i in range(len(mlp.w)):
        weights = g.tensor(np.ascontiguousarray(mlp.w[i].T), "coefficient" + (str(i) if i else ""))
        bias = g.tensor(mlp.b[i][None, :], "intercepts" + (str(i) if i else ""))
        x = g.node("Add", g.node("MatMul", x, weights), bias)
        if i + 1 < len(mlp.w):
            x = g.node("Relu", x)
    return x


def skl_classes(g, probabilities):
    best = g.node("ArgMax", probabilities, axis=1)
    label = g.node("ArrayFeatureExtractor", g.ints(0, 1), best, domain="ai.onnx.ml")
    label = g.node("Cast", g.node("Reshape", g.node("Cast", label, to=TensorProto.INT32), g.ints(-1)), to=TensorProto.INT64)
    return label, g.node("ZipMap", probabilities, domain="ai.onnx.ml", classlabels_int64s=[0, 1])


def pytorch():
    """By torch.onnx.export itself."""

    def export(name, module, widths, activation, last=None, shape=(6, 4), opset=13, dynamic=True, **more):
        module.eval()
        # rows go in as the shape of one row times how many there are
        x = torch.tensor(ROWS, dtype=torch.float32).reshape(shape)
        out = io.BytesIO()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            torch.onnx.export(module, x, out, input_names=["x"], opset_version=opset, **({"dynamic_axes": {"x": {0: "batch"}}} if dynamic else {}))
        with torch.no_grad():
            exact = (last or module).double()
            y = exact(torch.tensor(ROWS).reshape(shape))
        case(name, out.getvalue(), widths, activation, y.reshape(6, -1).numpy(), **more)

    torch.manual_seed(80)
    plain = lambda f: nn.Sequential(nn.Linear(4, 5), f(), nn.Linear(5, 3), f(), nn.Linear(3, 2))
    export("torch_relu.onnx", plain(nn.ReLU), WIDTHS, "relu")
    export("torch_fixed.onnx", plain(nn.ReLU), WIDTHS, "relu", dynamic=False)
    export("torch_gelu.onnx", plain(nn.GELU), WIDTHS, "gelu")
    export("torch_silu.onnx", plain(nn.SiLU), WIDTHS, "silu")
    export("torch_elu.onnx", plain(nn.ELU), WIDTHS, "elu")
    export("torch_leaky_relu.onnx", plain(nn.LeakyReLU), WIDTHS, "leaky_relu:0.01")
    export("torch_tanh.onnx", plain(nn.Tanh), WIDTHS, "tanh")
    no_bias = nn.Sequential(nn.Linear(4, 5, bias=False), nn.ReLU(), nn.Linear(5, 3, bias=False), nn.ReLU(), nn.Linear(3, 2))
    export("torch_no_bias.onnx", no_bias, WIDTHS, "relu")
    picture = nn.Sequential(nn.Flatten(), nn.Linear(4, 5), nn.Dropout(), nn.ReLU(), nn.Linear(5, 3), nn.ReLU(), nn.Linear(3, 2))
    export("torch_flatten.onnx", picture, WIDTHS, "relu", shape=(6, 1, 2, 2))
    normed = nn.Sequential(nn.Linear(4, 5), nn.BatchNorm1d(5), nn.ReLU(), nn.Linear(5, 3), nn.ReLU(), nn.BatchNorm1d(3), nn.Linear(3, 2))
    for norm in (normed[1], normed[5]):
        norm.running_mean.normal_()
        norm.running_var.uniform_(0.3, 2)
        nn.init.normal_(norm.weight)
        nn.init.normal_(norm.bias)
    export("torch_batch_norm.onnx", normed, WIDTHS, "relu")

    class View(nn.Module):
        def __init__(self):
            super().__init__()
            self.net, self.head = plain(nn.ReLU), nn.Softmax(dim=1)

        def forward(self, x):
            return self.head(self.net((x - 0.1307) / 0.3081))

    view = View()
    exact = lambda x: view.net((x - 0.1307) / 0.3081)
    exact.double = lambda: view.double() and exact
    export("torch_view.onnx", view, WIDTHS, "relu", last=exact, scaling=True, note="Softmax")

    class Dynamic(nn.Module):
        def __init__(self):
            super().__init__()
            self.net = plain(nn.ReLU)

        def forward(self, x):
            return self.net(x.view(x.size(0), -1))

    export("torch_dynamic_view.onnx", Dynamic(), WIDTHS, "relu", shape=(6, 1, 2, 2))


# --- safetensors -----------------------------------------------------------------------------------------------------


def safetensors(tensors, metadata=None):
    """tensors: name → array, or (type, shape, bytes). Written by hand: the package is not in Debian 12."""
    names = {"f4": "F32", "f8": "F64", "f2": "F16", "i8": "I64"}
    header, data = ({"__metadata__": metadata} if metadata else {}), b""
    for name, tensor in tensors.items():
        kind, shape, raw = tensor if isinstance(tensor, tuple) else (names[tensor.dtype.str[1:]], list(tensor.shape), tensor.tobytes())
        header[name] = {"dtype": kind, "shape": shape, "data_offsets": [len(data), len(data) + len(raw)]}
        data += raw
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def state_dicts():
    def state(name, tensors, mlp, **more):
        case(name, safetensors(tensors), mlp.widths, None, mlp.outputs(ROWS), **more)

    def named(mlp, names, bias=True):
        tensors = {}
        for name, w, b in zip(names, mlp.w, mlp.b):
            tensors[f"{name}.weight"] = w
            if bias:
                tensors[f"{name}.bias"] = b
        return tensors

    def norm_tensors(name, norm):
        tensors = {f"{name}.running_mean": norm.mean, f"{name}.running_var": norm.var, f"{name}.num_batches_tracked": np.array(100, "i8")}
        return {**tensors, f"{name}.weight": norm.gamma, f"{name}.bias": norm.beta} if norm.affine else tensors

    mlp = Mlp(90, bias=False)
    state("no_bias.safetensors", named(mlp, ["fc1", "fc2", "fc3"], bias=False), mlp)
    mlp = Mlp(91)
    tensors = {**{f"policy.{k}": v for k, v in named(mlp, ["0", "2", "4"]).items()},
               **{f"value.{k}": v for k, v in named(Mlp(92, [4, 8, 1]), ["0", "2"]).items()}, "log_std": np.zeros(2, "f4")}  # fmt: skip
    state("policy_and_value.safetensors", tensors, mlp, prefix="policy.")
    mlp = Mlp(93)
    tensors = {**{f"module.mlp_extractor.policy_net.{k}": v for k, v in named(mlp, ["0", "2"]).items()},
               "module.action_net.weight": mlp.w[2], "module.action_net.bias": mlp.b[2],
               "module.value_net.weight": mlp.w[2][:1], "module.value_net.bias": mlp.b[2][:1]}  # fmt: skip
    state("several_prefixes.safetensors", tensors, mlp, prefix="mlp_extractor.policy_net,action_net")
    for kind, dtype in (("f64", "f8"), ("f16", "f2")):
        mlp = Mlp(94, dtype=dtype)
        state(f"{kind}.safetensors", named(mlp, ["0", "2", "4"]), mlp)
    mlp = Mlp(95)
    tensors = {}
    for name, value in named(mlp, ["0", "2", "4"]).items():
        bits = np.ascontiguousarray(value).view("u4") >> 16
        tensors[name] = ("BF16", list(value.shape), bits.astype("<u2").tobytes())
    for values in (mlp.w, mlp.b):
        values[:] = [((np.ascontiguousarray(v).view("u4") >> 16) << 16).view("f4").reshape(v.shape) for v in values]
    state("bf16.safetensors", tensors, mlp)

    def normed(seed, late=False, affine=True):
        made = Mlp(seed)
        (made.late_norms if late else made.norms).update({0: Norm(seed + 1, 5, affine=affine), 1: Norm(seed + 2, 3, affine=affine)})
        return made

    # Linear, BatchNorm, ReLU, Dropout: 0, 1, (2, 3), 4, 5, (6, 7), 8
    mlp = normed(100)
    state("norm_sequential.safetensors", {**named(mlp, ["net.0", "net.4", "net.8"]), **norm_tensors("net.1", mlp.norms[0]), **norm_tensors("net.5", mlp.norms[1])}, mlp, note="folded")  # fmt: skip
    mlp = normed(103, late=True)
    state("norm_late.safetensors", {**named(mlp, ["net.0", "net.3", "net.6"]), **norm_tensors("net.2", mlp.late_norms[0]), **norm_tensors("net.5", mlp.late_norms[1])}, mlp)  # fmt: skip
    mlp = normed(106, affine=False)
    state("norm_without_weights.safetensors", {**named(mlp, ["0", "3", "6"]), **norm_tensors("1", mlp.norms[0]), **norm_tensors("4", mlp.norms[1])}, mlp)  # fmt: skip
    mlp = normed(109)
    tensors = {**named(mlp, ["fc1", "fc2", "fc3"]), **norm_tensors("bn1", mlp.norms[0]), **norm_tensors("bn2", mlp.norms[1])}
    state("norm_named.safetensors", tensors, mlp, layers="fc1,bn1,activation,fc2,bn2,activation,fc3",
          error="norm_named.safetensors: it does not say whether batch normalisation 'bn1' is before or behind the activation; give the "
                "order in which the model applies its layers, such as --layers fc1,bn1,activation,fc2,bn2,activation,fc3")  # fmt: skip
    mlp.late_norms, mlp.norms = mlp.norms, {}
    state("norm_named_late.safetensors", tensors, mlp, layers="fc1,activation,bn1,fc2,activation,bn2,fc3")
    # blocks of their own: (Linear, BatchNorm, ReLU), (Linear, BatchNorm, ReLU), Linear
    mlp = normed(112)
    tensors = {**named(mlp, ["layers.0.0", "layers.1.0", "layers.2.0"]), **norm_tensors("layers.0.1", mlp.norms[0]), **norm_tensors("layers.1.1", mlp.norms[1])}
    state("norm_blocks.safetensors", tensors, mlp)
    # BatchNorm of the inputs and of the outputs
    mlp = Mlp(115)
    head, mlp.norms[2] = Norm(116, 4), Norm(117, 2)
    head.gamma = np.abs(head.gamma) + np.float32(0.1)
    tensors = {**named(mlp, ["1", "3", "5"]), **norm_tensors("0", head), **norm_tensors("6", mlp.norms[2])}
    case("norm_ends.safetensors", safetensors(tensors), mlp.widths, None, mlp.outputs(head(ROWS)), scaling=True)


def main():
    FOLDER.mkdir(exist_ok=True)
    for old in FOLDER.iterdir():
        old.unlink()
    for make in (layers, types, activations, norms, shapes, tails, pytorch, state_dicts):
        make()
    text = json.dumps(CASES, indent=1)
    (FOLDER / "expected.json").write_text(re.sub(r"\[([^][{}]*)\]", lambda match: f"[{' '.join(match[1].split())}]", text) + "\n")


if __name__ == "__main__":
    main()
