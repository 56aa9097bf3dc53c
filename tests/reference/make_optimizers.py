"""Write optimizers.json: what PyTorch computes for a small network, to hold ours against.

Linear(3,4) ReLU Linear(4,3) ReLU Linear(3,K) on ten fixed rows, once as a classifier (K = 3, mean
cross-entropy) and once as a regressor (K = 1, mean squared error), all in float32. For each task: the
forward pass and the gradients of the initial network. For each optimizer: the parameters after the
first step, after one epoch of three batches, and after two.

Parameters are flat lists: layer by layer, the weights row by row (outputs x inputs), then the bias.

    /usr/bin/python3 make_optimizers.py

The values in the repository come from PyTorch 1.13.0a0 (Debian 12's python3-torch) on Python 3.11.
"""

import json
import pathlib
import re
from functools import partial

import torch
from torch import nn
from torch.optim import SGD, Adam, AdamW, RMSprop

ROW_SEED = 0
# With this seed each hidden layer starts with one unit that no row activates, while every other unit is
# active on some rows and not on others. No pre-activation in any case comes within 5e-4 of 0, and no
# nonzero gradient entry within 5e-5, so rounding cannot change which way a step goes.
PARAMETER_SEED = 45257

BATCHES = [[0, 1, 2, 3], [4, 5, 6, 7], [8, 9]]

OPTIMIZERS = {
    "sgd": SGD,
    "momentum": partial(SGD, momentum=0.9),
    "nesterov": partial(SGD, momentum=0.9, nesterov=True),
    "rmsprop": RMSprop,
    "adam": Adam,
    "adamw": AdamW,
}


class Task:
    def __init__(self, outputs, targets, loss):
        self.widths = [3, 4, 3, outputs]
        self.targets = targets
        self.loss = loss
        torch.manual_seed(PARAMETER_SEED)
        self.initial = self.network().state_dict()

    def network(self):
        a, b, c, d = self.widths
        return nn.Sequential(nn.Linear(a, b), nn.ReLU(), nn.Linear(b, c), nn.ReLU(), nn.Linear(c, d))

    def initial_network(self):
        network = self.network()
        network.load_state_dict(self.initial)
        return network


def squared_error(outputs, targets):
    return nn.functional.mse_loss(outputs.squeeze(1), targets)


torch.manual_seed(ROW_SEED)
ROWS = torch.randn(10, 3)
TASKS = {
    "classification": Task(3, torch.tensor([0, 1, 2, 1, 0, 2, 2, 0, 1, 0]), nn.functional.cross_entropy),
    "regression": Task(1, torch.randn(10), squared_error),
}


def flat(tensors):
    return torch.cat([tensor.flatten() for tensor in tensors]).tolist()


def forward_and_gradients(task):
    network = task.initial_network()
    outputs = network(ROWS)
    loss = task.loss(outputs, task.targets)
    loss.backward()
    return {
        "preactivations": [network[:1](ROWS).tolist(), network[:3](ROWS).tolist()],
        "outputs": outputs.tolist(),
        "loss": loss.item(),
        "gradients": flat(parameter.grad for parameter in network.parameters()),
    }


def train(name, task_name, optimizer_name, weight_decay=0.0, clip_norm=None):
    task = TASKS[task_name]
    lr = 0.1 if optimizer_name in ("sgd", "momentum", "nesterov") else 0.01
    network = task.initial_network()
    optimizer = OPTIMIZERS[optimizer_name](
        network.parameters(), lr=lr, weight_decay=weight_decay, foreach=False
    )
    after = []
    for batch in BATCHES + BATCHES:
        optimizer.zero_grad()
        task.loss(network(ROWS[batch]), task.targets[batch]).backward()
        if clip_norm is not None:
            nn.utils.clip_grad_norm_(network.parameters(), clip_norm)
        optimizer.step()
        after.append(flat(network.state_dict().values()))
    return {
        "name": name,
        "task": task_name,
        "optimizer": optimizer_name,
        "lr": lr,
        "momentum": 0.9 if optimizer_name in ("momentum", "nesterov") else 0.0,
        "weight_decay": weight_decay,
        "clip_norm": clip_norm,
        "after_step": after[0],
        "after_epoch": after[len(BATCHES) - 1],
        "after_two_epochs": after[-1],
    }


def all_cases():
    for optimizer in OPTIMIZERS:
        yield train(optimizer, "classification", optimizer)
        yield train(f"{optimizer} with weight decay", "classification", optimizer, weight_decay=0.1)
    yield train("sgd, clipped", "classification", "sgd", clip_norm=0.1)
    yield train("sgd, clip norm never reached", "classification", "sgd", clip_norm=100.0)
    yield train("adam, clipped", "classification", "adam", clip_norm=0.1)
    for optimizer in ("sgd", "momentum", "adam"):
        yield train(f"{optimizer}, regression", "regression", optimizer)


def main():
    document = {
        "made_with": f"torch {torch.__version__}",
        "rows": ROWS.tolist(),
        "batches": BATCHES,
        "tasks": {
            name: {
                "widths": task.widths,
                "targets": task.targets.tolist(),
                "initial": flat(task.initial.values()),
                "forward": forward_and_gradients(task),
            }
            for name, task in TASKS.items()
        },
        "cases": list(all_cases()),
    }
    text = json.dumps(document, indent=1)
    one_line_a_list = re.sub(r"\[([^][{}]*)\]", lambda match: f"[{' '.join(match[1].split())}]", text)
    pathlib.Path(__file__).with_name("optimizers.json").write_text(one_line_a_list + "\n")


if __name__ == "__main__":
    main()
