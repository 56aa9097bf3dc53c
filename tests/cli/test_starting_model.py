"""--init-from: the order of the layers, the scaling that a model brings, and files that are not what they should be."""

import json
import pathlib
import random
import struct

from jsonschema import Draft202012Validator

from model_file import take_apart, to_safetensors
from program import DIABETES, DIGITS, PENGUINS, ProgramTest, parse_report

START = ["--init-from", "model.safetensors", "--epochs", "0"]


def linear(name, weight, bias):
    return {f"{name}.weight": ([len(weight), len(weight[0])], [w for unit in weight for w in unit]),
            f"{name}.bias": ([len(bias)], bias)}


def file_of(header, data=b""):
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    return struct.pack("<Q", len(text)) + text + data


def with_metadata(content, change):
    """The model with its reluscope metadata changed by a function of it; what that returns is written if it is a text."""
    header, _, data = take_apart(content)
    encoding = json.loads(header["__metadata__"]["reluscope"])
    text = change(encoding)
    header["__metadata__"]["reluscope"] = text if isinstance(text, str) else json.dumps(encoding)
    return file_of(header, data)


def renamed(content, names):
    header, _, data = take_apart(content)
    return file_of({names.get(name, name): value for name, value in header.items()}, data)


class LayerOrderTest(ProgramTest):
    """A network of 1 input whose layers are told apart by their weights: z is 2x, then 3·2x - 1, and so on."""

    def setUp(self):
        super().setUp()
        self.write("data.csv", "x,y\n1,0.5\n2,1.5\n3,0.25\n")
        self.args = ["data.csv", *START, "--validation", "0", "--scale", "none", "--scale-target", "none"]

    def model(self, *names, more=None):
        layers = [([[2.0]], [0.0]), ([[3.0]], [-1.0]), ([[1.0]], [0.0])]
        tensors = {}
        for name, (weight, bias) in zip(names, layers):
            tensors.update(linear(name, weight, bias))
        items = list({**tensors, **(more or {})}.items())
        random.Random(1).shuffle(items)
        self.write("model.safetensors", to_safetensors(dict(items)))

    def greatest(self, *args):
        return [layer["unit"][0]["max_preactivation"] for layer in self.train(*self.args, *args)["layers"]]

    def test_numbers_give_the_order(self):
        for names in (("0", "2", "10"), ("fc1", "fc2", "fc10"), ("net.0", "net.2", "net.4"), ("a3x", "a20x", "a100x"),
                      ("layers.0.linear", "layers.1.linear", "layers.2.linear"),
                      ("module.fc1", "module.fc2", "module.fc3"),
                      ("_orig_mod.module.model.0", "_orig_mod.module.model.2", "_orig_mod.module.model.4")):
            with self.subTest(names):
                self.model(*names)
                self.assertEqual(self.greatest(), [6.0, 17.0])

    def test_an_order_that_is_not_certain_must_be_given(self):
        self.model("input_layer", "hidden_layer", "output_layer")
        self.train_fails(*self.args, saying=["model.safetensors: neither names nor shapes", "--layers A,B,",
                                             "'hidden_layer' (1 to 1)", "'input_layer' (1 to 1)", "'output_layer' (1 to 1)"])
        self.assertEqual(self.greatest("--layers", "input_layer,hidden_layer,output_layer"), [6.0, 17.0])
        self.assertEqual(self.greatest("--layers", "hidden_layer,input_layer,output_layer"), [8.0, 16.0])

    def test_wrappers_may_be_named_or_not(self):
        self.model("module._orig_mod.first", "module._orig_mod.then", "module._orig_mod.last")
        for prefix in ("", "module._orig_mod."):
            names = ",".join(prefix + name for name in ("first", "then", "last"))
            self.assertEqual(self.greatest("--layers", names), [6.0, 17.0])

    def test_names_that_are_not_those_of_the_layers_are_refused(self):
        self.model("first", "then", "last")
        for names, saying in (("first,then", "'last' is missing"), ("first,then,lsat", "no layer 'lsat' in model.safetensors"),
                              ("first,then,then", "'then' is named twice"), ("first,then,last,more", "no layer 'more'"),
                              ("first,,last", "no layer ''"), ("64,32", "no layer '64'")):
            with self.subTest(names):
                self.train_fails(*self.args, f"--layers={names}", saying=["--layers: ", saying])
        self.train_fails("data.csv", "--layers", "64,32", saying=["--layers needs --init-from", "--hidden"])

    def test_the_only_order_in_which_the_shapes_chain_is_taken(self):
        tensors = {**linear("encoder", [[2.0], [-1.0]], [0.0, 0.0]), **linear("decoder", [[1.0, 1.0]] * 3, [0.0] * 3),
                   **linear("a_head", [[1.0, 1.0, 1.0]] * 4, [0.0] * 4)}
        self.write("model.safetensors", to_safetensors(tensors))
        self.write("data.csv", "x,y\n1,a\n2,b\n3,c\n4,d\n")
        report = self.train(*self.args[:-2])
        self.assertEqual([layer["units"] for layer in report["model"]["layers"]], [2, 3, 4])
        self.train_fails(*self.args[:-2], "--layers", "decoder,encoder,a_head", saying=["'encoder' takes 1 input", "gives 3", "--layers"])

    def test_counters_are_skipped(self):
        self.model("module.0", "module.2", "module.4")
        header, _, data = take_apart(self.read("model.safetensors"))
        for name, shape in (("n_averaged", []), ("step", [1]), ("module.num_batches_tracked", [])):
            header[name] = {"dtype": "I64", "shape": shape, "data_offsets": [len(data), len(data) + 8]}
            data += struct.pack("<q", 7)
        self.write("model.safetensors", file_of(header, data))
        self.assertEqual(self.greatest(), [6.0, 17.0])

    def test_where_a_batch_normalisation_belongs_is_asked_for(self):
        self.model("0", "2", "4", more={f"1.{part}": ([1], [1.0]) for part in ("weight", "bias", "running_mean", "running_var")})
        self.train_fails(*self.args, saying=["whether batch normalisation '1' is before or behind the activation", "--layers 0,1,activation,2"])

    def test_layers_are_in_the_config_and_run_again(self):
        self.model("first", "then", "last")
        args = [*self.args, "--layers", "first,then,last"]
        report = self.program("train", *args, "-q").stdout
        self.assertEqual(parse_report(report)["config"]["layers"], ["first", "then", "last"])
        self.write("report.json", report)
        self.write("run.toml", self.program("train", *args, "--print-config").stdout)
        for config in ("report.json", "run.toml"):
            self.assertEqual(self.program("train", "--config", config, "-q").stdout, report)
        again = parse_report(self.program("train", "--config", "report.json", "--init", "zeros", "-q").stdout)["config"]
        self.assertEqual((again["init_from"], again["layers"], again["refit_scaling"]), (None, None, None))


class ScalingTest(ProgramTest):
    def setUp(self):
        super().setUp()
        random.seed(5)
        self.rows = [[random.gauss(50, 10), random.gauss(-3, 0.5), random.choice(("red", "green")), random.gauss(0, 1)]
                     for _ in range(200)]
        self.write("data.csv", self.csv(self.rows, "abcy"))
        self.trained = self.train("data.csv", "--task", "regression", "--hidden", "12", "--lr", "0.05", "--epochs", "3",
                                  "--save-model", "model.safetensors")

    def csv(self, rows, header, order=None):
        order = order or range(len(header))
        return "\n".join(",".join(str(row[i]) for i in order) for row in [list(header), *rows]) + "\n"

    def active_rows(self, report):
        return [unit["active_rows"] for layer in report["layers"] for unit in layer["unit"]]

    def test_the_scaling_of_the_file_is_used_and_named(self):
        report = self.train("data.csv", *START)
        Draft202012Validator(parse_report(self.program("schema").stdout)).validate(report)
        scaling = report["data"]["scaling"]
        self.assertEqual(scaling, {**self.trained["data"]["scaling"], "method": None, "model": "model.safetensors"})
        self.assertEqual((report["config"]["scale"], report["config"]["scale_target"]), (None, None))
        self.assertEqual(self.active_rows(report), self.active_rows(self.trained))

    def test_other_rows_do_not_change_it(self):
        self.write("half.csv", self.csv(self.rows[:100], "abcy"))
        scaling = self.train("half.csv", *START)["data"]["scaling"]
        self.assertEqual((scaling["shift"], scaling["scale"]), tuple(self.trained["data"]["scaling"][key] for key in ("shift", "scale")))
        refitted = self.train("half.csv", *START, "--refit-scaling")
        self.assertEqual(refitted["data"]["scaling"]["method"], "standard")
        self.assertNotIn("model", refitted["data"]["scaling"])
        self.assertNotEqual(refitted["data"]["scaling"]["shift"], scaling["shift"])
        self.assertEqual((refitted["config"]["scale"], refitted["config"]["refit_scaling"]), ("standard", True))
        self.assertEqual(self.train("half.csv", *START, "--refit-scaling", "--scale", "minmax")["data"]["scaling"]["method"], "minmax")

    def test_moved_features_show_as_the_dead_and_always_active_units_that_they_make(self):
        header, _, data = take_apart(self.read("model.safetensors"))
        begin, _ = header["0.weight"]["data_offsets"]
        weight = [struct.unpack("<4f", data[begin + 16 * i : begin + 16 * i + 16]) for i in range(12)]
        begin, end = header["0.bias"]["data_offsets"]
        bias = struct.unpack("<12f", data[begin:end])
        encoding = json.loads(header["__metadata__"]["reluscope"])["features"]
        moved = [[a + 3 * encoding[0]["scale"], b - 3 * encoding[1]["scale"], c, y] for a, b, c, y in self.rows]
        self.write("moved.csv", self.csv(moved, "abcy"))
        counts = []
        for w, shift in zip(weight, bias):
            z = [w[0] * (a - encoding[0]["shift"]) / encoding[0]["scale"] + w[1] * (b - encoding[1]["shift"]) / encoding[1]["scale"]
                 + w[2 + encoding[2]["categories"].index(c)] + shift for a, b, c, _ in moved]
            counts.append(sum(value > 0 for value in z))
        report = self.train("moved.csv", *START, "--validation", "0")
        self.assertEqual(self.active_rows(report), counts)
        self.assertIn(0, counts)
        self.assertIn(200, counts)
        summary = report["summary"]
        self.assertEqual((summary["dead"], summary["always_active"]), (counts.count(0), counts.count(200)))
        unmoved = self.train("moved.csv", *START, "--validation", "0", "--refit-scaling")["summary"]
        self.assertEqual((unmoved["dead"], unmoved["always_active"]), (0, 0))

    def test_columns_are_found_by_name_in_any_order_and_others_are_left_out(self):
        self.write("other.csv", self.csv([[*row, "noise"] for row in self.rows], "abcyz", order=[4, 2, 3, 0, 1]))
        report = self.train("other.csv", *START)
        self.assertEqual(report["data"]["features"], self.trained["data"]["features"])
        self.assertEqual(report["data"]["target"], "y")
        self.assertEqual(self.active_rows(report), self.active_rows(self.trained))

    def test_a_category_keeps_its_input_whatever_the_file_holds(self):
        self.write("red.csv", self.csv([[*row[:2], "red", row[3]] for row in self.rows], "abcy"))
        self.assertEqual(self.train("red.csv", *START)["data"]["features"], ["a", "b", "c=green", "c=red"])

    def test_what_does_not_fit_the_model_is_named_with_the_cure(self):
        rows, cases = self.rows, {}
        cases["no b"] = ([[a, c, y] for a, _, c, y in rows], "acy", [], ["no column 'b'", "model.safetensors", "add it"])
        cases["renamed"] = (rows, ["aa", *"bcy"], [], ["no column 'a'", "rename"])
        cases["category"] = ([*rows, [1, 1, "blue", 1]], "abcy", [], [":202: column 'c': 'blue' does not occur in the model model.safetensors"])
        cases["text"] = ([["x", *row[1:]] for row in rows], "abcy", [], ["column 'a'", "'x'"])
        cases["no target"] = ([row[:3] for row in rows], "abc", [], ["no column 'y', the target of the model", "--target"])
        cases["drop"] = (rows, "abcy", ["--drop", "a"], ["--drop: the model model.safetensors takes 'a'"])
        cases["features"] = (rows, "abcy", ["--features", "a,b"], ["--features: the model", "takes 'c' too"])
        cases["more features"] = ([[*row, 1] for row in rows], "abcyd", ["--features", "a,b,c,d"], ["does not know 'd'"])
        cases["target"] = (rows, "abcy", ["--target", "a"], ["--target: the model", "takes 'a' as a feature", "'y'"])
        cases["task"] = (rows, "abcy", ["--task", "classification"], ["--task: the model model.safetensors does regression"])
        cases["missing"] = (rows, "abcy", ["--missing", "mean"], ["--missing mean", "--missing drop, or --refit-scaling"])
        cases["categorical"] = (rows, "abcy", ["--categorical", "a"], ["--categorical: the model", "takes 'a' as a number"])
        cases["gap"] = ([["", *row[1:]] for row in rows], "abcy", [], ["missing values", "use --missing drop\n"])
        for name, (table, header, flags, saying) in cases.items():
            with self.subTest(name):
                self.write("other.csv", self.csv(table, header))
                self.train_fails("other.csv", *START, *flags, saying=saying)

    def test_the_target_may_have_another_name(self):
        self.write("other.csv", self.csv(self.rows, ["a", "b", "c", "outcome"]))
        self.assertEqual(self.train("other.csv", *START, "--target", "outcome")["data"]["target"], "outcome")

    def test_a_scale_beside_that_of_the_file_is_a_conflict(self):
        for flags in (["--scale", "standard"], ["--scale", "none"], ["--scale-target", "none"]):
            self.train_fails("data.csv", *START, *flags, saying=["model.safetensors holds the scaling", "leave them out", "--refit-scaling"])
            self.train("data.csv", *START, *flags, "--refit-scaling")
        self.write("run.toml", '[train]\nscale = "none"\ninit-from = "model.safetensors"\nepochs = 0\n')
        self.train_fails("data.csv", "--config", "run.toml", saying=["--refit-scaling"])
        self.write("run.toml", '[train]\nscale = "none"\nepochs = 0\n')
        self.assertEqual(self.train("data.csv", "--config", "run.toml", *START)["data"]["scaling"]["model"], "model.safetensors")

    def test_a_file_without_scaling_leaves_it_to_the_options(self):
        header, _, data = take_apart(self.read("model.safetensors"))
        del header["__metadata__"]
        self.write("model.safetensors", file_of(header, data))
        self.write("run.toml", '[train]\nscale = "minmax"\n')
        args = ["data.csv", *START, "--task", "regression"]
        self.assertEqual(self.train(*args)["config"]["scale"], "standard")
        self.assertEqual(self.train(*args, "--scale", "minmax")["data"]["scaling"]["method"], "minmax")
        self.assertEqual(self.train(*args, "--config", "run.toml")["data"]["scaling"]["method"], "minmax")
        printed = self.program("train", *args, "--config", "run.toml", "--print-config").stdout
        self.assertIn(b'scale = "minmax"', printed)

    def test_refit_scaling_needs_a_file(self):
        self.train_fails("data.csv", "--refit-scaling", saying=["--refit-scaling needs --init-from"])

    def test_a_held_out_file_is_scaled_alike(self):
        self.write("held.csv", self.csv(self.rows[:50], "abcy", order=[3, 1, 2, 0]))
        report = self.train("data.csv", *START, "--validation-data", "held.csv")
        self.assertEqual(report["data"]["validation_rows"], 50)
        self.assertEqual(report["training"]["history"][0]["validation"]["rmse"],
                         self.train("held.csv", *START, "--validation", "0")["training"]["history"][0]["rmse"])

    def test_a_saved_model_is_trained_further_and_saved_again_with_its_scaling(self):
        self.train("data.csv", "--init-from", "model.safetensors", "--epochs", "1", "--save-model", "next.safetensors")
        first, then = (json.loads(take_apart(self.read(name))[0]["__metadata__"]["reluscope"])
                       for name in ("model.safetensors", "next.safetensors"))
        self.assertEqual(first, then)

    def test_numbers_beyond_float32_in_its_scaling_are_refused(self):
        self.write("model.safetensors", with_metadata(self.read("model.safetensors"), lambda e: e["features"][0].update(scale=1e-300)))
        self.train_fails("data.csv", *START, saying=["data.csv:2: column 'a' is beyond the range of float32", "--refit-scaling"])

    def test_metadata_that_was_edited_is_refused(self):
        model = self.read("model.safetensors")
        changes = {"scale": lambda e: e["features"][0].update(scale=0), "twice": lambda e: e["features"][1].update(column="a"),
                   "nan": lambda e: json.dumps(e).replace(str(e["features"][0]["shift"]), "NaN"),
                   "version": lambda e: e.update(version=2), "inputs": lambda e: e["features"].pop(),
                   "deep": lambda e: "[" * 100_000, "no JSON": lambda e: "hello",
                   "key": lambda e: json.dumps(e).replace('"target":', '"target": "q", "target":'),
                   "type": lambda e: "[]", "fill": lambda e: e["features"][0].update(fill="x")}
        for name, change in changes.items():
            with self.subTest(name):
                self.write("model.safetensors", with_metadata(model, change))
                for flags in ([], ["--refit-scaling"]):
                    self.train_fails("data.csv", *START, *flags, saying=["model.safetensors: its metadata" if name in ("nan", "deep", "no JSON", "key", "inputs")
                                                                         else "model.safetensors: in its metadata", "save the model again"])


class ClassesTest(ProgramTest):
    def test_classes_keep_their_outputs(self):
        trained = self.train(PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "3", "--save-model", "model.safetensors")
        lines = pathlib.Path(PENGUINS).read_text(encoding="utf-8").splitlines()
        place = lines[0].split(",").index("species")
        two = [lines[0], *(line for line in lines[1:] if line.split(",")[place] != "Adelie")]
        self.write("two.csv", "\n".join(two) + "\n")
        report = self.train("two.csv", *START, "--missing", "drop")
        self.assertEqual(report["data"]["classes"], trained["data"]["classes"])
        self.assertEqual(report["data"]["class_counts"][0], 0)
        self.write("new.csv", "\n".join(lines).replace("Gentoo", "Emperor") + "\n")
        self.train_fails("new.csv", *START, "--missing", "drop", saying=["column 'species': 'Emperor' does not occur in the model"])

    def test_what_does_not_fit_does_no_harm_in_a_row_that_is_dropped(self):
        drop = ["--missing", "drop", "--hidden", "2", "--epochs", "1", "--validation", "0"]
        rows = ["1,u,0", "2,v,1", ",w,0", "4,u,1", "5,v,0", "6,u,1"]
        self.write("rows.csv", "\n".join(["a,b,y", *rows]) + "\n")
        self.train("rows.csv", *drop, "--save-model", "model.safetensors")
        for order in ("a,b,y", "b,a,y"):
            swapped = [order] + [",".join((r.split(",") if order[0] == "a" else [r.split(",")[i] for i in (1, 0, 2)])) for r in rows]
            self.write("again.csv", "\n".join(swapped) + "\n")
            done = self.program("inspect", "model.safetensors", "again.csv", "--missing", "drop", "-q", "--allow-dead-network")
            self.assertEqual((done.code, json.loads(done.stdout)["data"]["rows_dropped"]), (0, 1), done.stderr)
        self.train("again.csv", *START, "--missing", "drop", "--validation", "0")
        report = self.train("rows.csv", "--validation-data", "rows.csv", *drop[:-2])
        self.assertEqual(report["data"]["validation_rows"], 5)
        for cells, saying in (("7,w,0", "'w' does not occur"), ("x,u,0", "holds numbers but for 'x'")):
            self.write("new.csv", "\n".join(["a,b,y", *rows, cells]) + "\n")
            self.train_fails("new.csv", *START, "--missing", "drop", "--validation", "0", saying=["new.csv:8: column", saying])

    def test_classes_that_are_numbers_are_found_by_value(self):
        self.write("train.csv", "x,y\n" + "".join(f"{i},{i % 3 + 1}\n" for i in range(30)))
        self.train("train.csv", "--epochs", "2", "--hidden", "4", "--save-model", "model.safetensors")
        self.write("one.csv", "y,x\n" + "".join(f"{j}.0,{i}\n" for i, j in enumerate([3, 1] * 10)))
        report = self.train("one.csv", *START)
        self.assertEqual((report["data"]["classes"], report["data"]["class_counts"]), (["1", "2", "3"], [10, 0, 10]))
        self.write("four.csv", "x,y\n1,1\n2,2\n3,4\n4,3\n5,2\n")
        self.train_fails("four.csv", *START, saying=["four.csv:4: column 'y': class '4' does not occur in the model model.safetensors"])
        self.write("text.csv", "x,y\n1,1\n2,two\n3,2\n4,3\n5,2\n")
        self.train_fails("text.csv", *START, saying=["'two'"])

    def test_booleans_and_dates_are_read_as_in_training(self):
        days = [f"{1 + i % 28}.{1 + i % 12}.2024" for i in range(60)]
        words = ["yes" if i % 3 else "no" for i in range(60)]
        self.write("train.csv", "d,w,y\n" + "".join(f"{d},{w},{i * 0.37}\n" for i, (d, w) in enumerate(zip(days, words))))
        trained = self.train("train.csv", "--epochs", "2", "--hidden", "8", "--save-model", "model.safetensors")
        again = self.train("train.csv", *START)
        for key in ("active_rows", "max_preactivation"):
            self.assertEqual(*([unit[key] for unit in report["layers"][0]["unit"]] for report in (trained, again)))
        self.write("part.csv", "w,d,y\n" + "".join(f"yes,{d},{i * 0.37}\n" for i, d in enumerate(days[:5])))
        part = self.train("part.csv", *START, "--validation", "0")
        self.assertEqual(part["data"]["scaling"]["shift"], trained["data"]["scaling"]["shift"])
        self.assertEqual([column["kind"] for column in part["data"]["columns"]], ["boolean", "date", "target"])
        self.write("other.csv", "w,d,y\n" + "".join(f"maybe,{d},{i * 0.37}\n" for i, d in enumerate(days[:5])))
        self.train_fails("other.csv", *START, saying=["column 'w': 'maybe'", "the model model.safetensors has them (no = 0, yes = 1)"])

    def test_a_network_of_digits_gives_the_same_again(self):
        trained = self.train(DIGITS, "--epochs", "2", "--save-model", "model.safetensors")
        again = self.train(DIGITS, *START)
        last = {**trained["training"]["history"][-1], "epoch": 0, "gradient_norm": None}
        self.assertEqual(last.pop("learning_rate"), 0.1)  # of steps, of which epoch 0 has none
        self.assertEqual(last, again["training"]["history"][0])


class HostileFilesTest(ProgramTest):
    def check(self, content, *saying):
        self.write("model.safetensors", content)
        self.train_fails(DIABETES, *START, saying=["model.safetensors", *saying])

    def test_headers_that_are_not_what_they_should_be(self):
        def entry(shape="[1]", offsets="[0,4]"):
            return f'"a.weight":{{"dtype":"F32","shape":{shape},"data_offsets":{offsets}}}'.encode()

        data = b"\0" * 8
        for brackets in (b"[" * 100_000, b"{" * 100_000, b'{"a":' * 100_000, b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}"):
            self.check(file_of(brackets, data))
        self.check(file_of(b"{" + entry("[" * 100_000) + b"}", data), "nested too deeply")
        self.check(file_of(b"{" + entry() + b"," + entry() + b"}", data[:4]), "has 'a.weight' twice")
        for offsets in ("[0,4.0]", "[0.0,4]", "[-4,0]", "[0,1e1]", "[4,0]", "[0,12]", "[18446744073709551612,0]", "[0,36893488147419103236]"):
            self.check(file_of(b"{" + entry(offsets=offsets) + b"}", data), "tensor 'a.weight'", "the file is damaged")
        self.check(struct.pack("<Q", 2**63) + b"{}", "not a safetensors file")
        self.check(struct.pack("<Q", 2**64 - 1) + b"{}", "not a safetensors file")
        self.check(struct.pack("<Q", 3) + b"{}", "not a safetensors file")
        self.check(struct.pack("<Q", 200_000_000) + b"{" + b" " * 1000, "not a safetensors file")
        self.check(b"{}", "not a safetensors file")

    def test_bytes_of_two_tensors_or_of_none(self):
        def model(*offsets):
            names = ("a.weight", "a.bias")
            return {name: {"dtype": "F32", "shape": [1, 1] if name == "a.weight" else [1], "data_offsets": list(place)}
                    for name, place in zip(names, offsets)}

        self.check(file_of(model((0, 4), (0, 4)), b"\0" * 4), "shares bytes with")
        self.check(file_of(model((0, 4), (3, 7)), b"\0" * 7), "shares bytes with")
        self.check(file_of(model((0, 4), (8, 12)), b"\0" * 12), "bytes 4 to 8 of the data belong to no tensor")
        self.check(file_of(model((0, 4), (4, 8)), b"\0" * 12), "bytes 8 to 12 of the data belong to no tensor")

    def test_reports_nested_without_end(self):
        for text in ("[" * 100_000, '{"a":' * 100_000, '{"tool":' + "[" * 100_000 + "]" * 100_000 + "}"):
            self.write("report.json", text)
            self.fails("check", "report.json", "--fail-on", "dead > 1", saying=["report.json"])
            self.fails("compare", "report.json", "report.json", saying=["report.json"])
            self.fails("render", "report.json", saying=["report.json"])
            self.fails("train", "--config", "report.json", saying=["report.json"])

    def test_toml_nested_without_end(self):
        for text in ("a" + ".a" * 300_000 + " = 1\n", "[train" + ".a" * 300_000 + "]\n", "[train]\nlr = " + "[" * 100_000 + "\n",
                     "[train]\nlr = " + "{a=" * 100_000 + "\n", '[train]\nx = {a = """q"""", b' + ".b" * 300_000 + " = 1}\n",
                     "[train]\n'x'" + ".'y' . z" * 100_000 + " = 1\n"):
            self.write("run.toml", text)
            self.fails("train", "--config", "run.toml", saying=["run.toml:", "nested too deeply"])
        self.write("run.toml", f'[train]\ndata = "{DIABETES}"\nepochs = 0 # ' + "." * 100 + '\ndrop = ["age"]\nna = ["' + "." * 100
                   + "\", '[[[[[[[[[[[[[', \"\"\"" + "{." * 20 + '"""]\nlr = 0.1\nfail-on = ["dead_fraction > 0.5"]\n')
        self.assertEqual(self.program("train", "--config", "run.toml", "-q").code, 0)
