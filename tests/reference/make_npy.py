"""Write npy/: small files of activations as NumPy saves them, and what NumPy counts in them, to hold ours against.

All files hold the same numbers, which every type of float has exactly: z, 7 rows × 5 units, and h = max(0, z); archives
hold a second layer of 3 units too.

    /usr/bin/python3 make_npy.py

The files in the repository come from NumPy 1.24.2 on Python 3.11.
"""

import io
import json
import pathlib

import numpy as np

FOLDER = pathlib.Path(__file__).with_name("npy")
RANDOM = np.random.default_rng(1)
Z1 = np.round(RANDOM.normal(size=(7, 5)) * 16) / 8
Z1[:, 1] = -np.abs(Z1[:, 1])  # dead
Z1[:, 3] = np.abs(Z1[:, 3]) + 0.125  # always active
Z2 = np.round(RANDOM.normal(size=(7, 3)) * 16) / 8
H1, H2 = np.maximum(0, Z1), np.maximum(0, Z2)


class Pipe(io.RawIOBase):
    """A stream without seek: NumPy then writes the sizes of members behind their data."""

    def __init__(self):
        self.bytes = b""

    def writable(self):
        return True

    def write(self, data):
        self.bytes += bytes(data)
        return len(data)


def counts(h):
    return {
        "active_rows": np.count_nonzero(h > 0, axis=0).tolist(),
        "activation_sum": h.sum(axis=0).tolist(),
        "square_sum": (h * h).sum(axis=0).tolist(),
        "activations": h.tolist(),
    }


def save_types():
    for size in "248":
        for order, word in (("<", "little"), (">", "big")):
            for layout in "CF":
                np.save(FOLDER / f"f{size}-{word}-{layout}.npy", np.array(H1, dtype=f"{order}f{size}", order=layout))
    for version in ((2, 0), (3, 0)):
        with open(FOLDER / f"version-{version[0]}.npy", "wb") as file:
            np.lib.format.write_array(file, H1.astype(np.float32), version=version)
    np.save(FOLDER / "z.npy", Z1.astype(np.float32))


def save_archives():
    layers = {"fc1": H1.astype(np.float32), "blocks/0.relu": np.asfortranarray(H2)}
    np.savez(FOLDER / "stored.npz", **layers)
    np.savez_compressed(FOLDER / "deflated.npz", **layers)
    pipe = Pipe()
    np.savez(pipe, **layers)
    (FOLDER / "piped.npz").write_bytes(pipe.bytes)


def save_refused():
    refused = FOLDER / "refused"
    refused.mkdir(exist_ok=True)
    arrays = {
        "bool": H1 > 0,
        "int64": H1.astype(np.int64),
        "uint8": H1.astype(np.uint8),
        "longdouble": H1.astype(np.longdouble),
        "complex64": H1.astype(np.complex64),
        "text": H1.astype("U4"),
        "date": np.zeros((2, 2), dtype="M8[s]"),
        "void": np.zeros((2, 2), dtype="V2"),
        "record": np.zeros(2, dtype=[("x", "<f4"), ("it's", "<f8", (2, 3))]),
        "object": np.array([[1.5, None]], dtype=object),
        "0d": np.float32(1),
        "1d": H1[0].astype(np.float32),
        "3d": H1.reshape(7, 5, 1).astype(np.float32),
        "no-rows": H1[:0].astype(np.float32),
        "no-units": H1[:, :0].astype(np.float32),
    }
    for name, array in arrays.items():
        np.save(refused / f"{name}.npy", array)
    with open(refused / "twice.npy", "wb") as file:
        np.save(file, H1)
        np.save(file, H2)
    np.savez(refused / "rows.npz", a=H1, b=H2[:4])
    np.savez(refused / "labels.npz", h=H1, y=np.arange(7))
    np.savez(refused / "sparse.npz", format=np.array("csr"), shape=np.array([7, 5]), data=H1[H1 > 0])


def main():
    FOLDER.mkdir(exist_ok=True)
    save_types()
    save_archives()
    save_refused()
    expected = {"fc1": counts(H1), "blocks/0.relu": counts(H2), "z_max": Z1.max(axis=0).tolist()}
    (FOLDER / "expected.json").write_text(json.dumps(expected) + "\n")


if __name__ == "__main__":
    main()
