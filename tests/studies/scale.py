"""Measures how time and memory grow with the work: the table of docs/scale.md.

    RELUSCOPE=build/release/reluscope python3 tests/studies/scale.py [--only NAME,NAME] [--largest] [--folder FOLDER]

Every row of the table is one kind of work in three sizes; the largest takes minutes and is run with --largest alone. Prints
Markdown. Time is processor time, of all threads (two), so that others on the machine hardly change it; memory is the peak
of the resident set. Inputs are made in FOLDER, or on the way through a pipe, and removed. Needs Linux and 10 GB on disk.
"""

import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
PROGRAM = os.environ.get("RELUSCOPE", ROOT / "build" / "release" / "reluscope")
BRIEF = ["--prove", "none", "--rank", "none", "--history", "none"]


def run(folder, *args, stdin=None):
    """Return the exit code, the last line for people, seconds of processor time and bytes."""
    with open(folder / "stderr.txt", "w+b") as log:
        process = subprocess.Popen([str(PROGRAM), *map(str, args), "--threads", "2"], cwd=folder, stdin=stdin or subprocess.DEVNULL,
                                   stdout=subprocess.DEVNULL, stderr=log, env={**os.environ, "TMPDIR": str(folder)})
        if stdin is not None:
            stdin.close()
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        log.seek(0)
        last = log.read().decode().strip().splitlines()[-1:]
    return process.returncode, "".join(last), usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def rows_file(folder, rows, columns, cell=lambda r, c: f"0.{(r * 7919 + c * 104729) % 1000003:06}", target=lambda r: r % 2):
    path = folder / "data.csv"
    with open(path, "w") as file:
        file.write(",".join([f"c{c}" for c in range(columns)] + ["y"]) + "\n")
        for r in range(rows):
            file.write(",".join([cell(r, c) for c in range(columns)]) + f",{target(r)}\n")
    return path.name


def piped(size):
    """A CSV of ten columns and that many bytes, from a pipe: a thousand rows, again and again."""
    rows = "".join(",".join(f"0.{(r * 7919 + c * 104729) % 1000003:06}" for c in range(10)) + f",{r % 2}\n" for r in range(1000))
    code = (f"import sys; rows = {rows!r}.encode(); out = sys.stdout.buffer\n"
            f"out.write(b'{','.join(f'c{c}' for c in range(10))},y\\n')\n"
            f"for _ in range({size} // len(rows)): out.write(rows)")
    return subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


def pipe_inspect(folder, size):
    run(folder, "train", rows_file(folder, 1000, 10), "--epochs", "1", "--hidden", "8", *BRIEF, "--save-model", "m.safetensors", "-o", "r.json")
    return run(folder, "inspect", "m.safetensors", "-", "--prove", "none", "--rank", "none", "-o", "r.json", stdin=piped(size).stdout)


def pipe_train(folder, size):
    return run(folder, "train", "-", "--epochs", "0", "--hidden", "8", *BRIEF, "-o", "r.json", stdin=piped(size).stdout)


def rows(folder, count):
    return run(folder, "train", rows_file(folder, count, 2), "--epochs", "1", "--hidden", "4", "--batch-size", "1024", *BRIEF, "-o", "r.json")


def columns(folder, count):
    file = rows_file(folder, 50, count)
    return run(folder, "train", file, "--epochs", "1", "--hidden", "8", *BRIEF, "-o", "r.json")


def classes(folder, count):
    file = rows_file(folder, 16_000 if count <= 16_384 else count, 1, target=lambda r: f"k{r % count}")
    limit = str(min(count, 16_384))
    return run(folder, "train", file, "--max-categories", limit, "--validation", "0", "--epochs", "0", "--hidden", "4", *BRIEF, "-o", "r.json")


def layers(folder, count):
    file = rows_file(folder, 100, 4)
    return run(folder, "train", file, "--epochs", "0", "--allow-dead-network", "--hidden", ",".join(["4"] * count), "-o", "r.json")


def width(folder, count):
    file = rows_file(folder, 100, 4)
    return run(folder, "train", file, "--epochs", "1", "--batch-size", "0", "--hidden", f"{count},{count}", *BRIEF, "-o", "r.json")


def epochs(folder, count):
    file = rows_file(folder, 40, 2)
    return run(folder, "train", file, "--epochs", count, "--batch-size", "0", "--hidden", "4", "--lr", "0.001", *BRIEF, "-o", "r.json")


KINDS = [  # what, how, sizes, the unit
    ("`inspect` of a pipe", pipe_inspect, [50_000_000, 500_000_000, 5_000_000_000], "bytes"),
    ("`train` of a pipe", pipe_train, [50_000_000, 500_000_000, 5_000_000_000], "bytes"),
    ("rows × 3 columns", rows, [200_000, 2_000_000, 20_000_000], "rows"),
    ("columns × 50 rows", columns, [3_125, 12_500, 50_000], "columns"),
    ("classes of 16,000 rows", classes, [1_000, 4_000, 16_000, 1_000_000], "classes"),
    ("layers of 4 units", layers, [125, 500, 2_000], "layers"),
    ("two layers as wide", width, [1_024, 4_096, 16_384], "units each"),
    ("epochs of 40 rows", epochs, [10_000, 100_000, 1_000_000], "epochs"),
]


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--only", default="", help="the functions of some kinds, separated by commas")
    parser.add_argument("--largest", action="store_true")
    parser.add_argument("--folder")
    options = parser.parse_args()
    print("| work | size | time | peak memory | |\n|---|---|---|---|---|")
    for what, how, sizes, unit in KINDS:
        if options.only and how.__name__ not in options.only.split(","):
            continue
        for size in sizes if options.largest else sizes[:2]:
            with tempfile.TemporaryDirectory(dir=options.folder) as folder:
                code, last, seconds, peak = how(pathlib.Path(folder).resolve(), size)
            said = "" if code in (0, 1) else f"exit {code}: {last}"
            print(f"| {what} | {size:,} {unit} | {seconds:.2f} s | {peak / 1e6:,.0f} MB | {said} |", flush=True)


if __name__ == "__main__":
    main()
