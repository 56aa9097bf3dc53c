"""Breaks one expression or statement of src/ at a time and lists what no test notices.

    python3 tests/mutation/mutation.py [--seed 1] [--count 240] [--folder stats ...] [--jobs 2] [--unit-only]

All chosen mutants are compiled into one program, in build/mutation, each behind a switch that the environment variable
RELUSCOPE_MUTANT turns on; files without any are those of the release build. Each test then runs once without a mutant, to
note which mutants it reaches; each mutant meets the tests that reach it, the fastest first, until one fails (a black-box
test twice). What crashes or takes much longer than without the mutant is killed too. Results are kept in build/mutation:
a second call with the same arguments tries the survivors again, with the tests as they are then.

Survivors that cannot be told from the program are named in equivalent.json, with the reason; they are not counted.
Needs the release build of ./dev test. Exit code 1 if more than --limit survive in any of --held.
"""

import argparse
import concurrent.futures
import hashlib
import json
import os
import pathlib
import random
import re
import resource
import select
import signal
import subprocess
import sys
import time
from collections import Counter, defaultdict

sys.path.insert(0, str(pathlib.Path(__file__).parent))
from mutants import Source  # noqa: E402
from rebuild import Rebuild  # noqa: E402

ROOT = pathlib.Path(__file__).resolve().parents[2]
HERE = pathlib.Path("tests/mutation")
WEIGHTS = {"linalg": 3, "model": 3, "train": 3, "stats": 3, "diagnosis": 2, "report": 2}
HELD = ["linalg", "model", "train", "stats", "diagnosis", "report"]
QUICK = 3  # seconds of a unit test's file; slower ones come later
FEWEST = 4  # mutants of a folder
SPARE = 1.4  # some will not compile
# black-box tests, for what no unit test notices: those that take a minute at most
CLI_TESTS = """test_shown test_golden test_report test_render test_unit_page test_unit_csv test_compare test_check test_gates test_events
test_findings test_causes test_lifecycle test_recovery test_proof test_inspect test_prune test_html test_sweep test_config
test_overflow test_engines test_docs test_screen test_model_file test_encoding test_dates test_remedy test_output_paths
test_data_errors test_errors test_csv test_counts test_gradient test_autopsy test_activation test_starting_model""".split()


def arguments():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--count", type=int, default=240)
    parser.add_argument("--folder", action="append", help="of src; default: all")
    parser.add_argument("--held", nargs="*", default=HELD, help="folders of which at most --limit may survive")
    parser.add_argument("--limit", type=float, default=0.03)
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--own-tests", action="store_true", help="of the unit tests only those of the folders, and of run")
    parser.add_argument("--unit-only", action="store_true", help="no black-box tests")
    parser.add_argument("--headers", action="store_true", help="mutate headers too: all that includes them is compiled")
    parser.add_argument("--work", type=pathlib.Path, default=ROOT / "build" / "mutation")
    options = parser.parse_args()
    options.folder = options.folder or sorted(path.name for path in (ROOT / "src").iterdir() if path.is_dir())
    options.tests = {path.name for path in (ROOT / "tests").iterdir()} - {"benchmarks", "fuzz"}
    if options.own_tests:
        options.tests = {*options.folder, "run"}
    return options


def quotas(candidates, count):
    """Return how many mutants of each folder: by lines that have any, with the weights."""
    lines = {folder: len({(mutant.file, mutant.line) for mutant in mutants}) for folder, mutants in candidates.items()}
    sizes = {folder: WEIGHTS.get(folder, 1) * number for folder, number in lines.items()}
    total = sum(sizes.values())
    return {folder: min(max(FEWEST, round(count * size / total)), lines[folder]) for folder, size in sizes.items()}


def choose(candidates, wanted, rng):
    """Lines at random, one mutant a line, none inside of another."""
    chosen = []
    for folder in sorted(candidates):
        by_line = defaultdict(list)
        for mutant in candidates[folder]:
            by_line[mutant.file, mutant.line].append(mutant)
        lines = sorted(by_line)
        rng.shuffle(lines)
        taken = defaultdict(list)
        for line in lines:
            mutant = rng.choice(by_line[line])
            if len(taken["all"]) < wanted[folder] * SPARE + 1 and all(
                mutant.end <= other.start or other.end <= mutant.start for other in taken[mutant.file]):
                taken[mutant.file].append(mutant)
                taken["all"].append(mutant)
        chosen += taken["all"]
    return chosen


def switched(text, mutants, path):
    """mutants: with their numbers."""
    for number, mutant in sorted(mutants, key=lambda pair: -pair[1].start):
        code = mutant.switched.replace("{on}", f"reluscope_mutation::on({number})")
        text = text[: mutant.start] + code + text[mutant.end :]
    return f'#include "{HERE.name}/mutant_switch.hpp"\n#line 1 "{path}"\n{text}'


def digest(value):
    return hashlib.sha256(repr(value).encode()).hexdigest()[:16]


class Build:
    """The two programs, with all mutants that compile."""

    def __init__(self, options, mutants, texts):
        self.mutants, self.texts = mutants, texts
        known = options.work / f"not-compiling-{digest(mutants)}.json"
        self.dropped = set(json.loads(known.read_text())) if known.exists() else set()
        self.tree = options.work / "src"  # of the mutated files alone
        self.rebuild = Rebuild(options.work, options.jobs)
        self.numbers = defaultdict(list)  # of a file's mutants
        for number, mutant in enumerate(mutants):
            self.numbers[mutant.file].append(number)
        self.mutated = {unit.object: [file for file in self.rebuild.included(unit) if file in self.numbers]
                        for unit in self.rebuild.units}  # fmt: skip
        units = [unit for unit in self.rebuild.units if self.mutated[unit.object]]
        with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
            while units:  # again without the mutants that do not compile
                replaced = self.write_files()
                results = list(zip(units, pool.map(lambda unit: self.compile(unit, replaced), units)))
                failed = [unit for unit, errors in results if errors]
                found = set().union(*(self.culprits(unit, errors) for unit, errors in results if errors))
                self.dropped |= found
                changed = {mutants[number].file for number in found}
                units = [unit for unit in self.rebuild.units if unit in failed or changed & set(self.mutated[unit.object])]
        known.write_text(json.dumps(sorted(self.dropped)))
        self.program, self.unit_tests = self.rebuild.link()

    def write_files(self):
        replaced = {}
        for file, numbers in self.numbers.items():
            path = self.tree.parent / file
            here = [(number, self.mutants[number]) for number in numbers if number not in self.dropped]
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(switched(self.texts[file], here, path))
            replaced[ROOT / file] = path
        return replaced

    def compile(self, unit, replaced):
        return self.rebuild.compile(unit, ["-Wno-narrowing", f"-I{self.tree}", f"-I{ROOT / 'tests'}"], replaced)

    def culprits(self, unit, log):
        """Return the mutants on the lines of the errors, or else on those of the notes."""
        found = set()
        numbers = [number for file in self.mutated[unit.object] for number in self.numbers[file]]
        for kinds in (r"(?:fatal )?error:", r"  required from|note:"):
            lines = re.findall(rf"^(/\S+?):(\d+):(?:\d+:)? *(?:{kinds})", log, re.M)
            places = {(path, int(line)) for path, line in lines}
            for number in set(numbers) - self.dropped:
                mutant = self.mutants[number]
                path = str(self.tree.parent / mutant.file)
                if any((path, line) in places for line in range(mutant.line, mutant.last_line + 1)):
                    found.add(number)
            if found:
                return found
        raise SystemExit(f"error: {unit.object} does not compile, for no mutant's reason:\n{log}")


def limited(cpu_seconds):
    def apply():
        os.setsid()
        os.nice(5)
        resource.setrlimit(resource.RLIMIT_CPU, (cpu_seconds, cpu_seconds + 2))
        resource.setrlimit(resource.RLIMIT_AS, (8 << 30, 8 << 30))
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))

    return apply


class Tests:
    def __init__(self, options, build):
        self.work, self.program, self.unit = options.work, build.program, build.unit_tests
        self.names = sorted(str(path.relative_to(ROOT / "tests")) for path in (ROOT / "tests").rglob("test_*.cpp")
                            if path.relative_to(ROOT / "tests").parts[0] in options.tests)  # fmt: skip
        self.cli = [] if options.unit_only else CLI_TESTS
        self.cost, self.wall, self.reached, self.key = {}, {}, {}, {}
        self.passed = defaultdict(list)  # of a mutant: keys of the tests that did not notice it

    def run(self, name, mutant=None, reached=None, cpu=3600, wall=36000):
        """Return whether the test passed, its seconds of CPU and of the clock."""
        environment = {**os.environ, "RELUSCOPE": str(self.program), "RELUSCOPE_DATA": str(ROOT / "data"),
                       "RELUSCOPE_BUILD": "Release", "PYTHONDONTWRITEBYTECODE": "1"}  # fmt: skip
        if mutant is not None:
            environment["RELUSCOPE_MUTANT"] = str(mutant)
        if reached is not None:
            environment["RELUSCOPE_MUTANTS_REACHED"] = str(reached)
        if name.endswith(".cpp"):
            command, folder = [self.unit, f"--source-file=*/tests/{name}", "--abort-after=1"], ROOT
        else:
            command, folder = ["/usr/bin/python3", "-m", "unittest", "-q", "-f", name], ROOT / "tests" / "cli"
        start = time.time()
        process = subprocess.Popen(command, cwd=folder, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                                   stderr=subprocess.DEVNULL, preexec_fn=limited(int(cpu) + 1))  # fmt: skip
        ended = select.poll()
        descriptor = os.pidfd_open(process.pid)
        ended.register(descriptor, select.POLLIN)
        is_late = not ended.poll(wall * 1000)
        if is_late:
            os.killpg(process.pid, signal.SIGKILL)
        os.close(descriptor)
        _, status, usage = os.wait4(process.pid, 0)
        passed, used = status == 0 and not is_late, usage.ru_utime + usage.ru_stime
        process.returncode = 0
        return passed, used, time.time() - start

    def trace(self, name, mutants_key, cpu=3600):
        """Note what the test costs, and which mutants it reaches; return whether it kept to these seconds."""
        path = ROOT / "tests" / name if name.endswith(".cpp") else ROOT / "tests" / "cli" / f"{name}.py"
        key = hashlib.sha256((mutants_key + name).encode() + path.read_bytes()).hexdigest()[:24]
        self.key[name] = key
        kept = self.work / "traces" / key
        if not kept.exists():
            bytes_file = self.work / f"reached.{key}"
            bytes_file.write_bytes(bytes(1 << 16))
            passed, used, wall = self.run(name, reached=bytes_file, cpu=cpu)
            reached = [number for number, byte in enumerate(bytes_file.read_bytes()) if byte]
            bytes_file.unlink()
            if used > cpu:
                passed = None  # not known
            elif not passed:
                print(f"warning: {name} does not pass without a mutant: left out", file=sys.stderr)
            kept.parent.mkdir(exist_ok=True)
            kept.write_text(json.dumps([passed, used, wall, reached]))
        passed, self.cost[name], self.wall[name], reached = json.loads(kept.read_text())
        if passed is None and cpu > QUICK:
            kept.unlink()
            return self.trace(name, mutants_key, cpu)
        self.reached[name] = set(reached) if passed else set()
        return passed is not None

    def killer(self, mutant, names):
        """Return the first test that fails with the mutant, or None."""
        untried = [name for name in names if mutant in self.reached[name] and self.key[name] not in self.passed[mutant]]
        for name in sorted(untried, key=self.cost.get):
            # a black-box test may fail once because the machine is busy
            if not any(self.run(name, mutant, cpu=2 + 10 * self.cost[name], wall=30 + 20 * self.wall[name])[0]
                       for _ in range(2 if name in self.cli else 1)):  # fmt: skip
                return name
            self.passed[mutant].append(self.key[name])
        return None


def key_of(mutant, text):
    before, after = mutant.change(text)
    return {"file": mutant.file, "line": before, "mutant": after}


def main():
    options = arguments()
    options.work.mkdir(parents=True, exist_ok=True)
    texts, candidates = {}, defaultdict(list)
    for path in sorted((ROOT / "src").rglob("*.?pp" if options.headers else "*.cpp")):
        file = str(path.relative_to(ROOT))
        folder = path.relative_to(ROOT / "src").parts[0]
        if folder not in options.folder:
            continue
        texts[file] = path.read_text()
        candidates[folder] += Source(file, texts[file]).mutants()
    wanted = quotas(candidates, options.count)
    mutants = choose(candidates, wanted, random.Random(options.seed))
    keys = [key_of(mutant, texts[mutant.file]) for mutant in mutants]
    named = json.loads((ROOT / HERE / "equivalent.json").read_text())
    equivalent = {(entry["file"], entry["line"], entry["mutant"]): entry["why"] for entry in named}

    build = Build(options, mutants, texts)
    tried, left = [], Counter(wanted)
    for number, mutant in enumerate(mutants):
        folder = pathlib.Path(mutant.file).parts[1]
        if number not in build.dropped and left[folder] > 0:
            left[folder] -= 1
            tried.append(number)

    arguments_key = digest([keys, sorted(build.dropped)])
    results_file = options.work / f"results-{arguments_key}.json"
    killed, tests = {}, Tests(options, build)
    if results_file.exists():
        results = json.loads(results_file.read_text())
        killed = {int(number): name for number, name in results["killed"].items()}
        tests.passed.update({int(number): keys for number, keys in results["passed"].items()})
    start = time.time()
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        is_quick = dict(zip(tests.names, pool.map(lambda name: tests.trace(name, arguments_key, QUICK), tests.names)))
        first = [name for name in tests.names if is_quick[name] and tests.cost[name] < QUICK / 10]
        then = [name for name in tests.names if is_quick[name] and name not in first]
        for stage in (first, tests.cli[:1], then, tests.cli[1:2], *([name] for name in tests.names if not is_quick[name]),
                      *([name] for name in tests.cli[2:])):  # fmt: skip
            open_mutants = [number for number in tried
                            if number not in killed and tuple(keys[number].values()) not in equivalent]  # fmt: skip
            if not open_mutants or not stage:
                continue
            list(pool.map(lambda name: tests.trace(name, arguments_key), stage))
            for done in concurrent.futures.as_completed(
                    [pool.submit(lambda number: (number, tests.killer(number, stage)), number) for number in open_mutants]):  # fmt: skip
                number, name = done.result()
                if name is not None:
                    killed[number] = name
                results_file.write_text(json.dumps({"killed": killed, "passed": dict(tests.passed)}))
            print(f"{len(killed)} of {len(tried)} killed after {stage[0] if len(stage) == 1 else 'the unit tests'} "
                  f"({time.time() - start:.0f} s)", file=sys.stderr)  # fmt: skip
    return report(options, tried, mutants, keys, killed, equivalent, tests)


def report(options, tried, mutants, keys, killed, equivalent, tests):
    reached = set().union(*tests.reached.values()) if tests.reached else set()
    table, operators = defaultdict(Counter), defaultdict(Counter)
    for number in tried:
        folder = pathlib.Path(mutants[number].file).parts[1]
        why = equivalent.get(tuple(keys[number].values()))
        fate = "killed" if number in killed else "equivalent" if why else "survived"
        table[folder][fate] += 1
        operators[mutants[number].operator][fate] += 1
        if fate == "survived":
            print(f"\n{mutants[number].file}:{mutants[number].line}: {mutants[number].operator}"
                  f"{'' if number in reached else ', reached by no test'}\n- {keys[number]['line']}\n+ {keys[number]['mutant']}")  # fmt: skip
    for title, rows in (("folder", table), ("operator", operators)):
        print(f"\n| {title} | mutants | killed | equivalent | survived |\n|---|---|---|---|---|")
        for name, fates in sorted(rows.items()):
            print(f"| {name} | {sum(fates.values())} | {fates['killed']} | {fates['equivalent']} | {fates['survived']} |")
    held = sum((table[folder] for folder in options.held), Counter())
    counted = held["killed"] + held["survived"]
    share = held["survived"] / counted if counted else 0
    print(f"\n{held['survived']} of {counted} survive in {', '.join(options.held)}: {share:.1%}")
    return share > options.limit


if __name__ == "__main__":
    sys.exit(main())
