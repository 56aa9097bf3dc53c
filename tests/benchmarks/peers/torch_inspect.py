"""PyTorch looking at every unit of a saved network on all rows of a CSV, with a forward hook on every activation, as fast as
a user would write it. Prints the dead units of each layer as JSON.

    torch_inspect.py DATA.csv MODEL.safetensors
"""

import json
import sys

import numpy as np
import pandas as pd
import torch
from torch import nn

BLOCK_ROWS = 4096


def read_safetensors(path):
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    metadata = json.loads(header.pop("__metadata__")["reluscope"])
    tensors = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = torch.from_numpy(np.frombuffer(data[begin:end], "<f4").reshape(entry["shape"]).copy())
    return tensors, metadata


def make_network(tensors):
    layers = []
    for name in sorted((n for n in tensors if n.endswith(".weight")), key=lambda n: int(n.split(".")[0])):
        outputs, inputs = tensors[name].shape
        layers += [nn.Linear(inputs, outputs), nn.ReLU()]
    network = nn.Sequential(*layers[:-1])
    network.load_state_dict(tensors)
    return network


class Tally:
    def __init__(self, units):
        self.active_rows = torch.zeros(units, dtype=torch.int64)
        self.activation_sum = torch.zeros(units, dtype=torch.float64)
        self.square_sum = torch.zeros(units, dtype=torch.float64)
        self.max_preactivation = torch.full((units,), -torch.inf)

    def __call__(self, module, inputs, activations):
        self.active_rows += activations.sign().sum(0).to(torch.int64)
        self.activation_sum += activations.sum(0)
        self.square_sum += (activations * activations).sum(0)
        torch.maximum(self.max_preactivation, inputs[0].amax(0), out=self.max_preactivation)


tensors, metadata = read_safetensors(sys.argv[2])
table = pd.read_csv(sys.argv[1], dtype=np.float32)
features = [feature["column"] for feature in metadata["features"]]
shift, scale = (np.array([feature[key] for feature in metadata["features"]], np.float32) for key in ("shift", "scale"))
rows = torch.from_numpy((table[features].to_numpy() - shift) / scale)
network = make_network(tensors)
tallies = []
for layer, activation in zip(network[::2], network[1::2]):
    tallies.append(Tally(layer.out_features))
    activation.register_forward_hook(tallies[-1])
with torch.no_grad():
    for x in rows.split(BLOCK_ROWS):
        network(x)
print(json.dumps({"dead": [int((tally.active_rows == 0).sum()) for tally in tallies]}))
