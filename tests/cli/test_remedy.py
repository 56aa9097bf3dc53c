"""remedy: changes tried on the same seeds and splits, ranked, and the best one printed to be pasted."""

import json
import re
import shlex
import signal
import statistics
import unittest

from program import DIABETES, DIGITS, PENGUINS, ProgramTest, parse_report

DYING = [DIGITS, "--lr", "1", "--seed", "2"]
SPECIES = [PENGUINS, "--target", "species", "--missing", "drop"]


def outcome(report):
    """Return dead fraction, loss and quality of a run, as remedy compares them."""
    last = report["training"]["history"][-1]
    score = last.get("validation", last)
    dead = report["summary"]["dead_fraction"] + report["summary"]["saturated_fraction"]
    return dead, score.get("rmse", score["loss"]), score.get("accuracy", score.get("r2"))


class RemedyTest(ProgramTest):
    def remedy(self, *arguments):
        result = self.program("remedy", *arguments, "--quiet")
        self.assertEqual((result.code, result.stderr), (0, ""))
        return parse_report(result.stdout)

    def test_every_number_is_that_of_the_runs_of_train(self):
        for arguments in (DYING, [DIABETES, "--lr", "0.05", "--hidden", "16,8", "--epochs", "10"]):
            found = self.remedy(*arguments, "--seeds", "3")
            first = found["seeds"][0]
            self.assertEqual(found["seeds"], [first, first + 1, first + 2])
            base = self.runs_without_seed(found["base"]["command"], found["seeds"])
            for trial in [found["base"], *found["trials"]]:
                with self.subTest(trial["cure"]):
                    runs = self.runs_without_seed(trial["command"], found["seeds"])
                    if trial["diverged"]:
                        continue
                    for i, name in enumerate(("dead_fraction", "loss", "quality")):
                        self.assertAlmostEqual(trial[name]["mean"], statistics.mean(run[i] for run in runs), places=9)
                        differences = [run[i] - given[i] for run, given in zip(runs, base)]
                        difference = trial[f"{name}_difference"]
                        self.assertAlmostEqual(difference["mean"], statistics.mean(differences), places=9)
                        self.assertLessEqual(difference["lower"], difference["mean"])
                        self.assertGreaterEqual(difference["upper"], difference["mean"])
                        self.assertAlmostEqual(difference["min"], min(differences), places=9)
                        self.assertAlmostEqual(difference["max"], max(differences), places=9)

    def runs_without_seed(self, command, seeds):
        words = shlex.split(command)[2:]
        if "--seed" in words:
            at = words.index("--seed")
            words = words[:at] + words[at + 2:]
        return [outcome(parse_report(self.program("train", *words, "--seed", seed, "--quiet").stdout)) for seed in seeds]

    def test_the_winner_removes_the_dead_units_and_its_command_says_how(self):
        found = self.remedy(*DYING)
        self.assertGreater(found["base"]["dead_fraction"]["mean"], 0.1)
        self.assertEqual(found["remedy"], {key: found["trials"][0][key] for key in ("cure", "command")})
        self.assertEqual(found["trials"][0]["because"], "learning-rate")
        report = parse_report(self.program(*shlex.split(found["remedy"]["command"])[1:], "--quiet").stdout)
        self.assertEqual(report["summary"]["dead"], 0)
        self.assertGreater(outcome(report)[2], 0.95)

    def test_the_ranking(self):
        found = self.remedy(*DYING)
        sound = [trial for trial in found["trials"] if trial["is_no_worse"]]
        self.assertEqual(found["trials"][:len(sound)], sound)
        kept = [trial for trial in [*sound, found["base"]]
                if trial["dead_fraction"]["mean"] <= found["base"]["dead_fraction"]["mean"] + 0.01]
        top = max(trial["quality"]["mean"] for trial in kept)
        good = [trial for trial in kept if trial["quality"]["mean"] >= top - 0.05]
        least = min(trial["dead_fraction"]["mean"] for trial in good)
        best = max(trial["quality"]["mean"] for trial in good if trial["dead_fraction"]["mean"] <= least + 0.01)
        winner = found["trials"][0]
        self.assertLessEqual(winner["dead_fraction"]["mean"], least + 0.01)
        self.assertGreaterEqual(winner["quality"]["mean"], best - 0.01)
        for trial in found["trials"]:
            difference = trial["loss_difference"]
            worse = trial["diverged"] or difference["lower"] > 0 or \
                difference["mean"] > 0.1 * found["base"]["loss"]["mean"]
            self.assertEqual(trial["is_no_worse"], not worse, trial["cure"])

    def test_every_kind_of_change_is_tried_once(self):
        tried = {trial["cure"] for trial in self.remedy(*DYING, "--seeds", "1")["trials"]}
        for cure in ("--lr 0.333", "--lr 0.1", "--warmup 4", "--init rai", "--clip-norm 1", "--recycle 2",
                     "--activation leaky_relu", "--activation gelu", "--hidden 128,64", "--hidden 64"):
            self.assertIn(cure, tried)
        given = ["--init", "normal:0.5", "--bias-init", "constant:1", "--scale", "none", "--scale-target", "none",
                 "--optimizer", "momentum", "--momentum", "0.99", "--weight-decay", "0.1", "--lr", "0.001"]
        tried = {trial["cure"] for trial in self.remedy(DIABETES, *given, "--seeds", "1", "--epochs", "3")["trials"]}
        for cure in ("--init he_normal", "--bias-init zeros", "--scale standard", "--scale-target standard",
                     "--momentum 0.9", "--weight-decay 0"):
            self.assertIn(cure, tried)
        together = [trial for trial in self.remedy(*DYING, "--seeds", "1")["trials"] if trial["because"] == "together"]
        self.assertEqual(len(together), 1)

    def test_the_outlier_row_is_left_out(self):
        rows = [f"{j % 7},{(j * j) % 11},{'ab'[j % 7 > 3]}" for j in range(200)]
        rows[30] = f"1e9,3,{'ab'[30 % 7 > 3]}"
        self.write("data.csv", "p,q,y\n" + "\n".join(rows) + "\n")
        found = self.remedy("data.csv", "--seeds", "3")
        self.assertTrue(found["remedy"]["cure"].startswith("--na 1000000000 --missing drop"))

    def test_options_and_commands_are_those_of_the_run_as_given(self):
        given = [*DYING, "--history", "layers", "--prove", "box"]
        trained = parse_report(self.program("train", *given, "--quiet").stdout)
        found = self.remedy(*given, "--seeds", "1")
        self.assertEqual(found["config"], trained["config"])
        commands = {finding["command"] for finding in found["findings"] if finding.get("command")}
        self.assertTrue(commands)
        self.assertLessEqual(commands, {finding.get("command") for finding in trained["findings"]})

    def test_a_healthy_run_needs_nothing(self):
        result = self.program("remedy", *SPECIES)
        self.assertIsNone(parse_report(result.stdout)["remedy"])
        self.assertIn("no change does better than the run as given", result.stderr)

    def test_the_same_bytes_whatever_the_threads(self):
        arguments = [*SPECIES, "--lr", "1", "--seeds", "4"]
        one, two, again = (self.program("remedy", *arguments, "--quiet", "--threads", n).stdout for n in (1, 2, 2))
        self.assertEqual(one, two)
        self.assertEqual(two, again)

    def test_the_configuration_of_a_report(self):
        self.program("train", *DYING, "--quiet", "-o", "report.json")
        def numbers(found):  # the report has every option, so that the command lines are longer
            return [{key: trial[key] for key in trial if key != "command"} for trial in found["trials"]]

        found = self.remedy("--config", "report.json", "--seeds", "2")
        self.assertEqual(numbers(found), numbers(self.remedy(*DYING, "--seeds", "2")))

    def test_interrupted_it_reports_what_was_run(self):
        process = self.start("remedy", DIGITS, "--epochs", "60", "-o", "remedy.json")
        lines = []
        while not any(re.match(r"1\d of", line) for line in lines):
            lines.append(process.stderr.readline().decode())
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=60)
        self.assertEqual(process.returncode, 130)
        found = json.loads(self.read("remedy.json"))
        self.assertEqual(found["status"], "interrupted")
        self.assertEqual(found["base"]["runs"], 5)
        self.assertGreater(len(found["trials"]), 0)
        self.assertIn("interrupted", stderr.decode())
        for trial in found["trials"]:
            if trial["runs"] < 5:
                self.assertFalse(trial["is_no_worse"])

    def test_it_is_rendered_again(self):
        result = self.program("remedy", *DYING, "--seeds", "2", "-o", "remedy.json")
        shown = self.program("render", "remedy.json").stdout.decode()
        self.assertTrue(shown.rstrip("\n") in result.stderr)
        self.assertEqual(self.program("render", "remedy.json", "--format", "json").stdout, self.read("remedy.json"))
        markdown = self.program("render", "remedy.json", "--format", "markdown").stdout.decode()
        for trial in json.loads(self.read("remedy.json"))["trials"]:
            self.assertIn(f"| `{trial['cure']}` |", markdown)

    def test_the_schema_describes_it(self):
        try:
            import jsonschema
        except ImportError:
            self.skipTest("no jsonschema here")
        schema = json.loads(self.program("schema", "remedy").stdout)
        jsonschema.validate(self.remedy(*SPECIES, "--lr", "1", "--seeds", "2"), schema)

    def test_train_names_what_remedy_tries_first(self):
        shown = self.program("train", *DYING).stderr.splitlines()[-1]
        cure = re.search(r"try (.*) \(reluscope remedy tries it\)", shown).group(1)
        trials = self.remedy(*DYING, "--seeds", "1")["trials"]
        self.assertEqual([trial["cure"] for trial in trials if trial["because"] == "learning-rate"][0], cure)

    def test_what_cannot_be_done(self):
        self.fails("remedy", saying=["no dataset"])
        self.fails("remedy", DIGITS, "--seeds", "0", saying=["--seeds"])
        self.fails("remedy", DIGITS, "-o", DIGITS, saying=["is the file of DATA.csv too"])

    def test_the_data_may_come_through_a_pipe(self):
        with open(DIGITS, "rb") as data:
            result = self.program("remedy", "-", "--seeds", "1", "--epochs", "2", "--quiet", stdin=data)
        self.assertEqual(result.code, 0)


class RecycleTest(ProgramTest):
    def test_dormant_units_come_back(self):
        without = self.train(*SPECIES, "--bias-init", "constant:-3", "--epochs", "10")
        recycled = self.train(*SPECIES, "--bias-init", "constant:-3", "--epochs", "10", "--recycle", "2")
        self.assertGreater(without["summary"]["dead"], 5)
        history = [layer["history"]["dead"] for layer in recycled["layers"]]
        self.assertEqual(history[0][:3], without["layers"][0]["history"]["dead"][:3])  # before the first recycling
        self.assertTrue(any(event["type"] == "revived" and event["epoch"] == 3 for event in recycled["events"]))

    def test_an_autopsy_replays_it(self):
        report = self.train(*SPECIES, "--lr", "1", "--epochs", "10", "--recycle", "2", "--autopsy")
        plain = self.train(*SPECIES, "--lr", "1", "--epochs", "10", "--recycle", "2")
        self.assertEqual(report["summary"], plain["summary"])

    def test_warm_up_raises_the_rate_in_equal_parts(self):
        # one full batch an epoch: the first step has a quarter of the rate, as --lr of a quarter has
        first = self.train(DIABETES, "--epochs", "1", "--batch-size", "0", "--lr", "0.08", "--warmup", "3")
        quarter = self.train(DIABETES, "--epochs", "1", "--batch-size", "0", "--lr", "0.02")
        self.assertEqual(first["training"]["history"], quarter["training"]["history"])


if __name__ == "__main__":
    unittest.main()
