"""The gradient a unit got while it trained, and the units that none can reach, against a naive backpropagation."""

import math
import random
import struct
from dataclasses import dataclass

import recount
from model_file import to_model
from program import DIABETES, PENGUINS, ProgramTest

STANDING_STILL = ["--lr", "1e-60"]  # less than float32 can take from a weight, even from one that is 0
EPOCHS = 4


# A naive backpropagation: one row at a time, weight by weight, in float64


def to_float32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


def forward(network, row):
    """Return the inputs of each layer, and its pre-activations; the last ones are the outputs."""
    inputs, z = [row], []
    for weight, bias in network:
        z.append([b + sum(w * h for w, h in zip(unit, inputs[-1])) for unit, b in zip(weight, bias)])
        inputs.append([max(value, 0.0) for value in z[-1]])
    return inputs[:-1], z


def output_delta(outputs, target, task):
    """Return the derivative of the row's own loss with respect to the outputs."""
    if task == "regression":
        return [2 * (outputs[0] - target)]
    exponentials = [math.exp(y - max(outputs)) for y in outputs]
    return [e / sum(exponentials) - (k == target) for k, e in enumerate(exponentials)]


def backward(network, row, target, task, at_zero):
    """Return per layer the derivative of the row's own loss with respect to z, and to (weight by unit, bias)."""
    inputs, z = forward(network, row)
    deltas, gradients = [output_delta(z[-1], target, task)], []
    for layer in range(len(network) - 1, -1, -1):
        delta = deltas[0]
        gradients.insert(0, ([[d * h for h in inputs[layer]] for d in delta], delta))
        if layer > 0:
            arriving = [sum(d * unit[i] for d, unit in zip(delta, network[layer][0])) for i in range(len(z[layer - 1]))]
            deltas.insert(0, [g if v > 0 or (v == 0 and at_zero) else 0.0 for g, v in zip(arriving, z[layer - 1])])
    return deltas, gradients


def flat(layer):
    weight, bias = layer
    return [w for unit in weight for w in unit] + list(bias)


def norm(values):
    return math.sqrt(sum(value * value for value in values))


class Evidence:
    """What the rows of an epoch give, all with the same weights."""

    def __init__(self, network, rows, targets, task, at_zero=0):
        results = [backward(network, row, target, task, at_zero) for row, target in zip(rows, targets)]
        units = [list(zip(*(deltas[layer] for deltas, _ in results))) for layer in range(len(network) - 1)]
        self.nonzero_rate = [[sum(d != 0 for d in unit) / len(rows) for unit in layer] for layer in units]
        hidden = [value for row in rows for layer in forward(network, row)[1][:-1] for value in layer]
        self.nearest_to_zero = min(map(abs, hidden))
        self.rms = [[math.sqrt(sum(d * d for d in unit) / len(rows)) for unit in layer] for layer in units]
        by_row = [[flat(gradients[layer]) for _, gradients in results] for layer in range(len(network))]
        self.gradient = [[sum(column) / len(rows) for column in zip(*layer)] for layer in by_row]
        self.full_batch_norm = [norm(layer) for layer in self.gradient]
        self.one_row_norm = [math.sqrt(sum(norm(row) ** 2 for row in layer) / len(rows)) for layer in by_row]


def descend(network, gradient, rate, clip=0.0, decay=0.0):
    """Return the network one step further, its weights rounded to float32."""
    total = norm([g for layer in gradient for g in layer])
    scale = clip / total if 0 < clip < total else 1.0
    moved = []
    for (weight, bias), slope in zip(network, gradient):
        slopes = iter(slope)

        def step(w):
            return to_float32(w - rate * (scale * next(slopes) + decay * w))

        moved.append(([[step(w) for w in unit] for unit in weight], [step(b) for b in bias]))
    return moved


def full_batch_epochs(network, rows, targets, task, rate, epochs, at_zero=0, **how):
    """Return the evidence of every epoch of a run of SGD that takes all the rows in one step."""
    run = []
    for _ in range(epochs):
        run.append(Evidence(network, rows, targets, task, at_zero))
        network = descend(network, run[-1].gradient, rate, **how)
    return run


# The networks and the data


def draw_network(widths, seed):
    """Draw weights such that units are open on some rows; one in six weights is 0."""
    draw = random.Random(seed)
    network = []
    for inputs, units in zip(widths, widths[1:]):
        spread = 1.4 / math.sqrt(inputs)
        weight = [[0.0 if draw.random() < 1 / 6 else to_float32(draw.gauss(0, spread)) for _ in range(inputs)]
                  for _ in range(units)]
        network.append((weight, [to_float32(draw.gauss(0, 0.4)) for _ in range(units)]))
    return network


def draw_data(rows, features, task, seed):
    draw = random.Random(seed)
    inputs = [[to_float32(round(draw.gauss(0, 1), 3)) for _ in range(features)] for _ in range(rows)]
    if task == "classification":
        return inputs, [j % 3 for j in range(rows)]
    return inputs, [to_float32(round(draw.gauss(1, 2), 3)) for _ in range(rows)]


def to_csv(rows, targets):
    header = ",".join([*(f"x{i}" for i in range(len(rows[0]))), "y"])
    return "\n".join([header, *(",".join(map(repr, [*row, target])) for row, target in zip(rows, targets))]) + "\n"


def read_saved(path):
    network, metadata = recount.read_model(path)
    return [(weight.astype(float).tolist(), bias.astype(float).tolist()) for weight, bias in network], metadata


@dataclass
class Case:
    task: str
    hidden: list
    network: list
    rows: list
    targets: list


def draw_case(task, outputs, hidden):
    seed = 11 * len(hidden) + outputs
    return Case(task, hidden, draw_network([3, *hidden, outputs], seed), *draw_data(10, 3, task, seed))


CASES = [draw_case(task, outputs, hidden)
         for task, outputs in (("regression", 1), ("classification", 3)) for hidden in ([5], [6, 4], [6, 5, 4])]


class GradientTest(ProgramTest):
    def run_on(self, network, rows, targets, *flags, task="regression", code=0):
        """Train this network on these rows, in full batches of plain SGD unless the flags say otherwise."""
        self.write("m.safetensors", to_model(*network))
        self.write("x.csv", to_csv(rows, targets))
        defaults = {"--batch-size": "0", "--optimizer": "sgd"}
        defaults = [text for flag, value in defaults.items() if flag not in flags for text in (flag, value)]
        return self.train("x.csv", "--target", "y", "--task", task, "--validation", "0", "--scale", "none",
                          "--scale-target", "none", "--init-from", "m.safetensors", *defaults, *flags, code=code)

    def near(self, reported, expected, where):
        self.assertIsNotNone(reported, where)
        self.assertTrue(math.isclose(reported, expected, rel_tol=1e-5), f"{where}: {reported}, not {expected}")

    def check_units(self, report, evidence):
        self.assertEqual(len(report["layers"]), len(evidence.rms))
        for layer, reported in enumerate(report["layers"]):
            gradients = [unit["gradient"] for unit in reported["unit"]]
            self.assertEqual([gradient["nonzero_rate"] for gradient in gradients], evidence.nonzero_rate[layer])
            for i, gradient in enumerate(gradients):
                self.near(gradient["rms"], evidence.rms[layer][i], f"layer {layer}, unit {i}")

    def check_norms(self, reported, expected, where):
        self.assertEqual(len(reported), len(expected), where)
        for layer, (norm_reported, norm_expected) in enumerate(zip(reported, expected)):
            self.near(norm_reported, norm_expected, f"{where}, layer {layer}")

    def check_run(self, report, run):
        """Compare the last epoch's units, and the norms of every epoch that is in the history."""
        for entry in report["training"]["history"]:
            if entry["epoch"] == 0:
                self.assertIsNone(entry["gradient_norm"])
            else:
                expected = run[entry["epoch"] - 1].full_batch_norm
                self.check_norms(entry["gradient_norm"], expected, f"epoch {entry['epoch']}")
        self.assertEqual(report["training"]["history"][-1]["epoch"], len(run))
        self.check_units(report, run[-1])

    def check_far_from_zero(self, *evidence):
        """Check that rounding cannot decide whether a unit is active."""
        self.assertGreater(min(epoch.nearest_to_zero for epoch in evidence), 1e-5)

    def blocks(self, report):
        """Return gradient_blocked_by of every unit by layer, after a look at all else that is said of it."""
        blocks = [[unit["gradient_blocked_by"] for unit in layer["unit"]] for layer in report["layers"]]
        for layer, by in zip(report["layers"], blocks):
            self.assertEqual([unit["gradient_blocked"] for unit in layer["unit"]], [b is not None for b in by])
            self.assertEqual(layer["gradient_blocked"], len(by) - by.count(None))
            for unit in layer["unit"]:
                if unit["gradient_blocked"]:
                    self.assertGreater(unit["active_rows"], 0)
                    self.assertIn(unit["gradient"], (None, {"nonzero_rate": 0.0, "rms": 0.0}))
        total = sum(layer["gradient_blocked"] for layer in report["layers"])
        self.assertEqual(report["summary"]["gradient_blocked"], total)
        return blocks

    def check_blocks(self, expected, network, rows, targets, *flags, task="regression"):
        """Judge a network as it is, and by its gradient in steps that do not move it; return the latter report."""
        untrained = self.run_on(network, rows, targets, "--epochs", "0", *flags, task=task)
        self.assertEqual(self.blocks(untrained), expected, "--epochs 0")
        for layer in untrained["layers"]:
            self.assertEqual([unit["gradient"] for unit in layer["unit"]], [None] * layer["units"])
        trained = self.run_on(network, rows, targets, "--epochs", "2", *STANDING_STILL, *flags, task=task)
        self.assertEqual(self.blocks(trained), expected)
        return trained


def nonzero_rates(report, layer=0):
    return [unit["gradient"]["nonzero_rate"] for unit in report["layers"][layer]["unit"]]


class EvidenceTest(GradientTest):
    def cases(self, check):
        for case in CASES:
            with self.subTest(case.task, hidden=case.hidden):
                check(case)

    def train_case(self, case, *flags, code=0):
        return self.run_on(case.network, case.rows, case.targets, *flags, task=case.task, code=code)

    def evidence_of(self, case):
        """Return what an epoch gives in which the weights do not move."""
        evidence = Evidence(case.network, case.rows, case.targets, case.task)
        self.check_far_from_zero(evidence)
        return evidence

    def check_case(self, case, rate, epochs, *flags, **how):
        """Compare a run in full batches, and return what it should be."""
        run = full_batch_epochs(case.network, case.rows, case.targets, case.task, rate, epochs, **how)
        self.check_far_from_zero(*run)
        report = self.train_case(case, "--lr", rate, "--epochs", epochs, *flags)
        self.check_run(report, run)
        return report, run

    def test_two_rows_worked_out_by_hand(self):
        # Outputs 2 - 1 = 1 and 4, residuals -1 and 4, so dL_j/dy = -2 and 8; unit 1 fires on row 0 only.
        network = [([[1.0], [-1.0]], [1.0, 2.0]), ([[1.0, -1.0]], [0.0])]
        report = self.run_on(network, [[1.0], [3.0]], [2.0, 0.0], "--epochs", "1", *STANDING_STILL)
        units = [unit["gradient"] for unit in report["layers"][0]["unit"]]
        self.assertEqual([unit["nonzero_rate"] for unit in units], [1.0, 0.5])
        self.near(units[0]["rms"], math.sqrt((2**2 + 8**2) / 2), "unit 0")
        self.near(units[1]["rms"], math.sqrt((2**2 + 0**2) / 2), "unit 1")
        # The means over the rows: dz 3 and 1, dw (-2 + 24) / 2 and 2 / 2; of the output (-4 + 32) / 2, -2 / 2, and 3.
        norms = [math.sqrt(3**2 + 1**2 + 11**2 + 1**2), math.sqrt(14**2 + 1**2 + 3**2)]
        self.check_norms(report["training"]["history"][1]["gradient_norm"], norms, "epoch 1")

    def test_every_epoch_of_full_batches_equals_the_naive_recomputation(self):
        def check(case):
            _, run = self.check_case(case, 0.02, EPOCHS)
            self.assertGreater(abs(run[-1].rms[0][0] / run[-2].rms[0][0] - 1), 1e-4)  # one epoch is not the next
            self.assertGreater(len({rate for layer in run[-1].nonzero_rate for rate in layer}), 2)

        self.cases(check)

    def test_a_batch_larger_than_the_data_is_a_full_batch(self):
        self.cases(lambda case: self.check_case(case, 0.02, 2, "--batch-size", "64"))

    def test_epochs_that_are_not_looked_at_do_not_add_to_the_next(self):
        def check(case):
            report, _ = self.check_case(case, 0.02, 5, "--track-every", "3")
            self.assertEqual([entry["epoch"] for entry in report["training"]["history"]], [0, 3, 5])

        self.cases(check)

    def test_rows_weigh_the_same_in_batches_of_any_size(self):
        def check(case):
            for size in (1, 3, 4, 9):  # of 10 rows
                report = self.train_case(case, *STANDING_STILL, "--epochs", "2", "--batch-size", size)
                self.check_units(report, self.evidence_of(case))

        self.cases(check)

    def test_the_norm_over_batches_of_one_row_is_the_root_mean_square_of_the_rows(self):
        def check(case):
            evidence = self.evidence_of(case)
            self.assertGreater(evidence.one_row_norm[0], 1.01 * evidence.full_batch_norm[0])
            report = self.train_case(case, *STANDING_STILL, "--epochs", "2", "--batch-size", "1")
            for entry in report["training"]["history"][1:]:
                self.check_norms(entry["gradient_norm"], evidence.one_row_norm, f"epoch {entry['epoch']}")

        self.cases(check)

    def test_norms_are_those_before_clipping(self):
        clip = 0.05

        def check(case):
            _, run = self.check_case(case, 0.5, EPOCHS, "--clip-norm", clip, clip=clip)
            self.assertGreater(min(norm(epoch.full_batch_norm) for epoch in run), 2 * clip)

        self.cases(check)

    def test_norms_are_those_of_the_loss_without_weight_decay(self):
        self.cases(lambda case: self.check_case(case, 0.02, EPOCHS, "--weight-decay", "0.5", decay=0.5))

    def test_the_optimizer_has_no_part_in_the_first_gradient(self):
        run = [self.evidence_of(CASES[0])]
        for optimizer in ("momentum", "nesterov", "rmsprop", "adam", "adamw"):
            with self.subTest(optimizer):
                self.check_run(self.train_case(CASES[0], "--optimizer", optimizer, "--epochs", "1"), run)

    def test_a_run_that_diverges_shows_the_gradient_of_the_epoch_it_goes_back_to(self):
        def check(case):
            for every, sound in ((1, 3), (2, 2)):  # epoch 4 diverges; with 2, epoch 3 is not looked at
                flags = ["--lr", "0.01", "--lr-schedule", "step:3:1e60", "--batch-size", "3", "--track-every", every]
                diverged = self.train_case(case, *flags, "--epochs", "9", code=1)
                self.assertEqual(diverged["training"]["status"], "diverged")
                self.assertEqual(diverged["training"]["epochs_completed"], sound)
                shorter = self.train_case(case, *flags, "--epochs", sound)
                self.assertEqual(diverged["training"]["history"], shorter["training"]["history"])
                for layer, expected in zip(diverged["layers"], shorter["layers"]):
                    self.assertGreater(max(unit["gradient"]["rms"] for unit in layer["unit"]), 0)
                    for unit, unit_expected in zip(layer["unit"], expected["unit"]):
                        for key in ("gradient", "gradient_blocked", "gradient_blocked_by"):
                            self.assertEqual(unit[key], unit_expected[key])

        self.cases(check)

    def test_without_a_step_there_is_no_gradient(self):
        def check(case):
            report = self.train_case(case, "--epochs", "0")
            self.assertEqual({unit["gradient"] for layer in report["layers"] for unit in layer["unit"]}, {None})
            self.assertEqual([entry["gradient_norm"] for entry in report["training"]["history"]], [None])

        self.cases(check)


class RealDataTest(GradientTest):
    def check_last_epoch(self, path, *flags):
        """Recompute the last of 6 epochs from the model that 5 of them leave."""
        flags = [path, *flags, "--validation", "0", "--batch-size", "0", "--hidden", "10,6",
                 "--save-model", "m.safetensors"]
        self.train(*flags, "--epochs", "5")
        network, metadata = read_saved(self.folder / "m.safetensors")
        inputs, targets = recount.read_data(path, metadata)
        if metadata["task"] == "regression":
            targets = (targets - metadata["target_shift"]) / metadata["target_scale"]
        rows = inputs.astype(float).tolist()
        evidence = Evidence(network, rows, targets.tolist(), metadata["task"])
        self.check_far_from_zero(evidence)
        report = self.train(*flags, "--epochs", "6")
        self.check_units(report, evidence)
        self.check_norms(report["training"]["history"][6]["gradient_norm"], evidence.full_batch_norm, "epoch 6")

    def test_diabetes(self):
        self.check_last_epoch(DIABETES)

    def test_penguins(self):
        self.check_last_epoch(PENGUINS, "--target", "species", "--missing", "drop")


class BlockedTest(GradientTest):
    ROWS = [[-2.0], [-1.0], [1.0], [2.0]]
    TARGETS = [7.0, 5.0, 3.0, 1.5]

    def test_a_unit_to_which_the_outputs_give_no_weight_is_blocked_by_that(self):
        for weight in (0.0, -0.0):
            with self.subTest(weight):
                network = [([[1.0], [-1.0], [1.0]], [0.0, 0.0, -5.0]), ([[weight, 1.0, weight]], [0.5])]
                report = self.check_blocks([["outgoing_weights", None, None]], network, self.ROWS, self.TARGETS)
                self.assertEqual([unit["status"] for unit in report["layers"][0]["unit"]], ["active", "active", "dead"])
                self.assertEqual(nonzero_rates(report), [0.0, 0.5, 0.0])

    def test_a_unit_to_which_the_next_layer_gives_no_weight_is_blocked_by_that(self):
        network = [([[1.0], [1.0]], [0.0, 0.0]), ([[0.0, 1.0], [0.0, 2.0]], [1.0, 1.0]), ([[1.0, 1.0]], [0.0])]
        self.check_blocks([["outgoing_weights", None], [None, None]], network, self.ROWS, self.TARGETS)

    def test_a_sparse_unit_and_one_that_is_always_active_are_blocked_too(self):
        rows = [[float(j)] for j in range(100)]
        network = [([[1.0], [1.0], [1.0]], [-98.0, 1.0, 1.0]), ([[0.0, 0.0, 1.0]], [0.5])]
        report = self.check_blocks([["outgoing_weights", "outgoing_weights", None]], network, rows, [1.0] * 100)
        statuses = [unit["status"] for unit in report["layers"][0]["unit"]]
        self.assertEqual(statuses, ["sparse", "always_active", "always_active"])

    def test_a_weight_to_one_class_is_a_way(self):
        network = [([[1.0], [1.0]], [0.0, 0.0]), ([[0.0, 0.0], [1.0, 0.0], [0.0, 0.0]], [0.0, 0.0, 0.0])]
        report = self.check_blocks([[None, "outgoing_weights"]], network, self.ROWS, [0, 1, 2, 0],
                                   task="classification")
        self.assertEqual(nonzero_rates(report), [0.5, 0.0])

    def test_the_least_weight_is_a_way(self):
        network = [([[1.0]], [0.0]), ([[1e-44]], [0.5])]
        self.check_blocks([[None]], network, self.ROWS, self.TARGETS)

    def test_outgoing_weights_that_a_step_moves_away_from_0_are_a_way(self):
        network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[0.0, 1.0]], [0.5])]
        for rate in ("1e-30", "0.01"):
            with self.subTest(rate):
                report = self.run_on(network, self.ROWS, self.TARGETS, "--epochs", "1", "--lr", rate)
                self.assertEqual(nonzero_rates(report), [0.0, 0.5])
                self.assertEqual(self.blocks(report), [[None, None]])

    def test_outgoing_weights_of_0_stay_0_where_the_prediction_is_the_target(self):
        network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[0.0, 1.0]], [0.5])]
        report = self.run_on(network, self.ROWS, [2.5, 1.5, 0.5, 0.5], "--epochs", "3", "--lr", "0.1")
        self.assertEqual(self.blocks(report), [["outgoing_weights", None]])

    def test_units_below_a_dead_layer_are_blocked_and_the_dead_ones_are_not(self):
        bottom = ([[1.0], [-1.0], [1.0]], [0.0, 0.0, -5.0])
        dead = ([[1.0, -1.0, 1.0], [-1.0, 1.0, 1.0]], [-9.0, -9.0])
        top = ([[1.0, 1.0], [1.0, -1.0]], [1.0, -1.0])
        report = self.check_blocks([["downstream", "downstream", None], [None, None], [None, None]],
                                   [bottom, dead, top, ([[1.0, 1.0]], [0.0])], self.ROWS, self.TARGETS)
        self.assertEqual([layer["gradient_blocked"] for layer in report["layers"]], [2, 0, 0])
        self.assertEqual(report["summary"]["gradient_blocked"], 2)
        self.assertEqual([unit["status"] for unit in report["layers"][0]["unit"]], ["active", "active", "dead"])
        self.assertEqual([layer["dead"] for layer in report["layers"]], [1, 2, 1])
        self.assertEqual(nonzero_rates(report, layer=2), [1.0, 0.0])
        self.assertEqual(report["training"]["history"][-1]["gradient_norm"][:2], [0.0, 0.0])

    def test_a_dead_layer_blocks_every_layer_below_it(self):
        network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0]),
                   ([[1.0, 1.0]], [-9.0]), ([[1.0]], [0.0])]
        self.check_blocks([["downstream", "downstream"], ["downstream", "downstream"], [None]],
                          network, self.ROWS, self.TARGETS)

    def test_what_blocks_a_unit_is_its_outgoing_weights_only_where_all_of_them_are_0(self):
        # Layer 1 is dead; it gives unit 0 no weight, unit 1 a weight whose square is not a float32, unit 2 just one.
        network = [([[1.0], [1.0], [1.0]], [0.0, 0.0, 0.0]), ([[0.0, 1e-40, 0.0], [0.0, 0.0, 1.0]], [-9.0, -9.0]),
                   ([[1.0, 1.0]], [0.0])]
        self.check_blocks([["outgoing_weights", "downstream", "downstream"], [None, None]],
                          network, self.ROWS, self.TARGETS)

    def test_a_unit_whose_one_partner_has_no_outgoing_weights_is_blocked_downstream(self):
        network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0]), ([[0.0, 1.0]], [0.0])]
        self.check_blocks([["downstream", None], ["outgoing_weights", None]], network, self.ROWS, self.TARGETS)

    def test_a_unit_whose_one_partner_fires_on_other_rows_is_blocked_downstream(self):
        # Unit 0 fires on x > 0; of its partners, 0 fires on x < 0, and 1 always but has no weight for it.
        network = [([[1.0], [-1.0], [1.0]], [0.0, 0.0, 3.0]), ([[-1.0, 1.0, 0.0], [0.0, 0.0, 0.5]], [0.0, 0.0]),
                   ([[1.0, 1.0]], [0.0])]
        report = self.check_blocks([["downstream", None, None], [None, None]], network, self.ROWS, self.TARGETS)
        self.assertEqual(nonzero_rates(report), [0.0, 0.5, 1.0])
        self.assertEqual(nonzero_rates(report, layer=1), [0.5, 1.0])

    def test_one_row_on_which_its_partner_fires_too_is_a_way(self):
        network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 0.0], [0.0, 1.0]], [-1.5, 0.0]), ([[1.0, 1.0]], [0.0])]
        report = self.check_blocks([[None, None], [None, None]], network, self.ROWS, self.TARGETS)
        self.assertEqual(nonzero_rates(report), [0.25, 0.5])

    def test_a_way_has_to_be_open_all_along_on_one_row(self):
        # Of the units after unit 0, that of layer 1 fires on row 0 and that of layer 2 on row 1, never together.
        network = [([[1.0, 0.0], [0.0, 1.0]], [0.0, 0.0]), ([[-2.0, 0.0], [0.0, 1.0]], [3.0, 0.0]),
                   ([[0.5, 1.0]], [-1.625]), ([[1.0]], [0.0])]
        rows = [[1.0, 1.0], [2.0, 2.0]]
        self.assertEqual([[[v > 0 for v in layer] for layer in forward(network, row)[1][:-1]] for row in rows],
                         [[[True, True], [True, True], [False]], [[True, True], [False, True], [True]]])
        self.check_blocks([["downstream", None], ["downstream", None], [None]], network, rows, [5.0, 5.0])

    def test_ways_that_cancel_out_are_ways(self):
        network = [([[1.0]], [3.0]), ([[1.0], [1.0]], [0.0, 0.0]), ([[1.0, -1.0]], [0.0])]
        report = self.check_blocks([[None], [None, None]], network, self.ROWS, self.TARGETS)
        self.assertEqual(nonzero_rates(report), [0.0])

    def test_one_way_through_many_wide_layers_is_a_way(self):
        for depth, width in ((3, 64), (30, 3), (30, 100)):
            with self.subTest(depth=depth, width=width):
                others = [[0.0] * width for _ in range(width - 1)]
                bias = [0.5] + [-1.0] * (width - 1)
                network = [([[1.0]] + [[0.0]] * (width - 1), bias)]
                network += [([[1.0] + [0.0] * (width - 1), *others], bias)] * (depth - 1)
                network += [([[1.0] + [0.0] * (width - 1)], [0.0])]
                report = self.run_on(network, [[1.0], [2.0]], [2.0, 3.0], "--epochs", "0", "--history", "none")
                self.assertEqual({layer["unit"][0]["status"] for layer in report["layers"]}, {"always_active"})
                self.assertEqual(report["summary"]["gradient_blocked"], 0)

    def test_a_unit_that_got_a_gradient_in_the_last_epoch_is_blocked_only_from_the_next_on(self):
        # The first step kills layer 1: its weight goes from 1 to -3, its bias from 0 to -1. Unit 0 goes on firing.
        network = [([[1.0]], [3.0]), ([[1.0]], [0.0]), ([[1.0]], [0.0])]
        for epochs, rate, blocks in ((1, 1.0, [[None], [None]]), (2, 0.0, [["downstream"], [None]])):
            with self.subTest(epochs=epochs):
                report = self.run_on(network, [[1.0]], [0.0], "--lr", "0.125", "--epochs", epochs)
                self.assertEqual([layer["unit"][0]["status"] for layer in report["layers"]], ["always_active", "dead"])
                self.assertEqual(nonzero_rates(report), [rate])
                self.assertEqual(self.blocks(report), blocks)

    def test_a_loss_of_exactly_0_blocks_nothing(self):
        network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 0.5], [0.5, 1.0]], [0.0, 0.25]), ([[1.0, 2.0]], [0.5])]
        targets = [forward(network, row)[1][-1][0] for row in self.ROWS]
        for size in ("0", "3"):
            with self.subTest(batch_size=size):
                report = self.run_on(network, self.ROWS, targets, "--epochs", "2", "--lr", "0.1", "--batch-size", size)
                self.assertEqual([entry["loss"] for entry in report["training"]["history"]], [0.0] * 3)
                norms = [entry["gradient_norm"] for entry in report["training"]["history"]]
                self.assertEqual(norms, [None, [0.0] * 3, [0.0] * 3])
                gradients = [unit["gradient"] for layer in report["layers"] for unit in layer["unit"]]
                self.assertEqual(gradients, [{"nonzero_rate": 0.0, "rms": 0.0}] * 4)
                self.assertEqual(self.blocks(report), [[None, None], [None, None]])

    def test_a_gate_on_blocked_units_fails_the_run_where_there_are_any(self):
        for weight, code in ((0.0, 1), (1.0, 0)):
            for epochs in ("0", "1"):
                with self.subTest(weight=weight, epochs=epochs):
                    network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[weight, 1.0]], [0.5])]
                    report = self.run_on(network, self.ROWS, self.TARGETS, *STANDING_STILL, "--epochs", epochs,
                                         "--fail-on", "gradient_blocked > 0", code=code)
                    gate = {"rule": "gradient_blocked > 0", "value": code, "passed": code == 0}
                    self.assertEqual(report["gates"], [gate])
                    self.assertEqual(report["verdict"], "fail" if code else "pass")


class AtZeroTest(GradientTest):
    ROWS = [[-1.0], [0.0], [1.0], [2.0]]
    TARGETS = [4.0, 3.0, 2.0, 1.5]

    def test_a_row_at_exactly_0_counts_where_the_gradient_there_is_1(self):
        # The unit of bias -0 is at -0 on row 1, which is 0 as well.
        network = [([[1.0], [-1.0]], [0.0, -0.0]), ([[1.0, -0.5]], [0.25])]
        for flags, at_zero, rates in (([], 0, [0.5, 0.25]), (["--relu-grad-at-zero", "0"], 0, [0.5, 0.25]),
                                      (["--relu-grad-at-zero", "1"], 1, [0.75, 0.5])):
            evidence = Evidence(network, self.ROWS, self.TARGETS, "regression", at_zero)
            for size in ("0", "3"):
                with self.subTest(flags, batch_size=size):
                    report = self.run_on(network, self.ROWS, self.TARGETS, *STANDING_STILL, "--epochs", "1",
                                         "--batch-size", size, *flags)
                    self.assertEqual(nonzero_rates(report), rates)
                    self.check_units(report, evidence)

    def test_norms_follow_the_gradient_at_0(self):
        network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]], [0.0, 0.0, -1.0]),
                   ([[1.0, -0.5, 1.0]], [0.25])]
        norms = []
        for at_zero in (0, 1):
            with self.subTest(at_zero=at_zero):
                run = full_batch_epochs(network, self.ROWS, self.TARGETS, "regression", 0, 1, at_zero=at_zero)
                report = self.run_on(network, self.ROWS, self.TARGETS, *STANDING_STILL, "--epochs", "1",
                                     "--relu-grad-at-zero", at_zero)
                self.check_run(report, run)
                norms.append(report["training"]["history"][1]["gradient_norm"][0])
        self.assertNotAlmostEqual(*norms, delta=0.01)

    def test_a_unit_that_is_dead_at_exactly_0_blocks_only_where_the_gradient_there_is_0(self):
        network = [([[1.0]], [3.0]), ([[1.0], [1.0]], [-9.0, -4.0]), ([[1.0, 1.0]], [0.0])]
        rows = [[1.0], [1.0]]
        for at_zero, block, rate in ((0, "downstream", 0.0), (1, None, 1.0)):
            with self.subTest(at_zero=at_zero):
                report = self.check_blocks([[block], [None, None]], network, rows, [5.0, 5.0],
                                           "--relu-grad-at-zero", at_zero)
                self.assertEqual(report["layers"][1]["dead"], 2)
                self.assertEqual(nonzero_rates(report), [rate])
                self.assertEqual(nonzero_rates(report, layer=1), [0.0, rate])


class SizeTest(GradientTest):
    ROWS = [[-1.0], [1.0], [2.0]]

    def run_of_size(self, weight, target):
        """Return the report and the evidence of a network with gradients of the order of weight times target."""
        weight = to_float32(weight)
        network = [([[1.0], [-1.0]], [0.0, 0.0]), ([[weight, -2 * weight]], [0.0])]
        targets = [to_float32(factor * target) for factor in (3.0, 5.0, -2.0)]
        report = self.run_on(network, self.ROWS, targets, *STANDING_STILL, "--epochs", "1")
        return report, Evidence(network, self.ROWS, targets, "regression")

    def test_small_and_large_gradients_are_as_exact_as_any(self):
        sizes = ((1e-15, 1e-15), (1.0, 1e-30), (1e-30, 1.0), (1.0, 1e15), (1e15, 1.0), (1e8, 1e8), (1e10, 1e20))
        for weight, target in sizes:
            with self.subTest(weight=weight, target=target):
                report, evidence = self.run_of_size(weight, target)
                self.assertEqual(nonzero_rates(report), [2 / 3, 1 / 3])
                self.check_units(report, evidence)
                self.check_norms(report["training"]["history"][1]["gradient_norm"], evidence.full_batch_norm, "epoch 1")

    def test_the_rms_is_0_only_where_the_nonzero_rate_is(self):
        for exponent in range(-50, 36, 5):  # of the gradient; float32 ends at 1e-45 and 3e38
            with self.subTest(exponent=exponent):
                report, _ = self.run_of_size(10.0 ** (exponent // 2), 10.0 ** (exponent - exponent // 2))
                for unit in report["layers"][0]["unit"]:
                    self.assertIsNotNone(unit["gradient"]["rms"])
                    self.assertEqual(unit["gradient"]["rms"] > 0, unit["gradient"]["nonzero_rate"] > 0)
                    if exponent >= -40:
                        self.assertGreater(unit["gradient"]["nonzero_rate"], 0)
                self.assertEqual(self.blocks(report), [[None, None]])
