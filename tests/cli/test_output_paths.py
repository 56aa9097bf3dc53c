"""Outputs are compared as their paths resolve; links stay, what is there keeps its mode, pipes and devices are written."""

import os
import pathlib
import socket
import subprocess
import threading
import unittest

from program import DIABETES, PROGRAM, TIMEOUT, ProgramTest, parse_report

SHORT = ["--epochs", "1", "--quiet"]


class PathsTest(ProgramTest):
    def in_shell(self, command, **how):
        done = subprocess.run(["sh", "-c", command], cwd=self.folder, capture_output=True, timeout=TIMEOUT, check=False,
                              env={**os.environ, "P": str(PROGRAM), "D": DIABETES}, **how)
        return done.returncode, done.stdout, done.stderr.decode("utf-8")

    def shell_fails(self, command, *saying, **how):
        before = {path: path.read_bytes() for path in self.folder.rglob("*") if path.is_file()}
        code, stdout, stderr = self.in_shell(command, **how)
        self.assertEqual((code, stdout), (2, b""), stderr)
        self.assertRegex(stderr, r"\Aerror: [^\x00-\x1f]+\n\Z")
        for words in saying:
            self.assertIn(words, stderr)
        for path, content in before.items():
            self.assertEqual(path.read_bytes(), content)


class SameFileTest(PathsTest):
    def spellings(self, name):
        """Make ways that lead to the file, there or not, beside its plain name."""
        (self.folder / "sub").mkdir(exist_ok=True)
        for link, target in (("to-file", name), ("to-link", "to-file"), ("to-folder", "."), ("sub/up", "..")):
            if not (self.folder / link).is_symlink():
                (self.folder / link).symlink_to(target)
        return [f"./{name}", str(self.folder / name), f"sub/../{name}", f"sub//.././{name}", "to-file", "to-link",
                f"to-folder/{name}", f"sub/up/{name}", f"/proc/self/cwd/{name}"]

    def test_two_outputs_of_train_cannot_be_one_file_that_is_not_there_yet(self):
        flags = ["-o", "--save-model", "--split-out", "--events", "--html"]
        self.spellings("r9")
        for i, one in enumerate(flags):
            for other in flags[:i]:
                for path in self.spellings("r9") if one == "--events" else ["./r9", "to-link"]:
                    with self.subTest(one, other=other, path=path):
                        self.fails("train", DIABETES, other, "r9", one, path, saying=["too; name another"])

    def test_nor_one_that_is_there_through_a_hard_link(self):
        os.link(self.folder / self.write("a", "x"), self.folder / "b")
        self.fails("train", DIABETES, "-o", "a", "--save-model", "b", saying=["--save-model: b is the file of --output too"])

    def test_nor_can_those_of_the_other_commands(self):
        self.program("train", DIABETES, *SHORT, "--save-model", "m.safetensors")
        for path in self.spellings("r9"):
            with self.subTest(path):
                self.fails("inspect", "m.safetensors", DIABETES, "-o", "r9", "--html", path, saying=["--html", "too"])
                self.fails("prune", "m.safetensors", DIABETES, "-o", "r9", "--report", path, saying=["--report", "too"])

    def test_no_output_of_any_command_goes_into_a_file_that_is_read(self):
        data = self.write("data.csv", pathlib.Path(DIABETES).read_bytes())
        report = self.write("report.json", self.program("train", DIABETES, *SHORT, "--save-model", "m.safetensors").stdout)
        config = self.write("run.toml", f'[train]\ndata = "{DIABETES}"\n')
        self.write("sweep.toml", "[sweep]\nepochs = 0\n")
        commands = {
            data: (["train", data], ["train", DIABETES, "--validation-data", data], ["data", data], ["remedy", data],
                   ["sweep", data, "--seeds", "1"], ["inspect", "m.safetensors", data]),
            report: (["check", report, "--fail-on", "dead > 99"], ["compare", report, report], ["render", report],
                     ["train", "--config", report], ["remedy", "--config", report]),
            config: (["train", "--config", config],),
            "sweep.toml": (["sweep", DIABETES, "--config", "sweep.toml"],),
            "m.safetensors": (["inspect", "m.safetensors", DIABETES], ["prune", "m.safetensors", DIABETES],
                              ["remedy", DIABETES, "--init-from", "m.safetensors"],
                              ["train", DIABETES, "--init-from", "m.safetensors"])}
        for name, those in commands.items():
            (self.folder / "to-file").unlink(missing_ok=True)
            all_paths = [name, *self.spellings(name)]
            for command in those:
                for path in all_paths if command == those[0] else ["to-link"]:
                    with self.subTest(command, path=path):
                        self.fails(*command, "-o", path, saying=["--output: ", "the file of", "too; name another"])
        for flag in ("--save-model", "--split-out", "--events", "--html"):
            self.fails("train", data, flag, "./data.csv", saying=[f"{flag}: ./data.csv is the file of DATA.csv too"])
        self.fails("prune", "m.safetensors", data, "-o", "x", "--report", "./m.safetensors", saying=["--report", "MODEL"])

    def test_a_model_may_take_the_place_of_the_one_it_started_from(self):
        self.program("train", DIABETES, *SHORT, "--save-model", "m.safetensors")
        before = self.read("m.safetensors")
        done = self.program("train", DIABETES, *SHORT, "--init-from", "m.safetensors", "--save-model", "./m.safetensors")
        self.assertEqual(done.code, 0, done.stderr)
        self.assertNotEqual(self.read("m.safetensors"), before)

    def test_standard_input_and_output_count_as_the_files_they_are(self):
        data = self.write("data.csv", pathlib.Path(DIABETES).read_bytes())
        self.shell_fails(f'"$P" train - -q -o ./{data} <{data}', "--output: ./data.csv", "standard input")
        self.shell_fails(f'"$P" train {data} -q >>{data}', "standard output goes to data.csv", "DATA.csv")
        for path in ("./both", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "/proc/thread-self/fd/1"):
            for flag in ("--save-model", "--events", "--html", "--split-out"):
                with self.subTest(flag, path=path):
                    self.shell_fails(f'"$P" train "$D" -q {flag} {path} >both', f"{flag}: standard output goes to {path} too")
        for to in ("| cat", ">/dev/null"):
            with self.subTest(to):
                _, stdout, stderr = self.in_shell(f'"$P" train "$D" -q --events /dev/stdout {to}')
                self.assertEqual((stdout, stderr.count("\n")), (b"", 1))
                self.assertIn("--events: standard output goes to /dev/stdout too", stderr)

    def test_a_sweep_does_not_write_into_its_own_folder(self):
        sweep = ["sweep", DIABETES, "--seeds", "1", "--epochs", "0", "--dir", "runs", "-q"]
        (self.folder / "runs").mkdir()
        (self.folder / "to-plan").symlink_to("runs/plan.json")
        (self.folder / "to-runs").symlink_to("runs")
        for path in ("runs/plan.json", "to-plan", "to-runs/shard-0001-of-0001.jsonl", "runs/../runs/plan.json"):
            with self.subTest(path):
                self.fails(*sweep, "-o", path, saying=["--output", "is a file of the sweep itself"])

    def test_what_goes_nowhere_may_go_there_twice(self):
        done = self.program("train", DIABETES, *SHORT, "-o", "/dev/null", "--save-model", "/dev/null", "--html", "/dev/null")
        self.assertEqual((done.code, done.stdout, done.stderr), (0, b"", ""))


class LinksTest(PathsTest):
    def test_a_link_stays_and_its_target_is_made_or_replaced(self):
        (self.folder / "elsewhere").mkdir()
        for flag in ("-o", "--save-model", "--html", "--events", "--split-out"):
            for content in (None, b"old"):
                with self.subTest(flag, content=content):
                    target = self.folder / "elsewhere" / "target"
                    target.unlink(missing_ok=True)
                    if content is not None:
                        target.write_bytes(content)
                    for link, to in (("one", "two"), ("two", str(self.folder / "elsewhere/../elsewhere/target"))):
                        (self.folder / link).unlink(missing_ok=True)
                        (self.folder / link).symlink_to(to)
                    self.assertEqual(self.program("train", DIABETES, *SHORT, flag, "one").code, 0)
                    self.assertEqual((os.readlink(self.folder / "one"), target.is_symlink()), ("two", False))
                    self.assertGreater(target.stat().st_size, 100)
                    self.assertEqual(os.listdir(target.parent), ["target"])

    def test_links_in_a_circle_are_an_error_that_names_the_path(self):
        (self.folder / "a").symlink_to("b")
        (self.folder / "b").symlink_to("a")
        for flag in ("-o", "--save-model", "--events", "--html"):
            for path in ("a", "a/report"):
                with self.subTest(flag, path=path):
                    self.fails("train", DIABETES, flag, path, saying=[f"error: {path}: cannot be written: Too many levels"])

    def test_a_link_into_nowhere_or_to_a_folder_is_an_error_that_names_the_path(self):
        for target, reason in (("nowhere/file", "No such file"), (".", "is a directory")):
            (self.folder / "link").unlink(missing_ok=True)
            (self.folder / "link").symlink_to(target)
            self.fails("train", DIABETES, "-o", "link", saying=["error: link: ", reason])

    def test_the_mode_of_what_is_there_stays_and_a_new_file_follows_the_umask(self):
        for mode in (0o640, 0o600, 0o666, 0o755):
            for flag in ("-o", "--save-model", "--events"):
                with self.subTest(flag, mode=oct(mode)):
                    (self.folder / self.write("file", "old")).chmod(mode)
                    self.assertEqual(self.program("train", DIABETES, *SHORT, flag, "file").code, 0)
                    self.assertEqual(oct((self.folder / "file").stat().st_mode & 0o7777), oct(mode))
        for umask, mode in ((0o027, 0o640), (0o077, 0o600)):
            (self.folder / "file").unlink()
            self.in_shell(f'umask {umask:o}; "$P" train "$D" -q --epochs 0 -o file')
            self.assertEqual(oct((self.folder / "file").stat().st_mode & 0o7777), oct(mode))

    @unittest.skipUnless(os.geteuid() == 0, "only root may give files away")
    def test_the_owner_of_what_is_there_stays(self):
        os.chown(self.folder / self.write("file", "old"), 65534, 65533)
        (self.folder / "file").chmod(0o640)
        self.program("train", DIABETES, *SHORT, "-o", "file")
        status = (self.folder / "file").stat()
        self.assertEqual((status.st_uid, status.st_gid, status.st_mode & 0o7777), (65534, 65533, 0o640))

    def test_a_name_as_long_as_names_may_be(self):
        for name in ("x" * 255, "ä" * 127):
            for _ in range(2):  # new, then replaced
                self.assertEqual(self.program("train", DIABETES, *SHORT, "-o", name).stderr, "")
            self.assertEqual(os.listdir(self.folder), [name])
            (self.folder / name).unlink()

    @unittest.skipUnless(os.geteuid() == 0, "the test of test_errors does it")
    def test_a_folder_that_may_not_be_written_is_an_error_before_any_work(self):
        self.folder.chmod(0o755)
        (self.folder / "locked").mkdir(mode=0o555)
        for flag in ("-o", "--save-model", "--events", "--html", "--split-out"):
            self.shell_fails(f'"$P" train missing.csv {flag} locked/file', "locked/file", "Permission denied", user=65534)


class OtherPlacesTest(PathsTest):
    def setUp(self):
        super().setUp()
        self.report = self.program("train", DIABETES, *SHORT).stdout

    def test_standard_output_by_its_other_names_is_written_and_not_replaced(self):
        for path in ("-", "/dev/stdout", "/dev/fd/1", "/proc/self/fd/1"):
            with self.subTest(path):
                self.write("log", "before\n")
                self.assertEqual(self.in_shell(f'"$P" train "$D" -q --epochs 1 -o {path} >>log'), (0, b"", ""))
                self.assertEqual(self.read("log"), b"before\n" + self.report)
                code, stdout, _ = self.in_shell(f'"$P" train "$D" -q --epochs 1 -o {path} | cat')
                self.assertEqual((code, stdout), (0, self.report))

    def test_other_open_files_are_written_where_they_are(self):
        code, stdout, stderr = self.in_shell('"$P" train "$D" -q --epochs 1 -o /dev/fd/3 --events /dev/fd/4 3>three 4>>four')
        self.assertEqual((code, stdout, stderr, self.read("three")), (0, b"", "", self.report))
        self.assertEqual(self.read("four").count(b"\n"), 2)
        self.shell_fails('"$P" train missing.csv -o /dev/fd/7', "/dev/fd/7", "cannot be written")
        self.shell_fails('"$P" train missing.csv -o /dev/fd/5 5</dev/null', "/dev/fd/5", "not open for writing")

    def test_a_socket_that_is_standard_output_is_written(self):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            reader = threading.Thread(target=lambda: self.read_all(ours))
            reader.start()
            subprocess.run([PROGRAM, "train", DIABETES, *SHORT, "-o", "/dev/stdout"], stdout=theirs, timeout=TIMEOUT, check=True)
            theirs.close()
            reader.join()
        self.assertEqual(self.got, self.report)

    def read_all(self, source):
        self.got = b""
        while block := source.recv(65536):
            self.got += block

    def test_a_pipe_with_a_name_is_written(self):
        os.mkfifo(self.folder / "pipe")
        for flag, lines in (("-o", self.report.count(b"\n")), ("--events", 2), ("--split-out", 443)):
            with self.subTest(flag):
                process = self.start("train", DIABETES, *SHORT, *([] if flag == "-o" else ["-o", "r.json"]), flag, "pipe")
                self.assertEqual((self.folder / "pipe").read_bytes().count(b"\n"), lines)
                self.assertEqual(process.wait(TIMEOUT), 0)
        self.assertTrue((self.folder / "pipe").is_fifo())

    def test_a_full_device_is_an_error_for_every_output(self):
        for flag in ("-o", "--save-model", "--html", "--events", "--split-out"):
            with self.subTest(flag):
                self.fails("train", DIABETES, *SHORT, "-o", "r.json", flag, "/dev/full", saying=["/dev/full", "No space left"]) \
                    if flag != "-o" else self.fails("train", DIABETES, *SHORT, flag, "/dev/full", saying=["/dev/full"])

    def test_a_socket_with_a_name_is_an_error_before_any_work(self):
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(str(self.folder / "socket"))
            self.fails("train", "missing.csv", "-o", "socket", saying=["socket: cannot be written"])


class TogetherTest(PathsTest):
    def test_where_one_output_fails_in_the_end_none_is_new(self):
        """A link to a folder that is made while the program trains, too."""
        for late in ("page.html", "model", "report.json"):
            with self.subTest(late):
                for name in ("page.html", "split.csv"):
                    self.write(name, "old")
                process = self.start("train", DIABETES, "--epochs", "100000000", "-q", "--events", "events", "--html",
                                     "page.html", "--split-out", "split.csv", "--save-model", "model", "-o", "report.json")
                self.wait_until(process, (self.folder / "events").exists)
                (self.folder / late).unlink(missing_ok=True)
                (self.folder / late).mkdir()
                process.terminate()
                _, stderr = process.communicate(timeout=TIMEOUT)
                self.assertEqual((process.returncode, stderr.decode()),
                                 (2, f"error: {late}: cannot be written: Is a directory\n"))
                self.assertEqual(set(os.listdir(self.folder)), {"page.html", "split.csv", "events", late})
                for name in {"page.html", "split.csv"} - {late}:
                    self.assertEqual(self.read(name), b"old")
                (self.folder / late).rmdir()
                (self.folder / "events").unlink()

    def test_where_what_goes_to_a_stream_fails_no_file_is_new(self):
        self.write("model", "old")
        files = '--save-model model --split-out split.csv'
        for line in (f'"$P" train "$D" -q --epochs 1 {files} >/dev/full', f'"$P" train "$D" -q --epochs 1 {files} -o /dev/full',
                     f'"$P" train "$D" -q --epochs 1 {files} -o report.json --html /dev/full',
                     f'(ulimit -f 1; "$P" train "$D" -q --epochs 1 {files} >>cut)',
                     f'(sleep 0.5; "$P" train "$D" -q --epochs 1 {files} --html page.html) | true; exit 2'):
            with self.subTest(line):
                self.assertEqual(self.in_shell(line)[0], 2)
                (self.folder / "cut").unlink(missing_ok=True)
                self.assertEqual((os.listdir(self.folder), self.read("model")), (["model"], b"old"))

    def test_a_run_that_fails_leaves_the_events_of_the_last_one(self):
        self.write("events", "old")
        self.fails("train", DIABETES, "--target", "nobody", "-q", "--events", "events", "--split-out", "split")
        self.assertEqual(self.read("events"), b"old")
        self.fails("train", DIABETES, "--target", "nobody", "-q", "--events", "new")

    def test_data_beside_a_model_are_inputs_too(self):
        models = pathlib.Path(__file__).resolve().parents[1] / "models"
        found = [path for path in models.rglob("*.onnx") if (path.parent / (path.name + ".data")).exists()]
        if not found:
            self.skipTest("no model with external data here")
        for path in (found[0], found[0].parent / (found[0].name + ".data")):
            self.write(path.name, path.read_bytes())
        model, data = found[0].name, f"./{found[0].name}.data"
        self.fails("train", DIABETES, "-q", "--init-from", model, "-o", data, saying=["the file of the model too"])
        self.fails("inspect", model, DIABETES, "-q", "-o", data, saying=["the file of the model too"])


if __name__ == "__main__":
    unittest.main()
