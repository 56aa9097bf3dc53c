"""The report is what the schema says, adds up, and holds resolved values."""

import copy
import re

from jsonschema import Draft202012Validator

from program import DIABETES, DIGITS, PENGUINS, ProgramTest, parse_report, run

PENGUIN_SPECIES = [PENGUINS, "--target", "species", "--missing", "drop"]
DEAD_NETWORK = [DIABETES, "--bias-init", "constant:-1000", "--epochs", "2"]
CONSTANT_TARGET = ["constant.csv", "--task", "regression", "--validation", "0"]
OVERFLOWING = ["huge.csv", "--task", "regression", "--validation", "0", "--scale", "none", "--init", "normal:1e20"]

REPORTS = {  # name: (exit code, arguments)
    "classification": (0, PENGUIN_SPECIES),
    "regression": (0, [DIABETES]),
    "no validation": (0, [*PENGUIN_SPECIES, "--validation", "0"]),
    "validation data": (0, [DIABETES, "--validation-data", DIABETES]),
    "diverged": (1, [DIGITS, "--lr", "1e30"]),
    "diverged regression": (1, [DIABETES, "--lr", "1e30", "--batch-size", "0"]),
    "overflow before training": (1, OVERFLOWING),
    "no epoch": (0, [*PENGUIN_SPECIES, "--epochs", "0"]),
    "history layers": (0, [DIABETES, "--history", "layers"]),
    "history none": (0, [DIABETES, "--history", "none"]),
    "context": (0, [DIABETES, "--context"]),
    "dead network": (0, DEAD_NETWORK),
    "failed gate": (1, [DIABETES, "--fail-on", "units > 0"]),
    "one row": (0, ["one.csv", "--task", "regression", "--validation", "0"]),
    "constant target": (0, CONSTANT_TARGET),
    "data with much to note": (0, ["odd.csv", "--validation", "0"]),
}


class ReportTest(ProgramTest):
    def setUp(self):
        super().setUp()
        self.write("one.csv", "x,y\n1,2\n")
        self.write("constant.csv", "x,y\n1,2\n3,2\n5,2\n")
        self.write("huge.csv", "x,y\n3e38,2\n-3e38,3\n")
        self.write("odd.csv", ",2,y\n" + "".join(f"{i},7,{i % 2}\n" for i in range(20)))


class SchemaTest(ReportTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.schema = parse_report(run("schema").stdout)
        cls.validator = Draft202012Validator(cls.schema)

    def test_the_schema_is_a_valid_draft_2020_12_schema(self):
        self.assertEqual(self.schema["$schema"], "https://json-schema.org/draft/2020-12/schema")
        Draft202012Validator.check_schema(self.schema)

    def test_reports_of_very_different_runs_fit_the_schema(self):
        for name, (code, args) in REPORTS.items():
            with self.subTest(name):
                report = self.train(*args, code=code)
                self.assertEqual([f"{e.json_path}: {e.message}" for e in self.validator.iter_errors(report)], [])

    def test_a_misspelt_status_does_not_fit(self):
        def break_unit(report):
            report["layers"][0]["unit"][0]["status"] = "deceased"

        def break_training(report):
            report["training"]["status"] = "complete"

        self.check_refused(break_unit, break_training)

    def test_an_unknown_key_does_not_fit_in_any_part(self):
        parts = [
            lambda report: report,
            lambda report: report["config"],
            lambda report: report["data"],
            lambda report: report["training"]["history"][0],
            lambda report: report["summary"],
            lambda report: report["layers"][0],
            lambda report: report["layers"][0]["history"],
            lambda report: report["layers"][0]["unit"][0],
            lambda report: report["layers"][0]["unit"][0]["validation"],
        ]
        self.check_refused(*(lambda report, part=part: part(report).update(surprise=1) for part in parts))

    def test_a_missing_or_mistyped_number_does_not_fit(self):
        self.check_refused(
            lambda report: report["summary"].pop("dead"),
            lambda report: report["layers"][1]["unit"][2].pop("active_rows"),
            lambda report: report["layers"][0].update(dead=1.5),
            lambda report: report["layers"][0]["unit"][0].update(activation_rate=1.1),
            lambda report: report["data"].update(sha256="0" * 63),
            lambda report: report.update(schema_version=2),
        )

    def check_refused(self, *breakages):
        report = self.train(*PENGUIN_SPECIES)
        self.assertTrue(self.validator.is_valid(report))
        for i, breakage in enumerate(breakages):
            broken = copy.deepcopy(report)
            breakage(broken)
            with self.subTest(i):
                self.assertFalse(self.validator.is_valid(broken))


class ContentTest(ReportTest):
    def test_a_dead_network_is_named_as_such(self):
        report = self.train(*DEAD_NETWORK)
        self.assertIs(report["summary"]["network_dead"], True)
        self.assertEqual(report["summary"]["dead"], report["summary"]["born_dead"])
        codes = {finding["code"] for finding in report["findings"]}
        self.assertLessEqual({"network-dead", "dead-layer", "dead-units", "born-dead"}, codes)
        self.assertEqual({unit["status"] for unit in report["layers"][0]["unit"]}, {"dead"})

    def test_a_diverged_run_fails_and_reports_the_last_good_network(self):
        report = self.train(DIGITS, "--lr", "1e30", code=1)
        self.assertEqual(report["training"]["status"], "diverged")
        self.assertEqual(report["verdict"], "fail")
        self.assertIn("diverged", report["reasons"][0])
        self.assertEqual([finding["code"] for finding in report["findings"][:2]], ["learning-rate", "divergence"])
        self.assertEqual(report["findings"][1]["caused_by"], "learning-rate")
        self.assertEqual(report["training"]["history"][-1]["epoch"], report["training"]["epochs_completed"])

    def test_a_float_that_does_not_exist_is_null(self):
        self.assertIsNone(self.train(*CONSTANT_TARGET)["training"]["history"][0]["r2"])
        self.assertIsNone(self.train(*DEAD_NETWORK)["layers"][0]["unit"][0]["lifetime_sparsity"])
        self.assertIsNone(self.train(*OVERFLOWING, code=1)["training"]["history"][0]["loss"])

    def test_the_summary_adds_up_over_layers_and_units(self):
        report = self.train(DIGITS, "--lr", "1.0", "--dormant-tau", "0.1", "--sparse-below", "0.05")
        units = [unit for layer in report["layers"] for unit in layer["unit"]]
        summary = report["summary"]
        self.assertEqual(summary["units"], len(units))
        for name in ("dead", "sparse", "always_active"):
            self.assertEqual(summary[name], sum(unit["status"] == name for unit in units), name)
            self.assertEqual(summary[name], sum(layer[name] for layer in report["layers"]), name)
        self.assertEqual(summary["dormant"], sum(unit["dormancy"] <= 0.1 for unit in units))
        self.assertEqual(summary["born_dead"], sum(unit["born_dead"] for unit in units))
        for layer in report["layers"]:
            means = [unit["mean_activation"] for unit in layer["unit"]]
            self.assertAlmostEqual(layer["mean_activation"], sum(means) / len(means), delta=1e-9)
        fractions = [layer["dead"] / layer["units"] for layer in report["layers"]]
        self.assertEqual(summary["max_layer_dead_fraction"], max(fractions))
        self.assertEqual(summary["dead_fraction"], summary["dead"] / summary["units"])

    def test_sparse_is_a_rate_up_to_and_with_the_limit(self):
        self.write("few.csv", "x,y\n" + "-1,0.5\n" * 3 + "1,0.7\n")  # a unit is active on one row of four, or on three
        for limit, sparse in (("0.24", False), ("0.25", True), ("0.5", True)):
            report = self.train("few.csv", "--task", "regression", "--validation", "0", "--epochs", "0", "--scale", "none",
                                "--hidden", "8", "--sparse-below", limit)
            statuses = {unit["status"] for unit in report["layers"][0]["unit"] if unit["active_rows"] == 1}
            self.assertEqual(statuses, {"sparse" if sparse else "active"})

    def test_findings_cite_their_evidence_and_give_advice(self):
        for code, args in REPORTS.values():
            for finding in self.train(*args, code=code)["findings"]:
                with self.subTest(finding["code"]):
                    self.assertTrue(finding["message"] and finding["advice"])
                    self.assertIn(finding["severity"], ("info", "warning", "error"))

    def test_the_model_says_its_layers_and_counts_its_parameters(self):
        model = self.train(DIABETES, "--hidden", "7,5")["model"]
        shapes = [(layer["inputs"], layer["units"], layer["activation"]) for layer in model["layers"]]
        self.assertEqual(shapes, [(10, 7, "relu"), (7, 5, "relu"), (5, 1, "identity")])
        self.assertEqual(model["parameters"], 10 * 7 + 7 + 7 * 5 + 5 + 5 + 1)


class ConfigTest(ReportTest):
    def config(self, *args):
        return self.train(*args, "--epochs", "1")["config"]

    def test_config_holds_every_option_that_can_change_the_result(self):
        flags = re.findall(r"^  (?:-\w,)?--([a-z-]+)", run("train", "--help").stdout.decode(), re.MULTILINE)
        elsewhere = {"help", "threads", "output", "save-model", "split-out", "events", "context", "json", "all", "quiet", "no-color", "html",
                     "config", "print-config"}
        self.assertGreater(len(flags), 30)
        self.assertEqual(set(self.config(DIABETES)), {flag.replace("-", "_") for flag in flags if flag not in elsewhere})

    def test_the_learning_rate_and_weight_decay_are_resolved_per_optimizer(self):
        rates = {"sgd": 0.1, "momentum": 0.01, "nesterov": 0.01, "rmsprop": 0.01, "adam": 0.001, "adamw": 0.001}
        for optimizer, rate in rates.items():
            with self.subTest(optimizer):
                config = self.config(DIABETES, "--optimizer", optimizer)
                self.assertEqual((config["lr"], config["weight_decay"]), (rate, 0.01 if optimizer == "adamw" else 0))

    def test_target_task_delimiter_widths_and_bias_are_resolved(self):
        config = self.config(DIABETES, "--init", "pytorch")
        resolved = {"target": "progression", "task": "regression", "delimiter": ",", "hidden": [64, 32], "bias_init": "pytorch",
                    "validation": 0.2}
        self.assertEqual({key: config[key] for key in resolved}, resolved)

    def test_given_values_are_there_as_given(self):
        flags = ["--hidden", "9,8,7", "--lr", "0.03", "--momentum", "0.5", "--optimizer", "nesterov", "--clip-norm", "2",
                 "--lr-schedule", "step:3:0.5", "--batch-size", "16", "--seed", "42", "--init", "normal:0.25",
                 "--bias-init", "constant:0.5", "--fail-on", "dead > 1000", "--relu-grad-at-zero", "1", "--drop", "s1,s2"]
        given = {"hidden": [9, 8, 7], "lr": 0.03, "momentum": 0.5, "optimizer": "nesterov", "clip_norm": 2,
                 "lr_schedule": "step:3:0.5", "batch_size": 16, "seed": 42, "init": "normal:0.25",
                 "bias_init": "constant:0.5", "fail_on": ["dead > 1000"], "relu_grad_at_zero": 1, "drop": ["s1", "s2"]}
        config = self.config(DIABETES, *flags)
        self.assertEqual({key: config[key] for key in given}, given)

    def test_every_training_option_changes_the_result(self):
        base = [DIABETES, "--optimizer", "momentum", "--epochs", "4"]
        loss = self.train(*base)["training"]["history"][-1]["loss"]
        for flag, value in {"--momentum": "0.5", "--weight-decay": "0.1", "--clip-norm": "0.1", "--lr-schedule": "cosine",
                            "--batch-size": "7", "--lr": "0.02", "--bias-init": "constant:0.1", "--init": "lecun_normal",
                            "--hidden": "64,31", "--scale": "minmax", "--validation": "0.3"}.items():
            with self.subTest(flag):
                self.assertNotEqual(self.train(*base, flag, value)["training"]["history"][-1]["loss"], loss)
