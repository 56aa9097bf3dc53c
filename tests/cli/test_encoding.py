"""From columns to network inputs: names, targets, one-hot text, scaling, missing cells."""

from model_file import identity_probe
from probe import RAW, ProbeTest
from program import PENGUINS


class ColumnsTest(ProbeTest):
    def test_without_a_header_the_first_line_is_data(self):
        report = self.probe("3,4,1\n2,5,2\n", "--no-header")
        self.assertEqual((report["data"]["rows"], report["data"]["target"]), (2, "column_3"))
        self.assertEqual(report["data"]["features"], ["column_1", "column_2"])
        self.assertEqual([unit["max_preactivation"] for unit in report["layers"][0]["unit"]], [3, 5])

    def test_without_a_header_columns_are_named_by_their_number(self):
        data = self.probe("3,4,1\n2,5,2\n", "--no-header", "--target", "column_1")["data"]
        self.assertEqual(data["features"], ["column_2", "column_3"])

    def test_a_target_in_a_middle_column(self):
        report = self.probe("a,y,b\n3,1,4\n2,2,5\n", "--target", "y")
        self.assertEqual((report["data"]["target"], report["data"]["features"]), ("y", ["a", "b"]))
        self.assertEqual([unit["max_preactivation"] for unit in report["layers"][0]["unit"]], [3, 5])

    def test_features_and_drop_choose_columns(self):
        content = "a,b,c,y\n1,2,3,4\n5,6,7,8\n"
        self.assertEqual(self.probe(content, "--features", "a,c")["data"]["features"], ["a", "c"])
        self.assertEqual(self.probe(content, "--drop", "b")["data"]["features"], ["a", "c"])
        self.assertEqual(self.greatest(content, "--features", "a,b", "--drop", "a", features=1), [6])

    def test_a_dropped_column_may_hold_anything(self):
        self.assertEqual(self.greatest('id,a,y\n"x, ""1""",3,1\n,4,2\ninf,2,3\n', "--drop", "id", features=1), [4])

    def test_text_columns_are_one_hot_inputs_named_by_column_and_category(self):
        report = self.train(PENGUINS, "--target", "species", "--missing", "drop")
        self.assertEqual(report["data"]["features"],
                         ["island=Biscoe", "island=Dream", "island=Torgersen", "bill_length_mm", "bill_depth_mm",
                          "flipper_length_mm", "body_mass_g", "sex=female", "sex=male", "year"])
        self.assertEqual(self.means("sex,y\nmale,1\nfemale,2\nmale,3\nmale,4\n"), [0.25, 0.75])

    def test_a_text_column_that_appears_only_after_100_000_numeric_rows(self):
        content = "x,y\n" + "0,1\n1,2\n1,3\n2,4\n" * 25_000 + "blue,5\n"
        for via in ("file", "pipe"):
            with self.subTest(via):
                if via == "file":
                    report = self.probe(content, "--categorical", "x", features=4)
                else:
                    report = self.probe(None, "--categorical", "x", features=4, stdin=content.encode())
                self.assertEqual(report["data"]["features"], ["x=0", "x=1", "x=2", "x=blue"])
                active = [unit["active_rows"] for unit in report["layers"][0]["unit"]]
                self.assertEqual((active, report["data"]["rows"]), ([25_000, 50_000, 25_000, 1], 100_001))

    def test_a_constant_column_is_kept_scaled_to_0_and_named(self):
        report = self.probe("a,c,t,y\n1,7,one,1\n2,7,one,2\n", features=3, scaling=["--task", "regression"])
        self.assertEqual(report["data"]["features"], ["a", "c", "t=one"])
        self.assertEqual(report["data"]["constant_features"], ["c", "t"])
        self.assertEqual(report["layers"][0]["unit"][1]["max_preactivation"], 0)
        self.assertEqual((report["data"]["scaling"]["shift"][1], report["data"]["scaling"]["scale"][1]), (7, 1))
        (finding,) = [finding for finding in report["findings"] if finding["code"] == "constant-feature"]
        self.assertIn("c", finding["message"])

    def test_integers_of_up_to_20_values_are_classes_and_other_numbers_are_not(self):
        def task(values):
            name = self.write("data.csv", "x,y\n" + "".join(f"{i},{value}\n" for i, value in enumerate(values)))
            return self.train(name, "--epochs", "0", "--validation", "0")["data"]

        self.assertEqual(len(task(range(20))["classes"]), 20)
        self.assertEqual(task(range(21))["task"], "regression")
        self.assertEqual(task([0.5, 1, 2])["task"], "regression")
        self.assertEqual(task(["no", "yes", "no"])["classes"], ["no", "yes"])
        self.assertEqual(task([10, 9, -1.0, "1e1"])["classes"], ["-1.0", "9", "10"])


class ScalingTest(ProbeTest):
    CONTENT = "a,b,y\n1,10,1\n2,20,2\n6,60,3\n"

    def test_standard_scaling_takes_mean_and_population_deviation(self):
        report = self.probe(self.CONTENT, scaling=["--task", "regression"])
        scaling = report["data"]["scaling"]
        for shift, scale, factor in zip(scaling["shift"], scaling["scale"], (1, 10)):
            self.assertAlmostEqual(shift, 3 * factor, delta=1e-12)
            self.assertAlmostEqual(scale, (14 / 3) ** 0.5 * factor, delta=1e-10)
        self.assertAlmostEqual(scaling["target_shift"], 2, delta=1e-12)
        self.assertAlmostEqual(report["layers"][0]["unit"][0]["max_preactivation"], 3 / (14 / 3) ** 0.5, delta=1e-6)

    def test_minmax_scaling_maps_to_0_and_1(self):
        report = self.probe(self.CONTENT, scaling=["--task", "regression", "--scale", "minmax"])
        self.assertEqual((report["data"]["scaling"]["shift"], report["data"]["scaling"]["scale"]), ([1, 10], [5, 50]))
        self.assertEqual([unit["max_preactivation"] for unit in report["layers"][0]["unit"]], [1, 1])

    def test_scaling_looks_at_the_training_rows_alone(self):
        self.write("held_out.csv", "a,b,y\n1000,-1000,2\n")
        name = self.write("train.csv", self.CONTENT)
        report = self.train(name, "--validation-data", "held_out.csv", "--task", "regression", "--epochs", "0")
        self.assertAlmostEqual(report["data"]["scaling"]["shift"][0], 3, delta=1e-12)


class MissingTest(ProbeTest):
    def test_drop_leaves_out_the_rows_with_a_gap_in_a_used_column(self):
        data = self.probe("a,b,c,y\n1,2,,4\n,2,3,4\n5,NA,3,5\n7,8,?,\n6,6,6,6\n", "--missing", "drop", "--drop", "c")["data"]
        self.assertEqual((data["rows"], data["rows_dropped"], data["train_rows"]), (5, 3, 2))

    def test_mean_fills_numbers_with_the_mean_of_the_others(self):
        self.assertEqual(self.means("a,b,y\n1,1,1\n3,1,2\nNA,4,3\n", "--missing", "mean"), [2, 2])

    def test_mean_fills_text_with_the_shares_of_its_categories(self):
        means = self.means("sex,y\nm,1\nm,2\nf,3\nNA,4\n", "--missing", "mean")
        for mean, share in zip(means, (1 / 3, 2 / 3)):
            self.assertAlmostEqual(mean, share, delta=1e-6)

    def test_the_mean_is_that_of_the_training_rows(self):
        self.write("probe.safetensors", identity_probe(1))
        self.write("held_out.csv", "a,y\n,1\n")
        name = self.write("train.csv", "a,y\n-1,1\n-3,2\n5,3\n7,4\n")
        report = self.train(name, "--validation-data", "held_out.csv", "--missing", "mean", *RAW, "--epochs", "0",
                            "--init-from", "probe.safetensors")
        self.assertEqual(report["layers"][0]["unit"][0]["validation"]["active_rows"], 1)  # filled with 2
        self.assertEqual(report["layers"][0]["unit"][0]["active_rows"], 2)

    def test_na_adds_tokens_also_ones_that_are_numbers(self):
        flags = ["--missing", "mean", "--na", "-999,unknown"]
        self.assertEqual(self.means("a,y\n1,1\n-999,2\nunknown,3\n3,4\n", *flags, features=1), [2])

    def test_na_tokens_count_inside_quotes_too(self):
        flags = ["--missing", "mean", "--na", "none"]
        self.assertEqual(self.means('a,y\n1,1\n"NA",2\n"none",3\n3,4\n', *flags, features=1), [2])
