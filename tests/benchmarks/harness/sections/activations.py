"""What each activation costs, beside PyTorch's; and what it does to the units: how many die or saturate at three learning
rates, over ten seeds."""

from dataclasses import replace

from harness import programs
from harness.measure import alternate, median, run
from harness.workloads import A, B, C

ACTIVATIONS = ("relu", "leaky_relu", "elu", "gelu", "silu", "tanh", "sigmoid")
RATES = ("0.03", "0.3", "1")
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


def share(estimate):
    return "–" if estimate is None else f"{100 * estimate['mean']:.1f} %"


def fates(ledger, seeds):
    """One sweep: the shares of dead and of saturated units, and the held-out accuracy, by activation and learning rate."""
    result = run([
        programs.PROGRAM, "sweep", *A.arguments(), "--activation", ",".join(ACTIVATIONS), "--lr", ",".join(RATES),
        "--seeds", seeds, "--quiet",
    ]).output  # fmt: skip
    ledger.say(f"\n{A.title}, {A.epochs} epochs, SGD, means over {seeds} seeds: dead units, saturated units, held-out accuracy")
    ledger.say("| `--activation` | " + " | ".join(f"`--lr {rate}`" for rate in RATES) + " |")
    ledger.say("|---|" + "---|" * len(RATES))
    for activation in ACTIVATIONS:
        cells = [cell for cell in result["cells"] if cell["settings"]["activation"] == activation]
        shown = []
        for cell in cells:
            text = ", ".join(share(cell[key]) for key in ("dead_fraction", "saturated_fraction", "quality"))
            diverged = cell["diverged"]["count"]
            shown.append(text + (f" ({diverged} diverged)" if diverged else ""))
        ledger.say(f"| `{activation}` | " + " | ".join(shown) + " |")
    ledger.notes["activations"] = result["cells"]


def measure(ledger, runs):
    ledger.section("activations", "An epoch by activation, one thread, every epoch looked at", peer="PyTorch")
    for workload in (A, B, C):
        epochs(ledger, runs, workload)
    fates(ledger, SEEDS if runs > 1 else 1)
