"""--activation: what is counted follows from the saved model; what does not apply is refused or left out."""

import math

import numpy as np
import recount
from program import DIABETES, DIGITS, ProgramTest, parse_report

erf = np.vectorize(math.erf)


def sigmoid(z):
    return 1 / (1 + np.exp(-np.clip(z, -700, 700)))


# name -> (function, derivative, its greatest value), in float64
FUNCTIONS = {
    "leaky_relu:0.1": (lambda z: np.where(z > 0, z, 0.1 * z), lambda z: np.where(z > 0, 1, 0.1), 1),
    "elu": (lambda z: np.where(z > 0, z, np.expm1(np.minimum(z, 0))), lambda z: np.exp(np.minimum(z, 0)), 1),
    "gelu": (lambda z: z * (1 + erf(z / 2**0.5)) / 2,
             lambda z: (1 + erf(z / 2**0.5)) / 2 + z * np.exp(-z * z / 2) / (2 * math.pi) ** 0.5, 1.1289041451630914),
    "silu": (lambda z: z * sigmoid(z), lambda z: sigmoid(z) * (1 + z * (1 - sigmoid(z))), 1.0998393201288669),
    "tanh": (np.tanh, lambda z: 1 - np.tanh(z) ** 2, 1),
    "sigmoid": (sigmoid, lambda z: sigmoid(z) * (1 - sigmoid(z)), 0.25),
}  # fmt: skip
SMOOTH = [name for name in FUNCTIONS if not name.startswith("leaky")]


class ActivationTest(ProgramTest):
    def recount(self, path, function):
        """Yield z, in float64, of each hidden layer of the saved model."""
        layers, metadata = recount.read_model(self.folder / "model.safetensors")
        x, _ = recount.read_data(path, metadata)
        x = x.astype(np.float64)
        for weights, bias in layers[:-1]:
            z = x @ weights.astype(np.float64).T + bias
            yield z
            x = function(z)

    def test_counts_means_and_derivatives_are_those_of_the_saved_model(self):
        for name, (function, derivative, greatest) in FUNCTIONS.items():
            for path, args in ((DIABETES, ["--lr", "0.03"]), (DIGITS, ["--scale", "none", "--epochs", "5", "--init", "normal:1", "--lr", "0.001"])):
                with self.subTest(name, path=path):
                    report = self.train(path, "--activation", name, *args, "--validation", "0", "--save-model",
                                        "model.safetensors")
                    self.assertEqual([layer["activation"] for layer in report["model"]["layers"]], [name, name, "identity"])
                    for z, layer in zip(self.recount(path, function), report["layers"]):
                        near = np.abs(z).min()
                        for i, unit in enumerate(layer["unit"]):
                            self.assertAlmostEqual(unit["active_rows"], (z[:, i] > 0).sum(), delta=0 if near > 1e-4 else 2)
                            h = function(z[:, i])
                            self.assertAlmostEqual(unit["mean_activation"], h.mean(), delta=1e-4 * (1 + np.abs(h).mean()))
                            if name not in SMOOTH:
                                self.assertNotIn("max_derivative", unit)
                                continue
                            slope = np.abs(derivative(z[:, i])).max()
                            self.assertAlmostEqual(unit["max_derivative"], slope, delta=1e-4)
                            if abs(slope - 0.01 * greatest) > 1e-4:
                                self.assertEqual(unit["status"] == "saturated", slope < 0.01 * greatest)

    def test_tanh_on_unscaled_inputs_saturates_and_says_why(self):
        report = self.train(DIGITS, "--activation", "tanh", "--scale", "none", "--init", "normal:1", "--epochs", "3",
                            "--fail-on", "saturated_fraction > 0.1", code=1)
        self.assertGreater(report["summary"]["saturated"], 10)
        self.assertEqual(report["summary"]["dead"], 0)
        self.assertEqual(report["summary"]["saturated"], sum(layer["saturated"] for layer in report["layers"]))
        finding = next(f for f in report["findings"] if f["code"] == "saturated-units")
        self.assertIn("the inputs are not scaled", finding["message"])
        cause = next(f for f in report["findings"] if f["code"] == finding["caused_by"])
        self.assertEqual((cause["code"], cause["cure"]), ("unscaled-input", "--scale standard"))
        better = self.train(DIGITS, "--activation", "tanh", "--epochs", "3")
        self.assertEqual(better["summary"]["saturated"], 0)

    def test_no_unit_but_relus_dies(self):
        for name in FUNCTIONS:
            with self.subTest(name):
                report = self.train(DIGITS, "--activation", name, "--lr", "0.1", "--epochs", "3", "--bias-init", "constant:-9")
                self.assertEqual((report["summary"]["dead"], report["events"]), (0, []))
                units = [unit for layer in report["layers"] for unit in layer["unit"]]
                self.assertEqual({unit["recovery"] for unit in units}, {None})
                self.assertEqual(any("proof" in unit for unit in units), name not in SMOOTH)
                self.assertIn("units-cannot-die", [finding["code"] for finding in report["findings"]])

    def test_a_saved_model_keeps_its_activation(self):
        first = self.train(DIABETES, "--activation", "leaky_relu:0.25", "--save-model", "m.safetensors")
        again = self.train(DIABETES, "--init-from", "m.safetensors", "--epochs", "0")
        self.assertEqual(again["config"]["activation"], "leaky_relu:0.25")
        self.assertEqual(again["training"]["history"][0]["loss"], first["training"]["history"][-1]["loss"])
        refused = self.program("train", DIABETES, "--init-from", "m.safetensors", "--activation", "tanh")
        self.assertEqual(refused.code, 2)
        self.assertRegex(refused.stderr, r"\Aerror: --activation tanh: m.safetensors was trained with leaky_relu:0.25; .*\n\Z")

    def test_what_does_not_apply_is_refused(self):
        for args, flag in ((["--activation", "tanh", "--autopsy"], "--autopsy"),
                           (["--activation", "gelu", "--prove", "box"], "--prove"),
                           (["--activation", "elu", "--relu-grad-at-zero", "1"], "--relu-grad-at-zero"),
                           (["--saturated-below", "0.1"], "--saturated-below"),
                           (["--activation", "leaky_relu", "--saturated-below", "0.1"], "--saturated-below"),
                           (["--activation", "leaky_relu:1.5"], "--activation"),
                           (["--activation", "tanh:1"], "--activation"),
                           (["--activation", "Tanh"], "--activation")):
            with self.subTest(args):
                result = self.program("train", DIGITS, *args)
                self.assertEqual((result.code, result.stdout), (2, b""))
                self.assertRegex(result.stderr, rf"\Aerror: {flag}.*\n\Z")

    def test_the_model_that_a_run_starts_from_decides_what_applies(self):
        self.train(DIABETES, "--activation", "tanh", "--epochs", "2", "--save-model", "tanh.safetensors")
        self.train(DIABETES, "--epochs", "2", "--save-model", "relu.safetensors")
        report = self.train(DIABETES, "--init-from", "tanh.safetensors", "--saturated-below", "0.9")
        self.assertEqual(report["config"]["saturated_below"], 0.9)
        for model, args in (("tanh", ["--autopsy"]), ("tanh", ["--prove", "box"]), ("tanh", ["--box-margin", "1"]),
                            ("tanh", ["--relu-grad-at-zero", "1"]), ("relu", ["--saturated-below", "0.9"])):
            with self.subTest(model, args=args):
                refused = self.program("train", DIABETES, "--init-from", model + ".safetensors", *args)
                self.assertEqual((refused.code, refused.stdout), (2, b""))
                self.assertRegex(refused.stderr, rf"\Aerror: {args[0]} .*\n\Z")
        self.program("train", DIABETES, "--autopsy", "--output", "r.json")
        again = self.train(DIABETES, "--config", "r.json", "--init-from", "tanh.safetensors")
        self.assertEqual((again["config"]["activation"], again["config"]["autopsy"]), ("tanh", None))

    def test_a_report_is_a_configuration_and_a_flag_wins_over_it(self):
        self.program("train", DIABETES, "--activation", "tanh", "--saturated-below", "0.2", "--output", "tanh.json")
        again = self.train(DIABETES, "--config", "tanh.json")
        self.assertEqual((again["config"]["activation"], again["config"]["saturated_below"]), ("tanh", 0.2))
        relu = self.train(DIABETES, "--config", "tanh.json", "--activation", "relu")
        self.assertEqual((relu["config"]["activation"], relu["config"]["saturated_below"]), ("relu", None))

    def test_what_people_see_names_the_activation(self):
        result = self.program("train", DIABETES, "--activation", "sigmoid", "--output", "r.json")
        self.assertIn("network 10-64-32-1, sigmoid\n", result.stderr)
        self.assertIn("saturated", result.stderr)
        self.assertNotRegex(result.stderr, "always active|sparse|[0-9] dead")
        markdown = self.program("render", "r.json", "--format", "markdown").stdout.decode()
        self.assertIn("| layer | units | saturated |", markdown)

    def test_gradcheck_answers_for_each(self):
        for name, (function, derivative, _) in FUNCTIONS.items():
            with self.subTest(name):
                result = self.program("gradcheck", "--quiet", "--activation", name, "--hidden", "8,4", "--", "-2", "0.5", "2")
                self.assertEqual(result.code, 0)
                answer = parse_report(result.stdout)
                x = np.array([-2, 0.5, 2])
                np.testing.assert_allclose(answer[name.partition(":")[0]], function(x), atol=1e-12)
                np.testing.assert_allclose(answer["gradient"], derivative(x), atol=1e-12)
                kept = 2 if name in ("gelu", "silu") else 1
                self.assertEqual(answer["kept_for_backward"]["bytes_per_row"], [32 * kept, 16 * kept])
