"""SIGINT and SIGTERM leave a report of what was done, SIGPIPE ends quietly, SIGKILL leaves whole files."""

import os
import random
import signal
import subprocess
import time

from jsonschema import Draft202012Validator

from program import DIGITS, PROGRAM, TIMEOUT, ProgramTest, parse_report, run

ENDLESS = ["train", DIGITS, "--epochs", "100000000", "--events", "events.jsonl", "--quiet"]
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143}


class InterruptTest(ProgramTest):
    def has_lines(self, count):
        events = self.folder / "events.jsonl"
        return events.exists() and events.read_bytes().count(b"\n") >= count

    def start_training(self, *args, lines=1, **how):
        """Start a run without an end, and wait for the first lines of its events."""
        process = self.start(*ENDLESS, *args, **how)
        self.wait_until(process, lambda: self.has_lines(lines))
        return process

    def interrupt(self, process, number, says=b"verdict: fail (training was interrupted after epoch "):
        process.send_signal(number)
        stdout, stderr = process.communicate(timeout=TIMEOUT)
        self.assertEqual((process.returncode, stderr.count(b"\n")), (CODES[number], int(says != b"")))
        self.assertTrue(stderr.startswith(says), stderr)
        return stdout

    def test_a_signal_leaves_the_report_and_the_model_of_a_run_that_ended_there(self):
        validator = Draft202012Validator(parse_report(run("schema").stdout))
        for number in CODES:
            for flags in ((), ("--threads", "1"), ("--threads", "2"), ("--track-every", "3"), ("--optimizer", "adam")):
                with self.subTest(number, flags=flags):
                    process = self.start_training(*flags, "--save-model", "model.safetensors", lines=3)
                    report = parse_report(self.interrupt(process, number))
                    self.assertEqual([error.message for error in validator.iter_errors(report)], [])
                    training = report["training"]
                    epochs = training["epochs_completed"]
                    self.assertEqual(training["status"], "interrupted")
                    self.assertEqual((report["verdict"], report["reasons"]),
                                     ("fail", [f"training was interrupted after epoch {epochs}"]))
                    last = parse_report(self.read("events.jsonl").splitlines()[-1])
                    self.assertEqual((last["epoch"], training["history"][-1]["epoch"]), (epochs, epochs))

                    other = self.train(DIGITS, "--epochs", epochs, *flags, "--save-model", "other.safetensors")
                    for part in ("data", "model", "summary", "layers", "events"):
                        self.assertEqual(report[part], other[part], part)
                    self.assertEqual(training["history"], other["training"]["history"])
                    self.assertEqual(self.read("model.safetensors"), self.read("other.safetensors"))
                    (self.folder / "events.jsonl").unlink()

    def test_the_report_goes_to_its_file_and_nothing_is_left_beside_it(self):
        self.interrupt(self.start_training("-o", "report.json"), signal.SIGTERM)
        self.assertEqual(parse_report(self.read("report.json"))["training"]["status"], "interrupted")
        self.assertEqual(set(os.listdir(self.folder)), {"report.json", "events.jsonl"})

    def test_who_stops_a_run_does_not_wait_for_autopsies(self):
        dying = ["--lr", "1.5", "--seed", "3", "--autopsy"]
        report = parse_report(self.interrupt(self.start_training(*dying, lines=8), signal.SIGINT))
        deaths = [event for event in report["events"] if event["type"] == "died"]
        self.assertGreater(len(deaths), 0)
        self.assertFalse(any("autopsy" in event["cause"] for event in deaths))

    def test_a_signal_during_the_autopsies_ends_them(self):
        command = ["train", DIGITS, "--hidden", "256,256", "--lr", "0.6", "--epochs", "40", "--autopsy", "--seed", "3"]
        process = self.start(*command)
        line = next(line for line in process.stderr if line.startswith(b"autopsy"))
        self.assertIn(b"epochs with deaths", line)
        process.send_signal(signal.SIGINT)
        stdout, _ = process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 130)
        report = parse_report(stdout)
        self.assertEqual((report["training"]["status"], report["training"]["epochs_completed"]), ("interrupted", 40))
        deaths = [event for event in report["events"] if event["type"] == "died"]
        self.assertTrue(any("autopsy" not in event["cause"] for event in deaths))

    def test_people_are_told(self):
        arguments = [argument for argument in ENDLESS if argument != "--quiet"]
        process = self.start(*arguments, "-o", "report.json")
        self.wait_until(process, lambda: self.has_lines(1))
        process.send_signal(signal.SIGINT)
        _, stderr = process.communicate(timeout=TIMEOUT)
        self.assertIn(b"verdict: fail (training was interrupted after epoch", stderr)

    def test_a_second_signal_ends_at_once(self):
        os.mkfifo(self.folder / "unread")  # the report waits for a reader
        for first, second in ((signal.SIGINT, signal.SIGTERM), (signal.SIGTERM, signal.SIGTERM)):
            with self.subTest(second):
                process = self.start_training("--save-model", "model.safetensors", "-o", "unread")
                process.send_signal(first)
                self.wait_until(process, (self.folder / "model.safetensors").exists)
                self.assertEqual(self.interrupt(process, second, says=b""), b"")
                (self.folder / "model.safetensors").unlink()
                (self.folder / "events.jsonl").unlink()

    def test_while_the_data_is_read_a_signal_ends_at_once_and_nothing_is_written(self):
        for number in CODES:
            with self.subTest(number):
                process = self.start("train", "-", "-o", "report.json", "--save-model", "model.safetensors",
                                     stdin=subprocess.PIPE)
                process.stdin.write(b"x,y\n1,2\n")
                process.stdin.flush()
                self.assertTrue(process.stderr.readline().startswith(b"reading"))
                self.assertEqual(self.interrupt(process, number, says=b""), b"")
                self.assertEqual(os.listdir(self.folder), [])

    def test_an_output_that_became_a_folder_is_an_error_that_says_so(self):
        process = self.start_training("-o", "report.json")
        (self.folder / "report.json").mkdir()
        process.send_signal(signal.SIGINT)
        stdout, stderr = process.communicate(timeout=TIMEOUT)
        self.assertEqual((process.returncode, stdout, stderr),
                         (2, b"", b"error: report.json: cannot be written: Is a directory\n"))
        self.assertEqual(set(os.listdir(self.folder)), {"report.json", "events.jsonl"})

    def test_a_signal_ends_the_other_commands_at_once_and_nothing_is_written(self):
        commands = (["check", "-", "--fail-on", "dead > 0"], ["compare", "-", "new.json"], ["render", "-"])
        for number in CODES:
            for command in commands:
                with self.subTest(command[0], number=number):
                    process = self.start(*command, "-o", "out", stdin=subprocess.PIPE)
                    process.send_signal(number)
                    # a shell shows 128 + number, as train itself returns
                    self.assertEqual((process.wait(TIMEOUT), os.listdir(self.folder)), (-number, []))

    def test_what_was_ignored_at_the_start_stays_ignored(self):
        process = subprocess.Popen([PROGRAM, *ENDLESS], cwd=self.folder, stdout=subprocess.PIPE,
                                   preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_IGN))
        self.addCleanup(process.communicate)
        self.addCleanup(process.kill)
        self.wait_until(process, lambda: self.has_lines(1))
        process.send_signal(signal.SIGINT)
        lines = self.read("events.jsonl").count(b"\n")
        self.wait_until(process, lambda: self.has_lines(lines + 3))
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=TIMEOUT)
        self.assertEqual(process.returncode, 143)

    def test_a_signal_at_any_moment_leaves_a_whole_file_or_none_and_nothing_beside_it(self):
        report = self.write("report.json", run("train", DIGITS, "--epochs", "1", "--quiet").stdout)
        command = ["render", report, "-o", "out"]
        start = time.monotonic()
        self.program(*command)
        duration = time.monotonic() - start
        whole = self.read("out")
        moments = random.Random(2)
        for _ in range(100):
            (self.folder / "out").unlink(missing_ok=True)
            process = self.start(*command)
            time.sleep(moments.uniform(0, 1.5 * duration))
            process.terminate()
            process.communicate(timeout=TIMEOUT)
            self.assertIn(process.returncode, (0, -signal.SIGTERM))
            left = set(os.listdir(self.folder))
            self.assertLessEqual(left, {"report.json", "out"})
            if process.returncode == 0 or "out" in left:
                self.assertEqual(self.read("out"), whole)


class PipeTest(ProgramTest):
    def test_a_reader_that_goes_away_ends_the_program_without_a_word(self):
        for before in (signal.SIG_DFL, signal.SIG_IGN):
            for args in (["schema"], ["train", DIGITS, "--epochs", "1", "--quiet"]):
                with self.subTest(args[0], before=before):
                    reader, writer = os.pipe()
                    os.close(reader)  # before the program starts: else it may have written all before the reader goes
                    process = subprocess.Popen([PROGRAM, *args], stdout=writer, stderr=subprocess.PIPE,
                                               restore_signals=False,
                                               preexec_fn=lambda: signal.signal(signal.SIGPIPE, before))
                    os.close(writer)
                    self.assertEqual(process.stderr.read(), b"")
                    process.stderr.close()
                    self.assertEqual(process.wait(TIMEOUT), -signal.SIGPIPE)


class KillTest(ProgramTest):
    def test_sigkill_leaves_the_old_files_or_the_new_ones(self):
        old = b"old " * 100_000
        start = time.monotonic()
        command = ["train", DIGITS, "--epochs", "2", "-o", "report.json", "--save-model", "model.safetensors", "--quiet"]
        self.program(*command)
        duration = time.monotonic() - start
        new = {name: self.read(name) for name in ("report.json", "model.safetensors")}
        moments = random.Random(1)
        for _ in range(30):
            for name in new:
                self.write(name, old)
            process = self.start(*command)
            time.sleep(moments.uniform(0, 1.2 * duration))
            process.kill()
            process.communicate(timeout=TIMEOUT)
            for name, content in new.items():
                self.assertIn(self.read(name), (old, content))


class FullDiskTest(ProgramTest):
    def test_a_report_that_does_not_fit_is_an_error_that_says_so(self):
        for args in (["-o", "/dev/full"], ["-o", "report.json", "--save-model", "/dev/full"]):
            with self.subTest(args):
                self.fails("train", DIGITS, "--epochs", "1", "--quiet", *args,
                           saying=["/dev/full", "No space left on device"])

    def test_so_it_is_on_standard_output(self):
        with open("/dev/full", "wb") as full:
            done = subprocess.run([PROGRAM, "train", DIGITS, "--epochs", "1", "--quiet"], stdout=full,
                                  stderr=subprocess.PIPE, timeout=TIMEOUT)
        self.assertEqual((done.returncode, done.stderr),
                         (2, b"error: standard output: cannot be written: No space left on device\n"))
