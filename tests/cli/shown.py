"""What every format shows of some reports, kept in tests/cli/shown. After a change that is meant to change it, look at
what differs: RELUSCOPE=build/release/reluscope RELUSCOPE_DATA=data python3 tests/cli/shown.py && git diff tests/cli/shown"""

import hashlib
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
    "recycled": [*SPECIES, *SMALL, "--lr", "3", "--epochs", "8", "--recycle", "2"],
}  # fmt: skip
FORMATS = ("text", "markdown", "junit", "github", "csv", "html")
COMPARED_FORMATS = ("text", "html")
PAGES = ("dying.html", "outlier.html", "healthy-dying.compared.html")  # kept in full, the others as hashes
PAIRS = [("healthy", "dying"), ("no units", "no history"), ("revived", "ranks"), ("dead network", "leaky"), ("healthy", "healthy")]
UNITS = {"dying": ("0:1", "0:3", "1:1"), "revived": ("0:1", "0:2"), "saturated": ("0:1",), "ranks": ("1:2",), "no history": ("0:1",)}


def without_version(output):
    return re.sub(rb"(reluscope\W{1,20}(?:version\W{1,8})?)\d+\.\d+\.\d+", rb"\1VERSION", output)


def page_alone(output):
    """The page without its style, script, packed data and pictures, which have their own tests."""
    output = re.sub(rb"(<(style|script)\b[^>]*>).*?(</\2>)", rb"\1\3", output, flags=re.S)
    return re.sub(rb"(data:image/png;base64,)[\w+/=]*", rb"\1", re.sub(rb"'sha256-[\w+/=]*'", b"", output))


def outputs():
    """Yield the name of a file and its content."""
    with tempfile.TemporaryDirectory() as folder:
        for case in CASES.glob("s-*.csv"):
            shutil.copy(case, folder)
        for data in (DIABETES, PENGUINS):
            shutil.copy(DATA / data, folder)

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
