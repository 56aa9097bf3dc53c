"""Recompute a report from the saved model and the CSV, sharing no code with reluscope, and compare.

    /usr/bin/python3 recount.py MODEL.safetensors DATA.csv REPORT.json

Prints every disagreement and exits 1 if there is one. The report must come from `train` with
`--validation 0`: every row of the CSV that the model can read counts as a training row. Needs Python
3.9 and NumPy (written with Debian 12's Python 3.11 and NumPy 1.24.2).

The forward pass is in float32, as in reluscope, and all that is computed from it in float64. Another
order of summation gives slightly other float32 values, so counts can differ by one where a
pre-activation lies within rounding of 0; the message then says how near the nearest one is.
"""

import csv
import json
import math
import sys

import numpy as np

MISSING = {"", "NA", "N/A", "NaN", "null", "?"}
SPARSE_BELOW = 0.01
SRANK_DELTA = 0.01


# The model file


def read_model(path):
    """Return the layers as (weight: units x inputs, bias: units), and reluscope's metadata."""
    with open(path, "rb") as file:
        header = json.loads(file.read(int.from_bytes(file.read(8), "little")))
        data = file.read()
    metadata = json.loads(header.pop("__metadata__")["reluscope"])

    def tensor(name):
        begin, end = header[name]["data_offsets"]
        return np.frombuffer(data[begin:end], dtype="<f4").reshape(header[name]["shape"])

    positions = sorted(int(name.removesuffix(".weight")) for name in header if name.endswith(".weight"))
    return [(tensor(f"{i}.weight"), tensor(f"{i}.bias")) for i in positions], metadata


# The data


def encode_cell(cell, feature):
    """Return the network inputs that one cell becomes, or None if its row has to be dropped."""
    if cell in MISSING and feature["fill"] is None:
        return None
    if feature["kind"] == "numeric":
        value = np.float32(feature["fill"] if cell in MISSING else cell)
        return [(np.float64(value) - feature["shift"]) / feature["scale"]]
    if cell in MISSING:
        return feature["fill"]
    return np.eye(len(feature["categories"]))[feature["categories"].index(cell)]


def same_label(a, b):
    try:
        return float(a) == float(b)
    except ValueError:
        return a == b


def encode_target(cell, metadata):
    """Return the class index, or the target in its own units."""
    if metadata["task"] == "regression":
        return float(cell)
    return next(i for i, label in enumerate(metadata["classes"]) if same_label(cell, label))


def read_data(path, metadata):
    """Return the inputs (rows x inputs, float32) and the targets of the rows that are complete."""
    inputs, targets = [], []
    with open(path, newline="", encoding="utf-8-sig") as file:
        for row in csv.DictReader(file):
            cells = [encode_cell(row[feature["column"]], feature) for feature in metadata["features"]]
            target = row[metadata["target"]]
            if target not in MISSING and all(cell is not None for cell in cells):
                inputs.append(np.concatenate(cells))
                targets.append(encode_target(target, metadata))
    return np.array(inputs, dtype=np.float32), np.array(targets)


# What a report says about the network


def describe_layer(preactivations):
    z = preactivations.astype(np.float64)  # rows x units
    h = np.maximum(z, 0)
    return {
        "rows": len(z),
        "active_rows": (z > 0).sum(axis=0).tolist(),
        "mean_activation": h.mean(axis=0).tolist(),
        "max_preactivation": z.max(axis=0).tolist(),
        "second_moment": (h**2).mean(axis=0).tolist(),
        "singular_values": np.linalg.svd(h, compute_uv=False).tolist(),
        "nearest_to_zero": np.abs(z).min(axis=0).tolist(),
        "farthest_from_zero": np.abs(z).max(axis=0).tolist(),
    }


def classification_quality(logits, classes):
    shifted = logits - logits.max(axis=1, keepdims=True)
    log_probability = shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
    return {
        "loss": -log_probability[np.arange(len(classes)), classes].mean(),
        "accuracy": (logits.argmax(axis=1) == classes).mean(),
    }


def regression_quality(predictions, targets, shift, scale):
    residuals = predictions - (targets - shift) / scale
    mse = (residuals**2).mean()
    return {
        "loss": mse,
        "rmse": math.sqrt(mse) * scale,
        "r2": 1 - mse * scale**2 / targets.var(),
    }


def recount(model_path, csv_path):
    network, metadata = read_model(model_path)
    x, targets = read_data(csv_path, metadata)
    layers = []
    for weight, bias in network[:-1]:
        z = x @ weight.T + bias
        layers.append(describe_layer(z))
        x = np.maximum(z, 0)
    weight, bias = network[-1]
    outputs = (x @ weight.T + bias).astype(np.float64)
    if metadata["task"] == "classification":
        quality = classification_quality(outputs, targets)
    else:
        quality = regression_quality(outputs[:, 0], targets, metadata["target_shift"], metadata["target_scale"])
    return {"layers": layers, **quality}


def status(active_rows, rows):
    if active_rows == 0:
        return "dead"
    if active_rows == rows:
        return "always_active"
    return "sparse" if active_rows / rows <= SPARSE_BELOW else "active"


def lifetime_sparsity(mean, second_moment, rows):
    if second_moment == 0 or rows == 1:
        return None
    return (1 - mean**2 / second_moment) / (1 - 1 / rows)


def effective_rank(singular_values):
    """Roy & Vetterli 2007; it does not exist where every activation is 0."""
    total = sum(singular_values)
    if total == 0:
        return None
    shares = [value / total for value in singular_values if value > 0]
    return math.exp(-sum(share * math.log(share) for share in shares))


def srank(singular_values):
    """Kumar et al. 2021, with unsquared singular values; 0 where every activation is 0."""
    cumulative = np.cumsum([0, *singular_values])
    return int(np.argmax(cumulative >= (1 - SRANK_DELTA) * cumulative[-1]))


# The comparison


class Comparison:
    def __init__(self):
        self.disagreements = []

    def exact(self, where, reported, expected, note=""):
        if reported != expected:
            self.disagreements.append(f"{where}: the report says {reported}, recounted {expected}{note}")

    def close(self, where, reported, expected, relative=0.0, absolute=0.0):
        if reported is None or expected is None:
            self.exact(where, reported, expected)
        elif not math.isclose(reported, expected, rel_tol=relative, abs_tol=absolute):
            self.disagreements.append(f"{where}: the report says {reported}, recounted {expected}")

    def unit(self, where, unit, layer, u):
        rows, active_rows, mean = layer["rows"], layer["active_rows"][u], layer["mean_activation"][u]
        rate = active_rows / rows
        layer_mean = np.mean(layer["mean_activation"])
        rounding = 1e-6 * layer["farthest_from_zero"][u]  # what float32 sums of this size may differ by
        nearest = f" (its pre-activation nearest to 0: {layer['nearest_to_zero'][u]:.1g})"
        self.exact(f"{where}.active_rows", unit["active_rows"], active_rows, nearest)
        self.exact(f"{where}.status", unit["status"], status(active_rows, rows))
        self.close(f"{where}.activation_rate", unit["activation_rate"], rate, absolute=1e-12)
        self.close(f"{where}.mean_activation", unit["mean_activation"], mean, 1e-5, rounding * rate)
        self.close(
            f"{where}.max_preactivation",
            unit["max_preactivation"],
            layer["max_preactivation"][u],
            1e-5,
            rounding,
        )
        self.close(f"{where}.dormancy", unit["dormancy"], mean / layer_mean if layer_mean else 0.0, 1e-5, 1e-6)
        self.close(
            f"{where}.lifetime_sparsity",
            unit["lifetime_sparsity"],
            lifetime_sparsity(mean, layer["second_moment"][u], rows),
            absolute=1e-5,
        )

    def totals(self, where, reported, layers):
        """Compare what a layer, or the summary over all of them, says about its units."""
        statuses = [status(count, layer["rows"]) for layer in layers for count in layer["active_rows"]]
        rates = [count / layer["rows"] for layer in layers for count in layer["active_rows"]]
        self.exact(f"{where}.units", reported["units"], len(statuses))
        for name in ("dead", "sparse", "always_active"):
            self.exact(f"{where}.{name}", reported[name], statuses.count(name))
        self.close(f"{where}.apoz", reported["apoz"], 1 - np.mean(rates), absolute=1e-12)

    def layer(self, where, reported, layer):
        self.totals(where, reported, [layer])
        singular_values = layer["singular_values"]
        self.close(f"{where}.effective_rank", reported["effective_rank"], effective_rank(singular_values), 1e-4)
        self.exact(f"{where}.srank", reported["srank"], srank(singular_values))
        self.exact(f"{where}.unit: length", len(reported["unit"]), len(layer["active_rows"]))
        for u, unit in enumerate(reported["unit"][: len(layer["active_rows"])]):
            self.exact(f"{where}.unit[{u}].index", unit["index"], u)
            self.unit(f"{where}.unit[{u}]", unit, layer, u)


def compare(recounted, report):
    """Return the list of disagreements, each a line of text."""
    comparison = Comparison()
    layers, summary = recounted["layers"], report["summary"]
    comparison.exact("layers: length", len(report["layers"]), len(layers))
    for index, (reported, layer) in enumerate(zip(report["layers"], layers)):
        comparison.exact(f"layers[{index}].index", reported["index"], index)
        comparison.layer(f"layers[{index}]", reported, layer)
    comparison.totals("summary", summary, layers)
    dead = sum(layer["active_rows"].count(0) for layer in layers)
    units = sum(len(layer["active_rows"]) for layer in layers)
    comparison.close("summary.dead_fraction", summary["dead_fraction"], dead / units, absolute=1e-12)
    last_epoch = report["training"]["history"][-1]
    for name in [name for name in recounted if name != "layers"]:
        comparison.close(f"training.history[-1].{name}", last_epoch[name], recounted[name], 1e-4)
    return comparison.disagreements


def main():
    model_path, csv_path, report_path = sys.argv[1:]
    with open(report_path, encoding="utf-8") as file:
        disagreements = compare(recount(model_path, csv_path), json.load(file))
    print("\n".join(disagreements) or "the report agrees with the recount")
    sys.exit(1 if disagreements else 0)


if __name__ == "__main__":
    main()
