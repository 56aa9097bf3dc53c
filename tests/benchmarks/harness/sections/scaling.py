"""Whether the cost grows with the work and no faster: each line doubles one thing (or more), and the peer is the line
before, its time multiplied by what the work was. A ratio of 1 is linear, more is better than linear."""

from dataclasses import replace

from harness import programs
from harness.measure import alternate, median
from harness.workloads import A, B, first_rows

TEN_MILLION = 10_000_000


def subset(rows, widths, epochs):
    """Training on the generated file's first rows and features."""
    names = ",".join(f"feature_{i}" for i in range(widths[0]))
    return replace(
        B, data=first_rows(rows), widths=widths, rows=rows * 4 // 5, epochs=epochs, own=("--features", names)
    )


def axes():
    return {
        "rows": [(f"{n:,}", subset(n, (28, 64, 32, 2), 2)) for n in (62_500, 125_000, 250_000, 500_000)],
        "features": [(n, subset(62_500, (n, 64, 32, 2), 4)) for n in (7, 14, 28)],
        "width": [(n, subset(62_500, (28, n, n, 2), 2)) for n in (64, 128, 256, 512)],
        "depth": [(n, subset(62_500, (28, *[64] * n, 2), 4)) for n in (1, 2, 4, 8)],
        "epochs": [(n, subset(62_500, (28, 64, 32, 2), n)) for n in (2, 4, 8, 16)],
    }


def line(ledger, what, seconds, work, before):
    expected = before and before[0] * work / before[1]
    ledger.add(what, median(seconds), peer=expected, value=expected and expected / median(seconds),
               samples={"ours": seconds})  # fmt: skip
    return median(seconds), work


def along(ledger, runs, axis, cases):
    """Training with a look after every epoch; the looks' work grows with the same things. For rows, loading too."""
    results = alternate(runs, **{str(n): programs.phases_of("train", case, 1) for n, case in cases})
    before = None
    for n, case in cases:
        seconds = [run.seconds("train") for run in results[str(n)]]
        before = line(ledger, f"{axis}: {n}", seconds, case.epochs * case.flops_per_epoch(), before)
    if axis == "rows":
        before = None
        for n, case in cases:
            seconds = [run.seconds("load") for run in results[n]]
            before = line(ledger, f"loading, rows: {n}", seconds, case.rows, before)
        return results[n], case
    return None


def on_paper(ledger, runs, case):
    """From the largest that was measured to 10^7 rows, per row."""
    factor = TEN_MILLION / (case.rows / 0.8)
    load = factor * median([run.seconds("load") for run in runs])
    epoch = factor * median([run.seconds("train") for run in runs]) / case.epochs
    ledger.notes["ten_million_rows"] = {"load_seconds": load, "epoch_seconds": epoch}
    ledger.say(f"  on paper, {TEN_MILLION:,} rows: {load:.0f} s to load, {epoch:.1f} s an epoch with its look")


def wide_report(ledger, runs, widths, what):
    """Diagnosing and writing the report of a wide and long run, against the run."""
    workload = replace(A, widths=(64, *widths, 10), epochs=200)
    results = alternate(runs, ours=programs.phases_of("report", workload, 1))["ours"]
    report = [run.seconds("report") for run in results]
    train = [run.seconds("load", "train") for run in results]
    ledger.add(f"report of {what}, 200 epochs; the run", median(report), peer=median(train),
               value=median(report) / median(train), value_unit="%", at_most=0.05,
               samples={"ours": report, "peer": train})  # fmt: skip


def measure(ledger, runs):
    ledger.section("scaling", "Growing with the work, one thread", peer="if linear")
    for axis, cases in axes().items():
        largest = along(ledger, runs, axis, cases)
        if largest:
            on_paper(ledger, *largest)
    wide_report(ledger, min(runs, 3), (4096,), "4,096 units in one layer")
    wide_report(ledger, 1, (2048, 2048), "4,096 units in two layers")  # takes minutes
