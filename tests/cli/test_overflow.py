"""Sums of a network that leave the range of float32: said, by layer, rows and line, and never counted as dead units."""

import unittest

import numpy as np

from model_file import to_model
from program import ProgramTest, parse_report


class OverflowTest(ProgramTest):
    def inspect(self, layers, rows, *args):
        self.write("model.safetensors", to_model(*((w.tolist(), b.tolist()) for w, b in layers)))
        names = ",".join(f"x{k}" for k in range(len(rows[0])))
        self.write("data.csv", names + "\n" + "".join(",".join(f"{x:.9g}" for x in row) + "\n" for row in rows))
        result = self.program("inspect", "model.safetensors", "data.csv", "-q", "--allow-dead-network", *args)
        self.assertEqual(result.code, 0, result.stderr)
        return parse_report(result.stdout)

    def finding(self, report):
        return next((f for f in report["findings"] if f["code"] == "overflow"), None)

    def overflowed(self, layers, rows):
        """Layer, rows and first line (2 is that of the first row), as NumPy computes in float32, sum by sum."""
        x = np.asarray(rows, np.float32)
        is_found = np.zeros(len(x), bool)
        with np.errstate(all="ignore"):
            for l, (weight, bias) in enumerate(layers):
                z = np.tile(bias.astype(np.float32), (len(x), 1)) * 0
                for k in range(x.shape[1]):
                    z = z + x[:, k : k + 1] * weight.astype(np.float32)[None, :, k]
                z = z + bias.astype(np.float32)
                bad = ~np.isfinite(z).all(axis=1)
                if bad.any():
                    return l, int(bad.sum()), int(np.argmax(bad)) + 2
                x = np.maximum(z, 0)
        return None

    def check(self, layers, rows):
        report = self.inspect(layers, rows)
        finding, expected = self.finding(report), self.overflowed(layers, rows)
        if expected is None:
            self.assertIsNone(finding)
            return
        self.assertEqual(tuple(finding["evidence"][key] for key in ("layer", "rows", "line")), expected)
        layer, count, line = expected
        where = "the output layer" if layer == len(layers) - 1 else f"layer {layer}"
        for part in (where, f"{count:,} row", f"line {line}"):
            self.assertIn(part, finding["message"])
        self.assertEqual(report["findings"][0]["code"], "overflow")

    def layers(self, widths, scales, seed=0):
        random = np.random.default_rng(seed)
        return [(random.uniform(0.5, 1, (units, inputs)) * scale, np.zeros(units))
                for inputs, units, scale in zip(widths, widths[1:], scales)]

    def test_the_layer_the_rows_and_the_first_line_are_named(self):
        rows = np.random.default_rng(1).uniform(-1, 1, (700, 3))
        rows[::7] *= 1e25
        for scales in ((1e15, 1, 1), (1e10, 1e10, 1), (1e10, 1, 1e10), (1, 1, 1), (1e5, 1e5, 1)):
            with self.subTest(scales):
                self.check(self.layers((3, 5, 4, 2), scales), rows)

    def test_an_overflow_to_below_is_one_too(self):
        # z is -inf, which ReLU makes 0: nobody would see it
        report = self.inspect([(np.array([[-1e30]]), np.zeros(1)), (np.ones((1, 1)), np.zeros(1))], [[1.0], [1e20]])
        self.assertEqual(self.finding(report)["evidence"], {"layer": 0, "rows": 1, "line": 3})

    def test_terms_that_cancel_out_do_not_hide_it(self):
        report = self.inspect([(np.array([[1e30, -1e30]]), np.zeros(1)), (np.ones((1, 1)), np.zeros(1))],
                              [[1.0, 1.0], [1.0, 2.0], [1e20, 1e20]])
        self.assertEqual(self.finding(report)["evidence"], {"layer": 0, "rows": 1, "line": 4})

    def test_the_cure_is_given_where_the_numbers_are_raw(self):
        layers, rows = self.layers((2, 3, 1), (1e30, 1)), [[1.0, 2.0], [3e9, 1.0], [2.0, 5.0]]
        self.assertEqual(self.finding(self.inspect(layers, rows))["cure"], "--scale standard")
        self.assertIsNone(self.finding(self.inspect(layers, rows, "--scale", "standard")))

    def test_threads_and_blocks_change_nothing(self):
        rows = np.random.default_rng(2).uniform(-1, 1, (70_000, 2))
        rows[69_000:] *= 1e25
        layers = self.layers((2, 4, 3, 1), (1e15, 1, 1))
        reports = [self.inspect(layers, rows, "--threads", threads) for threads in ("1", "2")]
        self.assertEqual(*reports)
        self.assertEqual(self.finding(reports[0])["evidence"], {"layer": 0, "rows": 1000, "line": 69_002})

    def test_prune_takes_no_unit_for_dead_on_such_rows(self):
        layers = [(np.array([[-1e30], [1.0]]), np.array([0.0, 10.0])), (np.ones((1, 2)), np.zeros(1))]
        self.inspect(layers, [[1.0], [1e20]])
        self.fails("prune", "model.safetensors", "data.csv", "--on-data", "-o", "out.safetensors",
                   saying=["data.csv:3", "'0'", "float32"])


if __name__ == "__main__":
    unittest.main()
