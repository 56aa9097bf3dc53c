"""--save-model writes what PyTorch reads; --init-from goes on from there."""

import json
import math
import struct

from model_file import take_apart, to_model
from program import DIABETES, DIGITS, PENGUINS, ProgramTest


class SaveModelTest(ProgramTest):
    def test_the_file_is_a_state_dict_of_sequential_linear_and_relu_layers(self):
        self.train(DIABETES, "--hidden", "7,5", "--save-model", "model.safetensors")
        header, length, data = take_apart(self.read("model.safetensors"))
        self.assertEqual(length % 8, 0)
        metadata = header.pop("__metadata__")
        self.assertTrue(all(isinstance(value, str) for value in metadata.values()))
        shapes = {"0.weight": [7, 10], "0.bias": [7], "2.weight": [5, 7], "2.bias": [5], "4.weight": [1, 5], "4.bias": [1]}
        self.assertEqual({name: tensor["shape"] for name, tensor in header.items()}, shapes)
        self.assertEqual({tensor["dtype"] for tensor in header.values()}, {"F32"})
        end = 0
        for begin, stop in sorted(tensor["data_offsets"] for tensor in header.values()):
            self.assertEqual(begin, end)
            end = stop
        self.assertEqual(end, len(data))

    def test_the_metadata_says_how_to_feed_the_data_again(self):
        report = self.train(PENGUINS, "--target", "species", "--missing", "drop", "--save-model", "model.safetensors")
        metadata = json.loads(take_apart(self.read("model.safetensors"))[0]["__metadata__"]["reluscope"])
        names = []
        for feature in metadata["features"]:
            categories = [f"{feature['column']}={category}" for category in feature.get("categories", [])]
            names += categories or [feature["column"]]
        self.assertEqual(names, report["data"]["features"])
        self.assertEqual((metadata["target"], metadata["classes"]), ("species", ["Adelie", "Chinstrap", "Gentoo"]))

    def test_biases_and_norms_in_the_report_are_those_of_the_file(self):
        report = self.train(DIABETES, "--hidden", "7,5", "--save-model", "model.safetensors")
        header, _, data = take_apart(self.read("model.safetensors"))

        def numbers(name):
            begin, end = header[name]["data_offsets"]
            return struct.unpack(f"<{(end - begin) // 4}f", data[begin:end])

        for layer in report["layers"]:
            here, after, width = 2 * layer["index"], 2 * layer["index"] + 2, layer["units"]
            weight, outgoing = numbers(f"{here}.weight"), numbers(f"{after}.weight")
            inputs = len(weight) // width
            self.assertEqual([unit["bias"] for unit in layer["unit"]], list(numbers(f"{here}.bias")))
            for i, unit in enumerate(layer["unit"]):
                self.assertAlmostEqual(unit["incoming_norm"], math.hypot(*weight[i * inputs : (i + 1) * inputs]), delta=1e-6)
                self.assertAlmostEqual(unit["outgoing_norm"], math.hypot(*outgoing[i::width]), delta=1e-6)


class FirstBytesTest(ProgramTest):
    def test_a_header_of_any_length_may_follow(self):
        """The length is what the file begins with, and 128 + 256·(2 to 5) are the first bytes of a pickle."""
        self.train(DIABETES, "--epochs", "0", "--hidden", "2", "--save-model", "model.safetensors")
        bare = self.program("inspect", "model.safetensors", DIABETES, "-q", "--allow-dead-network").stdout
        content = self.read("model.safetensors")
        size = int.from_bytes(content[:8], "little")
        header, data = content[8 : 8 + size].rstrip(b" "), content[8 + size :]
        lengths = [length for length in (0x0280, 0x0380, 0x0480, 0x0580, 0x8B1F, 0x95_0480, 0x12_0108) if length >= len(header)]
        self.assertGreaterEqual(len(lengths), 3)
        for length in lengths:
            with self.subTest(length=hex(length)):
                (self.folder / "padded.safetensors").write_bytes(length.to_bytes(8, "little") + header.ljust(length) + data)
                done = self.program("inspect", "padded.safetensors", DIABETES, "-q", "--allow-dead-network")
                self.assertEqual(done.code, 0, done.stderr)
                self.assertEqual(json.loads(done.stdout)["layers"], json.loads(bare)["layers"])

    def test_what_train_saves_it_reads_whatever_its_header_is_long(self):
        for letters in range(1, 260, 8):
            self.write("rows.csv", "a" * letters + ",y\n" + "".join(f"{r},{r % 2}\n" for r in range(10)))
            self.train("rows.csv", "--epochs", "0", "--hidden", "2", "--save-model", "model.safetensors")
            done = self.program("inspect", "model.safetensors", "rows.csv", "-q", "--allow-dead-network")
            self.assertEqual(done.code, 0, done.stderr)


class InitFromTest(ProgramTest):
    def test_a_saved_network_gives_the_counts_of_its_last_epoch_again(self):
        for args in ([DIGITS, "--lr", "1.0", "--epochs", "5", "--seed", "3"],
                     [PENGUINS, "--target", "species", "--missing", "mean", "--hidden", "12", "--epochs", "5"]):
            with self.subTest(args[0]):
                trained = self.train(*args, "--save-model", "model.safetensors")
                again = self.train(*without_epochs(args), "--epochs", "0", "--init-from", "model.safetensors")
                for before, after in zip(trained["layers"], again["layers"]):
                    for key in ("active_rows", "status", "mean_activation", "max_preactivation", "validation"):
                        self.assertEqual([unit[key] for unit in before["unit"]], [unit[key] for unit in after["unit"]], key)
                last, first = trained["training"]["history"][-1], again["training"]["history"][0]
                del last["learning_rate"]  # of steps, of which epoch 0 has none
                self.assertEqual({**last, "epoch": 0, "gradient_norm": None}, first)

    def test_it_brings_its_own_widths(self):
        self.train(DIABETES, "--hidden", "7,5", "--save-model", "model.safetensors")
        self.assertEqual(self.train(DIABETES, "--init-from", "model.safetensors")["config"]["hidden"], [7, 5])

    def test_a_model_of_pytorch_without_metadata_is_taken(self):
        csv = self.write("data.csv", "a,b,y\n1,2,0.5\n-3,4,1.5\n")
        self.write("model.safetensors", to_model(([[1.0, 0.5], [-1.0, 0.0]], [0.0, -2.0]), ([[1.0, 1.0]], [0.0])))
        report = self.train(csv, "--init-from", "model.safetensors", "--epochs", "0", "--scale", "none", "--validation", "0",
                            "--task", "regression")
        units = report["layers"][0]["unit"]
        self.assertEqual([unit["max_preactivation"] for unit in units], [2.0, 1.0])  # z: (2, -3), (-1, 1)
        self.assertEqual([unit["active_rows"] for unit in units], [1, 1])


def without_epochs(args):
    place = args.index("--epochs")
    return args[:place] + args[place + 2 :]
