"""--config and --print-config: a run from a file, and the file of a run."""

import json
import tomllib

from program import DIABETES, DIGITS, PENGUINS, ProgramTest, parse_report

RUNS = {
    "no proofs": [DIABETES, "--epochs", "1", "--hidden", "4", "--prove", "none"],
    "defaults": [DIGITS],
    "text columns": [PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "3"],
    "everything": [PENGUINS, "--target", "body_mass_g", "--task", "regression", "--features",
                   "species,bill_length_mm,flipper_length_mm", "--missing", "drop", "--na", "-,none", "--delimiter", ",",
                   "--scale", "minmax", "--scale-target", "none", "--validation", "0.3", "--max-categories", "9",
                   "--hidden", "7,5", "--relu-grad-at-zero", "1", "--init", "normal:0.3", "--bias-init", "constant:0.01",
                   "--epochs", "4", "--batch-size", "16", "--optimizer", "nesterov", "--lr", "1e-05", "--momentum", "0.7",
                   "--weight-decay", "0.001", "--clip-norm", "2", "--lr-schedule", "step:2:0.5", "--seed", "11",
                   "--sparse-below", "0.05", "--dormant-tau", "0.1", "--track-every", "2", "--autopsy", "--box-margin",
                   "0.1", "--history", "layers", "--fail-on", "dead > 100", "--fail-on", "apoz == 1"],
    "adamw": [DIABETES, "--optimizer", "adamw", "--epochs", "2"],
    "rai": [DIABETES, "--init", "rai", "--epochs", "2"],
    "as PyTorch": [DIABETES, "--init", "pytorch", "--epochs", "2"],
    "held out in a file": [DIABETES, "--validation-data", DIABETES, "--epochs", "2"],
}


class ConfigTest(ProgramTest):
    def report_of(self, *args):
        result = self.program("train", *args, "--quiet")
        self.assertEqual((result.code, result.stderr), (0, ""))
        return result.stdout

    def printed(self, *args):
        result = self.program("train", *args, "--print-config")
        self.assertEqual((result.code, result.stderr), (0, ""))
        return result.stdout

    def test_what_is_printed_runs_the_same_to_the_byte(self):
        for name, args in RUNS.items():
            with self.subTest(name):
                self.write("run.toml", self.printed(*args))
                self.assertEqual(self.report_of("--config", "run.toml"), self.report_of(*args))

    def test_so_does_a_report(self):
        for name, args in RUNS.items():
            with self.subTest(name):
                report = self.report_of(*args)
                self.write("report.json", report)
                self.assertEqual(self.report_of("--config", "report.json"), report)

    def test_a_run_from_a_model_is_reproduced(self):
        self.program("train", DIABETES, "--epochs", "1", "--hidden", "6", "-q", "-o", "first.json", "--save-model", "m.safetensors")
        args = [DIABETES, "--init-from", "m.safetensors", "--epochs", "2"]
        report = self.report_of(*args)
        self.write("run.toml", self.printed(*args))
        self.write("report.json", report)
        self.assertEqual(self.report_of("--config", "run.toml"), report)
        self.assertEqual(self.report_of("--config", "report.json"), report)

    def test_what_is_printed_is_toml_and_prints_the_same_again(self):
        for args in RUNS.values():
            text = self.printed(*args)
            options = tomllib.loads(text.decode("utf-8"))["train"]
            self.assertEqual(options["data"], args[0])
            self.write("run.toml", text)
            self.assertEqual(self.printed("--config", "run.toml"), text)

    def test_printing_reads_no_data_and_needs_none(self):
        self.assertIn(b"lr = 0.001", self.printed("nowhere.csv", "--optimizer", "adam"))
        self.assertNotIn("data", tomllib.loads(self.printed().decode("utf-8"))["train"])

    def test_what_is_printed_holds_every_option(self):
        text = self.printed(DIGITS).decode("utf-8")
        helped = self.program("train", "--help").stdout.decode("utf-8")
        keys = {line.split()[0].split(",")[-1][2:] for line in helped.splitlines() if line.lstrip().startswith("-")}
        for key in keys - {"help", "config", "print-config", "json", "all"}:
            self.assertRegex(text, rf"(?m)^(# {key}: |{key} = )")

    def test_flags_win(self):
        self.write("run.toml", f'[train]\ndata = "{DIABETES}"\nlr = 0.5\nepochs = 9\nhidden = [5]\n')
        config = parse_report(self.report_of("--config", "run.toml", "--epochs", "2", "--hidden", "4,3"))["config"]
        self.assertEqual((config["lr"], config["epochs"], config["hidden"]), (0.5, 2, [4, 3]))
        report = parse_report(self.report_of(DIGITS, "--config", "run.toml", "--epochs", "1"))
        self.assertEqual(report["data"]["path"], DIGITS)

    def test_a_flag_wins_over_what_it_excludes(self):
        self.write("run.toml", self.printed(DIABETES, "--optimizer", "momentum", "--epochs", "1"))
        config = parse_report(self.report_of("--config", "run.toml", "--optimizer", "sgd", "--validation-data", DIABETES))["config"]
        self.assertEqual((config["momentum"], config["validation"]), (None, None))

    def test_a_flag_can_be_undone(self):
        self.write("run.toml", f'[train]\ndata = "{DIABETES}"\nepochs = 1\nautopsy = true\n')
        for flags, autopsy in (([], True), (["--autopsy=false"], False), (["--autopsy"], True)):
            config = parse_report(self.report_of("--config", "run.toml", *flags))["config"]
            self.assertEqual(config["autopsy"], autopsy)

    def test_another_initialisation_takes_the_place_of_the_files(self):
        self.program("train", DIABETES, "--epochs", "1", "--hidden", "6", "-q", "-o", "run.json", "--save-model", "m.safetensors")
        self.write("rai.json", self.report_of("--config", "run.json", "--init", "rai"))
        self.assertEqual(json.loads(self.read("rai.json"))["config"]["bias_init"], None)
        self.program("train", DIABETES, "--epochs", "1", "--hidden", "5,4", "-q", "-o", "wide.json")
        config = parse_report(self.report_of("--config", "wide.json", "--init-from", "m.safetensors"))["config"]
        self.assertEqual((config["hidden"], config["init"]), ([6], None))
        self.write("from.json", self.report_of("--config", "wide.json", "--init-from", "m.safetensors"))
        config = parse_report(self.report_of("--config", "from.json", "--init", "zeros", "--allow-dead-network"))["config"]
        self.assertEqual((config["init"], config["init_from"]), ("zeros", None))

    def test_lists_may_be_written_as_on_the_command_line(self):
        self.write("run.toml", f'[train]\ndata = "{PENGUINS}"\ntarget = "species"\nmissing = "drop"\nhidden = "6,5"\n'
                               'drop = "island,sex"\nfail-on = "dead > 100"\nepochs = 1\nautopsy = false\nlr = "0.2"\n')
        config = parse_report(self.report_of("--config", "run.toml"))["config"]
        self.assertEqual((config["hidden"], config["drop"], config["fail_on"]), ([6, 5], ["island", "sex"], ["dead > 100"]))

    def test_a_column_with_a_comma_in_its_name_can_be_named(self):
        self.write("data.csv", '"a,b",c,y\n' + "1,2,0.5\n2,1,1.5\n3,4,0.25\n4,3,7\n" * 3)
        self.write("run.toml", '[train]\ndata = "data.csv"\nfeatures = ["a,b"]\nepochs = 1\n')
        self.assertEqual(parse_report(self.report_of("--config", "run.toml"))["data"]["features"], ["a,b"])
        self.write("report.json", self.report_of("--config", "run.toml"))
        self.assertEqual(self.report_of("--config", "report.json"), self.read("report.json"))

    def test_a_config_may_come_through_a_pipe(self):
        text = self.printed(DIABETES, "--epochs", "1")
        piped = self.program("train", "--config", "-", "--quiet", stdin=text)
        self.assertEqual(piped.stdout, self.report_of(DIABETES, "--epochs", "1"))


class ConfigErrorsTest(ProgramTest):
    def check(self, text, *saying):
        self.write("run.toml", text)
        with self.subTest(text):
            self.train_fails(DIABETES, "--config", "run.toml", saying=["run.toml", *saying])

    def test_unknown_keys(self):
        self.check("[train]\nepochs = 3\nbatchsize = 3\n", "run.toml:3:1", "'batchsize'", "did you mean 'batch-size'?")
        self.check("[train]\nbatch_size = 3\n", "run.toml:2:1", "did you mean 'batch-size'?")
        self.check("[train]\nelephant = 3\n", "unknown option 'elephant' in [train]")
        self.check("[train]\nconfig = 'other.toml'\n", "'config'")

    def test_the_file_is_not_written_over(self):
        text = f'[train]\ndata = "{DIABETES}"\nepochs = 1\n'
        self.write("run.toml", text)
        for flag in ("--output", "--save-model", "--events"):
            self.fails("train", "--config", "run.toml", flag, "run.toml", saying=[flag, "run.toml is the file of --config too"])
        self.assertEqual(self.read("run.toml").decode(), text)

    def test_a_report_of_inspect_is_no_configuration(self):
        self.program("train", DIABETES, "--epochs", "1", "-q", "--save-model", "model.safetensors")
        self.program("inspect", "model.safetensors", DIABETES, "-q", "-o", "report.json")
        for command in ("train", "sweep"):
            self.fails(command, DIABETES, "--config", "report.json",
                       saying=["report.json: is a report of reluscope inspect", "give a report of reluscope train"])

    def test_unknown_tables(self):
        self.check("train = 3\n", "run.toml:1:1", "is not a table")
        self.check("[tarin]\nlr = 1\n", "run.toml:1:2", "did you mean 'train'?")
        self.check("[train]\nlr = 1\n[check]\nx = 1\n", "run.toml:3:2", "'check'")
        self.check("lr = 0.1\n", "run.toml:1:1", "'lr'", "[train]")

    def test_malformed_files(self):
        self.check("[train]\nlr 0.1\n", "run.toml:2:", "not TOML")
        self.check("[train]\nlr = \n", "run.toml:2:", "not TOML")
        self.check("[train]\nlr = 0.1\nlr = 0.2\n", "run.toml:3:", "not TOML")
        self.check("[train\n", "run.toml:1:", "not TOML")
        self.check(b"[train]\ntarget = '\xff'\n", "run.toml:2:", "not TOML")
        for character in "\u00a0\u2003\ufeff\uff7d\u00e9\U0001f600":
            self.check(f"[train]\n {character} lr = 0.1\n", "run.toml:2:2", "of ASCII")

    def test_values(self):
        self.check("[train]\nlr = -1\n", "run.toml:2:1", "--lr: '-1' is not a positive number")
        self.check("[train]\nlr = nan\n", "run.toml:2:1", "--lr")
        self.check("[train]\noptimizer = 'Adam'\n", "run.toml:2:1", "--optimizer: 'Adam'", "did you mean 'adam'?")
        self.check("[train]\nhidden = []\n", "run.toml:2:1", "as in 64,32")
        self.check("[train]\nhidden = [64, 0]\n", "run.toml:2:1", "whole number from 1")
        self.check("[train]\nlr = [0.1]\n", "takes one value (RATE), not a list")
        self.check("[train]\nlr = true\n", "not true or false")
        self.check("[train]\ncontext = 1\n", "context: is a flag; write true or false")
        self.check("[train]\nlr = 2026-11-24\n", "is not a value")
        self.check("[train]\n[train.lr]\nx = 1\n", "is not a value")
        self.check("[train]\ndrop = [true]\n", "a list holds texts and numbers")
        self.check("[train]\nfail-on = ['deda > 0']\n", "did you mean 'dead'?")

    def test_files(self):
        self.train_fails(DIABETES, "--config", "nowhere.toml", saying=["nowhere.toml", "No such file"])
        self.train_fails("--config", self.write("empty.toml", ""), saying=["no dataset"])
        self.train_fails("--config", "", saying=["--config: '' is empty", "FILE"])

    def test_reports(self):
        self.program("train", DIABETES, "--epochs", "1", "-q", "-o", "run.json")
        report = json.loads(self.read("run.json"))
        broken = {"config.lr": {**report, "config": {**report["config"], "lr": "fast"}},
                  "'elephant'": {**report, "config": {**report["config"], "elephant": 1}},
                  "config is missing": {key: value for key, value in report.items() if key != "config"},
                  "schema_version": {**report, "schema_version": 99}}
        for words, content in broken.items():
            with self.subTest(words):
                self.write("broken.json", json.dumps(content))
                self.train_fails("--config", "broken.json", saying=["broken.json", words])
        self.write("cut.json", self.read("run.json")[:500])
        self.train_fails("--config", "cut.json", saying=["cut.json", "cut off"])
