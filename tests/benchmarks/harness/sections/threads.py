"""Where more cores help the steps: the same epochs, nobody watching, on two threads and on one."""

from dataclasses import replace

from harness import programs
from harness.measure import alternate
from harness.workloads import A, B, C, D

BATCH_SIZES = (256, 1024, 4096, 16384)


def measure(ledger, runs):
    ledger.section("threads", "More cores", ours="2 threads", peer="1 thread")
    cases = [A, D, *(replace(workload, batch_size=size, epochs=2) for workload in (B, C) for size in BATCH_SIZES)]
    for workload in cases:
        results = alternate(
            runs, one=programs.phases_of("steps", workload, 1), two=programs.phases_of("steps", workload, 2)
        )
        seconds = {name: [run.seconds("train") for run in of_one] for name, of_one in results.items()}
        ledger.faster(f"{workload.title}, batch {workload.batch_size}", seconds["two"], seconds["one"])
