"""What the report counts is what an independent recount of the saved model and the CSV finds."""

import csv
import math

import numpy as np
import recount
from program import DIABETES, DIGITS, PENGUINS, ProgramTest, without_options


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

    def recounted_layers(self, epoch, *args):
        """Each hidden layer after so many epochs, from the saved model."""
        self.train(DIGITS, "--validation", "0", "--hidden", "16,8", "--epochs", epoch, *args, "--save-model", "model.safetensors")
        return recount.recount(self.folder / "model.safetensors", DIGITS)["layers"]

    def test_every_epoch_of_the_history_agrees_with_a_recount_of_the_model_that_is_saved_then(self):
        args = ["--lr", "1.0", "--dormant-tau", "0.1"]
        report = self.train(DIGITS, "--validation", "0", "--hidden", "16,8", "--epochs", "8", *args, "--rank", "every")
        dormant_seen = set()
        for epoch in (0, 1, 3, 8):
            for reported, layer in zip(report["layers"], self.recounted_layers(epoch, *args), strict=True):
                history, where = reported["history"], f"layer {reported['index']}, epoch {epoch}"
                self.assertEqual(history["active_rows"][epoch], layer["active_rows"], where)
                np.testing.assert_allclose(history["max_preactivation"][epoch], layer["max_preactivation"], rtol=1e-5,
                                           atol=1e-6 * max(layer["farthest_from_zero"]), err_msg=where)
                mean = np.array(layer["mean_activation"])
                dormant = int((mean <= 0.1 * mean.mean()).sum())
                self.assertEqual(history["dormant"][epoch], dormant, where)
                dormant_seen.add(dormant)
                expected = recount.effective_rank(layer["singular_values"])
                self.assertAlmostEqual(history["effective_rank"][epoch], expected, delta=1e-4 * expected, msg=where)
        self.assertGreater(len(dormant_seen), 2)

    def test_the_history_ends_with_what_the_units_and_layers_say(self):
        report = self.history("--epochs", "6", "--rank", "every")
        for layer in report["layers"]:
            history = layer["history"]
            self.assertEqual(history["dormant"][-1], layer["dormant"])
            self.assertEqual(history["max_preactivation"][-1], [unit["max_preactivation"] for unit in layer["unit"]])
            self.assertEqual(history["effective_rank"][-1], layer["effective_rank"])
            self.assertNotIn("rank_rows", history)

    def test_ranks_over_time_change_nothing_else(self):
        every, last = self.history("--epochs", "4", "--rank", "every"), self.history("--epochs", "4")
        for layer in every["layers"]:
            del layer["history"]["effective_rank"]
        self.assertEqual((every["config"].pop("rank"), last["config"].pop("rank")), ("every", "last"))
        self.assertEqual(without_options(every, "--rank"), without_options(last, "--rank"))

    def test_the_ranks_of_wide_layers_over_time_are_of_evenly_spaced_rows(self):
        # 2 * 16 million multiplications a row, at 2e9 an epoch, and the eigenvalues, 8 n cubed
        args = [DIGITS, "--validation", "0", "--hidden", "1000,1000", "--epochs", "1", "--rank", "every", "--save-model", "model.safetensors"]
        report = self.train(*args)
        rows = {layer["history"]["rank_rows"] for layer in report["layers"]}
        self.assertEqual(len(rows), 1)
        (chosen,) = rows
        self.assertTrue(100 < chosen < 1797, chosen)
        network, metadata = recount.read_model(self.folder / "model.safetensors")
        h, _ = recount.read_data(DIGITS, metadata)
        h = h[[i * len(h) // chosen for i in range(chosen)]]
        for layer, (weight, bias) in zip(report["layers"], network):
            h = np.maximum(h @ weight.T + bias, 0)
            expected = recount.effective_rank(np.linalg.svd(h.astype(np.float64), compute_uv=False).tolist())
            self.assertAlmostEqual(layer["history"]["effective_rank"][1], expected, delta=1e-4 * expected)
        self.assertEqual(self.train(*args, "--threads", "3"), report)

    def test_the_learning_rate_of_every_epoch_is_in_the_history(self):
        cosine = [0.04 * (1 + math.cos(math.pi * (epoch - 1) / 5)) / 2 for epoch in range(1, 6)]
        for schedule, expected in (("constant", [0.04] * 5), ("cosine", cosine),
                                   ("step:2:0.5", [0.04, 0.04, 0.02, 0.02, 0.01])):
            with self.subTest(schedule):
                history = self.train(DIABETES, "--epochs", "5", "--lr", "0.04", "--lr-schedule", schedule)["training"]["history"]
                self.assertNotIn("learning_rate", history[0])
                np.testing.assert_allclose([epoch["learning_rate"] for epoch in history[1:]], expected, rtol=1e-12)

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
        self.assertEqual(sorted(layers[0]["history"]), ["apoz", "dead", "dormant", "epoch", "sparse"])
        self.assertNotIn("history", self.train(PENGUINS, "--missing", "drop", "--history", "none")["layers"][0])
