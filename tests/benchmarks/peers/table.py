"""A CSV as the peers' users would read it: pandas, one-hot categories, standardised by the training rows."""

import numpy as np
import pandas as pd


def load(path, target=None, validation=0.2, seed=0):
    """Return (train_x, train_y), (validation_x, validation_y): float32 rows × inputs, and labels from 0."""
    table = pd.read_csv(path).dropna()
    labels = table.pop(target or table.columns[-1])
    codes = np.unique(labels, return_inverse=True)[1].astype(np.int64)
    features = pd.get_dummies(table)
    numeric = [column for column in features.columns if column in table.columns]
    values = features.to_numpy(dtype=np.float32)
    rows = np.random.default_rng(seed).permutation(len(values))
    held_out = round(validation * len(values))
    training, validation = rows[held_out:], rows[:held_out]
    scaled = [features.columns.get_loc(column) for column in numeric]
    mean = values[training][:, scaled].mean(axis=0, dtype=np.float64)
    deviation = values[training][:, scaled].std(axis=0, dtype=np.float64)
    values[:, scaled] = (values[:, scaled] - mean) / np.where(deviation > 0, deviation, 1)
    return (values[training], codes[training]), (values[validation], codes[validation])
