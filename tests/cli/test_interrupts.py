"""Signals leave a report of what was done, SIGPIPE ends quietly, SIGKILL leaves whole files."""

import os
import pathlib
import random
import re
import resource
import signal
import subprocess
import time

from jsonschema import Draft202012Validator

from program import DIABETES, DIGITS, PROGRAM, TIMEOUT, ProgramTest, parse_report, run

ENDLESS = ["train", DIGITS, "--epochs", "100000000", "--events", "events.jsonl", "--quiet"]
CODES = {signal.SIGINT: 130, signal.SIGTERM: 143, signal.SIGHUP: 129}
TIME_IS_UP = 152  # 128 + SIGXCPU


def handles(pid, number):
    """Whether the process has a handler for the signal, as Linux says."""
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(re.search(r"^SigCgt:\s*(\w+)$", status, re.M)[1], 16) >> (number - 1) & 1 == 1


def has_nameless_file(pid, folder):
    """Whether the process has a file open there that has no name: an output that waits to be put in its place."""
    for link in pathlib.Path(f"/proc/{pid}/fd").iterdir():
        try:
            target = os.readlink(link)
        except FileNotFoundError:
            continue
        if target.startswith(f"{folder}/") and target.endswith("(deleted)"):
            return True
    return False


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
        os.mkfifo(self.folder / "unread")  # the report waits for a reader, and the model for the report
        for first, second in ((signal.SIGINT, signal.SIGTERM), (signal.SIGTERM, signal.SIGTERM)):
            with self.subTest(second):
                process = self.start_training("--save-model", "model.safetensors", "-o", "unread")
                process.send_signal(first)
                self.wait_until(process, lambda: has_nameless_file(process.pid, self.folder))
                self.assertEqual(self.interrupt(process, second, says=b""), b"")
                self.assertFalse((self.folder / "model.safetensors").exists())
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
                    self.wait_until(process, lambda: handles(process.pid, number))
                    process.send_signal(number)
                    self.assertEqual((process.wait(TIMEOUT), os.listdir(self.folder)), (CODES[number], []))

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
            self.assertIn(process.returncode, (0, 143, -signal.SIGTERM))  # the last: before the program has begun
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
        """A file that is replaced has a second name for some microseconds, and where other programs want the cores, until it is
        the program's turn again: hence a limit, and three attempts. tests/studies/sigkill.py counts."""
        self.assertTrue(any(max(self.after_kills()) <= 3 for _ in range(3)))

    def after_kills(self):
        """Return how many files 60 SIGKILLs left beside the outputs, and how often one output was new and one old."""
        old = b"old " * 100_000
        start = time.monotonic()
        command = ["train", DIGITS, "--epochs", "2", "-o", "report.json", "--save-model", "model.safetensors", "--quiet"]
        self.program(*command)
        duration = time.monotonic() - start
        new = {name: self.read(name) for name in ("report.json", "model.safetensors")}
        moments, left, mixed = random.Random(1), set(), 0
        for _ in range(60):
            for name in new:
                self.write(name, old)
            process = self.start(*command)
            time.sleep(moments.uniform(0, 1.2 * duration))
            process.kill()
            process.communicate(timeout=TIMEOUT)
            for name, content in new.items():
                self.assertIn(self.read(name), (old, content))
            others = set(os.listdir(self.folder)) - set(new)
            left.update(others)
            for name in others:
                (self.folder / name).unlink()
            mixed += len({self.read(name) == old for name in new}) - 1
        return len(left), mixed

    def test_nothing_is_beside_the_place_while_a_model_waits_to_be_written(self):
        """The model is on disk without a name, the pipe for the report has no reader."""
        for old in (None, b"old"):
            with self.subTest(old):
                os.mkfifo(self.folder / "unread")
                if old is not None:
                    self.write("model", old)
                process = self.start("train", DIGITS, "--epochs", "1", "-q", "--save-model", "model", "-o", "unread")
                self.wait_until(process, lambda: has_nameless_file(process.pid, self.folder))
                process.kill()
                process.communicate(timeout=TIMEOUT)
                self.assertEqual(set(os.listdir(self.folder)), {"unread"} if old is None else {"model", "unread"})
                if old is not None:
                    self.assertEqual(self.read("model"), old)
                (self.folder / "unread").unlink()


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


def limit(kind, soft):
    """What to do in the process that becomes the program: set its soft limit."""

    def set_limit():
        resource.setrlimit(kind, (soft, resource.getrlimit(kind)[1]))
        signal.signal(signal.SIGXFSZ, signal.SIG_DFL)  # Python ignores it

    return set_limit


class LimitsTest(ProgramTest):
    """As `ulimit -t` and `ulimit -f` set them."""

    def limited(self, kind, soft, *args, **how):
        return subprocess.run([PROGRAM, *args], cwd=self.folder, capture_output=True, timeout=TIMEOUT, check=False,
                              preexec_fn=limit(kind, soft), **how)

    def test_where_the_time_is_up_training_stops_and_reports(self):
        for flags in ((), ("--threads", "1")):
            with self.subTest(flags):
                done = self.limited(resource.RLIMIT_CPU, 1, *ENDLESS, *flags, "-o", "report.json", "--save-model", "model")
                self.assertEqual((done.returncode, done.stdout, done.stderr.count(b"\n")), (TIME_IS_UP, b"", 1))
                self.assertIn(b"verdict: fail (training was interrupted after epoch", done.stderr)
                self.assertEqual(parse_report(self.read("report.json"))["training"]["status"], "interrupted")
                self.assertEqual(set(os.listdir(self.folder)), {"report.json", "model", "events.jsonl"})

    def test_the_signal_of_every_further_second_does_not_end_it(self):
        os.mkfifo(self.folder / "unread")
        process = self.start(*ENDLESS, "--save-model", "model", "-o", "unread")
        self.wait_until(process, (self.folder / "events.jsonl").exists)
        process.send_signal(signal.SIGXCPU)
        self.wait_until(process, lambda: has_nameless_file(process.pid, self.folder))
        for _ in range(5):
            process.send_signal(signal.SIGXCPU)
        report = parse_report((self.folder / "unread").read_bytes())
        self.assertEqual((process.wait(TIMEOUT), report["training"]["status"]), (TIME_IS_UP, "interrupted"))

    def test_elsewhere_it_is_an_error_that_says_so(self):
        for command in (["check", "-", "--fail-on", "dead > 0"], ["train", "-", "-q"]):
            with self.subTest(command[0]):
                process = self.start(*command, "-o", "out", stdin=subprocess.PIPE)
                self.wait_until(process, lambda: handles(process.pid, signal.SIGXCPU))
                process.send_signal(signal.SIGXCPU)
                stdout, stderr = process.communicate(timeout=TIMEOUT)
                self.assertEqual((process.returncode, stdout, os.listdir(self.folder)), (2, b"", []))
                self.assertEqual(stderr, b"error: the limit on processor time is reached; raise it (ulimit -t)\n")

    def test_a_file_that_grows_beyond_the_limit_is_an_error_that_names_it(self):
        self.write("report.json", "old")
        for flag, path in (("-o", "report.json"), ("-o", "new"), ("--save-model", "new"), ("--html", "new"),
                           ("--split-out", "new"), ("--events", "events")):
            with self.subTest(flag, path=path):
                (self.folder / "events").unlink(missing_ok=True)
                args = ["train", DIABETES, "--epochs", "9", "-q", "-o", "report.json", flag, path]
                done = self.limited(resource.RLIMIT_FSIZE, 512, *(args[:5] + args[7:] if flag == "-o" else args))
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertRegex(done.stderr.decode(), r"\Aerror: \S+: cannot be written: File too large; raise the limit [^\n]+\n\Z")
                self.assertEqual(set(os.listdir(self.folder)) - {"events"}, {"report.json"})
                self.assertEqual(self.read("report.json"), b"old")

    def test_so_it_is_of_the_other_commands(self):
        report = self.write("report.json", run("train", DIABETES, "--epochs", "0", "-q").stdout)
        run("train", DIABETES, "--epochs", "0", "-q", "--save-model", "m.safetensors", "-o", "/dev/null", cwd=self.folder)
        for command in (["render", report, "--format", "html"], ["compare", report, report], ["data", DIABETES],
                        ["inspect", "m.safetensors", DIABETES], ["prune", "m.safetensors", DIABETES, "--report", "r"],
                        ["sweep", DIABETES, "--seeds", "2", "--epochs", "0"]):
            with self.subTest(command[0]):
                done = self.limited(resource.RLIMIT_FSIZE, 512, *command, "-o", "out")
                self.assertEqual((done.returncode, done.stdout), (2, b""), done.stderr)
                self.assertIn(b"File too large", done.stderr.splitlines()[-1])
                self.assertEqual(set(os.listdir(self.folder)), {"report.json", "m.safetensors"})


class StormTest(ProgramTest):
    def test_handlers_are_in_place_before_the_program_has_done_anything(self):
        """Its first allocation, while its globals are made, comes after them."""
        moments = random.Random(3)
        seen = 0
        for _ in range(150):
            process = self.start("--version")
            time.sleep(moments.uniform(0, 0.004))
            process.send_signal(signal.SIGSTOP)
            try:
                has_begun = "[heap]" in pathlib.Path(f"/proc/{process.pid}/maps").read_text()
                if has_begun:
                    seen += 1
                    for number in CODES:
                        self.assertTrue(handles(process.pid, number), number)
            except (OSError, TypeError):  # it has ended
                pass
            process.kill()
            process.communicate(timeout=TIMEOUT)
        self.assertGreater(seen, 0)

    def test_a_storm_of_signals_ends_with_a_documented_code_and_whole_files(self):
        report = self.write("report.json", run("train", DIGITS, "--epochs", "1", "--quiet").stdout)
        commands = (["train", DIGITS, "--epochs", "5", "-q", "-o", "out", "--save-model", "model"],
                    ["render", report, "--format", "html", "-o", "out"], ["remedy", DIABETES, "--seeds", "1", "--epochs", "1", "-o", "out"])
        moments = random.Random(4)
        for turn in range(90):
            for name in ("out", "model"):
                self.write(name, "old")
            process = self.start(*commands[turn % len(commands)])
            self.wait_until_or_end(process)
            for _ in range(12):
                process.send_signal(moments.choice(list(CODES)))
                time.sleep(moments.expovariate(1 / 0.005))
            stdout, _ = process.communicate(timeout=TIMEOUT)
            self.assertIn(process.returncode, {0, 1, *CODES.values()}, commands[turn % len(commands)])
            self.assertEqual((stdout, set(os.listdir(self.folder))), (b"", {"report.json", "out", "model"}))
            self.assertTrue(self.read("out") == b"old" or self.read("out").endswith((b"}\n", b"</html>\n")))

    def wait_until_or_end(self, process):
        while process.poll() is None and not handles(process.pid, signal.SIGTERM):
            time.sleep(0.0002)


class ClosedStreamsTest(ProgramTest):
    def closed(self, which, *args):
        redirections = " ".join({0: "<&-", 1: ">&-", 2: "2>&-"}[fd] for fd in which)
        return subprocess.run(["sh", "-c", f'exec "$0" "$@" {redirections}', PROGRAM, *args], cwd=self.folder,
                              capture_output=True, timeout=TIMEOUT, check=False)

    def test_no_file_takes_the_place_of_a_closed_stream(self):
        outputs = {"-o": "report", "--save-model": "model", "--html": "page", "--events": "events", "--split-out": "split"}
        args = ["train", DIABETES, "--epochs", "2", *(word for pair in outputs.items() for word in pair)]
        run(*args, cwd=self.folder)
        expected = {name: self.read(name) for name in outputs.values()}
        for which in ((0,), (1,), (2,), (0, 1), (0, 2), (1, 2), (0, 1, 2)):
            with self.subTest(which):
                for name in expected:
                    (self.folder / name).unlink()
                done = self.closed(which, *args)
                self.assertEqual((done.returncode, done.stdout), (0, b""))
                self.assertEqual({name: self.read(name) for name in expected}, expected)

    def test_a_result_for_a_closed_standard_output_is_an_error_before_any_work(self):
        for args in (["train", "missing.csv"], ["schema"], ["--version"], ["generate", "man"], ["check", "missing.json"]):
            with self.subTest(args[0]):
                done = self.closed((1,), *args)
                self.assertEqual((done.returncode, done.stderr),
                                 (2, b"error: standard output: cannot be written: it is not open for writing\n"))
                self.assertEqual(self.closed((1, 2), *args).returncode, 2)

    def test_data_from_a_closed_standard_input_are_an_error(self):
        for args in (["train", "-", "-q"], ["data", "-"], ["check", "-", "--fail-on", "dead > 0"], ["render", "-"]):
            with self.subTest(args[0]):
                done = self.closed((0,), *args)
                self.assertEqual((done.returncode, done.stdout), (2, b""))
                self.assertRegex(done.stderr.decode(), r"\Aerror: standard input: [^\n]+\n\Z")
