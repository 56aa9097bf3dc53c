"""What the report says about a dead unit's way back comes true when the same run goes on."""

import json
import pathlib
import random
import sys

import numpy as np
from model_file import take_apart, to_model
from program import ProgramTest, parse_report

sys.path.append(str(pathlib.Path(__file__).resolve().parents[1] / "studies"))
import recovery_study  # noqa: E402

RAW = ["--target", "y", "--task", "regression", "--validation", "0", "--scale", "none", "--scale-target", "none",
       "--threads", "1"]


class RecoveryTest(ProgramTest):
    """A run is the data, the first weights and the flags; more epochs make the same run go on."""

    def start(self, layers, rows, *flags, batch_size=0):
        """layers: (weight by unit, bias); rows: (x, y), x a number or a list of them; flags: of all runs to come."""
        rows = [(list(x) if isinstance(x, (list, tuple)) else [x], y) for x, y in rows]
        names = ",".join(f"x{i}" for i in range(len(rows[0][0])))
        self.write("data.csv", f"{names},y\n" + "".join(",".join(map(str, [*x, y])) + "\n" for x, y in rows))
        self.write("start.safetensors", to_model(*layers))
        self.inputs = np.array([x for x, _ in rows])
        self.args = ["data.csv", *RAW, "--batch-size", batch_size, "--init-from", "start.safetensors", *map(str, flags)]

    def after(self, epochs):
        return self.train(*self.args, "--epochs", epochs, "--save-model", "model.safetensors")

    def unit_after(self, epochs, layer=0, unit=0):
        return self.after(epochs)["layers"][layer]["unit"][unit]

    def model(self):
        """The layers of the last run's network: (weight, bias), float32."""
        header, _, data = take_apart(self.read("model.safetensors"))

        def tensor(name):
            begin, end = header[name]["data_offsets"]
            return np.frombuffer(data[begin:end], "<f4").reshape(header[name]["shape"])

        indices = sorted(int(name.split(".")[0]) for name in header if name.endswith(".weight"))
        return [(tensor(f"{i}.weight"), tensor(f"{i}.bias")) for i in indices]

    def verdict(self, epochs, layer=0, unit=0):
        """The recovery of a unit that must be dead after so many epochs."""
        reported = self.unit_after(epochs, layer, unit)
        self.assertEqual(reported["status"], "dead")
        return reported["recovery"]

    def first_firing(self, after, until, layer=0, unit=0):
        """The first epoch behind `after` in which the unit fires; None if it does not until the end."""
        report = self.after(until)
        self.assertEqual(report["training"]["epochs_completed"], until)
        return first_firing(report, after, layer, unit)

    def stays_dead(self, after, until, layer=0, unit=0):
        self.assertIsNone(self.first_firing(after, until, layer, unit))

    def comes_back(self, after, until, layer=0, unit=0):
        """Check for the revival, and that the events tell of it; return its epoch."""
        epoch = self.first_firing(after, until, layer, unit)
        self.assertIsNotNone(epoch)
        events = self.after(until)["events"]
        self.assertIn((epoch, layer, unit, "revived"),
                      [(event["epoch"], event["layer"], event["unit"], event["type"]) for event in events])
        return epoch


def first_firing(report, after, layer, unit):
    history = report["layers"][layer]["history"]
    fires = [epoch for epoch, rows in zip(history["epoch"], history["active_rows"]) if epoch > after and rows[unit] > 0]
    return fires[0] if fires else None


def descend_1_1_2_1(steps, learning_rate):
    """Unit B's pre-activation after each of so many steps from w 1, b 0; w (1, 1), b (0, -1.5); w (1, 1), b 0."""
    w1, b1, w2, b2, w3, b3 = 1.0, 0.0, np.array([1.0, 1.0]), np.array([0.0, -1.5]), np.array([1.0, 1.0]), 0.0
    seen = []
    for _ in range(steps + 1):
        h1 = max(0, w1 + b1)  # x = 1
        z2 = w2 * h1 + b2
        h2 = np.maximum(z2, 0)
        seen.append(z2[1])
        slope = 2 * (w3 @ h2 + b3 - 4)  # of r², y = 4
        slope_2 = slope * w3 * (z2 > 0)
        slope_1 = slope_2 @ w2 * (w1 + b1 > 0)
        w3, b3 = w3 - learning_rate * slope * h2, b3 - learning_rate * slope
        w2, b2 = w2 - learning_rate * slope_2 * h1, b2 - learning_rate * slope_2
        w1, b1 = w1 - learning_rate * slope_1, b1 - learning_rate * slope_1
    return seen


class RescueFromBelowTest(RecoveryTest):
    """1-1-2-1, one row (1, 4): A fires and learns, B is born dead and is lifted by the unit they share."""

    def setUp(self):
        super().setUp()
        self.start([([[1]], [0]), ([[1], [1]], [0, -1.5]), ([[1, 1]], [0])], [(1, 4)], "--lr", "0.025")

    def test_b_rises_to_0_and_beyond_as_arithmetic_says(self):
        recomputed = descend_1_1_2_1(3, 0.025)
        for epoch, expected in enumerate((-0.5, -0.2, 0.058979, 0.377916)):
            with self.subTest(epoch):
                self.assertAlmostEqual(recomputed[epoch], expected, delta=1e-6)
                self.assertAlmostEqual(self.unit_after(epoch, 1, 1)["max_preactivation"], expected, delta=1e-6)

    def test_b_is_born_dead_and_revived_in_epoch_2_and_its_way_back_is_upstream(self):
        for epoch in (0, 1):
            self.assertEqual(self.verdict(epoch, 1, 1), "upstream")
        report = self.after(3)
        events = [(event["epoch"], event["layer"], event["unit"], event["type"]) for event in report["events"]]
        self.assertEqual(events, [(0, 1, 1, "born_dead"), (2, 1, 1, "revived")])
        self.assertEqual((report["summary"]["born_dead"], report["summary"]["revived"]), (1, 1))
        unit = report["layers"][1]["unit"][1]
        self.assertEqual((unit["born_dead"], unit["revivals"], unit["dead_epochs"]), (True, 1, [[0, 1]]))

    def test_a_unit_that_fires_needs_no_recovery(self):
        report = self.after(2)
        self.assertEqual([unit["recovery"] for layer in report["layers"] for unit in layer["unit"]], [None] * 3)

    def test_nothing_of_b_itself_moves_before_epoch_3(self):
        for epoch in (0, 1, 2, 3):
            with self.subTest(epoch):
                self.after(epoch)
                (_, _), (weight, bias), (outgoing, _) = self.model()
                own = [float(weight[1, 0]), float(bias[1]), float(outgoing[0, 1])]
                if epoch < 3:
                    self.assertEqual(own, [1, -1.5, 1])
                else:
                    self.assertTrue(all(now > then for now, then in zip(own, (1, -1.5, 1))), own)


class MomentumTravelTest(RecoveryTest):
    """One unit, w = 5, b = -6, on x = 2 (z = 4) and x = -1 (z = -11). The first step has the gradient (2c, c), c = 800,
    of the first row alone, and kills the unit if s = lr * c > 0.8: z goes to (4 - 5s, -11 + s). What momentum is left
    moves it by another mu / (1 - mu) of that: the second row ends at -11 + s / (1 - mu)."""

    rows = [(2, -796), (-1, 0)]
    layers = [([[5]], [-6]), ([[1]], [0])]

    def begin(self, s, momentum=0.9, kind="momentum"):
        self.start(self.layers, self.rows, "--lr", s / 800, "--optimizer", kind, "--momentum", momentum)

    def test_the_step_that_kills_is_the_one_it_should_be(self):
        for s in (0.9, 1.09, 1.11):
            self.begin(s)
            unit = self.unit_after(1)
            self.assertEqual((unit["status"], unit["died_epoch"]), ("dead", 1))
            self.assertAlmostEqual(unit["max_preactivation"], max(4 - 5 * s, -11 + s), delta=1e-5)

    def check_way_back(self, s, momentum=0.9, kind="momentum"):
        """It comes back when its second row is above 0, and is optimizer up to then; later it may well diverge."""
        self.begin(s, momentum, kind)
        velocity, epoch, z = s, 0, -11.0
        while z <= 0:  # nesterov is a step of momentum ahead
            z += velocity if kind == "momentum" else momentum * velocity + (s if epoch == 0 else 0)
            velocity *= momentum
            epoch += 1
        self.assertEqual(self.comes_back(1, epoch), epoch)
        for earlier in {1, 2, epoch // 2, epoch - 1}:
            self.assertEqual(self.verdict(earlier), "optimizer", f"epoch {earlier} of {epoch}")

    def check_no_way_back(self, s, momentum=0.9, kind="momentum"):
        self.begin(s, momentum, kind)
        for epoch in (1, 2, 5, 20):
            self.assertEqual(self.verdict(epoch), "none", f"epoch {epoch}")
        self.stays_dead(1, 301)
        end = max(4 - 5 * s / (1 - momentum), -11 + s / (1 - momentum))
        self.assertAlmostEqual(self.unit_after(301)["max_preactivation"], end, delta=1e-4)

    def test_travel_that_ends_above_0_is_optimizer_and_the_unit_comes_back(self):
        for s in (1.11, 1.2, 2.0):
            with self.subTest(s):
                self.check_way_back(s)

    def test_travel_that_ends_below_0_is_none_and_the_unit_stays_dead(self):
        for s in (1.09, 0.9):
            with self.subTest(s):
                self.check_no_way_back(s)

    def test_the_travel_is_mu_over_1_minus_mu_of_the_last_step(self):
        for momentum in (0.5, 0.8):
            for check, side in ((self.check_no_way_back, 0.99), (self.check_way_back, 1.01)):
                with self.subTest(momentum=momentum, side=side):
                    check(11 * (1 - momentum) * side, momentum)

    def test_nesterov_takes_a_longer_first_step_to_the_same_end(self):
        self.begin(1.09, kind="nesterov")
        self.assertAlmostEqual(self.unit_after(1)["max_preactivation"], 4 - 5 * 1.9 * 1.09, delta=1e-4)
        self.check_no_way_back(1.09, kind="nesterov")
        self.check_way_back(1.11, kind="nesterov")

    def test_without_momentum_the_same_death_is_for_good(self):
        self.start(self.layers, self.rows, "--lr", 2.0 / 800)
        self.assertEqual(self.verdict(1), "none")
        self.stays_dead(1, 200)


class SweepTest(RecoveryTest):
    """Random small networks at learning rates that kill, judged early and then run on."""

    def draw(self, seed, optimizers, depth):
        """Start a run; return its optimizer."""
        draw = random.Random(seed)

        def numbers(n, size=1.0):
            return [round(draw.gauss(0, size), 3) for _ in range(n)]

        inputs = draw.randint(1, 3)
        rows = [(numbers(inputs), numbers(1, 2)[0]) for _ in range(draw.randint(2, 6))]
        widths = [inputs, *[3] * depth, 1]
        layers = [([numbers(n) for _ in range(m)], numbers(m, 0.5)) for n, m in zip(widths, widths[1:])]
        kind = optimizers[seed % len(optimizers)]
        rate = draw.choice((0.1, 0.3, 0.6) if kind.startswith("adam") else (0.05, 0.1, 0.2, 0.3))
        self.start(layers, rows, "--optimizer", kind, "--lr", rate, "--weight-decay", "0")
        return kind

    def completed(self, epochs):
        """The report of a run, or None where it diverged."""
        result = self.program("train", *self.args, "--epochs", epochs, "--allow-dead-network", "--quiet")
        self.assertEqual(result.code, 0 if parse_report(result.stdout)["training"]["status"] == "completed" else 1)
        return None if result.code else parse_report(result.stdout)

    def judged(self, seeds, optimizers, depth, epochs=(1, 2, 3, 5, 8, 12), further=400):
        """Yield (where, optimizer, layer, recovery, epoch of its first firing or None) for each dead unit."""
        for seed in seeds:
            kind = self.draw(seed, optimizers, depth)
            long = self.completed(max(epochs) + further)
            if long is None:
                continue
            for epoch in epochs:
                for layer in self.completed(epoch)["layers"]:
                    for unit in layer["unit"]:
                        if unit["status"] != "dead":
                            continue
                        where = f"seed {seed}, {kind}, layer {layer['index']}, unit {unit['index']}, epoch {epoch}, " \
                                f"z {unit['max_preactivation']}"
                        fires = first_firing(long, epoch, layer["index"], unit["index"])
                        yield where, kind, layer["index"], unit["recovery"], fires

    def test_in_the_first_layer_both_verdicts_come_true(self):
        optimizers = ("momentum", "nesterov", "adam", "adamw")
        seen = {}
        for where, kind, _, recovery, fires in self.judged(range(120), optimizers, 1):
            with self.subTest(where):
                self.assertIn(recovery, ("none", "optimizer"))
                self.assertEqual(fires is not None, recovery == "optimizer", f"{recovery}; fires in epoch {fires}")
            seen[kind, recovery] = seen.get((kind, recovery), 0) + 1
        for kind in optimizers:  # else this has shown nothing
            self.assertGreater(seen.get((kind, "none"), 0), 10, seen)
            self.assertGreater(seen.get((kind, "optimizer"), 0), 2, seen)

    def test_in_every_layer_none_comes_true(self):
        optimizers = ("sgd", "momentum", "nesterov", "rmsprop", "adam", "adamw")
        seen = [0, 0, 0]
        for depth in (2, 3):
            for where, _, layer, recovery, fires in self.judged(range(24), optimizers, depth, (0, 1, 3, 8, 40)):
                if recovery == "none":
                    with self.subTest(where, depth=depth):
                        self.assertIsNone(fires)
                    seen[layer] += 1
        self.assertGreater(min(seen), 10, seen)


class DecayTest(RecoveryTest):
    """One unit, dead from the start, with no gradient: all that moves it is weight decay."""

    def begin(self, weight, bias, x, *flags):
        self.start([([[weight]], [bias]), ([[1]], [0])], [(x, 1)], *flags)

    def test_a_unit_killed_by_plain_sgd_never_comes_back(self):
        self.start([([[1]], [0]), ([[1]], [0])], [(1, -1)], "--lr", "0.5")  # z = 1 - 8 lr
        self.assertEqual(self.unit_after(1)["died_epoch"], 1)
        self.assertEqual(self.verdict(1), "none")
        self.stays_dead(1, 201)
        self.assertEqual(self.unit_after(1)["max_preactivation"], self.unit_after(201)["max_preactivation"])

    def test_decay_alone_shrinks_z_towards_0_and_never_flips_its_sign(self):
        for kind in ("sgd", "adamw"):
            for weight, bias, x in ((1, -3, 1), (-2, 1, 1), (3, -1.501, 0.5)):
                with self.subTest(kind, weight=weight, bias=bias):
                    self.begin(weight, bias, x, "--optimizer", kind, "--lr", "0.1", "--weight-decay", "0.2")
                    self.assertEqual([self.verdict(0), self.verdict(1), self.verdict(200)], ["none"] * 3)
                    self.stays_dead(0, 200)
                    z = (weight * x + bias) * 0.98**200
                    self.assertAlmostEqual(self.unit_after(200)["max_preactivation"], z, delta=2e-6)

    def test_momentum_with_little_decay_creeps_towards_0(self):
        # lr * decay = 0.002 < (1 - sqrt(0.9))^2 = 0.00263: overdamped
        self.begin(1, -3, 1, "--optimizer", "momentum", "--lr", "0.1", "--weight-decay", "0.02")
        self.assertEqual(self.verdict(0), "none")
        self.stays_dead(0, 400)
        self.assertLess(-0.1, self.unit_after(400)["max_preactivation"])

    def test_momentum_with_much_decay_swings_through_0(self):
        for kind in ("momentum", "nesterov"):
            for decay in (0.1, 0.5, 2):
                with self.subTest(kind, decay=decay):
                    self.begin(1, -3, 1, "--optimizer", kind, "--lr", "0.1", "--weight-decay", decay)
                    z, swing = self.swing(-2.0, 0.1 * decay, 0.9, kind == "nesterov")
                    if swing is None:  # nesterov damps more
                        continue
                    self.assertEqual(self.verdict(0), "optimizer")
                    self.assertEqual(self.verdict(swing - 1), "optimizer")
                    self.assertEqual(self.comes_back(0, swing + 10), swing)
                    self.assertAlmostEqual(self.unit_after(swing)["max_preactivation"], z, delta=1e-4)

    def swing(self, z, rate, momentum, nesterov):
        """Where z > 0 first, and in which step; None if not in 400."""
        velocity = 0.0
        for step in range(1, 401):
            pull = rate * z
            velocity = momentum * velocity + pull
            z -= pull + momentum * velocity if nesterov else velocity
            if z > 0:
                return z, step
        return z, None

    def test_adam_with_coupled_decay_takes_equal_steps_and_so_brings_it_back(self):
        # z = 2 * 0.5 - 1.2; each parameter goes by lr towards 0: z rises by 0.005 a step at first
        self.begin(2, -1.2, 0.5, "--optimizer", "adam", "--lr", "0.01", "--weight-decay", "0.1")
        self.assertEqual(self.verdict(0), "optimizer")
        self.assertAlmostEqual(self.unit_after(1)["max_preactivation"], -0.195, delta=1e-4)
        self.assertEqual(self.unit_after(1)["gradient"], {"nonzero_rate": 0, "rms": 0})
        epoch = self.comes_back(0, 200)
        for earlier in (1, epoch // 2, epoch - 1):
            self.assertEqual(self.verdict(earlier), "optimizer")

    def test_adamw_in_its_place_does_not(self):
        self.begin(2, -1.2, 0.5, "--optimizer", "adamw", "--lr", "0.01", "--weight-decay", "0.1")
        self.assertEqual(self.verdict(0), "none")
        self.stays_dead(0, 400)

    def test_decay_that_overshoots_flips_the_sign(self):
        for kind in ("sgd", "adamw"):
            with self.subTest(kind):
                self.begin(0.5, -1.5, 1, "--optimizer", kind, "--lr", "0.5", "--weight-decay", "3")
                self.assertEqual(self.verdict(0), "optimizer")
                self.assertEqual(self.comes_back(0, 5), 1)
                self.assertAlmostEqual(self.unit_after(1)["max_preactivation"], 0.5, delta=1e-6)

    def test_decay_of_1_over_the_learning_rate_leaves_rounding_to_decide_the_sign(self):
        broken = []
        for rate, decay in ((0.2, 5), (0.1, 10), (0.3, 10 / 3), (0.4, 2.5), (0.25, 4), (0.7, 1 / 0.7)):
            for weight, bias, x in ((2, -3, 0.7), (-1, 0.1, 1), (0.3, -0.9, 1.5)):
                self.begin(weight, bias, x, "--lr", rate, "--weight-decay", decay)
                if self.verdict(0) == "none" and (epoch := self.first_firing(0, 20)):
                    broken.append((rate, decay, weight, bias, x, f"none, yet it fires in epoch {epoch}"))
        self.assertEqual(broken, [])

    def test_adamw_whose_weights_decay_faster_than_its_first_moment(self):
        # 1 - lr * decay = 0.88 < 0.9: in the end the moment alone decides where the unit goes
        self.start([([[2]], [-1]), ([[-1]], [0])], [(-1.5, -3.5), (1, -0.5)],
                   "--optimizer", "adamw", "--lr", "0.6", "--weight-decay", "0.2")
        self.assertEqual(self.unit_after(1)["died_epoch"], 1)
        self.assertLess(self.unit_after(1)["max_preactivation"], -0.3)
        self.assertEqual(self.comes_back(1, 60), 18)
        for epoch in (1, 5, 12):
            self.assertEqual(self.verdict(epoch), "optimizer")


class FloatsUnderDecayTest(RecoveryTest):
    """Decay shrinks numbers alike, and floats not quite."""

    def begin(self, weight, bias, xs, batch_size, *flags):
        self.start([([[weight]], [bias]), ([[1]], [0])], [(x, 0.5) for x in xs], *flags, batch_size=batch_size)

    def spread(self, top):
        """2,000 numbers from 0 to `top`."""
        return [round(top * i / 1999, 7) for i in range(2000)]

    def test_rounding_that_shrinks_a_bias_and_not_a_weight_lifts_a_unit_above_0(self):
        # lr * decay * 1.05 is less than half a unit in the last place of 1.05, and of 1.945 it is more
        decay = ["--lr", "1e-3", "--weight-decay", "5e-5"]
        for z, latest in ((-0.0025, 15), (-0.0275, 120)):
            with self.subTest(z):
                self.begin(1.05, -1.945, self.spread((z + 1.945) / 1.05), 1, *decay)
                unit = self.unit_after(0)
                self.assertAlmostEqual(unit["max_preactivation"], z, delta=1e-6)
                self.assertEqual((unit["recovery"], unit["recovery_reason"]), ("optimizer", "decay_rounding"))
                self.assertLessEqual(self.comes_back(0, latest), latest)

    def test_a_unit_out_of_the_reach_of_rounding_is_none(self):
        self.begin(1.05, -1.945, self.spread(1.5), 1, "--lr", "1e-3", "--weight-decay", "5e-5")
        self.assertEqual(self.verdict(0), "none")
        self.assertNotIn("recovery_reason", self.unit_after(0))
        self.assertNotIn("recovery_share", self.unit_after(0))
        self.stays_dead(0, 60)

    def test_underflow_under_adamw_lifts_a_unit_above_0(self):
        # 0.998 a step, 250 steps an epoch: 1e-41 after 190 epochs, where all floats stop at the same distance from 0;
        # then the greater x decides, not the greater bias
        xs = [round(1.5 * i / 999, 6) for i in range(1000)]
        self.begin(1, -3, xs, 4, "--optimizer", "adamw", "--lr", "0.2", "--weight-decay", "0.01")
        unit = self.unit_after(0)
        self.assertEqual((unit["status"], unit["recovery"], unit["recovery_reason"]),
                         ("dead", "optimizer", "decay_underflow"))
        epoch = self.comes_back(0, 300)
        self.assertGreater(epoch, 100)
        self.assertLess(abs(self.unit_after(epoch - 1)["max_preactivation"]), 1e-30)

    def test_with_ten_times_less_decay_floats_last_for_300_epochs(self):
        xs = [round(1.5 * i / 999, 6) for i in range(1000)]
        self.begin(1, -3, xs, 4, "--optimizer", "adamw", "--lr", "0.2", "--weight-decay", "0.001")
        self.assertEqual(self.verdict(0), "none")
        self.stays_dead(0, 300)


class StudyTest(ProgramTest):
    """Runs of the study of verdicts, and what the program took from it."""

    def test_under_decay_none_comes_true_in_300_epochs(self):
        units = [unit for seed in range(20_000, 20_240) for unit in recovery_study.study_run(seed, decay=True)]
        seen = {}
        for run, layer, recovery, reason, optimizer, _, firing, z in units:
            self.assertEqual(reason is not None, recovery == "optimizer")
            seen[recovery] = seen.get(recovery, 0) + 1
            if recovery == "none":
                with self.subTest(f"{run}, layer {layer}, z {z}"):
                    self.assertIsNone(firing)
        self.assertGreater(seen["none"], 20, seen)  # else this has shown nothing
        self.assertGreater(seen["optimizer"], 20, seen)

    def test_the_share_beside_a_recovery_is_the_one_that_was_measured(self):
        study = json.loads(recovery_study.SAVED.read_text(encoding="utf-8"))
        seen = set()
        for seed in range(30_000, 30_060):
            for options, unit in recovery_study.dead_units(seed):
                share, reason = unit.get("recovery_share"), unit.get("recovery_reason")
                if unit["recovery"] == "none":
                    self.assertIsNone(share)
                    continue
                seen.add(reason)
                if unit["recovery"] == "upstream":
                    count, back, _ = study["recovery"]["upstream"]
                else:
                    rows = {key.split(", ")[1]: row for key, row in study["reason"].items() if key.split(", ")[0] == reason}
                    count, back, _ = rows.get(options["optimizer"], [0, 0, 0])
                    if count < 30:
                        count, back = (sum(row[i] for row in rows.values()) for i in range(2))
                self.assertAlmostEqual(share, back / count, delta=0.005000001, msg=f"{reason}, {options}")
        self.assertGreater(len(seen), 4, seen)

    def test_the_saved_study_has_no_unit_called_none_that_came_back(self):
        study = json.loads(recovery_study.SAVED.read_text(encoding="utf-8"))
        self.assertGreater(study["recovery"]["none"][0], 1000)
        self.assertEqual(study["recovery"]["none"][1], 0)


class DeadNetworkTest(RecoveryTest):
    """All units of the second layer are dead: nothing below gets a gradient."""

    rows = [(1, 2), (0.5, -1), (2, 3)]

    def check_dead(self, report):
        self.assertEqual([layer["dead"] == layer["units"] for layer in report["layers"]], [False, True])
        self.assertTrue(report["summary"]["network_dead"])
        self.assertIn("network-dead", [finding["code"] for finding in report["findings"]])
        (w1, b1), (w2, b2), (w3, b3) = self.model()
        first = np.maximum(self.inputs @ w1.T + b1, 0)
        self.assertGreater(first.max(), 0)
        outputs = np.maximum(first @ w2.T + b2, 0) @ w3.T + b3
        self.assertEqual(outputs.tolist(), [b3.tolist()] * len(self.inputs))

    def recoveries(self, report):
        return [unit["recovery"] for layer in report["layers"] for unit in layer["unit"] if unit["status"] == "dead"]

    def check_stays(self, after, until):
        """Every unit that is dead in the one is dead in all epochs until the other."""
        start = self.after(after)
        end = self.after(until)
        for layer in start["layers"]:
            for unit in layer["unit"]:
                if unit["status"] == "dead":
                    self.assertIsNone(first_firing(end, after, layer["index"], unit["index"]))

    def test_born_so_under_plain_sgd_all_dead_units_are_none_wherever_they_are(self):
        second = ([[-1, -1, -1, -1, -1], [2, -3, 1, -3, 1]], [-0.5, -0.1])
        for dead in ((0, 2, 4), (0, 1), (3, 4), (1,), (2, 3)):
            with self.subTest(dead):
                first = ([[1] if i not in dead else [-1] for i in range(5)], [0] * 5)
                weight, bias = second
                weight = [weight[0], [w if i in dead else -abs(w) for i, w in enumerate(weight[1])]]
                self.start([first, (weight, bias), ([[1, -1]], [0])], self.rows, "--lr", "0.1")
                for epochs in (0, 1, 50):
                    report = self.after(epochs)
                    self.check_dead(report)
                    self.assertEqual([u["recovery"] for u in report["layers"][0]["unit"]],
                                     ["none" if i in dead else None for i in range(5)])
                    self.assertEqual([u["recovery"] for u in report["layers"][1]["unit"]], ["none", "none"])
                self.check_stays(0, 200)

    def kill(self, *flags):
        """The first step kills the second layer; units 0, 2 and 4 of the first are born dead."""
        self.start([([[-1], [1], [-2], [1], [-1]], [0, 0.1, 0, 0.2, -1]),
                    ([[1, 1, 0.5, -0.2, 1], [-1, 0.8, 1, -0.1, 1]], [0, 0.1]), ([[1, 1]], [0])],
                   [(1, -30), (0.5, -30), (2, -30)], *flags)

    momenta = (("momentum", ["--lr", "0.05"]), ("nesterov", ["--lr", "0.05"]), ("adam", ["--lr", "0.6"]))

    def test_killed_by_plain_sgd_they_are_none(self):
        self.kill("--lr", "0.05")
        self.assertEqual([unit["status"] for unit in self.after(0)["layers"][1]["unit"]], ["always_active"] * 2)
        report = self.after(1)
        self.check_dead(report)
        recoveries = self.recoveries(report)
        self.assertEqual(recoveries, ["none"] * len(recoveries))
        self.assertGreaterEqual(len(recoveries), 5)
        self.check_stays(1, 201)

    def test_killed_by_an_optimizer_with_momentum_they_become_none_when_it_is_spent(self):
        for kind, flags in self.momenta:
            with self.subTest(kind):
                self.kill("--optimizer", kind, *flags)
                late = self.after(600)
                self.check_dead(late)
                self.assertEqual(set(self.recoveries(late)), {"none"})
                self.check_stays(600, 900)

    def test_shortly_after_the_death_the_optimizer_may_move_them_but_nothing_below_learns(self):
        for kind, flags in self.momenta:
            with self.subTest(kind):
                self.kill("--optimizer", kind, *flags)
                early = self.after(3)
                self.check_dead(early)
                self.assertEqual([u["recovery"] for u in early["layers"][0]["unit"]][::2], ["none"] * 3)  # never moved
                self.assertLessEqual(set(self.recoveries(early)), {"none", "optimizer"})


class UpstreamTest(RecoveryTest):
    """A dead unit D (the last of layer 1) beside a living one, under plain SGD."""

    def dead_unit(self, epochs):
        unit = self.after(epochs)["layers"][1]["unit"][-1]
        self.assertEqual(unit["status"], "dead")
        return unit

    def test_fed_by_units_that_learn_it_is_upstream(self):
        for bias in (-3, -30):
            with self.subTest(bias):
                self.start([([[1], [1]], [0, 1]), ([[1, 1], [1, 0]], [0, bias]), ([[1, 1]], [0])], [(1, 1), (0.5, 2)],
                           "--lr", "0.01")
                self.assertEqual(self.dead_unit(0)["recovery"], "upstream")
                self.assertEqual(self.dead_unit(1)["recovery"], "upstream")
                self.assertNotEqual(self.dead_unit(0)["max_preactivation"], self.dead_unit(1)["max_preactivation"])

    def check_nothing_moves_it(self):
        start = self.dead_unit(0)
        self.assertEqual(start["recovery"], "none")
        self.assertEqual(self.dead_unit(1)["recovery"], "none")
        self.stays_dead(0, 300, 1, 1)
        self.assertEqual(self.dead_unit(300)["max_preactivation"], start["max_preactivation"])

    def test_with_weights_of_exactly_0_from_all_living_units_it_is_none(self):
        # unit 1 of layer 0 is dead, and feeds it; units 0 and 2 live, and do not
        self.start([([[1], [1], [1]], [0, -5, 1]), ([[1, 1, 1], [0, 1, 0]], [0, -1]), ([[1, 1]], [0])],
                   [(1, 5), (0.5, 2)], "--lr", "0.02")
        self.check_nothing_moves_it()
        self.assertNotEqual(self.unit_after(0)["max_preactivation"], self.unit_after(1)["max_preactivation"])

    def test_with_the_slightest_weight_from_a_living_unit_it_is_upstream(self):
        self.start([([[1], [1], [1]], [0, -5, 1]), ([[1, 1, 1], [1e-3, 1, 0]], [0, -1]), ([[1, 1]], [0])],
                   [(1, 3), (0.5, 2)], "--lr", "0.02")
        self.assertEqual(self.dead_unit(0)["recovery"], "upstream")

    def test_above_a_layer_that_is_dead_as_a_whole_it_is_none(self):
        # its neighbour lives by its bias
        self.start([([[1], [-1]], [-5, -1]), ([[1, 1], [1, 2]], [0.5, -1]), ([[1, 1]], [0])], [(1, 3), (0.5, 2)],
                   "--lr", "0.02")
        self.check_nothing_moves_it()
        self.assertEqual([unit["recovery"] for unit in self.after(1)["layers"][0]["unit"]], ["none", "none"])

    def test_a_weight_of_0_above_a_living_unit_learns_and_then_lets_the_gradient_through(self):
        # 1-1-2-1 as above, but A's output weight is 0: after one step it is not, and then layer 0 learns
        self.start([([[1]], [0]), ([[1], [1]], [0, -1.5]), ([[0, 1]], [0])], [(1, 4)], "--lr", "0.025")
        self.comes_back(0, 20, 1, 1)
        self.assertEqual(self.verdict(1, 1, 1), "upstream")
        self.assertEqual(self.verdict(0, 1, 1), "upstream")

    def test_so_does_a_weight_of_0_into_a_living_unit(self):
        # D's only input reaches the output through the living unit alone, by a weight that is 0 at first
        self.start([([[1]], [0]), ([[0], [1]], [0.5, -1.1]), ([[1, 1]], [0])], [(1, 8)], "--lr", "0.025")
        self.comes_back(0, 20, 1, 1)
        self.assertEqual(self.verdict(1, 1, 1), "upstream")
        self.assertEqual(self.verdict(0, 1, 1), "upstream")

    def test_two_layers_above_the_one_that_learns_it_is_upstream(self):
        # layer 1 is kept alive by unit 0; unit 1 of it is dead and feeds D, itself fed from below
        self.start([([[1]], [0]), ([[1], [1]], [0, -1.5]), ([[1, 0], [0, 1]], [0, -0.2]), ([[1, 1]], [0])], [(1, 10)],
                   "--lr", "0.002")
        self.assertEqual([self.verdict(0, 1, 1), self.verdict(0, 2, 1)], ["upstream", "upstream"])
        self.assertLess(self.comes_back(0, 50, 1, 1), self.comes_back(0, 50, 2, 1))


class KinkTest(RecoveryTest):
    """A unit at z = 0 exactly."""

    first = [([[1]], [-1]), ([[1]], [0])]  # x = 1

    def test_with_a_gradient_at_zero_it_comes_back_on_its_own(self):
        self.start(self.first, [(1, 4)], "--lr", "0.025", "--relu-grad-at-zero", "1")  # dL/dz = -8
        self.assertEqual(self.unit_after(0)["max_preactivation"], 0)
        self.assertEqual(self.verdict(0), "gradient")
        self.assertEqual(self.comes_back(0, 5), 1)
        self.assertAlmostEqual(self.unit_after(1)["max_preactivation"], 0.4, delta=1e-6)

    def test_without_one_it_does_not(self):
        for flags in ([], ["--relu-grad-at-zero", "0"]):
            self.start(self.first, [(1, 4)], "--lr", "0.025", *flags)
            self.assertEqual(self.verdict(0), "none")
            self.stays_dead(0, 200)
            self.assertEqual(self.unit_after(200)["max_preactivation"], 0)

    def test_with_nothing_above_it_to_hear_it_does_not_either(self):
        self.start([([[1]], [-1]), ([[0]], [0])], [(1, 4)], "--lr", "0.025", "--relu-grad-at-zero", "1")
        self.assertEqual(self.verdict(0), "none")
        self.stays_dead(0, 200)

    def test_a_weight_of_0_further_up_that_learns_does_not_keep_it_there(self):
        # the output weight of the unit above is 0; as that unit fires, thanks to another one, it learns
        self.start([([[1], [1]], [-1, 0]), ([[1, 1]], [0]), ([[0]], [0])], [(1, 4)], "--lr", "0.025",
                   "--relu-grad-at-zero", "1")
        self.assertEqual(self.comes_back(0, 5), 2)
        self.assertEqual([self.verdict(1), self.verdict(0)], ["gradient", "gradient"])

    def test_pushed_down_it_is_none_from_then_on(self):
        self.start(self.first, [(1, -4)], "--lr", "0.025", "--relu-grad-at-zero", "1")
        self.assertEqual([self.verdict(0), self.verdict(1)], ["gradient", "none"])
        self.stays_dead(1, 200)

    def test_below_a_unit_at_0_the_gradient_goes_on_down(self):
        # z of layer 0 is 0, and so is z of layer 1 above it
        self.start([([[1]], [-1]), ([[1]], [0]), ([[1]], [0])], [(1, 4)], "--lr", "0.025", "--relu-grad-at-zero", "1")
        self.assertEqual([self.verdict(0, 0), self.verdict(0, 1)], ["gradient", "gradient"])
        self.assertEqual([self.comes_back(0, 5, 0), self.comes_back(0, 5, 1)], [1, 1])
