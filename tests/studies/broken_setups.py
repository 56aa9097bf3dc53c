"""Healthy runs with one thing broken: is it the first cause named, and does the cure fix it?

    python3 tests/studies/broken_setups.py PROGRAM [--setups 40] [--seed 1] [--remedy]

Prints a line a set-up and the totals. With --remedy the winner of `reluscope remedy` is held against undoing the fault
on the same seeds: at least as good is a dead fraction at most 0.01 above, and a held-out quality at most 0.02 below.
"""

import argparse
import json
import pathlib
import random
import shlex
import subprocess
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
DATA = ROOT / "data"
SEEDS = 5


def write_blobs(path, rng, scale=1.0, outlier=None):
    """Write a CSV of three classes around random centres in five columns."""
    centres = [[rng.gauss(0, 2) for _ in range(5)] for _ in range(3)]
    rows = []
    for _ in range(400):
        label = rng.randrange(3)
        rows.append([*(scale * (c + rng.gauss(0, 1)) for c in centres[label]), "abc"[label]])
    if outlier is not None:
        rows[rng.randrange(len(rows))][rng.randrange(5)] = outlier
    path.write_text("v,w,x,y,z,label\n" + "\n".join(",".join(map(str, row)) for row in rows) + "\n")
    return path


def write_surface(path, rng, mean=0.0, spread=1.0):
    """Write a CSV of a smooth function of four columns."""
    rows = []
    for _ in range(500):
        x = [rng.gauss(0, 1) for _ in range(4)]
        y = x[0] * x[1] + 0.5 * x[2] ** 2 - x[3] + rng.gauss(0, 0.1)
        rows.append([*x, mean + spread * y])
    path.write_text("p,q,r,s,target\n" + "\n".join(",".join(map(str, row)) for row in rows) + "\n")
    return path


class Setup:
    """The arguments of a healthy run, of the same with a fault, and the codes that name the fault."""

    def __init__(self, kind, healthy, broken, codes):
        self.kind, self.healthy, self.broken, self.codes = kind, healthy, broken, codes


def healthy_run(folder, rng, regression=None):
    """Return the arguments of a run that goes well, by SGD."""
    datasets = [
        lambda: ([DATA / "digits.csv"], 0.1, False),
        lambda: ([DATA / "penguins.csv", "--target", "species", "--missing", "drop"], 0.1, False),
        lambda: ([write_blobs(folder / f"blobs{rng.randrange(10**9)}.csv", rng)], 0.1, False),
        lambda: ([DATA / "diabetes.csv"], 0.02, True),
        lambda: ([write_surface(folder / f"surface{rng.randrange(10**9)}.csv", rng)], 0.02, True),
    ]
    while True:
        arguments, rate, is_regression = rng.choice(datasets)()
        if regression is None or regression == is_regression:
            break
    hidden = rng.choice(["64,32", "32,16", "64", "48,48", "32,32,16"])
    return [*arguments, "--hidden", hidden, "--seed", str(rng.randrange(1000))], rate


def setup_of(kind, folder, rng):
    arguments, rate = healthy_run(folder, rng)
    healthy = [*arguments, "--lr", str(rate)]
    if kind == "learning rate":
        return Setup(kind, healthy, [*arguments, "--lr", f"{rate * rng.choice([10, 15, 30]):g}"], {"learning-rate"})
    if kind == "momentum":
        common = [*arguments, "--optimizer", rng.choice(["momentum", "nesterov"]), "--lr", f"{rate / 2:g}"]
        high = rng.choice(["0.98", "0.99", "0.995"])
        return Setup(kind, [*common, "--momentum", "0.9"], [*common, "--momentum", high], {"momentum"})
    if kind == "weight decay":
        decay = rng.choice([0.2, 0.5, 1, 2]) * (0.1 / rate if rate < 0.1 else 1)
        return Setup(kind, healthy, [*healthy, "--weight-decay", f"{decay:g}"], {"weight-decay"})
    if kind == "initial weights":
        scale = rng.choice([1e-6, 1e-5, 1e-4, 1e-3, 1, 2, 3])
        return Setup(kind, healthy, [*healthy, "--init", f"normal:{scale:g}"], {"initial-weights"})
    if kind == "initial biases":
        bias = rng.choice([-20, -10, -5, -3, 5, 10, 20])
        return Setup(kind, healthy, [*healthy, "--bias-init", f"constant:{bias}"], {"initial-biases"})
    if kind == "unscaled inputs":
        if rng.random() < 0.5:
            arguments = [DATA / "penguins.csv", "--target", "species", "--missing", "drop"]
        else:
            arguments = [write_blobs(folder / f"large{rng.randrange(10**9)}.csv", rng, rng.choice([30, 300, 3000]))]
        healthy = [*arguments, "--seed", str(rng.randrange(1000))]
        return Setup(kind, healthy, [*healthy, "--scale", "none"], {"unscaled-input"})
    if kind == "unscaled target":
        mean, spread = rng.choice([(0, 100), (1000, 50), (-1000, 50), (50, 10), (0, 1e4)])
        data = write_surface(folder / f"target{rng.randrange(10**9)}.csv", rng, mean, spread)
        healthy = [data, "--lr", "0.02", "--seed", str(rng.randrange(1000))]
        return Setup(kind, healthy, [*healthy, "--scale-target", "none"], {"unscaled-target"})
    if kind == "outlier":
        name, cell = rng.randrange(10**9), rng.choice([1e9, -1e6, 99999, 1e5])
        state = rng.getstate()
        good = write_blobs(folder / f"good{name}.csv", rng)
        rng.setstate(state)
        bad = write_blobs(folder / f"bad{name}.csv", rng, outlier=cell)
        rest = ["--seed", str(rng.randrange(1000))]
        return Setup(kind, [good, *rest], [bad, *rest], {"outlier"})
    if kind == "narrow layers":
        depth = rng.choice([6, 8, 10])
        base = [DATA / "penguins.csv", "--target", "species", "--missing", "drop", "--seed", str(rng.randrange(1000))]
        return Setup(kind, base, [*base, "--hidden", ",".join(["3"] * depth)], {"narrow-layers"})
    low = ["--lr", f"{rate / 1000:g}", "--epochs", "5"]
    return Setup(kind, [*arguments, "--lr", str(rate), "--epochs", "5"], [*arguments, *low], {"too-little-training"})


KINDS = ["learning rate", "momentum", "weight decay", "initial weights", "initial biases", "unscaled inputs",
         "unscaled target", "outlier", "narrow layers", "too little training"]


class Program:
    def __init__(self, path):
        self.path = path

    def run(self, command, *arguments):
        done = subprocess.run([self.path, command, *map(str, arguments), "--quiet"], capture_output=True, text=True,
                              check=False)
        if done.returncode not in (0, 1):
            raise SystemExit(f"{command} {' '.join(map(str, arguments))}: {done.stderr}")
        return json.loads(done.stdout)

    def train(self, arguments):
        return self.run("train", *arguments)


def quality_of(report):
    last = report["training"]["history"][-1]
    score = last.get("validation", last)
    quality = score.get("accuracy", score.get("r2"))
    return -1.0 if report["training"]["status"] == "diverged" or quality is None else max(quality, -1.0)


def first_cause(report):
    """Return the first finding that follows from none and is more than a note."""
    for finding in report["findings"]:
        if "caused_by" not in finding and finding["severity"] != "info":
            return finding
    return None


def is_broken(healthy, broken):
    worse = quality_of(broken) < quality_of(healthy) - 0.05
    return worse or broken["summary"]["dead_fraction"] > healthy["summary"]["dead_fraction"] + 0.05


def means(program, arguments, seeds):
    """Return the mean dead fraction and the mean held-out quality over these seeds."""
    plain = [a for a in arguments]
    at = plain.index("--seed")
    reports = [program.train([*plain[:at], *plain[at + 2:], "--seed", str(seed)]) for seed in seeds]
    return (sum(r["summary"]["dead_fraction"] for r in reports) / len(reports),
            sum(map(quality_of, reports)) / len(reports))


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--setups", type=int, default=40)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--kinds", type=int, default=8, help="the first so many of the kinds")
    parser.add_argument("--remedy", action="store_true")
    options = parser.parse_args()
    rng, program = random.Random(options.seed), Program(options.program)
    named = cured = as_good = 0
    with tempfile.TemporaryDirectory() as name:
        number = 0
        while number < options.setups:
            setup = setup_of(KINDS[number % options.kinds], pathlib.Path(name), rng)
            healthy, broken = program.train(setup.healthy), program.train(setup.broken)
            if not is_broken(healthy, broken):
                continue
            number += 1
            cause = first_cause(broken)
            is_named = cause is not None and cause["code"] in setup.codes
            named += is_named
            line = (f"{number:3} {setup.kind:20} {'yes' if is_named else 'NO ':3} {cause['code'] if cause else '-':24}"
                    f" dead {healthy['summary']['dead_fraction']:.3f} -> {broken['summary']['dead_fraction']:.3f}"
                    f" quality {quality_of(healthy):.3f} -> {quality_of(broken):.3f}")
            if cause is not None and "command" in cause:
                after = program.train(shlex.split(cause["command"])[2:])
                is_cured = not is_broken(healthy, after) and quality_of(after) >= quality_of(healthy) - 0.02
                cured += is_cured
                line += (f" | {cause['cure']}: {after['summary']['dead_fraction']:.3f}, {quality_of(after):.3f}"
                         f" {'cured' if is_cured else 'NOT CURED'}")
            if options.remedy:
                result = program.run("remedy", *setup.broken, "--seeds", str(SEEDS))
                dead, quality = means(program, setup.healthy, result["seeds"])
                winner = result["remedy"]
                tried = result["trials"][0] if winner else result["base"]
                won = tried["dead_fraction"]["mean"] <= dead + 0.01 and tried["quality"]["mean"] >= quality - 0.02
                as_good += won
                line += (f" | remedy {winner['cure'] if winner else 'none'}: {tried['dead_fraction']['mean']:.3f},"
                         f" {tried['quality']['mean']:.3f}; undone {dead:.3f}, {quality:.3f}"
                         f" {'as good' if won else 'WORSE'}")
            print(line if is_named and "NOT" not in line and "WORSE" not in line else
                  line + "\n      " + " ".join(map(str, setup.broken)), flush=True)
    print(f"first cause the planted one: {named} of {number}; its cure brings the healthy run back: {cured}")
    if options.remedy:
        print(f"remedy's winner at least as good as undoing the fault: {as_good} of {number}")


if __name__ == "__main__":
    main()
