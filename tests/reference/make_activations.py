"""Write activations.json: what PyTorch computes with each activation, to hold ours against.

Per activation: f and f' of some points, and for each optimizer the parameters of a network of two hidden layers after
20 steps on the batches of optimizers.json, from its initial parameters, as a classifier, all in float32.

    /usr/bin/python3 make_activations.py

The values in the repository come from PyTorch 1.13.0a0 (Debian 12's python3-torch) on Python 3.11.
"""

import json
import pathlib
import re

import torch
from torch import nn

from make_optimizers import BATCHES, OPTIMIZERS, ROWS, TASKS, flat

ACTIVATIONS = {
    "relu": nn.ReLU,
    "leaky_relu:0.01": nn.LeakyReLU,
    "leaky_relu:0.2": lambda: nn.LeakyReLU(0.2),
    "elu": nn.ELU,
    "gelu": nn.GELU,
    "silu": nn.SiLU,
    "tanh": nn.Tanh,
    "sigmoid": nn.Sigmoid,
}
GAINS = {"relu": ("relu",), "leaky_relu:0.01": ("leaky_relu", 0.01), "leaky_relu:0.2": ("leaky_relu", 0.2),
         "tanh": ("tanh",), "sigmoid": ("sigmoid",)}  # fmt: skip
POINTS = [-30.0, -8.0, -5.5, -3.0, -2.0, -1.0, -0.7, -0.3, -1e-3, -1e-6, 0.0, 1e-6, 1e-3, 0.3, 0.7, 1.0, 2.0, 3.0, 5.5, 8.0, 30.0]
STEPS = 20


def values(activation):
    z = torch.tensor(POINTS, requires_grad=True)
    h = ACTIVATIONS[activation]()(z)
    h.sum().backward()
    return {"values": h.tolist(), "derivatives": z.grad.tolist()}


def train(activation, optimizer_name):
    task = TASKS["classification"]
    a, b, c, d = task.widths
    f = ACTIVATIONS[activation]
    network = nn.Sequential(nn.Linear(a, b), f(), nn.Linear(b, c), f(), nn.Linear(c, d))
    network.load_state_dict(task.initial)
    lr = 0.1 if optimizer_name in ("sgd", "momentum", "nesterov") else 0.01
    optimizer = OPTIMIZERS[optimizer_name](network.parameters(), lr=lr, weight_decay=0.0, foreach=False)
    for step in range(STEPS):
        batch = BATCHES[step % len(BATCHES)]
        optimizer.zero_grad()
        task.loss(network(ROWS[batch]), task.targets[batch]).backward()
        optimizer.step()
    return {"activation": activation, "optimizer": optimizer_name, "lr": lr,
            "parameters": flat(network.state_dict().values())}  # fmt: skip


def main():
    document = {
        "made_with": f"torch {torch.__version__}",
        "points": POINTS,
        "functions": {name: values(name) for name in ACTIVATIONS},
        "gains": {name: nn.init.calculate_gain(*args) for name, args in GAINS.items()},
        "steps": STEPS,
        "cases": [train(activation, optimizer) for activation in ACTIVATIONS for optimizer in OPTIMIZERS],
    }
    text = json.dumps(document, indent=1)
    one_line_a_list = re.sub(r"\[([^][{}]*)\]", lambda match: f"[{' '.join(match[1].split())}]", text)
    pathlib.Path(__file__).with_name("activations.json").write_text(one_line_a_list + "\n")


if __name__ == "__main__":
    main()
