"""A trained network judged on 500,000 rows: whole processes, both cores, beside PyTorch with hooks, which reads by pandas. Both
read the file, run every row through the network and count per unit; ours also ranks, searches for witnesses and writes a
report."""

from dataclasses import replace

from harness import programs
from harness.measure import alternate, run
from harness.workloads import B, FOLDER

NETWORKS = {"64-32": (28, 64, 32, 2), "256-256": (28, 256, 256, 2), "512-512": (28, 512, 512, 2)}
MEGABYTE = 1 << 20


def saved_model(name, widths):
    """A network as initialised; how it was trained does not change the work."""
    path = FOLDER / f"inspect-{name}.safetensors"
    workload = replace(B, widths=widths, epochs=0)
    run([programs.PROGRAM, "train", *workload.arguments(), "--prove", "none", "--rank", "none", "-q", "--save-model", path,
         "--output", FOLDER / "report.json"])  # fmt: skip
    return path


def measure(ledger, runs):
    ledger.section("inspect", "A trained network on 500,000 rows, two cores")
    for name, widths in NETWORKS.items():
        model = saved_model(name, widths)
        ours = [programs.PROGRAM, "inspect", model, B.data, "--threads", 2, "-q", "--output", FOLDER / "report.json"]
        results = alternate(runs, ours=ours, torch=programs.python_peer("torch_inspect.py", B.data, model))
        ledger.faster(f"{name}, PyTorch with hooks", [r.wall for r in results["ours"]], [r.wall for r in results["torch"]],
                      at_least=5)  # fmt: skip
        peak = max(r.peak for r in results["ours"]) / MEGABYTE
        ledger.add(f"{name}, peak memory", peak, unit="MB", value=peak / 200, value_unit="%", at_most=1)
