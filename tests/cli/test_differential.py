"""One table, however it comes: as a file with one thread or two, packed, through a pipe, byte by byte. The report has the
same bytes, but for the SHA-256 of what is packed, or the error is the same."""

import bz2
import gzip
import io
import lzma
import os
import pathlib
import random
import re
import shutil
import socket
import subprocess
import threading
import zipfile

import model_file
from program import PROGRAM, TIMEOUT, ProgramTest

CORPUS = pathlib.Path(__file__).resolve().parent.parent / "fuzz" / "corpus" / "csv"
CHOICES = 8  # bytes before the content of a file of the corpus
COUNT = 60 if os.environ["RELUSCOPE_BUILD"] == "Release" else 15  # a sanitizer makes it ten times slower
SHORT = ["--hidden", "2", "--epochs", "1", "--prove", "none", "--history", "none", "--allow-dead-network", "-q"]


def zipped(content):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED) as writer:
        writer.writestr("data.csv", content)
    return archive.getvalue()


def zstd(content):
    return subprocess.run(["zstd", "-q", "-c"], input=content, stdout=subprocess.PIPE, check=True).stdout


PACKERS = [lambda content: gzip.compress(content, mtime=0), bz2.compress, lzma.compress, zipped,
           lambda content: gzip.compress(content[: len(content) // 2]) + gzip.compress(content[len(content) // 2 :])]
if shutil.which("zstd"):
    PACKERS.append(zstd)


def outcome(done):
    """Exit code, output and errors, without the name of the input and what is of the file on disk."""
    def plain(text):
        text = re.sub(rb", as with sed [^;\n]*", b"", text)  # which is for a file
        text = text.replace(b"data.csv", b"INPUT").replace(b"standard input", b"INPUT")
        text = re.sub(rb'"path": "(-|INPUT)"', b'"path": "INPUT"', text)
        text = re.sub(rb"reluscope train (-|INPUT) ", b"reluscope train INPUT ", text)
        return re.sub(rb'"sha256": "[0-9a-f]{64}"', b'"sha256": ""', text)

    return done.returncode, plain(done.stdout).decode("utf-8"), plain(done.stderr).decode("utf-8")


class DifferentialTest(ProgramTest):
    def finish(self, *command, **how):
        done = subprocess.run([str(PROGRAM), *command], capture_output=True, cwd=self.folder, timeout=TIMEOUT, **how)
        self.assertIn(done.returncode, (0, 1, 2), done.stderr)
        self.assertEqual(done.stdout == b"", done.returncode == 2, done.stderr)
        return outcome(done)

    def byte_by_byte(self, *command, content):
        """Through a socket that gives one byte for each read."""
        ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)

        def feed():
            try:
                for byte in content:
                    ours.send(bytes([byte]))
            except OSError:  # the program has seen enough
                pass
            ours.close()

        feeder = threading.Thread(target=feed)
        feeder.start()
        try:
            return self.finish(*command, stdin=theirs)
        finally:
            theirs.close()
            feeder.join()

    def named_pipe(self, *command, content):
        path = self.folder / "data.csv"
        path.unlink()
        os.mkfifo(path)

        def feed():
            pipe = os.open(path, os.O_WRONLY)
            try:
                left = memoryview(content)
                while left:
                    left = left[os.write(pipe, left) :]
            except BrokenPipeError:  # the program has seen enough
                pass
            os.close(pipe)

        feeder = threading.Thread(target=feed)
        feeder.start()
        try:
            return self.finish(*command)
        finally:
            os.close(os.open(path, os.O_RDONLY | os.O_NONBLOCK))  # if the program has not opened it
            feeder.join()
            path.unlink()

    def check(self, content, *flags, packer=PACKERS[0], command=("train",), options=SHORT):
        """Check that the table gives the same in every way; return its exit code."""
        def words(path):
            return [*command, path, *options, *flags]

        self.write("data.csv", content)
        expected = self.finish(*words("data.csv"), "--threads", "1")
        self.assertEqual(self.finish(*words("data.csv"), "--threads", "2"), expected, "two threads")
        self.assertEqual(self.finish(*words("-"), input=content), expected, "a pipe")
        if len(content) < 2000:
            self.assertEqual(self.byte_by_byte(*words("-"), content=content), expected, "byte by byte")
        self.write("data.csv", packer(content))
        self.assertEqual(self.finish(*words("data.csv")), expected, "packed")
        self.assertEqual(self.finish(*words("-"), input=packer(content)), expected, "packed, in a pipe")
        self.assertEqual(self.named_pipe(*words("data.csv"), content=content), expected, "a named pipe")
        return expected[0]


def number(rng, style):
    value = rng.uniform(-5000, 5000)
    return {"plain": f"{value:.3f}", "whole": str(int(value)), "scientific": f"{value:.4e}", "long": repr(value),
            "german": f"{value:.2f}".replace(".", ","), "dollars": f"${abs(value):,.2f}", "percent": f"{value:.1f} %",
            "grouped": f"{value:,.1f}"}[style]


def column(rng, rows):
    """The cells of one kind of column."""
    kind = rng.choice(["plain", "whole", "scientific", "long", "german", "dollars", "percent", "grouped", "date", "time",
                       "category", "boolean", "quoted"])
    if kind == "date":
        return [f"{rng.randint(1950, 2030)}-{rng.randint(1, 12):02}-{rng.randint(1, 28):02}" for _ in range(rows)]
    if kind == "time":
        return [f"{rng.randint(13, 28)}.{rng.randint(1, 12)}.2020 {rng.randint(0, 23)}:{rng.randint(0, 59):02}"
                for _ in range(rows)]
    if kind == "category":
        return [rng.choice(["red", "grün", "bleu clair", "żółty", "日本"]) for _ in range(rows)]
    if kind == "boolean":
        return [rng.choice(["yes", "no"]) for _ in range(rows)]
    if kind == "quoted":
        return [rng.choice(['a "b"', "two\nlines", "a,b;c\td", " padded "]) for _ in range(rows)]
    return [number(rng, kind) for _ in range(rows)]


def cell(text, delimiter):
    if any(c in text for c in '"\r\n' + delimiter):
        return '"' + text.replace('"', '""') + '"'
    return text


def table(rng, rows):
    """The bytes of a CSV as somebody may have written it; some are damaged."""
    delimiter, end = rng.choice(",,;\t|"), rng.choice(["\n", "\n", "\r\n", "\r"])
    columns = [column(rng, rows) for _ in range(rng.randint(1, 4))]
    columns.append([str(rng.randint(0, 2)) for _ in range(rows)])
    if rng.random() < 0.3:
        columns[0][rng.randrange(rows)] = rng.choice(["", "NA", "n/a", "?", "abc", "1e999", "32.13.2020"])
    lines = [delimiter.join(f"c{i}" for i in range(len(columns)))]
    lines += [delimiter.join(cell(text, delimiter) for text in row) for row in zip(*columns)]
    encoding = rng.choice(["utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-32", "utf-16-le", "latin-1"])
    content = (end.join(lines) + (end if rng.random() < 0.8 else "")).encode(encoding, errors="replace")
    damage = rng.random()
    if damage < 0.1:
        return content[: rng.randrange(1, len(content))]
    if damage < 0.25:
        place = rng.randrange(len(content))
        return content[:place] + bytes([rng.randrange(256)]) + content[place + 1 :]
    return content


class EveryWayTest(DifferentialTest):
    def test_generated_tables(self):
        codes = []
        for seed in range(COUNT):
            rng = random.Random(seed)
            content = table(rng, rng.randint(1, 30))
            flags = rng.choice([[], [], ["--missing", "drop"], ["--missing", "mean"], ["--no-header"], ["--task", "regression"],
                                ["--encoding", "latin1"], ["--validation", "0"]])
            with self.subTest(seed=seed):
                codes.append(self.check(content, *flags, packer=rng.choice(PACKERS)))
        self.assertGreater(codes.count(0), COUNT // 4)
        self.assertGreater(codes.count(2), COUNT // 6)

    def test_what_fuzzing_has_found(self):
        files = sorted(path for path in CORPUS.iterdir() if path.stat().st_size < 1500 and path.suffix != ".gz")
        rng = random.Random(0)
        rng.shuffle(files)
        for path in files[:COUNT]:
            with self.subTest(path.name):
                self.check(path.read_bytes()[CHOICES:], packer=rng.choice(PACKERS))

    def test_longer_than_a_block(self):
        """Records, quotes and line ends fall on the borders of blocks of 1 MiB."""
        rng = random.Random(1)
        for end in ("\n", "\r\n"):
            rows = [f'{rng.random():.6f},"x {i % 3}{end}y ""z""",{i % 1000},{i % 2}' for i in range(80_000)]
            content = end.join(["a,b,c,y", *rows]).encode()
            self.assertGreater(len(content), 2 << 20)
            with self.subTest(end=repr(end)):
                self.assertEqual(self.check(content), 0)
            broken = content[:-5] + b'",x' + content[-5:]
            with self.subTest(end=repr(end), broken=True):
                self.assertEqual(self.check(broken), 2)

    def test_other_encodings_longer_than_a_block(self):
        rows = [f"{i % 7},é{i % 3},{i % 2}" for i in range(150_000)]
        text = "\n".join(["a,größe,y", *rows])
        for encoding, flags in (("utf-8", []), ("latin-1", ["--encoding", "latin1"]), ("utf-16", [])):
            with self.subTest(encoding):
                self.assertEqual(self.check(text.encode(encoding), *flags), 0)

    def test_a_character_that_is_not_utf_8_far_behind(self):
        content = "\n".join(["a,b,y", *(f"{i % 7},x{i % 3},{i % 2}" for i in range(200_000))]).encode() + b"\n1,\xe9,1\n"
        self.assertEqual(self.check(content), 0)

    def test_inspect(self):
        """Its rows are a stream of blocks."""
        rng = random.Random(2)
        self.write("model.safetensors", model_file.to_model(([[1, -1, 0.5], [-1, 2, 1]], [0.1, -0.2]), ([[1, 1]], [0])))
        for rows in (3, 40, 120_000):
            lines = [",".join(f"{rng.uniform(-3, 3):.5f}" for _ in range(3)) for _ in range(rows)]
            content = "\n".join(["a,b,c", *lines, ""]).encode()
            for bad in (b"", b"1,2\n", b"1,2,x\n"):
                with self.subTest(rows=rows, bad=bad):
                    code = self.check(content + bad, command=("inspect", "model.safetensors"),
                                      options=["--prove", "none", "--allow-dead-network", "-q"])
                    self.assertEqual(code, 2 if bad else 0)

