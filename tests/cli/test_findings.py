"""Every finding appears where its numbers say so and nowhere else, cites them, and is true.

Every report here is held against `expected`, which draws the findings again from the rest of the report.
"""

import collections
import itertools
import json
import math
import pathlib
import re
import shlex
import tempfile
from fractions import Fraction

import numpy as np
import recount
from model_file import to_model
from program import DIABETES, DIGITS, PENGUINS, ProgramTest
from test_lifecycle import RAW, epochs_of, looks_of, random_run, to_csv, units_of

SEVERITIES = ["error", "warning", "info"]  # the gravest first
REPEATED = {"dead-layer", "unnamed-column", "row-counter", "text-among-numbers", "outlier"}  # of a layer, a column
# Causes, in the order in which they are to be fixed; those of a later kind are named where no earlier one is.
OF_THE_DATA = ["constant-inputs", "outlier", "unscaled-input", "unscaled-target"]
OF_THE_START = ["initial-weights", "initial-biases", "narrow-layers"]
OF_THE_STEPS = ["momentum", "weight-decay", "learning-rate", "too-little-training"]
BEFORE_TRAINING = [*OF_THE_DATA, *OF_THE_START, "born-dead"]
CAUSES = [*BEFORE_TRAINING, *OF_THE_STEPS]
WORTH_WAITING = 0.25  # the share of dead units that came back
UNLEARNED = "no-better-than-baseline"  # it comes before all others
EFFECTS = [UNLEARNED, "divergence", "network-dead", "dead-layer", "dead-units", "born-dead", "died-late", "killer-line",
           "saturated-units", "gradient-blocked"]
SPECIES = [PENGUINS, "--target", "species", "--missing", "drop"]
DYING = [DIGITS, "--lr", "1", "--seed", "2"]
DEAD_IN_THE_END = [DIABETES, "--lr", "0.05", "--epochs", "20", "--hidden", "12,10", "--lr-schedule"]  # in epoch 15


def share(units, rows):
    """Return the share of rows on which units with so many active rows are active, exactly."""
    return Fraction(sum(units), len(units) * rows)


def late_burst(report):
    """Return the evidence that half of the units that died once and for all did so at once, and late; or None."""
    deaths = collections.Counter()
    for layer, unit in units_of(report):
        looks = [dead for _, dead in looks_of(layer, unit["index"])]
        if looks[-1] and not looks[0] and sorted(looks) == looks:  # never dead before
            deaths[looks_of(layer, unit["index"])[looks.index(True)][0]] += 1
    last = report["training"]["epochs_completed"]
    if not deaths or last < 4:
        return None
    died = max(deaths.values())
    epoch = min(epoch for epoch, count in deaths.items() if count == died)
    is_late = 2 * epoch > last
    many = died >= 2 and 2 * died >= deaths.total()
    return {"epoch": epoch, "died": died, "died_in_all": deaths.total()} if many and is_late else None


def never_lived(report):
    """Return how many units were dead at every look."""
    return sum(all(dead for _, dead in looks_of(layer, unit["index"])) for layer, unit in units_of(report))


def score(metrics):
    """Return what decides which predictions are better: the accuracy, or R², which may not be defined."""
    return metrics.get("accuracy", metrics.get("r2"))


def beats(metrics, baseline):
    """Return whether predictions are better than the baseline; where that is not defined, they are."""
    return None in (score(metrics), score(baseline)) or score(metrics) > score(baseline)


def has_learned(report):
    """Return whether it is better than the baseline; without an epoch there was nothing to learn."""
    return report["training"]["epochs_completed"] == 0 or beats(report["training"]["history"][-1], report["training"]["baseline"]["training"])


def is_ill(report):
    """Return whether there is something that has a cause."""
    summary, diverged = report["summary"], report["training"]["status"] == "diverged"
    return diverged or not has_learned(report) or summary["dead"] + summary["saturated"] > 0


def is_gravely_ill(report):
    summary, diverged = report["summary"], report["training"]["status"] == "diverged"
    worst = max(summary["max_layer_dead_fraction"], summary["max_layer_saturated_fraction"])
    return diverged or not has_learned(report) or worst >= 0.5


def unlearned(report):
    """Return the evidence that nothing was learned that holds of the held-out rows, or else of the others; or None."""
    last, baseline = report["training"]["history"][-1], report["training"]["baseline"]
    if report["training"]["epochs_completed"] == 0:
        return None
    for part, metrics in (("validation", last.get("validation")), ("training", last)):
        if metrics and not beats(metrics, baseline[part]):
            if report["data"]["task"] == "regression":
                return {"r2": metrics["r2"], "baseline_r2": baseline[part]["r2"], "mean": baseline["prediction"]}
            rows = report["data"]["validation_rows" if part == "validation" else "train_rows"]
            return {"accuracy": metrics["accuracy"], "baseline_accuracy": baseline[part]["accuracy"],
                    "class": baseline["prediction"], "rows": round(baseline[part]["accuracy"] * rows), "of": rows}
    return None


def never_predicted(report):
    """Return the classes that have rows but are predicted on none."""
    return [quality for quality in report["training"].get("classes", []) if quality["rows"] and not quality["predicted"]]


def steps_did_harm(report):
    """Return whether the steps killed units or made the loss overflow."""
    diverged = report["training"]["status"] == "diverged" and report["training"]["history"][0]["loss"] is not None
    return diverged or report["summary"]["dead"] > never_lived(report) or report["summary"]["saturated"] > 0


def cause_of(code, causes):
    """Return what a finding follows from, of the causes that are there; or None."""
    if code not in EFFECTS:
        return None
    if code == "born-dead":
        causes = [cause for cause in causes if cause in BEFORE_TRAINING]
    if code == "killer-line":
        causes = [cause for cause in causes if cause == "outlier"]
    if code in (UNLEARNED, "divergence"):
        causes = [cause for cause in causes if cause != "born-dead"]
    return causes[0] if causes and causes[0] != code else None


def beats_held_out(report):
    """Return whether predictions on held-out rows are better than the baseline, or there are no such rows."""
    last, baseline = report["training"]["history"][-1], report["training"]["baseline"]
    return "validation" not in last or beats(last["validation"], baseline["validation"])


def rate_falls(report):
    """Return whether the learning rate is lower the longer the run is."""
    kind, *numbers = report["config"]["lr_schedule"].split(":")
    return kind == "cosine" or (kind == "step" and float(numbers[1]) < 1)


def features_in(report):
    """Return the number of columns that are inputs; a column of text makes several inputs."""
    data, config = report["data"], report["config"]
    named = config["features"] or [column["name"] for column in data["columns"]]
    return len({*named} - {data["target"], *(config["drop"] or [])})


def expected(report):
    """Return {code: [evidence, ...]} as far as the rest of the report tells it."""
    constant = report["data"]["constant_features"]
    constants = {"constant-feature": [{"features": constant}]} if 0 < len(constant) < features_in(report) else {}
    if report["training"]["history"][0]["loss"] is None:
        # the network overflows, and no unit is to be judged
        return {"divergence": [{"epoch": 0, "step": 0}], **constants}
    config, data, layers = report["config"], report["data"], report["layers"]
    rows, held_out = data["train_rows"], data["validation_rows"]
    units = [unit for _, unit in units_of(report)]
    active_rows = [unit["active_rows"] for unit in units]
    dead = active_rows.count(0)
    sparse = sum(0 < count / rows <= config["sparse_below"] for count in active_rows)
    always = active_rows.count(rows)
    zeros, dead_fraction = 1 - share(active_rows, rows), Fraction(dead, len(units))
    dead_layers = [layer for layer in layers if not any(unit["active_rows"] for unit in layer["unit"])]
    blocked = collections.Counter(unit["gradient_blocked_by"] for unit in units if unit["gradient_blocked"])
    recovery = collections.Counter(unit["recovery"] for unit in units)
    revived = sum(len(epochs_of("revived", looks_of(layer, unit["index"]))) for layer, unit in units_of(report))
    ways = {way: recovery[way] for way in ("upstream", "optimizer", "gradient")}
    born = sum(layer["history"]["active_rows"][0].count(0) for layer in layers)
    awake = [(count > 0, unit["validation"]["active_rows"] > 0) for count, unit in zip(active_rows, units) if held_out]
    resolved = 1 - 0.05 ** (1 / rows)
    events = any(0 in [count for look in layer["history"]["active_rows"] for count in look] for layer in layers)
    found = {
        "divergence": report["training"]["status"] == "diverged" and {"learning_rate": config["lr"]},
        "network-dead": dead_layers and {"dead_layers": [layer["index"] for layer in dead_layers]},
        "dead-units": dead and {"dead": dead, "units": len(units), "dead_fraction": float(dead_fraction),
                                "recovery_none": recovery["none"]},
        "gradient-blocked": blocked and {"gradient_blocked": blocked.total(), "downstream": blocked["downstream"],
                                         "outgoing_weights": blocked["outgoing_weights"]},
        "sparse-units": sparse and {"sparse": sparse, "sparse_below": config["sparse_below"]},
        "sparse-not-dead": zeros >= Fraction(1, 2) and zeros - dead_fraction >= Fraction(1, 4) and {
            "zeros": float(zeros), "dead_fraction": float(dead_fraction)},
        "always-active": 4 * always >= len(units) and {"always_active": always,
                                                       "always_active_fraction": always / len(units)},
        "born-dead": born and {"born_dead": born, "units": len(units)},
        "died-late": late_burst(report),
        "recovering": (revived or any(ways.values())) and {"revived": revived, **ways},
        "coarse-tracking": config["track_every"] > 1 and events and {"track_every": config["track_every"]},
        "alive-held-out": (False, True) in awake and {"units": awake.count((False, True)), "validation_rows": held_out},
        "silent-held-out": (True, False) in awake and {"units": awake.count((True, False)),
                                                       "validation_rows": held_out},
        "few-rows": resolved > config["sparse_below"] and (dead or sparse) and {"rows": rows, "rate": resolved},
        UNLEARNED: unlearned(report),
        "class-never-predicted": not unlearned(report) and report["training"]["epochs_completed"] and never_predicted(
            report) and {"classes": [quality["name"] for quality in never_predicted(report)],
                         "mistaken_for": [quality["mistaken_for"] for quality in never_predicted(report)]},
    }
    layer_evidence = [{"layer": layer["index"], "units": layer["units"]} for layer in dead_layers]
    return {code: [evidence] for code, evidence in found.items() if evidence} | constants | (
        {"dead-layer": layer_evidence} if layer_evidence else {})


def rounded(number, digits=3):
    return np.format_float_positional(number, precision=digits, unique=False, fractional=False, trim="-")


def significant(number, digits=3):
    """A number as messages have it."""
    if number == 0:
        return "0"
    if 1e-4 <= abs(number) < 1e7:
        return rounded(number, digits)
    mantissa, exponent = np.format_float_scientific(number, precision=digits - 1, unique=False, trim="-").split("e")
    return f"{mantissa}e{exponent}"


def shortest(number):
    """A number as it was given."""
    return json.dumps(int(number) if number == int(number) and abs(number) < 1e15 else number)


def percent(rate):
    return f"{rounded(100 * rate)} %"


def one_line(text):
    return re.sub(r"[\x00-\x1f\x7f]", " ", text)


def counted(count, noun):
    return f"{count:,} {noun}" + ("" if count == 1 else "s")


def cited(code, e):
    """Return what the message has to say of its evidence; … stands for any words."""
    match code:
        case "dead-layer":
            return [f"layer {e['layer']} is dead as a whole", counted(e["units"], "unit")]
        case "dead-units":
            good = e["recovery_none"]
            fate = ["for good" if good == e["dead"] else f"{good:,} of them for good"] if good else []
            return [f"{e['dead']:,} of {counted(e['units'], 'hidden unit')} ({percent(e['dead_fraction'])})", *fate]
        case "gradient-blocked":
            return [counted(e["gradient_blocked"], "unit"), *because(e["downstream"]), *because(e["outgoing_weights"])]
        case "sparse-units":
            return [counted(e["sparse"], "unit"), f"at most {percent(e['sparse_below'])};"]
        case "sparse-not-dead":
            return [f"{percent(e['zeros'])} of all hidden activations are 0"]
        case "always-active":
            return [f"{e['always_active']:,} of"]
        case "born-dead":
            return [counted(e["born_dead"], "unit") + (" was" if e["born_dead"] == 1 else " were")]
        case "died-late":
            return [f"{e['died']:,} of the {counted(e['died_in_all'], 'unit')}…once and for all",
                    f"in epoch {e['epoch']} of", "alive until then"]
        case "recovering":
            times, hopeful = e["revived"], e["upstream"] + e["optimizer"] + e["gradient"]
            came_back = "a dead unit came back" if times == 1 else f"came back {times:,} times"
            ways = ((e["upstream"], "layers below"), (e["optimizer"], "optimizer"), (e["gradient"], "ReLU"))
            return [came_back] * (times > 0) + [counted(hopeful, "dead unit")] * (hopeful > 0) + [
                f"{count:,} …{word}" for count, word in ways if count]
        case "coarse-tracking":
            return [f"after every {e['track_every']} epochs"]
        case "alive-held-out":
            return [counted(e["units"], "dead unit")]
        case "silent-held-out":
            return [counted(e["units"], "unit"), percent(1 - 0.05 ** (1 / e["validation_rows"]))]
        case "few-rows":
            return [counted(e["rows"], "training row"), percent(e["rate"])]
        case "constant-feature":
            return [counted(len(e["features"]), "column"), *map(one_line, e["features"][:3])]
        case "nearly-constant-feature":
            return [counted(len(e["features"]), "input"), f"'{one_line(e['features'][0])}' has another on",
                    counted(e["rows"], "row"), f"{rounded(e['deviations'])} standard deviations"]
        case "no-better-than-baseline" if "accuracy" in e:
            return [f"accuracy of {percent(e['accuracy'])} on", f"always saying '{one_line(e['class'])}'",
                    f"{e['rows']:,} of {e['of']:,} rows"]
        case "no-better-than-baseline":
            return [f"R² is {significant(e['r2'])} on", f"{significant(e['mean'])} (R² {significant(e['baseline_r2'])})"]
        case "class-never-predicted":
            return [f"'{one_line(name)}'" for name in e["classes"][:3]] + [
                f"taken for '{one_line(e['mistaken_for'][0])}'"]
        case "rare-class":
            return [f"'{one_line(name)}' ({rows})" for name, rows in list(zip(e["classes"], e["rows"]))[:5]]
        case "unscaled-input":
            return [f"'{one_line(e['feature'])}' is {significant(e['root_mean_square'])} in root mean square"]
        case "unscaled-target":
            return [f"its mean is {significant(e['mean'])}, its standard deviation {significant(e['deviation'])}"]
        case "initial-biases":
            return [f"{significant(e['bias'])} in layer {e['layer']}", f"z spreads by {significant(e['spread'])} over"]
        case "narrow-layers":
            return [percent(e["probability"]), counted(e["hidden_layers"], "hidden layer"), counted(e["narrowest"], "unit")]
        case "momentum":
            return [f"{shortest(e['momentum'])} with a learning rate of {shortest(e['learning_rate'])}"]
        case "weight-decay":
            return [f"weight decay of {shortest(e['weight_decay'])}"]
        case "learning-rate":
            return [f"learning rate of {shortest(e['learning_rate'])} is"]
        case "too-little-training":
            return [counted(e["epochs"], "epoch"), f"learning rate of {shortest(e['learning_rate'])}",
                    f"{percent(e['moved'])} of their norm"]
        case "divergence":
            step = f", step {e['step']}" if e["step"] else ""
            return [f"in epoch {e['epoch']}{step};" if e["epoch"] else "before the first step;"]
    return [one_line(str(e[name])) for name in ("column", "feature", "cell", "line") if name in e]


def because(count):
    return [f"{count:,} because"] if count else []


class FindingsTest(ProgramTest):
    def train(self, *args, code=0, stdin=b""):
        report = super().train(*args, code=code, stdin=stdin)
        self.check(report)
        return report

    def check(self, report):
        """Hold all findings of a report against what they should be."""
        findings, wanted = report["findings"], expected(report)
        self.check_order(findings)
        self.check_causes(report)
        codes = [finding["code"] for finding in findings]
        for code in {code for code in codes if codes.count(code) > 1}:
            self.assertIn(code, REPEATED)
        for finding in findings:
            self.check_form(finding, report["config"])
            self.check_cure(finding, report["data"]["path"])
            if finding["code"] in ("dead-units", "sparse-units"):
                counts = [(layer[finding["code"].split("-")[0]], layer["index"]) for layer in report["layers"]]
                parts = [f"{n} in layer {i}" for n, i in counts if n > 0]
                if len(parts) > 7:
                    others = sum([n for n, _ in counts if n > 0][6:])
                    parts[6:] = [f"{others} in {len(parts) - 6} other layers"]
                self.assertIn("; " + ", ".join(parts), finding["message"])
            self.check_claims(finding, report)
        self.assertEqual({code for code in codes if code in RECOMPUTED}, set(wanted))
        for code, evidences in wanted.items():
            told = [finding["evidence"] for finding in findings if finding["code"] == code]
            self.assertEqual(len(told), len(evidences))
            for evidence, numbers in zip(told, evidences):
                for name, number in numbers.items():
                    same = self.assertAlmostEqual if isinstance(number, float) else self.assertEqual
                    same(evidence[name], number, msg=f"{code}: {name}")

    def check_order(self, findings):
        """Check for groups: a cause, then what follows from it, the gravest first; and the gravest group first."""
        codes = [finding["code"] for finding in findings]
        self.assertNotIn(UNLEARNED, codes[1:])
        rest = findings[codes.count(UNLEARNED):]
        groups = []
        for finding in rest:
            if "caused_by" not in finding:
                groups.append([finding])
                continue
            self.assertEqual(finding["caused_by"], groups[-1][0]["code"])
            groups[-1].append(finding)
        gravity = []
        for cause, *effects in groups:
            ranks = [SEVERITIES.index(finding["severity"]) for finding in effects]
            self.assertEqual(ranks, sorted(ranks))
            first = [SEVERITIES.index(finding["severity"]) for finding in findings[:1]
                     if finding["code"] == UNLEARNED and finding.get("caused_by") == cause["code"]]
            is_cause = bool(effects) or cause["code"] in CAUSES and cause["code"] != "born-dead"
            rank = CAUSES.index(cause["code"]) if is_cause else len(CAUSES)
            gravity.append((min([SEVERITIES.index(cause["severity"]), *ranks, *first]), rank))
        self.assertEqual(gravity, sorted(gravity))

    def check_causes(self, report):
        """Check which finding follows from which, and that only one kind of cause is there."""
        codes = [finding["code"] for finding in report["findings"]]
        noted = {finding["code"] for finding in report["findings"] if finding["severity"] == "info"}
        named = [code for code in CAUSES if code in codes and code != "born-dead"]
        causes = [code for code in named if code not in noted]  # a note causes nothing
        if not named and "born-dead" in codes and 2 * never_lived(report) >= report["summary"]["dead"]:
            causes = ["born-dead"]
        self.assertFalse(set(causes) & set(BEFORE_TRAINING) and set(causes) & set(OF_THE_STEPS), causes)
        for finding in report["findings"]:
            self.assertEqual(finding.get("caused_by"), cause_of(finding["code"], causes), finding["code"])
            if finding["code"] in ("dead-units", "dead-layer", "network-dead", "died-late", "saturated-units"):
                self.assertIn("caused_by", finding)  # there is always something to blame
        if not set(causes) & {*BEFORE_TRAINING, "weight-decay"} and steps_did_harm(report):
            config = report["config"]
            is_high = config["optimizer"] in ("momentum", "nesterov") and config["momentum"] > 0.95
            self.assertEqual(causes, ["momentum" if is_high else "learning-rate"])

    def check_cure(self, finding, path):
        """Check that a cure is options, and is in a command that can be pasted; that what has a cause has none."""
        self.assertEqual("cure" in finding, "command" in finding)
        if "caused_by" in finding:
            self.assertEqual(finding["advice"], f"follows from {finding['caused_by']}: fix that")
            self.assertNotIn("cure", finding)
        if "cure" not in finding:
            return
        self.assertRegex(finding["cure"], r"\A--[a-z]")
        self.assertNotRegex(finding["advice"], r"--[a-z]")  # it is the same in words
        words = shlex.split(finding["command"])
        self.assertEqual(words[:3], ["reluscope", "train", path])
        for option in re.findall(r"--\S+(?: (?!--)\S+)*", finding["cure"]):
            self.assertIn(f" {option} ", finding["command"] + " ")

    def check_claims(self, finding, report):
        """Check what a finding says and advises beyond its evidence."""
        message, advice, config = finding["message"], finding["advice"], report["config"]
        severity = finding["severity"]
        worst = "error" if is_gravely_ill(report) else "warning"
        match finding["code"]:
            case "dead-units":
                grave = any(2 * layer["dead"] >= layer["units"] for layer in report["layers"])
                self.assertEqual(severity, "error" if grave else "warning")
            case "network-dead":
                self.assertRegex(message, r"on every training row\Z")  # of other rows nothing is known
            case "born-dead" if "cure" in finding:
                self.assertFalse(finding["cure"] == "--init rai" and (config["init"] == "rai" or config["init_from"]))
            case "died-late":
                self.assertIn(f"of {report['training']['epochs_completed']},", message)
            case "no-better-than-baseline":
                self.assertEqual(severity, "warning" if has_learned(report) else "error")
                part = "the training rows" if beats_held_out(report) else "held-out rows"
                self.assertIn(f" on {part}", message)
                for quality in never_predicted(report)[:3]:
                    self.assertIn(f"'{one_line(quality['name'])}' ({counted(quality['rows'], 'row')})", message)
            case "recovering":
                evidence = finding["evidence"]
                shares = [unit["recovery_share"] for _, unit in units_of(report) if "recovery_share" in unit]
                self.assertAlmostEqual(evidence.get("share", 0), np.mean(shares or [0]), delta=1e-12)
                hopeful = evidence["upstream"] + evidence["optimizer"] + evidence["gradient"]
                is_worth_waiting = hopeful and (evidence["gradient"] or evidence.get("share", 0) >= WORTH_WAITING)
                cure = f"--epochs {2 * max(1, config['epochs'])}"
                completed = report["training"]["status"] == "completed"
                self.assertEqual(finding.get("cure"), cure if is_worth_waiting and completed else None)
            case "constant-feature" | "nearly-constant-feature" | "rare-class":
                self.assertEqual(severity, "info")
            case "outlier" | "constant-inputs" | "narrow-layers":
                self.assertEqual(severity, "error")
            case "unscaled-input":
                self.assertEqual(severity, worst if is_ill(report) else "info")
                self.assertEqual((config["scale"], finding["cure"]), ("none", "--scale standard"))
            case "unscaled-target":
                self.assertEqual(severity, "error" if is_ill(report) else "warning")
                self.assertEqual((config["scale_target"], finding["cure"]), ("none", "--scale-target standard"))
            case "initial-weights" | "initial-biases" | "weight-decay":
                self.assertEqual(severity, worst)
            case "learning-rate" | "momentum":
                self.assertEqual(severity, worst)
                died = report["summary"]["dead"] - never_lived(report)
                if report["training"]["status"] == "diverged":
                    self.assertIn("; training diverged" if "momentum" in message else ": training diverged", message)
                elif died:
                    self.assertIn(f" {counted(died, 'unit')} died in training", message)
                elif not report["summary"]["saturated"]:
                    self.assertFalse(has_learned(report))
            case "too-little-training":
                self.assertEqual(severity, "warning" if has_learned(report) else "error")
                self.assertLessEqual(finding["evidence"]["moved"], 0.1)
        if any(unit["gradient_blocked"] for _, unit in units_of(report)):
            self.assertNotRegex(message + advice, "learns from", finding["code"])

    def check_form(self, finding, config):
        given = [config.get(key) for key in ("lr", "momentum", "weight_decay")]  # they are said as they were given
        for text in (finding["message"], finding["advice"]):
            self.assertRegex(text, r"\A[^\x00-\x20\x7f][^\x00-\x1f\x7f]*[^\x00-\x20\x7f]\Z")
            self.assertNotRegex(text, r"(?i)\bnan\b|\binf|  | [,;.]")
        for number in re.findall(r"\d+(?:\.\d+)?", finding["message"]):  # nobody reads 0.30000000000000004
            digits = number.replace(".", "").lstrip("0") if "." in number else number.strip("0")
            self.assertTrue(len(digits) <= 4 or float(number) in given, finding["message"])
        for number in re.findall(r"\d(?:\.\d+)?e[+-]\d+", finding["message"]):
            self.assertFalse(1e-4 <= float(number) < 1e7, finding["message"])
        for words in cited(finding["code"], finding["evidence"]):
            words = re.escape(words).replace("…", "[^,;]*")
            self.assertRegex(finding["message"], rf"(?<![\d.,]){words}(?!\d|[.,]\d)")

    def finding(self, report, code):
        """Return the one finding with this code."""
        (finding,) = [finding for finding in report["findings"] if finding["code"] == code]
        return finding

    def assert_no_finding(self, report, *codes):
        self.assertEqual({finding["code"] for finding in report["findings"]} & set(codes), set())

    def probe(self, *units, layers=None, held_out=None, flags=()):
        """Look at units whose pre-activations on the rows are these; further layers follow, and an output."""
        width = len(units)
        names = [*(f"x{i}" for i in range(width)), "y"]
        self.write("data.csv", to_csv(names, *([*row, j / 2] for j, row in enumerate(zip(*units)))))
        validation = ["--validation", "0"]
        if held_out is not None:
            self.write("held_out.csv", to_csv(names, *([*row, 0.5] for row in zip(*held_out))))
            validation = ["--validation-data", "held_out.csv"]
        identity = ([[float(i == k) for k in range(width)] for i in range(width)], [0.0] * width)
        self.write("probe.safetensors", to_model(identity, *(layers or [([[1.0] * width], [0.0])])))
        return self.train("data.csv", *validation, "--init-from", "probe.safetensors", "--epochs", "0", *RAW, *flags)


# the codes that `expected` knows all about
RECOMPUTED = ("dead-layer", "network-dead", "dead-units", "gradient-blocked", "sparse-units", "sparse-not-dead",
              "always-active", "born-dead", "died-late", "recovering", "coarse-tracking", "alive-held-out",
              "silent-held-out", "few-rows", "constant-feature", "divergence", UNLEARNED, "class-never-predicted")
DEAD, HALF = [-1, -2, -3, -4], [1, -1, 1, -1]  # a unit on four rows


def split_rows(folder):
    """Return the rows of data.csv that were trained on and those held out, as inputs and target texts."""
    rows = [line.split(",") for line in (folder / "data.csv").read_text(encoding="utf-8").splitlines()]
    parts = {"training": [], "validation": []}
    for line, part in (entry.split(",") for entry in (folder / "split.csv").read_text().splitlines()[1:]):
        parts[part].append(rows[int(line) - 1])
    return {part: (np.array([row[:-1] for row in cells], dtype=np.float64), [row[-1] for row in cells])
            for part, cells in parts.items() if cells}


class RandomRunsTest(FindingsTest):
    def test_the_findings_of_runs_in_which_units_die_and_come_back(self):
        seen = collections.Counter()
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            for i in range(200):
                args, _, report = random_run(i, folder, "--save-model", "model.safetensors", "--split-out", "split.csv")
                with self.subTest(run=i, args=" ".join(args)):
                    self.check(report)
                    self.check_baseline(report, split_rows(folder))
                    if report["data"]["task"] == "classification":
                        self.check_classes(report, split_rows(folder), folder / "model.safetensors")
                codes = [finding["code"] for finding in report["findings"]]
                seen.update(codes)
                seen.update((finding["code"], finding["caused_by"]) for finding in report["findings"] if "caused_by" in finding)
        self.assertEqual(set(RECOMPUTED) - set(seen), {"constant-feature"})
        self.assertEqual({"momentum", *OF_THE_START, "learning-rate", "weight-decay", "too-little-training"} - set(seen),
                         {"momentum"})
        for effect in set(EFFECTS) - {"killer-line", "saturated-units"}:
            self.assertTrue([key for key in seen if isinstance(key, tuple) and key[0] == effect], effect)

    def check_baseline(self, report, parts):
        """Recompute it from the CSV alone."""
        baseline, targets = report["training"]["baseline"], parts["training"][1]
        self.assertEqual("validation" in baseline, "validation" in parts)
        if report["data"]["task"] == "classification":
            counts = [targets.count(name) for name in report["data"]["classes"]]
            commonest = report["data"]["classes"][int(np.argmax(counts))]
            self.assertEqual(baseline["prediction"], commonest)
            for part, (_, labels) in parts.items():
                self.assertEqual(baseline[part], {"accuracy": labels.count(commonest) / len(labels)})
            few = [(name, count) for name, count in zip(report["data"]["classes"], counts) if count < 10]
            told = [finding["evidence"] for finding in report["findings"] if finding["code"] == "rare-class"]
            self.assertEqual(told, [{"classes": [name for name, _ in few], "rows": [count for _, count in few]}] if few else [])
            return
        mean = np.mean([float(y) for y in targets])
        self.assertAlmostEqual(baseline["prediction"], mean, delta=1e-6)
        for part, (_, texts) in parts.items():
            y = np.array(texts, dtype=np.float64)
            self.assertAlmostEqual(baseline[part]["rmse"], math.sqrt(((y - mean) ** 2).mean()), delta=1e-5)
            if len(set(texts)) > 1:
                r2 = 1 - ((y - mean) ** 2).sum() / ((y - y.mean()) ** 2).sum()
                self.assertAlmostEqual(baseline[part]["r2"], r2, delta=1e-5 * max(1, abs(r2)))

    def check_classes(self, report, parts, model):
        """Recompute how each class is predicted, from the saved model."""
        network, metadata = recount.read_model(model)
        inputs, labels = parts.get("validation", parts["training"])
        shift, scale = (np.array([feature[key] for feature in metadata["features"]]) for key in ("shift", "scale"))
        x = ((inputs.astype(np.float32) - shift) / scale).astype(np.float32)
        with np.errstate(over="ignore", invalid="ignore"):
            for weight, bias in network[:-1]:
                x = np.maximum(x @ weight.T + bias, 0)
            outputs = x @ network[-1][0].T + network[-1][1]
        if not np.isfinite(outputs).all():
            return
        names = report["data"]["classes"]
        predicted = [names[i] for i in outputs.argmax(axis=1)]
        self.assertEqual([quality["name"] for quality in report["training"]["classes"]], names)
        for quality in report["training"]["classes"]:
            name = quality["name"]
            wrong = collections.Counter(p for p, label in zip(predicted, labels) if label == name != p)
            self.assertEqual((quality["rows"], quality["predicted"]), (labels.count(name), predicted.count(name)))
            self.assertEqual(quality["correct"], labels.count(name) - wrong.total())
            self.assertEqual(wrong[quality["mistaken_for"]], max(wrong.values(), default=0))


class DeadNetworkTest(FindingsTest):
    def outputs(self, path):
        """Run the rows through the saved model; return the outputs and the model's metadata."""
        network, metadata = recount.read_model(self.folder / "model.safetensors")
        x, _ = recount.read_data(path, metadata)
        for weight, bias in network[:-1]:
            x = np.maximum(x @ weight.T + bias, 0)
        weight, bias = network[-1]
        return x @ weight.T + bias, metadata

    def train_dead(self, *args):
        report = self.train(*args, "--validation", "0", "--save-model", "model.safetensors", "--epochs", "3")
        return report, self.finding(report, "network-dead")

    def test_a_dead_classifier_says_one_class_to_every_row(self):
        for path, target in ((PENGUINS, "species"), (DIGITS, "digit")):
            with self.subTest(path):
                _, finding = self.train_dead(path, "--target", target, "--missing", "drop",
                                             "--bias-init", "constant:-1000")
                outputs, metadata = self.outputs(path)
                (only,) = set(outputs.argmax(axis=1))
                self.assertEqual(finding["evidence"]["prediction"], metadata["classes"][only])
                self.assertRegex(finding["message"], f"'{target}'.* constant '{metadata['classes'][only]}'")
                self.assertEqual(finding["severity"], "error")

    def test_a_dead_regression_says_one_value_in_the_unit_of_the_target(self):
        targets = np.loadtxt(DIABETES, delimiter=",", skiprows=1)[:, -1]
        for scaling, shift, scale in (("standard", targets.mean(), targets.std()), ("none", 0, 1)):
            with self.subTest(scaling):
                _, finding = self.train_dead(DIABETES, "--scale-target", scaling, "--bias-init", "constant:-3.5",
                                             "--hidden", "9,5", "--lr", "0.01")
                outputs, _ = self.outputs(DIABETES)
                self.assertEqual(len(outputs), len(targets))
                prediction = finding["evidence"]["prediction"]
                np.testing.assert_allclose(shift + scale * outputs[:, 0].astype(float), prediction, rtol=1e-5)
                self.assertRegex(finding["message"], rf"'progression'.* constant {rounded(prediction, 4)}(?![\d.])")

    def test_layers_after_the_dead_one_may_fire_and_the_value_is_what_they_make_of_it(self):
        layers = [([[1.0, 1.0], [2.0, -1.0]], [0.5, 2.0]), ([[3.0, 0.25]], [-1.0])]
        report = self.probe(DEAD, DEAD, layers=layers)
        evidence = self.finding(report, "network-dead")["evidence"]
        self.assertEqual(evidence, {"dead_layers": [0], "prediction": 3 * 0.5 + 0.25 * 2 - 1})

    def test_a_dead_layer_is_named_with_its_width_and_one_live_unit_is_enough(self):
        def network(bias):
            return [([[-1.0, -1.0]] * 3, [-1.0, -1.0, bias]), ([[1.0, 1.0, 1.0]], [-0.5]), ([[2.0]], [0.75])]

        report = self.probe(HALF, HALF, layers=network(-1.0))
        layers = [f["evidence"] for f in report["findings"] if f["code"] == "dead-layer"]
        self.assertEqual(layers, [{"layer": 1, "units": 3}, {"layer": 2, "units": 1}])
        self.assertEqual(self.finding(report, "network-dead")["evidence"]["prediction"], 0.75)
        self.assert_no_finding(self.probe(HALF, HALF, layers=network(3.0)), "dead-layer", "network-dead")

    def test_a_network_that_validation_rows_wake_is_not_constant_whatever_the_row(self):
        report = self.probe(DEAD, held_out=[[5, 6]])
        self.assertEqual(report["layers"][0]["unit"][0]["validation"]["active_rows"], 2)  # so it outputs 5 and 6
        message = self.finding(report, "network-dead")["message"]
        self.assertNotIn("whatever the row", message)
        self.assertIn("on every training row", message)


class UnitFindingsTest(FindingsTest):
    def test_dead_units_are_an_error_where_they_are_half_of_a_layer(self):
        for dead, severity in ((1, "warning"), (3, "warning"), (4, "error"), (7, "error")):
            finding = self.finding(self.probe(*[DEAD] * dead, *[HALF] * (8 - dead)), "dead-units")
            with self.subTest(dead=dead):
                self.assertEqual(finding["severity"], severity)
                self.assertEqual(finding["evidence"], {"dead": dead, "units": 8, "dead_fraction": dead / 8,
                                                       "recovery_none": dead})  # the first layer's inputs are fixed
                self.assertIn(f"; {dead} in layer 0; for good", finding["message"])
        self.assert_no_finding(self.probe(*[HALF] * 8), "dead-units", "born-dead", "few-rows")

    def test_dead_units_above_a_layer_that_learns_are_not_dead_for_good(self):
        narrow = [([[1.0] * 5, [-1.0] * 5], [0.0, -1.0]), ([[1.0, 1.0]], [0.0])]
        for first, good in (([HALF] * 5, ""), ([DEAD] + [HALF] * 4, "; 1 of them for good")):
            finding = self.finding(self.probe(*first, layers=narrow), "dead-units")
            self.assertEqual(finding["severity"], "error")  # one of the two units of layer 1
            self.assertTrue(finding["message"].endswith(f"1 in layer 1{good}"), finding["message"])
            self.assertEqual(finding["evidence"]["recovery_none"], int(good != ""))

    def blame(self, report, code="dead-units"):
        """Return what the finding follows from."""
        return self.finding(report, self.finding(report, code)["caused_by"])

    def test_what_units_died_of_is_the_rate_or_inputs_that_are_not_scaled(self):
        cause = self.blame(self.train(*DYING))
        self.assertEqual((cause["code"], cause["cure"]), ("learning-rate", "--lr 0.1"))
        self.assertIn("the learning rate of 1 is too high", cause["message"])
        cause = self.blame(self.train(*SPECIES, "--optimizer", "adam", "--lr", "0.5"))
        self.assertEqual((cause["code"], cause["cure"]), ("learning-rate", "--lr 0.001"))  # as is usual for Adam
        cause = self.blame(self.train(*SPECIES, "--scale", "none", "--epochs", "3"))
        self.assertEqual((cause["code"], cause["cure"]), ("unscaled-input", "--scale standard"))
        cause = self.blame(self.train(*SPECIES, "--optimizer", "momentum", "--momentum", "0.97", "--lr", "0.3"))
        self.assertEqual((cause["code"], cause["cure"]), ("momentum", "--momentum 0.9"))
        self.assertAlmostEqual(cause["evidence"]["effective_rate"], 10, delta=1e-9)

    def test_birth_is_to_blame_only_where_most_were_dead_before_any_training(self):
        """Not of units that were born dead, came back, and may have died again: check_causes knows."""
        seen = collections.Counter()
        for seed in range(40):
            report = self.train(*SPECIES, "--hidden", "6,4", "--optimizer", "momentum", "--lr", "0.3", "--epochs", "8",
                                "--seed", seed, "--bias-init", "constant:-0.5")
            if dead := report["summary"]["dead"]:
                is_birth = self.blame(report)["code"] == "born-dead"
                seen[is_birth] += 1
                seen["born dead, but lived"] += not is_birth and 2 * report["summary"]["born_dead"] >= dead
        self.assertEqual([seen[what] > 0 for what in (True, False, "born dead, but lived")], [True] * 3, seen)

    def test_blocked_units_are_told_apart_by_what_blocks_them(self):
        weights = [0.0, 2.0, 0.0, 0.0]
        finding = self.finding(self.probe(HALF, HALF, HALF, DEAD, layers=[([weights], [0.0])]), "gradient-blocked")
        self.assertEqual(finding["evidence"], {"gradient_blocked": 2, "downstream": 0, "outgoing_weights": 2})
        self.assertIn("2 because the next layer gives them no weight", finding["message"])
        self.assertNotIn("fix the dead", finding["advice"])
        dead_above = [([[-1.0, -1.0, 0.0]], [-1.0]), ([[1.0]], [0.0])]
        finding = self.finding(self.probe(HALF, HALF, HALF, layers=dead_above), "gradient-blocked")
        self.assertEqual(finding["evidence"], {"gradient_blocked": 3, "downstream": 2, "outgoing_weights": 1})
        self.assertIn("2 because no unit after them lets a gradient through", finding["message"])
        self.assert_no_finding(self.probe(HALF, HALF, DEAD), "gradient-blocked")

    def test_units_blocked_in_training_got_no_gradient_on_any_row(self):
        report = self.train(*DEAD_IN_THE_END, "step:14:30")
        blocked = [unit["gradient"]["nonzero_rate"] for _, unit in units_of(report) if unit["gradient_blocked"]]
        self.assertEqual(blocked, [0] * self.finding(report, "gradient-blocked")["evidence"]["gradient_blocked"])

    def test_sparse_up_to_and_with_the_limit(self):
        def fires(rows):
            return [1] * rows + [-1] * (400 - rows)

        units = [fires(4), fires(5), fires(8), fires(9), fires(200)]
        for limit, sparse in (("0.0099", 0), ("0.01", 1), ("0.02", 3)):
            report = self.probe(*units, flags=["--sparse-below", limit])
            with self.subTest(limit):
                if sparse == 0:
                    self.assert_no_finding(report, "sparse-units")
                else:
                    finding = self.finding(report, "sparse-units")
                    self.assertEqual(finding["evidence"], {"sparse": sparse, "sparse_below": float(limit)})
                    self.assertIn(f"at most {percent(float(limit))}; {sparse} in layer 0", finding["message"])

    def test_zeros_among_the_activations_are_no_dead_units(self):
        report = self.train(*DYING, "--validation", "0", "--save-model", "model.safetensors")
        network, metadata = recount.read_model(self.folder / "model.safetensors")
        x, _ = recount.read_data(DIGITS, metadata)
        activations = []
        for weight, bias in network[:-1]:
            x = np.maximum(x @ weight.T + bias, 0)
            activations.append(x.ravel())
        zeros = (np.concatenate(activations) == 0).mean()  # pooled, as other tools do it
        self.assertAlmostEqual(self.finding(report, "sparse-not-dead")["evidence"]["zeros"], zeros, delta=1e-4)
        self.assertLess(report["summary"]["dead_fraction"], zeros / 2)
        rare, often = [1, -1, -1, -1], [1, 1, 1, -1]
        message = self.finding(self.probe(rare, rare), "sparse-not-dead")["message"]
        self.assertRegex(message, r"^75 % of all .* none of 2 units is dead\.")
        message = self.finding(self.probe(DEAD, rare, rare, HALF), "sparse-not-dead")["message"]
        self.assertIn("1 of 4 units is dead", message)
        for units in ((HALF, often), (DEAD, DEAD, DEAD, HALF), (often,) * 4):  # too few zeros, or dead units make them
            self.assert_no_finding(self.probe(*units), "sparse-not-dead")

    def test_a_quarter_of_units_that_are_always_active_is_worth_a_word(self):
        always = [1, 2, 3, 4]
        finding = self.finding(self.probe(always, HALF, HALF, HALF), "always-active")
        self.assertEqual(finding["evidence"], {"always_active": 1, "always_active_fraction": 0.25})
        self.assertIn("1 of 4 hidden units is active on every training row", finding["message"])
        self.assert_no_finding(self.probe(always, HALF, HALF, HALF, HALF), "always-active")

    def test_no_finding_says_of_blocked_units_that_they_learn(self):
        rare = [1, -1, -1, -1]
        for layers, blocked in ((None, False), ([([[-1.0, -1.0]], [-1.0]), ([[1.0]], [0.0])], True)):
            report = self.probe(rare, HALF, layers=layers, flags=["--sparse-below", "0.3"])
            self.assertEqual(report["layers"][0]["unit"][0]["gradient_blocked"], blocked)
            self.assertEqual("learns" in self.finding(report, "sparse-units")["advice"], not blocked)
        report = self.train(DIABETES, "--bias-init", "constant:-5", "--epochs", "3")
        firing = [unit for _, unit in units_of(report) if unit["status"] != "dead"]
        self.assertTrue(firing and all(unit["gradient_blocked"] for unit in firing))
        for finding in report["findings"]:
            self.assertNotRegex(finding["message"] + finding["advice"], "learns from", finding["code"])

    def test_nor_of_units_below_a_layer_that_the_last_step_has_killed(self):
        self.write("data.csv", to_csv("ab", [1, -100], *[[-1, -100]] * 3))
        self.write("start.safetensors", to_model(([[1.0]], [0.0]), ([[0.01]], [0.5]), ([[10.0]], [0.0])))
        report = self.train("data.csv", *RAW, "--init-from", "start.safetensors", "--validation", "0", "--lr", "0.01",
                            "--epochs", "1", "--sparse-below", "0.3")
        self.assertEqual([unit["status"] for _, unit in units_of(report)], ["sparse", "dead"])
        self.assertNotIn("learns", self.finding(report, "sparse-units")["advice"])  # from its one row, it did


class LifeFindingsTest(FindingsTest):
    def cloud(self, *args):
        """Return the finding born-dead, having checked what it says of where the inputs lie."""
        report = self.train(*args, "--validation", "0", "--epochs", "0", "--save-model", "model.safetensors")
        finding = self.finding(report, "born-dead")
        _, metadata = recount.read_model(self.folder / "model.safetensors")
        x = recount.read_data(self.folder / args[0], metadata)[0].astype(float)
        offset, spread = np.linalg.norm(x.mean(axis=0)), math.sqrt(x.var(axis=0).sum())
        self.assertAlmostEqual(finding["evidence"]["input_offset"], offset, delta=1e-6 * max(1, offset))
        self.assertAlmostEqual(finding["evidence"]["input_spread"], spread, delta=1e-6 * max(1, spread))
        for layer in report["layers"]:
            born = layer["history"]["active_rows"][0].count(0)
            self.assertEqual(f"{born} in layer {layer['index']}" in finding["message"], born > 0)
        return finding

    def born_dead(self, *args):
        return self.train(*args, "--epochs", "0")["summary"]["born_dead"]

    def test_born_dead_for_inputs_that_are_far_from_0(self):
        for data in ([DIABETES], SPECIES):
            finding = self.cloud(*data, "--scale", "none")
            self.assertEqual(finding["caused_by"], "unscaled-input")
            offset, spread = (finding["evidence"][f"input_{name}"] for name in ("offset", "spread"))
            self.assertIn(f"on one side of many units (mean {rounded(offset)}, spread {rounded(spread)})", finding["message"])
            self.assertLess(self.born_dead(*data), self.born_dead(*data, "--scale", "none") / 4)  # the cure helps
        self.assert_no_finding(self.train(DIABETES), "born-dead")

    def test_born_dead_for_inputs_that_were_scaled_but_not_around_0(self):
        self.write("far.csv", "x,z,y\n" + "".join(f"{i},{i * i % 7},{i}.5\n" for i in [*range(20, 50), 0]))
        far = ["far.csv", "--task", "regression", "--hidden", "8"]
        seed = next(seed for seed in range(20) if self.born_dead(*far, "--scale", "minmax", "--validation", "0", "--seed", seed))
        finding = self.cloud(*far, "--scale", "minmax", "--seed", seed)
        self.assertIn("on one side of many units", finding["message"])
        self.assertEqual((finding["advice"], finding["cure"]), ("center the inputs", "--scale standard"))

    def test_born_dead_for_an_input_that_does_not_vary(self):
        self.write("constant.csv", "kind,y\n" + "".join(f"only,{i}.5\n" for i in range(30)))
        finding = self.cloud("constant.csv", "--task", "regression")
        self.assertEqual((finding["evidence"]["input_offset"], finding["evidence"]["input_spread"]), (1, 0))
        self.assertTrue(finding["message"].endswith("; the inputs do not vary"), finding["message"])
        self.assertEqual(finding["caused_by"], "constant-inputs")

    def test_born_dead_by_the_biases(self):
        for flags, bias in ((["constant:-5"], 5), (["normal:5"], None)):
            start = [DIABETES, "--bias-init", *flags]
            self.assertEqual(self.cloud(*start)["caused_by"], "initial-biases")
            cause = self.finding(self.train(*start, "--epochs", "0"), "initial-biases")
            self.assertEqual(cause["cure"], "--bias-init zeros")
            self.assertEqual(cause["evidence"]["layer"], 0)
            if bias:
                self.assertEqual(cause["evidence"]["bias"], bias)
            self.assertAlmostEqual(cause["evidence"]["bias"], 5, delta=1)
        self.assertEqual(self.born_dead(DIABETES, "--bias-init", "zeros"), 0)
        for deviation, cause in (("0.5", "narrow-layers"), ("5", "initial-biases")):
            finding = self.cloud(DIABETES, "--hidden", "2,2,2,2,2,2", "--seed", "1",
                                 "--bias-init", f"normal:{deviation}")
            self.assertEqual(finding["caused_by"], cause)

    def test_born_dead_in_a_narrow_and_deep_network(self):
        narrow = [DIABETES, "--hidden", ",".join("2" * 8)]
        finding = self.cloud(*narrow, "--seed", "1")
        self.assertIn("the inputs are not to blame", finding["message"])
        self.assertEqual(finding["caused_by"], "narrow-layers")
        cause = self.finding(self.train(*narrow, "--seed", "1"), "narrow-layers")
        self.assertEqual(cause["evidence"], {"hidden_layers": 8, "narrowest": 2, "probability": 1 - 0.75**8})
        self.assertEqual(cause["cure"], "--hidden 64,32")
        before, after = (sum(self.born_dead(DIABETES, "--hidden", widths, "--seed", seed) for seed in range(20))
                         for widths in (narrow[-1], "64,32"))
        self.assertLess(after, before / 20)  # the cure helps

    def test_born_dead_in_one_narrow_layer_is_its_own_cause_and_rai_helps(self):
        narrow = [DIABETES, "--hidden", "9,6,4"]
        seed = next(seed for seed in range(20) if self.born_dead(*narrow, "--validation", "0", "--seed", seed))
        finding = self.cloud(*narrow, "--seed", seed)
        self.assertEqual((finding.get("caused_by"), finding["cure"]), (None, "--init rai"))
        plain, rai = (sum(self.born_dead(*narrow, "--init", init, "--seed", seed) for seed in range(60))
                      for init in ("he_normal", "rai"))
        self.assertLess(rai, 0.8 * plain)  # the cure helps

    def test_the_advice_on_born_dead_units_is_not_what_was_done(self):
        rai = [*SPECIES, "--hidden", "9,6,4", "--init", "rai", "--epochs", "0", "--seed"]
        reports = (self.train(*rai, seed) for seed in range(100))
        findings = (finding for report in reports for finding in report["findings"] if finding["code"] == "born-dead")
        finding = next(finding for finding in findings if "caused_by" not in finding)
        self.assertTrue(finding["advice"].startswith("use wider layers"), finding["advice"])
        self.assertNotIn("cure", finding)
        shifted = [([[1.0, 1.0]] * 2, [-9.0, 0.0]), ([[1.0, 1.0]], [0.0])]
        report = self.probe(HALF, HALF, layers=shifted)  # --init cannot go with --init-from
        self.assertEqual(self.finding(report, "born-dead")["caused_by"], "initial-biases")
        cause = self.finding(report, "initial-biases")
        self.assertEqual(cause["advice"], "check how the model of --init-from was made")
        self.assertNotIn("cure", cause)

    def test_died_late_is_in_the_second_half_and_at_one_time(self):
        report = self.train(*DEAD_IN_THE_END, "step:14:30")  # the rate is 30-fold from epoch 15 on
        finding = self.finding(report, "died-late")
        self.assertEqual(finding["evidence"], {"epoch": 15, "died": 10, "died_in_all": 10})
        died = [event["epoch"] for event in report["events"] if event["type"] == "died"]
        self.assertEqual(died, [15] * 10)
        self.assertIn("10 of the 10 units", finding["message"])
        self.assertIn("in epoch 15 of 20", finding["message"])
        early = self.train(*SPECIES, "--lr", "20", "--seed", "1")
        spread_out = self.train(*DYING)
        for other in (early, spread_out, self.train(*DEAD_IN_THE_END, "constant")):
            self.assert_no_finding(other, "died-late")
        self.assertGreater(min(early["summary"]["died"], spread_out["summary"]["died"]), 5)

    def test_units_said_to_have_been_alive_until_then_were(self):
        seen = collections.Counter()
        for seed in range(60):
            report = self.train(*SPECIES, "--hidden", "6,4", "--lr", "1", "--lr-schedule", "step:4:4", "--epochs", "8",
                                "--seed", seed)
            dead = [unit for _, unit in units_of(report) if unit["status"] == "dead" and unit["died_epoch"]]
            again = [unit for unit in dead if unit["dead_epochs"][:-1]]
            for finding in [finding for finding in report["findings"] if finding["code"] == "died-late"]:
                evidence = finding["evidence"]
                then = [unit["dead_epochs"][:-1] for unit in dead if unit["died_epoch"] == evidence["epoch"]]
                self.assertEqual((evidence["died"], evidence["died_in_all"]), (then.count([]), len(dead) - len(again)))
                seen["late"] += 1
                seen["died then, and before"] += len(then) > then.count([])
                seen["died at any time, and before"] += len(again) > 0
        self.assertEqual(len(seen), 3)
        self.assertEqual([what for what, times in seen.items() if times == 0], [], seen)

    def die_together(self, epochs, schedule, rate=1.0):
        """Train two units alike, on one row that pushes both down; at this rate 4.1 full steps kill them."""
        self.write("data.csv", to_csv(["x", "y"], [1, -100], [1, -100]))
        self.write("start.safetensors", to_model(([[0.5], [0.5]], [0.5, 0.5]), ([[10.0, 10.0]], [0.0])))
        return self.train("data.csv", *RAW, "--init-from", "start.safetensors", "--validation", "0", "--lr",
                          5.4e-5 * rate, "--lr-schedule", schedule, "--epochs", epochs)

    def test_a_rate_that_falls_puts_a_late_death_off(self):
        deaths = {}
        for schedule in ("constant", "step:4:2", "cosine", "step:1:0.95"):
            with self.subTest(schedule):
                finding = self.finding(self.die_together(8, schedule), "died-late")
                self.assertEqual(finding["caused_by"], "constant-inputs")  # there is one row
                deaths[schedule] = finding["evidence"]["epoch"]
        self.assertEqual((deaths["constant"], deaths["cosine"]), (5, 6))  # 4.01 full steps in 5 epochs, 4.32 in 6
        late = self.train(*DEAD_IN_THE_END, "step:14:30")
        self.assertEqual(self.finding(late, "died-late")["caused_by"], "learning-rate")

    def test_nothing_is_late_in_fewer_than_4_epochs(self):
        for epochs, late in ((3, False), (4, True)):
            report = self.die_together(epochs, "constant", 1.75)
            self.assertEqual([event["epoch"] for event in report["events"]], [3, 3])
            self.assertEqual("died-late" in [finding["code"] for finding in report["findings"]], late)

    def test_recovering_counts_those_that_came_back_and_those_that_may(self):
        report = self.train(DIGITS, "--lr", "1", "--seed", "4")
        finding = self.finding(report, "recovering")
        last = max(event["epoch"] for event in report["events"] if event["type"] == "revived")
        self.assertIn(f"last in epoch {last}", finding["message"])
        self.assertLess(finding["evidence"]["share"], WORTH_WAITING)
        self.assertNotIn("cure", finding)
        hopeful = finding["evidence"]["upstream"]
        self.assertGreater(hopeful, 0)
        self.assertEqual(hopeful, report["summary"]["dead"])
        self.assertRegex(finding["message"], rf"\b{hopeful} dead units may .*: {hopeful} .*layers below")
        self.assert_no_finding(self.probe(DEAD, DEAD, HALF), "recovering")  # for good
        self.assert_no_finding(self.train(DIABETES, "--lr", "0.01"), "recovering", "dead-units")

    def test_recovering_through_the_gradient_at_0_and_on_momentum(self):
        at_zero = [0, -1, 0, -2]
        finding = self.finding(self.probe(at_zero, HALF, flags=["--relu-grad-at-zero", "1"]), "recovering")
        self.assertEqual(finding["evidence"], {"revived": 0, "upstream": 0, "optimizer": 0, "gradient": 1})
        self.assert_no_finding(self.probe(at_zero, HALF), "recovering")
        coasting = self.train(*SPECIES, "--hidden", "4,6", "--optimizer", "momentum", "--lr", "0.5", "--epochs", "8",
                              "--seed", "10", "--bias-init", "constant:-0.5")
        self.assertGreater(self.finding(coasting, "recovering")["evidence"]["optimizer"], 0)

    def test_layers_said_to_still_learn_do(self):
        """Plain SGD: where the layers below a dead unit change, it is upstream; where they do not, nothing says so."""
        seen = collections.Counter()
        for (widths, rate), seed in itertools.product((("4,6", "2"), ("4,6,3", "3")), range(20)):
            flags = [*SPECIES, "--hidden", widths, "--lr", rate, "--seed", seed, "--save-model", "model.safetensors",
                     "--epochs"]
            report, before = self.train(*flags, "8"), recount.read_model(self.folder / "model.safetensors")[0]
            self.train(*flags, "12")
            after = recount.read_model(self.folder / "model.safetensors")[0]
            changed = [any((old != new).any() for old, new in zip(*layers)) for layers in zip(before, after)]
            messages = " ".join(finding["message"] for finding in report["findings"])
            for layer, unit in units_of(report):
                if layer["index"] == 0 or unit["status"] != "dead":
                    continue
                learns = any(changed[: layer["index"]])
                with self.subTest(widths, rate=rate, seed=seed, layer=layer["index"], unit=unit["index"]):
                    if learns:
                        self.assertEqual(unit["recovery"], "upstream")
                    elif unit["recovery"] == "upstream":  # closed for now, and a unit that learns may open the way
                        self.assertNotIn("still learn", messages)
                        self.assertTrue(any(changed))
                seen[unit["recovery"], learns] += 1
        self.assertGreater(min(seen["upstream", True], seen["none", False]), 20, seen)
        self.assertLess(seen["upstream", False], seen["upstream", True] / 2, seen)

    def test_coarse_tracking_is_noted_where_there_are_events(self):
        finding = self.finding(self.train(*DYING, "--track-every", "3"), "coarse-tracking")
        self.assertEqual(finding["evidence"], {"track_every": 3})
        self.assert_no_finding(self.train(*DYING), "coarse-tracking")
        self.assert_no_finding(self.train(DIABETES, "--lr", "0.01", "--track-every", "3"), "coarse-tracking")

    def test_divergence_is_in_the_epoch_that_a_shorter_run_stops_before(self):
        flags = [DIABETES, "--lr", "0.05", "--lr-schedule", "step:3:20", "--hidden", "12,10", "--epochs"]
        report = self.train(*flags, "20", code=1)
        finding = self.finding(report, "divergence")
        epoch, step = finding["evidence"]["epoch"], finding["evidence"]["step"]
        order = [finding["code"] for finding in report["findings"] if finding["code"] != UNLEARNED]
        self.assertEqual(order[:2], ["learning-rate", "divergence"])
        self.assertGreater(epoch, 2)
        self.assertIn(f"epoch {epoch}, step {step};", finding["message"])
        self.assertIn(f"after epoch {epoch - 1}", finding["message"])
        self.assertLessEqual(step, math.ceil(report["data"]["train_rows"] / 32))
        self.assert_no_finding(self.train(*flags, epoch - 1), "divergence")
        self.train(*flags, epoch, code=1)
        unscaled = self.train(DIABETES, "--scale", "none", code=1)
        self.assertEqual(self.finding(unscaled, "divergence")["caused_by"], "unscaled-input")

    def test_a_divergence_before_the_first_step_is_not_put_down_to_the_learning_rate(self):
        report = self.train(DIABETES, "--init", "normal:1e20", code=1)
        cause, finding = report["findings"]
        self.assertEqual((finding["code"], finding["evidence"]["epoch"]), ("divergence", 0))
        self.assertIn("before the first step", finding["message"])
        self.assertEqual((cause["code"], cause["cure"]), ("initial-weights", "--init he_normal"))


class DataFindingsTest(FindingsTest):
    def test_units_that_only_held_out_rows_wake_and_units_that_they_do_not(self):
        report = self.probe(DEAD, DEAD, DEAD, HALF, HALF, held_out=[[-1, 2], [3, 4], [-1, -1], [-1, -2], [5, 5]])
        alive, silent = self.finding(report, "alive-held-out"), self.finding(report, "silent-held-out")
        self.assertEqual(alive["evidence"], {"units": 2, "validation_rows": 2})
        self.assertEqual(silent["evidence"], {"units": 1, "validation_rows": 2})
        self.assertIn("2 dead units fire on validation rows", alive["message"])
        self.assertIn("1 unit fires on training rows but on no validation row", silent["message"])
        for other in (self.probe(DEAD, HALF, held_out=[[-1, -2], [1, -1]]), self.probe(DEAD, HALF)):
            self.assert_no_finding(other, "alive-held-out", "silent-held-out")

    def test_few_rows_are_those_that_cannot_tell_dead_from_sparse(self):
        for rows, few in ((298, True), (299, False)):  # 1 - 0.05^(1/299) is just below 0.01
            report = self.probe([-1] * rows, [1] + [-1] * (rows - 1))
            with self.subTest(rows):
                self.assertEqual("few-rows" in [finding["code"] for finding in report["findings"]], few)
                self.assertEqual(1 - 0.05 ** (1 / rows) > 0.01, few)
        finding = self.finding(self.probe(DEAD, HALF), "few-rows")
        self.assertAlmostEqual(finding["evidence"]["rate"], 1 - 0.05 ** (1 / 4), delta=1e-12)
        self.assertIn("52.7 %", finding["message"])
        self.assert_no_finding(self.probe(HALF, HALF), "few-rows")  # nothing is dead or sparse

    def test_unscaled_input_names_the_greatest(self):
        finding = self.finding(self.probe([1, -1, 1, -1], [4, -3, 3, -4]), "unscaled-input")
        self.assertEqual(finding["evidence"], {"feature": "x1", "root_mean_square": math.sqrt(12.5)})
        self.assertIn("'x1' is 3.54 in root mean square", finding["message"])
        learned = [0, 2, 4, 6]  # a quarter of it is the target
        for others, severity in (([HALF, HALF], "info"), ([HALF, DEAD], "warning"), ([DEAD, DEAD], "error")):
            report = self.probe(learned, *others, layers=[([[0.25, 0.0, 0.0]], [0.0])])
            self.assertEqual(report["training"]["history"][0]["r2"], 1)
            self.assertEqual(self.finding(report, "unscaled-input")["severity"], severity)
        self.assert_no_finding(self.probe([3, -3, 3, -3], HALF), "unscaled-input")
        for scaling in ("standard", "minmax"):
            self.assert_no_finding(self.train(*SPECIES, "--scale", scaling, "--epochs", "1"), "unscaled-input")

    def test_constant_features_are_named(self):
        self.write("data.csv", "a,b,c,d,y\n" + "".join(f"1,{i % 3},x,0,{i}.5\n" for i in range(9)))
        flags = ["data.csv", "--task", "regression", "--validation", "0", "--epochs", "0"]
        finding = self.finding(self.train(*flags), "constant-feature")
        self.assertEqual(finding["evidence"], {"features": ["a", "c", "d"]})
        self.assertIn("3 columns have one value on all training rows: a, c, d", finding["message"])
        one = self.finding(self.train(*flags, "--drop", "c,d"), "constant-feature")
        self.assertIn("1 column has one value on all training rows: a", one["message"])
        self.assert_no_finding(self.train(*flags, "--drop", "a,c,d"), "constant-feature")

    def test_columns_that_hardly_vary_are_named(self):
        for rows, others, told in ((1000, 2, True), (1000, 3, False), (100, 1, True), (99, 1, False), (600, 1, True)):
            with self.subTest(rows=rows, others=others):
                cells = [f"{7 + 2 * (i < others)},{i % 5},{i % 3}.5\n" for i in range(rows)]
                self.write("data.csv", "a,b,y\n" + "".join(cells))
                report = self.train("data.csv", "--task", "regression", "--validation", "0", "--epochs", "0")
                if not told:
                    self.assert_no_finding(report, "nearly-constant-feature")
                    continue
                finding = self.finding(report, "nearly-constant-feature")
                deviations = math.sqrt((rows - others) / others)  # (1 - p) / √(p (1 - p))
                self.assertEqual((finding["evidence"]["features"], finding["evidence"]["rows"]), (["a"], others))
                self.assertAlmostEqual(finding["evidence"]["deviations"], deviations, delta=1e-4 * deviations)
                self.assertEqual(finding["cure"], "--drop a")
                self.assert_no_finding(report, "constant-inputs", "constant-feature")

    def test_rare_classes_have_fewer_than_10_training_rows(self):
        labels = ["a"] * 9 + ["b"] * 10 + ["c"] * 40 + ["d"]
        self.write("data.csv", "x,y\n" + "".join(f"{i % 7},{label}\n" for i, label in enumerate(labels)))
        finding = self.finding(self.train("data.csv", "--validation", "0", "--epochs", "1"), "rare-class")
        self.assertEqual(finding["evidence"], {"classes": ["a", "d"], "rows": [9, 1]})
        self.assertIn("2 classes have fewer than 10 training rows: 'a' (9), 'd' (1)", finding["message"])
        self.assert_no_finding(self.train(DIGITS, "--epochs", "1"), "rare-class")
        self.assert_no_finding(self.train(DIABETES, "--epochs", "1"), "rare-class")

    def test_a_notice_is_repeated_for_each_column(self):
        self.write("data.csv", "id,number,x,y\n" + "".join(f"{i},{i + 5},{i * i % 7},{i % 2}\n" for i in range(12)))
        notices = [f for f in self.train("data.csv", "--epochs", "1")["findings"] if f["code"] == "row-counter"]
        self.assertEqual([notice["evidence"] for notice in notices], [{"column": "id"}, {"column": "number"}])
        self.assertEqual([notice["cure"] for notice in notices], ["--drop id", "--drop number"])

    def test_a_message_is_one_line_whatever_a_column_is_called(self):
        self.write("data.csv", '"a\nb","c\td","e\nf"\n' + "".join(f"7,{i},{i}.5\n" for i in range(20)))
        report = self.train("data.csv", "--scale", "none", "--epochs", "1", "--bias-init", "constant:-1000",
                            "--validation", "0")
        self.assertEqual(self.finding(report, "constant-feature")["evidence"], {"features": ["a\nb"]})  # as it is
        self.assertEqual(self.finding(report, "unscaled-input")["evidence"]["feature"], "c\td")
        self.assertIn("'e f'", self.finding(report, "network-dead")["message"])

    def test_no_ordinary_number_is_written_with_an_exponent(self):
        runs = {"a mean of 4,679": [*SPECIES, "--scale", "none"],
                "a mean that is 0 but for rounding": [DIABETES, "--hidden", "2,2,2,2,2"]}
        for name, args in runs.items():
            with self.subTest(name):
                report = self.train(*args, "--epochs", "0", "--seed", "1")
                self.assertGreater(report["summary"]["born_dead"], 0)
                for finding in report["findings"]:
                    self.assertNotRegex(finding["message"], r"\de[+-]0\d\b")
