"""What each activation costs, beside PyTorch's; and what it does to the units: how many die or saturate at three learning
rates, over ten seeds."""

import json
from dataclasses import replace
from statistics import mean

from harness import programs
from harness.measure import alternate, median, run
from harness.workloads import A, B, C, FOLDER

ACTIVATIONS = ("relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid")
RATES = (0.03, 0.3, 1.0)
SEEDS = 10


def epochs(ledger, runs, workload):
    of_relu = None
    for activation in ACTIVATIONS:
        subject = replace(workload, activation=activation)
        results = alternate(
            runs,
            ours=programs.phases_of("train", subject, 1),
            torch=programs.trained_by("torch_train.py", subject, 1),
        )
        ours = [run.seconds("train") / workload.epochs for run in results["ours"]]
        torch = [run.seconds("train", "track") / workload.epochs for run in results["torch"]]
        of_relu = of_relu or median(ours)
        ledger.faster(f"{workload.title}, {activation}", ours, torch)
        if activation != "relu":
            ledger.add("    beside ReLU", median(ours), peer=of_relu, value=median(ours) / of_relu)


def outcome(activation, rate, seed):
    """Shares of dead and of saturated units, and the held-out accuracy, of a run on (a)."""
    workload = replace(A, activation=activation, own=("--lr", rate, "--seed", seed))
    report = FOLDER / "report.json"
    run(programs.reluscope_train(workload, 1))
    content = json.loads(report.read_text())
    summary = content["summary"]
    if content["training"]["status"] == "diverged":
        return None
    accuracy = content["training"]["history"][-1]["validation"]["accuracy"]
    return summary["dead_fraction"], summary["saturated_fraction"], accuracy


def fates(ledger, seeds):
    ledger.say(f"\n{A.title}, {A.epochs} epochs, SGD: means over {seeds} seeds")
    ledger.say("| `--activation` | " + " | ".join(f"`--lr {rate:g}`" for rate in RATES) + " |")
    ledger.say("|---|" + "---|" * len(RATES))
    table = {}
    for activation in ACTIVATIONS:
        cells = []
        for rate in RATES:
            outcomes = [outcome(activation, rate, seed) for seed in range(seeds)]
            ended = [values for values in outcomes if values]
            dead, saturated, accuracy = map(mean, zip(*ended)) if ended else (None, None, None)
            table[f"{activation} {rate:g}"] = {"runs": seeds, "ended": len(ended), "dead": dead, "saturated": saturated,
                                               "accuracy": accuracy}  # fmt: skip
            lost = f"{100 * (dead + saturated):.1f} %, accuracy {100 * accuracy:.1f} %" if ended else ""
            diverged = f"{seeds - len(ended)} of {seeds} diverged" if len(ended) < seeds else ""
            cells.append("; ".join(filter(None, (lost, diverged))))
        ledger.say(f"| `{activation}` | " + " | ".join(cells) + " |")
    ledger.notes["activations"] = table


def measure(ledger, runs):
    ledger.section("activations", "An epoch by activation, one thread, every epoch looked at", peer="PyTorch")
    for workload in (A, B, C):
        epochs(ledger, runs, workload)
    fates(ledger, SEEDS if runs > 1 else 1)
