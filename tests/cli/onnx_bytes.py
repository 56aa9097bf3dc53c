"""Writes, reads and runs ONNX files of chains of layers, with nothing of reluscope's and no library but numpy."""

import struct

import numpy

CODES = {"float32": 1, "float16": 10, "float64": 11, "int64": 7}
TYPES = {code: numpy.dtype(name) for name, code in CODES.items()}


def varint(value):
    value &= (1 << 64) - 1
    out = b""
    while value >= 128:
        out += bytes([value & 127 | 128])
        value >>= 7
    return out + bytes([value])


def field(number, value):
    if isinstance(value, int):
        return varint(number << 3) + varint(value)
    if isinstance(value, float):
        return varint(number << 3 | 5) + struct.pack("<f", value)
    value = value.encode() if isinstance(value, str) else value
    return varint(number << 3 | 2) + varint(len(value)) + value


def tensor(name, array, how="raw"):
    """TensorProto; how: raw, typed (float_data and so on), or (location, offset) of external data."""
    array = numpy.asarray(array)
    code = CODES[array.dtype.name]
    out = b"".join(field(1, int(extent)) for extent in array.shape) + field(2, code) + field(8, name)
    if how == "raw":
        return out + field(9, array.tobytes())
    if how == "typed":
        if code == 10:
            return out + field(5, b"".join(varint(int(bits)) for bits in array.view(numpy.uint16).ravel()))
        return out + field({1: 4, 11: 10}[code], array.tobytes())
    location, offset = how
    entries = {"location": location, "offset": str(offset), "length": str(array.nbytes)}
    return out + b"".join(field(13, field(1, key) + field(2, value)) for key, value in entries.items()) + field(14, 1)


def node(op, inputs, outputs, name="", **attributes):
    out = b"".join(field(1, i) for i in inputs) + b"".join(field(2, o) for o in outputs) + field(3, name) + field(4, op)
    for key, value in attributes.items():
        body = field(1, key)
        if isinstance(value, float):
            body += field(2, value) + field(20, 1)
        elif isinstance(value, int):
            body += field(3, value) + field(20, 2)
        else:
            body += field(5, value) + field(20, 4)
        out += field(5, body)
    return out


def value_info(name, dims, code=1):
    shape = b"".join(field(1, field(1, d) if isinstance(d, int) else field(2, d)) for d in dims)
    return field(1, name) + field(2, field(1, field(1, code) + field(2, shape)))


def model(nodes, initializers, inputs, outputs, values=(), producer="a test"):
    """All: messages. values: value_info."""
    graph = b"".join(field(1, n) for n in nodes) + field(2, "graph") + b"".join(field(5, t) for t in initializers)
    graph += b"".join(field(11, i) for i in inputs) + b"".join(field(12, o) for o in outputs)
    graph += b"".join(field(13, v) for v in values)
    return (field(1, 8) + field(2, producer) + field(3, "1.0") + field(7, graph) + field(8, field(1, "") + field(2, 13)) +
            field(14, field(1, "key") + field(2, "value")))


def fields(message):
    """Return number -> list of values."""
    out, at = {}, 0

    def take():
        nonlocal at
        value = shift = 0
        while True:
            byte = message[at]
            at += 1
            value |= (byte & 127) << shift
            shift += 7
            if byte < 128:
                return value

    while at < len(message):
        key = take()
        if key & 7 == 0:
            value = take()
        elif key & 7 == 5:
            value, at = struct.unpack("<f", message[at : at + 4])[0], at + 4
        else:
            length = take()
            value, at = message[at : at + length], at + length
            assert len(value) == length
        out.setdefault(key >> 3, []).append(value)
    return out


def array_of(message):
    parts = fields(message)
    shape, dtype = parts.get(1, []), TYPES[parts[2][0]]
    assert 14 not in parts or parts[14] == [0], "external"
    if 9 in parts:
        return numpy.frombuffer(parts[9][0], dtype).reshape(shape)
    packed = parts.get(4) or parts.get(10)
    return numpy.frombuffer(packed[0], dtype).reshape(shape)


def graph_of(content):
    return fields(fields(content)[7][0])


def tensors_of(content):
    """Return name -> array of the initializers."""
    return {fields(t)[8][0].decode(): array_of(t) for t in graph_of(content).get(5, [])}


def run(content, rows):
    """The first output, in double."""
    graph = graph_of(content)
    values = {name: numpy.asarray(array, float) for name, array in tensors_of(content).items()}
    inputs = [fields(i)[1][0].decode() for i in graph[11]]
    values.setdefault(next(name for name in inputs if name not in values), numpy.asarray(rows, float))
    for message in graph[1]:
        parts = fields(message)
        op = parts[4][0].decode()
        args = [values[i.decode()] for i in parts.get(1, [])]
        attributes = {}
        for attribute in map(fields, parts.get(5, [])):
            attributes[attribute[1][0].decode()] = (attribute.get(2) or attribute.get(3) or attribute.get(5))[0]
        values[parts[2][0].decode()] = _apply(op, args, attributes)
    return values[fields(graph[12][0])[1][0].decode()]


def _apply(op, args, attributes):
    if op == "Gemm":
        a, b = args[0], args[1].T if attributes.get("transB") else args[1]
        return attributes.get("alpha", 1.0) * (a @ b) + (attributes.get("beta", 1.0) * args[2] if len(args) > 2 else 0)
    if op == "BatchNormalization":
        x, scale, shift, mean, variance = args
        return (x - mean) / numpy.sqrt(variance + attributes.get("epsilon", 1e-5)) * scale + shift
    return {"MatMul": lambda: args[0] @ args[1],
            "Add": lambda: args[0] + args[1],
            "Sub": lambda: args[0] - args[1],
            "Div": lambda: args[0] / args[1],
            "Relu": lambda: numpy.maximum(args[0], 0),
            "LeakyRelu": lambda: numpy.where(args[0] > 0, args[0], attributes.get("alpha", 0.01) * args[0]),
            "Identity": lambda: args[0],
            "Constant": lambda: numpy.asarray(array_of(attributes["value"]), float),
            "Softmax": lambda: numpy.exp(args[0]) / numpy.exp(args[0]).sum(-1, keepdims=True)}[op]()
