"""Encodings and packings give the numbers and names of the plain file; files of other kinds are named."""

import bz2
import gzip
import hashlib
import io
import json
import lzma
import pickle
import shutil
import sqlite3
import subprocess
import tarfile
import unittest
import zipfile

import numpy

from program import DIABETES, DIGITS, ProgramTest, without_path

TEXT = "größe,farbe,y\n" + "".join(f"{i * 37 % 101},{('grün', 'blau')[i % 2]},{i * i % 89}.5\n" for i in range(60))


def zipped(*members, method=zipfile.ZIP_DEFLATED):
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w", method) as file:
        for name, content in members:
            file.writestr(name, content)
    return archive.getvalue()


def zstd(content, *flags):
    return subprocess.run(["zstd", "-q", "-c", *flags], input=content, capture_output=True, check=True).stdout


PACKINGS = {
    "plain": bytes,
    "gzip": gzip.compress,
    "bzip2": bz2.compress,
    "xz": lzma.compress,
    "zip": lambda content: zipped(("data.csv", content)),
    "zip, stored": lambda content: zipped(("data.csv", content), method=zipfile.ZIP_STORED),
    "zip, bzip2": lambda content: zipped(("data.csv", content), method=zipfile.ZIP_BZIP2),
}
if shutil.which("zstd"):
    PACKINGS["zstd"] = zstd

# Python's name, what --encoding is given (none: nothing), what stands before the text
ENCODINGS = [("utf-8", None, b""), ("utf-8-sig", None, b""), ("utf-16", None, b""), ("utf-32", None, b""),
             ("utf-16-be", None, b"\xfe\xff"), ("utf-32-be", None, b"\0\0\xfe\xff"), ("cp1252", None, b""),
             ("latin1", "latin1", b""), ("cp1252", "windows-1252", b""), ("utf-16-le", "UTF-16LE", b""),
             ("utf-16-be", "utf-16be", b""), ("cp850", "cp850", b""), ("mac_roman", "macintosh", b""),
             ("utf-8", "UTF-8", b""), ("utf-8-sig", "utf-8", b""), ("gb18030", "GB18030", b""), ("utf-7", "UTF-7", b"")]


def but_for_source(report):
    report = without_path(report, "--encoding")
    for key in ("sha256", "notes"):
        report["data"].pop(key, None)
    for key in ("data", "encoding"):
        report["config"].pop(key, None)
    return report


class EncodingsTest(ProgramTest):
    FLAGS = ["--epochs", "2", "--seed", "1"]

    def setUp(self):
        super().setUp()
        self.expected = but_for_source(self.train(self.write("data.csv", TEXT), *self.FLAGS))
        self.assertIn("größe", self.expected["data"]["features"])

    def check(self, content, *flags, stdin=False):
        report = self.train("-" if stdin else self.write("data.csv", content), *self.FLAGS, *flags,
                            stdin=content if stdin else b"")
        self.assertEqual(report["data"]["sha256"], hashlib.sha256(content).hexdigest())
        self.assertEqual(but_for_source(report), self.expected)
        return report["data"]["notes"]

    def test_every_encoding(self):
        for python, name, mark in ENCODINGS:
            with self.subTest(python, name=name):
                notes = self.check(mark + TEXT.encode(python), *(["--encoding", name] if name else []))
                self.assertEqual(len(notes), 1 if not name and not python.startswith("utf-8") else 0, notes)

    def test_every_packing_of_some_encodings(self):
        for packing, pack in PACKINGS.items():
            for python in ("utf-8", "utf-16", "cp1252"):
                for stdin in (False, True):
                    with self.subTest(packing, encoding=python, stdin=stdin):
                        self.check(pack(TEXT.encode(python)), stdin=stdin)

    def test_several_streams_and_padding(self):
        content = TEXT.encode("utf-8")
        for name, pack in PACKINGS.items():
            if name == "plain" or name.startswith("zip"):
                continue
            with self.subTest(name):
                self.check(pack(content[:7]) + pack(content[7:500]) + pack(content[500:]) + bytes(1024))

    def test_a_zip_archive_made_by_a_mac(self):
        self.check(zipped(("folder/", b""), ("folder/data.csv", TEXT.encode()), ("__MACOSX/folder/._data.csv", b"\0\5")))

    @unittest.skipUnless(shutil.which("zstd"), "no zstd")
    def test_zstd_with_a_large_window_and_without_a_checksum(self):
        self.check(zstd(TEXT.encode(), "--long=31", "--ultra"))
        self.check(zstd(TEXT.encode(), "--no-check", "-19"))

    def test_a_byte_at_the_end_of_a_long_file_decides_over_its_names(self):
        rows = "".join(f"{i},{('grün', 'blau')[i % 2]},{i % 7}.5\n" for i in range(200_000)).encode("utf-8")
        content = "größe,farbe,y\n".encode("utf-8") + rows + "1,grün,2.5\n".encode("cp1252")
        flags = ["--epochs", "0", "--hidden", "1"]
        for threads in ("1", "2"):
            for stdin in (False, True):
                with self.subTest(threads=threads, stdin=stdin):
                    report = self.train("-" if stdin else self.write("data.csv", content), *flags, "--threads", threads,
                                        stdin=content if stdin else b"")
                    self.assertEqual(report["data"]["features"],
                                     ["größe".encode().decode("cp1252"), "farbe=blau",
                                      "farbe=" + "grün".encode().decode("cp1252"), "farbe=grün"])
                    self.assertIn("line 200002: byte 0xFC is not UTF-8; the file is read as Windows-1252 (use --encoding "
                                  "NAME for another)", report["data"]["notes"])

    def test_an_encoding_that_is_not_known(self):
        self.train_fails("data.csv", "--encoding", "latin99", saying=["--encoding", "'latin99'", "iconv -l"])

    def test_bytes_that_are_not_in_the_encoding(self):
        self.write("data.csv", b"x,y\n1,2\ncaf\xe9,3\n")
        self.train_fails("data.csv", "--encoding", "utf-8", saying=["data.csv:3: byte 0xE9"])
        self.train_fails("data.csv", "--encoding", "ascii", saying=["data.csv:3: byte 0xE9", "ascii"])

    def test_utf_16_without_a_mark(self):
        for name in ("UTF-16LE", "UTF-16BE", "UTF-32LE", "UTF-32BE"):
            with self.subTest(name):
                self.write("data.csv", TEXT.encode(name))
                self.train_fails("data.csv", saying=[f"use --encoding {name}"])

    def test_the_encoding_holds_for_the_validation_data_too(self):
        self.write("data.csv", TEXT.encode("cp850"))
        report = self.train("data.csv", "--validation-data", "data.csv", "--encoding", "cp850", *self.FLAGS)
        self.assertEqual(report["data"]["validation_rows"], 60)

    def test_what_was_made_of_the_validation_data_is_said_with_its_name(self):
        rows = "".join(f"{x},{'café' if x % 2 else 'bar'}\n" for x in range(40))
        self.write("data.csv", "x,y\n" + rows)
        self.write("held_out.csv", ("x,y\n" + rows).encode("windows-1252"))
        notes = self.train("data.csv", "--validation-data", "held_out.csv", "--epochs", "0")["data"]["notes"]
        self.assertEqual(len(notes), 1, notes)
        self.assertRegex(notes[0], r"^held_out\.csv: line 3: .*Windows-1252")


class DamageTest(ProgramTest):
    def test_cut_and_damaged_files(self):
        with open(DIABETES, "rb") as file:
            content = file.read()
        for name, pack in PACKINGS.items():
            if name == "plain":
                continue
            packed = pack(content)
            word = name.split(",")[0]
            for length in (len(packed) // 2, len(packed) - 1):
                for stdin in (False, True):
                    with self.subTest(name, length=length, stdin=stdin):
                        self.write("data.csv", packed[:length])
                        self.train_fails("-" if stdin else "data.csv", stdin=packed[:length] if stdin else b"",
                                         saying=[word, "ends early", "fetch"])
            with self.subTest(name):
                middle = len(packed) // 2
                self.write("data.csv", packed[:middle] + bytes([packed[middle] ^ 255]) + packed[middle + 1:])
                self.train_fails("data.csv", saying=[word, "is damaged", "fetch the file again"])

    def test_zip_archives_that_are_not_one_file(self):
        self.write("data.zip", zipped(("a.txt", b"x"), ("b.csv", b"x,y\n"), ("c.csv", b"x,y\n")))
        self.train_fails("data.zip", saying=["a zip archive of 3 files", "'b.csv'", "unzip -p data.zip a.txt | "])
        self.write("data.zip", zipped())
        self.train_fails("data.zip", saying=["without a file"])
        packed = bytearray(zipped(("a.csv", b"x,y\n1,2\n")))
        for header, flags in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
            packed[packed.index(header) + flags] |= 1
        self.write("data.zip", bytes(packed))
        self.train_fails("data.zip", saying=["encrypted", "password"])


class KindsTest(ProgramTest):
    def check(self, content, kind, *cure):
        for name, packed in (("data file.csv", content), ("packed.csv", gzip.compress(content))):
            with self.subTest(kind, name=name):
                self.train_fails(self.write(name, packed), saying=[f"the file is {kind}", *cure])
                self.train_fails("-", stdin=packed, saying=[f"standard input: the file is {kind}"])

    def test_binary_kinds(self):
        array, archive, tar = io.BytesIO(), io.BytesIO(), io.BytesIO()
        numpy.save(array, numpy.ones((3, 2)))
        numpy.savez(archive, a=numpy.ones(3), b=numpy.ones(3))
        with tarfile.open(fileobj=tar, mode="w") as file:
            file.addfile(tarfile.TarInfo("data.csv"))
        database = sqlite3.connect(self.folder / "data.db")
        database.execute("create table t (x)")
        database.commit()
        database.close()
        self.check(array.getvalue(), "a NumPy array", "savetxt", "--no-header")
        self.check(tar.getvalue(), "a tar archive", "tar -xf ")
        self.check(self.read("data.db"), "an SQLite database", "sqlite3 ")
        (self.folder / "data.db").unlink()
        for protocol in (2, 3, 4, 5):
            self.check(pickle.dumps([[1, 2], [3, 4]], protocol), "a Python pickle", "read_pickle")
        self.check(b"PAR1" + bytes(50), "Parquet", "read_parquet")
        self.check(b"ARROW1\0\0" + bytes(50), "Arrow", "read_feather")
        self.check(b"\x89HDF\r\n\x1a\n" + bytes(50), "HDF5", "read_hdf")
        self.check(b"%PDF-1.7\n%\xe2\xe3", "a PDF document", "CSV")
        self.check(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an Office document", "read_excel")
        self.check(b"\x89PNG\r\n\x1a\n" + bytes(50), "a picture", "table")
        for kind, content in (("an Excel workbook", zipped(("[Content_Types].xml", b""), ("xl/workbook.xml", b""))),
                              ("an OpenDocument file", zipped(("mimetype", b""), ("content.xml", b""))),
                              ("an archive of NumPy arrays", archive.getvalue())):
            with self.subTest(kind):
                self.train_fails(self.write("data.xlsx", content), saying=[f"the file is {kind}", "data.xlsx"])

    def test_text_kinds(self):
        records = [{"x": 1, "y": 2}, {"x": 3, "y": 4}]
        for text in (json.dumps(records), json.dumps(records, indent=2), json.dumps({"x": [1, 2]}), "\n [\n  1, 2]", "[]"):
            self.check(text.encode(), "JSON; ", "read_json")
        notebook = {"cells": [{"cell_type": "code", "source": ["1"]}], "nbformat": 4}
        self.check(json.dumps(notebook, indent=1).encode(), "a Jupyter notebook", "CSV")
        report = self.program("train", DIGITS, "--epochs", "0", "-q").stdout
        self.check(report, "a result of reluscope", "reluscope train --config ")
        self.program("train", DIGITS, "--epochs", "0", "-q", "--save-model", "model", "-o", "report.json")
        model = self.read("model")
        for name in ("model", "report.json"):
            (self.folder / name).unlink()
        self.check(model, "a model (safetensors)", "reluscope inspect ", "--init-from")
        self.check("\ufeff[{}]".encode("utf-16-le"), "JSON; ", "read_json")
        self.check("".join(json.dumps(record) + "\n" for record in records).encode(), "JSON, one", "lines=True")
        for text in ("<!DOCTYPE html>\n<html>", "  <HTML><body>", "<table><tr>"):
            self.check(text.encode(), "HTML", "read_html")
        self.check(b'<?xml version="1.0"?>\n<data/>', "XML", "read_xml")
        self.check(b"% comment\n\n@RELATION iris\n@ATTRIBUTE x NUMERIC\n@DATA\n1\n", "ARFF", "awk")
        for text in (b"1 1:0.5 3:2\n-1 2:1 # why\n", b"0.5 qid:1 1:0.5 2:1\n", b"2 " + b"7:1.5 " * 2000 + b"\n1 1:2 3:4\n"):
            self.check(text, "libsvm", "load_svmlight_file")
        self.check(b"version https://git-lfs.github.com/spec/v1\noid sha256:1\n", "a pointer of Git LFS", "git lfs pull")

    def test_the_cure_for_arff_works_when_pasted(self):
        self.write("it's.csv", "% c\n@relation r\n@attribute x numeric\n@attribute y {a,b}\n@data\n1,a\n% c\n2,b\n3,a\n4,b\n")
        message = self.program("train", "it's.csv").stderr
        command = message[message.index("awk"):].strip()
        subprocess.run(command, shell=True, cwd=self.folder, check=True)
        self.assertEqual(self.read("it's.csv.csv"), b"x,y\n1,a\n2,b\n3,a\n4,b\n")
        self.train("it's.csv.csv", "--epochs", "0")

    def test_the_cure_for_a_numpy_array_works_when_pasted(self):
        numpy.save(self.folder / "a b.npy", numpy.arange(20.).reshape(5, 4))
        message = self.program("train", "a b.npy").stderr
        command = message[message.index("python3 -c"):message.index(", and use --no-header")]
        subprocess.run(command.replace("python3", "/usr/bin/python3", 1), shell=True, cwd=self.folder, check=True)
        self.assertEqual(self.train("a b.npy.csv", "--no-header", "--epochs", "0")["data"]["rows"], 5)

    def test_the_cure_for_an_archive_of_several_files_works_when_pasted(self):
        if not shutil.which("unzip"):
            self.skipTest("no unzip")
        self.write("a b.zip", zipped(("it's.csv", b"x,y\n1,2\n2,3\n3,5.5\n"), ("b.csv", b"")))
        message = self.program("train", "a b.zip").stderr
        command = message[message.index("unzip"):message.index(" | reluscope train -")]
        rows = subprocess.run(command, shell=True, cwd=self.folder, check=True, capture_output=True).stdout
        self.assertEqual(rows, b"x,y\n1,2\n2,3\n3,5.5\n")

    def test_what_only_resembles_another_kind_is_read(self):
        for header in ("[id],y", "<DATE>,y", "{x},y", "PARTY,y", "ORC,y", "@x,y", "BZh,y", "P*,y", "PK,y", "GIF,y"):
            with self.subTest(header):
                self.train(self.write("data.csv", header + "\n1,2.5\n2,3.5\n3,1.5\n"), "--epochs", "0")
        self.train(self.write("data.csv", '{"made": "today"}\nx,y\n1,2.5\n2,3.5\n'), "--skip-rows", "1",
                   "--epochs", "0", "--validation", "0")
        self.train(self.write("data.csv", "1 12:30\n2 13:45\n3 14:15\n"), "--no-header", "--delimiter", "space", "--task",
                   "classification", "--epochs", "0", "--validation", "0")
