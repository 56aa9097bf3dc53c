"""What the report proves of a unit for every input in the box of the training rows, against the model in numpy."""

import numpy as np
import recount
from model_file import to_model
from program import DIABETES, DIGITS, PENGUINS, ProgramTest

VERDICTS = {"proven_inactive", "proven_active", "open"}
KEYS = {"lower", "upper", "lower_method", "upper_method", "verdict", "witness", "wake_distance"}
OF_DEAD_UNITS = {"proven_radius", "nearest_witness"}  # which may be absent


class Box:
    """The network's inputs that the proofs are about: from the rows, groups of one-hot inputs apart."""

    def __init__(self, rows, features, margin=0.0):
        rows = rows.astype(np.float64)
        lowest, highest = rows.min(axis=0), rows.max(axis=0)
        widening = margin * (highest - lowest)
        self.lower, self.upper, self.groups = lowest - widening, highest + widening, []
        first = 0
        for feature in features:
            count = len(feature["categories"]) if feature["kind"] == "categorical" else 1
            if feature["kind"] == "categorical":
                self.groups.append(slice(first, first + count))
                seen = highest[first : first + count] > 0
                self.lower[first : first + count], self.upper[first : first + count] = 0, seen
            first += count
        # the floats in it
        self.first, self.last = self.lower.astype(np.float32), self.upper.astype(np.float32)
        self.first = np.where(self.first < self.lower, np.nextafter(self.first, np.float32(np.inf)), self.first)
        self.last = np.where(self.last > self.upper, np.nextafter(self.last, np.float32(-np.inf)), self.last)

    def draw(self, count, seed=0):
        """Points inside, at corners and on edges; of a group one input is 1, or shares of it are, in 1024ths."""
        draw = np.random.default_rng(seed)
        shape = (count, len(self.lower))
        inside = np.clip(draw.uniform(self.lower, self.upper, shape).astype(np.float32), self.first, self.last)
        corners = np.where(draw.random(shape) < 0.5, self.first, self.last)
        points = np.where(draw.random(shape) < draw.choice([0, 0.5, 0.9, 1], (count, 1)), corners, inside)
        for group in self.groups:
            seen = self.upper[group]
            one_hot = np.eye(len(seen))[draw.choice(np.flatnonzero(seen), size=count)]
            shares = draw.multinomial(1024, seen / seen.sum(), size=count) / 1024
            points[:, group] = np.where(draw.random((count, 1)) < 0.5, one_hot, shares)
        return points.astype(np.float32)

    def has(self, point):
        point = np.array(point, dtype=np.float64)
        one_hot = all(sorted(point[group])[-1] == 1 and np.count_nonzero(point[group]) == 1 for group in self.groups)
        return one_hot and bool(np.all((point >= self.lower) & (point <= self.upper)))

    def widths(self, rows):
        """The ranges that shares are of; 0 of categories, which stay as they are."""
        widths = rows.max(axis=0).astype(np.float64) - rows.min(axis=0)
        for group in self.groups:
            widths[group] = 0
        return widths

    def draw_near(self, rows, radius, count, draw):
        """Points within a share of every range around rows, in the box: inside and at corners."""
        base, around = rows[draw.integers(len(rows), size=count)], radius * self.widths(rows)
        first, last = np.maximum(base - around, self.lower), np.minimum(base + around, self.upper)
        points = np.where(draw.random((count, 1)) < 0.5, draw.uniform(first, last),
                          np.where(draw.random(base.shape) < 0.5, first, last))
        return np.where(around > 0, points, base).astype(np.float32)

    def distance(self, point, rows):
        """From the nearest row: the greatest difference as a share of the range; 1 for another category."""
        widths, difference = self.widths(rows), abs(rows.astype(np.float64) - np.array(point))
        shares = np.divide(difference, widths, out=np.zeros_like(difference), where=widths > 0)
        for group in self.groups:
            shares[:, group] = difference[:, group] > 0
        return shares.max(axis=1).min()


def preactivations(network, x, dtype):
    """Of each hidden layer: rows x units."""
    layers, h = [], x.astype(dtype)
    for weight, bias in network[:-1]:
        z = h @ weight.T.astype(dtype) + bias.astype(dtype)
        layers.append(z)
        h = np.maximum(z, 0)
    return layers


def shuffled_preactivation(network, layer, unit, x, draw):
    """Of one unit at one point in float32, term by term in any order."""
    h = np.array(x, dtype=np.float32)
    for index, (weight, bias) in enumerate(network[: layer + 1]):
        terms = np.concatenate([weight * h, bias[:, None]], axis=1)[:, draw.permutation(len(h) + 1)]
        z = np.add.accumulate(terms, axis=1, dtype=np.float32)[:, -1]
        if index == layer:
            return z[unit]
        h = np.maximum(z, np.float32(0))


def units_of(report):
    return [(layer["index"], unit["index"], unit) for layer in report["layers"] for unit in layer["unit"]]


def proofs_of(report, layer=0):
    return [unit["proof"] for unit in report["layers"][layer]["unit"]]


class ProofTest(ProgramTest):
    def check(self, csv, *args, margin=0.0):
        """Train on all rows, recompute what the report says of every unit, return the report."""
        report = self.train(csv, "--validation", "0", "--box-margin", margin, "--save-model", "model.safetensors",
                            *args)
        network, metadata = recount.read_model(self.folder / "model.safetensors")
        rows, _ = recount.read_data(self.folder / csv, metadata)
        self.assertEqual(len(rows), report["data"]["train_rows"])
        self.box = Box(rows, metadata["features"], margin)
        exact = [preactivations(network, points, np.float64) for points in (rows, self.box.draw(2000))]
        rounded = [preactivations(network, points, np.float32) for points in (rows, self.box.draw(2000))]
        draw = np.random.default_rng(1)
        for layer, index, unit in units_of(report):
            with self.subTest(layer=layer, unit=index):
                proof = unit["proof"]
                self.check_form(unit)
                for seen in (*exact, *rounded):
                    z = seen[layer][:, index].astype(np.float64)
                    self.assertGreaterEqual(z.min(), proof["lower"])
                    self.assertLessEqual(z.max(), proof["upper"])
                self.assertLessEqual(unit["max_preactivation"], proof["upper"])
                for witness in filter(None, (proof["witness"], proof.get("nearest_witness"))):
                    self.assertEqual(len(witness), network[0][0].shape[1])
                    self.assertTrue(self.box.has(witness), witness)
                    self.assertEqual(witness, [float(np.float32(x)) for x in witness])
                    for _ in range(20):
                        self.assertGreater(shuffled_preactivation(network, layer, index, witness, draw), 0)
                self.check_vicinity(network, rows, layer, index, unit, draw)
        verdicts = [unit["proof"]["verdict"] for _, _, unit in units_of(report)]
        self.assertEqual(report["summary"]["proven_dead"], verdicts.count("proven_inactive"))
        self.assertLessEqual(report["summary"]["proven_dead"], report["summary"]["dead"])
        self.check_first_layer(network, proofs_of(report))
        return report

    def check_vicinity(self, network, rows, layer, index, unit, draw):
        proof, radius = unit["proof"], unit["proof"].get("proven_radius")
        if unit["status"] != "dead" or proof["verdict"] == "proven_inactive":
            self.assertEqual(radius, 1 if unit["status"] == "dead" else None)
        if proof["wake_distance"] is not None:
            distance = self.box.distance(proof["nearest_witness"], rows)
            self.assertAlmostEqual(proof["wake_distance"], distance, delta=1e-9 * (1 + distance))
            self.assertLessEqual(radius or 0, proof["wake_distance"])
        if radius:
            points = self.box.draw_near(rows, radius, 500, draw)
            for dtype in (np.float32, np.float64):
                self.assertLessEqual(preactivations(network, points, dtype)[layer][:, index].max(), 0)

    def check_form(self, unit):
        proof = unit["proof"]
        self.assertEqual(set(proof) - OF_DEAD_UNITS, KEYS)
        self.assertEqual("nearest_witness" in proof, proof["wake_distance"] is not None)
        self.assertLessEqual(proof["wake_distance"] is not None, proof["witness"] is not None)
        self.assertIn(proof["verdict"], VERDICTS)
        self.assertLessEqual({proof["lower_method"], proof["upper_method"]}, {"interval", "crown", "branch_and_bound"})
        self.assertNotEqual(proof["lower_method"], "branch_and_bound")
        self.assertLessEqual(proof["lower"], proof["upper"])
        self.assertEqual(proof["verdict"] == "proven_inactive", proof["upper"] <= 0)
        self.assertEqual(proof["verdict"] == "proven_active", proof["lower"] > 0)
        if proof["verdict"] == "proven_inactive":
            self.assertEqual((unit["status"], unit["active_rows"]), ("dead", 0))
        if proof["verdict"] == "proven_active":
            self.assertEqual(unit["status"], "always_active")
        if proof["verdict"] != "open" or unit["status"] != "dead":
            self.assertIsNone(proof["witness"])

    def check_first_layer(self, network, proofs):
        """The bounds are attained at corners of the box."""
        weight, bias = (part.astype(np.float64) for part in network[0])
        upper, lower = (np.maximum(s * weight * self.box.lower, s * weight * self.box.upper) for s in (1, -1))
        magnitude = np.maximum(abs(self.box.lower), abs(self.box.upper))
        for group in self.box.groups:
            for ends, values in ((upper, weight), (lower, -weight)):
                ends[:, group] = 0
                ends[:, group.start] = values[:, group].max(axis=1)
        size = abs(weight) @ magnitude + abs(bias)
        for index, proof in enumerate(proofs):
            slack = 1e-7 * (len(magnitude) + 1) * size[index]
            self.assertAlmostEqual(proof["upper"], upper[index].sum() + bias[index], delta=slack)
            self.assertAlmostEqual(proof["lower"], -lower[index].sum() + bias[index], delta=slack)

    def start(self, layers, content):
        """Write data.csv with the rows, and a model to start from; return the arguments that judge it as it is."""
        self.write("data.csv", content)
        self.write("start.safetensors", to_model(*layers))
        return ["data.csv", "--task", "regression", "--scale", "none", "--scale-target", "none", "--epochs", "0",
                "--hidden", ",".join(str(len(bias)) for _, bias in layers[:-1]), "--init-from", "start.safetensors"]


class BoundsTest(ProofTest):
    def test_digits(self):
        for args in (["--epochs", "3"], ["--epochs", "3", "--lr", "1", "--seed", "2"],
                     ["--epochs", "0", "--hidden", "40,30,20,10"]):
            with self.subTest(args):
                self.check(DIGITS, *args)

    def test_penguins_whose_text_columns_are_groups(self):
        for args in (["--missing", "drop"], ["--missing", "mean"],
                     ["--missing", "drop", "--scale", "minmax", "--lr", "0.5"]):
            for margin in (0, 0.1):
                with self.subTest(args, margin=margin):
                    self.check(PENGUINS, "--target", "species", *args, "--epochs", "5", margin=margin)
                    self.assertEqual(len(self.box.groups), 2)

    def test_diabetes_unscaled(self):
        for margin in (0, 0.1):
            self.check(DIABETES, "--scale", "none", "--epochs", "0", "--hidden", "32,16,8", margin=margin)

    def test_rows_held_out_are_not_in_the_box(self):
        report = self.train(DIGITS, "--validation", "0.3", "--epochs", "2", "--save-model", "model.safetensors")
        network, metadata = recount.read_model(self.folder / "model.safetensors")
        rows, _ = recount.read_data(DIGITS, metadata)
        all_rows = Box(rows, metadata["features"])
        weight, bias = (part.astype(np.float64) for part in network[0])
        upper = np.maximum(weight * all_rows.lower, weight * all_rows.upper).sum(axis=1) + bias
        reported = np.array([proof["upper"] for proof in proofs_of(report)])
        self.assertTrue(np.any(reported < upper - 1e-3))
        self.assertTrue(np.all(reported < upper + 1e-3))

    def test_the_ladder(self):
        # ReLU(x) + ReLU(-x) - 1.5 on [-1, 1]
        args = self.start([([[1], [-1]], [0, 0]), ([[1, 1]], [-1.5]), ([[0]], [0])], "x,y\n-1,1\n1,1\n0,3\n")
        report = self.check(*args)
        (proof,) = proofs_of(report, 1)
        self.assertEqual((proof["verdict"], proof["upper_method"]), ("proven_inactive", "crown"))
        self.assertAlmostEqual(proof["upper"], -0.5, delta=1e-6)
        self.assertEqual(report["summary"]["proven_dead"], 1)

    def test_what_may_overflow_has_no_bounds(self):
        layers = [([[1e30], [-1e30]], [0, 0]), ([[1e30, -1e30], [1, 1]], [0, 0]), ([[0, 0]], [0])]
        args = self.start(layers, "x,y\n-1,1\n1e-28,1\n0,3\n")
        report = self.train(*args, "--validation", "0")
        first, second = proofs_of(report, 1)
        self.assertEqual((first["lower"], first["upper"], first["verdict"]), (None, None, "open"))
        self.assertGreaterEqual(second["upper"], 1e30)


class VerdictTest(ProofTest):
    def test_both_kinds_of_dead_unit_in_one_report(self):
        # on the rows x + y is 1 at most, in their box it is 2
        units = [([1, 1], -1.5), ([1, 1], -2.1), ([1, 1], 0.5), ([1, -1], 0), ([-1, -1], -0.5)]
        layers = [([w for w, _ in units], [b for _, b in units]), ([[0] * 5], [0])]
        args = self.start(layers, "a,b,y\n0,1,1\n1,0,2\n0,0,4\n")
        report = self.check(*args)
        waking, proven, active, alive, also_proven = proofs_of(report)
        self.assertEqual((waking["verdict"], waking["witness"]), ("open", [1, 1]))
        self.assertEqual([proof["verdict"] for proof in (proven, active, alive, also_proven)],
                         ["proven_inactive", "proven_active", "open", "proven_inactive"])
        summary = report["summary"]
        self.assertEqual((summary["dead"], summary["proven_dead"]), (3, 2))

    def test_units_born_dead_by_their_bias_are_proven(self):
        report = self.check(DIGITS, "--bias-init", "constant:-50", "--scale", "minmax", "--epochs", "0")
        self.assertEqual(report["summary"]["dead"], 96)
        self.assertGreaterEqual(report["summary"]["proven_dead"], 64)
        self.assertEqual({proof["verdict"] for proof in proofs_of(report)}, {"proven_inactive"})

    def test_on_real_data_some_dead_units_are_proven_and_others_wake(self):
        report = self.check(DIGITS, "--bias-init", "constant:-4", "--scale", "minmax", "--epochs", "0")
        dead = [unit["proof"] for _, _, unit in units_of(report) if unit["status"] == "dead"]
        self.assertTrue(any(proof["verdict"] == "proven_inactive" for proof in dead))
        self.assertTrue(any(proof["witness"] for proof in dead))

    def test_the_findings_count_what_is_proven_and_what_wakes(self):
        report = self.train(DIABETES, "--hidden", "16,8", "--lr", "0.3")
        dead = [unit for _, _, unit in units_of(report) if unit["status"] == "dead"]
        proven = sum(unit["proof"]["verdict"] == "proven_inactive" for unit in dead)
        woken = sum(unit["proof"]["witness"] is not None for unit in dead)
        self.assertTrue(proven and woken)
        found = {finding["code"]: finding for finding in report["findings"]}
        self.assertEqual(found["proven-dead"]["evidence"], {"proven_dead": proven, "dead": len(dead)})
        self.assertEqual(found["dead-but-wakeable"]["evidence"], {"units": woken, "dead": len(dead)})
        healthy = self.train(DIABETES, "--hidden", "16,8", "--lr", "0.01")
        self.assertFalse({"proven-dead", "dead-but-wakeable"} & {finding["code"] for finding in healthy["findings"]})

    def test_of_a_first_layer_every_dead_unit_is_proven_or_has_a_witness(self):
        for bias in (-3, -4, -5):
            report = self.check(DIGITS, "--bias-init", f"constant:{bias}", "--scale", "minmax", "--epochs", "0")
            for unit in report["layers"][0]["unit"]:
                proof = unit["proof"]
                if unit["status"] == "dead" and abs(proof["upper"]) > 1e-3:
                    self.assertNotEqual(proof["verdict"] == "proven_inactive", proof["witness"] is not None)

    def test_a_group_is_not_all_on_or_all_off(self):
        # at most one of the categories is on, and one always is
        args = self.start([([[1, 1, 1], [-1, -1, -1], [1, 2, -3]], [-1.5, 0.5, 0]), ([[0, 0, 0]], [0])],
                          "t,y\nred,1\ngreen,2\nblue,4\n")
        report = self.check(*args)
        first, second, third = proofs_of(report)
        self.assertEqual([proof["verdict"] for proof in (first, second, third)],
                         ["proven_inactive", "proven_inactive", "open"])
        self.assertAlmostEqual(third["upper"], 2, delta=1e-5)
        self.assertAlmostEqual(third["lower"], -3, delta=1e-5)

    def test_a_witness_takes_one_category_of_each_group(self):
        # red goes with 0 and green with 1 on the rows, but not in the box
        args = self.start([([[1, 0, 1]], [-1.5]), ([[0]], [0])], "t,x,y\nred,1,1\ngreen,0,2\nred,1,3\n")
        (proof,) = proofs_of(self.check(*args))
        self.assertEqual(proof["witness"], [1, 0, 1])

    def test_a_constant_column_has_no_range(self):
        args = self.start([([[1, -1], [1, 1]], [-1, -9]), ([[0, 0]], [0])], "a,c,y\n0,7,1\n2,7,2\n")
        for margin in (0, 5):
            proofs = proofs_of(self.check(*args, margin=margin))
            self.assertAlmostEqual(proofs[0]["lower"], -8 - 2 * margin, delta=1e-5)
            self.assertAlmostEqual(proofs[0]["upper"], -6 + 2 * margin, delta=1e-5)


class MarginTest(ProofTest):
    def test_a_margin_widens_each_numeric_range_on_each_side(self):
        args = self.start([([[1, 0], [0, 1]], [0, 0]), ([[0, 0]], [0])], "a,b,y\n0,10,1\n2,-30,2\n")
        for margin in (0, 0.1, 3):
            with self.subTest(margin):
                a, b = proofs_of(self.check(*args, margin=margin))
                for bound, expected in ((a["lower"], -2 * margin), (a["upper"], 2 + 2 * margin),
                                        (b["lower"], -30 - 40 * margin), (b["upper"], 10 + 40 * margin)):
                    self.assertAlmostEqual(bound, expected, delta=1e-4)

    def test_bounds_with_a_margin_contain_those_without(self):
        for csv, args in ((DIGITS, []), (PENGUINS, ["--target", "species", "--missing", "drop"])):
            args = [csv, *args, "--epochs", "3", "--hidden", "32,16"]
            plain, wider = self.train(*args), self.train(*args, "--box-margin", "0.1")
            widths = []
            for (layer, index, unit), (_, _, other) in zip(units_of(plain), units_of(wider)):
                with self.subTest(csv, layer=layer, unit=index):
                    inner, outer = unit["proof"], other["proof"]
                    if layer == 0:
                        self.assertLess(outer["lower"], inner["lower"])
                        self.assertGreater(outer["upper"], inner["upper"])
                    widths.append((outer["upper"] - outer["lower"]) / (inner["upper"] - inner["lower"]))
                    self.assertGreater(widths[-1], 1)
                    del unit["proof"], other["proof"]
            self.assertLess(max(widths), 1.6)
            plain["config"]["box_margin"] = 0.1
            for report in (plain, wider):
                del report["summary"]["proven_dead"], report["findings"]
            self.assertEqual(plain, wider)  # nothing else depends on it

    def test_a_margin_does_not_touch_groups(self):
        args = self.start([([[1, 2, -3]], [0]), ([[0]], [0])], "t,y\nred,1\ngreen,2\nblue,4\n")
        self.assertEqual(proofs_of(self.check(*args, margin=0)), proofs_of(self.check(*args, margin=0.5)))

    def test_a_margin_can_cost_a_proof(self):
        args = self.start([([[1]], [-1.05]), ([[0]], [0])], "x,y\n0,1\n1,2\n")
        (proof,) = proofs_of(self.check(*args, margin=0))
        self.assertEqual((proof["verdict"], proof["witness"]), ("proven_inactive", None))
        (proof,) = proofs_of(self.check(*args, margin=0.1))
        self.assertEqual(proof["verdict"], "open")
        self.assertAlmostEqual(proof["witness"][0], 1.1, delta=1e-6)

    def test_margins_that_make_no_sense_are_errors(self):
        for margin in ("nan", "-1", "-0.001", "inf", "-inf", "ten", "", "0.1x", "1e999"):
            with self.subTest(margin):
                self.train_fails(PENGUINS, "--target", "species", "--missing", "drop", "--epochs", "0",
                                 f"--box-margin={margin}", saying=["--box-margin"])

    def test_a_huge_margin_is_none(self):
        for _, _, unit in units_of(self.train(DIGITS, "--epochs", "0", "--box-margin", "1e300")):
            self.assertEqual((unit["proof"]["verdict"], unit["proof"]["upper"]), ("open", None))


class VicinityTest(ProofTest):
    def test_diabetes_has_radii_and_distances(self):
        report = self.check(DIABETES, "--hidden", "16,8", "--lr", "0.3")
        proofs = [unit["proof"] for _, _, unit in units_of(report) if unit["status"] == "dead"]
        self.assertTrue(any(proof["proven_radius"] >= 0.01 and proof["verdict"] == "open" for proof in proofs))
        self.assertTrue(any(proof["wake_distance"] is not None for proof in proofs))

    def test_penguins_keep_their_categories(self):
        for missing in ("drop", "mean"):
            report = self.check(PENGUINS, "--target", "species", "--missing", missing, "--hidden", "32,32", "--optimizer",
                                "adam", "--lr", "0.1", "--seed", "1")
            proofs = [unit["proof"] for _, _, unit in units_of(report) if unit["status"] == "dead"]
            self.assertTrue(any(0 < proof.get("proven_radius", 0) < 1 for proof in proofs))

    def test_of_one_input_both_are_what_arithmetic_says(self):
        # fires beyond 3, which is half the range from the nearest row
        args = self.start([([[1]], [-3]), ([[0]], [0])], "x,y\n0,1\n2,2\n0.5,3\n")
        (proof,) = proofs_of(self.check(*args, margin=1))
        self.assertEqual(proof["witness"], [4])
        self.assertEqual(proof["proven_radius"], 0.49)
        self.assertAlmostEqual(proof["wake_distance"], 0.5, delta=0.02)

    def test_the_modes(self):
        args = [DIABETES, "--hidden", "16,8", "--lr", "0.3"]
        for mode in ("box", "radius", "none"):
            report = self.train(*args, "--prove", mode)
            units = [unit for _, _, unit in units_of(report)]
            self.assertEqual(report["config"]["prove"], mode)
            self.assertEqual(any("proof" in unit for unit in units), mode != "none")
            self.assertEqual(any("proven_radius" in unit.get("proof", {}) for unit in units), mode == "radius")
        self.assertEqual(self.train(*args)["config"]["prove"], "radius")

    def test_more_seconds_prove_more(self):
        args = [DIABETES, "--hidden", "100,50", "--optimizer", "adam", "--lr", "0.1"]
        absent = []
        for seconds in ("0", "0.5"):
            dead = [unit["proof"] for _, _, unit in units_of(self.train(*args, "--prove-seconds", seconds))
                    if unit["status"] == "dead" and unit["proof"]["verdict"] == "open"]
            absent.append(sum("proven_radius" not in proof for proof in dead))
        self.assertGreater(absent[0], absent[1])
        for seconds in ("-1", "nan", "inf", "x"):
            self.train_fails(DIABETES, f"--prove-seconds={seconds}", saying=["--prove-seconds"])

    def test_the_page_of_a_unit_says_both(self):
        args = self.start([([[1]], [-3]), ([[0]], [0])], "x,y\n0,1\n2,2\n0.5,3\n")
        self.program("train", *args, "--validation", "0", "--box-margin", "1", "-q", "--allow-dead-network", "-o", "report.json")
        page = self.program("render", "report.json", "--unit", "0:0").stdout.decode()
        self.assertRegex(" ".join(page.split()), r"dead within 49 % of every training row; wakes at 5\d(\.\d+)? %")


class StrengthTest(ProofTest):
    """What projected gradient steps in numpy wake has a witness."""

    def climb(self, network, layer, unit, points, lower, upper):
        """The greatest z of 100 steps that fall from 0.3 of the range."""
        highest, (weight, bias) = -np.inf, network[layer]
        for step in range(100):
            h, masks = points, []
            for below, offset in network[:layer]:
                z = h @ below.T + offset
                masks.append(z > 0)
                h = np.maximum(z, 0)
            highest = max(highest, (h @ weight[unit] + bias[unit]).max())
            gradient = np.broadcast_to(weight[unit], h.shape)
            for (below, _), mask in zip(reversed(network[:layer]), reversed(masks)):
                gradient = (gradient * mask) @ below
            points = np.clip(points + 0.3 * (1 - step / 100) * (upper - lower) * np.sign(gradient), lower, upper)
        return highest

    def test_every_dead_unit_that_wakes_has_a_witness(self):
        woken = 0
        for csv, hidden, seed in ((DIGITS, "64,64,32", 0), (DIGITS, "64,64,32", 1), (DIABETES, "50,50", 2)):
            report = self.train(csv, "--hidden", hidden, "--optimizer", "adam", "--lr", "0.03" if csv == DIGITS else "0.1",
                                "--seed", seed, "--validation", "0", "--prove", "box", "--save-model", "model.safetensors")
            network, metadata = recount.read_model(self.folder / "model.safetensors")
            network = [(w.astype(np.float64), b.astype(np.float64)) for w, b in network]
            rows, _ = recount.read_data(csv, metadata)
            lower, upper = rows.min(axis=0).astype(np.float64), rows.max(axis=0).astype(np.float64)
            draw = np.random.default_rng(seed)
            for unit in report["layers"][1]["unit"]:
                if unit["status"] != "dead":
                    continue
                starts = np.concatenate([rows[draw.integers(len(rows), size=10)], draw.uniform(lower, upper, (10, len(lower)))])
                if self.climb(network, 1, unit["index"], starts, lower, upper) > 1e-4:
                    woken += 1
                    self.assertIsNotNone(unit["proof"]["witness"], (csv, seed, unit["index"]))
        self.assertGreater(woken, 40)
