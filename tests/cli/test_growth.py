"""Time and memory grow no faster than the work, and what would is refused by a limit that the message names."""

import gzip
import json
import math
import os
import random
import resource
import struct
import subprocess
import unittest
from fractions import Fraction

import numpy as np
from measured import measured
from model_file import to_model
from program import DIABETES, ProgramTest, parse_report

SANITIZED = os.environ["RELUSCOPE_BUILD"] != "Release"  # its memory is not the program's
QUIET = ["--threads", "1", "--quiet", "-o", "report.json"]
QUADRATIC = 16  # times, of four times the size
BOUND = 8
MIB = 1 << 20


class GrowthTest(ProgramTest):
    def measure(self, *args, code=0, **how):
        run = measured(*args, cwd=self.folder, **how)
        self.assertEqual(run.code, code, run.stderr)
        return run

    def refused(self, *args, saying, **how):
        run = self.measure(*args, code=2, **how)
        self.assertRegex(run.stderr, r"\A(reading [^\n]+\n)?error: [^\n]+\n\Z")
        for text in saying:
            self.assertIn(text, run.stderr)
        return run

    def compare(self, size, command):
        """command: of a size, the arguments; what they take is compared between it and four times as much."""
        small, large = (self.measure(*command(n)).seconds for n in (size, 4 * size))
        self.assertLess(large, BOUND * max(small, 0.05))

    def table(self, name, header, rows):
        return self.write(name, "".join(",".join(map(str, row)) + "\n" for row in [header, *rows]))

    def texts(self, name, rows, columns, row_of_text, width=2):
        """A file of numbers; in column c there are texts from row row_of_text(c) on."""
        lines = [",".join(f"c{c}" for c in range(columns)) + ",y"]
        for r in range(rows):
            cells = (("xz"[(r + c) % 2] * width if r >= row_of_text(c) else str(10 ** (width - 1) + (r + c) % 7)) for c in range(columns))
            lines.append(",".join(cells) + f",{r % 2}")
        return self.write(name, "\n".join(lines) + "\n")


class TimeTest(GrowthTest):
    def wide(self, n, name_of=lambda c: f"c{c}"):
        rows = [[(c * 7 + r * 13 + c * r) % 11 for c in range(n)] + [r % 2] for r in range(12)]
        return self.table(f"{n}.csv", [name_of(c) for c in range(n)] + ["y"], rows)

    def test_columns(self):
        def train(n):
            return ["train", self.wide(n), "--epochs", "0", "--hidden", "2", "--prove", "none", "--save-model", f"{n}.safetensors", *QUIET]

        self.compare(10_000, train)
        self.compare(10_000, lambda n: ["inspect", f"{n}.safetensors", f"{n}.csv", "--prove", "none", *QUIET])
        names = ",".join(f"c{c}" for c in range(0, 10_000, 2))
        self.measure("train", "10000.csv", f"--drop={names}", "--epochs", "0", "--hidden", "2", "--prove", "none", *QUIET)
        self.assertEqual(len(json.loads(self.read("report.json"))["data"]["features"]), 5_000)

    def test_columns_without_names(self):
        self.compare(8_000, lambda n: ["train", self.wide(n, lambda c: ""), "--epochs", "0", "--hidden", "2", "--prove", "none", *QUIET])

    def test_layers(self):
        def deep(n):
            return ["train", DIABETES, "--epochs", "0", "--hidden", ",".join(["4"] * n), "--allow-dead-network", *QUIET]

        self.compare(200, deep)

    def test_layers_beyond_the_proofs_say_so(self):
        self.measure("train", DIABETES, "--epochs", "0", "--hidden", ",".join(["4"] * 40), "--allow-dead-network", *QUIET)
        layers = json.loads(self.read("report.json"))["layers"]
        for layer in layers[32:]:
            for unit in layer["unit"]:
                self.assertIsNone(unit["proof"].get("witness"))
                for end in ("lower", "upper"):
                    self.assertEqual(unit["proof"][f"{end}_method"], "interval")
        self.assertIn("crown", json.dumps(layers[1:32]))

    def test_a_comparison_of_many_columns(self):
        def compare(n):
            texts = self.table(f"{n}.csv", [f"c{c}" for c in range(n)] + ["y"], [[f"k{(c + r) % 10}" for c in range(n)] + [r % 2] for r in range(10)])
            self.measure("train", texts, "--epochs", "0", "--hidden", "2", "--prove", "none", "--rank", "none", "-q", "-o", f"{n}.json")
            return ["compare", f"{n}.json", f"{n}.json", "-q", "-o", "compared.json"]

        self.compare(1_000, compare)

    def test_a_comparison_of_many_layers(self):
        self.write("one.csv", "a\n1\n2\n")

        def compare(n):
            (self.folder / f"{n}.safetensors").write_bytes(to_model(*(([[1.0]], [0.5]) for _ in range(n))))
            self.measure("inspect", f"{n}.safetensors", "one.csv", "--prove", "none", "--rank", "none", "-q", "-o", f"{n}.json")
            return ["compare", f"{n}.json", f"{n}.json", "-q", "-o", "compared.json"]

        self.compare(1_000, compare)

    def test_words_that_mean_missing(self):
        def train(n):
            self.write(f"{n}.toml", f'[train]\ndata = "{DIABETES}"\nna = [' + ",".join(f'"w{i}"' for i in range(n)) + "]\n")
            return ["train", "--config", f"{n}.toml", "--epochs", "0", "--hidden", "2", "--prove", "none", *QUIET]

        self.compare(10_000, train)

    def test_long_names_are_not_compared_letter_by_letter(self):
        rows = "".join(f"{r},{r % 2}\n" for r in range(10))
        names = ["q" * 1_000_000, "p" * 1_000_000]
        for name in names:
            self.write(f"{name[0]}.csv", f"{name},y\n{rows}")
        self.measure("train", "q.csv", "--epochs", "0", "--hidden", "2", "--save-model", "model.safetensors", *QUIET)
        run = self.refused("inspect", "model.safetensors", "p.csv", *QUIET, saying=["no column 'qqq"])
        self.assertLess(run.seconds, 2)
        run = self.refused("train", self.wide(20_000), "--target", "x" * 60_000, *QUIET, saying=["no column 'xxx"])
        self.assertLess(run.seconds, 2)

    def test_classes(self):
        def table(n):
            return self.table(f"{n}.csv", ["x", "y"], [[r % 1000, f"k{r % n}"] for r in range(10_000)])

        # as many rows each: the work is rows × classes
        self.compare(2_500, lambda n: ["train", table(n), "--max-categories", "16384", "--validation", "0", "--epochs", "0", "--hidden", "2", *QUIET])

    def test_too_many_classes_or_categories(self):
        self.refused("train", DIABETES, "--max-categories", "16385", saying=["--max-categories", "from 1 to 16384"])
        rows = [[r, f"k{r}"] for r in range(40_000)]
        file = self.table("data.csv", ["x", "y"], rows)
        self.refused("train", file, "--max-categories", "16384", saying=["data.csv:16386:", "more than 16384 different texts"])
        self.refused("train", self.table("id.csv", ["id", "y"], [[f"k{r}", r % 2] for r in range(20_000)]), "--max-categories", "16384",
                     saying=["id.csv:16386:", "--drop id"])
        numbers = self.table("numbers.csv", ["x", "y"], rows=[[r % 7, r] for r in range(20_000)])
        self.refused("train", numbers, "--task", "classification", "--max-categories", "16384", saying=["16384 different values"])


class ReadingTest(GrowthTest):
    def read_of(self, *row_of_text, rows=20_000, columns=20):
        file = self.texts("data.csv", rows, columns, *row_of_text, width=8)
        size = (self.folder / file).stat().st_size
        return self.measure("train", file, "--epochs", "0", "--hidden", "2", "--prove", "none", *QUIET).read / size

    def test_texts_that_turn_up_one_by_one(self):
        # what is read of the machine (libraries, locale) is small beside 4 MB
        self.assertLess(self.read_of(lambda c: 10**9), 1.5)
        self.assertLess(self.read_of(lambda c: 0), 2.5)
        self.assertLess(self.read_of(lambda c: 4_000 * (c + 1), rows=80_000, columns=17), 4.5)
        self.assertLess(self.read_of(lambda c: 17_500 if c == 3 else 10**9), 4.5)


class MemoryTest(GrowthTest):
    def test_a_header_of_millions_of_cells(self):
        self.write("data.csv", b"," * 8_000_000 + b"\n1,2\n")
        run = self.refused("train", "data.csv", saying=["data.csv:1:", "more than 1,000,000 columns"])
        if not SANITIZED:
            self.assertLess(run.peak, 400 * MIB)

    @unittest.skipIf(SANITIZED, "memory is measured without sanitizers")
    def test_a_pipe(self):
        rng = random.Random(0)
        block = "".join(",".join(f"{rng.random():.8f}" for _ in range(10)) + "\n" for _ in range(10_000)).encode()
        with open(self.folder / "data.csv", "wb") as file:  # 88 MB, 32 MB as float32; what we hold counts as the program's
            file.write(b",".join(b"c%d" % c for c in range(10)) + b"\n")
            for _ in range(80):
                file.write(block)
        args = ["train", "-", "--task", "regression", "--epochs", "0", "--hidden", "2", "--prove", "none", *QUIET]
        with subprocess.Popen(["cat", "data.csv"], cwd=self.folder, stdout=subprocess.PIPE) as cat:
            piped = self.measure(*args, stdin=cat.stdout)
        args[1] = "data.csv"
        plain = self.measure(*args)
        self.assertLess(piped.peak, plain.peak + 32 * MIB)  # 16 MiB of the pipe are remembered there

    @unittest.skipIf(SANITIZED, "memory is measured without sanitizers")
    def test_inputs_beyond_the_memory(self):
        categories = 16_000
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        columns = 1 + math.ceil(memory / (categories * 4 * categories))
        file = self.table("data.csv", [f"c{c}" for c in range(columns)] + ["y"],
                          [[f"k{r}"] * columns + [r % 2] for r in range(categories)])
        run = self.refused("train", file, "--max-categories", "16384", saying=["GB, more memory than this machine has", "--drop c0"])
        self.assertLess(run.peak, 1024 * MIB)

    @unittest.skipIf(SANITIZED, "memory is measured without sanitizers")
    def test_networks_beyond_the_memory(self):
        copies = {"sgd": 5, "adam": 11}
        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        for optimizer, count in copies.items():
            layers = 2 + math.floor(memory / (4 * count * 32_768 ** 2))
            run = self.refused("train", DIABETES, "--hidden", ",".join(["32768"] * layers), "--optimizer", optimizer, "-q",
                               saying=["--hidden", "more memory than this machine has"])
            self.assertLess(run.peak, 100 * MIB)
        self.assertLess(self.refused("gradcheck", "--hidden", "65536,65536", saying=["--hidden", "at most 100,000"]).peak, 100 * MIB)

    def test_history_none(self):
        def size(epochs, detail):
            self.measure("train", DIABETES, "--epochs", epochs, "--hidden", "4", "--batch-size", "0", "--history", detail, *QUIET)
            return (self.folder / "report.json").stat().st_size

        self.assertLess(size(400, "none"), 1.5 * size(100, "none"))
        self.assertGreater(size(400, "layers"), 2 * size(100, "layers"))
        report = json.loads(self.read("report.json"))
        self.measure("train", DIABETES, "--epochs", "100", "--hidden", "4", "--batch-size", "0", "--history", "none", *QUIET)
        brief = json.loads(self.read("report.json"))
        self.assertEqual(brief["training"]["history"], [report["training"]["history"][0], report["training"]["history"][-1]])
        self.assertEqual(brief["summary"], report["summary"])


class LimitTest(GrowthTest):
    """Depth and size of what is parsed; safetensors, reports and TOML are in test_starting_model too."""

    def test_the_limit_of_depth_is_named(self):
        self.write("report.json", '{"tool":\n  ' + "[" * 101 + "]" * 101 + "}")
        for command in (["render"], ["check"], ["compare", "report.json"], ["train", DIABETES, "--config"]):
            self.refused(*command, "report.json", saying=["report.json: line 2, column 102: is nested too deeply (more than 100 levels)"])
        self.write("run.toml", "[train]\nlr = " + "[" * 9 + "]" * 9 + "\n")
        self.refused("train", "--config", "run.toml", saying=["run.toml:2:14: nested too deeply for options (more than 8 levels)"])
        header = b'{"a":{"dtype":"F32","shape":[[1]],"data_offsets":[0,4]}}'
        self.write("model.safetensors", struct.pack("<Q", len(header)) + header + b"\0" * 4)
        self.refused("train", DIABETES, "--init-from", "model.safetensors", saying=["nested too deeply (more than 3 levels, at byte 29)"])

    def test_the_limit_of_keys_is_named(self):
        keys = ",".join(f'"k{k}":1' for k in range(100_000))
        self.program("train", DIABETES, "--epochs", "0", "-q", "-o", "good.json")
        self.write("keys.json", self.read("good.json").decode().replace('"tool"', keys + ',"tool"', 1))
        for command in (["check"], ["render"], ["compare", "good.json"], ["train", "--config"]):
            run = self.refused(*command, "keys.json", saying=["keys.json: line 3, column ", "more than 1,000 keys"])
            self.assertLess(run.seconds, 1)

    def test_brackets_in_texts_do_not_nest(self):
        report = self.measure("train", DIABETES, "--epochs", "1", "--hidden", "2", *QUIET)
        self.assertEqual(report.code, 0)
        document = json.loads(self.read("report.json"))
        document["data"]["target"] = "[{" * 200 + '\\"' + "[" * 200
        self.write("report.json", json.dumps(document))
        self.measure("render", "report.json", "--format", "json")

    def test_lines_of_a_shard(self):
        self.measure("sweep", DIABETES, "--lr", "0.1", "--seeds", "2", "--epochs", "1", "--hidden", "2", "--dir", "runs", "--quiet")
        shard = next((self.folder / "runs").glob("shard-*.jsonl"))
        lines = shard.read_text()
        for bad, saying in (("[" * 100_000 + "]" * 100_000, "nested too deeply (more than 16 levels)"),
                            ('{"a":' * 100_000, "nested too deeply (more than 16 levels)"),
                            ('{"a":"' + "x" * 2_000_000 + '"}', "longer than 1,048,576 bytes"), ("5", "is not a run")):
            shard.write_text(bad + "\n" + lines)
            self.refused("sweep", "merge", "runs", saying=[f"{shard.name}:1:", saying])
        shard.write_text(lines)
        self.measure("sweep", "merge", "runs")

    def test_files_that_are_too_large(self):
        self.write("run.toml", "[train]\n" + "#\n" * (8 * MIB))
        self.refused("train", "--config", "run.toml", saying=["run.toml: larger than 16 MiB"])
        with gzip.open(self.folder / "report.json", "wb", 1) as file:
            for _ in range(513):
                file.write(b" " * MIB)
        for command in (["render"], ["check"], ["train", DIABETES, "--config"]):
            run = self.refused(*command, "report.json", saying=["report.json: larger than 512 MiB"])
            if not SANITIZED:
                self.assertLess(run.peak, 1400 * MIB)

    def test_toml_that_its_parser_asserts_not_to_be(self):
        for text in ("[$", "[ $]", "[[$", "[[ =", "[.", "[a.$", "[a.", "a.$ = 1", "$", "[train]\nlr = $", "[train]\n= 1", "[train]\nlr = {$",
                     "[train]\nlr = {a.", "[train]\nlr = [$", "[\n", "[[\n]]", "[train]\nlr = +", "[train]\nlr = 0x", "[train]\nlr = -_",
                     "[train]\nlr = 1979-", "[train]\nlr = .", "[train]\nlr = 1e", "[train]\n\"", "[train]\nlr = '''", "\x01", "[\x01", "[]"):
            with self.subTest(text):
                self.write("run.toml", text)
                self.refused("train", DIABETES, "--config", "run.toml", saying=["run.toml:", "not TOML"])


class RoundingTest(GrowthTest):
    def nearest(self, text):
        """The nearest float32 to a decimal number, ties to even."""
        exact, guess = Fraction(text), np.float32(float(text))
        around = [guess, np.nextafter(guess, np.float32(np.inf)), np.nextafter(guess, np.float32(-np.inf))]
        return min(around, key=lambda f: (abs(Fraction(float(f)) - exact), int(f.view(np.uint32)) & 1))

    def test_cells_are_the_nearest_float32(self):
        rng = random.Random(3)
        texts = ["16777217.000000001", "16777217", "16777218.999999999", "16777219.0000000001", "+16777217.000000001", "1.6777217000000001e7",
                 "16777216.9999999999", "1e-45", "7.006492321624086e-46", "7.006492321624085e-46", "1.1754943e-38", "1.17549431578e-38"]
        for _ in range(300):  # a little beside the middle of two floats
            low = np.float32(rng.uniform(1, 2) * 2.0 ** rng.randint(-140, 100))
            middle = (Fraction(float(low)) + Fraction(float(np.nextafter(low, np.float32(np.inf))))) / 2
            digits = rng.choice([17, 19, 25, 40])
            decimals = digits - 1 - math.floor(math.log10(middle))
            texts.append(f"{round(middle * Fraction(10) ** decimals) + rng.choice([-1, 0, 1])}e{-decimals}")
        rows = [[0] * len(texts) + [0], texts + [1]] * 4
        self.table("data.csv", [f"c{c}" for c in range(len(texts))] + ["y"], rows)
        self.measure("train", "data.csv", "--epochs", "0", "--hidden", "2", "--prove", "none", *QUIET)
        columns = parse_report(self.read("report.json"))["data"]["columns"]
        twice = 0
        for text, column in zip(texts, columns):
            self.assertEqual(np.float32(column["max"]), self.nearest(text), text)
            twice += np.float32(float(text)) != self.nearest(text)
        self.assertGreater(twice, 10)  # numbers that two roundings get wrong

    def test_with_a_decimal_comma(self):
        self.table("data.csv", ["x", "z", "y"], [['"0,5"', 0, 0], ['"16777217,000000001"', 1, 1]] * 4)
        self.measure("train", "data.csv", "--epochs", "0", "--hidden", "2", "--prove", "none", *QUIET)
        self.assertEqual(json.loads(self.read("report.json"))["data"]["columns"][0]["max"], 16777218)


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    unittest.main()
