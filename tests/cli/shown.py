"""What every format shows of some reports, kept in tests/cli/shown. After a change that is meant to change it, look at
what differs: RELUSCOPE=build/release/reluscope RELUSCOPE_DATA=data python3 tests/cli/shown.py && git diff tests/cli/shown"""

import collections
import copy
import hashlib
import json
import pathlib
import re
import shutil
import tempfile

from program import DATA, run

SHOWN = pathlib.Path(__file__).with_name("shown")
CASES = pathlib.Path(__file__).parents[1] / "cases"
DIABETES, PENGUINS = "diabetes.csv", "penguins.csv"
SPECIES = [PENGUINS, "--target", "species", "--missing", "drop"]
MASS = [PENGUINS, "--target", "body_mass_g", "--missing", "drop"]
SMALL = ["--hidden", "5,4"]
RUNS = {
    "healthy": [*SPECIES, *SMALL, "--epochs", "12"],
    "dying": [*SPECIES, *SMALL, "--lr", "3", "--epochs", "8", "--seed", "4", "--autopsy", "--fail-on", "dead > 1",
              "--fail-on", "layers[1].dead > 1", "--fail-on", "validation.accuracy < 10%"],
    "momentum": [*MASS, *SMALL, "--optimizer", "momentum", "--momentum", "0.99", "--lr", "0.1", "--epochs", "9", "--autopsy"],
    "revived": [DIABETES, "--hidden", "6", "--optimizer", "adam", "--lr", "0.4", "--epochs", "14", "--prove-seconds", "0.1"],
    "dead network": [DIABETES, "--hidden", "3,2", "--bias-init", "constant:-1000", "--epochs", "2"],
    "allowed": [DIABETES, "--hidden", "3", "--bias-init", "constant:-1000", "--epochs", "2", "--allow-dead-network"],
    "diverged": [DIABETES, "--hidden", "3", "--lr", "1e30", "--epochs", "4"],
    "initialisation": [*SPECIES, *SMALL, "--epochs", "0", "--validation", "0"],
    "saturated": [DIABETES, "--hidden", "4,3", "--activation", "tanh", "--scale", "none", "--lr", "2", "--epochs", "5"],
    "leaky": [DIABETES, "--hidden", "4", "--activation", "leaky_relu:0.3", "--epochs", "6", "--lr-schedule", "step:2:0.5"],
    "ranks": [DIABETES, *SMALL, "--rank", "every", "--weight-decay", "0.3", "--optimizer", "adamw", "--epochs", "7"],
    "no units": [*SPECIES, *SMALL, "--history", "layers", "--epochs", "5", "--lr", "2"],
    "no history": [*SPECIES, *SMALL, "--history", "none", "--epochs", "5", "--lr", "2"],
    "narrow": [DIABETES, "--hidden", ",".join(["2"] * 9), "--epochs", "3"],
    "outlier": [CASES / "s-outlier.csv", *SMALL, "--epochs", "5"],
    "constant inputs": [CASES / "s-constant-inputs.csv", *SMALL, "--epochs", "5"],
    "imbalanced": [CASES / "s-imbalanced.csv", *SMALL, "--epochs", "5"],
    "far target": [CASES / "s-far-target.csv", *SMALL, "--epochs", "5", "--scale-target", "none"],
    "same start": [*SPECIES, *SMALL, "--epochs", "8", "--seed", "4", "--allow-dead-network"],
    "wide": [DIABETES, "--hidden", "70", "--epochs", "3", "--scale", "minmax"],
    "deep": [DIABETES, "--hidden", ",".join(["3"] * 12), "--activation", "tanh", "--scale", "none", "--lr", "2", "--epochs", "3"],
    "zero start": [DIABETES, *SMALL, "--init", "zeros", "--epochs", "3"],
    "small start": [DIABETES, *SMALL, "--init", "normal:0.003", "--epochs", "3"],
    "smaller start": [DIABETES, *SMALL, "--init", "normal:0.1", "--epochs", "30"],
    "large start": [DIABETES, *SMALL, "--init", "normal:5", "--bias-init", "normal:3", "--epochs", "3"],
    "unproven": [*SPECIES, *SMALL, "--lr", "3", "--epochs", "8", "--seed", "4", "--prove", "none"],
    "recycled": [*SPECIES, *SMALL, "--lr", "3", "--epochs", "8", "--recycle", "2"],
    "many columns": ["many-columns.csv", *SMALL, "--epochs", "2", "--lr", "0.02"],
    "no header": ["numbers.csv", *SMALL, "--epochs", "2"],
}  # fmt: skip
SEARCHES = {
    "sweep": ["sweep", DIABETES, "--hidden", "6,5", "--lr", "0.1,3", "--seeds", "2", "--epochs", "4", "--dir", "runs"],
    "threshold": ["sweep", DIABETES, "--hidden", "4", "--lr", "0.01..10:log:4", "--seeds", "8", "--epochs", "2", "--dir", "more"],
    "remedy": ["remedy", DIABETES, "--hidden", "6", "--lr", "0.3", "--epochs", "8"],
    "remedy of a diverged run": ["remedy", DIABETES, "--hidden", "6", "--lr", "3", "--epochs", "8"],
}  # fmt: skip
DATA_RUNS = {
    "penguins": SPECIES,
    "outliers": ["s-outlier.csv"],
    "constants": ["s-constant-inputs.csv"],
    "many columns": ["many-columns.csv"],
    "no header": ["numbers.csv"],
}
SEARCH_FORMATS = {"sweep": ("text", "markdown", "csv", "junit", "html"), "remedy": ("text", "markdown", "html")}
FORMATS = ("text", "markdown", "junit", "github", "csv", "html")
COMPARED_FORMATS = ("text", "html")
PAGES = ("dying.html", "outlier.html", "same-start-dying.compared.html")  # kept in full, the others as hashes
PAIRS = [("healthy", "dying"), ("no units", "no history"), ("revived", "ranks"), ("dead network", "leaky"), ("healthy", "healthy"),
         ("same start", "dying"), ("dying", "revived"), ("ranks", "healthy"), ("wide", "revived"), ("many columns", "no header")]
DAMAGED = ("dying.json", "saturated.json", "ranks.json", "revived.json", "inspected.json", "sweep.json", "remedy.json",
           "healthy-dying.compared")  # fmt: skip
SUMMARISED = ("deep", "narrow", "wide", "dying")  # as briefly as train shows them
UNITS = {"dying": ("0:1", "0:3", "1:1"), "revived": ("0:1", "0:2"), "saturated": ("0:1",), "ranks": ("1:2",), "no history": ("0:1",)}


def made_files():
    """Yield the names and rows of files with what the others lack: many columns, an index without a name, one that counts
    the rows, a text among numbers, values that are almost always the same; and numbers only, without a header."""
    yield "many-columns.csv", [
        ["", "count", "size", "a name that is much longer than a column of a table", *(f"rare {i}" for i in range(7)),
         *(f"x{i}" for i in range(55)), "y"],
        *([row * 3 % 1201, row + 1, ("1", "2", "3", "n/k", "high")[row * 2 % 5], row * row % 2003,
           *(int(row == 100 + 13 * i) for i in range(7)), *((row * (i + 3)) % (i + 5) for i in range(55)), row * 11 % 17 / 4]
          for row in range(1200)),
    ]  # fmt: skip
    yield "numbers.csv", [[row % 7 + 0.5, row * 5 % 11, row % 3 + 1] for row in range(40)]


def without_version(output):
    return re.sub(rb"(reluscope\W{1,20}(?:version\W{1,8})?)\d+\.\d+\.\d+", rb"\1VERSION", output)


def page_alone(output):
    """The page without its style, script, packed data and pictures, which have their own tests."""
    output = re.sub(rb"(<(style|script)\b[^>]*>).*?(</\2>)", rb"\1\3", output, flags=re.S)
    return re.sub(rb"(data:image/png;base64,)[\w+/=]*", rb"\1", re.sub(rb"'sha256-[\w+/=]*'", b"", output))


def places(value, path=()):
    """Yield the way to every value in a report, and the value; of a list its first item."""
    yield path, value
    if isinstance(value, dict):
        for key, item in value.items():
            yield from places(item, (*path, key))
    elif isinstance(value, list) and value:
        yield from places(value[0], (*path, 0))


def wrong_values(value):
    if isinstance(value, bool) or value is None:
        return [5]
    if isinstance(value, (int, float)):
        return [-1, 2, 10**6, 10**17, "x", None]
    if isinstance(value, str):
        return ["no such", 5, None, {}]
    if isinstance(value, list):
        return [[], value[:-1], value + value[-1:], 5, None] if value else [[True], 5, None]
    return [5, None]


def damaged(document):
    """Yield what is left out or changed, one thing each time, and the document without it or with it."""
    for path, value in places(document):
        if not path:
            continue
        changes = [(f"with {len(wrong)} items" if isinstance(wrong, list) else f"= {json.dumps(wrong)}", wrong)
                   for wrong in wrong_values(value)]  # fmt: skip
        for what, wrong in [("left out", None), *changes]:
            if what == "left out" and isinstance(path[-1], int):
                continue
            result = copy.deepcopy(document)
            holder = result
            for step in path[:-1]:
                holder = holder[step]
            if what == "left out":
                del holder[path[-1]]
            else:
                holder[path[-1]] = wrong
            yield ".".join(map(str, path)) + " " + what, result


def what_is_wrong_with_reports(folder):
    """Yield what `render` says of results that are damaged in one place: how many are shown, lack something, or have
    something of a wrong type; and what else is wrong, word for word."""

    def said_of(text):
        (folder / "damaged.json").write_text(text)
        done = run("render", "damaged.json", cwd=folder)
        assert done.code in (0, 1, 2), (done.code, text)
        return done.stderr.strip().removeprefix("error: damaged.json: ")

    seen, said = set(), []
    for name in DAMAGED:
        kinds = collections.Counter()
        for what, document in damaged(json.loads((folder / name).read_text())):
            if what in seen:
                continue
            seen.add(what)
            error = said_of(json.dumps(document)).partition("; make")[0].removesuffix("; it was edited")
            is_typed = re.search(r" is (missing|not an? (count|number|rate|text|list|object|flag))$", error)
            kinds[is_typed[1] if is_typed else "other" if error else "shown"] += 1
            if error and not is_typed:
                said.append(f"{what}: {error}")
        said.append(f"{name}: {dict(sorted(kinds.items()))}")
    whole = (folder / DAMAGED[0]).read_text()
    for what, text in [("nothing", " "), ("half", whole[: len(whole) // 2]), ("a letter", whole[:200] + "x" + whole[200:]),
                       ("a great number", re.sub(r": 0\.\d+", ": 1e999", whole, count=1)), ("a depth", "[" * 200)]:  # fmt: skip
        said.append(f"{what}: {said_of(text)}")
    yield "damaged.errors", without_version("\n".join([*said, ""]).encode())


def outputs():
    """Yield the name of a file and its content."""
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES.glob("s-*.csv"):
            shutil.copy(case, folder)
        for data in (DIABETES, PENGUINS):
            shutil.copy(DATA / data, folder)
        for name, rows in made_files():
            (pathlib.Path(folder) / name).write_text("".join(",".join(map(str, row)) + "\n" for row in rows))

        def shown(*args):
            done = run(*args, cwd=folder)
            assert done.code in (0, 1), done.stderr
            return without_version(done.stdout + done.stderr.encode())

        def report_of(name):
            return name.replace(" ", "-") + ".json"

        def saved(name):
            return without_version((pathlib.Path(folder) / name).read_bytes())

        for name, args in RUNS.items():
            args = [arg.name if isinstance(arg, pathlib.Path) else arg for arg in args]
            quiet = shown("train", *args, "-q", "-o", report_of(name), "--events", "events")
            yield report_of(name), quiet + saved(report_of(name)) + saved("events")
            for form in FORMATS:
                output = shown("render", report_of(name), "--format", form, *(["--all"] if form == "text" else []))
                yield f"{name.replace(' ', '-')}.{form}", page_alone(output)
            if name in SUMMARISED:
                yield f"{name}.summary", shown("render", report_of(name))
            for unit in UNITS.get(name, ()):
                yield f"{name.replace(' ', '-')}.unit-{unit.replace(':', '-')}", shown("render", report_of(name), "--unit", unit)
        for base, new in PAIRS:
            name = f"{base} {new}".replace(" ", "-")
            yield f"{name}.comparison", shown("compare", report_of(base), report_of(new), "--fail-on", "dead.increase > 0",
                                            "-o", f"{name}.compared")
            for form in COMPARED_FORMATS:
                yield f"{name}.compared.{form}", page_alone(shown("render", f"{name}.compared", "--format", form))
        for name in ("dying", "no units"):
            yield f"{name.replace(' ', '-')}.checked", shown("check", report_of(name), "--fail-on", "dead > 1", "--fail-on",
                                                             "layers[0].dead_fraction >= 0.5", "-o", "checked.json")
        shown("train", *RUNS["healthy"], "-q", "-o", "again", "--save-model", "model")
        shown("inspect", "model", PENGUINS, "--missing", "drop", "-q", "-o", "inspected.json")
        for form in ("text", "markdown", "html"):
            yield f"inspected.{form}", page_alone(shown("render", "inspected.json", "--format", form))
        for name, args in SEARCHES.items():
            yield f"{name}.{args[0]}", shown(*args, "-q", "-o", f"{name}.json") + saved(f"{name}.json")
            for form in SEARCH_FORMATS[args[0]]:
                yield f"{name}.{form}", page_alone(shown("render", f"{name}.json", "--format", form))
        for name, args in DATA_RUNS.items():
            yield f"{name.replace(' ', '-')}.data", shown("data", *args)
        shown("train", *RUNS["dying"][:-6], "-q", "-o", "again", "--save-model", "dying-model")
        yield "pruned.prune", shown("prune", "dying-model", PENGUINS, "--missing", "drop", "-o", "pruned")
        yield from what_is_wrong_with_reports(pathlib.Path(folder))
        yield "schema.json", run("schema", cwd=folder).stdout


def is_hashed(name):
    """Whether only the hash is kept."""
    return name.endswith((".html", ".json")) and name not in PAGES


def kept(name, content):
    """Return what is kept of an output."""
    return (hashlib.sha256(content).hexdigest() + "\n").encode() if is_hashed(name) else content


def file_of(name):
    return SHOWN / (name + ".sha256" if is_hashed(name) else name)


if __name__ == "__main__":
    shutil.rmtree(SHOWN, ignore_errors=True)
    SHOWN.mkdir()
    for name, content in outputs():
        file_of(name).write_bytes(kept(name, content))
