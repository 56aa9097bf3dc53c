"""How often does `recovery` come true? Random runs are judged, and the same runs go on for 300 epochs.

    RELUSCOPE=build/release/reluscope python3 tests/studies/recovery_study.py [--runs 4000] [--jobs 2] [--save]

A run is its data, its options and its seed: trained for N and for N + 300 epochs, it has the same first N. Of every
unit that is dead after N, the report says what could revive it; the longer run says whether it fired again. Runs that
diverge meanwhile are left out. --save writes the counts to recovery_study.json beside this script, from which
src/diagnosis/recovery_odds.cpp has its shares (tests/cli/test_recovery.py compares the two).

--data FILE.csv studies runs on that file instead. Prints a line for every unit called `none` that fired again, and
exits with 1 if there is one. 4,000 runs take about 7 minutes on one core.
"""

import argparse
import concurrent.futures
import json
import math
import os
import pathlib
import random
import statistics
import subprocess
import sys
import tempfile
from collections import defaultdict

PROGRAM = pathlib.Path(os.environ.get("RELUSCOPE", "build/release/reluscope")).resolve()
SAVED = pathlib.Path(__file__).with_name("recovery_study.json")
FURTHER = 300
OPTIMIZERS = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
RATES = {"sgd": (0.01, 1), "momentum": (0.003, 0.3), "nesterov": (0.003, 0.3), "rmsprop": (0.003, 0.3),
         "adam": (0.01, 1), "adamw": (0.01, 1)}


def log_uniform(draw, low, high):
    return float(f"{math.exp(draw.uniform(math.log(low), math.log(high))):.3g}")


def random_table(draw):
    """Features of several kinds and scales, and a target that depends on some of them."""
    rows, inputs = draw.choice((20, 60, 150, 300)), draw.randint(1, 8)
    kinds = [draw.choice(("normal", "uniform", "heavy", "steps")) for _ in range(inputs)]
    weights = [draw.gauss(0, 1) for _ in range(inputs)]

    def feature(kind):
        if kind == "normal":
            return draw.gauss(0, 1)
        if kind == "uniform":
            return draw.uniform(0, 1)
        return math.exp(draw.gauss(0, 1)) if kind == "heavy" else float(draw.randint(0, 5))

    classes = draw.random() < 0.5
    lines = [",".join([*(f"x{i}" for i in range(inputs)), "y"])]
    for _ in range(rows):
        x = [feature(kind) for kind in kinds]
        y = sum(w * v for w, v in zip(weights, x)) + abs(x[0]) + draw.gauss(0, 0.3)
        lines.append(",".join([*(f"{v:.6g}" for v in x), ("high" if y > 0 else "low") if classes else f"{y:.6g}"]))
    return "\n".join(lines) + "\n"


def random_options(draw, optimizer, decay):
    """decay: whether there is any; None: in half of the runs."""
    decays = draw.random() < 0.5 if decay is None else decay
    decay = log_uniform(draw, 1e-5, 0.1) if decays else 0
    return ["--optimizer", optimizer, "--lr", log_uniform(draw, *RATES[optimizer]), "--weight-decay", decay,
            "--batch-size", draw.choice((1, 4, 4, 16, 32, 0)), "--seed", draw.randint(0, 10**6),
            "--hidden", ",".join(str(draw.choice((4, 8, 16))) for _ in range(draw.randint(1, 3)))]


def train(data, options, epochs):
    """The report; None if the run diverged, or its table happens to have a single class."""
    command = [PROGRAM, "train", data, *options, "--epochs", epochs, "--rank", "none", "--prove", "none", "--threads",
               "1", "--allow-dead-network", "--quiet"]
    done = subprocess.run([str(word) for word in command], capture_output=True, check=False)
    if done.returncode not in (0, 1) and b"nothing to classify" not in done.stderr:
        sys.exit(f"{' '.join(map(str, command))}: {done.stderr.decode()}")
    return json.loads(done.stdout) if done.returncode == 0 else None


def first_firing(layer, unit, after):
    """Epochs from `after` to the first in which the unit fires; None if there is none."""
    history = layer["history"]
    return next((epoch - after for epoch, rows in zip(history["epoch"], history["active_rows"])
                 if epoch > after and rows[unit] > 0), None)


def random_run(seed, folder, data, decay=None):
    """The data, epochs and options of a run; the data is random and written into the folder if it is None."""
    draw = random.Random(seed)
    epochs = draw.choice((3, 10, 20))
    options = random_options(draw, OPTIMIZERS[seed % len(OPTIMIZERS)], decay)
    if data is None:
        data = pathlib.Path(folder, "data.csv")
        data.write_text(random_table(draw), encoding="utf-8")
    return data, epochs, options


def dead_units(seed):
    """(config, unit) of every dead unit at the end of the short run."""
    with tempfile.TemporaryDirectory() as folder:
        data, epochs, options = random_run(seed, folder, None)
        report = train(data, options, epochs)
    layers = report["layers"] if report else []
    return [(report["config"], unit) for layer in layers for unit in layer["unit"] if unit["status"] == "dead"]


def study_run(seed, data=None, decay=None):
    """Of every dead unit: run, layer, recovery, reason, optimizer, whether it decays, epochs until it fires or None, z."""
    with tempfile.TemporaryDirectory() as folder:
        data, epochs, options = random_run(seed, folder, data, decay)
        short = train(data, options, epochs)
        if short is None or short["summary"]["dead"] == 0:
            return []
        long = train(data, options, epochs + FURTHER)
    if long is None:
        return []
    run = {"seed": seed, "epochs": epochs, "options": " ".join(map(str, options))}
    return [(run, layer["index"], unit["recovery"], unit.get("recovery_reason"), options[1], options[5] > 0,
             first_firing(long["layers"][layer["index"]], unit["index"], epochs), unit["max_preactivation"])
            for layer in short["layers"] for unit in layer["unit"] if unit["status"] == "dead"]


def table_of(units, key):
    """{key: [units, came back, median epochs until then]}"""
    groups = defaultdict(list)
    for unit in units:
        groups[key(unit)].append(unit[6])
    result = {}
    for name, firings in sorted(groups.items()):
        back = [epochs for epochs in firings if epochs is not None]
        result[name] = [len(firings), len(back), statistics.median(back) if back else None]
    return result


def show(title, table):
    print(f"\n| {title} | dead units | came back within {FURTHER} epochs | share | half of them within |")
    print("|---|---:|---:|---:|---:|")
    for name, (count, back, median) in table.items():
        print(f"| {name} | {count:,} | {back:,} | {back / count:.0%} | {'' if median is None else f'{median:.0f} epochs'} |")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--runs", type=int, default=4000)
    parser.add_argument("--first-seed", type=int, default=0)
    parser.add_argument("--jobs", type=int, default=1)
    parser.add_argument("--data", type=pathlib.Path)
    parser.add_argument("--save", action="store_true")
    options = parser.parse_args()

    seeds = range(options.first_seed, options.first_seed + options.runs)
    with concurrent.futures.ThreadPoolExecutor(options.jobs) as pool:
        results = list(pool.map(lambda seed: study_run(seed, options.data), seeds))
    units = [unit for result in results for unit in result]
    judged = sum(1 for result in results if result)
    print(f"{options.runs:,} runs, {judged:,} of them with dead units and completed: {len(units):,} dead units")
    by_recovery = table_of(units, lambda unit: unit[2])
    show("`recovery`", by_recovery)
    moved = [unit for unit in units if unit[2] == "optimizer"]
    by_optimizer = table_of(moved, lambda unit: unit[4])
    show("`optimizer`, under", by_optimizer)
    show("`optimizer`, because of", table_of(moved, lambda unit: unit[3] or ""))
    by_reason = table_of(moved, lambda unit: f"{unit[3]}, {unit[4]}")
    show("`optimizer`, because of, under", by_reason)
    show("`upstream`, under", table_of([unit for unit in units if unit[2] == "upstream"], lambda unit: unit[4]))
    show("`none`, by", table_of([unit for unit in units if unit[2] == "none"],
                                lambda unit: f"layer {unit[1]}, {'decay' if unit[5] else 'no decay'}, {unit[4]}"))
    if options.save:
        SAVED.write_text(json.dumps({"runs": options.runs, "first_seed": options.first_seed, "dead_units": len(units),
                                     "recovery": by_recovery, "reason": by_reason}, indent=1) + "\n")
    broken = [unit for unit in units if unit[2] == "none" and unit[6] is not None]
    for run, layer, _, _, _, _, firing, z in broken:
        print(f"none, yet it fires after {firing} epochs: {run}, layer {layer}, z {z}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
