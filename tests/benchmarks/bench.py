#!/usr/bin/env python3
"""The benchmarks: reluscope beside its peers, in one run. `./dev bench` builds what this needs and starts it.

Prints a table, section by section, and writes build/bench/results.json. It is no test: a target that is missed is said,
and the exit code is 0. The driver needs nothing beyond the standard library; see measure.py and workloads.py for why.
"""

import argparse
import os
import subprocess
import sys

from harness import workloads
from harness.ledger import Ledger
from harness.sections import activations, csv, inspect, kernels, machine, process, scaling, sweep, tracking, training

SECTIONS = {
    "machine": machine, "training": training, "tracking": tracking, "csv": csv,
    "process": process, "scaling": scaling, "kernels": kernels, "activations": activations, "sweep": sweep, "inspect": inspect,
}  # fmt: skip


def parse_arguments():
    parser = argparse.ArgumentParser(description="reluscope beside its peers")
    parser.add_argument("--only", action="append", choices=SECTIONS, metavar="SECTION", help=", ".join(SECTIONS))
    parser.add_argument("--runs", type=int, default=5, help="alternating runs, of which the medians count [5]")
    parser.add_argument("--quick", action="store_true", help="one run of everything: whether it works, not how fast")
    return parser.parse_args()


def generate_data():
    if workloads.GENERATED.exists() and workloads.GZIPPED.exists():
        return
    print(f"writing {workloads.ROWS:,} rows to {workloads.GENERATED.relative_to(workloads.ROOT)}", flush=True)
    workloads.FOLDER.mkdir(parents=True, exist_ok=True)
    subprocess.run([sys.executable, workloads.__file__, workloads.FOLDER], check=True)


def main():
    arguments = parse_arguments()
    runs = 1 if arguments.quick else arguments.runs
    generate_data()
    ledger = Ledger()
    for name in arguments.only or SECTIONS:
        SECTIONS[name].measure(ledger, runs)
    met, targets = ledger.met()
    results = workloads.FOLDER / "results.json"
    ledger.write(results, {"runs": runs, "load_at_end": os.getloadavg()[0]})
    where = results.relative_to(workloads.ROOT)
    print(f"\n{met} of {targets} targets met, in medians of {runs} runs or more; every run is in {where}")


if __name__ == "__main__":
    main()
