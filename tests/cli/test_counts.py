"""What the report counts is what an independent recount of the saved model and the CSV finds."""

import csv

import recount
from program import DIABETES, DIGITS, PENGUINS, ProgramTest


class CountsTest(ProgramTest):
    def check(self, *args):
        """Train on every row and recount."""
        path = args[0]
        report = self.train(*args, "--validation", "0", "--save-model", "model.safetensors")
        recounted = recount.recount(self.folder / "model.safetensors", path)
        self.assertEqual(recount.compare(recounted, report), [])
        self.assertEqual(report["data"]["train_rows"], recounted["layers"][0]["rows"])
        return report

    def test_a_healthy_digits_run_agrees_with_the_recount(self):
        self.assertEqual(self.check(DIGITS, "--lr", "0.1")["summary"]["dead"], 0)

    def test_a_dying_digits_run_agrees_with_the_recount(self):
        self.assertGreater(self.check(DIGITS, "--lr", "1.0")["summary"]["dead"], 0)

    def test_penguins_without_the_incomplete_rows_agree_with_the_recount(self):
        report = self.check(PENGUINS, "--target", "species", "--missing", "drop")
        self.assertEqual(report["data"]["train_rows"], 333)

    def test_penguins_with_missing_cells_filled_in_agree_with_the_recount(self):
        report = self.check(PENGUINS, "--target", "species", "--missing", "mean")
        self.assertEqual(report["data"]["train_rows"], 344)

    def test_diabetes_agrees_with_the_recount(self):
        self.assertEqual(self.check(DIABETES)["data"]["task"], "regression")

    def test_three_layers_scaled_by_minmax_agree_with_the_recount(self):
        self.check(DIABETES, "--hidden", "24,12,6", "--scale", "minmax", "--lr", "0.05", "--seed", "3")

    def test_the_untrained_network_agrees_with_the_recount(self):
        report = self.check(DIABETES, "--epochs", "0", "--init", "normal:1", "--bias-init", "normal:1")
        self.assertEqual([entry["epoch"] for entry in report["training"]["history"]], [0])


class ValidationCountsTest(ProgramTest):
    def setUp(self):
        super().setUp()
        with open(PENGUINS, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        for name, part in (("train.csv", [r for i, r in enumerate(rows) if i % 4]), ("held_out.csv", rows[::4])):
            with open(self.folder / name, "w", newline="", encoding="utf-8") as file:
                csv.writer(file).writerows([header, *part])

    def test_validation_counts_and_quality_agree_with_a_recount_of_the_validation_file(self):
        report = self.train("train.csv", "--validation-data", "held_out.csv", "--target", "species", "--missing", "drop",
                            "--save-model", "model.safetensors")
        recounted = recount.recount(self.folder / "model.safetensors", self.folder / "held_out.csv")
        rows = recounted["layers"][0]["rows"]
        self.assertEqual(report["data"]["validation_rows"], rows)
        for reported, layer in zip(report["layers"], recounted["layers"]):
            validation = [unit["validation"] for unit in reported["unit"]]
            self.assertEqual([unit["active_rows"] for unit in validation], layer["active_rows"])
            for unit in validation:
                self.assertAlmostEqual(unit["activation_rate"], unit["active_rows"] / rows, delta=1e-12)
        quality = report["training"]["history"][-1]["validation"]
        self.assertAlmostEqual(quality["loss"], recounted["loss"], delta=1e-4 * recounted["loss"])
        self.assertEqual(quality["accuracy"], recounted["accuracy"])

    def test_the_training_part_is_counted_without_the_validation_file(self):
        report = self.train("train.csv", "--validation-data", "held_out.csv", "--target", "species", "--missing", "drop",
                            "--save-model", "model.safetensors")
        recounted = recount.recount(self.folder / "model.safetensors", self.folder / "train.csv")
        self.assertEqual(recount.compare(recounted, report), [])


class HistoryTest(ProgramTest):
    def history(self, *args):
        report = self.train(DIGITS, "--validation", "0", "--hidden", "16,8", "--lr", "1.0", *args)
        for layer in report["layers"]:  # the last entry is what the units say
            self.assertEqual(layer["history"]["active_rows"][-1], [unit["active_rows"] for unit in layer["unit"]])
            self.assertEqual(layer["history"]["dead"][-1], layer["dead"])
        return report

    def test_tracking_every_third_epoch_looks_at_those_and_the_last(self):
        report = self.history("--epochs", "10", "--track-every", "3")
        for epochs in ([entry["epoch"] for entry in report["training"]["history"]], report["layers"][0]["history"]["epoch"]):
            self.assertEqual(epochs, [0, 3, 6, 9, 10])

    def test_tracking_less_often_sees_the_same_on_the_epochs_it_looks_at(self):
        every, third = self.history("--epochs", "6"), self.history("--epochs", "6", "--track-every", "3")
        for key in ("active_rows", "dead", "sparse", "apoz"):
            for often, seldom in zip(every["layers"], third["layers"]):
                self.assertEqual(seldom["history"][key], often["history"][key][::3])
        self.assertEqual(third["training"]["history"], every["training"]["history"][::3])

    def test_an_epoch_in_the_history_is_what_a_run_that_ends_there_reports(self):
        longer, shorter = self.history("--epochs", "5"), self.history("--epochs", "3")
        for long_layer, short_layer in zip(longer["layers"], shorter["layers"]):
            self.assertEqual(long_layer["history"]["active_rows"][:4], short_layer["history"]["active_rows"])
        self.assertEqual(longer["training"]["history"][3], shorter["training"]["history"][-1])

    def test_history_sums_up_each_epoch_from_its_active_rows(self):
        report = self.history("--epochs", "20", "--sparse-below", "0.1")
        rows, history = report["data"]["train_rows"], report["layers"][1]["history"]
        self.assertGreater(max(history["dead"]), 0)
        self.assertGreater(max(history["sparse"]), 0)
        for i, active_rows in enumerate(history["active_rows"]):
            self.assertEqual(history["dead"][i], active_rows.count(0))
            self.assertEqual(history["sparse"][i], sum(0 < count <= 0.1 * rows for count in active_rows))
            self.assertAlmostEqual(history["apoz"][i], 1 - sum(active_rows) / rows / len(active_rows), delta=1e-12)

    def test_born_dead_is_dead_at_epoch_0(self):
        report = self.train(DIABETES, "--bias-init", "normal:2", "--epochs", "5", "--lr", "0.01")
        self.assertGreater(report["summary"]["born_dead"], 0)
        for layer in report["layers"]:
            born_dead = [count == 0 for count in layer["history"]["active_rows"][0]]
            self.assertEqual([unit["born_dead"] for unit in layer["unit"]], born_dead)

    def test_history_layers_leaves_out_the_units_and_none_leaves_out_all(self):
        layers = self.train(PENGUINS, "--missing", "drop", "--history", "layers")["layers"]
        self.assertEqual(sorted(layers[0]["history"]), ["apoz", "dead", "epoch", "sparse"])
        self.assertNotIn("history", self.train(PENGUINS, "--missing", "drop", "--history", "none")["layers"][0])
