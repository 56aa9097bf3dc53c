"""CSVs as they come: quotes, line ends, delimiters, compression, pipes, text, gaps.

Most tests read through a network whose hidden units are the inputs themselves (identity_probe), so that
a unit's greatest pre-activation is the greatest value of its column, as float32.
"""

import gzip
import hashlib
import struct

from model_file import identity_probe
from program import DIABETES, DIGITS, PENGUINS, ProgramTest, parse_report

PROBE = ["--init-from", "probe.safetensors", "--epochs", "0", "--validation", "0"]
RAW = ["--scale", "none", "--scale-target", "none", "--task", "regression"]


def float32(number):
    return struct.unpack("f", struct.pack("f", number))[0]


class CsvTest(ProgramTest):
    def probe(self, content, *flags, features=2, scaling=RAW, stdin=b""):
        """Return the report on data that is fed to the identity; content None reads standard input."""
        self.write("probe.safetensors", identity_probe(features))
        name = "-" if content is None else self.write("data.csv", content)
        return self.train(name, *PROBE, *scaling, *flags, stdin=stdin)

    def greatest(self, content, *flags, **how):
        return [unit["max_preactivation"] for unit in self.probe(content, *flags, **how)["layers"][0]["unit"]]

    def means(self, content, *flags, **how):
        return [unit["mean_activation"] for unit in self.probe(content, *flags, **how)["layers"][0]["unit"]]


class NumbersTest(CsvTest):
    def test_numbers_in_every_spelling(self):
        spellings = {"+1": 1, ".5": 0.5, "5.": 5, "1e3": 1000, "1E+3": 1000, "-2.5e-1": -0.25, "-0": 0, "007": 7, "1e-400": 0,
                     "0.1": 0.1, "123456789": 123456789, "3.4028234e38": 3.4028234e38, "1e-40": 1e-40,
                     "0.30000000000000004": 0.3, "9007199254740993": 9007199254740993,
                     "1" + "0" * 30: 1e30, "0." + "0" * 30 + "1": 1e-31, "8.000000000000000000000001": 8}
        for spelling, number in spellings.items():
            with self.subTest(spelling):
                self.assertEqual(self.greatest(f"x,y\n{spelling},1\n", features=1), [float32(number)])

    def test_spaces_around_numbers_and_names(self):
        report = self.probe("a, b ,y\n 1 ,2 , 3\n")
        self.assertEqual(report["data"]["features"], ["a", "b"])
        self.assertEqual([unit["max_preactivation"] for unit in report["layers"][0]["unit"]], [1, 2])

    def test_quotes_around_numbers(self):
        self.assertEqual(self.greatest('"a","b","y"\n"1.5","-2","3"\n'), [1.5, -2])

    def test_a_column_is_numeric_only_where_every_cell_is(self):
        features = self.probe("a,b,y\n1,1,1\n2,x,2\n", features=3)["data"]["features"]
        self.assertEqual(features, ["a", "b=1", "b=x"])


class QuotesTest(CsvTest):
    def features(self, content, *flags, features):
        return self.probe(content, *flags, features=features)["data"]["features"]

    def test_delimiters_newlines_and_doubled_quotes_inside_quotes(self):
        features = self.features('t,y\n"a,b",1\n"two\nlines",2\n"say ""hi""",3\n"""",4\n', features=4)
        self.assertEqual(sorted(features), sorted(["t=a,b", "t=two\nlines", 't=say "hi"', 't="']))

    def test_quotes_in_the_header(self):
        self.assertEqual(self.features('"width, mm","the ""y"" of it",y\n1,2,3\n', features=2), ["width, mm", 'the "y" of it'])

    def test_quoted_and_bare_text_are_the_same_category(self):
        self.assertEqual(self.features('t,y\nred,1\n"red",2\n "red" ,3\nblue,4\n', features=2), ["t=blue", "t=red"])

    def test_spaces_inside_quotes_belong_to_the_text(self):
        self.assertEqual(self.features('t,y\n" red ",1\nred,2\n', features=2), ["t= red ", "t=red"])

    def test_a_quote_inside_bare_text_is_just_a_character(self):
        self.assertEqual(self.features('t,y\n6" pipe,1\n8" pipe,2\n', features=2), ['t=6" pipe', 't=8" pipe'])

    def test_bytes_that_are_not_utf_8_still_give_a_valid_report(self):
        features = self.features(b"t,y\ncaf\xe9,1\ntea,2\n", features=2)
        self.assertEqual(features, ["t=caf\ufffd", "t=tea"])


class LinesTest(CsvTest):
    EXPECTED = [3, 5]

    def check(self, content, rows=2):
        report = self.probe(content)
        self.assertEqual(report["data"]["features"], ["a", "b"])
        self.assertEqual(report["data"]["rows"], rows)
        self.assertEqual([unit["max_preactivation"] for unit in report["layers"][0]["unit"]], self.EXPECTED)

    def test_line_feeds(self):
        self.check("a,b,y\n3,4,1\n2,5,2\n")

    def test_carriage_return_and_line_feed(self):
        self.check("a,b,y\r\n3,4,1\r\n2,5,2\r\n")

    def test_a_byte_order_mark(self):
        self.check(b"\xef\xbb\xbfa,b,y\n3,4,1\n2,5,2\n")

    def test_a_byte_order_mark_before_a_quoted_name(self):
        self.check(b'\xef\xbb\xbf"a",b,y\n3,4,1\n2,5,2\n')

    def test_no_final_line_end(self):
        self.check("a,b,y\n3,4,1\n2,5,2")
        self.check("a,b,y\r\n3,4,1\r\n2,5,2")

    def test_empty_lines_anywhere(self):
        self.check("\na,b,y\n\n3,4,1\n\n\n2,5,2\n\n")
        self.check("a,b,y\r\n\r\n3,4,1\r\n2,5,2\r\n\r\n")

    def test_a_file_larger_than_any_buffer(self):
        self.check("a,b,y\n" + "3,4,1\n2,5,2\n" * 120_000, rows=240_000)


class DelimiterTest(CsvTest):
    def test_semicolon_bar_and_tab_are_detected(self):
        for delimiter, word in ((",", ","), (";", ";"), ("|", "|"), ("\t", "tab")):
            with self.subTest(word):
                report = self.probe("a,b,y\n3,4,1\n2,5,2\n".replace(",", delimiter))
                self.assertEqual(report["config"]["delimiter"], word)
                self.assertEqual([unit["max_preactivation"] for unit in report["layers"][0]["unit"]], [3, 5])

    def test_delimiters_inside_quotes_do_not_mislead_the_detection(self):
        report = self.probe('a;b;y\n"x,y,z";4;1\n"p,q,r";5;2\n', features=3)
        self.assertEqual(report["data"]["features"], ["a=p,q,r", "a=x,y,z", "b"])

    def test_a_delimiter_that_stands_in_some_cells_only_is_not_taken(self):
        report = self.probe("note;b;y\nshort;4;1\nlong, longer, longest, very long;5;2\n", features=3)
        self.assertEqual(report["config"]["delimiter"], ";")

    def test_any_character_can_be_set(self):
        self.assertEqual(self.greatest("a:b:y\n3:4:1\n2:5:2\n", "--delimiter", ":"), [3, 5])
        self.assertEqual(self.greatest("a\tb\ty\n3\t4\t1\n2\t5\t2\n", "--delimiter", "tab"), [3, 5])


class ColumnsTest(CsvTest):
    def test_without_a_header_the_first_line_is_data(self):
        report = self.probe("3,4,1\n2,5,2\n", "--no-header")
        self.assertEqual((report["data"]["rows"], report["data"]["target"]), (2, "column_3"))
        self.assertEqual(report["data"]["features"], ["column_1", "column_2"])
        self.assertEqual([unit["max_preactivation"] for unit in report["layers"][0]["unit"]], [3, 5])

    def test_without_a_header_columns_are_named_by_their_number(self):
        self.assertEqual(self.probe("3,4,1\n2,5,2\n", "--no-header", "--target", "column_1")["data"]["features"], ["column_2", "column_3"])

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
                    report = self.probe(content, features=4)
                else:
                    report = self.probe(None, features=4, stdin=content.encode())
                self.assertEqual(report["data"]["features"], ["x=0", "x=1", "x=2", "x=blue"])
                active = [unit["active_rows"] for unit in report["layers"][0]["unit"]]
                self.assertEqual((active, report["data"]["rows"]), ([25_000, 50_000, 25_000, 1], 100_001))
                self.assertIn("text-among-numbers", [finding["code"] for finding in report["findings"]])

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
        self.assertEqual(task([10, 9, -1.0, "1e1"])["classes"], ["-1", "9", "10"])


class ScalingTest(CsvTest):
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
        scaling = self.train(name, "--validation-data", "held_out.csv", "--task", "regression")["data"]["scaling"]
        self.assertAlmostEqual(scaling["shift"][0], 3, delta=1e-12)


class MissingTest(CsvTest):
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
        report = self.train(name, "--validation-data", "held_out.csv", "--missing", "mean", *RAW, "--init-from", "probe.safetensors",
                            "--epochs", "0")
        self.assertEqual(report["layers"][0]["unit"][0]["validation"]["active_rows"], 1)  # filled with 2
        self.assertEqual(report["layers"][0]["unit"][0]["active_rows"], 2)

    def test_na_adds_tokens_also_ones_that_are_numbers(self):
        self.assertEqual(self.means("a,y\n1,1\n-999,2\nunknown,3\n3,4\n", "--missing", "mean", "--na", "-999,unknown", features=1), [2])

    def test_na_tokens_count_inside_quotes_too(self):
        self.assertEqual(self.means('a,y\n1,1\n"NA",2\n"none",3\n3,4\n', "--missing", "mean", "--na", "none", features=1), [2])


class SourcesTest(CsvTest):
    def same_but_for_the_path(self, report, expected):
        for key in ("path", "sha256"):
            report["data"].pop(key), expected["data"].pop(key)
        self.assertEqual(report, expected)

    def test_gzip_of_one_member_and_of_several(self):
        expected = self.train(DIABETES)
        with open(DIABETES, "rb") as file:
            content = file.read()
        half = len(content) // 2
        for name, packed in (("one.csv.gz", gzip.compress(content)),
                             ("two.csv.gz", gzip.compress(content[:half]) + gzip.compress(content[half:])),
                             ("unnamed", gzip.compress(content) + gzip.compress(b""))):
            with self.subTest(name):
                report = self.train(self.write(name, packed))
                self.assertEqual(report["data"]["sha256"], hashlib.sha256(packed).hexdigest())
                self.same_but_for_the_path(report, {**expected, "data": dict(expected["data"])})

    def test_standard_input_gives_the_report_of_the_file_but_for_the_path(self):
        with open(PENGUINS, "rb") as file:
            content = file.read()
        flags = ["--target", "species", "--missing", "mean"]
        expected = {**self.train(PENGUINS, *flags)}
        self.assertEqual(expected["data"].pop("path"), PENGUINS)
        with open(PENGUINS, "rb") as redirected:
            for name, stdin in (("pipe", content), ("redirected file", redirected), ("gzip in a pipe", gzip.compress(content))):
                with self.subTest(name):
                    report = self.train("-", *flags, stdin=stdin)
                    self.assertEqual(report["data"].pop("path"), "-")
                    if name == "gzip in a pipe":
                        report["data"]["sha256"] = expected["data"]["sha256"]
                    self.assertEqual(report, expected)

    def test_standard_input_may_be_the_validation_data(self):
        with open(DIABETES, "rb") as file:
            report = self.train(DIABETES, "--validation-data", "-", stdin=file.read())
        self.assertEqual(report["data"]["validation_rows"], 442)
        last = report["training"]["history"][-1]
        self.assertEqual(last["validation"]["loss"], last["loss"])

    def test_sha256_is_that_of_the_file(self):
        for path in (DIGITS, DIABETES):
            with open(path, "rb") as file:
                digest = hashlib.sha256(file.read()).hexdigest()
            self.assertEqual(self.train(path, "--epochs", "0")["data"]["sha256"], digest)

    def test_the_rows_add_up(self):
        data = self.train(PENGUINS, "--missing", "drop", "--validation", "0.25", "--epochs", "0")["data"]
        self.assertEqual((data["rows"], data["rows_dropped"]), (344, 11))
        self.assertEqual(data["train_rows"] + data["validation_rows"] + data["rows_dropped"], data["rows"])
        self.assertAlmostEqual(data["validation_rows"], 333 / 4, delta=1)

    def test_the_path_in_the_report_is_as_given(self):
        name = self.write("data.csv", "x,y\n1,0\n2,1\n" * 1)
        for path in (name, "./" + name):
            result = self.program("train", path, "--validation", "0", "--epochs", "0", "--quiet")
            self.assertEqual(parse_report(result.stdout)["data"]["path"], path)
