"""Runs whose bytes are the same on every machine, and their SHA-256 in golden.json. After a change that is meant to
change them: RELUSCOPE=build/release/reluscope RELUSCOPE_DATA=data python3 tests/cli/golden.py"""

import hashlib
import json
import pathlib
import tempfile

from program import DATA, run

HASHES = pathlib.Path(__file__).with_name("golden.json")
DIGITS, DIABETES, PENGUINS = "digits.csv", "diabetes.csv", "penguins.csv"
RUNS = {
    "sgd": [DIGITS, "--epochs", "3", "--lr", "0.5"],
    "momentum": [DIGITS, "--epochs", "2", "--optimizer", "momentum", "--lr-schedule", "cosine"],
    "nesterov": [DIABETES, "--optimizer", "nesterov", "--lr-schedule", "step:5:0.7", "--init", "rai"],
    "rmsprop": [DIABETES, "--epochs", "8", "--optimizer", "rmsprop", "--hidden", "100,100,50"],
    "adam": [PENGUINS, "--target", "species", "--missing", "mean", "--optimizer", "adam", "--lr", "0.03"],
    "adamw": [PENGUINS, "--target", "body_mass_g", "--missing", "drop", "--optimizer", "adamw", "--clip-norm", "1"],
    "autopsy": [DIGITS, "--epochs", "4", "--lr", "1", "--seed", "2", "--autopsy"],
    "deaths": [DIGITS, "--epochs", "4", "--optimizer", "adam", "--lr", "0.1", "--weight-decay", "0.001"],
    "full batch": [DIABETES, "--epochs", "60", "--batch-size", "0", "--lr", "0.3", "--scale", "minmax"],
    "one unit": [PENGUINS, "--target", "species", "--missing", "drop", "--hidden", "1", "--relu-grad-at-zero", "1"],
    "deep and narrow": [DIABETES, "--epochs", "3", "--hidden", ",".join(["4"] * 12), "--init", "he_uniform"],
    "leaky_relu": [DIGITS, "--epochs", "3", "--activation", "leaky_relu:0.2", "--init", "he_uniform"],
    "elu": [DIABETES, "--epochs", "5", "--activation", "elu", "--optimizer", "adam"],
    "gelu": [DIGITS, "--epochs", "2", "--activation", "gelu", "--optimizer", "rmsprop"],
    "silu": [DIGITS, "--epochs", "2", "--activation", "silu", "--optimizer", "momentum"],
    "tanh": [DIABETES, "--epochs", "5", "--activation", "tanh", "--scale", "none", "--optimizer", "adamw"],
    "sigmoid": [PENGUINS, "--target", "species", "--missing", "mean", "--activation", "sigmoid", "--optimizer", "nesterov"],
    "ranks": [DIABETES, "--epochs", "4", "--rank", "every", "--optimizer", "adamw", "--lr", "0.1", "--weight-decay", "0.05"],
    "unscaled": [DIABETES, "--epochs", "5", "--scale", "none", "--scale-target", "none", "--lr", "1e-5"],
}  # fmt: skip


def digests(name, **how):
    """Of the report, the model and the events of a run."""
    with tempfile.TemporaryDirectory() as folder:
        done = run("train", *RUNS[name], "--quiet", "--save-model", f"{folder}/model", "--events", f"{folder}/events",
                   cwd=DATA, **how)
        assert done.code in (0, 1), done.stderr
        files = {file: (pathlib.Path(folder) / file).read_bytes() for file in ("model", "events")}
        files["report"] = done.stdout
    return {file: hashlib.sha256(content).hexdigest() for file, content in files.items()}


if __name__ == "__main__":
    HASHES.write_text(json.dumps({name: digests(name) for name in RUNS}, indent=2) + "\n")
