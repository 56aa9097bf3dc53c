"""The sweeps of data/papers find what the papers say; each with fewer seeds than in docs/sweep.md."""

import json
import tomllib

import numpy as np
from program import DATA, ProgramTest

# Lu et al. 2020: the share of networks of 10 layers that are born dead, by width: with He's initialisation, with theirs
BORN_DEAD = {2: (0.883, 0.248), 3: (0.552, 0.071), 4: (0.281, 0.018)}


def born_dead(width, networks=4000):
    """The same with He's initialisation, simulated here."""
    random = np.random.default_rng(width)
    x = np.tile(np.linspace(-(3**0.5), 3**0.5, 101)[:, None], (networks, 1, 1))
    alive = np.ones(networks, bool)
    for layer in range(9):
        weights = random.normal(size=(networks, x.shape[2], width)) * (2 / x.shape[2]) ** 0.5
        x = np.maximum(x @ weights, 0)
        alive &= (x > 0).any(axis=(1, 2))
    return 1 - alive.mean()


class PapersTest(ProgramTest):
    def cells(self, paper, *args):
        (self.folder / "data").symlink_to(DATA)
        result = self.program("sweep", "--config", f"data/papers/{paper}.toml", "-q", *args)
        self.assertEqual((result.code, result.stderr), (0, ""))
        return json.loads(result.stdout)["cells"]

    def test_lu_2020(self):
        cells = self.cells("lu_2020", "--seeds", "1000")
        for width, published in BORN_DEAD.items():
            shares = {cell["settings"]["init"]: cell["dead_layer"] for cell in cells
                      if cell["settings"]["hidden"] == ",".join(9 * [str(width)])}
            for init, paper in zip(("he_normal", "rai"), published):
                self.assertAlmostEqual(shares[init]["share"], paper, delta=0.05)
            true = born_dead(width)
            self.assertTrue(shares["he_normal"]["lower"] - 0.02 < true < shares["he_normal"]["upper"] + 0.02)
            self.assertLess(shares["rai"]["upper"], shares["he_normal"]["lower"])

    def test_arnekvist_2020(self):
        dead = {(cell["settings"]["target"], cell["settings"]["momentum"]): cell["dead_fraction"]
                for cell in self.cells("arnekvist_2020", "--seeds", "60")}
        for target in ("spread_1", "spread_0.1", "spread_0.01", "spread_0.001"):
            self.assertLess(dead[target, 0]["upper"], dead[target, 0.95]["lower"])
        self.assertLess(dead["spread_1", 0.95]["upper"], dead["spread_0.01", 0.95]["mean"])

    def test_sokar_2023(self):
        dormant = [cell["dormant_fraction"]["mean"] for cell in self.cells("sokar_2023", "--seeds", "5")]
        self.assertLess(max(dormant), 0.03)
        self.assertLess(dormant[-1], dormant[1] + 0.01)

    def test_bertoin_2021(self):
        cells = self.cells("bertoin_2021", "--seeds", "5")
        quality = {tuple(cell["settings"].values()): cell["quality"] for cell in cells}
        for scale in ("none", "standard"):
            for optimizer in ("sgd", "adam"):
                zero, one = quality[scale, 0, optimizer], quality[scale, 1, optimizer]
                self.assertTrue(zero["lower"] <= one["mean"] <= zero["upper"])

    def test_every_paper_has_a_test(self):
        for path in (DATA / "papers").glob("*.toml"):
            self.assertTrue(hasattr(self, f"test_{path.stem}"), path)
            tomllib.loads(path.read_text())
