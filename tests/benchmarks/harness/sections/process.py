"""Whole processes, as a user starts them: seconds from before the start to after the end, and memory at its peak."""

from dataclasses import replace

from harness import programs
from harness.measure import alternate, median
from harness.workloads import A, B, D, FEATURES, ROWS

MATRIX = 4 * ROWS * FEATURES  # bytes of the float32 matrix
PEAK_AT_MOST = 1.3 * MATRIX + 64e6


def start_up(ledger, runs):
    walls = [run.wall for run in alternate(4 * runs, version=[programs.PROGRAM, "--version"])["version"]]
    ledger.add(
        "--version; the peer is the limit", median(walls), peer=0.010, value=median(walls) / 0.010, value_unit="%",
        at_most=1, samples={"ours": walls},
    )  # fmt: skip


def whole_run(ledger, runs, workload, at_least=None):
    results = alternate(
        runs,
        ours=programs.reluscope_train(workload, 1),
        torch=programs.trained_by("torch_train.py", workload, 1),
        sklearn=programs.trained_by("sklearn_train.py", workload, 1),
    )
    walls = {name: [run.wall for run in of_one] for name, of_one in results.items()}
    ledger.faster(workload.title + ", PyTorch", walls["ours"], walls["torch"], at_least)
    ledger.faster("    scikit-learn", walls["ours"], walls["sklearn"])


def memory(ledger, runs):
    workload = replace(B, epochs=1)
    for threads in (1, 2):
        results = alternate(
            runs,
            ours=programs.reluscope_train(workload, threads),
            torch=programs.trained_by("torch_train.py", workload, threads),
        )
        peaks = {name: [run.peak for run in of_one] for name, of_one in results.items()}
        ours = median(peaks["ours"])
        what = f"peak memory of (b), {threads} thread{'s' * (threads > 1)}"
        ledger.add(
            what + "; limit", ours / 1e6, peer=PEAK_AT_MOST / 1e6, unit="MB", value=ours / PEAK_AT_MOST,
            value_unit="%", at_most=1, samples=peaks,
        )  # fmt: skip
        torch = median(peaks["torch"])
        ledger.add("    PyTorch", ours / 1e6, peer=torch / 1e6, unit="MB", value=ours / torch, value_unit="%")


def measure(ledger, runs):
    ledger.section("process", "Whole processes, one thread")
    start_up(ledger, runs)
    whole_run(ledger, runs, A, at_least=20)
    whole_run(ledger, runs, B)
    whole_run(ledger, runs, D)
    memory(ledger, runs)
