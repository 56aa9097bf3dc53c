"""--events: a line of JSON an epoch, at once, with the numbers of the report."""

import os
import shutil
import subprocess

from program import DIABETES, DIGITS, PENGUINS, PROGRAM, TIMEOUT, ProgramTest, parse_report

DYING = [DIGITS, "--optimizer", "adam", "--lr", "0.03", "--seed", "6", "--epochs", "12"]
RUNS = {  # name: (exit code, arguments)
    "classification": (0, DYING),
    "regression": (0, [DIABETES, "--hidden", "16,8", "--lr", "0.3"]),
    "no validation": (0, [PENGUINS, "--target", "species", "--missing", "drop", "--validation", "0"]),
    "some epochs": (0, [DIABETES, "--epochs", "10", "--track-every", "4"]),
    "no epoch": (0, [DIABETES, "--epochs", "0"]),
    "diverged": (1, [DIABETES, "--scale", "none", "--lr", "0.5", "--epochs", "10"]),
    "diverged between looks": (1, [DIGITS, "--lr", "1e6", "--scale", "none", "--track-every", "3"]),
    "without history": (0, [DIABETES, "--history", "none"]),
    "autopsy": (0, [DIGITS, "--lr", "1.5", "--seed", "3", "--epochs", "4", "--autopsy"]),
}


class EventsTest(ProgramTest):
    def lines(self, name="events.jsonl"):
        content = self.read(name)
        self.assertTrue(content.endswith(b"\n"))
        return [parse_report(line) for line in content.splitlines()]

    def test_the_lines_are_the_history_of_the_report(self):
        for name, (code, args) in RUNS.items():
            for threads in "12":
                with self.subTest(name, threads=threads):
                    report = self.train(*args, "--threads", threads, "--events", "events.jsonl", code=code)
                    lines = self.lines()
                    layers = [line.pop("layers") for line in lines]
                    changes = [(line["epoch"], line.pop("died"), line.pop("revived")) for line in lines]
                    kept = [lines[0], lines[-1]] if report["config"]["history"] == "none" else lines
                    self.assertEqual(kept, report["training"]["history"])
                    self.assert_layers(layers, report)
                    self.assert_changes(changes, report)

    def assert_layers(self, layers, report):
        for index, layer in enumerate(report["layers"]):
            seen = [look[index] for look in layers]
            self.assertEqual({key: seen[-1][key] for key in seen[-1]}, {key: layer[key] for key in ("dead", "saturated", "sparse", "dormant", "apoz")})
            for key in set(seen[-1]) & set(layer.get("history", ())):
                self.assertEqual([look[key] for look in seen], layer["history"][key])

    def assert_changes(self, changes, report):
        told = [(epoch, *unit, kind) for epoch, died, revived in changes
                for kind, units in (("died", died), ("revived", revived)) for unit in units]
        events = [(e["epoch"], e["layer"], e["unit"], e["type"]) for e in report["events"] if e["type"] != "born_dead"]
        self.assertEqual(sorted(told), sorted(events))

    def test_units_die_and_come_back_in_these_tests(self):
        self.train(*DYING, "--events", "events.jsonl")
        for kind in ("died", "revived"):
            self.assertTrue(any(line[kind] for line in self.lines()), kind)

    def test_a_line_is_there_while_the_training_goes_on(self):
        process = self.start("train", DIGITS, "--epochs", "100000000", "--events", "events.jsonl", "--quiet")
        self.wait_until(process, lambda: (self.folder / "events.jsonl").exists() and self.read("events.jsonl").count(b"\n") > 2)
        self.assertIsNone(process.poll())
        lines = self.read("events.jsonl").split(b"\n")[:-1]
        self.assertEqual([parse_report(line)["epoch"] for line in lines], list(range(len(lines))))

    def test_the_events_change_nothing_of_the_report(self):
        args = ["train", *DYING, "--quiet"]
        self.assertEqual(self.program(*args, "--events", "events.jsonl").stdout, self.program(*args).stdout)

    def test_an_older_file_is_emptied_first(self):
        self.write("events.jsonl", "old\n" * 10_000)
        self.train(DIABETES, "--epochs", "3", "--events", "events.jsonl")
        self.assertEqual([line["epoch"] for line in self.lines()], [0, 1, 2, 3])

    def test_a_pipe_can_read_them(self):
        os.mkfifo(self.folder / "pipe")
        process = self.start("train", DIABETES, "--epochs", "3", "--events", "pipe", "-o", "report.json",
                             "--quiet")
        content = (self.folder / "pipe").read_bytes()
        self.assertEqual([parse_report(line)["epoch"] for line in content.splitlines()], [0, 1, 2, 3])
        self.assertEqual(process.wait(), 0)


    def test_a_reader_that_goes_away_does_not_end_the_training(self):
        os.mkfifo(self.folder / "pipe")
        process = self.start("train", DIABETES, "--epochs", "200", "--events", "pipe", "-o", "report.json", "--quiet")
        with open(self.folder / "pipe", "rb") as reader:
            reader.readline()
        self.assertEqual(process.wait(TIMEOUT), 0)
        self.assertEqual(parse_report(self.read("report.json"))["training"]["status"], "completed")


class EventsErrorsTest(ProgramTest):
    def test_standard_output_is_the_reports(self):
        self.train_fails(DIABETES, "--events", "-", saying=["--events", "standard output"])

    def test_the_events_spare_whatever_is_read_or_written_otherwise(self):
        shutil.copy(DIABETES, self.folder / "data.csv")
        os.link(self.folder / "data.csv", self.folder / "also.csv")
        (self.folder / "link.csv").symlink_to("data.csv")
        self.program("train", "data.csv", "--epochs", "0", "--save-model", "start.safetensors", "-o", "r.json", "--quiet")
        before = {path: path.read_bytes() for path in self.folder.iterdir()}
        for events, *more in (["data.csv"], ["./data.csv"], ["link.csv"], ["also.csv"], ["report.json"],
                              ["model.safetensors", "--save-model", "model.safetensors"],
                              ["start.safetensors", "--init-from", "start.safetensors"]):
            with self.subTest(events):
                self.train_fails("data.csv", "--events", events, *more, saying=["--events", events])
        self.train_fails(DIABETES, "--validation-data", "data.csv", "--events", "data.csv", saying=["--events", "data.csv"])
        self.assertEqual({path: path.read_bytes() for path in self.folder.iterdir()}, before)

    def test_a_file_into_which_standard_output_goes_too_is_refused(self):
        for flag in ("--events", "--save-model"):
            with open(self.folder / "both", "wb") as both:
                done = subprocess.run([PROGRAM, "train", DIABETES, "--epochs", "1", "--quiet", flag, "both"],
                                      cwd=self.folder, stdout=both, stderr=subprocess.PIPE, timeout=TIMEOUT)
            self.assertEqual((done.returncode, self.read("both")), (2, b""))
            self.assertIn(b"standard output goes to both too", done.stderr)

    def test_a_stream_that_is_closed_does_not_spill_into_the_events(self):
        command = f'exec "{PROGRAM}" train "{DIABETES}" --epochs 2 --events events.jsonl'
        plain = self.program("train", DIABETES, "--epochs", "2", "--events", "plain.jsonl", "-q")
        for closed in ("-o report.json 2>&-", "-o report.json <&-", "-q -o report.json >&-", "<&- 2>&- >report.json"):
            with self.subTest(closed):
                done = subprocess.run(["sh", "-c", f"{command} {closed}"], capture_output=True, cwd=self.folder, timeout=TIMEOUT)
                self.assertEqual((done.returncode, done.stdout), (0, b""))
                self.assertEqual(self.read("events.jsonl"), self.read("plain.jsonl"))
                self.assertEqual(self.read("report.json"), plain.stdout)
        done = subprocess.run(["sh", "-c", f"{command} -q >&-"], capture_output=True, cwd=self.folder, timeout=TIMEOUT)
        self.assertEqual((done.returncode, done.stderr),
                         (2, b"error: standard output: cannot be written: it is not open for writing\n"))
        self.assertEqual(self.read("events.jsonl"), self.read("plain.jsonl"))

    def test_a_file_that_cannot_be_opened_is_named_before_the_data_is_read(self):
        for path, why in (("missing/events.jsonl", "cannot be written"), (".", "is a directory")):
            with self.subTest(path):
                self.train_fails("missing.csv", "--events", path, saying=[f"{path}: {why}"])

    def test_a_full_disk_ends_the_run_and_says_so(self):
        for threads in "12":
            with self.subTest(threads=threads):
                self.train_fails(DIABETES, "--threads", threads, "--events", "/dev/full",
                                 saying=["/dev/full", "No space left on device"])
