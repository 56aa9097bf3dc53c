"""The life of a unit, told again from the counts of active rows alone; and what held-out rows say of it."""

import functools
import itertools
import math
import pathlib
import random
import tempfile

from model_file import identity_probe, to_model
from program import DIABETES, DIGITS, ProgramTest, parse_report, run, without_options

RUNS = 200
RAW = ["--task", "regression", "--scale", "none", "--scale-target", "none"]
LEARNING_RATES = {"sgd": 1.0, "momentum": 0.3, "nesterov": 0.3, "rmsprop": 0.1, "adam": 0.1, "adamw": 0.1}


def to_csv(*lines):
    return "".join(",".join(map(str, line)) + "\n" for line in lines)


# Random runs in which units are born dead, die, come back, and some diverge


def random_csv(rng, task):
    columns, rows = rng.randint(1, 6), rng.randint(5, 80)
    lines = [[*(f"x{i}" for i in range(columns)), "y"]]
    for row in range(rows):
        cells = [rng.gauss(0, 1) for _ in range(columns)]
        label = "abc"[row % 3] if row < 3 else rng.choice("abc")  # every class is there
        lines.append([*cells, label if task == "classification" else rng.gauss(sum(cells), 1)])
    return to_csv(*lines)


def random_flags(rng, task):
    """Draw options; learning rates reach beyond what is sensible, so that units die and some runs diverge."""
    optimizer = rng.choice(list(LEARNING_RATES))
    flags = {
        "task": task,
        "hidden": ",".join(str(rng.randint(1, 9)) for _ in range(rng.choice([1, 2, 2, 3, 3]))),
        "optimizer": optimizer,
        "lr": LEARNING_RATES[optimizer] * 10 ** rng.uniform(-1.2, 0.6),
        "epochs": rng.randint(0, 12),
        "track-every": rng.randint(1, 4),
        "weight-decay": rng.choice([0, 0.1]),  # it brings units back
        "batch-size": rng.choice([0, 1, 4, 16]),
        "seed": rng.randint(0, 999),
        "validation": rng.choice([0, 0.2]),
        "sparse-below": rng.choice([0.02, 0.1, 0.3]),
        "threads": 1,
    }
    if rng.random() < 0.4:
        flags["bias-init"] = f"constant:-{rng.uniform(0.2, 3):.3f}"
    if rng.random() < 0.3:
        flags["init"] = rng.choice(["normal:1"] * 9 + ["normal:1e18"])  # the last overflows before the first step
    if rng.random() < 0.15:
        flags["lr-schedule"] = f"step:{rng.randint(1, 6)}:1e30"  # diverges, if it gets that far
    return [text for flag, value in flags.items() for text in (f"--{flag}", str(value))]


def random_run(index, folder, *outputs):
    """Return the arguments, the exit code and the report; the index is all that they depend on."""
    rng = random.Random(index)
    task = rng.choice(["classification", "regression"])
    (folder / "data.csv").write_text(random_csv(rng, task), encoding="utf-8")
    args = ["train", "data.csv", *random_flags(rng, task), *outputs, "--quiet"]
    result = run(*args, cwd=folder)
    if result.code not in (0, 1):
        raise AssertionError(f"{args}\n{result.stderr}")
    return args, result.code, parse_report(result.stdout)


# The same story, told naively


def looks_of(layer, unit):
    """Return [(epoch, whether the unit was dead), ...]."""
    history = layer["history"]
    return [(epoch, counts[unit] == 0) for epoch, counts in zip(history["epoch"], history["active_rows"])]


def event_type(looks, i):
    """Return what became of a unit at the i-th look, or None."""
    dead = looks[i][1]
    if i == 0:
        return "born_dead" if dead else None
    if looks[i - 1][1] == dead:
        return None
    return "died" if dead else "revived"


def epochs_of(kind, looks):
    return [epoch for i, (epoch, _) in enumerate(looks) if event_type(looks, i) == kind]


def life(looks):
    """Return what the report has to say of a unit."""
    dead_epochs = []
    for is_dead, spell in itertools.groupby(looks, key=lambda look: look[1]):
        epochs = [epoch for epoch, _ in spell]
        if is_dead:
            dead_epochs.append([epochs[0], epochs[-1]])
    return {
        "born_dead": looks[0][1],
        "died_epoch": max(epochs_of("died", looks), default=None),
        "dead_epochs": dead_epochs,
        "revivals": len(epochs_of("revived", looks)),
    }


def facts(event):
    """The event without its cause."""
    return {key: value for key, value in event.items() if key != "cause"}


def events_of(report):
    events = []
    for i, epoch in enumerate(report["layers"][0]["history"]["epoch"]):
        for layer in report["layers"]:
            for unit in layer["unit"]:
                kind = event_type(looks_of(layer, unit["index"]), i)
                if kind is not None:
                    events.append({"epoch": epoch, "layer": layer["index"], "unit": unit["index"], "type": kind})
    return events


def units_of(report):
    return [(layer, unit) for layer in report["layers"] for unit in layer["unit"]]


def of_every_run(check):
    """A test that holds the report of every random run against the check."""

    @functools.wraps(check)
    def test(self):
        for i, (args, _, report) in enumerate(self.runs):
            with self.subTest(run=i, args=" ".join(args)):
                check(self, report)

    return test


class RandomRunsTest(ProgramTest):
    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        with tempfile.TemporaryDirectory() as folder:
            cls.runs = [random_run(i, pathlib.Path(folder)) for i in range(RUNS)]

    @of_every_run
    def test_looked_at_are_epoch_0_every_kth_and_the_last(self, report):
        last, step = report["training"]["epochs_completed"], report["config"]["track_every"]
        epochs = [epoch for epoch in range(last + 1) if epoch % step == 0 or epoch == last]
        self.assertEqual([entry["epoch"] for entry in report["training"]["history"]], epochs)
        for layer in report["layers"]:
            self.assertEqual(layer["history"]["epoch"], epochs)
            for key in ("dead", "sparse", "apoz", "active_rows"):
                self.assertEqual(len(layer["history"][key]), len(epochs), key)

    def test_a_run_completes_all_epochs_or_has_diverged_and_says_so(self):
        for args, code, report in self.runs:
            training, epochs = report["training"], report["config"]["epochs"]
            with self.subTest(" ".join(args)):
                diverged = training["status"] == "diverged"
                self.assertEqual(code, int(diverged or report["summary"]["network_dead"]))
                if not diverged:
                    self.assertEqual((training["status"], training["epochs_completed"]), ("completed", epochs))
                else:
                    self.assertLess(training["epochs_completed"], max(epochs, 1))

    @of_every_run
    def test_dead_and_sparse_of_an_epoch_count_its_units(self, report):
        rows, limit = report["data"]["train_rows"], report["config"]["sparse_below"]
        for layer in report["layers"]:
            for i, counts in enumerate(layer["history"]["active_rows"]):
                self.assertEqual(len(counts), layer["units"])
                self.assertEqual(layer["history"]["dead"][i], counts.count(0))
                self.assertEqual(layer["history"]["sparse"][i], sum(0 < count / rows <= limit for count in counts))

    @of_every_run
    def test_a_unit_is_now_what_it_was_at_the_last_look(self, report):
        for layer in report["layers"]:
            last = layer["history"]["active_rows"][-1]
            self.assertEqual([unit["active_rows"] for unit in layer["unit"]], last)
            self.assertEqual([unit["status"] == "dead" for unit in layer["unit"]], [count == 0 for count in last])

    @of_every_run
    def test_the_life_of_every_unit(self, report):
        for layer, unit in units_of(report):
            expected = life(looks_of(layer, unit["index"]))
            told = {key: unit[key] for key in expected}
            self.assertEqual(told, expected, f"layer {layer['index']}, unit {unit['index']}")

    @of_every_run
    def test_the_events_in_order(self, report):
        self.assertEqual([facts(event) for event in report["events"]], events_of(report))

    @of_every_run
    def test_the_summary_counts_the_events_and_adds_up(self, report):
        summary, types = report["summary"], [event["type"] for event in events_of(report)]
        dead = sum(looks_of(layer, unit["index"])[-1][1] for layer, unit in units_of(report))
        self.assertEqual(summary["dead"], dead)
        for kind in ("born_dead", "died", "revived"):
            self.assertEqual(summary[kind], types.count(kind), kind)
        self.assertEqual(summary["dead"], summary["born_dead"] + summary["died"] - summary["revived"])

    @of_every_run
    def test_a_way_back_is_named_for_the_dead_and_only_for_them(self, report):
        for layer, unit in units_of(report):
            is_dead = looks_of(layer, unit["index"])[-1][1]
            self.assertEqual(unit["recovery"] is not None, is_dead)

    @of_every_run
    def test_unseen_data_is_a_dead_unit_that_validation_rows_wake(self, report):
        self.assertEqual(report["data"]["validation_rows"] > 0, report["config"]["validation"] > 0)
        for layer, unit in units_of(report):
            is_dead = looks_of(layer, unit["index"])[-1][1]
            self.assertEqual("validation" in unit, report["data"]["validation_rows"] > 0)
            woken = unit.get("validation", {"active_rows": 0})["active_rows"] > 0
            self.assertIs(unit["unseen_data"], is_dead and woken)

    def test_the_runs_hold_every_kind_of_life(self):
        """The tests above say nothing of what never happens."""
        seen = {}

        def count(what, happened):
            seen[what] = seen.get(what, 0) + bool(happened)

        for _, code, report in self.runs:
            last, step = report["training"]["epochs_completed"], report["config"]["track_every"]
            count("run that diverges at once", code == 1 and last == 0)
            count("run that diverges after an epoch", code == 1 and last > 0)
            count("run that diverges with --track-every", code == 1 and last > 0 and step > 1)
            count("last epoch between looks", code == 0 and last % step != 0)
            count("sparse", any(sum(layer["history"]["sparse"]) for layer in report["layers"]))
            for layer, unit in units_of(report):
                looks = looks_of(layer, unit["index"])
                deaths, revivals = epochs_of("died", looks), epochs_of("revived", looks)
                count("born dead", looks[0][1])
                count("died", deaths)
                count("revived", revivals)
                count("died in the last epoch", last in deaths)
                count("died or revived with --track-every", step > 1 and (deaths or revivals))
                count("born dead and revived", looks[0][1] and revivals)
                count("born dead, revived and died", looks[0][1] and deaths)
                count("died twice", len(deaths) > 1)
                count("died and revived for good", deaths and not looks[-1][1])
                count("dead, but awake on validation rows", unit["unseen_data"])
        self.assertEqual([what for what, times in seen.items() if times == 0], [], seen)


class HistoryTest(ProgramTest):
    """--history leaves things out of the report, and changes nothing."""

    WIDTHS = ["--hidden", "16,12,8", "--bias-init", "normal:1", "--epochs", "8"]

    def check(self, *args, code=0):
        kinds = ("units", "layers", "none")
        units, layers, none = (self.train(*args, *self.WIDTHS, "--history", kind, code=code) for kind in kinds)
        self.assertEqual([facts(event) for event in units["events"]], events_of(units))
        self.assertEqual(layers["events"], units["events"])
        self.assertEqual(none["events"], units["events"])
        self.assertEqual(without_history(layers), without_history(units))
        epochs = units["training"]["history"]
        self.assertEqual(none["training"]["history"], [epochs[0], epochs[-1]])
        none["training"]["history"] = epochs
        self.assertEqual(without_history(none), without_history(units))
        return {event["type"] for event in units["events"]}

    def test_without_the_history_all_else_is_told_as_with_it(self):
        every_type = {"born_dead", "died", "revived"}
        self.assertEqual(self.check(DIGITS, "--lr", "1.0"), every_type)
        self.assertEqual(self.check(DIGITS, "--optimizer", "momentum", "--lr", "0.1", "--track-every", "3"), every_type)

    def test_nor_does_it_matter_in_a_run_that_diverges(self):
        types = self.check(DIABETES, "--lr", "0.3", "--lr-schedule", "step:4:1e30", code=1)
        self.assertLessEqual({"born_dead", "died"}, types)


def without_history(report):
    report = without_options(report, "--history")
    layers = [{key: value for key, value in layer.items() if key != "history"} for layer in report["layers"]]
    config = {key: value for key, value in report["config"].items() if key != "history"}
    return {**report, "layers": layers, "config": config}


# Held-out rows


def at_most(k, n, p):
    """P(Binomial(n, p) <= k)."""
    return math.fsum(math.comb(n, i) * p**i * (1 - p) ** (n - i) for i in range(k + 1))


def upper95(k, n):
    """Return the rate at which k active rows or fewer have a probability of 5 %, found by bisection."""
    if k == n:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        if at_most(k, n, middle) > 0.05:
            low = middle
        else:
            high = middle
    return low


class UpperBoundTest(ProgramTest):
    def check(self, report):
        """Check the bound of every unit; return the numbers of active rows."""
        rows, seen = report["data"]["validation_rows"], set()
        for _, unit in units_of(report):
            validation = unit["validation"]
            active, bound = validation["active_rows"], validation["activation_rate_upper95"]
            if active not in seen:
                expected = upper95(active, rows)
                self.assertAlmostEqual(bound, expected, delta=1e-9 * expected, msg=f"{active} of {rows}")
                seen.add(active)
            if active == 0:
                self.assertAlmostEqual(bound, 1 - 0.05 ** (1 / rows), delta=1e-9 * bound)
            if active == rows:
                self.assertEqual(bound, 1)
        return seen

    def test_the_bound_of_every_unit_of_a_digits_run(self):
        seen = self.check(self.train(DIGITS, "--lr", "1.0", "--epochs", "6"))
        self.assertIn(0, seen)
        self.assertGreater(len(seen), 20)

    def test_the_bound_at_every_number_of_active_rows(self):
        for rows in (1, 2, 3, 10, 41):
            counts = range(rows + 1)  # column x3 is positive on 3 rows
            header = [*(f"x{count}" for count in counts), "y"]
            held_out = [[*(1 if row < count else -1 for count in counts), 0.5] for row in range(rows)]
            self.write("data.csv", to_csv(header, [1] * len(header), [2] * len(header)))
            self.write("held_out.csv", to_csv(header, *held_out))
            self.write("probe.safetensors", identity_probe(len(counts)))
            report = self.train("data.csv", "--validation-data", "held_out.csv", "--init-from", "probe.safetensors",
                                "--epochs", "0", *RAW)
            with self.subTest(rows=rows):
                active_rows = [unit["validation"]["active_rows"] for _, unit in units_of(report)]
                self.assertEqual(active_rows, list(counts))
                self.check(report)


class UnseenDataTest(ProgramTest):
    """x < 1 in training, x > 1 in validation; units of layer 0 fire where x > 1, where x < 1, always, never."""

    NETWORK = to_model(([[1.0], [-1.0], [0.0], [0.0]], [-1.0, 1.0, 1.0, -1.0]),
                       ([[1.0, 0.0, 0.0, 0.0], [0.0, 1.0, 0.0, 0.0]], [0.0, 0.0]),
                       ([[1.0, 1.0]], [0.0]))

    def units(self, *flags):
        self.write("model.safetensors", self.NETWORK)
        self.write("data.csv", "x,y\n0,0.5\n0.5,1.5\n-1,2.5\n")
        self.write("held_out.csv", "x,y\n2,0.5\n3,1.5\n")
        report = self.train("data.csv", *flags, "--init-from", "model.safetensors", "--epochs", "0", *RAW)
        return [layer["unit"] for layer in report["layers"]]

    def test_only_a_unit_that_is_dead_in_training_and_fires_in_validation_has_it(self):
        first, second = self.units("--validation-data", "held_out.csv")
        self.assertEqual([unit["status"] for unit in first], ["dead", "always_active", "always_active", "dead"])
        self.assertEqual([unit["validation"]["active_rows"] for unit in first], [2, 0, 2, 0])
        self.assertEqual([unit["unseen_data"] for unit in first], [True, False, False, False])
        self.assertEqual([unit["status"] for unit in second], ["dead", "always_active"])
        self.assertEqual([unit["validation"]["active_rows"] for unit in second], [2, 0])
        self.assertEqual([unit["unseen_data"] for unit in second], [True, False])

    def test_without_validation_rows_no_unit_has_it(self):
        for layer in self.units("--validation", "0"):
            self.assertEqual([unit["unseen_data"] for unit in layer], [False] * len(layer))
