"""CSVs as they come: numbers, quotes, line ends, delimiters, compression, pipes."""

import gzip
import hashlib
import struct

from probe import ProbeTest
from program import DIABETES, DIGITS, PENGUINS, parse_report, without_path


def float32(number):
    return struct.unpack("f", struct.pack("f", number))[0]


class NumbersTest(ProbeTest):
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


class QuotesTest(ProbeTest):
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


class LinesTest(ProbeTest):
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


class DelimiterTest(ProbeTest):
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


def but_for(report, *keys):
    """The report without the path and these keys of its data."""
    report = without_path(report)
    return {**report, "data": {key: value for key, value in report["data"].items() if key not in keys}}


class SourcesTest(ProbeTest):
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
                self.assertEqual(but_for(report, "sha256"), but_for(expected, "sha256"))

    def test_standard_input_gives_the_report_of_the_file_but_for_the_path(self):
        with open(PENGUINS, "rb") as file:
            content = file.read()
        flags = ["--target", "species", "--missing", "mean"]
        expected = self.train(PENGUINS, *flags)
        with open(PENGUINS, "rb") as redirected:
            for name, stdin in (("pipe", content), ("redirected file", redirected)):
                with self.subTest(name):
                    report = self.train("-", *flags, stdin=stdin)
                    self.assertEqual(report["data"]["path"], "-")
                    self.assertEqual(but_for(report), but_for(expected))
        report = self.train("-", *flags, stdin=gzip.compress(content))
        self.assertEqual(but_for(report, "sha256"), but_for(expected, "sha256"))

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
        name = self.write("data.csv", "x,y\n1,0\n2,1\n")
        for path in (name, "./" + name):
            result = self.program("train", path, "--validation", "0", "--epochs", "0", "--quiet")
            self.assertEqual(parse_report(result.stdout)["data"]["path"], path)


class OptionsOnNumbersTest(ProbeTest):
    def test_numbers_that_an_option_contradicts_are_named_with_the_option(self):
        self.write("points.csv", "a,b\n1.5,2\n2.5,3\n4,7\n3,3\n5,2\n6,6\n")
        self.write("days.csv", "a,b\n13/01/2024,2\n14/01/2024,3\n15/02/2024,7\n")
        for options in (["--decimal", ","], ["--delimiter", ",", "--decimal", ","], ["--thousands", "."]):
            with self.subTest(options):
                self.fails("train", "points.csv", "-q", *options,
                           saying=["points.csv", "'a' holds numbers", "'1.5'", " ".join(options[-2:])])
        self.fails("train", "points.csv", "-q", "--decimal", ",", "--thousands", ".",
                   saying=["--decimal , and --thousands . says", "leave one of the options out"])
        self.fails("train", "days.csv", "-q", "--dates", "mdy", saying=["days.csv", "holds dates", "--dates mdy", "'13/01/2024'"])

    def test_points_that_may_separate_thousands_are_noted(self):
        note = "column 'a' is read as numbers with a decimal point: '1.000' is 1; if it is a thousand and more, use --thousands ."
        for content, is_noted in (("a;b\n1.000;2\n2.500;3\n12;4\n", True), ("a\tb\n1.000\t2\n2.500\t3\n", True),
                                  ("a;b\n1.000;2\n2.55;3\n", False), ("a;b\n1.000;2\n0.500;3\n", False),
                                  ("a,b\n1.000,2\n2.500,3\n", False), ("a;b\n1;2\n2;3\n", False)):
            with self.subTest(content):
                self.write("data.csv", content)
                notes = parse_report(self.program("data", "data.csv", "--validation", "0").stdout)["data"]["notes"]
                self.assertEqual(note in notes, is_noted, notes)
        self.write("data.csv", "a;b\n1.000;2\n2.500;3\n12;4\n")
        columns = parse_report(self.program("data", "data.csv", "--validation", "0", "--thousands", ".").stdout)["data"]["columns"]
        self.assertEqual(columns[0]["max"], 2500)
