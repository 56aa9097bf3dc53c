"""check applies gates to a report made earlier: the verdict is the one that train would have given."""

import gzip
import json
import os
import random
import re

from program import DIABETES, PENGUINS, parse_report
from saved_reports import SavedReportsTest, bad_reports

LAYER = ["active", "dead", "dead", "always_active"]
RULE = ["--fail-on", "dead > 1"]


class CheckTest(SavedReportsTest):
    def setUp(self):
        super().setUp()
        self.report("report.json", LAYER)

    def check(self, *args, code=0, stdin=b""):
        """Check quietly and return the result."""
        result = self.program("check", *args, "--quiet", stdin=stdin)
        self.assertEqual((result.code, result.stderr), (code, ""))
        return parse_report(result.stdout)

    def test_the_result_names_the_report_the_gates_and_the_verdict(self):
        result = self.check("report.json", "--fail-on", "dead > 1", "--fail-on", "sparse > 0", code=1)
        self.assertEqual(list(result), ["schema_version", "tool", "command", "report", "gates", "verdict", "reasons"])
        self.assertEqual((result["schema_version"], result["command"], result["report"]), (1, "check", "report.json"))
        self.assertEqual(result["tool"], self.saved("report.json")["tool"])
        self.assertEqual(result["gates"], [{"rule": "dead > 1", "value": 2, "passed": False},
                                           {"rule": "sparse > 0", "value": 0, "passed": True}])
        self.assertEqual((result["verdict"], result["reasons"]), ("fail", ["gate failed: dead > 1 (value 2)"]))

    def test_where_every_gate_passes_it_is_exit_0(self):
        result = self.check("report.json", "--fail-on", "dead > 2", "--fail-on", "network_dead == 1")
        self.assertEqual((result["verdict"], result["reasons"]), ("pass", []))
        self.assertEqual([gate["passed"] for gate in result["gates"]], [True, True])

    def test_every_number_of_the_summary_is_a_metric_and_booleans_are_0_or_1(self):
        summary = self.saved("report.json")["summary"]
        rules = [part for name in summary for part in ("--fail-on", f"{name} < -1")]
        gates = self.check("report.json", *rules)["gates"]
        self.assertEqual([gate["value"] for gate in gates], [float(value) for value in summary.values()])
        self.check("report.json", "--fail-on", "network_dead == 0", code=1)

    def test_a_metric_that_a_later_version_adds_is_one_too(self):
        name = self.edited("report.json", lambda report: report["summary"].update(tiredness=0.75))
        self.assertEqual(self.check(name, "--fail-on", "tiredness > 0.5", code=1)["gates"][0]["value"], 0.75)

    def test_the_verdict_is_that_of_train_with_the_same_gates(self):
        rules = ["--fail-on", "dead > 0", "--fail-on", "max_layer_dead_fraction > 0.3", "--fail-on", "died >= 0"]
        for args in ([PENGUINS, "--missing", "drop"], [DIABETES, "--hidden", "16,8", "--lr", "0.3"],
                     [DIABETES, "--lr", "1e30"]):
            with self.subTest(args):
                trained = parse_report(self.program("train", *args, "--epochs", "3", "-q", *rules).stdout)
                self.program("train", *args, "--epochs", "3", "-q", "-o", "plain.json")
                checked = self.check("plain.json", *rules, code=1)
                for key in ("gates", "verdict", "reasons"):
                    self.assertEqual(checked[key], trained[key])

    def test_without_a_rule_those_of_the_report_apply(self):
        rules = ["--fail-on", "dead > 1", "--fail-on", "layers[0].dead_fraction > 50%"]
        trained = self.program("train", "--config", "report.json", *rules, "-q", "-o", "own.json")
        self.assertEqual(trained.code, 1)
        result = self.check("own.json", code=1)
        self.assertEqual(result["gates"], self.saved("own.json")["gates"])
        self.assertEqual([gate["passed"] for gate in result["gates"]], [False, True])
        self.assertEqual(result["reasons"], self.saved("own.json")["reasons"])
        self.assertEqual(self.program("check", "own.json").stderr,
                         "own.json, by its own rules: verdict: fail (gate failed: dead > 1 (value 2))\n")
        self.assertEqual(self.check("own.json", "--fail-on", "dead > 2")["gates"],
                         [{"rule": "dead > 2", "value": 2, "passed": True}])  # a rule that is given takes their place

    def test_quality_and_layers_are_judged_as_in_train(self):
        rules = ["--fail-on", "validation.accuracy < 99%", "--fail-on", "loss > 0.001", "--fail-on", "layers[1].dead_fraction >= 0",
                 "--fail-on", "layers[0].mean_activation < 0", "--fail-on", "layers[1].effective_rank > 1"]
        args = [PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "3", "-q"]
        trained = parse_report(self.program("train", *args, *rules).stdout)
        self.program("train", *args, "-o", "plain.json")
        self.assertEqual([gate["value"] for gate in self.check("plain.json", *rules, code=1)["gates"]],
                         [gate["value"] for gate in trained["gates"]])

    def test_a_dead_network_fails_unless_it_is_allowed(self):
        args = [DIABETES, "--bias-init", "constant:-1000", "--epochs", "1", "-q"]
        rule = ["--fail-on", "units > 99"]
        self.program("train", *args, "-o", "dead.json")
        self.assertEqual(self.check("dead.json", *rule, code=1)["reasons"], self.saved("dead.json")["reasons"])
        self.assertEqual(self.check("dead.json", *rule, "--allow-dead-network")["reasons"], [])
        self.program("train", *args, "--allow-dead-network", "-o", "allowed.json")
        self.assertEqual(self.check("allowed.json", *rule)["verdict"], "pass")
        old = self.edited("dead.json", lambda report: report["config"].pop("allow_dead_network"))  # as of an older version
        self.assertEqual(self.check(old, *rule, code=1)["reasons"], self.saved("dead.json")["reasons"])

    def test_a_report_of_a_diverged_training_fails(self):
        name = self.edited("report.json", self.diverge)
        result = self.check(name, "--fail-on", "dead > 5", code=1)
        self.assertEqual((result["verdict"], result["reasons"]), ("fail", ["training diverged"]))

    def test_standard_input_and_gzip_are_read(self):
        content = self.read("report.json")
        self.assertEqual(self.check("-", *RULE, code=1, stdin=content)["report"], "-")
        self.write("report.json.gz", gzip.compress(content))
        self.check("report.json.gz", *RULE, code=1)

    def test_a_report_that_went_through_another_json_writer_is_read(self):
        self.write("compact.json", json.dumps(self.saved("report.json"), sort_keys=True, separators=(",", ":")))
        self.check("compact.json", *RULE, code=1)

    def test_people_get_a_line_on_stderr(self):
        result = self.program("check", "report.json", *RULE)
        self.assertEqual(result.stderr, "report.json: verdict: fail (gate failed: dead > 1 (value 2))\n")
        parse_report(result.stdout)
        result = self.program("check", "-", "--fail-on", "dead > 2", stdin=self.read("report.json"))
        self.assertEqual((result.code, result.stderr), (0, "standard input: verdict: pass (1 gate)\n"))

    def test_output_goes_to_the_file(self):
        result = self.program("check", "report.json", *RULE, "-q", "-o", "verdict.json")
        self.assertEqual((result.code, result.stdout, result.stderr), (1, b"", ""))
        self.assertEqual(self.saved("verdict.json")["verdict"], "fail")

    def test_help_begins_with_examples(self):
        for command in ("check", "compare"):
            shown = self.program(command, "--help").stdout.decode()
            self.assertLess(shown.index(f"  reluscope {command} "), shown.index("Usage:"))
            self.assertIn("Exit codes:", shown)
            self.assertRegex(self.program("--help").stdout.decode(), rf"\n  {command} +\w")


class CheckErrorsTest(SavedReportsTest):
    def setUp(self):
        super().setUp()
        self.report("report.json", LAYER)

    def check_fails(self, *args, saying=(), stdin=b""):
        self.fails("check", *args, saying=saying, stdin=stdin)

    def test_without_any_rule_it_shows_one(self):
        self.check_fails("report.json", saying=["report.json: has no rule of its own", '--fail-on "dead_fraction > 0.05"'])

    def test_without_a_report_it_says_that_it_is_needed(self):
        self.check_fails(*RULE, saying=["REPORT.json", "check --help"])

    def test_an_unknown_option_and_a_second_report_are_named(self):
        self.check_fails("report.json", *RULE, "--tight", saying=["--tight", "check --help"])
        self.check_fails("report.json", "other.json", *RULE, saying=["other.json", "check --help"])

    def test_a_rule_that_is_none_is_found_before_the_report_is_read(self):
        for rule in ("dead", "dead > ", "dead > many", "> 3", ""):
            with self.subTest(rule):
                self.check_fails("missing.json", "--fail-on", rule, saying=["--fail-on", "dead_fraction > 0.05"])

    def test_an_unknown_metric_is_answered_with_those_of_the_report(self):
        self.check_fails("report.json", "--fail-on", "deaf > 1", saying=["'deaf'", "dead_fraction", "network_dead"])

    def test_a_metric_that_the_report_lacks_is_answered_with_those_it_has(self):
        self.check_fails("report.json", "--fail-on", "accuracy < 0.9", saying=["'accuracy'", "loss, rmse, r2"])
        self.check_fails("report.json", "--fail-on", "validation.loss > 1", saying=["'validation.loss'", "rmse"])
        self.check_fails("report.json", "--fail-on", "layers[1].dead > 1", saying=["there is layers[0].NAME", "dead_fraction"])

    def test_differences_are_for_compare(self):
        self.check_fails("report.json", "--fail-on", "dead.increase > 1", saying=["'dead.increase'", "reluscope compare"])

    def test_a_metric_that_somebody_took_out_is_missing(self):
        name = self.edited("report.json", lambda report: report["summary"].pop("dead"))
        self.check_fails(name, *RULE, saying=["summary.dead is missing"])

    def test_a_missing_file_and_a_directory_are_named(self):
        (self.folder / "folder").mkdir()
        self.check_fails("missing.json", *RULE, saying=["missing.json", "No such file"])
        self.check_fails("folder", *RULE, saying=["folder", "is a directory"])
        self.check_fails("", *RULE)

    def test_what_is_no_report_is_an_error_that_names_the_file_and_the_cure(self):
        for what, content, words in bad_reports(self.read("report.json").decode()):
            with self.subTest(what):
                name = self.write("bad.json", content)
                self.check_fails(name, *RULE, saying=["bad.json: ", *words])
                self.check_fails("-", *RULE, saying=["standard input: ", *words],
                                 stdin=content if isinstance(content, bytes) else content.encode())

    def test_the_place_of_an_error_is_the_line_and_column_of_an_editor(self):
        self.write("bad.json", '{\n  "tool": {"name": reluscope}\n}\n')
        self.check_fails("bad.json", *RULE, saying=["bad.json: line 2, column 20: not JSON"])
        self.write("bad.json", '{\n  "tool": {\n')
        self.check_fails("bad.json", *RULE, saying=["bad.json: line 3, column 1: the JSON ends early"])

    def test_the_output_of_check_itself_is_no_report(self):
        self.program("check", "report.json", *RULE, "-q", "-o", "verdict.json")
        self.check_fails("verdict.json", *RULE, saying=["verdict.json: is the output of reluscope check"])

    def test_an_output_that_cannot_be_written_is_found_before_the_report_is_read(self):
        self.check_fails("missing.json", *RULE, "-o", "nowhere/out.json", saying=["nowhere/out.json"])

    def test_the_output_does_not_overwrite_the_report(self):
        before = self.read("report.json")
        self.check_fails("report.json", *RULE, "-o", "./report.json", saying=["./report.json is the file of REPORT.json too"])
        self.assertEqual(self.read("report.json"), before)

    def test_a_full_disk_is_an_error_that_says_so(self):
        self.check_fails("report.json", *RULE, "-o", "/dev/full", saying=["/dev/full", "No space left"])

    def test_what_stands_in_the_report_cannot_reach_the_terminal_as_a_command(self):
        name = self.edited("report.json", lambda report: report["summary"].update({"\x1b[41m": "x"}))
        self.check_fails(name, *RULE, saying=["summary."])

    def test_no_damage_crashes_it(self):
        content = self.read("report.json")
        random.seed(6)
        seen = set()
        for _ in range(int(os.environ.get("RELUSCOPE_FUZZ", "150"))):
            damaged = bytearray(content)
            for _ in range(random.choice((1, 1, 2, 8))):
                if len(damaged) < 2:
                    break  # hardly anything is left to damage
                at = random.randrange(len(damaged))
                edit = random.randrange(4)
                if edit == 0:
                    damaged[at] = random.randrange(256)
                elif edit == 1:
                    del damaged[at : at + random.choice((1, 3, 50))]
                elif edit == 2:
                    damaged[at:at] = random.choice((b"[", b"{", b'"', b"null", b"-1", b"1e400", b",", b"\\u0000"))
                else:
                    del damaged[max(at, 1) :]
            self.write("damaged.json", bytes(damaged))
            result = self.program("check", "damaged.json", *RULE, "-q")
            seen.add(result.code)
            with self.subTest(bytes(damaged)):
                self.assertIn(result.code, (0, 1, 2))
                if result.code == 2:
                    self.assertEqual(result.stdout, b"")
                    self.assertTrue(re.fullmatch(r"error: damaged\.json: [^\n]+\n", result.stderr)
                                    or re.fullmatch(r"error: --fail-on [^\n]+\n", result.stderr), result.stderr)
                else:
                    self.assertEqual(result.stderr, "")
                    parse_report(result.stdout)
        self.assertEqual(seen & {1, 2}, {1, 2})
