"""inspect: what train would report of the same network, for networks from elsewhere and files of any length."""

import gzip
import json
import os
import pathlib
import subprocess
import unittest
import zipfile

import onnx_bytes as onnx
from model_file import to_model, to_safetensors
from program import DIABETES, DIGITS, PENGUINS, PROGRAM, ProgramTest, parse_report

try:
    import jsonschema
except ImportError:
    jsonschema = None
try:
    import numpy as np
except ImportError:
    np = None


class InspectTest(ProgramTest):
    def inspect(self, *args, code=0, stdin=b""):
        result = self.program("inspect", *args, "--quiet", "--allow-dead-network", stdin=stdin)
        self.assertEqual(result.code, code, result.stderr)
        return parse_report(result.stdout)

    def inspect_fails(self, *args, saying=(), stdin=b""):
        self.fails("inspect", *args, "--quiet", "-o", "report.json", saying=saying, stdin=stdin)

    def write_rows(self, name, rows, header):
        text = ",".join(header) + "\n" + "".join(",".join(f"{x:.9g}" for x in row) + "\n" for row in rows)
        return self.write(name, text)

    def random_model(self, widths, seed):
        """A state dict with a few units that are dead on inputs near 0, and its layers."""
        random = np.random.default_rng(seed)
        layers = []
        for inputs, units in zip(widths, widths[1:]):
            weight = random.normal(size=(units, inputs)).astype(np.float32)
            bias = random.normal(scale=0.5, size=units).astype(np.float32)
            layers.append((weight, bias))
        for weight, bias in layers[:-1]:
            bias[:: 4] = -10 * np.abs(weight[::4]).sum(axis=1)
        self.write("model.safetensors", to_model(*((w.tolist(), b.tolist()) for w, b in layers)))
        return layers

    def preactivations(self, layers, x):
        zs, h = [], x.astype(np.float32)
        for weight, bias in layers[:-1]:
            zs.append(h @ weight.T + bias)
            h = np.maximum(zs[-1], 0)
        return zs

    def check_counts(self, report, layers, x):
        """Counts are those of NumPy, but where a pre-activation lies within rounding of 0."""
        for layer, z in zip(report["layers"], self.preactivations(layers, x)):
            near = (np.abs(z) < 1e-5).sum(axis=0)
            for unit, active, doubtful in zip(layer["unit"], (z > 0).sum(axis=0), near):
                self.assertLessEqual(abs(unit["active_rows"] - int(active)), int(doubtful))
            np.testing.assert_allclose([unit["max_preactivation"] for unit in layer["unit"]], z.max(axis=0), rtol=1e-4,
                                       atol=1e-4)


class OwnModelTest(InspectTest):
    SAME = ("status", "active_rows", "max_preactivation", "dormant", "incoming_norm", "outgoing_norm", "bias", "proof")

    def test_it_says_what_train_says_of_the_same_network(self):
        for args in ([DIGITS, "--lr", "1", "--seed", "2"], [DIABETES, "--hidden", "20,10", "--lr", "0.5"],
                     [PENGUINS, "--target", "species", "--missing", "drop", "--hidden", "12"],
                     [PENGUINS, "--target", "body_mass_g", "--missing", "drop", "--hidden", "8"],
                     [PENGUINS, "--target", "island", "--missing", "mean", "--hidden", "8"],
                     [DIGITS, "--activation", "gelu"]):
            with self.subTest(args):
                data, options = args[0], args[1:]
                self.train(data, *options, "--epochs", "5", "--save-model", "model.safetensors")
                read = options[options.index("--missing"):][:2] if "--missing" in options else []
                again = self.train(data, *read, "--init-from", "model.safetensors", "--epochs", "0", "--validation", "0")
                report = self.inspect("model.safetensors", data, *read)
                self.assertEqual(report["command"], "inspect")
                self.assertEqual(report["data"]["features"], again["data"]["features"])
                self.assertEqual(report["data"]["sha256"], again["data"]["sha256"])
                self.assertEqual(report["data"]["train_rows"], again["data"]["train_rows"])
                for mine, theirs in zip(report["layers"], again["layers"], strict=True):
                    for key in ("dead", "sparse", "always_active", "dormant", "srank"):
                        self.assertEqual(mine[key], theirs[key])
                    self.assertAlmostEqual(mine["effective_rank"], theirs["effective_rank"], places=9)
                    for unit, other in zip(mine["unit"], theirs["unit"], strict=True):
                        for key in self.SAME:
                            self.assertEqual(unit.get(key), other.get(key), key)
                        self.assertAlmostEqual(unit["mean_activation"], other["mean_activation"], places=9)
                score = again["training"]["history"][0]
                for key, value in report["quality"].items():
                    self.assertAlmostEqual(value, score[key], places=9)
                self.assertNotIn("training", report)
                self.assertNotIn("history", report["layers"][0])

    def test_a_file_without_the_target_will_do(self):
        self.train(DIABETES, "--save-model", "model.safetensors")
        lines = pathlib.Path(DIABETES).read_text("utf-8").splitlines()
        header = lines[0].split(",")
        target = parse_report(self.program("inspect", "model.safetensors", DIABETES, "-q").stdout)["data"]["target"]
        place = header.index(target)
        self.write("new.csv", "\n".join(",".join(c for i, c in enumerate(line.split(",")) if i != place) for line in lines))
        with_target, without = (self.inspect("model.safetensors", data) for data in (DIABETES, "new.csv"))
        self.assertEqual(with_target["layers"], without["layers"])
        self.assertIn("quality", with_target)
        for key in ("quality", "training"):
            self.assertNotIn(key, without)
        self.assertNotIn("target", without["data"])
        self.inspect_fails("model.safetensors", "new.csv", "--fail-on", "r2 < 0.5", saying=["r2"])

    def test_its_own_scaling_is_kept(self):
        self.train(DIABETES, "--save-model", "model.safetensors")
        self.inspect_fails("model.safetensors", DIABETES, "--scale", "standard", saying=["--scale", "leave the option out"])

    def test_a_column_that_it_takes_is_missing(self):
        self.train(DIABETES, "--save-model", "model.safetensors")
        self.write("other.csv", "age,sex\n1,2\n")
        self.inspect_fails("model.safetensors", "other.csv", saying=["no column 'bmi'"])

    def test_an_unknown_class_has_a_line(self):
        self.train(PENGUINS, "--target", "species", "--missing", "drop", "--save-model", "model.safetensors")
        text = pathlib.Path(PENGUINS).read_text("utf-8")
        self.write("new.csv", text.replace("Gentoo", "Emperor", 1))
        self.inspect_fails("model.safetensors", "new.csv", "--missing", "drop", saying=["new.csv:", "Emperor"])


@unittest.skipIf(np is None, "NumPy is missing")
class ForeignModelTest(InspectTest):
    def test_columns_of_numbers_feed_the_inputs_in_the_order_of_the_file(self):
        layers = self.random_model((3, 16, 8, 2), 1)
        x = np.random.default_rng(2).normal(size=(500, 3)).astype(np.float32)
        text = "id,b,name,a,c\n" + "".join(
            f"r{j},{row[0]:.9g},{'x' if j % 2 else 'y'},{row[1]:.9g},{row[2]:.9g}\n" for j, row in enumerate(x))
        self.write("data.csv", text)
        report = self.inspect("model.safetensors", "data.csv")
        self.assertEqual(report["data"]["features"], ["b", "a", "c"])
        self.check_counts(report, layers, x)
        self.assertTrue(any("'id'" in note or "id, name" in note for note in report["data"]["notes"]), report["data"]["notes"])

        swapped = self.inspect("model.safetensors", "data.csv", "--features", "c,a,b")
        self.assertEqual(swapped["data"]["features"], ["c", "a", "b"])
        self.check_counts(swapped, layers, x[:, ::-1])

    def test_the_number_of_columns_must_fit(self):
        self.random_model((3, 4, 2), 1)
        self.write("data.csv", "a,b,c,d\n1,2,3,0\n")
        self.inspect_fails("model.safetensors", "data.csv", saying=["4 columns", "3 inputs", "--drop 'd'"])
        self.inspect("model.safetensors", "data.csv", "--drop", "d")
        self.inspect("model.safetensors", "data.csv", "--target", "d")
        self.inspect_fails("model.safetensors", "data.csv", "--features", "a,b", saying=["2 columns", "--features"])
        self.inspect_fails("model.safetensors", "data.csv", "--features", "a,a,b", saying=["'a' is named twice"])
        self.inspect_fails("model.safetensors", "data.csv", "--features", "a,b,c", "--drop", "a", saying=["'a' is in --drop"])
        self.write("gaps.csv", "a,b,c\n1,,2\n,3,4\n")
        self.inspect_fails("model.safetensors", "gaps.csv", "--missing", "drop", saying=["every row has a missing cell"])
        self.write("numbers.csv", "1,2,3\n4,5,6\n")
        notes = self.inspect("model.safetensors", "numbers.csv")["data"]["notes"]
        self.assertTrue(any("--no-header" in note for note in notes), notes)
        self.write("text.csv", "a,b,c\n1,2,x\n3,4,y\n")
        self.inspect_fails("model.safetensors", "text.csv", saying=["2 columns"])
        self.inspect_fails("model.safetensors", "text.csv", "--features", "a,b,c", saying=["'c'", "numbers"])

    def test_scaling_is_what_the_user_says(self):
        layers = self.random_model((2, 12, 1), 3)
        x = np.random.default_rng(4).normal(loc=[1000, -5], scale=[300, 2], size=(400, 2)).astype(np.float32)
        self.write_rows("data.csv", x, ["a", "b"])
        raw = self.inspect("model.safetensors", "data.csv")
        self.check_counts(raw, layers, x)
        self.assertEqual([f["code"] for f in raw["findings"]][0], "unscaled-input")
        for how, scaled in (("standard", (x - x.mean(axis=0, dtype=float)) / x.std(axis=0, dtype=float)),
                            ("minmax", (x - x.min(axis=0)) / (x.max(axis=0) - x.min(axis=0)))):
            report = self.inspect("model.safetensors", "data.csv", "--scale", how)
            self.check_counts(report, layers, scaled)
            self.assertNotIn("unscaled-input", [f["code"] for f in report["findings"]])
        self.inspect_fails("model.safetensors", "-", "--scale", "standard", stdin=self.read("data.csv"),
                           saying=["--scale", "standard input"])

    def test_units_and_columns_that_say_nothing_are_named(self):
        layers = self.random_model((4, 6, 2), 2)
        x = np.random.default_rng(3).normal(size=(60, 4)).astype(np.float32)
        for unit, constant in (([1], [2]), ([1, 3], [0, 2])):
            layers[-1][0][:, unit] = 0
            self.write("model.safetensors", to_model(*((w.tolist(), b.tolist()) for w, b in layers)))
            x[:, constant] = 0.25
            self.write_rows("data.csv", x, "abcd")
            findings = {f["code"]: f for f in self.inspect("model.safetensors", "data.csv")["findings"]}
            unused, columns = findings["unused-units"], findings["constant-feature"]
            self.assertEqual((unused["severity"], columns["severity"]), ("info", "info"))
            self.assertEqual(unused["evidence"], {"units": len(unit)})
            self.assertEqual(columns["evidence"], {"columns": len(constant)})
            self.assertIn(f"{len(unit)} unit", unused["message"])
            for column in constant:
                self.assertIn(f"'{'abcd'[column]}'", columns["message"])
            self.assertNotIn("'b'", columns["message"])
        self.assertIn("prune leaves them out", unused["advice"])

    def test_other_activations(self):
        layers = self.random_model((3, 9, 2), 5)
        x = np.random.default_rng(6).normal(size=(50, 3)).astype(np.float32)
        self.write_rows("data.csv", x, "abc")
        report = self.inspect("model.safetensors", "data.csv", "--activation", "leaky_relu:0.2")
        z = self.preactivations(layers, x)[0]
        np.testing.assert_allclose([u["mean_activation"] for u in report["layers"][0]["unit"]],
                                   np.where(z > 0, z, 0.2 * z).mean(axis=0), rtol=1e-4, atol=1e-5)
        self.assertEqual(report["model"]["layers"][0]["activation"], "leaky_relu:0.2")

    def test_any_length_in_little_memory_with_the_same_bytes(self):
        """More rows than a block, by file, packed, by pipe, with one thread and two."""
        layers = self.random_model((4, 32, 16, 3), 7)
        x = np.random.default_rng(8).normal(size=(150_000, 4)).astype(np.float32)
        self.write_rows("data.csv", x, "abcd")
        report = self.inspect("model.safetensors", "data.csv")
        self.check_counts(report, layers, x)
        self.assertEqual(report["data"]["rows"], 150_000)
        for column, values in zip(report["data"]["columns"], x.T):
            self.assertAlmostEqual(column["mean"], values.mean(dtype=float), places=6)
            self.assertAlmostEqual(column["deviation"], values.std(dtype=float), places=6)
        one = self.inspect("model.safetensors", "data.csv", "--threads", "1")
        self.assertEqual(report, one)
        piped = self.inspect("model.safetensors", "-", stdin=self.read("data.csv"))
        self.write("data.csv.gz", gzip.compress(self.read("data.csv"), 1))
        packed = self.inspect("model.safetensors", "data.csv.gz")
        for other in (piped, packed):
            self.assertEqual(other["layers"], report["layers"])
            self.assertEqual(other["summary"], report["summary"])

    @unittest.skipUnless(os.environ.get("RELUSCOPE_BUILD") == "Release", "a sanitizer takes memory and time of its own")
    def test_memory_does_not_grow_with_the_rows(self):
        self.random_model((4, 512, 512, 2), 9)
        peaks = []
        for rows in (100_000, 800_000):
            process = subprocess.Popen([str(PROGRAM), "inspect", "model.safetensors", "-", "-q", "-o", "report.json", "--prove",
                                        "none", "--rank", "none", "--allow-dead-network"],
                                       cwd=self.folder, stdin=subprocess.PIPE)
            process.stdin.write(b"a,b,c,d\n")
            block = b"".join(b"0.%03d,-0.5,1.25,0.%02d\n" % (j, j % 100) for j in range(1000))
            for _ in range(rows // 1000):
                process.stdin.write(block)
            process.stdin.close()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            self.assertEqual(process.returncode, 0)
            peaks.append(usage.ru_maxrss / 1024)
            self.assertEqual(json.loads(self.read("report.json"))["data"]["rows"], rows)
        self.assertLess(max(peaks), 200)
        self.assertLess(peaks[1], peaks[0] + 40)

    def test_what_follows_the_first_rows_must_fit(self):
        self.random_model((2, 4, 1), 1)
        rows = "1,2\n" * 70_000
        self.write("late.csv", "a,b\n" + rows + "3,x\n")
        self.inspect_fails("model.safetensors", "late.csv", saying=["late.csv:70002:", "'x' is not a number", "first 65,536 rows"])
        self.write("ragged.csv", "a,b\n" + rows + "3\n")
        self.inspect_fails("model.safetensors", "ragged.csv", saying=["ragged.csv:70002:", "1 cell where"])
        self.write("gap.csv", "a,b\n" + rows + "3,\n")
        self.inspect_fails("model.safetensors", "gap.csv", saying=["gap.csv:70002:", "missing"])
        report = self.inspect("model.safetensors", "gap.csv", "--missing", "drop")
        self.assertEqual((report["data"]["rows"], report["data"]["rows_dropped"]), (70_001, 1))
        self.write("latin.csv", "a,b,n\n".encode() + b"1,2,x\n" * 300_000 + "3,4,\xe9\n".encode("latin-1"))
        report = self.inspect("model.safetensors", "latin.csv")
        self.assertEqual(report["data"]["rows"], 300_001)
        self.assertTrue(any("Windows-1252" in note for note in report["data"]["notes"]))
        self.inspect_fails("model.safetensors", "-", stdin=self.read("latin.csv"), saying=["--encoding"])

    def test_gates_and_verdict(self):
        self.random_model((2, 8, 1), 1)
        self.write("data.csv", "a,b\n1,2\n-1,0.5\n")
        result = self.program("inspect", "model.safetensors", "data.csv", "--fail-on", "dead > 0", "-q")
        self.assertEqual(result.code, 1)
        self.assertRegex(result.stderr, r"^verdict: fail \(gate failed: dead > 0")
        self.inspect_fails("model.safetensors", "data.csv", "--fail-on", "accuracy < 0.5", saying=["accuracy"])
        self.inspect_fails("model.safetensors", "data.csv", "--fail-on", "layers[1].dead > 0", saying=["layers[1]"])

    def test_all_that_reads_reports_reads_these(self):
        self.random_model((2, 8, 6, 1), 1)
        self.write("data.csv", "a,b\n1,2\n-1,0.5\n0.3,0.1\n")
        text = self.program("inspect", "model.safetensors", "data.csv", "-q").stdout
        self.write("report.json", text)
        for how in ("text", "markdown", "junit", "json", "csv", "github"):
            shown = self.program("render", "report.json", "--format", how)
            self.assertEqual(shown.code, 0, shown.stderr)
        self.assertEqual(self.program("render", "report.json", "--format", "json").stdout, text)
        page = self.program("render", "report.json", "--unit", "0:0")
        self.assertEqual(page.code, 0, page.stderr)
        self.assertIn("0 of 3 rows", page.stdout.decode())
        self.assertEqual(self.program("check", "report.json", "--fail-on", "dead > 100").code, 0)
        same = parse_report(self.program("compare", "report.json", "report.json", "-q").stdout)
        self.assertEqual(same["matched_by"], "position")

    @unittest.skipIf(jsonschema is None, "jsonschema is missing")
    def test_the_schema_holds(self):
        schema = parse_report(self.program("schema").stdout)
        self.random_model((2, 8, 6, 1), 1)
        self.write("data.csv", "a,b\n1,2\n-1,0.5\n0.3,0.1\n")
        jsonschema.validate(self.inspect("model.safetensors", "data.csv"), schema)
        self.train(PENGUINS, "--target", "species", "--missing", "drop", "--save-model", "own.safetensors")
        jsonschema.validate(self.inspect("own.safetensors", PENGUINS, "--missing", "drop"), schema)


@unittest.skipIf(np is None, "NumPy is missing")
class NotesOnModelsTest(InspectTest):
    """What is not in a file, and so is taken for granted, is said."""

    def notes(self, names, *args):
        rows, unit = "a,b\n" + "".join(f"{x / 4},{-x / 8}\n" for x in range(-8, 9)), [[1.0, 0.5], [-0.5, 1.0]]
        self.write("data.csv", rows)
        tensors = {}
        for name in names:
            tensors[f"{name}.weight"] = ([2, 2], [w for row in unit for w in row])
            tensors[f"{name}.bias"] = ([2], [0.25, -0.25])
        self.write("model.safetensors", to_safetensors(tensors))
        report = self.inspect("model.safetensors", "data.csv", *args)
        return report["model"]["file"]["notes"], report

    def test_the_activation_is_named_and_where_it_is_taken_to_be(self):
        notes, _ = self.notes(["net.0", "net.2", "net.4"])
        self.assertEqual(notes, ["a state dict does not hold activations: relu is taken to be between 'net.0' and 'net.2', "
                                 "'net.2' and 'net.4'; --activation if it is another"])
        notes, _ = self.notes(["net.0", "net.2", "net.4"], "--activation", "tanh")
        self.assertEqual(notes, [])
        self.train(DIABETES, "--save-model", "own.safetensors")
        self.assertEqual(self.inspect("own.safetensors", DIABETES)["model"]["file"]["notes"], [])

    def test_a_missing_activation_is_no_relu(self):
        notes, report = self.notes(["net.0", "net.1", "net.3"])
        self.assertEqual([layer["units"] for layer in report["model"]["layers"]], [2, 2])
        self.assertIn("no number is missing between 'net.0' and 'net.1'", " ".join(notes))
        # as NumPy has it
        weight, bias = np.array([[1.0, 0.5], [-0.5, 1.0]]), np.array([0.25, -0.25])
        x = np.array([[k / 4, -k / 8] for k in range(-8, 9)])
        z = (x @ weight.T + bias) @ weight.T + bias
        self.assertEqual([unit["active_rows"] for unit in report["layers"][0]["unit"]], (z > 0).sum(axis=0).tolist())
        _, other = self.notes(["net.0", "net.1", "net.3"], "--layers", "net.0,activation,net.1,activation,net.3")
        self.assertEqual([layer["units"] for layer in other["model"]["layers"]], [2, 2, 2])

    def test_a_list_of_modules_is_said_to_be_one(self):
        notes, report = self.notes(["layers.0", "layers.1", "layers.2"])
        self.assertEqual([layer["units"] for layer in report["model"]["layers"]], [2, 2, 2])
        self.assertTrue(any("ModuleList" in note and "--layers" in note for note in notes), notes)


class TypesOfInputsTest(InspectTest):
    def model(self, code):
        nodes = [onnx.node("Cast", ["x"], ["f"], "cast", to=1), onnx.node("Gemm", ["f", "w0", "b0"], ["z"], "gemm0"),
                 onnx.node("Relu", ["z"], ["h"], "relu"), onnx.node("Gemm", ["h", "w1", "b1"], ["y"], "gemm1")]
        weights = [onnx.tensor("w0", np.eye(2, 3, dtype="f4")), onnx.tensor("b0", np.zeros(3, "f4")),
                   onnx.tensor("w1", np.ones((3, 1), "f4")), onnx.tensor("b1", np.zeros(1, "f4"))]
        self.write("model.onnx", onnx.model(nodes, weights, [onnx.value_info("x", ["N", 2], code)],
                                            [onnx.value_info("y", ["N", 1])]))

    def test_whole_numbers_are_fed_and_others_are_refused_with_their_column(self):
        self.write("whole.csv", "a,b\n1,2\n-3,4\n")
        self.write("half.csv", "a,b\n1,2\n-3,4.5\n")
        self.write("wide.csv", "a,b\n1,2\n300,4\n")
        for code, name in ((7, "INT64"), (6, "INT32")):
            with self.subTest(name):
                self.model(code)
                self.assertEqual(self.inspect("model.onnx", "whole.csv")["layers"][0]["unit"][0]["active_rows"], 1)
                self.inspect_fails("model.onnx", "half.csv", saying=["half.csv:3", "'b' is 4.5", name, "'x'"])
                self.inspect_fails("model.onnx", "whole.csv", "--scale", "standard", saying=["--scale", name])
                self.write("gap.csv", "a,b\n1,2\n,4\n")
                self.inspect_fails("model.onnx", "gap.csv", "--missing", "mean", saying=["--missing mean", name])
        self.fails("prune", "model.onnx", "half.csv", "-o", "out.onnx", saying=["half.csv:3", "'b' is 4.5"])
        self.model(2)
        self.inspect_fails("model.onnx", "whole.csv", saying=["whole.csv:3", "'a' is -3", "UINT8"])
        self.inspect_fails("model.onnx", "wide.csv", saying=["wide.csv:3", "'a' is 300", "UINT8"])
        for code in (1, 11):  # any number
            self.model(code)
            self.inspect("model.onnx", "half.csv")
        self.model(8)
        self.inspect_fails("model.onnx", "whole.csv", saying=["'x'", "STRING"])


class ActivationsTest(InspectTest):
    def setUp(self):
        super().setUp()
        random = np.random.default_rng(11)
        self.z = {"first": random.normal(size=(700, 12)).astype(np.float32), "second": random.normal(size=(700, 5)).astype(np.float32)}
        self.z["first"][:, [3, 7]] -= 100
        np.savez(self.folder / "z.npz", **self.z)
        np.savez_compressed(self.folder / "h.npz", **{name: np.maximum(z, 0) for name, z in self.z.items()})
        np.save(self.folder / "z.npy", np.asfortranarray(self.z["first"].astype(np.float64)))

    def check(self, report, names, knows_preactivations):
        self.assertEqual([layer["source"] for layer in report["model"]["layers"]], names)
        for layer, name in zip(report["layers"], names, strict=True):
            z = self.z[name]
            self.assertEqual([unit["active_rows"] for unit in layer["unit"]], (z > 0).sum(axis=0).tolist())
            for unit, greatest, mean in zip(layer["unit"], z.max(axis=0), np.maximum(z, 0).mean(axis=0, dtype=float)):
                self.assertAlmostEqual(unit["mean_activation"], mean, places=6)
                if knows_preactivations or greatest > 0:
                    self.assertEqual(unit["max_preactivation"], greatest)
                else:
                    self.assertIsNone(unit["max_preactivation"])
                for weight in ("bias", "incoming_norm", "outgoing_norm"):
                    self.assertIsNone(unit[weight])
            sigma = np.linalg.svd(np.maximum(z, 0).astype(float), compute_uv=False)
            share = sigma[sigma > 0] / sigma.sum()
            self.assertAlmostEqual(layer["effective_rank"], float(np.exp(-(share * np.log(share)).sum())), places=6)

    def test_counts_are_those_of_numpy(self):
        self.check(self.inspect("h.npz"), ["first", "second"], False)
        self.check(self.inspect("z.npz", "--pre-activations"), ["first", "second"], True)
        one = self.inspect("z.npy", "--pre-activations")
        self.z[one["model"]["layers"][0]["source"]] = self.z["first"]
        self.check(one, [one["model"]["layers"][0]["source"]], True)
        self.assertEqual(self.inspect("-", "--pre-activations", stdin=self.read("z.npz"))["layers"],
                         self.inspect("z.npz", "--pre-activations", "--threads", "1")["layers"])

    def test_nobody_guesses_what_they_are(self):
        self.inspect_fails("z.npz", saying=["first", "--pre-activations"])
        notes = self.inspect("h.npz", "--pre-activations")["data"]["notes"]
        self.assertTrue(any("below 0" in note for note in notes), notes)
        self.inspect_fails("h.npz", DIGITS, saying=["holds activations"])
        with zipfile.ZipFile(self.folder / "model.pt", "w") as archive:  # as torch.save has it
            archive.writestr("model/data.pkl", b"\x80\x02}q\x00.")
            archive.writestr("model/version", "3\n")
        self.inspect_fails("model.pt", DIGITS, saying=["safetensors.torch"])
        self.inspect_fails("h.npz", "--features", "a", saying=["--features"])
        self.train(DIABETES, "--save-model", "model.safetensors")
        self.inspect_fails("model.safetensors", DIABETES, "--pre-activations", saying=["--pre-activations"])

    def test_all_that_reads_reports_reads_these(self):
        text = self.program("inspect", "h.npz", "-q").stdout
        self.write("report.json", text)
        for how in ("text", "markdown", "junit", "json", "csv", "github"):
            shown = self.program("render", "report.json", "--format", how)
            self.assertEqual(shown.code, 0, shown.stderr)
        self.assertEqual(self.program("render", "report.json", "--format", "json").stdout, text)
        self.assertEqual(self.program("render", "report.json", "--unit", "0:3").code, 0)
        self.assertIn("activations of 2 layers, 12-5", self.program("render", "report.json").stdout.decode())
        same = parse_report(self.program("compare", "report.json", "report.json", "-q").stdout)
        self.assertEqual(same["matched_by"], "position")
        different = self.write("one.json", self.program("inspect", "z.npy", "--pre-activations", "-q").stdout)
        why = parse_report(self.program("compare", "report.json", different, "-q").stdout)["matched_why"]
        self.assertIn("network (12-5 and 12)", why)
        if jsonschema is not None:
            jsonschema.validate(parse_report(text), parse_report(self.program("schema").stdout))


class UseTest(InspectTest):
    def test_what_a_person_sees(self):
        self.train(DIGITS, "--lr", "1", "--seed", "2", "--save-model", "model.safetensors")
        result = self.program("inspect", "model.safetensors", DIGITS, "-o", "report.json")
        self.assertEqual(result.code, 0, result.stderr)
        lines = result.stderr.splitlines()
        self.assertIn("1,797 rows", result.stderr)
        self.assertIn("network 64-64-32-10 of model.safetensors", result.stderr)
        self.assertRegex(lines[-1], r"^\d+ of 96 units dead")
        self.assertIn("reluscope prune", result.stderr)

    def test_prune_is_not_proposed_for_a_file_that_it_cannot_read(self):
        np.savez(self.folder / "h.npz", first=np.array([[0.0, 1.0], [0.0, 2.0]], "f4"))
        result = self.program("inspect", "h.npz", "-o", "report.json")
        self.assertEqual(result.stderr.splitlines()[-1],
                         "1 of 2 units dead: reluscope prune MODEL DATA.csv --on-data leaves them out")

    def test_what_there_is_nothing_to_prove_of(self):
        self.write("model.safetensors", to_model(([[1.0]], [0.0]), ([[1.0]], [0.0])))
        self.write("data.csv", "a\n1\n2\n")
        for option in (["--prove-seconds", "3"], ["--box-margin", "0.5"]):
            for prove in (["--prove", "none", *option], [*option, "--prove", "none"]):
                self.inspect_fails("model.safetensors", "data.csv", *prove, saying=[option[0], "--prove none"])
                self.fails("train", DIABETES, *prove, saying=[option[0], "--prove none"])
            self.inspect("model.safetensors", "data.csv", *option)
            self.inspect("model.safetensors", "data.csv", *option, "--prove", "box")

    def test_a_column_of_texts_is_named_with_its_first_text(self):
        self.write("model.safetensors", to_model(([[1.0, 1.0, 1.0]], [0.0]), ([[1.0]], [0.0])))
        self.write("data.csv", "a,b,c\n1,2,3\n4,5,abc\n")
        self.inspect_fails("model.safetensors", "data.csv", "--na", "x",
                           saying=["2 columns of numbers ('a', 'b'), without 'c' ('abc' on line 3)", "3 inputs"])
        self.write("fitting.csv", "a,b,c,d\n1,2,3,4\n4,5,k,6\n")
        notes = self.inspect("model.safetensors", "fitting.csv")["data"]["notes"]
        self.assertIn("columns that do not hold numbers feed no input: 'c' ('k' on line 3)", notes)

    def test_usage(self):
        self.write("model.safetensors", to_model(([[1.0]], [0.0]), ([[1.0]], [0.0])))
        self.write("data.csv", "a\n1\n")
        self.inspect_fails("model.safetensors", saying=["give DATA.csv"])
        self.inspect_fails("-", "-", saying=["standard input"])
        self.inspect_fails("nothing.safetensors", "data.csv", saying=["No such file"])
        self.inspect_fails("model.safetensors", "nothing.csv", saying=["No such file"])
        self.fails("inspect", "model.safetensors", "data.csv", "-o", "data.csv", saying=["--output", "data.csv"])
        self.fails("inspect", "model.safetensors", "data.csv", "-o", "model.safetensors", saying=["--output"])
        self.write("single.safetensors", to_model(([[1.0]], [0.0])))
        self.inspect_fails("single.safetensors", "data.csv", saying=["single layer"])


if __name__ == "__main__":
    unittest.main()
