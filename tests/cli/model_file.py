"""Writes and takes apart safetensors files, with nothing of reluscope's."""

import json
import struct


def to_safetensors(tensors):
    """tensors: name -> (shape, flat list of numbers)."""
    header, data = {}, b""
    for name, (shape, values) in tensors.items():
        packed = struct.pack(f"<{len(values)}f", *values)
        header[name] = {"dtype": "F32", "shape": shape, "data_offsets": [len(data), len(data) + len(packed)]}
        data += packed
    text = json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def to_model(*layers):
    """A PyTorch state dict of nn.Sequential(Linear, ReLU, Linear, ...); a layer is (weight by unit, bias)."""
    tensors = {}
    for i, (weight, bias) in enumerate(layers):
        tensors[f"{2 * i}.weight"] = ([len(weight), len(weight[0])], [w for unit in weight for w in unit])
        tensors[f"{2 * i}.bias"] = ([len(bias)], bias)
    return to_safetensors(tensors)


def take_apart(content):
    """Return the header (a dict), its length in bytes, and the data behind it."""
    (length,) = struct.unpack("<Q", content[:8])
    return json.loads(content[8 : 8 + length]), length, content[8 + length :]


def identity_probe(features):
    """A network whose hidden unit i is relu(input i): its pre-activations are the inputs themselves."""
    identity = [[float(i == j) for j in range(features)] for i in range(features)]
    return to_model((identity, [0.0] * features), ([[0.0] * features], [0.0]))
