"""CSVs that cannot be trained on end with exit 2 and one line that says where and what to do."""

import gzip
import os
import subprocess
import unittest

from program import PENGUINS, PROGRAM, TIMEOUT, ProgramTest


class FileErrorsTest(ProgramTest):
    def check(self, content, *saying):
        name = self.write("data.csv", content)
        self.train_fails(name, saying=["data.csv", *saying])

    def test_no_such_file(self):
        self.train_fails("nowhere.csv", saying=["nowhere.csv", "No such file", "check the spelling"])

    def test_a_directory(self):
        (self.folder / "folder").mkdir()
        self.train_fails("folder", saying=["folder", "is a directory", "name a file"])

    def test_standard_input_that_is_a_directory(self):
        folder = os.open(self.folder, os.O_RDONLY)
        self.addCleanup(os.close, folder)
        self.train_fails("-", saying=["standard input: is a directory"], stdin=folder)

    def test_standard_input_that_is_closed(self):
        command = f'exec "{PROGRAM}" train - --quiet -o report.json <&-'
        done = subprocess.run(["sh", "-c", command], capture_output=True, cwd=self.folder, timeout=TIMEOUT, check=False)
        self.assertEqual((done.returncode, done.stdout), (2, b""))
        self.assertRegex(done.stderr, rb"\Aerror: standard input: cannot be read: [^\n]+\n\Z")

    def test_a_file_whose_bytes_cannot_be_read(self):
        self.train_fails("/proc/self/mem", saying=["/proc/self/mem: cannot be read", "Input/output error"])

    @unittest.skipIf(os.geteuid() == 0, "root may read anything")
    def test_a_file_without_permission(self):
        (self.folder / self.write("data.csv", "x,y\n1,0\n2,1\n")).chmod(0)
        self.train_fails("data.csv", saying=["data.csv: Permission denied"])

    def test_an_empty_file(self):
        for content in (b"", b"\xef\xbb\xbf", b"\n\n\r\n", gzip.compress(b"")):
            with self.subTest(content):
                self.check(content)

    def test_empty_standard_input(self):
        self.train_fails("-", saying=["standard input", "empty"])

    def test_a_header_only(self):
        for content in ("x,y", "x,y\n", "x,y\r\n\r\n"):
            with self.subTest(content):
                self.check(content, "first row")

    def test_a_binary_file(self):
        for content in (bytes(range(256)) * 20, b"x,y\n1,2\n\x00\x00,3\n"):
            with self.subTest(content[:10]):
                self.check(content, "not a text file", "export")

    def test_nul_bytes_far_down_in_a_file(self):
        self.check(b"x,y\n" + b"1,2\n" * 500_000 + b"\x00,2\n", "not a text file")

    def test_a_gzip_file_that_is_cut_off(self):
        whole = gzip.compress(b"x,y\n" + b"1,0\n2,1\n" * 1000)
        for length in (3, 12, len(whole) // 2, len(whole) - 4, len(whole) - 1):
            with self.subTest(length):
                self.check(whole[:length], "gzip", "fetch")

    def test_a_long_gzip_file_that_is_cut_off(self):
        whole = gzip.compress(b"x,y\n" + b"1,0.25\n2,1.5\n" * 500_000)
        self.write("data.csv", whole[:-5])
        for threads in "12":
            with self.subTest(threads=threads):
                self.train_fails("data.csv", "--threads", threads, saying=["data.csv", "gzip", "fetch"])

    def test_a_second_gzip_member_that_is_cut_off(self):
        member = gzip.compress(b"1,0\n2,1\n" * 1000)
        self.check(gzip.compress(b"x,y\n") + member + member[:-5], "gzip", "fetch")

    def test_a_damaged_gzip_file(self):
        whole = gzip.compress(b"x,y\n" + b"".join(b"%d,%d\n" % (i * i, i % 2) for i in range(2000)))
        for place in (len(whole) // 2, len(whole) - 6):  # in the data, and in the checksum
            with self.subTest(place):
                self.check(whole[:place] + bytes([whole[place] ^ 0x55]) + whole[place + 1 :], "gzip", "fetch")


class RecordErrorsTest(ProgramTest):
    def check(self, content, *saying, flags=()):
        name = self.write("data.csv", content)
        self.train_fails(name, "--validation", "0", *flags, saying=saying)

    def test_a_ragged_row_is_an_error_that_names_its_line(self):
        self.check("x,y\n1,0\n2\n3,1\n", "data.csv:3:", "1 cell ", "header has 2", "fix the row")
        self.check("x,y\n1,0\n2,1\n3,1,4\n", "data.csv:4:", "3 cells", "header has 2")

    def test_a_ragged_last_row_without_a_line_end_is_an_error_too(self):
        self.check("x,y\n1,0\n2,1\n3", "data.csv:4:", "1 cell ")

    def test_line_numbers_count_empty_lines_and_lines_within_quotes(self):
        self.check('x,t,y\n1,"two\nlines",0\n\n2,b\n', "data.csv:5:", "2 cells")

    def test_an_unclosed_quote_names_the_line_it_opens_on(self):
        self.check('x,y\n1,0\n"2,1\n3,0\n', "data.csv:3:", "quote", "never closed", "close it")

    def test_a_record_without_an_end_is_given_up_on(self):
        self.check("x,y\n1,0\n\"2,1\n" + "3,0\n" * 6_000_000, "data.csv:3:", "16 MiB", "quote", "never closed")

    def test_text_behind_a_closing_quote_names_its_line(self):
        self.check('t,y\n"a",0\n"b"c,1\n', "data.csv:3:", "behind a closing quote", "twice")

    def test_two_columns_of_one_name(self):
        self.check("x,x,y\n1,2,0\n3,4,1\n", "data.csv:1:", "'x'", "rename")

    def test_a_single_column_leaves_nothing_to_learn_from(self):
        self.check("y\n1\n2\n", "data.csv:1:", "no feature column", "--delimiter")

    def test_a_text_cell_in_a_numeric_column_declared_by_features(self):
        self.check("x,y\n1,0\n2,1\noops,0\n4,1\n", "data.csv:4:", "column 'x'", "'oops'", "--na", flags=["--features", "x"])

    def test_a_missing_cell(self):
        for cell in ("", "NA", "N/A", "NaN", "null", "?", '""'):
            with self.subTest(cell):
                self.check(f"x,y\n1,0\n{cell},1\n", "data.csv:3:", "column 'x'", "missing", "--missing drop or --missing mean")

    def test_a_missing_cell_of_a_real_file(self):
        self.train_fails(PENGUINS, saying=["penguins.csv:5:", "column 'bill_length_mm'", "column 'sex'", "--missing drop or --missing mean"])

    def test_a_missing_target_is_never_filled_in(self):
        self.check("x,y\n1,0\n2,\n3,1\n", "data.csv:3:", "column 'y'", "--missing drop", flags=["--missing", "mean"])

    def test_a_number_that_is_not_finite(self):
        for cell in ("inf", "-inf", "Infinity", "1e39", "-1e400"):
            with self.subTest(cell):
                self.check(f"x,y\n1,0\n{cell},1\n3,0\n", "data.csv:3:", "column 'x'", f"'{cell}'", "--na")

    def test_a_target_that_is_not_finite(self):
        self.check("x,y\n1,0.5\n2,inf\n", "data.csv:3:", "column 'y'", "'inf'")

    def test_an_identifier_beyond_max_categories(self):
        rows = "".join(f"id{i}x,{i % 2}\n" for i in range(70))
        self.check("name,y\n" + rows, "data.csv:66:", "column 'name'", "more than 64", "--drop name", "--max-categories")
        self.check("name,y\n" + rows, "data.csv:5:", "column 'name'", flags=["--max-categories", "3"])

    def test_a_single_word_among_many_numbers(self):
        rows = "".join(f"{i},{i % 2}\n" for i in range(70))
        self.check("x,y\n" + rows + "unknown,1\n", "data.csv:72:", "column 'x'", "'unknown'", "--na")

    def test_a_column_without_a_single_value(self):
        self.check("x,z,y\n1,,0\n2,,1\n", "column 'z'", "--drop z", flags=["--missing", "mean"])

    def test_every_row_dropped(self):
        self.check("x,z,y\n1,,0\n,2,1\n", "data.csv", "--missing mean", flags=["--missing", "drop"])

    def test_what_stands_in_a_cell_never_breaks_the_line_of_the_error(self):
        for cell in ('"two\nlines"', "\x1b[31mred", '"a\r\nb"'):
            with self.subTest(cell):
                self.check(f"x,y\n1,0\n2,1\n{cell},0\n4,1\n", "data.csv:4:", "column 'x'", flags=["--features", "x"])

    def test_a_very_long_cell_is_not_shown_whole(self):
        self.check("x,y\n1,0\n2,1\n" + "long" * 10_000 + ",0\n4,1\n", "data.csv:4:", "column 'x'", flags=["--features", "x"])


class TargetErrorsTest(ProgramTest):
    def check(self, content, *saying, flags=("--validation", "0")):
        name = self.write("data.csv", content)
        self.train_fails(name, *flags, saying=saying)

    def test_no_such_target_is_answered_with_the_columns(self):
        self.check("x,y\n1,0\n", "--target", "'z'", "x, y", flags=["--target", "z"])

    def test_a_target_with_one_class(self):
        self.check("x,y\n1,7\n2,7\n3,7\n", "column 'y'", "7", "--target")
        self.check("x,y\n1,yes\n2,yes\n3,yes\n", "column 'y'", "yes", "--target")

    def test_a_text_target_for_regression(self):
        self.check("x,y\n1,2\n2,low\n", "data.csv:3:", "column 'y'", "'low'", "--task classification",
                   flags=["--validation", "0", "--task", "regression"])

    def test_more_classes_than_max_categories(self):
        rows = "".join(f"{i},{i}\n" for i in range(70))
        self.check("x,y\n" + rows, "column 'y'", "64", "--task regression", flags=["--task", "classification"])

    def test_more_texts_to_classify_than_max_categories(self):
        rows = "".join(f"{i},class{i}\n" for i in range(70))
        self.check("x,y\n" + rows, "data.csv:66:", "column 'y'", "more than 64", "another --target", "--max-categories")

    def test_too_few_rows_for_the_validation_split(self):
        self.check("x,y\n1,0.5\n", "data.csv", "1 row is too few", "--validation 0", flags=())
        self.check("x,y\n1,0.5\n2,1.5\n", "data.csv", "2 rows are too few", "--validation 0", flags=())

    def test_one_row_is_enough_without_validation(self):
        name = self.write("data.csv", "x,y\n1,0.5\n")
        self.assertEqual(self.train(name, "--validation", "0", "--task", "regression")["data"]["train_rows"], 1)

    def test_features_and_drop_must_name_columns(self):
        for flag in ("--features", "--drop"):
            with self.subTest(flag):
                self.check("x,y\n1,0\n2,1\n", flag, "'z'", "x, y", flags=[flag, "x,z"])

    def test_the_target_is_neither_a_feature_nor_dropped(self):
        for flag in ("--features", "--drop"):
            with self.subTest(flag):
                self.check("x,y\n1,0\n2,1\n", flag, "'y'", "--target", flags=[flag, "y"])


class ValidationDataErrorsTest(ProgramTest):
    TRAINING = "x,colour,y\n1,red,a\n2,blue,b\n3,red,a\n"

    def check(self, content, *saying):
        self.write("train.csv", self.TRAINING)
        self.write("held_out.csv", content)
        self.train_fails("train.csv", "--validation-data", "held_out.csv", saying=saying)

    def test_a_category_that_training_has_not_seen(self):
        self.check("x,colour,y\n1,red,a\n2,green,b\n", "held_out.csv:3:", "column 'colour'", "'green'", "correct or remove")

    def test_a_class_that_training_has_not_seen(self):
        self.check("x,colour,y\n1,red,a\n2,blue,c\n", "held_out.csv:3:", "column 'y'", "'c'", "correct or remove")

    def test_a_class_that_is_a_number_and_that_training_has_not_seen(self):
        self.write("train.csv", "x,y\n1,0\n2,1\n3,0\n")
        self.write("held_out.csv", "x,y\n1,0\n2,7\n")
        self.train_fails("train.csv", "--validation-data", "held_out.csv",
                         saying=["held_out.csv:3:", "column 'y'", "class '7'", "correct or remove"])

    def test_every_row_dropped(self):
        self.write("train.csv", self.TRAINING)
        self.write("held_out.csv", "x,colour,y\n,red,a\n")
        self.train_fails("train.csv", "--validation-data", "held_out.csv", "--missing", "drop",
                         saying=["held_out.csv: every row has a missing cell", "--missing mean"])

    def test_a_column_that_is_not_there(self):
        self.check("x,y\n1,a\n", "held_out.csv:1:", "'colour'", "add it")

    def test_text_where_training_has_numbers(self):
        self.check("x,colour,y\none,red,a\n", "held_out.csv:2:", "column 'x'", "'one'")

    def test_a_missing_cell(self):
        self.check("x,colour,y\n,red,a\n", "held_out.csv:2:", "column 'x'", "--missing drop or --missing mean")

    def test_a_header_only_no_file_and_a_directory(self):
        self.check("x,colour,y\n", "held_out.csv", "first row")
        self.train_fails("train.csv", "--validation-data", "nowhere.csv", saying=["nowhere.csv", "No such file"])
        self.train_fails("train.csv", "--validation-data", ".", saying=["directory"])
