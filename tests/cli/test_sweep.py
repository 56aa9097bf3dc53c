"""sweep: its runs are those of train, its result does not depend on how it was cut up, killed, or resumed."""

import csv
import io
import json
import os
import pathlib
import random
import re
import resource
import shutil
import signal
import subprocess
import time
import xml.etree.ElementTree as xml

from jsonschema import Draft202012Validator
from program import DIABETES, DIGITS, PENGUINS, PROGRAM, ProgramTest, parse_report, run

TIMES = 50 if os.environ["RELUSCOPE_BUILD"] == "Release" else 5  # a sanitizer makes it slow
RATES = ["0.05", "0.5", "1"]
GRID = [DIGITS, "--lr", ",".join(RATES), "--init", "he_normal,rai", "--seeds", "4", "--epochs", "3"]


class SweepTest(ProgramTest):
    def sweep(self, *args, code=0):
        """Run a quiet sweep, and return its result as bytes."""
        result = self.program("sweep", *args, "--quiet")
        self.assertEqual((result.code, result.stderr), (code, ""))
        return result.stdout

    def records(self, folder):
        return [json.loads(line) for file in sorted((self.folder / folder).glob("shard-*.jsonl"))
                for line in file.read_text().splitlines()]

    def refused(self, *args, message):
        result = self.program("sweep", *args)
        self.assertEqual((result.code, result.stdout), (2, b""))
        self.assertRegex(result.stderr, rf"\Aerror: {message}.*\n\Z")


class RunsTest(SweepTest):
    def test_every_run_is_that_of_train(self):
        self.sweep(DIGITS, "--lr", "0.1,1", "--hidden", "16;24,8", "--optimizer", "sgd,adam", "--batch-size",
                   "16..64:log:3", "--seeds", "5", "--epochs", "3", "--dir", "runs")
        records = self.records("runs")
        self.assertEqual(len(records), 2 * 2 * 2 * 3 * 5)
        plan = json.loads((self.folder / "runs" / "plan.json").read_text())
        values = [axis["values"] for axis in plan["axes"]]
        self.assertEqual([axis["option"] for axis in plan["axes"]], ["hidden", "batch_size", "optimizer", "lr"])
        self.assertEqual(values[1], ["16", "32", "64"])
        for record in random.Random(1).sample(records, TIMES):
            cell, options = record["cell"], []
            for axis in reversed(plan["axes"]):
                options += ["--" + axis["option"].replace("_", "-"), axis["values"][cell % len(axis["values"])]]
                cell //= len(axis["values"])
            report = self.train(DIGITS, *options, "--seed", str(record["seed"]), "--epochs", "3", "--rank", "none", "--prove", "none")
            last = report["training"]["history"][-1]
            deaths = [event["epoch"] for event in report["events"] if event["type"] == "died"]
            with self.subTest(options, seed=record["seed"]):
                self.assertEqual(record["summary"], report["summary"])
                self.assertEqual(record["validation"], last["validation"])
                self.assertEqual(record["training"], {key: last[key] for key in ("loss", "accuracy")})
                self.assertEqual((record["status"], record["epochs_completed"]), ("completed", 3))
                self.assertEqual(record["first_death_epoch"], min(deaths, default=None))

    def test_a_cell_says_what_its_runs_came_to(self):
        result = json.loads(self.sweep(*GRID, "--dir", "runs"))
        for cell in result["cells"]:
            runs = [record for record in self.records("runs") if record["cell"] == cell["cell"]]
            dead = sorted(record["summary"]["dead_fraction"] for record in runs)
            accuracy = [record["validation"]["accuracy"] for record in runs]
            self.assertEqual(cell["runs"], 4)
            self.assertEqual(cell["dead_unit"]["count"], sum(value > 0 for value in dead))
            self.assertEqual(cell["dead_layer"]["count"], sum(record["summary"]["network_dead"] for record in runs))
            self.assertEqual((cell["dead_fraction"]["min"], cell["dead_fraction"]["max"]), (dead[0], dead[-1]))
            self.assertAlmostEqual(cell["dead_fraction"]["median"], (dead[1] + dead[2]) / 2, places=14)
            self.assertAlmostEqual(cell["dead_fraction"]["mean"], sum(dead) / 4, places=14)
            self.assertAlmostEqual(cell["quality"]["mean"], sum(accuracy) / 4, places=14)
            deaths = [record["first_death_epoch"] for record in runs if record["first_death_epoch"] is not None]
            if deaths:
                self.assertEqual((cell["first_death_epoch"]["runs"], cell["first_death_epoch"]["min"]), (len(deaths), min(deaths)))
            else:
                self.assertIsNone(cell["first_death_epoch"])
        self.assertEqual([cell["settings"]["init"] for cell in result["cells"]], ["he_normal"] * 3 + ["rai"] * 3)
        good = [c for c in result["cells"] if c["dead_fraction"]["upper"] < 0.05 and c["diverged"]["count"] == 0]
        self.assertEqual(result["best"]["cell"], max(good, key=lambda c: c["quality"]["mean"])["cell"])

    def test_a_run_that_diverges_is_counted_and_has_no_quality(self):
        result = json.loads(self.sweep(DIABETES, "--lr", "0.01,1e6", "--seeds", "3", "--epochs", "2", "--fail-on",
                                       "cell.quality.mean < -100", code=1))
        cell = result["cells"][1]
        self.assertEqual((cell["diverged"]["count"], cell["quality"]), (3, None))
        self.assertEqual(result["reasons"], ["gate failed: cell.quality.mean < -100 (value not finite, lr 1000000)"])

    def test_runs_that_diverged_do_not_hide_a_threshold(self):
        result = json.loads(self.sweep(DIABETES, "--lr", "0.01..1:log:5", "--epochs", "60", "--seeds", "20"))
        self.assertGreater(result["cells"][4]["diverged"]["share"], 0.5)
        self.assertLess(result["cells"][4]["dead_unit"]["share"], 0.5)
        self.assertEqual(result["thresholds"][0]["reach"], "within")
        self.assertTrue(0.03 < result["thresholds"][0]["value"] < 0.1)

    def test_equal_shares_everywhere_are_below_or_above(self):
        for bias, reach, code in (("-50", "below", 1), ("50", "above", 0)):
            for seeds in ("3", "5", "7", "10"):
                result = json.loads(self.sweep(DIABETES, "--lr", "0.001..1:log:3", "--epochs", "0", "--hidden", "8,4", "--seeds", seeds,
                                               "--bias-init", "constant:" + bias, "--fail-on", "threshold.lr < 0.05", code=code))
                self.assertEqual(result["thresholds"][0]["reach"], reach)
        sentence = {"below": "half of the runs or more have a dead unit at every lr from 0.001 on",
                    "above": "fewer than half of the runs have a dead unit at any lr up to 1"}[reach]  # fmt: skip
        self.write("r.json", json.dumps(result))
        self.assertIn("\n" + sentence + "\n", self.program("render", "r.json").stdout.decode())
        self.assertIn("\n* " + sentence.capitalize(), self.program("render", "r.json", "--format", "markdown").stdout.decode())

    def test_values_are_taken_as_train_takes_them(self):
        self.write("odd.csv", "x\\y,c;d,007,7\n" .replace("x\\y", '"x,y"') + "".join(f"{i},{i % 3},{i % 5},{i * i}\n" for i in range(40)))
        for args, options in ((["--drop", r"x\,y"], ["--drop", r"x\,y"]), (["--drop", r"c\;d"], ["--drop", "c;d"]),
                              (["--delimiter", ","], ["--delimiter", ","]), (["--target", "007"], ["--target", "007"]),
                              (["--hidden", "4..16:lin:4"], ["--hidden", "4"])):
            with self.subTest(args):
                (self.folder / "runs").mkdir(exist_ok=True)
                shutil.rmtree(self.folder / "runs")
                self.sweep("odd.csv", *args, "--seeds", "1", "--epochs", "1", "--dir", "runs")
                report = self.train("odd.csv", *options, "--epochs", "1", "--prove", "none")
                first = next(record for record in self.records("runs") if record["run"] == 0)  # the first to end may be another
                self.assertEqual(first["summary"], report["summary"])
        best = self.program("sweep", "odd.csv", "--target", "007", "--lr", "1e-3,2e-3", "--dead-limit", "0.9", "--seeds", "1", "--epochs",
                            "0", "-o", "r.json").stderr
        self.assertRegex(best, r"reluscope train odd.csv --target 007 --epochs 0 --lr [12]e-3\n")

    def test_a_report_of_train_can_be_varied(self):
        self.program("train", PENGUINS, "--target", "species", "--missing", "drop", "--hidden", "8,4", "--epochs", "2", "--autopsy",
                     "--fail-on", "dead > 90", "-o", "r.json", "-q")
        result = json.loads(self.sweep("--config", "r.json", "--lr", "0.1,0.2", "--seeds", "2"))
        self.assertEqual((result["options"]["hidden"], result["options"]["target"], result["fail_on"]), ("8,4", "species", []))
        self.assertEqual([axis["option"] for axis in result["axes"]], ["lr"])

    def test_data_options_vary_too(self):
        result = json.loads(self.sweep(PENGUINS, "--target", "species", "--missing", "drop,mean", "--scale",
                                       "none,standard", "--seeds", "2", "--epochs", "2", "--dir", "runs"))
        self.assertEqual(len(result["cells"]), 4)
        for number, missing, scale in ((0, "drop", "none"), (7, "mean", "standard")):
            record = next(record for record in self.records("runs") if record["run"] == number)
            report = self.train(PENGUINS, "--target", "species", "--missing", missing, "--scale", scale, "--seed",
                                str(record["seed"]), "--epochs", "2", "--prove", "none")
            self.assertEqual(record["summary"], report["summary"])

    def test_what_differs_between_runs_is_in_their_hashes(self):
        plan = json.loads(self.sweep(*GRID, "--plan"))
        self.assertEqual([run["run"] for run in plan["runs"]], list(range(24)))
        self.assertEqual(len({run["id"] for run in plan["runs"]}), 24)
        (self.folder / "other.csv").write_bytes(pathlib.Path(DIGITS).read_bytes() + b"\n")
        other = json.loads(self.sweep("other.csv", *GRID[1:], "--plan"))
        self.assertFalse({run["id"] for run in plan["runs"]} & {run["id"] for run in other["runs"]})

    def test_options_come_from_a_file(self):
        self.write("sweep.toml", '[sweep]\nlr = ["0.05", 0.5, "1..2:lin:2"]\nhidden = [32, 16]\nepochs = 2\nseeds = 3\n')
        result = json.loads(self.sweep(DIGITS, "--config", "sweep.toml"))
        self.assertEqual(result["axes"], [{"option": "lr", "values": ["0.05", "0.5", "1", "2"], "are_numbers": True}])
        self.assertEqual((result["options"], result["seeds"]), ({"hidden": "32,16", "epochs": 2}, [0, 1, 2]))
        flags = self.sweep(DIGITS, "--lr", "0.05,0.5,1..2:lin:2", "--hidden", "32,16", "--epochs", "2", "--seed", "0,1,2")
        self.assertEqual(json.loads(flags), result)


class PiecesTest(SweepTest):
    def test_threads_and_shards_change_no_byte(self):
        whole = self.sweep(*GRID, "--threads", "1")
        self.assertEqual(self.sweep(*GRID, "--threads", "2"), whole)
        for shards in (1, 4, 7):
            folder = f"of{shards}"
            for shard in range(1, shards + 1):
                self.assertEqual(self.sweep(*GRID, "--dir", folder, "--shard", f"{shard}/{shards}"), b"")
            self.assertEqual(self.program("sweep", "merge", folder, "-q").stdout, whole)

    def test_killed_at_any_moment_and_resumed_it_ends_with_the_same_bytes(self):
        whole = self.sweep(*GRID)
        arguments = [str(PROGRAM), "sweep", *GRID, "--dir", "runs", "--resume", "-q", "-o", "result.json"]
        chance, kills = random.Random(7), 0
        started = time.monotonic()
        self.sweep(*GRID, "-o", "first.json")
        alone = time.monotonic() - started
        for _ in range(TIMES):
            process = subprocess.Popen(arguments, cwd=self.folder)
            try:
                process.wait(timeout=chance.uniform(0.05, 0.5) * alone)
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                process.wait()
                kills += 1
            if chance.random() < 0.5:  # what a crash of the machine leaves: a line that is cut off, or a lost tail
                for file in (self.folder / "runs").glob("shard-*"):
                    os.truncate(file, chance.randint(0, file.stat().st_size))
            if (self.folder / "result.json").exists():
                self.assertEqual(self.read("result.json"), whole)
                (self.folder / "result.json").unlink()
        self.assertGreaterEqual(kills, TIMES * 4 // 5)
        self.assertEqual(self.sweep(*GRID, "--dir", "runs", "--resume"), whole)
        self.assertEqual(len(self.records("runs")), 24)

    def test_an_interrupted_sweep_says_how_to_go_on(self):
        some = [DIGITS, "--lr", "0.1,0.2", "--seeds", "200", "--epochs", "5"]
        process = self.start("sweep", *some, "--dir", "runs", "-o", "r.json")
        self.wait_until(process, lambda: any(file.read_bytes().count(b"\n") for file in self.folder.glob("runs/shard-*")))
        process.send_signal(signal.SIGTERM)
        _, errors = process.communicate()
        self.assertEqual(process.returncode, 143)
        self.assertIn("stopped; runs has the runs so far: --resume goes on", errors.decode())
        self.assertFalse((self.folder / "r.json").exists())
        self.assertEqual(self.sweep(*some, "--dir", "runs", "--resume"), self.sweep(*some))

    def test_another_plan_is_refused(self):
        self.sweep(*GRID, "--dir", "runs")
        self.refused(*GRID, "--dir", "runs", message="runs: holds runs of this sweep; add --resume")
        self.refused(*GRID[:-1], "4", "--dir", "runs", "--resume",
                     message="runs: holds the runs of another sweep, which differs in options.epochs; name another")
        self.refused(DIABETES, *GRID[1:], "--dir", "runs", "--resume",
                     message="runs: holds the runs of another sweep, which differs in data.path, data.sha256")

    def test_merge_names_what_is_missing(self):
        for shard in (1, 3):
            self.sweep(*GRID, "--dir", "runs", "--shard", f"{shard}/4")
        result = self.program("sweep", "merge", "runs")
        self.assertEqual((result.code, result.stdout), (2, b""))
        self.assertEqual(result.stderr, "error: runs: 12 runs missing (1, 3, 5, 7, 9, 11, 13, 15, 17, 19, 21, 23); "
                         "do them with --resume and --shard 2/4, --shard 4/4\n")

    def test_merge_refuses_runs_that_differ(self):
        self.sweep(*GRID, "--dir", "runs")
        file = self.folder / "runs" / "shard-0001-of-0001.jsonl"
        lines = file.read_text()
        (self.folder / "runs" / "shard-0001-of-0002.jsonl").write_text(lines)
        self.assertEqual(self.program("sweep", "merge", "runs", "-q").code, 0)
        (self.folder / "runs" / "shard-0001-of-0002.jsonl").write_text(lines.replace('"epochs_completed":3', '"epochs_completed":2', 1))
        result = self.program("sweep", "merge", "runs")
        self.assertEqual(result.code, 2)
        self.assertRegex(result.stderr, r"\Aerror: runs/shard-0001-of-0002.jsonl: run [0-9]+ is there twice, and differs; ")
        file.write_text("nonsense\n" + lines)
        self.assertRegex(self.program("sweep", "merge", "runs").stderr,
                         r"\Aerror: runs/shard-0001-of-0001.jsonl:1: is not a run of a sweep; .*\n\Z")

    def test_shards_come_from_the_environment(self):
        for environment, name in (({"SLURM_ARRAY_TASK_ID": "3", "SLURM_ARRAY_TASK_MIN": "1", "SLURM_ARRAY_TASK_MAX": "7",
                                    "SLURM_ARRAY_TASK_COUNT": "4"}, "shard-0002-of-0004.jsonl"),
                                  ({"CI_NODE_INDEX": "3", "CI_NODE_TOTAL": "3"}, "shard-0003-of-0003.jsonl")):
            result = run("sweep", *GRID, "--dir", "runs", "--shard", "auto", "-q", cwd=self.folder, env={**os.environ, **environment})
            self.assertEqual(result.code, 0)
            self.assertTrue((self.folder / "runs" / name).exists())
        self.refused(*GRID, "--dir", "runs", "--shard", "auto", message="--shard auto: neither SLURM_ARRAY_TASK_ID nor CI_NODE_INDEX")

    def test_a_disk_that_is_full_is_an_error_and_nothing_is_lost(self):
        def limit_files():
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (6000, 6000))

        whole = self.sweep(*GRID)
        process = subprocess.run([str(PROGRAM), "sweep", *GRID, "--dir", "runs", "-q"], cwd=self.folder, preexec_fn=limit_files, capture_output=True)
        self.assertEqual((process.returncode, process.stdout), (2, b""))
        self.assertRegex(process.stderr, rb"\Aerror: runs/shard-0001-of-0001.jsonl: cannot be written: File too large[^\n]*\n\Z")
        self.assertEqual(self.sweep(*GRID, "--dir", "runs", "--resume"), whole)

    def test_nothing_that_is_read_or_kept_is_overwritten(self):
        for name in ("a.safetensors", "b.safetensors"):
            self.train(DIABETES, "--epochs", "1", "--save-model", name)
        self.write("v1.csv", pathlib.Path(DIABETES).read_bytes())
        self.write("v2.csv", pathlib.Path(DIABETES).read_bytes())
        self.write("s.toml", "[sweep]\nlr = [0.1, 0.2]\n")
        self.sweep(DIABETES, "--seeds", "1", "--epochs", "1", "--dir", "runs")
        before = {path: path.read_bytes() for path in self.folder.rglob("*.*") if path.is_file()}
        some = [DIABETES, "--seeds", "1", "--epochs", "1"]
        for args in ([*some, "--init-from", "a.safetensors,b.safetensors", "-o", "b.safetensors"],
                     [*some, "--validation-data", "v1.csv,v2.csv", "-o", "v2.csv"], [*some, "--config", "s.toml", "-o", "s.toml"],
                     [*some, "--dir", "runs", "--resume", "-o", "runs/plan.json"],
                     [*some, "--dir", "runs", "--resume", "-o", "runs/shard-0001-of-0001.jsonl"], [*some, "--dir", "new", "-o", "new"],
                     ["merge", "runs", "-o", "runs/plan.json"], ["merge", "runs", "-o", "./runs/shard-0001-of-0001.jsonl"]):
            with self.subTest(args):
                self.refused(*args, message="--output: ")
        self.assertEqual({path: path.read_bytes() for path in self.folder.rglob("*.*") if path.is_file()}, before)
        self.sweep(*some, "--dir", "new", "-o", "new/result.json")

    def test_data_in_the_folder_of_the_sweep(self):
        some = ["--seeds", "1", "--epochs", "1", "--dir", "runs"]
        (self.folder / "runs").mkdir()
        own = "runs/shard-0001-of-0001.jsonl"
        self.write(own, pathlib.Path(DIABETES).read_bytes())
        os.link(self.folder / own, self.folder / "linked.csv")
        for args in ([own], ["linked.csv"], [DIABETES, "--validation-data", own]):
            with self.subTest(args):
                self.refused(*args, *some, "--resume", message=f"{args[1] if len(args) > 1 else 'DATA.csv'}: {args[-1]} is a file of the sweep itself")
                self.assertEqual(os.listdir(self.folder / "runs"), ["shard-0001-of-0001.jsonl"])
        shutil.rmtree(self.folder / "runs")
        for output in ("runs/plan.json", "runs/../runs/shard-0001-of-0001.jsonl"):
            self.refused(DIABETES, *some, "-o", output, message=f"--output: {output} is a file of the sweep itself")
            self.assertFalse((self.folder / "runs").exists())

    def test_data_whose_name_begins_like_a_flag(self):
        self.write("-d.csv", pathlib.Path(DIABETES).read_bytes())
        result = self.program("sweep", "--lr", "0.01,0.1", "--seeds", "1", "--epochs", "1", "-o", "s.json", "--", "-d.csv")
        command = next(line for line in result.stderr.splitlines() if "reluscope train" in line).split()
        self.assertEqual(self.program(*command[1:], "-q").code, 0, command)

    def test_damaged_files_are_named(self):
        self.sweep(*GRID, "--dir", "runs")
        plan, runs = self.folder / "runs" / "plan.json", self.folder / "runs" / "shard-0001-of-0001.jsonl"
        text, lines = plan.read_text(), runs.read_text()
        for damaged in ("", text[:500], text.replace('"seeds": [0,1,2,3]', '"seeds": [0,1,2]'), text.replace('"sweep --plan"', '"train"')):
            plan.write_text(damaged)
            self.refused("merge", "runs", message="runs/plan.json: ")
        plan.write_text(text)
        runs.write_text(lines.replace('"dead_fraction"', '"dead"', 1))
        self.refused("merge", "runs", message="runs/shard-0001-of-0001.jsonl:1: summary.dead_fraction is missing; delete this line")
        for key in ("dead_fraction", "dead", "network_dead"):
            for value in ("-1", "true", "false", "1.5", '"0"', "null"):
                if (key == "network_dead") != (value in ("true", "false")) and (key, value) != ("dead", "1.5"):
                    runs.write_text(re.sub(rf'"{key}":[^,}}]+', f'"{key}":{value}', lines, count=1))
                    self.refused("merge", "runs", message=f"runs/shard-0001-of-0001.jsonl:1: summary.{key} is ")
        runs.write_text("\n" + lines + "\n\n")
        self.assertEqual(self.program("sweep", "merge", "runs", "-q").code, 0)


class ResultTest(SweepTest):
    def test_the_result_follows_its_schema(self):
        schema = json.loads(self.program("schema", "sweep").stdout)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for args in (GRID, [DIABETES, "--seeds", "1", "--epochs", "0"], [DIABETES, "--lr", "1e6", "--epochs", "1", "--seeds", "2"]):
            validator.validate(parse_report(self.sweep(*args)))

    def test_gates_are_on_any_cell_and_on_thresholds(self):
        for rule, holds in (("threshold.lr < 2", True), ("threshold.lr < 0.05", False),
                            ("cell.dead_fraction.upper > 0.001", True), ("cell.quality.mean < 0.01", False)):
            result = json.loads(self.sweep(*GRID, "--fail-on", rule, code=1 if holds else 0))
            self.assertEqual([gate["passed"] for gate in result["gates"]], [not holds])
            self.assertEqual(result["verdict"], "fail" if holds else "pass")
        self.refused(*GRID, "--fail-on", "threshold.init < 1", message=r"--fail-on 'threshold.init < 1': no metric 'threshold.init'")

    def test_a_number_that_no_run_has_breaks_no_rule(self):
        """No unit dies, so there is no first death: neither before nor not in epoch 5."""
        for rule in ("cell.first_death_epoch.mean < 5", "cell.first_death_epoch.mean != 5", "cell.first_death_epoch.min >= 0"):
            result = json.loads(self.sweep(DIABETES, "--lr", "1e-6,1e-5", "--seeds", "2", "--epochs", "1", "--fail-on", rule))
            self.assertEqual([cell["first_death_epoch"] for cell in result["cells"]], [None, None])
            self.assertEqual(result["gates"], [{"rule": rule, "value": None, "passed": True}])

    def test_a_percentage_is_for_fractions(self):
        few = [DIABETES, "--lr", "0.01,0.02", "--seeds", "2", "--epochs", "1"]
        self.sweep(*few, "--fail-on", "cell.dead_unit.share > 100%")
        self.sweep(*few, "--fail-on", "cell.dead_unit.share <= 100 %", code=1)
        for metric in ("threshold.lr", "cell.first_death_epoch.mean"):
            self.refused(*few, "--fail-on", f"{metric} < 5%", message=f"--fail-on '{metric} < 5%': a percentage is for fractions")

    def test_a_threshold_below_the_least_value_fails_a_gate_and_one_above_the_greatest_passes(self):
        below = json.loads(self.sweep(DIGITS, "--lr", "2,3", "--seeds", "4", "--epochs", "2", "--fail-on", "threshold.lr < 2.5", code=1))
        self.assertEqual((below["thresholds"][0]["reach"], below["thresholds"][0]["value"], below["gates"][0]["value"]), ("below", None, 2))
        above = json.loads(self.sweep(DIGITS, "--lr", "0.01,0.02", "--seeds", "4", "--epochs", "2", "--fail-on", "threshold.lr < 2.5"))
        self.assertEqual((above["thresholds"][0]["reach"], above["gates"][0]["value"]), ("above", None))

    def test_render_shows_it_in_every_format(self):
        self.write("r.json", self.sweep(*GRID, "--fail-on", "cell.dead_fraction.upper > 0.001", code=1))
        shown = {name: self.program("render", "r.json", "--format", name) for name in ("text", "markdown", "csv", "junit", "json")}
        self.assertEqual({result.code for result in shown.values()}, {0})
        text = {name: result.stdout.decode() for name, result in shown.items()}
        self.assertEqual(text["json"].encode(), (self.folder / "r.json").read_bytes())
        result = json.loads(text["json"])
        self.assertIn("sweep of " + DIGITS + ": 2 × 3 cells × 4 seeds = 24 runs\n", text["text"])
        self.assertIn("lr \\ init  he_normal", text["text"])
        self.assertIn("verdict: fail (gate failed: cell.dead_fraction.upper > 0.001 (value ", text["text"])
        self.assertNotIn("\033", text["text"])
        rows = list(csv.DictReader(io.StringIO(text["csv"])))
        self.assertEqual([(row["init"], row["lr"]) for row in rows], [(init, rate) for init in ("he_normal", "rai") for rate in RATES])
        for row, cell in zip(rows, result["cells"]):
            self.assertEqual(float(row["dead_fraction.mean"]), cell["dead_fraction"]["mean"])
            self.assertEqual(float(row["dead_unit.upper"]), cell["dead_unit"]["upper"])
            self.assertEqual(row["first_death_epoch.mean"] == "", cell["first_death_epoch"] is None)
        cases = xml.fromstring(text["junit"]).findall(".//testsuite[@name='cells']/testcase")
        self.assertEqual([case.get("name") for case in cases], [f"init {c['settings']['init']}, lr {c['settings']['lr']}" for c in result["cells"]])
        self.assertEqual([case.find("failure") is not None for case in cases], [c["dead_fraction"]["upper"] > 0.001 for c in result["cells"]])
        self.assertEqual(text["markdown"].count("\n| he\\_normal | "), 3)

    def test_an_edited_result_is_refused(self):
        result = json.loads(self.sweep(*GRID))
        for change in (lambda r: r["thresholds"][0].update(axis="x"), lambda r: r["thresholds"][0].update(axis="init"),
                       lambda r: r["thresholds"][0].update(value=None, reach="within"), lambda r: r["best"].update(cell=9),
                       lambda r: r["cells"].pop(), lambda r: r["cells"][0].update(dead_fraction=None),
                       lambda r: r["cells"][0].update(settings={}), lambda r: r["axes"][1].update(values=["a", "b", "c"]),
                       lambda r: r.update(fail_on=["x > 1"]), lambda r: r["seeds"].clear(), lambda r: r.pop("quality"),
                       lambda r: r.update(schema_version=2)):
            edited = json.loads(json.dumps(result))
            change(edited)
            self.write("r.json", json.dumps(edited))
            for form in ("text", "csv", "junit"):
                shown = self.program("render", "r.json", "--format", form)
                self.assertEqual((shown.code, shown.stdout), (2, b""))
                self.assertRegex(shown.stderr, r"\Aerror: r.json: .*; make it again with reluscope sweep -o FILE\n\Z")

    def test_names_cannot_turn_the_terminal(self):
        self.write("odd.csv", "a,\x1b[31mb\n" + "".join(f"{i},{i * i}\n" for i in range(40)))
        result = self.program("sweep", "odd.csv", "--target", "a,\x1b[31mb", "--seeds", "1", "--epochs", "1", "-o", "r.json")
        self.assertEqual(result.code, 0)
        self.assertNotIn("\x1b", result.stderr)

    def test_the_best_cell_comes_with_its_command(self):
        result = self.program("sweep", *GRID, "-o", "r.json")
        command = next(line.strip() for line in result.stderr.splitlines() if "reluscope train" in line)
        best = json.loads((self.folder / "r.json").read_text())["best"]
        self.assertEqual(command, f"reluscope train {DIGITS} --epochs 3 --init {best['settings']['init']} --lr {best['settings']['lr']}")
        self.assertEqual(self.program(*command.split()[1:], "-q").code, 0)

    def test_what_cannot_be_is_refused(self):
        for args, message in (
            ([], "sweep: no dataset"),
            ([DIGITS, "--lr", "1..2"], "--lr: '1..2' is not a range"),
            ([DIGITS, "--lr", "0..1:log:3"], "--lr: '0..1:log:3' is not between numbers above 0"),
            ([DIGITS, "--lr", "0.1,0.1"], "--lr: the value '0.1' is there twice"),
            ([DIGITS, "--lr", "0.1,1e-1"], "--lr: the value '1e-1' is there twice"),
            ([DIGITS, "--lr", "0.1..0.1000001:log:5"], "--lr: a range of 5 values, more than 4 digits tell apart"),
            ([DIGITS, "--seeds", "2000000000"], "sweep: more than 1,000,000 runs"),
            ([DIGITS, *(part for name in ("lr", "weight-decay", "clip-norm", "batch-size") for part in (f"--{name}", "1..9000:lin:9000"))],
             "sweep: more than 1,000,000 runs"),
            ([DIGITS, "--seed", "9223372036854775807"], "--seed: '9223372036854775807' is not a whole number"),
            ([DIGITS, "--dir", ""], "--dir: '' is empty; give DIR"),
            ([DIGITS, "--dir", "x" * 300], "x+: File name too long"),
            (["-", "--missing", "drop,mean"], "sweep: the cells read the data in different ways|standard input"),
            ([DIGITS, "--lr", "0.1,x"], "--lr: 'x' is not a positive number"),
            ([DIGITS, "--optimizer", "sgd,adam", "--momentum", "0.5"], "--momentum needs --optimizer momentum"),
            ([DIGITS, "--seed", "1,2", "--seeds", "2"], "--seeds does not go with --seed"),
            ([DIGITS, "--shard", "1/2"], "--shard needs --dir"),
            ([DIGITS, "--shard", "3/2", "--dir", "d"], "--shard: there is no shard 3 of 2"),
            ([DIGITS, "--shard", "1/2", "--dir", "d", "-o", "x"], "--output does not go with --shard"),
            ([DIGITS, "--resume"], "--resume needs --dir"),
            (["missing.csv"], "missing.csv: "),
            ([DIGITS, "--task", "classification,regression"], "sweep: some cells learn classes and others numbers"),
            ([DIGITS, "--activation", "tanh,relu", "--prove", "box"], "--prove is for --activation relu"),
            (["merge", "."], "./?: has no plan.json|\\.: has no plan.json"),
        ):
            with self.subTest(args):
                self.refused(*args, message=f"(?:{message})")
        self.write("empty.toml", "[sweep]\nlr = []\n")
        self.refused(DIGITS, "--config", "empty.toml", message="empty.toml:2:1: --lr: a list without a value")
        self.assertEqual(self.program("check", self.write("r.json", self.sweep(*GRID)), "--fail-on", "dead > 1").code, 2)
