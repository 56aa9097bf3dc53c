"""What theory, arithmetic and other programs say about dying units, seen from outside."""

import csv
import json
import math
import os
import pathlib
from concurrent.futures import ThreadPoolExecutor

from model_file import to_model
from program import DIABETES, DIGITS, ProgramTest

BASELINE = pathlib.Path(__file__).parent.parent / "reference" / "regression_baseline.json"
RAW = ["--task", "regression", "--scale", "none", "--scale-target", "none", "--validation", "0"]


class BornDeadTest(ProgramTest):
    def check_share(self, events, trials, probability):
        sigma = math.sqrt(probability * (1 - probability) / trials)
        self.assertAlmostEqual(events / trials, probability, delta=3 * sigma)

    def test_first_layer_units_are_born_dead_as_often_as_geometry_says(self):
        units, points = 20_000, 201
        for lo, hi in ((-3, 3), (0, 1)):
            with self.subTest(lo=lo, hi=hi):
                grid = [lo + (hi - lo) * i / (points - 1) for i in range(points)]
                name = self.write("grid.csv", "x,y\n" + "".join(f"{x},{x}\n" for x in grid))
                report = self.train(name, *RAW, "--hidden", units, "--init", "normal:1", "--bias-init", "normal:1", "--epochs", "0",
                                    "--history", "none")
                self.assertEqual(report["summary"]["born_dead"], report["summary"]["dead"])
                self.check_share(report["summary"]["dead"], units, 0.5 - (math.atan(hi) - math.atan(lo)) / (2 * math.pi))

    def test_a_narrow_network_is_born_dead_with_probability_5_in_32(self):
        name = self.write("two.csv", "x,y\n-1,-1\n1,1\n")

        def is_dead(seed):
            return self.train(name, *RAW, "--hidden", "2,2", "--epochs", "0", "--threads", "1", "--seed", seed)["summary"]["network_dead"]

        seeds = 600
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            self.check_share(sum(pool.map(is_dead, range(seeds))), seeds, 0.15625)


class CriticalStepTest(ProgramTest):
    """x = 1, y = -1, all weights 1, biases 0: after a step of gradient descent on r², z = 1 - 8 lr."""

    def unit_after_a_step(self, learning_rate):
        self.write("model.safetensors", to_model(([[1.0]], [0.0]), ([[1.0]], [0.0])))
        name = self.write("one.csv", "x,y\n1,-1\n")
        report = self.train(name, *RAW, "--init-from", "model.safetensors", "--batch-size", "0", "--epochs", "1",
                            "--lr", learning_rate)
        self.assertEqual(report["layers"][0]["history"]["dead"][0], 0)
        return report["layers"][0]["unit"][0]

    def test_the_unit_lives_below_the_critical_rate(self):
        for rate in (0.01, 0.1, 0.1249):
            with self.subTest(rate):
                unit = self.unit_after_a_step(rate)
                self.assertAlmostEqual(unit["max_preactivation"], 1 - 8 * rate, delta=1e-6)
                self.assertEqual((unit["status"], unit["born_dead"]), ("always_active", False))

    def test_at_the_critical_rate_it_is_exactly_0_and_so_dead(self):
        unit = self.unit_after_a_step(0.125)
        self.assertEqual((unit["max_preactivation"], unit["active_rows"], unit["status"]), (0, 0, "dead"))

    def test_above_the_critical_rate_it_is_dead_and_not_born_so(self):
        for rate in (0.1251, 0.5):
            with self.subTest(rate):
                unit = self.unit_after_a_step(rate)
                self.assertAlmostEqual(unit["max_preactivation"], 1 - 8 * rate, delta=1e-6)
                self.assertEqual((unit["status"], unit["born_dead"]), ("dead", False))


class DigitsTest(ProgramTest):
    def test_at_a_large_learning_rate_units_die_over_the_epochs_and_accuracy_falls(self):
        dying = 0
        for seed in range(5):
            report = self.train(DIGITS, "--lr", "1.0", "--optimizer", "sgd", "--epochs", "20", "--seed", seed)
            layer = report["layers"][1]
            dead = layer["history"]["dead"]
            accuracy = [entry["accuracy"] for entry in report["training"]["history"]]
            dying += dead[1] < layer["units"] / 2 < dead[-1] and accuracy[-1] < max(accuracy) - 0.25
        self.assertGreaterEqual(dying, 3)

    def test_at_a_small_learning_rate_no_unit_dies_and_the_network_learns(self):
        for seed in range(3):
            with self.subTest(seed=seed):
                report = self.train(DIGITS, "--lr", "0.1", "--seed", seed)
                self.assertEqual(report["summary"]["dead"], 0)
                self.assertGreater(report["training"]["history"][-1]["validation"]["accuracy"], 0.95)

    def test_every_optimizer_learns_the_digits(self):
        for optimizer in ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw"):
            with self.subTest(optimizer):
                rate = ["--lr", "0.001"] if optimizer == "rmsprop" else []
                report = self.train(DIGITS, "--optimizer", optimizer, *rate, "--epochs", "10")
                self.assertGreater(report["training"]["history"][-1]["validation"]["accuracy"], 0.9)


class DiabetesTest(ProgramTest):
    def test_it_predicts_as_well_as_scikit_learn_under_the_same_settings(self):
        baseline = json.loads(BASELINE.read_text(encoding="utf-8"))
        with open(DIABETES, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        scores = []
        for k, _ in enumerate(baseline["validation_r2"]):
            for name, wanted in (("train.csv", False), ("held_out.csv", True)):
                part = [row for i, row in enumerate(rows) if (i % 5 == k) == wanted]
                self.write(name, "\n".join(",".join(row) for row in [header, *part]))
            report = self.train("train.csv", "--validation-data", "held_out.csv", "--hidden", "64,32", "--optimizer", "adam",
                                "--lr", "0.001", "--batch-size", "32", "--epochs", "30", "--init", "xavier_uniform", "--seed", k)
            scores.append(report["training"]["history"][-1]["validation"]["r2"])
        self.assertAlmostEqual(sum(scores) / len(scores), baseline["mean_validation_r2"], delta=0.05)
