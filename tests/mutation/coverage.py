"""Prints which share of the lines and branches of src/ the tests run, a folder a line.

    python3 tests/mutation/coverage.py [--folder stats ...] [--missed stats ...] [--jobs 2] [--unit-only]

The folders are compiled to be counted, in build/coverage; all else is that of the release build. Then the unit tests and
the black-box tests of mutation.py run, and what gcov counts is read. A branch that only an exception takes is no decision of
the code: it is left out, and with it the other way out of the same call, and what gcov marks as reached by exceptions
alone, the destructors that the compiler runs then. A line or branch of a template counts once, and is covered if it is
in any instance. Exit code 1 if less than 95 % of the lines or
90 % of the branches of a folder are covered.
"""

import argparse
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys
from collections import defaultdict

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from mutation import CLI_TESTS, HELD  # noqa: E402
from rebuild import ROOT, Rebuild  # noqa: E402


def decisions(branches):
    """Return how often each branch of a block was taken, without those of calls that may throw."""
    kept = []
    skip_next = False
    for count, kind in branches:
        if kind == "throw":
            if kept and kept[-1][1] == "fallthrough":
                kept.pop()
            else:
                skip_next = True  # the other way out comes next
        else:
            if not (skip_next and kind == "fallthrough"):
                kept.append((count, kind))
            skip_next = False
    return [count for count, _ in kept]


def gcov(counts):
    """Return [(file of src, line, count, [count of a branch])] of one object; an instance of a template has its own."""
    text = subprocess.run(["gcov", "--stdout", "--all-blocks", "--branch-probabilities", "--branch-counts", counts.name],
                          cwd=counts.parent, capture_output=True, text=True, check=True).stdout  # fmt: skip
    seen, file, line, blocks, is_cleanup = [], None, None, [], False

    def end_line():
        nonlocal blocks
        if file and line:
            seen.append((file, *line, [count for block in blocks for count in decisions(block)]))
        blocks = []

    for row in text.splitlines():
        if source := re.match(r" +-: +0:Source:(.*)", row):
            end_line()
            path = pathlib.Path(source[1])
            file, line = (str(path.relative_to(ROOT)) if path.is_relative_to(ROOT / "src") else None), None
        elif place := re.match(r" *(\S+?)\*?: *(\d+)(-block|:)", row):
            if place[3] == "-block":
                is_cleanup = place[1] == "$$$$$"
                blocks.append([])
            else:
                end_line()
                count = int(place[1]) if place[1].isdigit() else 0
                line = None if place[1] in ("-", "=====") else (int(place[2]), count)
                is_cleanup = False
                blocks = [[]]
        elif (branch := re.match(r"branch +\d+ (?:taken (\d+)|never executed)(?: \((\w+)\))?", row)) and not is_cleanup:
            blocks[-1].append((int(branch[1] or 0), branch[2]))
    end_line()
    return seen


def read(build):
    """Return {file: {line: (count, [count of a branch])}}. Instances of a template with as many branches are added up; of
    those with other numbers of them the best covered counts."""
    files = defaultdict(lambda: defaultdict(lambda: [0, {}]))
    with concurrent.futures.ThreadPoolExecutor(2) as pool:
        for seen in pool.map(gcov, sorted(build.rglob("*.gcda"))):
            for name, number, count, branches in seen:
                line = files[name][number]
                line[0] += count
                sums = line[1].setdefault(len(branches), [0] * len(branches))
                for i, taken in enumerate(branches):
                    sums[i] += taken

    def best(instances):
        return max(instances, key=lambda counts: (sum(count > 0 for count in counts) / max(1, len(counts)), len(counts)))

    return {name: {number: (count, best([c for c in instances.values() if c] or [[]]))
                   for number, (count, instances) in lines.items()} for name, lines in files.items()}  # fmt: skip


def ranges(numbers):
    """Write 1, 2, 3, 7 as 1-3, 7."""
    parts = []
    for number in sorted(numbers):
        if parts and parts[-1][1] == number - 1:
            parts[-1][1] = number
        else:
            parts.append([number, number])
    return ", ".join(str(a) if a == b else f"{a}-{b}" for a, b in parts)


def build(options):
    """Return the two programs, with the folders counted."""
    rebuild = Rebuild(options.work, options.jobs)
    units = [unit for unit in rebuild.units if unit.files[0].relative_to(ROOT / "src").parts[0] in options.folder]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        for errors in pool.map(lambda unit: rebuild.compile(unit, ["--coverage", "-fprofile-abs-path"], {}), units):
            if errors:
                raise SystemExit(errors)
    return rebuild.link(["--coverage"])


def run_tests(options):
    program, unit_tests = build(options)
    for counts in options.work.rglob("*.gcda"):
        counts.unlink()
    environment = {**os.environ, "RELUSCOPE": str(program), "RELUSCOPE_DATA": str(ROOT / "data"), "RELUSCOPE_BUILD": "Release",
                   "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
    commands = [([unit_tests, "--no-intro"], ROOT)]
    if not options.unit_only:
        commands += [(["/usr/bin/python3", "-m", "unittest", "-q", name], ROOT / "tests" / "cli") for name in CLI_TESTS]
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        done = pool.map(lambda pair: subprocess.run(pair[0], cwd=pair[1], env=environment, capture_output=True), commands)
        for (command, _), result in zip(commands, done):
            if result.returncode:
                print(f"warning: {command[-1]} fails", file=sys.stderr)


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--folder", action="append", help=f"of src; default: {', '.join(HELD)}")
    parser.add_argument("--missed", action="append", default=[], help="also list the missed lines and branches of this folder")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--unit-only", action="store_true", help="no black-box tests")
    parser.add_argument("--again", action="store_true", help="only print, what was counted before")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "coverage")
    options = parser.parse_args()
    options.folder = options.folder or HELD
    if not options.again:
        run_tests(options)
    files = read(options.work)
    folders = defaultdict(list)
    for name in sorted(files):
        folders[pathlib.Path(name).parts[1]].append(name)
    print("| folder | lines | covered | branches | covered |\n|---|---|---|---|---|")
    low = []
    for folder in options.folder:
        names = folders[folder]
        lines = [line for name in names for line in files[name].values()]
        branches = [taken for _, counts in lines for taken in counts]
        counts = [count for count, _ in lines]
        shares = [sum(count > 0 for count in kind) / max(1, len(kind)) for kind in (counts, branches)]
        print(f"| {folder} | {len(lines)} | {shares[0]:.1%} | {len(branches)} | {shares[1]:.1%} |")
        if shares[0] < 0.95 or shares[1] < 0.9:
            low.append(folder)
    for folder in options.missed:
        for name in folders[folder]:
            lines = [number for number, (count, _) in files[name].items() if count == 0]
            branches = [number for number, (count, taken) in files[name].items() if count and 0 in taken]
            if lines or branches:
                print(f"{name}: lines {ranges(lines) or 'none'}; branches of {ranges(branches) or 'none'}")
    if low:
        print(f"below 95 % of lines or 90 % of branches: {', '.join(low)}", file=sys.stderr)
    return bool(low)


if __name__ == "__main__":
    sys.exit(main())
