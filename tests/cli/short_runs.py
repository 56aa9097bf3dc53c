"""Short runs of every command on tiny data, for tests that watch the program from outside."""

import gzip
import os
import re
import subprocess

import numpy
from program import DATA, PROGRAM, TIMEOUT

# In this order: later ones read what earlier ones wrote. What follows "<" is standard input.
RUNS = [line.split() for line in """
--version
train digits.csv --epochs 2 --hidden 9,5 --lr 2 --autopsy --threads 2 -o report.json --save-model model --events events --html page.html --split-out split.csv
train diabetes.csv --epochs 2 --hidden 5 --optimizer adam --weight-decay 0.01 --rank every -o adam.json
train - --epochs 1 --hidden 3 --activation gelu --threads 2 < diabetes.csv.gz
train digits.csv --init-from model --hidden 9,5 --epochs 1 --config options.toml
train nowhere.csv
data diabetes.csv
inspect model digits.csv -o inspected.json --threads 2
inspect model - < digits.csv
inspect model.onnx four.csv
inspect units.npy --pre-activations
prune model digits.csv -o pruned --threads 2
remedy diabetes.csv --epochs 1 --hidden 3 --lr 3 --threads 2 -o remedy.json
sweep diabetes.csv --epochs 1 --hidden 3 --lr 0.1,1 --seeds 2 --threads 2 --dir sweep -o sweep.json
sweep merge sweep -o merged.json
check report.json --fail-on dead>100
compare report.json adam.json -o comparison.json
render report.json --format html
render adam.json --format junit
render comparison.json --format text
gradcheck --hidden 3
schema
generate man
""".strip().splitlines()]  # fmt: skip


def commands():
    """All that the help lists."""
    text = subprocess.run([PROGRAM, "--help"], capture_output=True, text=True, check=True).stdout
    return re.findall(r"(?m)^  (\w+) ", text.split("Subcommands:")[1].split("\n\n")[0])


def write_inputs(folder):
    def head(name, lines):
        return b"".join((DATA / name).read_bytes().splitlines(keepends=True)[:lines])

    numbers = numpy.random.default_rng(1)
    (folder / "digits.csv").write_bytes(head("digits.csv", 60))
    (folder / "diabetes.csv").write_bytes(head("diabetes.csv", 50))
    (folder / "diabetes.csv.gz").write_bytes(gzip.compress(head("diabetes.csv", 50), mtime=0))
    (folder / "options.toml").write_text("[train]\nlr = 0.1\n")
    (folder / "model.onnx").write_bytes((DATA.parent / "tests/models/gemm_transb.onnx").read_bytes())
    numpy.savetxt(folder / "four.csv", numbers.normal(size=(20, 4)), delimiter=",", header="a,b,c,d", comments="")
    numpy.save(folder / "units.npy", numbers.normal(size=(20, 6)).astype("float32"))


def run_all(folder, *before, **how):
    """Yield of every run its arguments, and the process when it has ended; `before` is put before the program."""
    write_inputs(folder)
    for words in RUNS:
        args, source = (words[:-2], folder / words[-1]) if "<" in words else (words, os.devnull)
        with open(source, "rb") as stdin:
            yield args, subprocess.run([*before, PROGRAM, *args], cwd=folder, stdin=stdin, capture_output=True,
                                       timeout=TIMEOUT, check=False, **how)  # fmt: skip
