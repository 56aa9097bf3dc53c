"""Why a unit died: blame and autopsy, told again from saved models and planted killers."""

import collections
import csv
import itertools
import json
import math
import random
import re

import numpy as np
import recount
from jsonschema import Draft202012Validator
from model_file import to_model
from program import DIGITS, PENGUINS, ProgramTest, parse_report, without_options

RUNS = 50
LEARNING_RATES = {"sgd": 1.0, "momentum": 0.3, "adam": 0.1}
RAW = ["--scale", "none", "--scale-target", "none", "--validation", "0", "--threads", "1"]


def to_csv(*lines):
    return "".join(",".join(map(str, line)) + "\n" for line in lines)


def random_csv(rng, task):
    columns, rows = rng.randint(1, 6), rng.randint(8, 80)
    lines = [[*(f"x{i}" for i in range(columns)), "y"]]
    for row in range(rows):
        cells = [rng.gauss(0.3 * i, 1) for i in range(columns)]
        label = "abc"[row % 3] if row < 3 else rng.choice("abc")  # every class is there
        lines.append([*cells, label if task == "classification" else rng.gauss(sum(cells), 1)])
    return to_csv(*lines)


def random_flags(rng, task):
    """Draw options at which units die and come back."""
    optimizer = rng.choice(list(LEARNING_RATES))
    gentler = 1.0 if task == "classification" else 0.3  # a squared error has no bound
    return {
        "task": task,
        "hidden": ",".join(str(rng.randint(2, 9)) for _ in range(rng.choice([1, 2, 3]))),
        "optimizer": optimizer,
        "lr": LEARNING_RATES[optimizer] * gentler * 10 ** rng.uniform(-1, 0.3),
        "epochs": rng.randint(4, 12),
        "track-every": rng.choice([1, 1, 2, 3]),
        "weight-decay": rng.choice([0, 0, 0.1]),  # it brings units back
        "clip-norm": rng.choice([0, 0, 1]),
        "batch-size": rng.choice([0, 1, 4, 16]),
        "seed": rng.randint(0, 999),
    }


def to_args(flags):
    return [text for flag, value in flags.items() for text in (f"--{flag}", str(value))]


def events_of(report, *types):
    return [event for event in report["events"] if event["type"] in types]


def autopsies(report):
    """The deaths with an autopsy: (event, autopsy)."""
    return [(event, event["cause"]["autopsy"]) for event in report["events"] if "autopsy" in event.get("cause", {})]


def without_autopsy(report):
    """The report as it should be without --autopsy, and how many autopsies were taken out."""
    report = without_options(report, "--autopsy")
    del report["config"]["autopsy"]
    ratios = sorted(ratio for _, autopsy in autopsies(report) if (ratio := autopsy["update_ratio"]) is not None)
    for finding in report["findings"]:
        told = finding["evidence"].pop("killing_steps_ratio", None)
        finding["message"], *said = finding["message"].split("; the steps that killed them were ")
        if (told is None) != (said == []):
            raise AssertionError(finding)
        if told is not None and told != ratios[len(ratios) // 2]:
            raise AssertionError(f"{told} is not the median of {ratios}")
    taken_out = sum(event.get("cause", {}).pop("autopsy", None) is not None for event in report["events"])
    report["findings"] = [finding for finding in report["findings"] if finding["code"] != "killer-line"]
    return report, taken_out


class View:
    """A saved network on all rows of its CSV, in float64."""

    def __init__(self, model, data):
        self.layers, self.metadata = recount.read_model(model)
        inputs, self.targets = recount.read_data(data, self.metadata)
        self.layers = [(weight.astype(np.float64), bias.astype(np.float64)) for weight, bias in self.layers]
        self.inputs, self.preactivations = [inputs.astype(np.float64)], []  # of each layer, per row
        for weight, bias in self.layers:
            self.preactivations.append(self.inputs[-1] @ weight.T + bias)
            self.inputs.append(np.maximum(self.preactivations[-1], 0))

    def mean(self, layer, unit):
        return self.preactivations[layer][:, unit].mean()

    def mean_inputs(self, layer):
        return self.inputs[layer].mean(axis=0)

    def own(self, layer, unit):
        """The unit's weights, then its bias."""
        weight, bias = self.layers[layer]
        return np.append(weight[unit], bias[unit])

    def deltas(self, layer):
        """Each row's own loss by each pre-activation of a hidden layer."""
        outputs = self.preactivations[-1]
        if self.metadata["task"] == "classification":
            slopes = np.exp(outputs - outputs.max(axis=1, keepdims=True))
            slopes /= slopes.sum(axis=1, keepdims=True)
            slopes[np.arange(len(slopes)), self.targets] -= 1
        else:
            slopes = 2 * (outputs - self.targets[:, None])
        for k in range(len(self.layers) - 1, layer, -1):
            slopes = slopes @ self.layers[k][0] * (self.preactivations[k - 1] > 0)
        return slopes


def blame_between(before, after, layer, unit):
    step = after.own(layer, unit) - before.own(layer, unit)
    moved = after.mean_inputs(layer) - before.mean_inputs(layer)
    return {
        "change": after.mean(layer, unit) - before.mean(layer, unit),
        "bias": step[-1],
        "weights": step[:-1] @ before.mean_inputs(layer),
        "inputs": after.own(layer, unit)[:-1] @ moved,
    }


class AutopsyTest(ProgramTest):
    def report(self, *args):
        """Of a run that completed or diverged."""
        result = self.program("train", *args, "--quiet")
        self.assertIn(result.code, (0, 1), result.stderr)
        return parse_report(result.stdout)

    def view(self, epoch, flags, *args):
        """The network of the run after so many epochs; nothing in a run depends on how many are still to come."""
        name = f"{epoch}.safetensors"
        self.report("data.csv", *to_args({**flags, "epochs": epoch}), *RAW, *args, "--save-model", name)
        return View(self.folder / name, self.folder / "data.csv")

    def random_runs(self, seed, count=RUNS, **fixed):
        """Yield (flags, rng) of random runs, each with its data.csv in place."""
        for number in range(count):
            rng = random.Random(1000 * seed + number)
            task = rng.choice(["classification", "regression"])
            self.write("data.csv", random_csv(rng, task))
            flags = {**random_flags(rng, task), **fixed}
            with self.subTest(flags=flags):
                yield flags, rng


class BlameTest(AutopsyTest):
    def test_the_three_terms_add_up_and_the_dominant_one_goes_farthest_with_the_change(self):
        seen = collections.Counter()
        for flags, _ in self.random_runs(1):
            for event in self.report("data.csv", *to_args(flags), *RAW)["events"]:
                if event["type"] == "born_dead":
                    self.assertNotIn("cause", event)
                    continue
                cause = event["cause"]
                terms = {name: cause[name] for name in ("bias", "weights", "inputs")}
                largest = max(map(abs, terms.values()))
                self.assertAlmostEqual(sum(terms.values()), cause["change"], delta=1e-5 * largest)
                with_the_change = {name: math.copysign(1, cause["change"]) * term for name, term in terms.items()}
                self.assertEqual(with_the_change[cause["dominant"]], max(with_the_change.values()), cause)
                if event["layer"] == 0:
                    self.assertEqual(terms["inputs"], 0)
                seen.update([event["type"], cause["dominant"], flags["optimizer"]])
        for what in ("died", "revived", "bias", "weights", "inputs", *LEARNING_RATES):
            self.assertGreater(seen[what], 20, seen)

    def test_the_terms_are_those_between_the_models_saved_after_the_two_looks(self):
        compared = 0
        for flags, rng in self.random_runs(2):
            report = self.report("data.csv", *to_args(flags), *RAW)
            looks = report["layers"][0]["history"]["epoch"]
            events = events_of(report, "died", "revived")
            for event in rng.sample(events, min(3, len(events))):
                last_look = looks[looks.index(event["epoch"]) - 1]
                before, after = (self.view(epoch, flags) for epoch in (last_look, event["epoch"]))
                expected = blame_between(before, after, event["layer"], event["unit"])
                largest = max(map(abs, expected.values()))
                for name, value in expected.items():
                    self.assertAlmostEqual(event["cause"][name], value, delta=1e-4 * largest, msg=name)
                compared += 1
        self.assertGreater(compared, 60)


class AddedTest(AutopsyTest):
    """What --autopsy adds to a report."""

    def test_it_is_an_autopsy_of_every_death_and_nothing_else_changes(self):
        schema = Draft202012Validator(parse_report(self.program("schema").stdout))
        deaths = 0
        for flags, _ in self.random_runs(3, 30):
            args = ["data.csv", *to_args(flags), *RAW]
            plain = self.program("train", *args, "--quiet", "--save-model", "plain.safetensors")
            with_autopsy = self.program("train", *args, "--quiet", "--save-model", "with.safetensors", "--autopsy")
            self.assertEqual(with_autopsy.code, plain.code)
            self.assertEqual(self.read("with.safetensors"), self.read("plain.safetensors"))
            report = parse_report(with_autopsy.stdout)
            schema.validate(report)
            self.assertEqual(report["config"]["autopsy"], True)
            rest, taken_out = without_autopsy(report)
            self.assertEqual((rest, 0), without_autopsy(parse_report(plain.stdout)))
            for _, autopsy in autopsies(parse_report(with_autopsy.stdout)):
                median = autopsy["median_update_norm"]
                self.assertEqual(autopsy["update_ratio"], autopsy["update_norm"] / median if median > 0 else None)
            self.assertEqual(taken_out, len(events_of(report, "died")))
            deaths += taken_out
        self.assertGreater(deaths, 40)

    def test_every_report_with_it_is_the_same_bytes_again_and_with_more_threads(self):
        rng = random.Random(1)
        rows = [[rng.gauss(0, 1) for _ in range(4)] for _ in range(20_000)]  # looked at in three parts
        self.write("large.csv", to_csv(["a", "b", "c", "y"], *rows))
        for args in ([DIGITS, "--lr", "1"],
                     ["large.csv", "--lr", "1", "--batch-size", "500", "--epochs", "3", "--hidden", "32,16"]):
            outputs = [self.program("train", *args, "--autopsy", "--quiet", "--threads", threads).stdout
                       for threads in (1, 1, 2, 3)]
            self.assertGreater(len(autopsies(parse_report(outputs[0]))), 5)
            for output in outputs[1:]:
                self.assertEqual(output, outputs[0])

    def test_where_nothing_died_nothing_is_added(self):
        for args in ([DIGITS, "--lr", "0.01", "--epochs", "2"], [DIGITS, "--lr", "100", "--epochs", "0"]):
            plain, with_autopsy = (self.train(*args, *flag) for flag in ([], ["--autopsy"]))
            self.assertEqual(events_of(plain, "died"), [])
            self.assertEqual(without_autopsy(with_autopsy), (without_autopsy(plain)[0], 0))

    def test_who_is_born_dead_has_none(self):
        report = self.train(DIGITS, "--bias-init", "constant:-6", "--epochs", "1", "--autopsy")
        self.assertGreater(len(events_of(report, "born_dead")), 10)
        self.assertFalse(any("cause" in event for event in events_of(report, "born_dead")))

    def test_deaths_before_a_run_diverged_have_theirs(self):
        examined = 0
        for track_every, seed in itertools.product((1, 2, 3), range(10)):
            self.write("data.csv", random_csv(random.Random(seed), "regression"))
            report = self.report("data.csv", "--task", "regression", *RAW, "--hidden", "16,8", "--batch-size", "4",
                                 "--lr", "0.1", "--lr-schedule", "step:7:1e30",  # diverges in epoch 8 at the latest
                                 "--track-every", track_every, "--seed", seed, "--autopsy")
            self.assertEqual(report["training"]["status"], "diverged")
            self.assertEqual(len(autopsies(report)), len(events_of(report, "died")))
            for event, autopsy in autopsies(report):
                self.assertLessEqual(autopsy["epoch"], event["epoch"])
                examined += 1
        self.assertGreater(examined, 50)

    def test_a_row_that_had_no_part_is_not_listed(self):
        output = self.program("train", DIGITS, "--lr", "1", "--autopsy", "--quiet").stdout.decode()
        shares = re.findall(r'"share": ([^,]+)', output)
        self.assertGreater(len(shares), 50)
        self.assertFalse({"0.0", "-0.0"} & set(shares))


class StepTest(AutopsyTest):
    """The killing step, and what it did."""

    def test_before_and_after_differ_by_gradient_state_and_inputs(self):
        seen = collections.Counter()
        for flags, _ in self.random_runs(4):
            report = self.report("data.csv", *to_args(flags), *RAW, "--autopsy")
            looks = report["layers"][0]["history"]["epoch"]
            batch = flags["batch-size"] or report["data"]["train_rows"]
            for event, autopsy in autopsies(report):
                parts = [autopsy[f"from_{part}"] for part in ("gradient", "state", "inputs")]
                size = max(map(abs, [autopsy["before"], autopsy["after"], *parts]))
                self.assertAlmostEqual(autopsy["before"] + sum(parts), autopsy["after"], delta=1e-4 * size)
                self.assertGreater(autopsy["epoch"], looks[looks.index(event["epoch"]) - 1])
                self.assertLessEqual(autopsy["epoch"], event["epoch"])
                self.assertIn(autopsy["step"], range(1, math.ceil(report["data"]["train_rows"] / batch) + 1))
                self.assertEqual(autopsy["learning_rate"], float(flags["lr"]))
                shares = [row["share"] for row in autopsy["rows"]]
                self.assertEqual(shares, sorted(shares, reverse=True))
                self.assertLessEqual(sum(map(abs, shares)), 1 + 1e-9)
                if shares and batch <= 5:
                    self.assertAlmostEqual(sum(map(abs, shares)), 1)
                if flags["optimizer"] == "sgd" and flags["weight-decay"] == 0:
                    self.assertEqual(autopsy["from_state"], 0)
                seen[flags["optimizer"]] += 1
                seen["state"] += abs(autopsy["from_state"]) > abs(autopsy["from_gradient"])
                seen[autopsy["ranked_by"]] += 1
        for what in ("state", "own", "inputs", *LEARNING_RATES):
            self.assertGreater(seen[what], 10, seen)

    def test_the_learning_rate_is_that_of_its_epoch(self):
        schedules = {
            "constant": lambda base, epoch: base,
            "cosine": lambda base, epoch: base * (1 + math.cos(math.pi * (epoch - 1) / 8)) / 2,
            "step:2:0.5": lambda base, epoch: base * 0.5 ** ((epoch - 1) // 2),
        }
        for schedule, rate in schedules.items():
            epochs = set()
            fixed = {"epochs": 8, "track-every": 3, "batch-size": 4, "lr-schedule": schedule}
            for flags, _ in self.random_runs(5, 12, **fixed):
                for _, autopsy in autopsies(self.report("data.csv", *to_args(flags), *RAW, "--autopsy")):
                    self.assertAlmostEqual(autopsy["learning_rate"], rate(flags["lr"], autopsy["epoch"]), delta=1e-12)
                    epochs.add(autopsy["epoch"])
            self.assertGreaterEqual(len(epochs), 4)

    def test_a_full_batch_step_is_that_between_two_saved_models(self):
        deaths, ranked = 0, 0
        fixed = {"optimizer": "sgd", "batch-size": 0, "track-every": 1, "weight-decay": 0, "clip-norm": 0, "lr": 0.8}
        for flags, rng in self.random_runs(6, 40, **fixed):
            report = self.report("data.csv", *to_args(flags), *RAW, "--autopsy")
            examined = autopsies(report)
            for event, autopsy in rng.sample(examined, min(3, len(examined))):
                deaths += 1
                layer, unit, epoch = event["layer"], event["unit"], event["epoch"]
                before, after = (self.view(e, flags) for e in (epoch - 1, epoch))
                step = np.linalg.norm(after.own(layer, unit) - before.own(layer, unit))
                self.assertEqual((autopsy["epoch"], autopsy["step"]), (epoch, 1))
                self.assertAlmostEqual(autopsy["update_norm"], step, delta=1e-6 * step)
                self.assertEqual(autopsy["median_update_norm"], autopsy["update_norm"])
                blame = blame_between(before, after, layer, unit)
                size = max(map(abs, [autopsy["before"], autopsy["after"], *blame.values()]))
                for name, value in {"before": before.mean(layer, unit), "after": after.mean(layer, unit),
                                    "from_gradient": blame["bias"] + blame["weights"], "from_state": 0,
                                    "from_inputs": blame["inputs"]}.items():
                    self.assertAlmostEqual(autopsy[name], value, delta=1e-4 * size, msg=name)
                if autopsy["ranked_by"] == "own":
                    self.check_shares(autopsy, before, layer, unit)
                    ranked += 1
        self.assertGreater(deaths, 40)
        self.assertGreater(ranked, 30)

    def check_shares(self, autopsy, before, layer, unit):
        """Row j contributes -(lr/B) * dL_j/dz * (h_j . mean h + 1); rows that contribute nothing are not listed."""
        contributions = -before.deltas(layer)[:, unit] * (before.inputs[layer] @ before.mean_inputs(layer) + 1)
        shares = -contributions / np.abs(contributions).sum()
        ranked = np.sort(shares[shares != 0])[::-1]
        self.assertEqual(len(autopsy["rows"]), min(5, len(ranked)))
        for row, greatest in zip(autopsy["rows"], ranked):
            self.assertAlmostEqual(row["share"], greatest, delta=1e-4)
            self.assertAlmostEqual(row["share"], shares[row["line"] - 2], delta=1e-4)  # a line a row, and the header


class RowTest(AutopsyTest):
    """The rows of the batch as their owner knows them."""

    def test_the_line_is_that_on_which_the_record_starts(self):
        """Cells and header names of several lines, CRLF or LF, rows that are dropped and rows that are held out."""
        for newline, seed in itertools.product(("\n", "\r\n"), range(5)):
            rng = random.Random(seed)
            notes = ["short", "", f'"two{newline}lines"', f'"one ""{newline}{newline}"", three"', '"two\nlines"']
            text, line_of = f'x,"a{newline}note",z,y{newline}', {}
            for row in range(60):
                line_of[row / 10] = 1 + text.count("\n")
                x = "NA" if row % 7 == 3 else rng.gauss(0, 1)
                text += f"{x},{rng.choice(notes)},{rng.gauss(1, 1)},{row / 10}{newline}"
            self.write("data.csv", text)
            report = self.report("data.csv", "--target", "y", "--features", "x,z", "--missing", "drop", "--seed", seed,
                                 "--hidden", "12,8", "--lr", "0.5", "--batch-size", "8", "--autopsy")
            self.assertEqual((report["data"]["rows_dropped"], report["data"]["validation_rows"]), (9, 10))
            rows = [row for _, autopsy in autopsies(report) for row in autopsy["rows"]]
            self.assertGreater(len(rows), 10)
            self.assertGreater(len({row["line"] for row in rows}), 5)
            for row in rows:
                nearest = min(line_of, key=lambda target: abs(target - row["target"]))  # no two rows share one
                self.assertAlmostEqual(row["target"], nearest, delta=1e-5)
                self.assertEqual(row["line"], line_of[nearest])

    def test_target_feature_and_deviations_are_those_of_the_line(self):
        seen = collections.Counter()
        for task, scale in itertools.product(("classification", "regression"), ("standard", "minmax", "none")):
            rng = random.Random(7)
            lines = [["size", "colour", "same", "weight", "y"]]
            for row in range(50):
                target = ["no", "yes"][row % 2] if task == "classification" else round(rng.gauss(1000, 200), 2)
                lines.append([round(rng.gauss(5, 1), 3), rng.choice(["red"] + 9 * ["blue"]), 3,
                              round(math.exp(rng.gauss(0, 1)), 3), target])
            self.write("data.csv", to_csv(*lines))
            inputs = {"size": [float(line[0]) for line in lines[1:]], "weight": [float(line[3]) for line in lines[1:]],
                      **{f"colour={name}": [float(line[1] == name) for line in lines[1:]] for name in ("blue", "red")}}
            scores = {name: (np.array(x) - np.mean(x)) / np.std(x) for name, x in inputs.items()}
            for optimizer, seed in itertools.product(LEARNING_RATES, range(4)):
                report = self.report("data.csv", "--task", task, "--scale", scale, "--validation", "0", "--seed", seed,
                                     "--optimizer", optimizer, "--lr", LEARNING_RATES[optimizer], "--autopsy")
                for row in (row for _, autopsy in autopsies(report) for row in autopsy["rows"]):
                    j = row["line"] - 2
                    target = lines[1 + j][-1]
                    if task == "classification":
                        self.assertEqual(row["target"], target)
                    else:
                        self.assertAlmostEqual(row["target"], target, delta=1e-3)
                    farthest = max(abs(score[j]) for score in scores.values())
                    self.assertAlmostEqual(row["deviations"], scores[row["feature"]][j], delta=1e-4)
                    self.assertAlmostEqual(abs(row["deviations"]), farthest, delta=1e-4)
                    seen.update([(task, scale), row["feature"]])
        for what in [*itertools.product(("classification", "regression"), ("standard", "minmax", "none")), *scores]:
            if what != "colour=blue":  # ties with red
                self.assertGreater(seen[what], 10, seen)


class PlantedKillerTest(AutopsyTest):
    """One feature of one row, times 1,000, unscaled, under plain SGD.

    A death is that row's doing if the batch of the step that killed the unit holds it. Removing the row removes such a
    death if in the run without it that unit does not die at all.
    """

    def setUp(self):
        super().setUp()
        self.write("probe.safetensors", to_model(([[1]], [-0.5]), ([[1]], [0])))
        self.steps = {}

    def step_of_row(self, row, rows, batch_size, seed, epoch):
        """The step of an epoch, from 1, whose batch holds the row (from 0), which the report does not say.

        The shuffles depend on the number of rows, the seed and the epoch alone. So a run on other data tells: of one
        unit that fires on this row alone, which kills it, at a learning rate that is next to nothing until the epoch.
        """
        key = (row, rows, batch_size, seed, epoch)
        if key not in self.steps:
            rate = ["--lr", "1"] if epoch == 1 else ["--lr", "1e-30", "--lr-schedule", f"step:{epoch - 1}:1e30"]
            self.write("probe.csv", to_csv("xy", *([int(j == row), -1000 * int(j == row)] for j in range(rows))))
            report = self.report("probe.csv", "--task", "regression", *RAW, "--seed", seed, "--epochs", epoch,
                                 "--batch-size", batch_size, *rate, "--init-from", "probe.safetensors", "--autopsy")
            ((_, autopsy),) = autopsies(report)
            self.assertEqual((autopsy["epoch"], autopsy["rows"][0]["line"]), (epoch, row + 2))
            self.steps[key] = autopsy["step"]
        return self.steps[key]

    def plant(self, source, features, seed):
        """Write planted.csv and removed.csv; return the line and, among the complete rows, the row (from 0)."""
        with open(source, newline="", encoding="utf-8") as file:
            header, *rows = csv.reader(file)
        columns = [header.index(name) for name in features or header[:-1]]
        complete = [j for j, row in enumerate(rows) if all(row[k] != "NA" for k in columns)]
        planted = random.Random(1000 + seed).choice(complete)
        greatest = max(columns, key=lambda k: float(rows[planted][k]))
        self.write("removed.csv", to_csv(header, *rows[:planted], *rows[planted + 1 :]))
        rows[planted][greatest] = str(1000 * float(rows[planted][greatest]))
        self.write("planted.csv", to_csv(header, *rows))
        return planted + 2, complete.index(planted)

    def check_finding(self, report):
        """The line that gave more than half of the push most often, if it did so twice and is unusual, is a finding."""
        first = [autopsy["rows"][0] for _, autopsy in autopsies(report) if autopsy["rows"]]
        deaths = collections.Counter(
            row["line"] for row in first if row["share"] > 0.5 and abs(row["deviations"]) >= 5)
        found = [finding for finding in report["findings"] if finding["code"] == "killer-line"]
        self.assertEqual(len(found), max(deaths.values(), default=0) > 1)
        for finding in found:
            evidence = finding["evidence"]
            self.assertEqual(evidence["deaths"], max(deaths.values()))
            self.assertEqual(evidence["deaths"], deaths[evidence["line"]])
            self.assertIn({key: evidence[key] for key in ("line", "feature", "deviations")},
                          [{key: row[key] for key in ("line", "feature", "deviations")} for row in first])

    def check_killer(self, source, features, batch_size, *args):
        """Check 10 seeds, each with a row of its own."""
        seeds_named, total = 0, collections.Counter()
        for seed in range(10):
            line, row = self.plant(source, features, seed)
            args_of_seed = ["--scale", "none", "--validation", "0", "--batch-size", batch_size, "--seed", seed, *args]
            report = self.report("planted.csv", *args_of_seed, "--autopsy")
            removed = self.report("removed.csv", *args_of_seed)
            died_without = {(event["layer"], event["unit"]) for event in events_of(removed, "died")}
            rows = report["data"]["train_rows"]
            caused = [(event, autopsy) for event, autopsy in autopsies(report)
                      if autopsy["step"] == self.step_of_row(row, rows, batch_size, seed, autopsy["epoch"])]
            named = [autopsy["rows"][0]["line"] == line for _, autopsy in caused]
            seeds_named += bool(named) and all(named)
            total["died"] += len(events_of(report, "died"))
            self.check_finding(report)
            total["died without the line"] += len(events_of(removed, "died"))
            total["caused"] += len(caused)
            total["named first"] += sum(named)
            total["not removed"] += sum((event["layer"], event["unit"]) in died_without for event, _ in caused)
        figures = f"{seeds_named} of 10 seeds, {dict(total)}"
        self.assertGreaterEqual(seeds_named, 9, figures)
        self.assertGreater(total["caused"], 15, figures)
        self.assertGreaterEqual(total["named first"], 0.95 * total["caused"], figures)
        self.assertLessEqual(total["not removed"], 0.15 * total["caused"], figures)
        self.assertLess(total["died without the line"], total["died"] - 0.8 * total["caused"], figures)

    def test_of_digits_it_is_named_first_and_its_deaths_go_with_it(self):
        self.check_killer(DIGITS, None, 16, "--lr", "0.003", "--epochs", "2")

    def test_of_penguins_it_is_named_first_and_its_deaths_go_with_it(self):
        features = ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
        self.check_killer(PENGUINS, features, 32, "--target", "species", "--features", ",".join(features),
                          "--missing", "drop", "--lr", "1e-6", "--epochs", "4")
