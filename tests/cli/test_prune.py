"""prune: which units go and why, that the outputs stay, and what is written."""

import gzip
import json
import pathlib
import re
import unittest

import numpy
from jsonschema import Draft202012Validator

import onnx_bytes as onnx
from program import DIABETES, DIGITS, PENGUINS, ProgramTest, parse_report
from tensors import forward, read_tensors, write_tensors

REASONS = ("unused", "constant", "proven_inactive", "merged", "on_data")


def leaky(slope):
    return lambda z: numpy.where(z > 0, z, slope * z)


class PruneTest(ProgramTest):
    def prune(self, *args, data="data.csv", out="out.safetensors"):
        """Prune the model, and return the result, which fits the schema."""
        given = [data] if data else []
        result = self.program("prune", "model.safetensors", *given, "-o", out, "--quiet", *args)
        self.assertEqual((result.code, result.stderr), (0, ""))
        pruned = parse_report(result.stdout)
        schema = json.loads(self.program("schema", "prune").stdout)
        Draft202012Validator(schema).validate(pruned)
        for layer in pruned["layers"]:
            self.assertEqual(layer["units"] - layer["units_left"], len(layer["removed"]))
            self.assertEqual(sum(layer[reason] for reason in REASONS), len(layer["removed"]))
            units = sorted([unit["unit"] for unit in layer["removed"]] + layer["kept"])
            self.assertEqual(units, list(range(layer["units"])))
        return pruned

    def model(self, arrays, **how):
        self.write("model.safetensors", write_tensors(arrays, **how))

    def arrays(self, name="out.safetensors"):
        return read_tensors(self.read(name))[0]

    def rows(self, inputs, count=400, seed=0):
        """Rows in [-1, 1], which are also written, as float32 reads them."""
        rows = numpy.random.default_rng(seed).uniform(-1, 1, (count, inputs)).astype(numpy.float32)
        names = ",".join(f"x{k}" for k in range(inputs))
        self.write("data.csv", names + "\n" + "".join(",".join(repr(float(x)) for x in row) + "\n" for row in rows))
        return rows

    def change(self, rows, **how):
        """The greatest change of an output, of the greatest one, as numpy computes both files in double."""
        before, after = (forward(self.arrays(name), rows, **how) for name in ("model.safetensors", "out.safetensors"))
        return abs(before - after).max() / abs(before).max()

    def removed(self, pruned, layer, reason):
        return [unit["unit"] for unit in pruned["layers"][layer]["removed"] if unit["reason"] == reason]


def random_net(widths, seed=0, bias=True):
    """nn.Sequential(Linear, ReLU, …) as He et al. initialise it."""
    draw = numpy.random.default_rng(seed)
    arrays = {}
    for l, (inputs, units) in enumerate(zip(widths, widths[1:])):
        arrays[f"{2 * l}.weight"] = draw.normal(0, (2 / inputs) ** 0.5, (units, inputs)).astype(numpy.float32)
        if bias:
            arrays[f"{2 * l}.bias"] = draw.normal(0, 0.1, units).astype(numpy.float32)
    return arrays


class ReasonsTest(PruneTest):
    def test_every_reason_is_told_apart(self):
        rows = self.rows(5)
        net = random_net([5, 12, 8, 3])
        net["2.weight"][:, 3] = 0  # unused
        net["0.weight"][4] = 0
        net["0.bias"][4] = 0.7  # constant
        net["0.bias"][5] = -40  # inactive
        net["0.bias"][[6, 7]] = 30
        net["0.weight"][7] = 2 * net["0.weight"][6]  # merged
        net["0.weight"][8] = 0.5
        net["0.bias"][8] = 0.25 - (rows @ net["0.weight"][8]).max() - 0.26  # dead on the rows, not in the box
        self.model(net)
        pruned = self.prune()
        self.assertEqual([self.removed(pruned, 0, reason) for reason in REASONS], [[3], [4], [5], [7], []])
        self.assertEqual((pruned["tier"], pruned["check"]["rows"], pruned["check"]["allowed"]), ("proven", 400, 1e-5))
        constant, merged = (pruned["layers"][0]["removed"][i] for i in (1, 3))
        self.assertAlmostEqual(constant["constant"], 0.7, 6)
        self.assertEqual(merged["shares"], [{"unit": 6, "share": 2}])
        self.assertEqual(merged["constant"], -30)
        self.assertLess(self.change(rows), 1e-6)
        pruned = self.prune("--on-data")
        self.assertEqual([self.removed(pruned, 0, reason) for reason in REASONS], [[3], [4], [5], [7], [8]])
        self.assertEqual((pruned["tier"], pruned["check"]["points"]), ("on_data", 0))
        self.assertLess(self.change(rows), 1e-6)

    def test_where_only_zeros_go_no_output_changes_and_no_number_that_stays(self):
        rows = self.rows(4)
        net = random_net([4, 20, 10, 2], 1)
        net["0.bias"][[1, 5, 19]] = -30
        net["4.weight"][:, 2] = 0
        self.model(net)
        pruned = self.prune()
        self.assertEqual(pruned["after"]["widths"], [4, 17, 9, 2])
        self.assertEqual((pruned["check"]["allowed"], pruned["check"]["changed"], pruned["check"]["greatest_change"]), (0, 0, 0))
        out, kept = self.arrays(), [layer["kept"] for layer in pruned["layers"]]
        numpy.testing.assert_array_equal(out["0.weight"], net["0.weight"][kept[0]])
        numpy.testing.assert_array_equal(out["2.weight"], net["2.weight"][kept[1]][:, kept[0]])
        numpy.testing.assert_array_equal(out["4.weight"], net["4.weight"][:, kept[1]])
        numpy.testing.assert_array_equal(out["4.bias"], net["4.bias"])
        self.assertEqual(self.change(rows), 0)

    def test_sizes(self):
        self.rows(4)
        net = random_net([4, 6, 3], 2)
        net["0.bias"][0] = -30
        self.model(net)
        pruned = self.prune()
        self.assertEqual(pruned["before"], {"widths": [4, 6, 3], "parameters": 51, "operations": 84,
                                            "bytes": len(self.read("model.safetensors"))})
        self.assertEqual(pruned["after"], {"widths": [4, 5, 3], "parameters": 43, "operations": 70,
                                           "bytes": len(self.read("out.safetensors"))})
        self.assertEqual(pruned["sequential"], "nn.Sequential(nn.Linear(4, 5), nn.ReLU(), nn.Linear(5, 3))")

    def test_without_rows_only_what_holds_for_any_input_goes(self):
        net = random_net([4, 8, 3], 3)
        net["0.bias"][0] = -1000
        net["2.weight"][:, 1] = 0
        net["0.weight"][2], net["0.bias"][2] = 0, 1
        self.model(net)
        pruned = self.prune(data=None)
        self.assertEqual([self.removed(pruned, 0, reason) for reason in REASONS], [[1], [2], [], [], []])
        self.assertIsNone(pruned["data"])
        self.assertIsNone(pruned["box_margin"])
        self.assertGreater(pruned["check"]["points"], 1000)
        self.assertIn("without DATA.csv", pruned["notes"][0])
        rows = numpy.random.default_rng(5).normal(0, 30, (500, 4))
        self.assertLess(self.change(rows), 1e-6)
        for options in (["--on-data"], ["--box-margin", "1"], ["--scale", "minmax"], ["--drop", "a"], ["--missing", "drop"]):
            self.fails("prune", "model.safetensors", *options, "-o", "x", saying=[options[0], "give DATA.csv"])

    def test_a_wider_box_proves_less(self):
        self.rows(4)
        net = random_net([4, 8, 3], 3)
        net["0.bias"][0] = -abs(net["0.weight"][0]).sum() * 1.5
        self.model(net)
        self.assertEqual(self.removed(self.prune(), 0, "proven_inactive"), [0])
        self.assertEqual(self.removed(self.prune("--box-margin", 2), 0, "proven_inactive"), [])

    def test_leaky_relu_and_smooth_functions(self):
        rows = self.rows(4)
        net = random_net([4, 8, 3], 4)
        net["0.bias"][0] = -30
        net["0.bias"][1] = 30
        net["0.weight"][0] = net["0.weight"][1]
        net["0.weight"][2], net["0.bias"][2] = 0, -2
        self.model(net)
        pruned = self.prune("--activation", "leaky_relu:0.1", "--on-data")
        self.assertEqual([self.removed(pruned, 0, reason) for reason in REASONS], [[], [2], [], [1], []])
        self.assertLess(self.change(rows, activation=leaky(numpy.float32(0.1))), 1e-6)
        pruned = self.prune("--activation", "tanh", "--on-data")
        self.assertEqual([self.removed(pruned, 0, reason) for reason in REASONS], [[], [2], [], [], []])
        self.assertLess(self.change(rows, activation=numpy.tanh), 1e-6)
        self.assertIn("nn.Tanh()", pruned["sequential"])

    def test_a_network_that_is_a_constant_says_so(self):
        rows = self.rows(4)
        net = random_net([4, 8, 6, 3], 4)
        net["2.bias"][:] = -90
        self.model(net)
        pruned = self.prune()
        self.assertEqual(pruned["constant"]["layer"], 1)
        self.assertEqual(pruned["constant"]["outputs"], [float(b) for b in net["4.bias"]])
        self.assertEqual(pruned["after"]["widths"][2], 1)
        self.assertEqual(self.change(rows), 0)
        told = self.program("prune", "model.safetensors", "data.csv", "--dry-run").stderr
        self.assertIn("warning: the network is a constant", told)

    def test_nothing_to_remove(self):
        self.rows(9)
        self.model(random_net([9, 4, 3], 5))
        pruned = self.prune()
        self.assertEqual(pruned["after"]["widths"], [9, 4, 3])
        self.assertIn("every hidden unit counts", self.program("prune", "model.safetensors", "data.csv", "--dry-run").stderr)

    def test_random_networks_with_planted_units(self):
        for seed in range(12):
            with self.subTest(seed):
                draw = numpy.random.default_rng(seed)
                widths = [int(w) for w in draw.integers(2, 14, draw.integers(3, 6))]
                rows = self.rows(widths[0], seed=seed)
                net = random_net(widths, seed)
                for l in range(len(widths) - 2):
                    for u in range(widths[l + 1]):
                        kind = draw.integers(0, 8)
                        if kind == 0:
                            net[f"{2 * l}.bias"][u] = -20 - 30 * l
                        elif kind == 1:
                            net[f"{2 * l}.bias"][u] = 20 + 30 * l
                        elif kind == 2:
                            net[f"{2 * l}.weight"][u] = 0
                        elif kind == 3:
                            net[f"{2 * l + 2}.weight"][:, u] = 0
                        elif kind == 4 and u > 0:
                            net[f"{2 * l}.weight"][u] = net[f"{2 * l}.weight"][u - 1]
                            net[f"{2 * l}.bias"][u - 1:u + 1] = 25 + 30 * l
                self.model(net)
                for tier in ("--proven", "--on-data"):
                    pruned = self.prune(tier)
                    self.assertLessEqual(pruned["check"]["relative_change"], pruned["check"]["allowed"])
                    self.assertLess(self.change(rows), 2e-5)


class TrainedModelsTest(PruneTest):
    """Models of train: their files, pruned, give the same on every row, as inspect, --init-from and numpy see it."""

    def trained(self, data, *options):
        self.train(data, *options, "--save-model", "model.safetensors")

    def check(self, data, tier, *reading):
        pruned = self.prune(tier, *reading, data=data)
        self.assertGreater(pruned["before"]["parameters"], pruned["after"]["parameters"])
        self.assertLessEqual(pruned["check"]["relative_change"], pruned["check"]["allowed"])
        before, after = (read_tensors(self.read(name)) for name in ("model.safetensors", "out.safetensors"))
        self.assertEqual(before[2], after[2])  # the metadata
        self.assertEqual(list(before[0]), list(after[0]))
        start = [self.train(data, "--init-from", name, "--epochs", "0", "--validation", "0", *reading)["training"]["history"][0]
                 for name in ("model.safetensors", "out.safetensors")]
        for key in ("loss", "accuracy", "rmse"):
            if key in start[0]:
                self.assertAlmostEqual(start[0][key], start[1][key], delta=1e-5 * abs(start[0][key]))
        if pruned["check"]["allowed"] == 0:
            self.assertEqual(start[0], start[1])
        return pruned

    def test_digits(self):
        self.trained(DIGITS, "--hidden", "64,32", "--lr", "0.5", "--epochs", "8", "--scale", "none")
        rows = numpy.genfromtxt(DIGITS, delimiter=",", skip_header=1)[:, :64]
        for tier in ("--on-data", "--proven"):
            pruned = self.check(DIGITS, tier)
            self.assertEqual(pruned["check"]["rows"], len(rows))
            self.assertLess(self.change(rows), 1e-5)

    def test_penguins(self):
        self.trained(PENGUINS, "--target", "species", "--missing", "drop", "--hidden", "48,24", "--lr", "2", "--epochs", "20")
        for tier in ("--on-data", "--proven"):
            self.check(PENGUINS, tier, "--missing", "drop")

    def test_diabetes(self):
        self.trained(DIABETES, "--hidden", "50,25", "--lr", "0.1", "--epochs", "20")
        for tier in ("--on-data", "--proven"):
            self.check(DIABETES, tier)

    def test_28_dead_units_of_the_second_layer(self):
        self.trained(DIGITS, "--hidden", "64,32", "--epochs", "10", "--lr", "0.05")
        arrays, kinds, metadata = read_tensors(self.read("model.safetensors"))
        arrays = {name: array.copy() for name, array in arrays.items()}
        dead = [u for u in range(32) if u % 8 != 3]
        arrays["2.bias"][dead] = -1e4
        self.write("model.safetensors", write_tensors(arrays, metadata=metadata))
        pruned = self.prune(data=DIGITS)
        self.assertEqual(pruned["after"]["widths"], [64, pruned["after"]["widths"][1], 4, 10])
        self.assertEqual(self.removed(pruned, 1, "proven_inactive"), dead)
        self.assertEqual(pruned["check"]["changed"], 0)
        self.assertEqual(pruned["check"]["rows"], 1797)
        self.assertIn("nn.Linear(4, 10)", pruned["sequential"])


class FilesTest(PruneTest):
    def dead_net(self, widths=(4, 10, 6, 3), seed=7, **how):
        net = random_net(list(widths), seed, **how)
        if "0.bias" in net:
            net["0.bias"][[1, 4]] = -30
            net["2.bias"][0] = -90
        return net

    def test_the_type_of_every_tensor_stays(self):
        rows = self.rows(4)
        for kind in ("F16", "BF16", "F64", "F32"):
            with self.subTest(kind):
                self.model(self.dead_net(), kind=kind)
                pruned = self.prune()
                self.assertEqual(pruned["after"]["widths"], [4, 8, 5, 3])
                self.assertEqual(pruned["check"]["allowed"], 0)
                self.assertEqual(set(read_tensors(self.read("out.safetensors"))[1].values()), {kind})
                self.assertEqual(self.change(rows), 0)

    def test_what_a_type_cannot_hold_stays_and_is_named(self):
        rows = self.rows(4)
        net = self.dead_net()
        net["0.weight"][7], net["0.bias"][7] = 0, 0.7001
        net["0.bias"][[2, 3]] = 20
        net["0.weight"][3] = net["0.weight"][2]
        for kind, removed in (("F16", [[1, 4], [], []]), ("F32", [[1, 4], [7], [3]]), ("F64", [[1, 4], [7], [3]])):
            with self.subTest(kind):
                self.model(net, kind=kind)
                pruned = self.prune()
                self.assertEqual([self.removed(pruned, 0, reason) for reason in ("proven_inactive", "constant", "merged")],
                                 removed)
                self.assertEqual("limit" in pruned["layers"][0], kind == "F16")
                self.assertLess(self.change(rows), 1e-6)

    def test_metadata_counters_and_other_names_stay(self):
        rows = self.rows(4)
        names = {"0": "module.net.fc1", "2": "module.net.fc2", "4": "module.net.fc10"}
        net = {f"{names[name.split('.')[0]]}.{name.split('.')[1]}": array for name, array in self.dead_net().items()}
        net["module.net.n_averaged"] = numpy.array(12345678901)
        self.model(net, metadata={"format": "pt", "author": "ünï"}, kinds={"module.net.n_averaged": "I64"})
        self.prune()
        arrays, kinds, metadata = read_tensors(self.read("out.safetensors"))
        self.assertEqual(metadata, {"format": "pt", "author": "ünï"})
        self.assertEqual(set(arrays), set(net))
        self.assertEqual(int(arrays["module.net.n_averaged"]), 12345678901)
        plain = {f"{old}.{part}": arrays[f"{new}.{part}"] for old, new in names.items() for part in ("weight", "bias")}
        self.assertLess(abs(forward(plain, rows) - forward(self.dead_net(), rows)).max(), 1e-12)

    def test_batch_normalisation(self):
        """Before and behind the activation; what it adds behind it goes into the next bias."""
        rows = self.rows(4)
        draw = numpy.random.default_rng(8)

        def norm(place, units):
            return {f"{place}.weight": draw.uniform(0.5, 2, units), f"{place}.bias": draw.normal(0, 0.3, units),
                    f"{place}.running_mean": draw.normal(0, 0.3, units), f"{place}.running_var": draw.uniform(0.2, 2, units),
                    f"{place}.num_batches_tracked": numpy.array(99)}

        linear = lambda place, inputs, units: {f"{place}.weight": draw.normal(0, 0.6, (units, inputs)),
                                               f"{place}.bias": draw.normal(0, 0.3, units)}
        before = {**linear(0, 4, 9), **norm(1, 9), **linear(3, 9, 7), **norm(4, 7), **linear(6, 7, 2)}
        behind = {**linear(0, 4, 9), **norm(2, 9), **linear(3, 9, 7), **linear(5, 7, 2)}
        for name, net, dead in (("before", before, "1.bias"), ("behind", behind, "0.bias")):
            with self.subTest(name):
                net[dead][[2, 5]] = -50
                counters = {tensor: "I64" for tensor in net if tensor.endswith("tracked")}
                self.model(net, kinds=counters)
                layers = ["--layers", "0,activation,2,3,activation,5"] if name == "behind" else []
                pruned = self.prune(*layers)
                self.assertLessEqual({2, 5}, set(self.removed(pruned, 0, "proven_inactive")))
                arrays = self.arrays()
                self.assertEqual({len(arrays[tensor]) for tensor in net if tensor.startswith(("0.", "1.", "2."))
                                  and tensor not in counters}, {pruned["layers"][0]["units_left"]})
                for tensor in counters:
                    self.assertEqual(int(arrays[tensor]), 99)
                self.assertLess(self.change(rows), 1e-6)

    def test_without_bias(self):
        rows = self.rows(4)
        net = self.dead_net(bias=False)
        net["0.weight"][2] = 0
        net["2.weight"][:, 5] = 0
        self.model(net)
        pruned = self.prune()
        self.assertEqual(self.removed(pruned, 0, "constant"), [2])  # of 0
        self.assertEqual(self.removed(pruned, 0, "unused"), [5])
        self.assertEqual(self.change(rows), 0)
        self.assertIn("nn.Linear(4, 8, bias=False)", pruned["sequential"])
        self.assertNotIn("0.bias", self.arrays())

    def test_one_of_several_networks(self):
        rows = self.rows(4)
        net, other = self.dead_net(), random_net([5, 7, 2], 1)
        self.model({**{f"policy.{name}": array for name, array in net.items()},
                    **{f"value.{name}": array for name, array in other.items()}})
        pruned = self.prune("--prefix", "policy.")
        self.assertEqual(pruned["after"]["widths"], [4, 8, 5, 3])
        arrays = self.arrays()
        for name, array in other.items():
            numpy.testing.assert_array_equal(arrays[f"value.{name}"], array)
        policy = {name.removeprefix("policy."): array for name, array in arrays.items() if name.startswith("policy.")}
        self.assertEqual(abs(forward(policy, rows) - forward(net, rows)).max(), 0)

    def test_a_packed_model_and_standard_input(self):
        self.rows(4)
        self.model(self.dead_net())
        plain = self.read("model.safetensors")
        self.prune()
        expected = self.read("out.safetensors")
        self.write("model.safetensors", gzip.compress(plain))
        self.prune()
        self.assertEqual(self.read("out.safetensors"), expected)
        result = self.program("prune", "-", "data.csv", "-q", "-o", "-", "--report", "r.json", stdin=plain)
        self.assertEqual((result.code, result.stdout), (0, expected))
        self.assertEqual(parse_report(self.read("r.json"))["model"]["path"], "-")

    def test_pytorch_loads_the_file(self):
        try:
            import torch
        except ImportError:
            self.skipTest("no PyTorch here")
        rows = self.rows(4)
        self.model(self.dead_net())
        pruned = self.prune()
        outputs = []
        for name, widths in (("model.safetensors", pruned["before"]["widths"]), ("out.safetensors", pruned["after"]["widths"])):
            layers = []
            for inputs, units in zip(widths, widths[1:]):
                layers += [torch.nn.Linear(inputs, units), torch.nn.ReLU()]
            net = torch.nn.Sequential(*layers[:-1])
            net.load_state_dict({key: torch.tensor(array.copy()) for key, array in self.arrays(name).items()})
            outputs.append(net(torch.tensor(rows)).detach().numpy())
        self.assertLess(abs(outputs[0] - outputs[1]).max(), 1e-6 * abs(outputs[0]).max())
        self.assertEqual(str(eval(pruned["sequential"], {"nn": torch.nn})), str(net))


class OnnxTest(PruneTest):
    """The dialects of exporters: where weights, bias and constants are, and how they are stored."""

    def net(self, seed=3):
        draw = numpy.random.default_rng(seed)
        widths, layers = [4, 10, 7, 3], []
        for inputs, units in zip(widths, widths[1:]):
            layers.append([draw.normal(0, (2 / inputs) ** 0.5, (units, inputs)), draw.normal(0, 0.1, units)])
        layers[0][1][[1, 4]] = -30
        layers[1][1][6] = -90
        return [[array.astype(numpy.float32) for array in layer] for layer in layers]

    def prune_onnx(self, content, *args, widths=(4, 8, 6, 3), others=None):
        self.write("model.onnx", content)
        result = self.program("prune", "model.onnx", "data.csv", "-o", "out.onnx", "--quiet", *args)
        self.assertEqual((result.code, result.stderr), (0, ""))
        pruned = parse_report(result.stdout)
        self.assertEqual(pruned["after"]["widths"][: len(widths)], list(widths))
        self.assertEqual(pruned["model"]["format"], "ONNX")
        before = content if others is None else others
        out = self.read("out.onnx")
        rows = numpy.genfromtxt(self.folder / "data.csv", delimiter=",", skip_header=1)
        was, now = onnx.run(before, rows), onnx.run(out, rows)
        self.assertLess(abs(was - now).max(), 1e-6 * abs(was).max())
        for number in (2, 3, 8, 14):  # producer, its version, operators, metadata
            self.assertEqual(onnx.fields(out)[number], onnx.fields(content)[number])
        nodes = [[onnx.fields(n).get(part) for part in (1, 2, 3, 4)] for n in onnx.graph_of(content)[1]]
        self.assertEqual([[onnx.fields(n).get(part) for part in (1, 2, 3, 4)] for n in onnx.graph_of(out)[1]], nodes)
        return pruned, out

    def gemm(self, layers, how="raw", dtype=numpy.float32, transposed=1, **how_else):
        nodes, initializers, last = [], [], "x"
        for l, (weight, bias) in enumerate(layers):
            w = (weight if transposed else weight.T.copy()).astype(dtype)
            initializers += [onnx.tensor(f"w{l}", w, how), onnx.tensor(f"b{l}", bias.astype(dtype), how)]
            out = "y" if l + 1 == len(layers) else f"z{l}"
            nodes.append(onnx.node("Gemm", [last, f"w{l}", f"b{l}"], [out], f"gemm{l}", transB=transposed, **how_else))
            if out != "y":
                nodes.append(onnx.node("Relu", [out], [f"h{l}"], f"relu{l}"))
            last = f"h{l}"
        return nodes, initializers

    def model_of(self, nodes, initializers, **parts):
        return onnx.model(nodes, initializers, [onnx.value_info("x", ["batch", 4]), *parts.pop("inputs", [])],
                          [onnx.value_info("y", ["batch", 3])], **parts)

    def test_gemm_in_every_way(self):
        self.rows(4)
        for how in ("raw", "typed"):
            for dtype in (numpy.float32, numpy.float64, numpy.float16):
                for transposed in (0, 1):
                    with self.subTest(how=how, dtype=dtype, transposed=transposed):
                        if how == "typed" and dtype == numpy.float16:
                            continue  # numpy cannot run it as it is here
                        pruned, out = self.prune_onnx(self.model_of(*self.gemm(self.net(), how, dtype, transposed)))
                        self.assertEqual(pruned["check"]["changed"], 0)
                        self.assertEqual({array.dtype for array in onnx.tensors_of(out).values()}, {numpy.dtype(dtype)})

    def test_alpha_and_beta_and_what_is_moved(self):
        self.rows(4)
        layers = self.net()
        layers[0][0][2], layers[0][1][2] = 0, 1.5
        layers[0][1][[5, 6]] = 40
        layers[0][0][6] = layers[0][0][5] * 0.5
        pruned, _ = self.prune_onnx(self.model_of(*self.gemm(layers, alpha=0.5, beta=2.0)), widths=(4, 6))
        self.assertEqual([self.removed(pruned, 0, reason) for reason in ("constant", "merged")], [[2], [6]])

    def test_values_of_tensors_between_are_left_out(self):
        self.rows(4)
        nodes, initializers = self.gemm(self.net())
        content = self.model_of(nodes, initializers, values=[onnx.value_info("h0", ["batch", 10])])
        _, out = self.prune_onnx(content)
        self.assertNotIn(13, onnx.graph_of(out))

    def test_initializers_that_are_inputs_get_their_shapes(self):
        self.rows(4)
        nodes, initializers = self.gemm(self.net())
        content = self.model_of(nodes, initializers, inputs=[onnx.value_info("w0", [10, 4]), onnx.value_info("b0", [10])])
        _, out = self.prune_onnx(content)
        self.assertEqual(onnx.graph_of(out)[11], [onnx.value_info("x", ["batch", 4]), onnx.value_info("w0", [8, 4]),
                                                  onnx.value_info("b0", [8])])

    def test_matmul_add_and_constants_in_nodes(self):
        self.rows(4)
        nodes, last = [], "x"
        for l, (weight, bias) in enumerate(self.net()):
            out = "y" if l == 2 else f"z{l}"
            nodes += [onnx.node("Constant", [], [f"w{l}"], f"cw{l}", value=onnx.tensor("", weight.T.copy())),
                      onnx.node("Constant", [], [f"b{l}"], f"cb{l}", value=onnx.tensor("", bias[None, :] if l == 0 else bias)),
                      onnx.node("MatMul", [last, f"w{l}"], [f"m{l}"], f"matmul{l}"),
                      onnx.node("Add", [f"b{l}", f"m{l}"] if l else [f"m{l}", f"b{l}"], [out], f"add{l}")]
            if l < 2:
                nodes.append(onnx.node("LeakyRelu", [out], [f"h{l}"], f"leaky{l}", alpha=0.0))
            last = f"h{l}"
        self.prune_onnx(self.model_of(nodes, []))

    def test_external_data_are_written_into_the_file(self):
        self.rows(4)
        layers = self.net()
        data, places, plain = b"", [], []
        for l, layer in enumerate(layers):
            for name, array in zip("wb", layer):
                places.append(onnx.tensor(f"{name}{l}", array, ("weights.bin", len(data))))
                plain.append(onnx.tensor(f"{name}{l}", array))
                data += array.tobytes()
        self.write("weights.bin", data)
        nodes, _ = self.gemm(layers)
        self.prune_onnx(self.model_of(nodes, places), others=self.model_of(nodes, plain))
        self.assertEqual(self.read("weights.bin"), data)
        self.fails("prune", "model.onnx", "data.csv", "-o", "weights.bin", saying=["weights.bin"])

    def test_batch_normalisation_scaling_and_a_tail(self):
        self.rows(4)
        draw = numpy.random.default_rng(4)
        single = lambda array: numpy.asarray(array, numpy.float32)
        (w0, b0), (w1, b1), (w2, b2) = self.net()
        arrays = {"shift": single(draw.normal(0, 1, 4)), "scale": single(draw.uniform(0.5, 2, 4)), "w0": w0, "b0": b0,
                  "gamma": single(draw.uniform(0.5, 2, 10)), "beta": single(draw.normal(0, 0.2, 10)),
                  "mean": single(draw.normal(0, 0.2, 10)), "var": single(draw.uniform(0.5, 2, 10)),
                  "w1": w1, "b1": b1, "w2": w2, "b2": b2}
        nodes = [onnx.node("Sub", ["x", "shift"], ["s"], "sub"), onnx.node("Div", ["s", "scale"], ["d"], "div"),
                 onnx.node("Gemm", ["d", "w0", "b0"], ["g0"], "gemm0", transB=1),
                 onnx.node("BatchNormalization", ["g0", "gamma", "beta", "mean", "var"], ["n0"], "norm"),
                 onnx.node("Relu", ["n0"], ["h0"], "relu0"), onnx.node("Gemm", ["h0", "w1", "b1"], ["g1"], "gemm1", transB=1),
                 onnx.node("Relu", ["g1"], ["h1"], "relu1"), onnx.node("Gemm", ["h1", "w2", "b2"], ["g2"], "gemm2", transB=1),
                 onnx.node("Softmax", ["g2"], ["y"], "softmax")]
        _, out = self.prune_onnx(self.model_of(nodes, [onnx.tensor(*item) for item in arrays.items()]))
        self.assertEqual({len(onnx.tensors_of(out)[name]) for name in ("w0", "b0", "gamma", "beta", "mean", "var")}, {8})

    def test_a_tensor_of_two_layers_stays(self):
        self.rows(4)
        square = numpy.random.default_rng(1).normal(0, 0.5, (4, 4)).astype(numpy.float32)
        low, high = numpy.full(4, -90, numpy.float32), numpy.zeros(4, numpy.float32)
        low[1:] = 0.1
        (w2, b2) = numpy.ones((3, 4), numpy.float32), numpy.zeros(3, numpy.float32)
        nodes = [onnx.node("Gemm", ["x", "w", "b0"], ["z0"], "a", transB=1), onnx.node("Relu", ["z0"], ["h0"], "r0"),
                 onnx.node("Gemm", ["h0", "w", "b1"], ["z1"], "b", transB=1), onnx.node("Relu", ["z1"], ["h1"], "r1"),
                 onnx.node("Gemm", ["h1", "w2", "b2"], ["y"], "c", transB=1)]
        arrays = {"w": square, "b0": low, "b1": high, "w2": w2, "b2": b2}
        pruned, _ = self.prune_onnx(self.model_of(nodes, [onnx.tensor(*item) for item in arrays.items()]), widths=(4, 4, 4, 3))
        self.assertIn("other layers", pruned["layers"][0]["limit"])

    def test_pytorch_exports(self):
        try:
            import torch
        except ImportError:
            self.skipTest("no PyTorch here")
        rows = self.rows(4)
        torch.manual_seed(0)
        net = torch.nn.Sequential(torch.nn.Linear(4, 12), torch.nn.ReLU(), torch.nn.Linear(12, 9), torch.nn.BatchNorm1d(9),
                                  torch.nn.ReLU(), torch.nn.Dropout(), torch.nn.Linear(9, 2))
        with torch.no_grad():
            net[0].bias[[0, 3, 7]] = -50
            net[3].bias[2] = -90
            net[3].running_var.uniform_(0.5, 2)
        net.eval()
        torch.onnx.export(net, torch.zeros(1, 4), str(self.folder / "model.onnx"), input_names=["in"], dynamic_axes={"in": [0]})
        result = self.program("prune", "model.onnx", "data.csv", "-o", "out.onnx", "--quiet")
        self.assertEqual((result.code, result.stderr), (0, ""))
        self.assertEqual(parse_report(result.stdout)["after"]["widths"], [4, 9, 8, 2])
        expected = net(torch.tensor(rows)).detach().numpy()
        self.assertLess(abs(onnx.run(self.read("out.onnx"), rows) - expected).max(), 1e-5)


class CommandTest(PruneTest):
    def setUp(self):
        super().setUp()
        self.rows(4)
        net = random_net([4, 10, 6, 3], 7)
        net["0.bias"][[1, 4]] = -30
        self.model(net)

    def test_a_dry_run_writes_nothing_and_says_the_same(self):
        before = sorted(self.folder.iterdir())
        dry = self.program("prune", "model.safetensors", "data.csv", "--dry-run", "-q")
        self.assertEqual(dry.code, 0, dry.stderr)
        self.assertEqual(sorted(self.folder.iterdir()), before)
        real = self.prune()
        self.assertEqual(real.pop("output"), "out.safetensors")
        said = parse_report(dry.stdout)
        self.assertEqual(said.pop("output"), "")
        self.assertEqual(said, real)
        self.fails("prune", "model.safetensors", "data.csv", "--dry-run", "-o", "x", saying=["--output", "--dry-run"])

    def test_the_same_bytes_for_any_number_of_threads(self):
        results = [(self.program("prune", "model.safetensors", "data.csv", "-q", "-o", "out", "--threads", threads).stdout,
                    self.read("out")) for threads in (1, 2, 5)]
        self.assertEqual(results[0], results[1])
        self.assertEqual(results[0], results[2])

    def test_outputs_that_are_inputs_or_missing(self):
        args = ["prune", "model.safetensors", "data.csv"]
        self.fails(*args, saying=["-o FILE", "--dry-run"])
        self.fails(*args, "-o", "model.safetensors", saying=["model.safetensors is the file of MODEL too"])
        self.fails(*args, "-o", "./data.csv", saying=["./data.csv is the file of DATA.csv too"])
        self.fails(*args, "-o", "x", "--report", "model.safetensors", saying=["--report"])
        self.fails(*args, "-o", "x", "--report", "x", saying=["--report"])
        self.fails(*args, "-o", "-", saying=["standard output", "--report"])
        self.fails(*args, "-o", "no/such/folder/x", saying=["no/such/folder/x"])
        self.fails(*args, "-o", "x", "--on-data", "--proven", saying=["--on-data", "--proven"])
        self.fails("prune", "-", "-", "-o", "x", saying=["standard input"])
        self.fails("prune", "model.safetensors", "-", "-o", "x", stdin=self.read("data.csv"), saying=["read twice", "give a file"])

    def test_what_is_no_model_or_does_not_fit(self):
        self.write("text.csv", "a,b\n1,2\n")
        self.fails("prune", "text.csv", "data.csv", "-o", "x", saying=["text.csv"])
        self.fails("prune", "missing", "data.csv", "-o", "x", saying=["missing"])
        self.fails("prune", "model.safetensors", "text.csv", "-o", "x", saying=["text.csv", "4 inputs"])
        self.write("model.safetensors", self.read("model.safetensors")[:-4])
        self.fails("prune", "model.safetensors", "data.csv", "-o", "x", saying=["model.safetensors"])
        self.model({"0.weight": numpy.ones((3, 4)), "0.bias": numpy.zeros(3)})
        self.fails("prune", "model.safetensors", "data.csv", "-o", "x", saying=["no hidden unit to remove"])

    def test_a_name_of_another_format_is_refused(self):
        for name in ("x.onnx", "x.ONNX", "x.pt", "x.h5", "x.npz", "x.json"):
            self.fails("prune", "model.safetensors", "data.csv", "-o", name,
                       saying=[f"--output: {name}", "safetensors", "name it x.safetensors"])
        for name in ("x", "x.bak", "v1.2", "x.safetensors"):
            self.assertEqual(self.program("prune", "model.safetensors", "data.csv", "-o", name, "-q").code, 0)
        self.write("model.onnx", pathlib.Path(__file__).parents[1].joinpath("models", "matmul_add.onnx").read_bytes())
        inputs = len(onnx.tensors_of(self.read("model.onnx")))
        self.assertGreater(inputs, 0)
        self.fails("prune", "model.onnx", "-o", "x.safetensors", saying=["--output: x.safetensors", "ONNX", "name it x.onnx"])

    def test_a_terminal_is_spared_the_json_unless_it_is_asked_for(self):
        hint = "the JSON result: --report FILE, or --json to see it here\n"
        for flags, has_json, has_hint in (([], False, True), (["--json"], True, False), (["--report", "-"], True, False),
                                          (["--report", "result.json"], False, False)):
            with self.subTest(flags):
                args = ["prune", "model.safetensors", "data.csv", "-o", "out.safetensors", *flags]
                shown = self.on_a_terminal(*args, stdout=None)
                self.assertEqual(('"schema_version": 1' in shown, hint in shown), (has_json, has_hint))
                self.assertNotIn(hint, self.on_a_terminal(*args))

    def test_many_layers_fit_the_screen(self):
        net = random_net([4, *[6] * 30, 3], 5)
        for l in (3, 20):
            net[f"{2 * l}.bias"][[0, 2]] = -1e6
        self.model(net)
        shown = self.on_a_terminal("prune", "model.safetensors", "data.csv", "--on-data", "-o", "out.safetensors").splitlines()
        result = parse_report(self.program("prune", "model.safetensors", "data.csv", "--on-data", "--dry-run", "-q").stdout)
        removed = {l: len(layer["removed"]) for l, layer in enumerate(result["layers"])}
        listed = [int(match[1]) for line in shown if (match := re.match(r"(\d+) +\(", line))]
        self.assertEqual(len(listed), 8)
        left = sum(count for l, count in removed.items() if l not in listed)
        self.assertIn("… 22 more layers, " + (f"{left} units removed" if left else "nothing removed"), shown)
        self.assertGreaterEqual(min(removed[l] for l in listed), max(c for l, c in removed.items() if l not in listed))

    def test_the_result_is_no_report(self):
        self.write("result.json", self.program("prune", "model.safetensors", "data.csv", "--dry-run", "-q").stdout)
        words = ["result.json: is the result of reluscope prune", "inspect the smaller model"]
        self.fails("render", "result.json", saying=words)
        self.fails("check", "result.json", "--fail-on", "dead > 1", saying=words)
        self.fails("compare", "result.json", "result.json", saying=words)
        self.fails("train", DIABETES, "--config", "result.json", saying=words)

    def test_the_model_is_written_only_if_the_result_is(self):
        args = ["prune", "model.safetensors", "data.csv"]
        if pathlib.Path("/dev/full").exists():
            self.fails(*args, "-o", "x", "--report", "/dev/full", "-q", saying=["/dev/full"])
        self.fails(*args, "-o", "/dev/stdout", "-q", saying=["standard output", "--report"])

    def test_outputs_that_overflow_are_not_written(self):
        """An unused unit that is infinite makes the outputs NaN; without it they are numbers."""
        net = {"0.weight": numpy.array([[1.0, 0, 0, 0], [3e38, 3e38, 3e38, 3e38]]), "0.bias": numpy.zeros(2),
               "2.weight": numpy.array([[1.0, 0.0]]), "2.bias": numpy.zeros(1)}
        self.model(net)
        self.write("data.csv", "a,b,c,d\n1,1,1,1\n2,2,2,2\n")
        self.fails("prune", "model.safetensors", "data.csv", "-o", "x", saying=["nothing was written"])

    def test_the_summary(self):
        said = self.program("prune", "model.safetensors", "data.csv", "-o", "out").stderr
        for words in ("4-10-6-3 becomes 4-8-6-3; 2 of 16 hidden units removed", "proven inactive",
                      "the outputs are equal", "nn.Sequential(nn.Linear(4, 8)", "model: out"):
            self.assertIn(words, said)


if __name__ == "__main__":
    unittest.main()
