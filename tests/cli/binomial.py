"""Exact binomial bounds, by bisection."""

import math


def clopper_pearson_upper(successes, trials):
    """Return the upper end of the two-sided 95 % interval of the rate (Clopper & Pearson 1934)."""
    if successes == trials:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(100):
        rate = (low + high) / 2
        tail = sum(math.comb(trials, k) * rate**k * (1 - rate) ** (trials - k) for k in range(successes + 1))
        low, high = (rate, high) if tail > 0.025 else (low, rate)
    return high
