"""--fail-on turns the summary into an exit code."""

import operator

from model_file import to_model
from program import PENGUINS, ProgramTest, parse_report

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

    def test_a_failed_gate_still_writes_the_report_and_the_model(self):
        result = self.program("train", PENGUINS, "--missing", "drop", "--fail-on", "units > 0", "-o", "report.json",
                              "--save-model", "model.safetensors")
        self.assertEqual(result.code, 1)
        self.assertEqual(parse_report(self.read("report.json"))["verdict"], "fail")
        self.assertTrue(self.read("model.safetensors"))
        self.assertIn("units > 0", result.stderr)
