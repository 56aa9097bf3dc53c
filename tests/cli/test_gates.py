"""--fail-on turns the summary into an exit code."""

import operator

from model_file import to_model
from program import DIABETES, PENGUINS, ProgramTest, parse_report

# On x = -1, 1, 2: layer 0 is active, active, dead, always active; layer 1 is always active, dead.
NETWORK = to_model(([[1.0], [-1.0], [0.0], [0.0]], [0.0, 0.0, -1.0, 1.0]),
                   ([[1.0, 1.0, 1.0, 1.0], [-1.0, -1.0, -1.0, -1.0]], [0.0, 0.0]),
                   ([[1.0, 1.0]], [0.0]))
DEAD = 2  # of 6 units; 1 of 4 in layer 0, 1 of 2 in layer 1


class GatesTest(ProgramTest):
    def judge(self, *rules):
        self.write("model.safetensors", NETWORK)
        csv = self.write("data.csv", "x,y\n-1,0.5\n1,1.5\n2,2.5\n")
        flags = [flag for rule in rules for flag in ("--fail-on", rule)]
        result = self.program("train", csv, "--init-from", "model.safetensors", "--epochs", "0", "--validation", "0",
                              "--scale", "none", "--quiet", *flags)
        return result.code, parse_report(result.stdout)

    def test_each_operator_fails_the_run_exactly_where_the_rule_holds(self):
        operators = {">": operator.gt, ">=": operator.ge, "<": operator.lt, "<=": operator.le,
                     "==": operator.eq, "!=": operator.ne}
        for sign, holds in operators.items():
            for threshold in (DEAD - 1, DEAD, DEAD + 1):
                with self.subTest(f"{sign} {threshold}"):
                    code, report = self.judge(f"dead {sign} {threshold}")
                    failed = holds(DEAD, threshold)
                    self.assertEqual(code, int(failed))
                    self.assertEqual(report["gates"], [{"rule": f"dead {sign} {threshold}", "value": DEAD, "passed": not failed}])
                    self.assertEqual(report["verdict"], "fail" if failed else "pass")
                    self.assertEqual(len(report["reasons"]), int(failed))

    def test_without_a_gate_dead_units_do_not_fail_a_run(self):
        code, report = self.judge()
        self.assertEqual((code, report["verdict"], report["gates"], report["reasons"]), (0, "pass", [], []))
        self.assertEqual(report["summary"]["dead"], DEAD)

    def test_one_failing_gate_of_several_fails_the_run_and_is_the_one_named(self):
        code, report = self.judge("dead > 5", "dead_fraction > 0.3", "sparse > 0")
        self.assertEqual(code, 1)
        self.assertEqual([gate["passed"] for gate in report["gates"]], [True, False, True])
        (reason,) = report["reasons"]
        self.assertIn("dead_fraction > 0.3", reason)
        self.assertIn("0.33333", reason)

    def test_every_failing_gate_gives_a_reason(self):
        code, report = self.judge("dead > 0", "always_active > 1", "units < 10")
        self.assertEqual((code, len(report["reasons"])), (1, 3))

    def test_a_rule_needs_no_spaces_and_takes_any_number(self):
        for rule in ("dead>1", "dead>=2", " dead  ==  2 ", "dead_fraction>1e-3", "dead > +1.5", "dead > -1"):
            with self.subTest(rule):
                self.assertEqual(self.judge(rule)[0], 1)

    def test_max_layer_metrics_are_of_the_worst_layer(self):
        code, report = self.judge("max_layer_dead_fraction >= 0.5", "max_layer_always_active_fraction == 0.5")
        self.assertEqual(code, 1)
        self.assertEqual([gate["value"] for gate in report["gates"]], [0.5, 0.5])
        self.assertEqual(self.judge("max_layer_dead_fraction > 0.5")[0], 0)

    def test_every_fraction_of_the_summary_has_a_max_layer_metric(self):
        summary = self.judge()[1]["summary"]
        for name in [name for name in summary if name.endswith("_fraction") and not name.startswith("max_layer_")]:
            with self.subTest(name):
                self.assertEqual(self.judge(f"max_layer_{name} >= 0")[0], 1)

    def test_every_number_of_the_summary_is_a_metric(self):
        summary = self.judge()[1]["summary"]
        code, report = self.judge(*(f"{name} >= 0" for name in summary))
        self.assertEqual(code, 1)
        self.assertEqual([gate["value"] for gate in report["gates"]], [float(value) for value in summary.values()])

    def test_network_dead_is_a_metric_that_is_0_or_1(self):
        self.assertEqual(self.judge("network_dead == 1")[0], 0)
        self.assertEqual(self.judge("network_dead == 0")[0], 1)

    def test_a_percentage_is_a_fraction(self):
        for rule, failed in (("dead_fraction > 33%", True), ("dead_fraction > 34 %", False), ("apoz>=100%", False),
                             ("layers[0].dead_fraction == 25%", True), ("layers[1].dead_fraction == 50.0%", True)):
            with self.subTest(rule):
                code, report = self.judge(rule)
                self.assertEqual((code, report["gates"][0]["rule"]), (int(failed), rule))

    def test_every_count_of_a_layer_is_a_metric(self):
        """And what the units of the report add up to, if they are counted once more."""
        layers = self.judge()[1]["layers"]
        expected = {}
        for l, layer in enumerate(layers):
            units = layer["unit"]
            counts = {"units": len(units), "died": 0, "revived": 0, "proven_dead": sum(
                unit["status"] == "dead" and unit["proof"]["verdict"] == "proven_inactive" for unit in units)}
            for status in ("dead", "sparse", "always_active", "saturated"):
                counts[status] = sum(unit["status"] == status for unit in units)
            for flag in ("dormant", "gradient_blocked", "born_dead"):
                counts[flag] = sum(unit[flag] for unit in units)
            for count in ("dead", "sparse", "always_active", "saturated", "dormant"):
                counts[f"{count}_fraction"] = counts[count] / len(units)
            counts["apoz"] = sum(1 - unit["activation_rate"] for unit in units) / len(units)
            counts["mean_activation"] = sum(unit["mean_activation"] for unit in units) / len(units)
            expected |= {f"layers[{l}].{name}": value for name, value in counts.items()}
            expected |= {f"layers[{l}].{rank}": layer[rank] for rank in ("effective_rank", "srank")}
        code, report = self.judge(*(f"{name} >= 0" for name in expected))
        self.assertEqual(code, 1)
        for (name, value), gate in zip(expected.items(), report["gates"], strict=True):
            self.assertAlmostEqual(gate["value"], value, 12, name)
        self.assertEqual(expected["layers[0].dead"] + expected["layers[1].dead"], DEAD)

    def test_a_failed_gate_still_writes_the_report_and_the_model(self):
        result = self.program("train", PENGUINS, "--missing", "drop", "--fail-on", "units > 0", "-o", "report.json",
                              "--save-model", "model.safetensors")
        self.assertEqual(result.code, 1)
        self.assertEqual(parse_report(self.read("report.json"))["verdict"], "fail")
        self.assertTrue(self.read("model.safetensors"))
        self.assertIn("units > 0", result.stderr)


class QualityGatesTest(ProgramTest):
    """Gates on how good the outputs are: at the last evaluated epoch, on the training and on the held-out rows."""

    def check_metrics(self, names, *args):
        rules = [f"{prefix}{name} >= -1e30" for prefix in ("", "validation.") for name in names]
        report = self.train(*args, *(part for rule in rules for part in ("--fail-on", rule)), code=1)
        last = report["training"]["history"][-1]
        self.assertEqual([gate["value"] for gate in report["gates"]],
                         [last[name] for name in names] + [last["validation"][name] for name in names])
        return report

    def test_of_a_classification_loss_and_accuracy(self):
        report = self.check_metrics(["loss", "accuracy"], PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "1")
        rows = report["data"]["validation_rows"]
        accuracy = report["gates"][3]["value"]
        self.assertAlmostEqual(accuracy * rows, round(accuracy * rows), 9)  # a share of the held-out rows
        for rule, failed in ((f"validation.accuracy < {accuracy}", 0), (f"validation.accuracy <= {accuracy}", 1),
                             ("accuracy < 100%", 1), ("accuracy > 100%", 0)):
            self.train(PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "1", "--fail-on", rule, code=failed)

    def test_of_a_regression_loss_rmse_and_r2(self):
        self.check_metrics(["loss", "rmse", "r2"], DIABETES, "--epochs", "2")
        self.check_metrics(["loss", "rmse", "r2"], DIABETES, "--epochs", "7", "--track-every", "3")

    def test_a_metric_without_a_value_fails_and_is_null(self):
        """R² of a target that is constant on the held-out rows does not exist: a gate on it cannot be passed."""
        self.write("train.csv", "x,y\n1,0.5\n2,1.5\n3,2.5\n4,7.5\n")
        self.write("held_out.csv", "x,y\n1,3.5\n2,3.5\n")
        for rule in ("validation.r2 < 0.5", "validation.r2 > 0.5", "validation.r2 != 0.5"):
            report = self.train("train.csv", "--validation-data", "held_out.csv", "--epochs", "1", "--fail-on", rule, code=1)
            self.assertIsNone(report["training"]["history"][-1]["validation"]["r2"])
            self.assertEqual(report["gates"], [{"rule": rule, "value": None, "passed": False}])
            self.assertEqual(report["reasons"], [f"gate failed: {rule} (no value: it does not exist)"])
        self.write("report.json", self.program("train", "train.csv", "--validation-data", "held_out.csv", "--epochs", "1",
                                               "--fail-on", rule, "-q").stdout)
        for form in ("text", "markdown", "junit", "github"):
            self.assertIn("no value", self.program("render", "report.json", "--format", form).stdout.decode())
        self.assertEqual(self.program("render", "report.json", "--format", "json").stdout, self.read("report.json"))

    def test_the_rules_are_kept_for_the_next_run(self):
        rules = ["validation.r2 < -0.9", "layers[0].dead_fraction > 5 %"]
        self.program("train", DIABETES, "--epochs", "1", "-q", "-o", "report.json",
                     *(part for rule in rules for part in ("--fail-on", rule)))
        again = parse_report(self.program("train", "--config", "report.json", "-q").stdout)
        self.assertEqual(again["config"]["fail_on"], rules)
        self.assertEqual([gate["rule"] for gate in again["gates"]], rules)


class DeadNetworkTest(ProgramTest):
    """A network whose output is a constant fails by itself, as a training that diverged does."""

    ARGS = [DIABETES, "--hidden", "4,3", "--epochs", "1"]
    DEAD = [*ARGS, "--bias-init", "constant:-1000"]
    REASON = "the network is dead: every unit of layers 0, 1, so its output is a constant"

    def run_quietly(self, *args):
        result = self.program("train", *args, "--quiet")
        return result.code, parse_report(result.stdout)

    def test_a_dead_network_fails_without_a_gate(self):
        code, report = self.run_quietly(*self.DEAD)
        self.assertTrue(report["summary"]["network_dead"])
        self.assertEqual((code, report["verdict"], report["gates"], report["reasons"]), (1, "fail", [], [self.REASON]))
        self.assertFalse(report["config"]["allow_dead_network"])
        code, report = self.run_quietly(*self.ARGS)
        self.assertEqual((code, report["verdict"]), (0, "pass"))

    def test_one_dead_layer_of_two_is_named(self):
        self.write("data.csv", "x,y\n-1,0.5\n1,1.5\n2,2.5\n")
        self.write("model.safetensors", to_model(([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 1.0]], [-9.0]), ([[1.0]], [0.0])))
        code, report = self.run_quietly("data.csv", "--init-from", "model.safetensors", "--epochs", "0", "--validation", "0",
                                        "--scale", "none")
        self.assertEqual([layer["dead"] for layer in report["layers"]], [0, 1])
        self.assertEqual((code, report["reasons"]),
                         (1, ["the network is dead: every unit of layer 1, so its output is a constant"]))

    def test_it_can_be_allowed_and_the_report_says_that_it_was(self):
        code, report = self.run_quietly(*self.DEAD, "--allow-dead-network")
        self.assertTrue(report["summary"]["network_dead"] and report["config"]["allow_dead_network"])
        self.assertEqual((code, report["verdict"], report["reasons"]), (0, "pass", []))
        code, report = self.run_quietly(*self.DEAD, "--allow-dead-network", "--fail-on", "network_dead == 1")
        self.assertEqual((code, report["reasons"]), (1, ["gate failed: network_dead == 1 (value 1)"]))

    def test_a_configuration_may_allow_it_and_a_flag_may_undo_that(self):
        self.write("run.toml", f'[train]\ndata = "{DIABETES}"\nhidden = [4, 3]\nepochs = 1\nbias-init = "constant:-1000"\n'
                               "allow-dead-network = true\n")
        self.assertEqual(self.run_quietly("--config", "run.toml")[0], 0)
        self.assertEqual(self.run_quietly("--config", "run.toml", "--allow-dead-network=false")[0], 1)

    def test_people_read_why(self):
        shown = self.program("train", *self.DEAD).stderr
        self.assertIn(f"verdict: fail ({self.REASON})", shown)
