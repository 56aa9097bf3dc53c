"""PyTorch training reluscope's network, and looking at every unit on all rows after every epoch. Prints the seconds of
each phase as JSON.

Written as fast as a user of PyTorch would: the rows are in memory, an epoch is one shuffled copy cut into views, no
DataLoader; the statistics are those that were quickest of several ways to write each. It keeps no gradient evidence,
which reluscope does in every step: the cheaper job is the peer's.
"""

import time

start = time.perf_counter()

import json

from arguments import limit_threads, parse

arguments = parse()
limit_threads(arguments.threads)

import torch
from torch import nn
from torch.nn import functional

import table

ACTIVATIONS = {"relu": nn.ReLU, "leaky_relu": nn.LeakyReLU, "elu": nn.ELU, "gelu": nn.GELU, "silu": nn.SiLU,
               "tanh": nn.Tanh, "sigmoid": nn.Sigmoid}  # fmt: skip
BLOCK_ROWS = 4096  # of a look: the activations of a block stay in the cache


def make_network(widths, activation):
    layers = []
    for inputs, outputs in zip(widths, widths[1:]):
        layers += [nn.Linear(inputs, outputs), activation()]
        nn.init.kaiming_normal_(layers[-2].weight, nonlinearity="relu")
        nn.init.zeros_(layers[-2].bias)
    return nn.Sequential(*layers[:-1])


class Tally:
    """What the units of one hidden layer did on the rows so far. A forward hook of its activation."""

    def __init__(self, units):
        self.active_rows = torch.zeros(units, dtype=torch.int64)
        self.activation_sum = torch.zeros(units, dtype=torch.float64)
        self.square_sum = torch.zeros(units, dtype=torch.float64)
        self.max_preactivation = torch.full((units,), -torch.inf)

    def __call__(self, module, inputs, activations):
        # The signs are summed five times as fast as (z > 0).sum(0); ReLU's are 0 and 1 already.
        signs = activations.sign() if isinstance(module, nn.ReLU) else inputs[0].sign().clamp_(min=0)
        self.active_rows += signs.sum(0).to(torch.int64)
        self.activation_sum += activations.sum(0)
        self.square_sum += (activations * activations).sum(0)
        torch.maximum(self.max_preactivation, inputs[0].amax(0), out=self.max_preactivation)


@torch.no_grad()
def look(network, rows, labels):
    """All rows with frozen weights: the tally of each hidden layer, the mean loss, the accuracy."""
    tallies, hooks = [], []
    for layer, activation in zip(network[::2], network[1::2]):
        tallies.append(Tally(layer.out_features))
        hooks.append(activation.register_forward_hook(tallies[-1]))
    loss, correct = 0.0, 0
    for x, y in zip(rows.split(BLOCK_ROWS), labels.split(BLOCK_ROWS)):
        outputs = network(x)
        loss += functional.cross_entropy(outputs, y, reduction="sum").item()
        correct += (outputs.argmax(1) == y).sum().item()
    for hook in hooks:
        hook.remove()
    return tallies, loss / len(rows), correct / len(rows)


def train_epoch(network, optimizer, rows, labels):
    order = torch.randperm(len(rows))
    for x, y in zip(rows[order].split(arguments.batch_size), labels[order].split(arguments.batch_size)):
        optimizer.zero_grad(set_to_none=True)
        functional.cross_entropy(network(x), y).backward()
        optimizer.step()


def run(learning_rate, seed):
    """One training. Returns what is printed."""
    torch.manual_seed(seed)
    seconds = {"import": time.perf_counter() - start}

    began = time.perf_counter()
    splits = table.load(arguments.data, arguments.target, arguments.validation, seed)
    training, validation = [[torch.from_numpy(part) for part in split] for split in splits]
    seconds["load"] = time.perf_counter() - began

    rows, labels = training
    network = make_network([rows.shape[1], *arguments.hidden, int(labels.max()) + 1], ACTIVATIONS[arguments.activation])
    optimizer = torch.optim.SGD(network.parameters(), lr=learning_rate)
    history = []
    seconds["train"] = seconds["track"] = 0.0
    for epoch in range(arguments.epochs + 1):
        began = time.perf_counter()
        if epoch > 0:
            train_epoch(network, optimizer, rows, labels)
        trained = time.perf_counter()
        if arguments.track_every and (epoch % arguments.track_every == 0 or epoch == arguments.epochs):
            history.append([look(network, *split) for split in (training, validation) if len(split[0])])
        seconds["train"] += trained - began
        seconds["track"] += time.perf_counter() - trained
    seconds["total"] = time.perf_counter() - start
    result = {"version": torch.__version__, "threads": torch.get_num_threads(), "rows": len(rows), "seconds": seconds}
    if history:
        tallies, result["loss"], result["accuracy"] = history[-1][0]
        result["dead"] = [int((tally.active_rows == 0).sum()) for tally in tallies]
    return result


torch.set_num_threads(arguments.threads)
if arguments.lrs:
    for learning_rate in arguments.lrs:
        for seed in range(arguments.seeds):
            result = run(learning_rate, seed)
else:
    result = run(arguments.lr, arguments.seed)
print(json.dumps(result))
