"""Training on one thread, with a look at every unit on all rows after every epoch: PyTorch does the same by hooks,
scikit-learn trains and looks at nothing. And how near a large step comes to the rate of the matrix product alone."""

from harness import programs
from harness.measure import alternate, median
from harness.workloads import A, ALL, B, C

AT_LEAST = {A: 10, B: 5}


def against_peers(ledger, runs, workload):
    results = alternate(
        runs,
        ours=programs.phases_of("train", workload, 1),
        steps=programs.phases_of("steps", workload, 1),
        torch=programs.trained_by("torch_train.py", workload, 1),
        sklearn=programs.trained_by("sklearn_train.py", workload, 1),
    )
    ours = [run.seconds("train") for run in results["ours"]]
    torch = [run.seconds("train", "track") for run in results["torch"]]
    ledger.faster(workload.title + ", PyTorch", ours, torch, at_least=AT_LEAST.get(workload))
    steps = [run.seconds("train") for run in results["steps"]]
    ledger.faster("    the steps alone", steps, [run.seconds("train") for run in results["torch"]])
    # What reluscope's looks and gradient evidence add to its steps, against PyTorch's looks alone.
    ledger.faster(
        "    the looking alone", [a - b for a, b in zip(ours, steps)],
        [run.seconds("track") for run in results["torch"]],
    )  # fmt: skip
    ledger.faster(
        "    scikit-learn, which does not look", ours, [run.seconds("train") for run in results["sklearn"]]
    )


def against_sgemm(ledger, runs):
    results = alternate(runs, machine=programs.machine(), steps=programs.phases_of("steps", C, 1))
    work = C.flops_per_epoch() * C.epochs * 1e-9
    rates = [work / run.seconds("train") for run in results["steps"]]
    sgemm = [run.output["sgemm_256"] for run in results["machine"]]
    ledger.add(
        C.title + ", sgemm", median(rates), peer=median(sgemm), unit="GF/s", value=median(rates) / median(sgemm),
        value_unit="%", at_least=0.85, samples={"ours": rates, "peer": sgemm},
    )  # fmt: skip


def measure(ledger, runs):
    ledger.section("training", "Training, one thread, every epoch looked at")
    for workload in ALL:
        against_peers(ledger, runs, workload)
    against_sgemm(ledger, runs)
