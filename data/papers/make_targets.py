#!/usr/bin/env python3
"""Writes targets.csv: one target, y = sin 2a + b² − c·d of four normal features, standardised, times 1, 0.1, 0.01 and 0.001.

python3 make_targets.py > targets.csv, with the standard library alone.
"""

import math
import random

ROWS = 300
SPREADS = (1, 0.1, 0.01, 0.001)

generator = random.Random(2020)
features = [[generator.gauss(0, 1) for _ in range(4)] for _ in range(ROWS)]
values = [math.sin(2 * a) + b * b - c * d for a, b, c, d in features]
mean = sum(values) / ROWS
deviation = math.sqrt(sum((value - mean) ** 2 for value in values) / ROWS)
print(",".join(["a", "b", "c", "d", *(f"spread_{spread}" for spread in SPREADS)]))
for row, value in zip(features, values):
    targets = (spread * (value - mean) / deviation for spread in SPREADS)
    print(",".join([*(f"{x:.4f}" for x in row), *(f"{y:.7f}" for y in targets)]))
