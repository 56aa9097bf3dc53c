"""Write people_numbers.json: what pandas and R's data.table read from the columns of tests/cases that are numbers in
people's notations, once each is told the notation of the file.

    /usr/bin/python3 make_people_numbers.py

The values in the repository come from pandas 1.5.3 and data.table 1.14.8 (Debian 12). The script fails if the two do not
agree to the last digit.
"""

import json
import pathlib
import subprocess

import pandas

HERE = pathlib.Path(__file__).parent
CASES = HERE.parent / "cases"
COMMA = {"n-decimal-comma", "n-decimal-comma-thousands"}  # the decimal mark
DROP = "[$%'\\s\\u00a0\\u202f_]|EUR|kg"  # with no part in the number


def with_pandas(path, comma):
    table = pandas.read_csv(path, sep=";" if comma else ",", dtype=str)
    columns = {}
    for name in table:
        cells = table[name].str.replace(DROP, "", regex=True).str.replace("\u2212", "-")
        cells = cells.str.replace(r"^\((.*)\)$", r"-\1", regex=True)
        cells = cells.str.replace("." if comma else ",", "", regex=False).str.replace(",", ".", regex=False)
        columns[name] = [float(cell) for cell in cells]
    return columns


def with_data_table(path, comma):
    script = """
      library(data.table)
      args <- commandArgs(TRUE)
      comma <- args[2] == "1"
      rows <- fread(args[1], sep = if (comma) ";" else ",", colClasses = "character", encoding = "UTF-8", strip.white = FALSE)
      read <- function(cells) {
        cells <- gsub("[$%'\\\\s\\u00a0\\u202f_]|EUR|kg", "", cells, perl = TRUE)
        cells <- gsub("\\u2212", "-", cells)
        cells <- sub("^\\\\((.*)\\\\)$", "-\\\\1", cells)
        cells <- if (comma) sub(",", ".", gsub(".", "", cells, fixed = TRUE), fixed = TRUE) else gsub(",", "", cells, fixed = TRUE)
        sprintf("%.17g", as.numeric(cells))
      }
      for (name in names(rows)) cat(name, paste(read(rows[[name]]), collapse = " "), "\\n")
    """
    done = subprocess.run(["Rscript", "-e", script, path, str(int(comma))], capture_output=True, text=True, check=True)
    columns = {}
    for line in done.stdout.splitlines():
        name, *values = line.split()
        columns[name] = [float(value) for value in values]
    return columns


def main():
    references = {}
    for path in sorted([*CASES.glob("n-*.csv"), CASES / "t-dollar.csv"]):
        comma = path.stem in COMMA
        ours, theirs = with_pandas(path, comma), with_data_table(path, comma)
        assert ours == theirs, path
        references[path.name] = ours
    (HERE / "people_numbers.json").write_text(json.dumps(references) + "\n")


if __name__ == "__main__":
    main()
