"""A CSV as the peers' users would read it: standardised by the training rows, texts one-hot encoded."""

import functools
import os

import numpy as np

SMALL = 4_000_000  # bytes; up to here NumPy alone is quicker than pandas, which takes longer to be imported


@functools.cache
def read(path, target):
    """Return the features, rows × inputs, which of them to scale, and the target."""
    if os.path.getsize(path) <= SMALL and target is None:
        cells = np.loadtxt(path, delimiter=",", skiprows=1, dtype=np.float32)
        return cells[:, :-1], slice(None), cells[:, -1]
    import pandas as pd

    table = pd.read_csv(path).dropna()
    labels = table.pop(target or table.columns[-1])
    features = pd.get_dummies(table)
    scaled = [i for i, column in enumerate(features.columns) if column in table.columns]
    return features.to_numpy(dtype=np.float32), scaled, labels


def load(path, target=None, validation=0.2, seed=0):
    """Return (train_x, train_y), (validation_x, validation_y): float32 rows × inputs, and labels from 0."""
    values, scaled, labels = read(path, target)
    codes = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    rows = np.random.default_rng(seed).permutation(len(values))
    held_out = round(validation * len(values))
    training, validation = rows[held_out:], rows[:held_out]
    mean = values[training][:, scaled].mean(axis=0, dtype=np.float64)
    deviation = values[training][:, scaled].std(axis=0, dtype=np.float64)

    def part(rows):
        x = values[rows]
        x[:, scaled] = (x[:, scaled] - mean) / np.where(deviation > 0, deviation, 1)
        return x, codes[rows]

    return part(training), part(validation)
