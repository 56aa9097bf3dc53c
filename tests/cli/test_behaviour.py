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
                report = self.train(name, *RAW, "--hidden", units, "--init", "normal:1", "--bias-init", "normal:1",
                                    "--epochs", "0", "--history", "none")
                self.assertEqual(report["summary"]["born_dead"], report["summary"]["dead"])
                self.check_share(report["summary"]["dead"], units, 0.5 - (math.atan(hi) - math.atan(lo)) / (2 * math.pi))

    def test_a_narrow_network_is_born_dead_with_probability_5_in_32(self):
        name = self.write("two.csv", "x,y\n-1,-1\n1,1\n")

        def is_dead(seed):
            report = self.train(name, *RAW, "--hidden", "2,2", "--epochs", "0", "--threads", "1", "--seed", seed)
            return report["summary"]["network_dead"]

        seeds = 600
        with ThreadPoolExecutor(os.cpu_count()) as pool:
            self.check_share(sum(pool.map(is_dead, range(seeds))), seeds, 0.15625)


class CriticalStepTest(ProgramTest):
    """x = 1, y = -1, all weights 1, biases 0: after a step of gradient descent on r², z = 1 - 8 lr."""

    def unit_after_a_step(self, learning_rate, *flags, weight=1.0):
        self.write("model.safetensors", to_model(([[weight]], [0.0]), ([[1.0]], [0.0])))
        name = self.write("one.csv", "x,y\n1,-1\n")
        report = self.train(name, *RAW, "--init-from", "model.safetensors", "--batch-size", "0", "--epochs", "1",
                            "--lr", learning_rate, *flags)
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

    def test_clipping_saves_the_unit(self):
        # the gradient is (4, 4, 4, 4), of norm 8; clipped to 1 it is (½, ½, ½, ½)
        self.assertAlmostEqual(self.unit_after_a_step(0.5, "--clip-norm", "1")["max_preactivation"], 0.5, delta=1e-6)

    def test_weight_decay_pulls_the_weight_and_not_the_bias_that_is_0(self):
        self.assertAlmostEqual(self.unit_after_a_step(0.1, "--weight-decay", "0.5")["max_preactivation"], 0.15, delta=1e-6)

    def test_the_gradient_at_zero_decides_whether_a_unit_at_exactly_0_moves(self):
        # with r = 1 the output's gradient is 2, and so is that of the weight and of the bias where ReLU'(0) is 1
        for gradient, z in (("0", 0), ("1", -0.4)):
            with self.subTest(gradient):
                unit = self.unit_after_a_step(0.1, "--relu-grad-at-zero", gradient, weight=0.0)
                self.assertAlmostEqual(unit["max_preactivation"], z, delta=1e-6)
                self.assertEqual((unit["status"], unit["born_dead"]), ("dead", True))


class InitialisationTest(ProgramTest):
    """The mean of a unit's squared weights, 64 of them a unit, against the distribution's variance."""

    def units(self, *flags):
        return self.train(DIGITS, "--epochs", "0", "--hidden", "512", "--history", "none", *flags)["layers"][0]["unit"]

    def test_weights_have_the_variance_of_their_distribution(self):
        fan_in, fan_out = 64, 512
        variances = {"he_normal": 2 / fan_in, "he_uniform": 2 / fan_in, "xavier_normal": 2 / (fan_in + fan_out),
                     "xavier_uniform": 2 / (fan_in + fan_out), "lecun_normal": 1 / fan_in, "pytorch": 1 / (3 * fan_in),
                     "normal:0.5": 0.25, "zeros": 0}
        for init, variance in variances.items():
            with self.subTest(init):
                measured = sum(unit["incoming_norm"] ** 2 for unit in self.units("--init", init)) / (fan_in * fan_out)
                self.assertAlmostEqual(measured, variance, delta=0.04 * variance)

    def test_rai_draws_weights_and_bias_together(self):
        # 64 of a unit's 65 entries from N(0, 0.6007² / 64), one from Beta(2, 1), whose second moment is ½
        units = self.units("--init", "rai")
        measured = sum(unit["incoming_norm"] ** 2 + unit["bias"] ** 2 for unit in units) / len(units)
        self.assertAlmostEqual(measured, 0.6007**2 + 0.5, delta=0.05)
        self.assertEqual(len({unit["bias"] for unit in units}), len(units))

    def test_biases_are_what_was_asked_for(self):
        self.assertEqual({unit["bias"] for unit in self.units()}, {0})
        self.assertEqual({unit["bias"] for unit in self.units("--bias-init", "constant:0.25")}, {0.25})
        normal = [unit["bias"] for unit in self.units("--bias-init", "normal:2")]
        self.assertAlmostEqual(sum(bias**2 for bias in normal) / len(normal), 4, delta=0.8)
        uniform = [unit["bias"] for unit in self.units("--init", "pytorch")]  # within 1/√64
        self.assertTrue(0.115 < max(uniform) <= 0.125 and -0.125 <= min(uniform) < -0.115)



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
