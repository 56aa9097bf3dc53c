"""What looking at all training rows after every epoch costs: a run with all the looks against one that looks at the start
and the end. No rows are held out: to score those is another job. Short runs are repeated more often: a few percent are
less than what one of them swings by."""

from dataclasses import replace

from harness import programs
from harness.measure import alternate, median
from harness.workloads import A, B, C

ALL_ROWS = ("--validation", 0)
AT_MOST = {2: 0.05, 1: 0.45}  # of the wall time, by threads


def measure(ledger, runs):
    ledger.section("tracking", "Looking at every epoch, exactly", ours="every", peer="two looks")
    subjects = ((replace(A, rows=1797, epochs=400), 8), (replace(B, epochs=10), 3), (replace(C, epochs=4), 1))
    for workload, times in subjects:
        for threads, at_most in AT_MOST.items():
            results = alternate(
                runs * times if runs > 1 else 1,
                every=programs.phases_of("train", workload, threads, *ALL_ROWS),
                ends=programs.phases_of("train", workload, threads, *ALL_ROWS, "--track-every", workload.epochs),
                none=programs.phases_of("steps", workload, threads, *ALL_ROWS),
            )
            seconds = {name: [run.seconds("train") for run in of_one] for name, of_one in results.items()}
            middle = {name: median(values) for name, values in seconds.items()}
            what = f"{workload.title}, {threads} thread{'s' * (threads > 1)}"
            ledger.add(
                what, middle["every"], peer=middle["ends"], value=middle["every"] / middle["ends"] - 1,
                value_unit="%", at_most=at_most, samples=seconds,
            )  # fmt: skip
            ledger.add(
                "    against steps that nobody watches", middle["every"], peer=middle["none"],
                value=middle["every"] / middle["none"] - 1, value_unit="%",
            )  # fmt: skip
