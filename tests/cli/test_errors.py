"""Usage, options, models and outputs: what cannot be done ends with exit 2 and one helpful line."""

import os
import re
import socket
import struct
import subprocess
import unittest

from model_file import to_model, to_safetensors
from program import DIABETES, PENGUINS, PROGRAM, TIMEOUT, ProgramTest, parse_report


class UsageErrorsTest(ProgramTest):
    def test_no_subcommand_points_to_the_help(self):
        self.fails(saying=["no command", "as in reluscope train data.csv", "--help"])

    def test_an_unknown_subcommand_is_named(self):
        self.fails("trian", DIABETES, saying=["trian", "--help"])

    def test_an_unknown_flag_is_named(self):
        self.fails("train", DIABETES, "--epoch", "3", saying=["--epoch", "train --help"])

    def test_an_option_without_its_value_is_named(self):
        self.fails("train", DIABETES, "--epochs", saying=["--epochs: a value is missing", "N", "train --help"])
        self.fails("check", "report.json", "--fail-on", saying=["--fail-on: a value is missing", "RULE", "check --help"])
        self.fails("gradcheck", "--hidden", saying=["--hidden: a value is missing", "WIDTHS", "gradcheck --help"])

    def test_an_option_given_twice_is_named(self):
        self.fails("train", DIABETES, "--lr", "0.1", "--lr", "0.2", saying=["--lr: given 2 times; give it once; see"])

    def test_a_flag_with_a_value_is_named(self):
        self.fails("train", DIABETES, "--autopsy=maybe", saying=["--autopsy: is a flag", "write it alone", "train --help"])

    def test_train_without_data_says_that_it_is_needed(self):
        self.fails("train", saying=["DATA.csv", "--help"])

    def test_a_second_data_file_is_not_ignored(self):
        self.fails("train", DIABETES, PENGUINS, saying=["penguins.csv", "--help"])

    def test_the_commands_without_options_take_nothing_else(self):
        self.fails("schema", "train", saying=["'train' is not one of report, prune, remedy, sweep"])
        self.fails("schema", "--output", "x", saying=["unknown option '--output'", "schema --help"])
        self.fails("generate", saying=["WHAT is required", "generate --help"])
        self.fails("generate", "manual", saying=["'manual' is not one of man, bash, zsh, fish", "did you mean 'man'?"])

    def test_help_and_version_are_no_errors(self):
        for args in (["--help"], ["--version"], ["train", "--help"], ["gradcheck", "--help"]):
            with self.subTest(args):
                result = self.program(*args)
                self.assertEqual((result.code, result.stderr), (0, ""))
                self.assertIn(b"reluscope", result.stdout)


class OptionErrorsTest(ProgramTest):
    def check(self, flag, *values, cure=""):
        for value in values:
            with self.subTest(f"{flag} {value}"):
                self.train_fails(DIABETES, f"{flag}={value}", saying=[flag, f"'{value}'", cure])

    def test_hidden_widths_are_whole_numbers_from_1_with_single_commas(self):
        self.check("--hidden", "0", "-3", "1.5", "x", "1e3", "99999999999", cure="whole number from 1")
        self.train_fails(DIABETES, "--hidden", "64,0", saying=["--hidden", "'0'", "whole number from 1"])
        self.check("--hidden", "64,,32", ",64", "64,", cure="as in 64,32")

    def test_an_empty_list_of_hidden_widths_is_refused(self):
        self.train_fails(DIABETES, "--hidden", "", saying=["--hidden", "as in 64,32"])

    def test_the_learning_rate_is_a_positive_number(self):
        self.check("--lr", "nan", "inf", "0", "-0.1", "fast", "1e-400", "0.1x", cure="positive number")

    def test_the_validation_fraction_is_from_0_to_below_1(self):
        self.check("--validation", "1.5", "1", "-0.1", "nan", "a fifth", cure="fraction from 0 to below 1")

    def test_counts_are_whole_numbers(self):
        for flag in ("--epochs", "--batch-size", "--seed"):
            self.check(flag, "-1", "1.5", "many", "1e2", "99999999999999999999", cure="whole number from 0")
        for flag in ("--threads", "--track-every", "--max-categories"):
            self.check(flag, "0", "two", cure="whole number from 1")

    def test_other_numbers_have_their_ranges(self):
        self.check("--momentum", "1", "-0.1", "nan")
        for flag in ("--weight-decay", "--clip-norm", "--dormant-tau"):
            self.check(flag, "-1", "nan", "inf")
        self.check("--sparse-below", "1", "-0.01", "nan")

    def test_a_word_that_is_no_choice_is_answered_with_the_choices(self):
        choices = {"--optimizer": "adamw", "--init": "he_normal", "--bias-init": "zeros", "--task": "regression",
                   "--missing": "drop", "--scale": "standard", "--scale-target": "none", "--lr-schedule": "cosine",
                   "--history": "layers", "--relu-grad-at-zero": "whole number from 0 to 1"}
        for flag, word in choices.items():
            self.check(flag, "elephant", cure=word)

    def test_values_behind_a_colon_are_checked(self):
        self.check("--init", "normal", "normal:", "zeros:1")
        self.check("--bias-init", "constant", "pytorch:2")
        for flag, value in (("--init", "normal:-1"), ("--init", "normal:nan"), ("--bias-init", "constant:x"),
                            ("--lr-schedule", "step:0:0.5"), ("--lr-schedule", "step:3:0"), ("--lr-schedule", "step:3")):
            with self.subTest(flag, value=value):
                self.train_fails(DIABETES, flag, value, saying=[flag])

    def test_a_delimiter_is_one_character(self):
        self.check("--delimiter", ",,", "comma", cure="one character")
        self.train_fails(DIABETES, "--delimiter", "", saying=["--delimiter", "one character"])

    def test_a_delimiter_is_no_part_of_a_number_or_a_word(self):
        self.check("--delimiter", "1", "e", ".", "-", '"', cure="one character")

    def test_an_option_that_would_have_no_effect_is_refused(self):
        self.train_fails(DIABETES, "--momentum", "0.5", saying=["--momentum needs --optimizer momentum or nesterov"])
        self.train_fails(DIABETES, "--init-from", "model.safetensors", "--init", "zeros", saying=["--init does not go with --init-from", "leave"])

    def test_an_empty_value_does_not_swallow_the_next_flag(self):
        self.train_fails(DIABETES, "--lr=", "--seed", "3", saying=["--lr", "''"])

    def test_options_that_exclude_each_other_are_refused(self):
        self.train_fails(DIABETES, "--validation-data", DIABETES, "--validation", "0.2",
                         saying=["--validation does not go with --validation-data", "leave"])
        self.train_fails(DIABETES, "--init", "rai", "--bias-init", "zeros", saying=["--bias-init does not go with --init rai", "leave"])


class EmptyValuesTest(ProgramTest):
    """An empty text, as an unset variable of a shell makes it, is no value of any option of any command."""

    def test_of_every_command(self):
        report = self.write("report.json", self.program("train", DIABETES, "--epochs", "0", "-q", "--save-model", "m").stdout)
        self.write("model", self.read("m"))
        commands = {"train": [DIABETES], "inspect": ["model", DIABETES], "prune": ["model", DIABETES, "--dry-run"],
                    "remedy": [DIABETES], "sweep": [DIABETES], "sweep merge": ["nowhere"], "data": [DIABETES],
                    "check": [report], "compare": [report, report], "render": [report], "gradcheck": []}
        count = 0
        for command, positionals in commands.items():
            text = self.program(*command.split(), "--help").stdout.decode("utf-8")
            options = re.findall(r"^  (?:-\w,)?(--[\w-]+) (?! )", text, re.M)
            for option in options:
                count += 1
                for words in ([option, ""], [f"{option}="]):
                    with self.subTest(command, words=words):
                        self.fails(*command.split(), *positionals, *words, saying=[option])
            for i in range(len(positionals) - (command == "prune")):
                with self.subTest(command, positional=i):
                    self.fails(*command.split(), *positionals[:i], "", *positionals[i + 1:], saying=["''"])
        self.assertGreater(count, 150)

    def test_in_a_file_of_options(self):
        for key in ("save-model", "events", "html", "output", "split-out", "target", "group", "encoding", "prefix", "init-from",
                    "validation-data", "data", "lr", "drop", "delimiter"):
            with self.subTest(key):
                self.write("run.toml", f'[train]\n{key} = ""\n')
                args = [] if key == "data" else [DIABETES]
                self.fails("train", *args, "--config", "run.toml", saying=["run.toml:2:1: "])
        self.write("run.toml", "[train]\ndrop = []\n")
        self.assertEqual(self.program("train", DIABETES, "--epochs", "0", "-q", "--config", "run.toml").code, 0)


class ShellErrorsTest(ProgramTest):
    """What a shell makes of a line that was meant otherwise."""

    def test_every_one_is_one_line(self):
        self.write("a.csv", "x,y\n1,2\n")
        self.write("b.csv", "x,y\n1,2\n")
        lines = {("train", DIABETES, "--lr 0.1"): "--lr 0.1", ("train", DIABETES, "--lr 0.1 --epochs 3"): "'--lr 0.1 --epochs 3'",
                 ("train", DIABETES, "\u2014epochs", "3"): "\u2014epochs", ("train", DIABETES, "\u2013o", "x"): "\u2013o",
                 ("train", "a.csv", "b.csv"): "b.csv", ("train", DIABETES, "--epochs", "--quiet"): "--epochs",
                 ("train", DIABETES, "--save-model", "--quiet"): "--save-model: a value is missing",
                 ("train", DIABETES, "-o", "-q"): "--output: a value is missing", ("train", DIABETES, "--target", "--quite"): "--target=--quite",
                 ("train", DIABETES, "--drop", "--features"): "--drop: a value is missing",
                 ("train", DIABETES, "-q", "--target=--quite"): "no column", ("train", DIABETES, "--fail-on", "--html"): "--fail-on: a value is missing", ("train", DIABETES, "--fail-on", "dead"): "dead",
                 ("train", DIABETES, "-"): "'-'", ("train", DIABETES, "---"): "---",
                 ("train", DIABETES, "--=x"): "--", ("train", DIABETES, "-="): "-", ("train", DIABETES, "--\nlr"): "--",
                 ("train", DIABETES, "--lr\x1b[31m"): "--lr",
                 ("train", DIABETES, "x" * 100_000): "unexpected", ("train", DIABETES, "--" + "x" * 100_000): "unknown",
                 ("", "train"): "''", ("--",): "", ("-",): "", ("train", "", DIABETES): "", ("train", DIABETES, "{a,b}"): "{a,b}",
                 ("train", DIABETES, "--epochs{1,2}"): "--epochs{1,2}", ("train", DIABETES, "$LR"): "$LR"}
        for args, words in lines.items():
            with self.subTest([arg[:50] for arg in args]):
                self.fails(*args, saying=[words])


class GateErrorsTest(ProgramTest):
    def test_a_rule_that_is_cut_off_shows_how_one_is_written(self):
        for rule in ("dead > ", "dead", "> 5", "", "dead 5", "dead > many", "dead > nan", "dead => 5", "apoz > 5 %%",
                     "dead > 1 > 0"):
            with self.subTest(rule):
                self.train_fails(DIABETES, "--fail-on", rule, saying=["--fail-on", "dead_fraction > 0.05"])

    def test_a_percentage_is_for_fractions(self):
        self.train_fails(DIABETES, "--fail-on", "dead > 5 %", saying=["dead is a count", "dead_fraction > 5%"])
        self.train_fails(DIABETES, "--fail-on", "validation.rmse > 5%", saying=["validation.rmse", "plain number"])

    def test_a_metric_that_the_run_will_not_have_is_found_before_it(self):
        """Each with what is to be had instead; the number of epochs would take hours."""
        long = ["--epochs", "100000000"]
        self.train_fails(DIABETES, *long, "--fail-on", "accuracy < 0.9", saying=["'accuracy'", "rmse", "validation.r2"])
        self.train_fails(PENGUINS, "--target", "species", "--missing", "drop", *long, "--fail-on", "validation.r2 < 0.5",
                         saying=["'validation.r2'", "accuracy", "validation.loss"])
        self.train_fails(DIABETES, *long, "--validation", "0", "--fail-on", "validation.loss > 1",
                         saying=["'validation.loss'", "loss, rmse, r2"])
        self.train_fails(DIABETES, *long, "--hidden", "4,4", "--fail-on", "layers[2].dead > 1",
                         saying=["'layers[2].dead'", "layers[0].NAME to layers[1].NAME", "dead_fraction"])
        self.train_fails(DIABETES, *long, "--split-out", "split.csv", "--fail-on", "accuracy < 0.9", saying=["'accuracy'"])

    def test_what_no_run_has_is_found_before_the_data_is_read(self):
        for rule in ("layers[x].dead > 1", "layers[0].deaf > 1", "layers[00].dead > 1", "validation.dead > 1", "acuracy < 1",
                     "layers[0].network_dead == 1", "layers[0].index > 1", "layers[99999999999999999999].dead > 1"):
            with self.subTest(rule):
                self.train_fails("nowhere.csv", "--fail-on", rule, saying=[f"'{rule.split()[0]}'"])
        self.train_fails("nowhere.csv", "--fail-on", "acuracy < 1", saying=["did you mean 'accuracy'?"])
        self.train_fails("nowhere.csv", "--fail-on", "validation_loss > 1", saying=["did you mean 'validation.loss'?"])

    def test_an_unknown_metric_is_answered_with_the_metrics(self):
        self.train_fails(DIABETES, "--fail-on", "deadness > 0", saying=["deadness", "dead_fraction", "max_layer_dead_fraction"])

    def test_rules_are_checked_before_the_data_is_read(self):
        self.train_fails("missing.csv", "--fail-on", "deadness > 0", saying=["deadness"])


class OutputErrorsTest(ProgramTest):
    def test_an_output_that_cannot_be_written_is_found_before_training_starts(self):
        (self.folder / "folder").mkdir()
        self.write("file", "")
        reasons = {"nowhere/out": "No such file", "folder": "directory", "file/out": "Not a directory"}
        for flag in ("-o", "--save-model"):
            for path, why in reasons.items():
                with self.subTest(flag, path=path):  # not quiet: a line of progress would be a second line
                    self.fails("train", DIABETES, flag, path, saying=[path, why])

    def test_an_empty_output_name_is_found_before_training_starts(self):
        self.fails("train", DIABETES, "-o", "", saying=["output"])

    def test_an_output_that_cannot_be_written_is_found_before_the_data_is_read(self):
        self.fails("train", "missing.csv", "-o", "nowhere/out.json", saying=["nowhere/out.json"])

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_a_folder_without_permission_is_an_error(self):
        (self.folder / "locked").mkdir(mode=0o500)
        self.fails("train", DIABETES, "-o", "locked/report.json", saying=["locked/report.json", "Permission denied"])

    def test_a_full_disk_is_an_error_that_says_so(self):
        result = self.program("train", DIABETES, "--quiet", "-o", "/dev/full")
        self.assertEqual(result.code, 2)
        self.assertRegex(result.stderr, r"\Aerror: /dev/full: .*No space left.*\n\Z")
        command = f'"{PROGRAM}" train "{DIABETES}" --quiet >/dev/full'
        done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=TIMEOUT, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, rb"\Aerror: standard output: .*No space left.*\n\Z")

    def test_the_model_and_the_report_cannot_be_the_same_file(self):
        self.fails("train", DIABETES, "-o", "out", "--save-model", "out", saying=["out"])

    def test_the_model_does_not_mix_with_the_report_on_stdout(self):
        self.fails("train", DIABETES, "--save-model", "-", saying=["--save-model"])

    def test_an_output_does_not_overwrite_the_data(self):
        name = self.write("data.csv", "x,y\n" + "1,0\n2,1\n" * 10)
        before = self.read(name)
        self.fails("train", name, "-o", name, saying=[name, "is the file of DATA.csv too"])
        self.fails("train", name, "--save-model", name, saying=[f"--save-model: {name} is the file of DATA.csv too"])
        self.fails("train", DIABETES, "--validation-data", name, "-o", name, saying=[name, "is the file of --validation-data too"])
        self.assertEqual(self.read(name), before)

    def test_the_report_does_not_overwrite_the_model_it_starts_from(self):
        name = self.write("model.safetensors", to_model(([[1.0]], [0.0]), ([[1.0]], [0.0])))
        before = self.read(name)
        self.fails("train", DIABETES, "--init-from", name, "-o", name, saying=[name, "--init-from", "name another"])
        self.assertEqual(self.read(name), before)

    def test_a_place_that_cannot_be_opened_is_an_error_that_says_so(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / "socket"))
            self.fails("train", DIABETES, "--epochs", "1", "-q", "-o", "socket", saying=["socket: cannot be written"])

    @unittest.skipIf(os.geteuid() == 0, "root may write anywhere")
    def test_a_file_and_a_pipe_without_permission_are_errors(self):
        (self.folder / self.write("file", "")).chmod(0o400)
        os.mkfifo(self.folder / "pipe", 0o400)
        for flag in ("-o", "--save-model"):
            for name in ("file", "pipe"):
                with self.subTest(flag, name=name):
                    self.fails("train", "missing.csv", flag, name, saying=[name, "cannot be written: Permission denied"])

    def test_an_older_report_survives_a_run_that_cannot_be_done(self):
        self.write("report.json", "the report of last night")
        self.train_fails(DIABETES, "--target", "nobody")
        self.assertEqual(self.read("report.json"), b"the report of last night")


    def test_a_full_disk_is_an_error_of_every_command(self):
        report = self.write("report.json", self.program("train", DIABETES, "--epochs", "0", "--quiet").stdout)
        for args in (["check", report, "--fail-on", "dead > 99"], ["compare", report, report], ["render", report],
                     ["gradcheck", "1", "--quiet"], ["schema"], ["generate", "man"], ["train", "--print-config"]):
            with self.subTest(args[0]), open("/dev/full", "wb") as full:
                done = subprocess.run([PROGRAM, *args], stdout=full, stderr=subprocess.PIPE, cwd=self.folder,
                                      timeout=TIMEOUT, check=False)
                self.assertEqual((done.returncode, done.stderr),
                                 (2, b"error: standard output: cannot be written: No space left on device\n"))


class ModelErrorsTest(ProgramTest):
    def check(self, content, *saying, csv="x,y\n1,0.5\n2,1.5\n3,0.25\n"):
        self.write("model.safetensors", content)
        self.write("data.csv", csv)
        self.train_fails("data.csv", "--init-from", "model.safetensors", "--validation", "0",
                         saying=["model.safetensors", *saying])

    def test_a_model_with_other_inputs_shows_both_shapes(self):
        self.check(to_model(([[1.0, 1.0]], [0.0]), ([[1.0]], [0.0])), "2-1-1", "1-1-1")

    def test_a_model_that_has_diverged_is_refused(self):
        self.check(to_model(([[float("nan")]], [0.0]), ([[1.0]], [0.0])), "not finite")

    def test_a_model_with_other_outputs_shows_both_shapes(self):
        self.check(to_model(([[1.0]], [0.0]), ([[1.0], [1.0]], [0.0, 0.0])), "1-1-2", "1-1-1")

    def test_hidden_widths_that_are_not_the_models_are_refused(self):
        self.write("model.safetensors", to_model(([[1.0]], [0.0]), ([[1.0]], [0.0])))
        self.write("data.csv", "x,y\n1,0.5\n2,1.5\n")
        self.train_fails("data.csv", "--init-from", "model.safetensors", "--validation", "0", "--hidden", "2",
                         saying=["1-1-1", "1-2-1", "--hidden"])

    def test_what_is_not_a_safetensors_file_is_refused(self):
        whole = to_model(([[1.0]], [0.0]), ([[1.0]], [0.0]))
        for content in (b"", b"PK\x03\x04", b"x" * 100, struct.pack("<Q", 2**63), struct.pack("<Q", 2) + b"[3", whole[:40]):
            with self.subTest(content):
                self.check(content, "not a safetensors file", "save the model again")
        self.check(whole[:-1], "tensor '2.bias'", "the file is damaged; save the model again")

    def test_a_header_that_lies_about_a_shape_is_refused(self):
        whole = to_model(([[1.0]], [0.0]), ([[1.0]], [0.0]))
        for shape in (b"[2, 1]", b"[1,-1]", b"[9e9,]", b'"ab"  ', b"[]    ", b"[1.5,1]", b"[{},1] "):
            broken = whole.replace(b"[1, 1]", shape[:6].ljust(6))
            with self.subTest(shape):
                self.check(broken)

    def test_shapes_whose_product_overflows_are_refused(self):
        header = b'{"0.weight":{"dtype":"F32","shape":[4611686018427387904,4],"data_offsets":[0,0]}}'
        self.check(struct.pack("<Q", len(header)) + header)

    def test_a_model_whose_layers_do_not_fit_each_other_is_refused(self):
        self.check(to_model(([[1.0], [1.0]], [0.0, 0.0]), ([[1.0]], [0.0])), "layer '2' takes 1 input", "gives 2", "order")

    def test_a_model_without_a_hidden_layer_is_refused(self):
        self.check(to_model(([[1.0]], [0.0])), "hidden layer")

    def test_a_bias_that_does_not_fit_is_refused(self):
        tensors = {"0.weight": ([1, 1], [1.0]), "2.weight": ([1, 1], [1.0]), "2.bias": ([1], [0.0])}
        self.check(to_safetensors({**tensors, "0.bias": ([2], [0.0, 0.0])}), "layer '0' has a bias that does not fit")

    def test_a_layer_that_is_not_linear_is_refused(self):
        for name, shape in (("1.scale", [1]), ("conv.weight", [1, 1, 1])):
            tensors = {"0.weight": ([1, 1], [1.0]), "0.bias": ([1], [0.0]), name: (shape, [1.0])}
            with self.subTest(name):
                self.check(to_safetensors(tensors), f"tensor '{name}'", "only Linear and ReLU layers")

    def test_a_layer_without_units_is_refused(self):
        self.check(to_safetensors({"0.weight": ([0, 1], []), "0.bias": ([0], [])}), "layer '0' is empty", "units")

    def test_a_model_without_layers_is_refused(self):
        self.check(to_safetensors({"x": ([1], [1.0])}), "no layer", "NAME.weight and NAME.bias")

    def test_a_type_that_is_not_read_is_named(self):
        whole = to_model(([[1.0]], [0.0]), ([[1.0]], [0.0]))
        self.check(whole.replace(b'"F32"', b'"I32"', 1), "tensor '0.weight'", "I32", "save the model as float32")

    def test_a_model_that_is_not_there_is_named(self):
        self.train_fails(DIABETES, "--init-from", "nowhere.safetensors", saying=["nowhere.safetensors", "No such file"])


class MemoryTest(ProgramTest):
    @unittest.skipUnless(os.environ.get("RELUSCOPE_BUILD", "Release"), "a sanitizer takes more memory than the limit")
    def test_a_network_that_does_not_fit_into_memory_is_an_error_that_says_so(self):
        command = f'ulimit -v 1000000; "{PROGRAM}" train "{DIABETES}" --hidden 12000,12000 --quiet'
        done = subprocess.run(["sh", "-c", command], capture_output=True, timeout=TIMEOUT, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertEqual(done.stderr, b"error: out of memory: ulimit -v allows 1000000 kB; raise it, or use fewer rows, columns or units\n")


class DivergenceTest(ProgramTest):
    def test_divergence_is_exit_1_with_a_report_and_not_an_error(self):
        result = self.program("train", DIABETES, "--lr", "1e30", "--quiet", "-o", "report.json")
        self.assertEqual((result.code, result.stdout), (1, b""))
        self.assertRegex(result.stderr, r"\Averdict: fail \(training diverged\): the learning rate; try --lr [^\n]*\n\Z")
        report = parse_report(self.read("report.json"))
        self.assertEqual((report["training"]["status"], report["verdict"]), ("diverged", "fail"))
        self.assertIn("diverged", report["reasons"][0])

    def test_the_epoch_of_divergence_is_the_one_after_the_last_completed(self):
        name = self.write("data.csv", "a,b,y\n1,10,1\n2,20,2\n6,60,3\n")
        for args in ([DIABETES, "--lr", "1e30"], [DIABETES, "--lr", "1e10", "--batch-size", "0"],
                     [name, "--validation", "0", "--task", "regression"]):  # found by the last: the overflow of the last step
            with self.subTest(args):
                report = self.train(*args, code=1)
                cause, finding = [f for f in report["findings"] if f["code"] != "no-better-than-baseline"][:2]
                self.assertEqual((finding["code"], finding["caused_by"]), ("divergence", cause["code"]))
                self.assertEqual(cause["code"], "learning-rate")
                self.assertEqual(finding["evidence"]["epoch"], report["training"]["epochs_completed"] + 1)
