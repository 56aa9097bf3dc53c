"""The picture on stderr: the dead of each layer over the epochs, and the lives of the worst units, a cell a look."""

import collections
import itertools
import re

from model_file import to_model
from program import DIABETES, DIGITS, PENGUINS, ProgramTest, parse_report
from test_lifecycle import RAW, epochs_of, life, looks_of, to_csv, units_of

SPECIES = [PENGUINS, "--target", "species", "--missing", "drop"]
BARS = ".▁▂▃▄▅▆▇█"
WORST = "Ds.A"  # dead, sparse, active, always active: the gravest first
MOVERS = {"upstream": "layers below", "gradient": "gradient at 0", "momentum": "momentum", "moments": "Adam's moments",
          "decay": "weight decay", "decay_rounding": "rounding", "decay_underflow": "underflow",
          "layers_below": "weights below"}
SHOWN = 5
SCREEN = 24  # lines
WIDTH = 100  # columns, where stderr is no terminal


def letters_of(report, layer, unit):
    """Return a letter for each epoch that was looked at."""
    rows, limit = report["data"]["train_rows"], report["config"]["sparse_below"]

    def letter(count):
        return "D" if count == 0 else "A" if count == rows else "s" if count / rows <= limit else "."

    return "".join(letter(look[unit["index"]]) for look in layer["history"]["active_rows"])


def outlook(unit):
    """Return what is said of a dead unit's way back."""
    if unit["recovery"] in (None, "none"):
        return "; for good" if unit["recovery"] else ""
    share = f", {100 * unit['recovery_share']:.0f} %" if "recovery_share" in unit else ""
    return f"; may revive ({MOVERS[unit.get('recovery_reason', unit['recovery'])]}{share})"


def bars_of(layer):
    """Return eighths of the layer's height, rounded up, for each epoch that was looked at."""
    return "".join(BARS[-(-8 * dead // layer["units"])] for dead in layer["history"]["dead"])


def compressed(cells, width, gravest_last):
    """Return the gravest of each of `width` runs of cells, as even as can be; all of them where there is room."""
    width = min(width, len(cells))
    bounds = [c * len(cells) // width for c in range(width + 1)]
    return "".join(max(cells[a:b], key=gravest_last.index) for a, b in itertools.pairwise(bounds))


def past(looks):
    """Return in words what became of a unit that was dead at one time."""
    deaths, revivals = epochs_of("died", looks), epochs_of("revived", looks)
    parts = ["born dead"] if looks[0][1] else []
    if len(deaths) == 1:
        parts.append(f"died in epoch {deaths[0]}")
    elif deaths:
        parts.append(f"died {len(deaths)} times, last in epoch {deaths[-1]}")
    if not looks[-1][1]:
        parts.append(f"back since epoch {revivals[-1]}")
    return ", ".join(parts)


def gravity(layer, unit):
    """Return a key: the dead first, those for good before others; then who died most often, then the longest dead."""
    looks = looks_of(layer, unit["index"])
    fate = (not looks[-1][1], unit["recovery"] != "none")
    epochs_dead = sum(last - first + 1 for first, last in life(looks)["dead_epochs"])
    return (*fate, -len(epochs_of("died", looks)), -epochs_dead, layer["index"], unit["index"])


class PictureTest(ProgramTest):
    def draw(self, *args, code=0):
        """Return the report, and the picture as lines, having checked the picture."""
        result = self.program("train", *args, "--allow-dead-network", "--all")
        self.assertEqual(result.code, code, result.stderr)
        report, lines = parse_report(result.stdout), result.stderr.splitlines()
        self.assertNotIn("\x1b", result.stderr)
        self.check_bars(report, lines)
        self.check_lives(report, lines)
        return report, lines

    def check_bars(self, report, lines):
        """Check for a line `dead` below the units of each layer in which one was ever dead, and no other."""
        drawn = {}
        for line in lines:
            if match := re.match(r"layer (\d+)  ", line):
                index = int(match[1])
            elif line.startswith("  dead "):
                self.assertNotIn(index, drawn)
                drawn[index] = line
        self.assertEqual(set(drawn), {layer["index"] for layer in report["layers"] if any(layer["history"]["dead"])})
        for index, line in drawn.items():
            layer = report["layers"][index]
            epochs = layer["history"]["epoch"]
            bars, said = re.fullmatch(rf"  dead ([{BARS}]+) (epochs \d+ to \d+)", line).groups()
            self.assertEqual(said, f"epochs {epochs[0]} to {epochs[-1]}")
            self.assertEqual(bars, compressed(bars_of(layer), len(bars), BARS))
            self.assertTrue(len(bars) == len(epochs) or 20 <= len(bars) < len(epochs), bars)
            self.assertLessEqual(len(line), WIDTH)

    def check_lives(self, report, lines):
        """Check the lines on the worst units, and return the units that were ever dead, the gravest first."""
        ever_dead = [(layer, unit) for layer, unit in units_of(report) if "D" in letters_of(report, layer, unit)]
        ever_dead.sort(key=lambda pair: gravity(*pair))
        headings = [i for i, line in enumerate(lines) if line.startswith("the worst units")]
        self.assertEqual(len(headings), min(1, len(ever_dead)))
        if not ever_dead:
            return
        epochs = report["layers"][0]["history"]["epoch"]
        block = lines[headings[0] : lines.index("", headings[0])]
        self.assertEqual(block[0], f"the worst units, epochs {epochs[0]} to {epochs[-1]}")
        rest = len(ever_dead) - SHOWN
        self.assertEqual(block[1 + SHOWN :], [f"  … and {rest} more"] if rest > 0 else [])
        columns = set()
        for line, (layer, unit) in zip(block[1 : 1 + SHOWN], ever_dead, strict=rest <= 0):
            match = re.fullmatch(r"  layer (\d+) unit (\d+) +([Ds.A]+)  (\S.*)", line)
            self.assertEqual((int(match[1]), int(match[2])), (layer["index"], unit["index"]))
            cells = match[3]
            self.assertEqual(cells, compressed(letters_of(report, layer, unit), len(cells), WORST[::-1]))
            self.assertTrue(len(cells) == len(epochs) or 20 <= len(cells) < len(epochs), cells)
            self.assertEqual(match[4], past(looks_of(layer, unit["index"])) + outlook(unit))
            columns.add(match.span(3))
        self.assertEqual(len(columns), 1, "the cells of all units stand below one another")


class RunsTest(PictureTest):
    def test_the_pictures_of_runs_in_which_units_die_and_come_back(self):
        seen = collections.Counter()
        for widths, (optimizer, rate), bias, seed in itertools.product(
            ("6,4", "4,6,3"), (("sgd", "3"), ("momentum", "0.3"), ("adam", "0.3")), ("zeros", "constant:-1"), range(6)
        ):
            args = [*SPECIES, "--hidden", widths, "--optimizer", optimizer, "--lr", rate, "--bias-init", bias,
                    "--seed", seed, "--epochs", "9", "--track-every", 1 + seed % 3, "--sparse-below", "0.05"]
            with self.subTest(" ".join(map(str, args[5:]))):
                _, lines = self.draw(*args)
                lives = [line for line in lines if re.match(r"  layer \d+ unit", line)]
                for words in ("born dead", "died in epoch", "times, last in epoch", "back since", "for good",
                              "may revive (weights below, ", "may revive (layers below, ", "born dead, died", "born dead, back since"):
                    seen[words] += any(words in line for line in lives)
                for cell in WORST:
                    seen[cell] += any(cell in line.split()[4] for line in lives)
                seen["and more"] += any(re.match("  … and", line) for line in lines)
                seen["all are shown"] += 0 < len(lives) < SHOWN
        self.assertEqual(len(seen), 9 + 4 + 2)
        self.assertEqual([what for what, times in seen.items() if times == 0], [], seen)

    def test_a_bar_rises_with_every_eighth_of_the_layer(self):
        report, lines = self.draw(DIGITS, "--lr", "1", "--seed", "2", "--epochs", "30", "--hidden", "64,32")
        bars = next(line for line in lines if line.startswith("  dead ")).split()[1]
        self.assertEqual(len(bars), 31)  # one for each epoch
        self.assertEqual(report["layers"][1]["history"]["dead"][0], 0)
        self.assertEqual(bars[0], ".")
        self.assertGreater(len(set(bars)), 3)  # how many is the processor's: training is chaotic
        for dead, bar in ((1, "▁"), (2, "▂"), (4, "▄"), (5, "▅"), (8, "█")):
            self.assertIn(f"  dead {bar} ", self.of_units(dead, 8))
        self.assertIn("  dead ▁ ", self.of_units(1, 9))  # 8/9 of an eighth
        self.assertIn("  dead █ ", self.of_units(8, 9))  # 64/9 of an eighth

    def of_units(self, dead, units):
        """Return what is shown of one look at a layer."""
        signs = [-1] * dead + [1] * (units - dead)
        self.write("data.csv", to_csv([*(f"x{i}" for i in range(units)), "y"], [*signs, 0.5], [*signs, 1.5]))
        identity = [[float(i == k) for k in range(units)] for i in range(units)]
        self.write("model.safetensors", to_model((identity, [0.0] * units), ([[1.0] * units], [0.0])))
        _, lines = self.draw("data.csv", "--init-from", "model.safetensors", "--epochs", "0", "--validation", "0", *RAW)
        return "\n".join(lines)

    def test_a_unit_at_0_may_learn_its_way_back(self):
        self.write("data.csv", to_csv("ab", [0, 0.5], [-1, 1.5]))
        self.write("model.safetensors", to_model(([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 1.0]], [0.0])))
        args = ["data.csv", "--init-from", "model.safetensors", "--epochs", "0", "--validation", "0", *RAW]
        for slope, words in (("0", "born dead; for good"), ("1", "born dead; may revive (gradient at 0)")):
            _, lines = self.draw(*args, "--relu-grad-at-zero", slope)
            self.assertTrue([line for line in lines if line.endswith(words)])


class FormTest(PictureTest):
    def test_many_epochs_are_compressed_to_what_a_line_holds(self):
        for epochs, all_shown in (("30", True), ("200", False)):
            report, lines = self.draw(*SPECIES, "--hidden", "12,10", "--lr", "1.3", "--epochs", epochs, "--seed", "4")
            self.assertGreater(report["summary"]["died"], 0)
            pictures = [line for line in lines if re.match(r"  dead |  layer \d+ unit ", line)]
            self.assertGreaterEqual(len(pictures), 2)
            for line in pictures:
                cells = line.split()[1 if line.startswith("  dead") else 4]
                with self.subTest(line):
                    self.assertEqual(len(cells) == int(epochs) + 1, all_shown)
                    self.assertLessEqual(len(line), WIDTH)

    def test_a_short_death_among_many_epochs_is_not_lost(self):
        """A cell is the gravest of its epochs, so a unit that was ever dead has a D."""
        report, lines = self.draw(*SPECIES, "--hidden", "6,4", "--lr", "2", "--epochs", "150",
                                  "--bias-init", "constant:-1")
        lives = [line for line in lines if re.match(r"  layer \d+ unit ", line)]
        self.assertTrue(lives and all("D" in line.split()[4] for line in lives))
        self.assertEqual(len(report["layers"][0]["history"]["epoch"]), 151)

    def test_where_no_unit_was_ever_dead_there_is_no_such_block(self):
        for args in ([DIABETES, "--lr", "0.01"], [DIGITS, "--epochs", "2"]):
            report, lines = self.draw(*args)
            self.assertEqual(report["events"], [])
            self.assertFalse([line for line in lines if line.startswith(("  dead ", "the worst")) or "more" in line])

    def test_a_layer_without_a_death_has_no_line_beside_one_that_has(self):
        report, lines = self.draw(DIGITS, "--lr", "1", "--seed", "2")
        self.assertEqual([any(layer["history"]["dead"]) for layer in report["layers"]], [False, True])
        self.assertEqual(sum(line.startswith("  dead ") for line in lines), 1)

    def test_the_worst_units_are_shown_where_all_fits_a_screen_or_with_all(self):
        seen = collections.Counter()
        narrow = [[DIABETES, "--hidden", "12", "--lr", "0.02", "--bias-init", "constant:-2", "--seed", seed] for seed in range(8)]
        for args in (*narrow, *([DIGITS, "--lr", "1", "--seed", seed] for seed in range(4))):
            _, lines = self.draw(*args)
            starts = [i for i, line in enumerate(lines) if line.startswith("the worst units")]
            if not starts:
                continue
            block = lines[starts[0] - 1 : lines.index("", starts[0]) + 1]  # an empty line before and one after it
            short = self.program("train", *args, "--allow-dead-network").stderr.splitlines()
            summary = short[short.index("") + 1 : -1]  # without the progress and the last line
            is_shown = block[1] in summary
            if is_shown:
                at = summary.index(block[1]) - 1
                self.assertEqual(summary[at : at + len(block)], block)
            # 8 lines are for the command, the progress, what names the outputs, the last line and a prompt
            self.assertEqual(is_shown, len(summary) + (0 if is_shown else len(block)) + 8 <= SCREEN, "\n".join(short))
            seen[is_shown] += 1
        self.assertGreater(min(seen[True], seen[False]), 0, seen)

    def test_the_picture_does_not_hang_on_what_the_report_keeps(self):
        args = ["train", DIGITS, "--lr", "1", "--epochs", "6", "--hidden", "16,8"]
        pictures = [self.program(*args, "--all", "--history", kind).stderr for kind in ("units", "layers", "none")]
        self.assertIn("the worst units, epochs 0 to 6", pictures[0])
        self.assertEqual(pictures, [pictures[0]] * 3)

    def test_a_run_that_diverges_shows_the_epochs_up_to_the_last_sound_one(self):
        report, lines = self.draw(DIABETES, "--lr", "0.05", "--lr-schedule", "step:3:20", "--hidden", "12,10", code=1)
        last = report["training"]["epochs_completed"]
        self.assertGreater(last, 3)
        self.assertIn(f"the worst units, epochs 0 to {last}", lines)
