"""Reading (b)'s file, which is in the page cache: into a table of float32, with its SHA-256, against fread and pandas,
which keep double and make no checksum. gzip against zlib throwing the bytes away."""

from harness import programs
from harness.measure import alternate
from harness.workloads import GENERATED, GZIPPED


def reads(runs):
    return [run.seconds("read") for run in runs]


def measure(ledger, runs):
    ledger.section("csv", f"Reading a CSV of {GENERATED.stat().st_size / 1e6:.0f} MB")
    for threads in (1, 2):
        subjects = {
            "ours": programs.phases("read", GENERATED, "--threads", threads),
            "fread": programs.fread(GENERATED, threads),
        }
        if threads == 1:  # pandas has no more
            subjects["pandas"] = programs.python_peer("pandas_read.py", GENERATED, 1)
        results = alternate(runs, **subjects)
        ours = reads(results["ours"])
        suffix = f", {threads} thread{'s' * (threads > 1)}"
        ledger.faster("fread" + suffix, ours, reads(results["fread"]), at_least=1.3)
        if "pandas" in results:
            ledger.faster("pandas" + suffix, ours, reads(results["pandas"]), at_least=5)
    for threads in (1, 2):
        results = alternate(
            runs,
            ours=programs.phases("read", GZIPPED, "--threads", threads),
            zlib=programs.python_peer("gunzip.py", GZIPPED),
        )
        # On one thread the parsing comes on top; on two it should hide behind the decompressor, but for a tenth.
        ledger.faster(
            f"gzip, zlib alone, {threads} thread{'s' * (threads > 1)}", reads(results["ours"]), reads(results["zlib"]),
            at_least=0.9 if threads > 1 else None,
        )  # fmt: skip
