"""What is measured: the four workloads, and the file that one of them generates.

`python3 workloads.py FOLDER` writes the generated files. It runs as a process of its own, because a child's peak
memory, as the kernel counts it, starts from that of the process that started it: the driver must stay small.
"""

import gzip
import pathlib
import shutil
import sys
from dataclasses import dataclass

ROOT = pathlib.Path(__file__).resolve().parents[3]
FOLDER = ROOT / "build" / "bench"
GENERATED = FOLDER / "generated.csv"
GZIPPED = FOLDER / "generated.csv.gz"
ROWS, FEATURES, CHUNK = 500_000, 28, 20_000


@dataclass(frozen=True)
class Workload:
    name: str
    what: str
    data: pathlib.Path
    widths: tuple  # inputs, units of each hidden layer, outputs
    rows: int  # that are trained on
    batch_size: int
    epochs: int
    target: tuple = ()  # flags
    own: tuple = ()  # flags of reluscope alone
    activation: str = "relu"

    @property
    def title(self):
        return f"({self.name}) {self.what}"

    def arguments(self):
        """What reluscope and the peers that train are told alike."""
        hidden = ",".join(map(str, self.widths[1:-1]))
        activation = () if self.activation == "relu" else ("--activation", self.activation)
        return [
            self.data, *self.target, "--hidden", hidden, "--batch-size", self.batch_size, "--epochs", self.epochs,
            *activation,
        ]  # fmt: skip

    def flops_per_epoch(self):
        """The floating-point work of the training steps of an epoch: the products, and one operation for each element
        that bias, ReLU, their gradients, and (two) the update touch."""
        layers = list(zip(self.widths, self.widths[1:]))
        products = sum(2 * i * o * (2 if l == 0 else 3) for l, (i, o) in enumerate(layers))
        elements = sum(2 * o for _, o in layers) + sum(2 * o for _, o in layers[:-1])
        parameters = sum((i + 1) * o for i, o in layers)
        steps = -(-self.rows // self.batch_size)
        return self.rows * (products + elements) + steps * 2 * parameters


A = Workload("a", "digits, 64-32", ROOT / "data" / "digits.csv", (64, 64, 32, 10), 1438, 32, 50)
B = Workload("b", "500,000 rows, 64-32", GENERATED, (28, 64, 32, 2), 400_000, 256, 5)
C = Workload("c", "500,000 rows, 256-256", GENERATED, (28, 256, 256, 2), 400_000, 256, 3)
D = Workload(
    "d", "penguins, 1024-1024", ROOT / "data" / "penguins.csv", (10, 1024, 1024, 3), 266, 32, 20,
    ("--target", "species"), ("--missing", "drop"),
)  # fmt: skip
ALL = (A, B, C, D)


def first_rows(rows):
    """The generated file's header and first rows, as a file of its own."""
    path = FOLDER / f"generated-{rows}.csv"
    if not path.exists():
        with open(GENERATED, "rb") as source, open(path, "wb") as target:
            target.writelines(line for _, line in zip(range(rows + 1), source))
    return path


def chunk_of_rows(random):
    """CHUNK lines of numbers as %.6f writes them and a class: normal features, and a target that needs a network."""
    import numpy as np

    x = random.normal(size=(CHUNK, FEATURES)).clip(-9, 9)
    score = x[:, 0] * x[:, 1] + np.sin(2 * x[:, 2]) + 0.5 * np.abs(x[:, 3]) + 0.3 * x[:, 4:12].sum(axis=1)
    label = score + random.normal(size=CHUNK) > 0.4

    millionths = np.abs(x * 1e6).round().astype(np.int64)
    cells = np.empty((CHUNK, FEATURES, 10), np.uint8)  # "-1.234567,"; the sign is left out where there is none
    cells[:, :, 0], cells[:, :, 2], cells[:, :, 9] = ord("-"), ord("."), ord(",")
    for position, power in zip((1, 3, 4, 5, 6, 7, 8), range(6, -1, -1)):
        cells[:, :, position] = ord("0") + millionths // 10**power % 10
    keep = np.ones((CHUNK, FEATURES * 10 + 2), bool)
    keep[:, 0:-2:10] = x < 0
    ends = np.stack([ord("0") + label, np.full(CHUNK, ord("\n"))], axis=1).astype(np.uint8)
    return np.concatenate([cells.reshape(CHUNK, -1), ends], axis=1)[keep].tobytes()


def generate(folder):
    import numpy as np

    random = np.random.default_rng(20240229)
    with open(folder / "partial.csv", "wb") as out:
        out.write((",".join([f"feature_{i}" for i in range(FEATURES)] + ["target"]) + "\n").encode())
        for _ in range(ROWS // CHUNK):
            out.write(chunk_of_rows(random))
    with open(folder / "partial.csv", "rb") as plain, gzip.open(folder / "partial.csv.gz", "wb", 6) as packed:
        shutil.copyfileobj(plain, packed, 1 << 20)
    (folder / "partial.csv.gz").rename(folder / GZIPPED.name)
    (folder / "partial.csv").rename(folder / GENERATED.name)


if __name__ == "__main__":
    generate(pathlib.Path(sys.argv[1]))
