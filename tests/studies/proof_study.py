"""Attacks what the reports of many runs call proven, and counts how much of what wakes they wake.

    RELUSCOPE=build/release/reluscope python3 tests/studies/proof_study.py [--networks 50] [--attacks 1000000]

For every dead unit of every network, as many float32 inputs as --attacks: some drawn at random (inside, at ends and at
corners), the others visited by projected gradient steps from such starts. Where it is proven_inactive they are in the
box of the training rows, otherwise within its proven_radius around them. None may wake it. Then the units that are open
are attacked in the box, and those woken are compared with the witnesses of the report. Needs NumPy; shares no code with
reluscope.
"""

import argparse
import json
import os
import pathlib
import subprocess
import sys
import tempfile

import numpy as np

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tests" / "cli"))
import recount  # noqa: E402

PROGRAM = os.environ.get("RELUSCOPE", ROOT / "build" / "release" / "reluscope")
BATCH = 10_000
STEPS = 25
SETUPS = [
    ("diabetes.csv", ["--hidden", "16,8", "--lr", "0.3"]),
    ("diabetes.csv", ["--hidden", "24,16", "--optimizer", "adam", "--lr", "0.1"]),
    ("diabetes.csv", ["--hidden", "20,12,8", "--optimizer", "adam", "--lr", "0.05"]),
    ("penguins.csv", ["--target", "species", "--missing", "drop", "--hidden", "16,12", "--optimizer", "adam", "--lr", "0.1"]),
    ("penguins.csv", ["--target", "species", "--missing", "mean", "--hidden", "24,12", "--optimizer", "adam", "--lr", "0.1"]),
    ("digits.csv", ["--hidden", "32,16", "--optimizer", "adam", "--lr", "0.05", "--epochs", "5"]),
]  # fmt: skip


class Case:
    """A network, its rows and their box."""

    def __init__(self, data, options):
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([PROGRAM, "train", ROOT / "data" / data, *options, "--validation", "0", "--quiet",
                                   "--allow-dead-network", "--save-model", f"{folder}/model", "-o", f"{folder}/report"],
                                  capture_output=True, text=True, check=False)  # fmt: skip
            if done.returncode == 2:
                raise SystemExit(done.stderr)
            self.report = json.loads(pathlib.Path(folder, "report").read_text(encoding="utf-8"))
            self.network, metadata = recount.read_model(f"{folder}/model")
        self.rows, _ = recount.read_data(ROOT / "data" / data, metadata)
        self.groups, first = [], 0
        for feature in metadata["features"]:
            count = len(feature["categories"]) if feature["kind"] == "categorical" else 1
            if feature["kind"] == "categorical":
                self.groups.append(slice(first, first + count))
            first += count
        self.lower, self.upper = self.rows.min(axis=0), self.rows.max(axis=0)
        self.seen = [np.flatnonzero(self.upper[group] > 0) for group in self.groups]
        self.is_numeric = np.ones(first, dtype=bool)
        for group in self.groups:
            self.is_numeric[group] = False
        self.width = np.where(self.is_numeric, self.upper.astype(np.float64) - self.lower, 0)

    def starts(self, draw, count, radius=None):
        """Points, and the box of each."""
        base = self.rows[draw.integers(len(self.rows), size=count)]
        if radius is None:
            lower, upper = np.broadcast_to(self.lower, base.shape).copy(), np.broadcast_to(self.upper, base.shape).copy()
        else:
            around = radius * self.width
            lower = np.maximum((base - around).astype(np.float32), self.lower)
            upper = np.minimum((base + around).astype(np.float32), self.upper)
        inside = draw.uniform(lower, upper).astype(np.float32)
        ends = np.where(draw.random(base.shape) < 0.5, lower, upper)
        points = np.where(draw.random(base.shape) < draw.choice([0, 0.5, 1], (count, 1)), ends, inside)
        for group, seen in zip(self.groups, self.seen, strict=True):
            if radius is None:
                points[:, group] = np.eye(group.stop - group.start)[draw.choice(seen, size=count)]
            else:
                points[:, group] = base[:, group]
            lower[:, group] = upper[:, group] = points[:, group]
        return np.clip(points, lower, upper).astype(np.float32), lower, upper

    def climb(self, layer, unit, points, lower, upper, first):
        """Return the greatest z that any of the visited points has."""
        highest = -np.inf
        width = upper - lower
        for step in range(STEPS):
            h, active = points, []
            for weight, bias in self.network[:layer]:
                h = h @ weight.T + bias
                active.append(h > 0)
                h = np.maximum(h, 0)
            weight, bias = self.network[layer]
            highest = max(highest, float(np.max(h @ weight[unit] + bias[unit])))
            gradient = np.broadcast_to(weight[unit], h.shape)
            for (below, _), mask in zip(reversed(self.network[:layer]), reversed(active), strict=True):
                gradient = (gradient * mask) @ below
            size = np.float32(first * (1 - step / STEPS))
            points = np.clip(points + size * width * np.sign(gradient), lower, upper)
        return highest

    def attack(self, draw, layer, unit, attacks, radius=None, until_woken=False):
        highest = -np.inf
        for _ in range(max(1, attacks // (BATCH * STEPS))):
            highest = max(highest, self.climb(layer, unit, *self.starts(draw, BATCH, radius), draw.choice([0.1, 0.3, 0.6])))
            if until_woken and highest > 0:
                break
        return highest


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--networks", type=int, default=50)
    parser.add_argument("--attacks", type=int, default=1_000_000)
    parser.add_argument("--options", default="", help="further options of train")
    arguments = parser.parse_args()
    counts = dict.fromkeys(["dead", "proven", "proven_woken", "with_radius", "radius_woken", "witness", "outside",
                            "outside_only", "radius_absent", "order"], 0)  # fmt: skip
    for index in range(arguments.networks):
        data, options = SETUPS[index % len(SETUPS)]
        case = Case(data, [*options, "--seed", str(index), *arguments.options.split()])
        draw = np.random.default_rng(index)
        for layer in case.report["layers"]:
            for unit in layer["unit"]:
                if unit["status"] != "dead":
                    continue
                proof, where = unit["proof"], (layer["index"], unit["index"])
                radius, distance = proof.get("proven_radius"), proof["wake_distance"]
                counts["dead"] += 1
                counts["witness"] += proof["witness"] is not None
                counts["radius_absent"] += radius is None
                counts["order"] += radius is not None and distance is not None and radius > distance
                if proof["verdict"] == "proven_inactive":
                    counts["proven"] += 1
                    counts["proven_woken"] += case.attack(draw, *where, arguments.attacks) > 0
                    continue
                if radius:
                    counts["with_radius"] += 1
                    counts["radius_woken"] += case.attack(draw, *where, arguments.attacks, radius) > 0
                woken = case.attack(draw, *where, arguments.attacks, until_woken=True) > 1e-5
                counts["outside"] += woken
                if woken and proof["witness"] is None:
                    counts["outside_only"] += 1
                    print("woken from outside alone:", data, options, index, where, flush=True)
        print(index, data, json.dumps(counts), flush=True)
    return int(counts["proven_woken"] + counts["radius_woken"] + counts["order"] > 0)


if __name__ == "__main__":
    sys.exit(main())
