"""What a peer that trains is told: the names of reluscope's own flags. Imports nothing heavy, so that it can be read
before the clock of the imports starts."""

import argparse
import os


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("data")
    parser.add_argument("--target", help="default: the last column")
    parser.add_argument("--hidden", default="64,32", type=lambda text: [int(width) for width in text.split(",")])
    parser.add_argument("--activation", default="relu")
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--epochs", type=int, default=20)
    parser.add_argument("--lr", type=float, default=0.1)
    parser.add_argument("--lrs", type=lambda text: [float(rate) for rate in text.split(",")], help="several runs: each of these")
    parser.add_argument("--seeds", type=int, default=1, help="... with so many seeds")
    parser.add_argument("--track-every", type=int, default=1, help="0: never")
    parser.add_argument("--validation", type=float, default=0.2)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--threads", type=int, default=1)
    return parser.parse_args()


def limit_threads(threads):
    """To be called before they are loaded: torch.set_num_threads alone leaves OpenBLAS with all cores."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
        os.environ[name] = str(threads)
