"""Print the coefficients in src/support/normal_distribution.hpp.

F(t) = q(z)·exp(z²/2), q the upper tail of the standard normal distribution and t = (z − 4)/(z + 4), as a series of
Chebyshev polynomials (the mapping is Schonfelder's, "Chebyshev expansions for the error and related functions", 1978).

    /usr/bin/python3 make_normal_distribution.py
"""

from mpmath import cos, erfc, exp, mp, mpf, pi, sqrt

mp.dps = 50
POINTS, TERMS, MIDDLE = 100, 27, mpf(4)


def scaled_tail(t):
    z = MIDDLE * (1 + t) / (1 - t)
    return erfc(z / sqrt(2)) * exp(z * z / 2) / 2


def main():
    angles = [pi * (j + mpf(1) / 2) / POINTS for j in range(POINTS)]
    values = [scaled_tail(cos(angle)) for angle in angles]
    for r in range(TERMS):
        term = 2 / mpf(POINTS) * sum(f * cos(r * angle) for f, angle in zip(values, angles))
        print(f"    {float(term / 2 if r == 0 else term)!r},")


if __name__ == "__main__":
    main()
