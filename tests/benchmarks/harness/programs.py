"""The commands to run: reluscope, its phases, and the peers."""

import sys

from harness.workloads import FOLDER, ROOT

BUILD = ROOT / "build" / "release"
PROGRAM = BUILD / "reluscope"
PEERS = ROOT / "tests" / "benchmarks" / "peers"


def reluscope_train(workload, threads):
    """The program as a user runs it, with its report in a file."""
    return [
        PROGRAM, "train", *workload.arguments(), *workload.own, "--threads", threads, "--quiet",
        "--output", FOLDER / "report.json",
    ]  # fmt: skip


def phases(phase, *arguments):
    return [BUILD / "tests" / "benchmarks" / "phases", phase, *arguments]


def phases_of(phase, workload, threads, *more):
    return phases(phase, *workload.arguments(), *workload.own, "--threads", threads, *more)


def machine():
    return [BUILD / "tests" / "benchmarks" / "machine"]


def kernels(runs):
    """Each kernel several times, in an order drawn at random, so that a disturbance does not hit one alone."""
    return [
        BUILD / "tests" / "benchmarks" / "kernels", "--benchmark_format=json", "--benchmark_min_time=0.02",
        f"--benchmark_repetitions={runs}", "--benchmark_enable_random_interleaving=true",
    ]  # fmt: skip


def python_peer(script, *arguments):
    return [sys.executable, PEERS / script, *arguments]


def trained_by(script, workload, threads):
    return python_peer(script, *workload.arguments(), "--threads", threads)


def fread(path, threads):
    return ["Rscript", PEERS / "fread.R", path, threads, 1]
