"""A typo in any place gets an answer that lets the user go on in one step."""

from program import DIABETES, DIGITS, PENGUINS, ProgramTest


class TypoTest(ProgramTest):
    def test_commands(self):
        for typo, command in {"trian": "train", "chekc": "check", "compare-": "compare", "rendr": "render",
                              "grad-check": "gradcheck", "shema": "schema"}.items():
            with self.subTest(typo):
                self.fails(typo, saying=[f"unknown command '{typo}' (did you mean '{command}'?)"])

    def test_a_csv_where_the_command_was_forgotten(self):
        self.fails("data.csv", saying=["did you mean 'reluscope train data.csv'?"])
        self.fails("data.csv.gz", "--lr", "1", saying=["did you mean 'reluscope train data.csv.gz'?"])

    def test_a_flag_before_the_command(self):
        self.fails("--lr", "0.1", "train", DIABETES, saying=["--lr", "the command comes first"])
        for typo, flag in {"--verison": "--version", "--hepl": "--help"}.items():
            self.fails(typo, saying=[f"unknown option '{typo}' (did you mean '{flag}'?)"])

    def test_widths_that_are_not_separated_by_commas(self):
        for widths in ("64x32", "64 32", "64;32", "64/32", "64-32"):
            self.fails("train", DIABETES, "--hidden", widths, saying=["--hidden", "commas, as in 64,32"])
        for widths in ("x", "0", "-3", "64.5"):
            self.fails("train", DIABETES, f"--hidden={widths}", saying=["--hidden", "a whole number from 1 to 65536"])

    def test_flags(self):
        for typo, flag in {"--epoch": "--epochs", "--batchsize": "--batch-size", "--failon": "--fail-on",
                           "--no-colour": "--no-color", "--outptu": "--output", "--weight_decay": "--weight-decay"}.items():
            with self.subTest(typo):
                self.fails("train", DIABETES, typo, "1", saying=[f"unknown option '{typo}' (did you mean '{flag}'?)"])
                self.fails("train", DIABETES, f"{typo}=1", saying=[f"unknown option '{typo}' (did you mean '{flag}'?)"])
        self.fails("check", "report.json", "--fail-on-rule", "x", saying=["did you mean '--fail-on'?"])
        self.fails("render", "report.json", "--fromat", "junit", saying=["did you mean '--format'?"])

    def test_what_other_tools_call_it(self):
        for word, flag in {"--learning-rate": "--lr", "--learning_rate": "--lr", "--layer": "--layers",
                           "--random-state": "--seed", "--max-iter": "--epochs", "--test-size": "--validation",
                           "--n-jobs": "--threads", "--solver": "--optimizer", "--scheduler": "--lr-schedule"}.items():
            with self.subTest(word):
                self.fails("train", DIABETES, word, "1", saying=[f"unknown option '{word}' (did you mean '{flag}'?)"])
        self.write("run.toml", "[train]\nlearning_rate = 0.1\n")
        self.train_fails(DIABETES, "--config", "run.toml", saying=["run.toml:2", "'learning_rate'", "did you mean 'lr'?"])

    def test_a_short_flag_with_an_equals_sign(self):
        for flag in ("-q=false", "-o=report.json"):
            self.fails("train", DIABETES, flag, saying=[f"{flag[:2]}: a short flag takes no '='"])

    def test_a_value_may_end_in_an_equals_sign(self):
        self.write("data.csv", "a,x=\n" + "1,0.5\n2,1.5\n3,2\n4,7.5\n" * 3)
        self.assertEqual(self.train("data.csv", "--target=x=", "--epochs", "1")["data"]["target"], "x=")

    def test_a_flag_that_is_like_none_points_to_the_help(self):
        self.fails("train", DIABETES, "--elephant", saying=["unknown option '--elephant'; see reluscope train --help"])

    def test_columns(self):
        self.train_fails(PENGUINS, "--target", "spceies", saying=["--target", "did you mean 'species'?", "the columns are"])
        self.train_fails(PENGUINS, "--target", "Species", saying=["did you mean 'species'?"])
        self.train_fails(PENGUINS, "--target", "species", "--drop", "islnd", saying=["--drop", "did you mean 'island'?"])
        self.train_fails(PENGUINS, "--target", "species", "--features", "sex,bill length mm",
                         saying=["--features", "did you mean 'bill_length_mm'?"])

    def test_files(self):
        self.write("digits.csv", "x,y\n1,2\n")
        (self.folder / "runs").mkdir()
        self.write("runs/report.json", "{}")
        self.fails("train", "digts.csv", "-q", saying=["digts.csv: No such file", "did you mean 'digits.csv'?"])
        self.fails("check", "runs/reprot.json", "--fail-on", "dead > 0", saying=["did you mean 'runs/report.json'?"])
        self.fails("train", "nowhere/digits.csv", "-q", saying=["nowhere/digits.csv: No such file", "check the spelling"])

    def test_metrics(self):
        self.train_fails(DIABETES, "--fail-on", "dead_frac > 0.1", saying=["did you mean 'dead_fraction'?"])
        self.train_fails(DIABETES, "--fail-on", "spares > 1", saying=["did you mean 'sparse'?"])

    def test_metrics_of_later_commands(self):
        self.program("train", DIGITS, "--epochs", "1", "-q", "-o", "report.json")
        self.fails("check", "report.json", "--fail-on", "daed > 0", saying=["did you mean 'dead'?"])
        self.fails("compare", "report.json", "report.json", "--fail-on", "dead_fraction.incrase > 0",
                   saying=["did you mean 'dead_fraction.increase'?"])

    def test_words(self):
        for flag, typo, word in (("--optimizer", "Adam", "adam"), ("--init", "he-normal", "he_normal"),
                                 ("--missing", "dorp", "drop"), ("--task", "class", "classification"),
                                 ("--lr-schedule", "cosin", "cosine"), ("--history", "unit", "units")):
            with self.subTest(flag):
                self.train_fails(DIABETES, flag, typo, saying=[f"{flag}: '{typo}'", f"did you mean '{word}'?"])
