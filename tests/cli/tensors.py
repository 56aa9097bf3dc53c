"""Safetensors files as numpy arrays, and the networks in them, with nothing of reluscope's."""

import json
import struct

import numpy

from model_file import take_apart

TYPES = {"F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8"}


def _decode(kind, data, shape):
    if kind == "BF16":
        bits = numpy.frombuffer(data, "<u2").astype(numpy.uint32) << 16
        return bits.view(numpy.float32).reshape(shape)
    return numpy.frombuffer(data, TYPES[kind]).reshape(shape)


def read_tensors(content):
    """Return name -> array, name -> type, and the metadata."""
    header, _, data = take_apart(content)
    metadata = header.pop("__metadata__", {})
    arrays = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        arrays[name] = _decode(entry["dtype"], data[begin:end], entry["shape"])
    return arrays, {name: entry["dtype"] for name, entry in header.items()}, metadata


def _encode(kind, array):
    if kind == "BF16":
        return (numpy.asarray(array, numpy.float32).view(numpy.uint32) >> 16).astype("<u2").tobytes()
    return numpy.asarray(array).astype(TYPES[kind]).tobytes()


def write_tensors(arrays, kind="F32", metadata=None, kinds=None):
    """name -> array as a file, all of one type but those that `kinds` names."""
    header, data = {}, b""
    if metadata:
        header["__metadata__"] = metadata
    for name, array in arrays.items():
        own = (kinds or {}).get(name, kind)
        packed = _encode(own, array)
        header[name] = {"dtype": own, "shape": list(numpy.shape(array)), "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    return struct.pack("<Q", len(text)) + text + data


def forward(arrays, rows, activation=lambda z: numpy.maximum(z, 0), epsilon=1e-5):
    """The outputs of nn.Sequential(Linear, [BatchNorm1d], activation, …), modules by number, in double."""
    numbers = sorted({int(name.split(".")[0]) for name in arrays})
    last = max(n for n in numbers if arrays[f"{n}.weight"].ndim == 2)
    x = numpy.asarray(rows, float)
    for place in range(last + 1):
        get = lambda part, otherwise: numpy.asarray(arrays.get(f"{place}.{part}", otherwise), float)
        if place not in numbers:
            x = activation(x)
        elif f"{place}.running_mean" in arrays:
            scale = get("weight", 1.0) / numpy.sqrt(get("running_var", 1.0) + epsilon)
            x = (x - get("running_mean", 0.0)) * scale + get("bias", 0.0)
        else:
            x = x @ get("weight", 0.0).T + get("bias", 0.0)
    return x
