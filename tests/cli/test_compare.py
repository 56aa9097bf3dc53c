"""compare says what died and what recovered between two reports, and has gates on the difference."""

import re

from program import DIABETES, PENGUINS, parse_report
from saved_reports import SavedReportsTest, bad_reports

BASE = ["active", "active", "dead", "sparse", "active", "dead", "always_active", "sparse"]
NEW = ["active", "dead", "active", "active", "sparse", "sparse", "active", "dead"]
CHANGES = [(1, "died"), (2, "revived"), (3, "recovered"), (4, "became_sparse"), (5, "revived"), (7, "died")]
KINDS = ["died", "revived", "became_sparse", "recovered"]


class CompareTest(SavedReportsTest):
    """Has no test of its own."""

    def compare(self, *args, code=0, stdin=b""):
        """Compare quietly and return the result."""
        result = self.program("compare", *args, "--quiet", stdin=stdin)
        self.assertEqual((result.code, result.stderr), (code, ""))
        return parse_report(result.stdout)

    def pair(self, base=(BASE,), new=(NEW,)):
        return self.report("base.json", *base), self.report("new.json", *new)


class UnitsAndMetricsTest(CompareTest):
    def test_the_result_has_its_parts_in_order(self):
        result = self.compare(*self.pair())
        self.assertEqual(list(result), ["schema_version", "tool", "command", "base", "new", "differences", "matched_by",
                                        "matched_why", "layers", "summary", "quality", "gates", "verdict", "reasons"])
        self.assertEqual((result["schema_version"], result["command"], result["verdict"], result["gates"]),
                         (1, "compare", "pass", []))
        self.assertEqual(result["base"], {"report": "base.json", "status": "completed"})
        self.assertEqual(result["new"], {"report": "new.json", "status": "completed"})

    def test_by_position_every_unit_that_changed_is_named(self):
        result = self.compare(*self.pair())
        self.assertEqual(result["matched_by"], "position")
        (layer,) = result["layers"]
        self.assertEqual([(unit["index"], unit["change"]) for unit in layer["unit"]], CHANGES)
        self.assertEqual([(unit["base"], unit["new"]) for unit in layer["unit"]],
                         [(BASE[index], NEW[index]) for index, _ in CHANGES])
        self.assertEqual([layer[kind] for kind in KINDS], [2, 2, 1, 1])
        self.assertEqual(layer["base"], {"name": "hidden_0", "units": 8, "dead": 2, "sparse": 2})
        self.assertEqual(layer["new"], {"name": "hidden_0", "units": 8, "dead": 2, "sparse": 2})

    def test_the_other_way_round_what_died_has_revived(self):
        base, new = self.pair()
        changes = self.compare(new, base)["layers"][0]["unit"]
        self.assertEqual([(unit["index"], unit["change"]) for unit in changes if unit["index"] in (1, 2)],
                         [(1, "revived"), (2, "died")])

    def test_a_report_beside_itself_has_no_changes(self):
        base = self.report("base.json", BASE)
        result = self.compare(base, base)
        self.assertEqual(result["layers"][0]["unit"], [])
        self.assertEqual({metric["change"] for metric in result["summary"].values()}, {0})

    def test_layers_are_compared_one_by_one(self):
        result = self.compare(*self.pair((["active", "dead"], ["active", "active"]), (["active", "dead"], ["active", "dead"])))
        self.assertEqual([[unit["index"] for unit in layer["unit"]] for layer in result["layers"]], [[], [1]])
        self.assertEqual([layer["index"] for layer in result["layers"]], [0, 1])

    def test_every_metric_of_the_summary_has_both_values_and_the_change(self):
        base, new = self.pair(new=(["active"] * 7 + ["dead"],))
        result = self.compare(base, new)
        summaries = self.saved(base)["summary"], self.saved(new)["summary"]
        self.assertEqual(list(result["summary"]), list(summaries[1]))
        for name, metric in result["summary"].items():
            self.assertEqual((metric["base"], metric["new"]), tuple(summary[name] for summary in summaries))
            self.assertIs(type(metric["base"]), type(summaries[0][name]))
            self.assertAlmostEqual(metric["change"], float(summaries[1][name]) - float(summaries[0][name]), 11)
        self.assertEqual(result["summary"]["dead"], {"base": 2, "new": 1, "change": -1})
        self.assertEqual(result["summary"]["dead_fraction"], {"base": 0.25, "new": 0.125, "change": -0.125})

    def test_a_metric_that_only_one_report_has_has_no_change(self):
        base, new = self.pair()
        self.edited(base, lambda report: report["summary"].pop("apoz"), base)
        self.edited(new, lambda report: report["summary"].pop("dormant"), new)
        summary = self.compare(base, new)["summary"]
        self.assertEqual((summary["apoz"]["base"], summary["apoz"]["change"]), (None, None))
        self.assertEqual((summary["dormant"]["new"], summary["dormant"]["change"]), (None, None))
        self.assertIn("apoz", self.program("compare", base, new).stderr)

    def test_real_runs_are_compared_as_their_reports_say(self):
        for name, rate in (("base.json", "0.1"), ("new.json", "0.5")):
            self.program("train", DIABETES, "--hidden", "16,8", "--lr", rate, "--epochs", "5", "--allow-dead-network", "-q", "-o", name)
        result = self.compare("base.json", "new.json")
        self.assertEqual(result["matched_by"], "position")
        base, new = self.saved("base.json"), self.saved("new.json")
        self.assertGreater(new["summary"]["dead"], 0)
        for layer, old_layer, new_layer in zip(result["layers"], base["layers"], new["layers"], strict=True):
            pairs = [(a["status"], b["status"]) for a, b in zip(old_layer["unit"], new_layer["unit"], strict=True)]
            self.assertEqual(layer["died"], sum(a != "dead" and b == "dead" for a, b in pairs))
            self.assertEqual(layer["revived"], sum(a == "dead" and b != "dead" for a, b in pairs))


class MatchingTest(CompareTest):
    def test_runs_that_differ_in_seed_or_initialisation_are_compared_by_counts(self):
        plain = ["--hidden", "4", "--epochs", "1", "--allow-dead-network", "-q"]
        self.program("train", DIABETES, *plain, "-o", "base.json")
        for why, flags in {"seed (0 and 1)": ["--seed", "1"], 'init ("he_normal" and "zeros")': ["--init", "zeros"],
                           'bias_init ("zeros" and "constant:1")': ["--bias-init", "constant:1"],
                           "hidden ([4] and [5])": ["--hidden", "5"],
                           "relu_grad_at_zero (0 and 1)": ["--relu-grad-at-zero", "1"],
                           "network (10-4-1 and 9-4-1)": ["--drop", "age"]}.items():
            with self.subTest(why):
                arguments = [DIABETES, *(plain[2:] if "--hidden" in flags else plain), *flags]
                self.program("train", *arguments, "-o", "new.json")
                result = self.compare("base.json", "new.json")
                self.assertEqual(result["matched_by"], "counts")
                self.assertIn(f"the runs differ in {why}", result["matched_why"])
                self.assertNotIn("unit", result["layers"][0])

    def test_runs_that_start_from_other_files_are_compared_by_counts(self):
        base, new = self.pair()
        name = self.edited(new, lambda report: report["config"].update(init_from="other.safetensors"))
        result = self.compare(base, name)
        self.assertEqual(result["matched_by"], "counts")
        self.assertIn('init_from ("model.safetensors" and "other.safetensors")', result["matched_why"])

    def test_other_options_leave_units_what_they_are(self):
        other = ["--lr", "0.01", "--optimizer", "momentum", "--epochs", "2"]
        for name, flags in (("base.json", ["--lr", "0.1"]), ("new.json", other)):
            self.program("train", DIABETES, *flags, "-q", "-o", name)
        result = self.compare("base.json", "new.json")
        self.assertEqual(result["matched_by"], "position")
        self.assertEqual(result["matched_why"],
                         "the runs share seed, init, bias_init, init_from, hidden, activation, relu_grad_at_zero, network")

    def test_by_counts_only_the_net_change_is_known(self):
        base, new = self.pair(new=(["active", "dead", "dead", "dead", "active"],))
        (layer,) = self.compare(base, new)["layers"]
        self.assertEqual([layer[kind] for kind in KINDS], [1, 0, 0, 2])
        (layer,) = self.compare(new, base)["layers"]
        self.assertEqual([layer[kind] for kind in KINDS], [0, 1, 2, 0])

    def test_a_layer_that_only_one_run_has_has_no_changes(self):
        base, new = self.pair(new=(NEW, ["active", "dead"]))
        layer = self.compare(base, new)["layers"][1]
        self.assertIsNone(layer["base"])
        self.assertEqual(layer["new"], {"name": "hidden_1", "units": 2, "dead": 1, "sparse": 0})
        self.assertEqual([layer[kind] for kind in KINDS], [None] * 4)
        self.assertIsNone(self.compare(new, base)["layers"][1]["new"])
        self.assertEqual(self.program("compare", base, new).code, 0)

    def test_people_are_told_how_units_are_matched_and_why(self):
        base, new = self.pair(new=(["active"],))
        self.assertIn("matched by counts alone: the runs differ in hidden", self.program("compare", base, new).stderr)
        self.assertIn("matched by position: the runs share seed", self.program("compare", base, base).stderr)


class CompareGatesTest(CompareTest):
    def values(self, *rules, base=BASE, new=NEW, code=0):
        arguments = [part for rule in rules for part in ("--fail-on", rule)]
        return self.compare(*self.pair((base,), (new,)), *arguments, code=code)

    def test_increase_is_new_less_base_decrease_the_reverse_and_plain_the_new_value(self):
        more = ["active", "dead", "dead", "dead"]
        result = self.values("dead.increase > 1", "dead.decrease < -2", "dead == 2", "dead == 3",
                             base=["active", "dead", "active", "active"], new=more, code=1)
        self.assertEqual([(gate["value"], gate["passed"]) for gate in result["gates"]],
                         [(2, False), (-2, True), (3, True), (3, False)])
        self.assertEqual(result["verdict"], "fail")
        self.assertEqual(result["reasons"], ["gate failed: dead.increase > 1 (value 2)", "gate failed: dead == 3 (value 3)"])

    def test_every_metric_has_an_increase_and_a_decrease(self):
        base, new = self.pair()
        names = list(self.saved(new)["summary"])
        rules = [f"{name}.{kind} < -100" for name in names for kind in ("increase", "decrease")]
        result = self.compare(base, new, *(part for rule in rules for part in ("--fail-on", rule)))
        changes = [result["summary"][name]["change"] for name in names for _ in range(2)]
        self.assertEqual([gate["value"] for gate in result["gates"]],
                         [change if i % 2 == 0 else -change for i, change in enumerate(changes)])

    def test_a_difference_of_fractions_is_not_off_in_its_last_digit(self):
        base, new = self.pair()
        for name, fraction in ((base, 0.03), (new, 0.05)):  # 0.05 - 0.03 > 0.02 in binary
            self.edited(name, lambda report, f=fraction: report["summary"].update(dead_fraction=f), name)
        self.compare(base, new, "--fail-on", "dead_fraction.increase > 0.02")
        self.compare(base, new, "--fail-on", "dead_fraction.increase >= 0.02", code=1)

    def test_a_slow_decline_passes_against_every_night_before_and_not_against_a_pinned_baseline(self):
        """The numbers of docs/ci.md: 5 of 256 units a night are less than 2 %, and 8 nights make 43 of 3."""
        gate = ["--fail-on", "dead_fraction.increase > 2%"]
        base = self.report("base.json", BASE)
        nights = [self.edited(base, lambda report, dead=dead: report["summary"].update(
            units=256, dead=dead, dead_fraction=dead / 256), f"night{dead}.json") for dead in range(3, 44, 5)]
        for before, after in zip(nights, nights[1:]):
            self.compare(before, after, *gate)
        self.assertEqual((len(nights) - 1, self.compare(nights[0], nights[-1], *gate, code=1)["summary"]["dead"]["new"]), (8, 43))
        self.compare(nights[0], nights[2], *gate, code=1)

    def test_without_a_gate_it_passes_whatever_died(self):
        self.assertEqual(self.values(base=["active"] * 4, new=["active"] + ["dead"] * 3)["verdict"], "pass")

    def test_a_new_training_that_diverged_fails_and_an_old_one_is_said(self):
        base, new = self.pair()
        diverged = self.edited(new, self.diverge)
        result = self.compare(base, diverged, code=1)
        self.assertEqual((result["new"]["status"], result["reasons"]), ("diverged", ["training diverged"]))
        shown = self.program("compare", base, diverged).stderr
        self.assertRegex(shown, r"new: edited\.json \(its training diverged")
        result = self.compare(diverged, new)
        self.assertEqual((result["base"]["status"], result["verdict"]), ("diverged", "pass"))
        self.assertRegex(self.program("compare", diverged, new).stderr, r"base: edited\.json \(its training diverged")


class CompareOutputTest(CompareTest):
    def test_the_table_is_aligned_and_at_most_80_columns_wide(self):
        base, new = self.pair((["active"] + ["active"] * 300, ["active", "dead"]), (["active"] + ["dead"] * 300, ["active", "active"]))
        result = self.program("compare", base, new, "--fail-on", "dead.increase > 0", "--fail-on", "dead_fraction.increase > 0.1")
        self.assertEqual(result.code, 1)
        lines = result.stderr.splitlines()
        self.assertLessEqual(max(map(len, lines)), 80)
        for header in (r"layer +units +dead +sparse +died +revived +to sparse +recovered", r"metric +base +new +change"):
            start = next(i for i, line in enumerate(lines) if re.fullmatch(header, line))
            self.assertEqual(len({len(line) for line in lines[start : start + 3]}), 1, lines[start : start + 3])
        self.assertIn("0        301  0 → 300       0   300        0          0          0", lines)
        self.assertIn("  layer 1 revived: 1", lines)
        self.assertRegex(result.stderr, r"\ndead +1 +300 +\+299\n")
        self.assertRegex(result.stderr, r"\n\d+ other metrics did not change\n")
        self.assertIn("verdict: fail (gate failed: dead.increase > 0 (value 299)", result.stderr)

    def test_a_long_list_of_units_is_cut_off(self):
        base, new = self.pair((["active"] * 100,), (["active"] + ["dead"] * 99,))
        self.assertIn("layer 0 died: 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, … (99 in all)", self.program("compare", base, new).stderr)

    def test_the_name_of_a_metric_cannot_break_the_table(self):
        base, new = self.pair()
        self.edited(new, lambda report: report["summary"].update({"é" * 500: 1, "\x1b[41m\n": 2}), new)
        shown = self.program("compare", base, new).stderr
        self.assertNotIn("\x1b", shown)
        self.assertLessEqual(max(map(len, shown.splitlines())), 80)

    def test_where_nothing_changed_it_says_so(self):
        base = self.report("base.json", BASE)
        result = self.program("compare", base, base)
        self.assertIn("no metric of the summary changed", result.stderr)
        self.assertNotIn("verdict", result.stderr)

    def test_output_goes_to_the_file_and_standard_input_is_read(self):
        base, new = self.pair()
        for args in ((base, "-"), ("-", base)):
            result = self.program("compare", *args, "-q", "-o", "out.json", stdin=self.read(new))
            self.assertEqual((result.code, result.stdout, result.stderr), (0, b"", ""))
        self.assertEqual(self.saved("out.json")["command"], "compare")


class DifferencesTest(CompareTest):
    """It begins with what differs between the runs, before a unit is looked at."""

    def runs(self, base, new, data=DIABETES):
        for name, flags in (("base.json", base), ("new.json", new)):
            source = flags.pop(0) if flags and flags[0].endswith(".csv") else data
            self.program("train", source, "--epochs", "1", "--hidden", "4", "--allow-dead-network", "-q", "-o", name, *flags)
        return self.compare("base.json", "new.json")["differences"]

    def test_equal_runs_differ_in_nothing(self):
        self.assertEqual(self.runs([], []), {"tool": {}, "data": {}, "options": {}, "context": {}})
        shown = self.program("compare", "base.json", "new.json").stderr
        self.assertIn("the runs have the same data, options and version of reluscope", shown)

    def test_options_are_those_whose_values_differ(self):
        differences = self.runs(["--lr", "0.01"], ["--lr", "0.02", "--optimizer", "momentum", "--drop", "age"])
        config = [self.saved(name)["config"] for name in ("base.json", "new.json")]
        expected = {key: {"base": config[0][key], "new": config[1][key]} for key in config[1] if config[0][key] != config[1][key]}
        self.assertEqual(differences["options"], expected)
        self.assertEqual(set(expected), {"lr", "optimizer", "momentum", "drop"})
        shown = self.program("compare", "base.json", "new.json").stderr
        self.assertIn("  options: drop [] → [age]; optimizer sgd → momentum; lr 0.01 → 0.02;", shown)
        self.assertLess(shown.index("options: "), shown.index("units are matched"))
        self.assertLess(shown.index("units are matched"), shown.index("quality "))

    def test_data_is_compared_by_its_hash_its_rows_and_its_columns(self):
        rows = "".join(f"{i},{i % 3},{i}.5\n" for i in range(20))
        self.write("one.csv", "a,b,y\n" + rows)
        self.write("two.csv", "a,c,y\n" + rows + "7,1,7.25\n")
        data = self.runs(["one.csv"], ["two.csv"])["data"]
        saved = [self.saved(name)["data"] for name in ("base.json", "new.json")]
        for key in ("path", "sha256", "rows", "train_rows"):
            self.assertEqual(data[key], {"base": saved[0][key], "new": saved[1][key]})
        self.assertEqual(data["rows"], {"base": 20, "new": 21})
        self.assertEqual(data["columns"], {"base": ["b"], "new": ["c"]})
        self.assertEqual(data["features"], {"base": ["b"], "new": ["c"]})
        self.assertEqual(set(data), {"path", "sha256", "rows", "train_rows", "columns", "features"})
        shown = self.program("compare", "base.json", "new.json").stderr
        self.assertIn(f"sha256 {saved[0]['sha256'][:12]}… → {saved[1]['sha256'][:12]}…", " ".join(shown.split()))
        self.assertIn("columns [b] → [c]", " ".join(shown.split()))

    def test_the_same_columns_in_another_order_are_a_difference(self):
        self.write("one.csv", "a,b,y\n" + "1,2,0.5\n3,4,1.5\n5,7,2\n" * 4)
        self.write("two.csv", "b,a,y\n" + "2,1,0.5\n4,3,1.5\n7,5,2\n" * 4)
        data = self.runs(["one.csv"], ["two.csv"])["data"]
        self.assertEqual(data["columns"], {"base": ["a", "b", "y"], "new": ["b", "a", "y"]})

    def test_versions_are_compared(self):
        base = self.report("base.json", BASE)
        new = self.edited(base, lambda report: report["tool"].update(version="9.8.7"))
        ours = self.saved(base)["tool"]["version"]
        self.assertEqual(self.compare(base, new)["differences"]["tool"], {"version": {"base": ours, "new": "9.8.7"}})
        self.assertIn(f"reluscope: version {ours} → 9.8.7", self.program("compare", base, new).stderr)

    def test_machines_are_compared_where_both_reports_name_theirs(self):
        base = self.report("base.json", BASE, flags=["--context"])
        new = self.edited(base, lambda report: report["context"].update(host="elsewhere", cores=99))
        context = self.saved(base)["context"]
        self.assertEqual(self.compare(base, new)["differences"]["context"],
                         {"host": {"base": context["host"], "new": "elsewhere"}, "cores": {"base": context["cores"], "new": 99}})
        self.assertIn("time and machine: host", self.program("compare", base, new).stderr)
        without = self.edited(base, lambda report: report.pop("context"), "without.json")
        for pair in ((base, without), (without, base)):
            self.assertEqual(self.compare(*pair)["differences"]["context"], {})

    def test_an_option_that_an_older_version_did_not_have_is_none_there(self):
        new = self.report("new.json", BASE)
        base = self.edited(new, lambda report: report["config"].pop("allow_dead_network"))
        self.assertEqual(self.compare(base, new)["differences"]["options"], {"allow_dead_network": {"base": None, "new": False}})
        self.assertEqual(self.compare(new, base)["differences"]["options"], {"allow_dead_network": {"base": False, "new": None}})

    def test_no_line_is_wider_than_80_columns_whatever_the_options_hold(self):
        base = self.report("base.json", BASE)
        new = self.edited(base, lambda report: report["config"].update(target="é " * 300, drop=["a\x1b[41m"] * 50, lr=1e-300))
        shown = self.program("compare", base, new).stderr
        self.assertLessEqual(max(map(len, shown.splitlines())), 80)
        self.assertNotIn("\x1b", shown)


class QualityTest(CompareTest):
    """Then come the units, and then how good both runs are."""

    def runs(self, *args, rates=("0.1", "0.02")):
        for name, rate in zip(("base.json", "new.json"), rates):
            self.program("train", *args, "--epochs", "3", "--lr", rate, "-q", "-o", name)
        return [self.saved(name)["training"]["history"][-1] for name in ("base.json", "new.json")]

    def test_every_quality_has_both_values_and_the_difference(self):
        species = [PENGUINS, "--target", "species", "--missing", "drop"]
        for args, names in ((species, ["loss", "accuracy"]), ([DIABETES], ["loss", "rmse", "r2"]),
                            ([DIABETES, "--validation", "0"], ["loss", "rmse", "r2"])):
            with self.subTest(args):
                base, new = self.runs(*args)
                quality = self.compare("base.json", "new.json")["quality"]
                sides = [""] if "--validation" in args else ["", "validation."]
                self.assertEqual(list(quality), [side + name for side in sides for name in names])
                for key, metric in quality.items():
                    name = key.removeprefix("validation.")
                    before, after = ((run["validation"] if key != name else run)[name] for run in (base, new))
                    self.assertEqual((metric["base"], metric["new"]), (before, after))
                    self.assertAlmostEqual(metric["change"], after - before, delta=1e-11 * max(abs(before), abs(after)))
                self.assertNotEqual(quality["loss"]["change"], 0)

    def test_gates_may_be_on_the_difference_of_quality_and_of_a_layer(self):
        base, new = self.runs(PENGUINS, "--target", "species", "--missing", "drop", rates=("0.1", "0.001"))
        fallen = base["validation"]["accuracy"] - new["validation"]["accuracy"]
        self.assertGreater(fallen, 0.01)
        rules = ["--fail-on", "validation.accuracy.decrease > 1%", "--fail-on", "accuracy.increase > 0", "--fail-on",
                 "validation.loss.decrease > 0", "--fail-on", "layers[1].dead.increase > 99", "--fail-on", "accuracy < 10%"]
        result = self.compare("base.json", "new.json", *rules, code=1)
        self.assertAlmostEqual(result["gates"][0]["value"], fallen, 11)
        self.assertEqual([gate["passed"] for gate in result["gates"]], [False, True, True, True, True])
        self.assertEqual(len(result["reasons"]), 1)

    def test_a_difference_of_layers_is_that_of_their_counts(self):
        base, new = self.pair((["active", "dead", "active"], ["active", "active"]), (["active"] * 3, ["active", "dead"]))
        result = self.compare(base, new, "--fail-on", "layers[0].dead.decrease == 1", "--fail-on",
                              "layers[1].dead_fraction.increase == 50%", code=1)
        self.assertEqual([gate["value"] for gate in result["gates"]], [1, 0.5])

    def test_a_quality_that_only_one_run_has_is_no_gate(self):
        self.program("train", DIABETES, "--epochs", "1", "-q", "-o", "base.json")
        self.program("train", PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "1", "-q", "-o", "new.json")
        quality = self.compare("base.json", "new.json")["quality"]
        self.assertEqual((quality["accuracy"]["base"], quality["accuracy"]["change"], quality["rmse"]["new"]), (None, None, None))
        self.fails("compare", "base.json", "new.json", "--fail-on", "accuracy.decrease > 0", saying=["'accuracy.decrease'", "loss"])
        self.compare("base.json", "new.json", "--fail-on", "accuracy < 0")  # which the newer run has

    def test_a_quality_without_a_value_has_no_change_and_fails_a_gate(self):
        base = self.report("base.json", BASE)
        new = self.edited(base, lambda report: report["training"]["history"][-1].update(r2=None))
        self.assertIsNone(self.compare(base, new)["quality"]["r2"]["change"])
        result = self.compare(base, new, "--fail-on", "r2.decrease > 0.1", code=1)
        self.assertEqual(result["gates"], [{"rule": "r2.decrease > 0.1", "value": None, "passed": False}])
        self.assertRegex(self.program("compare", base, new).stderr, r"\nr2 +\S+ +- +-\n")

    def test_a_dead_network_fails_unless_it_is_allowed(self):
        args = [DIABETES, "--epochs", "1", "-q", "-o"]
        self.program("train", *args, "base.json")
        self.program("train", *args, "new.json", "--bias-init", "constant:-1000")
        result = self.compare("base.json", "new.json", code=1)
        self.assertEqual(result["reasons"], self.saved("new.json")["reasons"])
        self.assertEqual(self.compare("base.json", "new.json", "--allow-dead-network")["verdict"], "pass")
        self.assertEqual(self.compare("new.json", "base.json")["verdict"], "pass")  # the older one is not judged


class CompareErrorsTest(CompareTest):
    def compare_fails(self, *args, saying=(), stdin=b""):
        self.fails("compare", *args, saying=saying, stdin=stdin)

    def test_both_reports_are_needed(self):
        base = self.report("base.json", BASE)
        self.compare_fails(saying=["BASE.json", "compare --help"])
        self.compare_fails(base, saying=["NEW.json", "compare --help"])
        self.compare_fails(base, base, base, saying=["base.json", "compare --help"])

    def test_only_one_report_can_come_from_standard_input(self):
        self.compare_fails("-", "-", saying=["standard input", "name a file"])

    def test_an_unknown_metric_is_answered_with_those_there_are(self):
        base, new = self.pair()
        for metric in ("deaf", "deaf.increase", "dead.growth"):
            self.compare_fails(base, new, "--fail-on", f"{metric} > 0",
                               saying=[f"'{metric}'", "dead_fraction", ".increase or .decrease"])

    def test_a_rule_that_is_none_is_found_before_the_reports_are_read(self):
        self.compare_fails("missing.json", "missing.json", "--fail-on", "dead", saying=["METRIC OPERATOR NUMBER"])

    def test_what_is_no_report_is_named_on_either_side(self):
        base = self.report("base.json", BASE)
        for what, content, words in bad_reports(self.read(base).decode()):
            with self.subTest(what):
                self.write("bad.json", content)
                self.compare_fails("bad.json", base, saying=["bad.json: ", *words])
                self.compare_fails(base, "bad.json", saying=["bad.json: ", *words])

    def test_the_output_of_compare_is_no_report(self):
        base = self.report("base.json", BASE)
        self.program("compare", base, base, "-q", "-o", "out.json")
        self.compare_fails(base, "out.json", saying=["out.json: is the output of reluscope compare"])

    def test_missing_files_and_directories_are_named(self):
        base = self.report("base.json", BASE)
        (self.folder / "folder").mkdir()
        self.compare_fails(base, "missing.json", saying=["missing.json", "No such file"])
        self.compare_fails("folder", base, saying=["folder", "is a directory"])

    def test_the_output_overwrites_neither_report(self):
        base, new = self.pair()
        for name in (base, new):
            self.compare_fails(base, new, "-o", name, saying=[name, "is the file of"])

    def test_the_output_is_probed_before_the_reports_are_read(self):
        self.compare_fails("missing.json", "missing.json", "-o", "nowhere/out.json", saying=["nowhere/out.json"])
