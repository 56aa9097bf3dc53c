"""A sweep of 200 runs of (a): beside a loop of the shell over `train -q`, and beside PyTorch training the same networks one
after the other in one process. A run of the sweep has one thread, and so has PyTorch; the sweep does two runs at a time, and
the loop of the shell lets train have both cores."""

from dataclasses import replace

from harness import programs
from harness.measure import alternate
from harness.workloads import A, FOLDER

RATES, SEEDS = ("0.01", "0.03", "0.1", "0.3", "1"), 40
EPOCHS = 20


def shell_loop(workload):
    """As a user would write it without sweep."""
    arguments = " ".join(map(str, workload.arguments()))
    return ["sh", "-c", f"for lr in {' '.join(RATES)}; do for seed in $(seq 0 {SEEDS - 1}); do "
            f"{programs.PROGRAM} train {arguments} --lr $lr --seed $seed -q -o {FOLDER}/report.json; done; done; true"]  # fmt: skip


def measure(ledger, runs):
    workload = replace(A, epochs=EPOCHS)
    ledger.section("sweep", f"A sweep of {len(RATES) * SEEDS} runs of {workload.title}, {EPOCHS} epochs, two cores")
    sweep = [
        programs.PROGRAM, "sweep", *workload.arguments(), "--lr", ",".join(RATES), "--seeds", SEEDS, "--threads", 2, "--quiet",
        "--output", FOLDER / "sweep.json",
    ]  # fmt: skip
    settings = ["--lrs", ",".join(RATES), "--seeds", SEEDS]
    results = alternate(
        runs, ours=sweep, loop=shell_loop(workload), torch=[*programs.trained_by("torch_train.py", workload, 1), *settings]
    )
    ours = [run.wall for run in results["ours"]]
    ledger.faster("a loop of the shell over train", ours, [run.wall for run in results["loop"]], at_least=5)
    ledger.faster("PyTorch, in one process of one thread", ours, [run.wall for run in results["torch"]], at_least=20)
