"""Writes reference.json: exact values from mpmath at 60 digits, correctly rounded to double.

Run: python3 reference.py > reference.json   (mpmath 1.3)
"""
import json
import random

from mpmath import erf, erfc, erfinv, exp, expm1, log, log1p, mp, mpf, ncdf, power, sqrt, tanh

mp.dps = 60
rng = random.Random(20240229)


def spread(low, high, n):
    return [rng.uniform(low, high) for _ in range(n // 3)]


def scales(low, high, n, signed=False):
    values = [10 ** rng.uniform(low, high) for _ in range(n // 3)]
    return [v * rng.choice([-1, 1]) for v in values] if signed else values


def rows(function, points):
    return [[x, float(function(mpf(x)))] for x in points]


def quantile(p):
    mp.dps = 80
    value = sqrt(2) * erfinv(2 * p - 1)
    mp.dps = 60
    return value


points = {
    "exp": rows(exp, spread(-700, 700, 150) + spread(-1, 1, 150) + scales(-18, 2, 60, True) + [-745.0, -720.5, 709.7, -708.4]),
    "expm1": rows(expm1, spread(-40, 60, 120) + spread(-1, 1, 200) + scales(-20, 2, 80, True) + [700.0]),
    "log": rows(log, scales(-300, 300, 150) + spread(0.4, 2.5, 250) + [5e-324, 1e-310, 1.7e308]),
    "log1p": rows(log1p, spread(-0.999, 5, 300) + scales(-20, 10, 100) + [-v for v in scales(-20, -1, 60)]),
    "log2": rows(lambda x: log(x, 2), scales(-300, 300, 120) + spread(0.4, 2.5, 200) + [2.0**k for k in (-1074, -3, 0, 1, 52)]),
    "tanh": rows(tanh, spread(-3, 3, 150) + scales(-12, 1.3, 60, True)),
    "sigmoid": rows(lambda x: 1 / (1 + exp(-x)), spread(-30, 30, 120) + spread(-700, 700, 40)),
    "softplus": rows(lambda x: log1p(exp(x)), spread(-30, 30, 120) + spread(-700, 700, 40)),
    "erf": rows(erf, spread(-6, 6, 150) + spread(-1, 1, 100)),
    "erfc": rows(erfc, spread(-3, 26, 200) + spread(-1, 2, 150)),
    "normalCdf": rows(ncdf, spread(-8, 8, 150) + spread(-30, -8, 40)),
    "normalQuantile": rows(quantile, spread(0.0001, 0.9999, 120) + scales(-30, -2, 60)),
    "pow": [[x, y, float(power(mpf(x), mpf(y)))] for x, y in
            list(zip(scales(-5, 5, 150), spread(-55, 55, 150)))
            + list(zip(spread(0.5, 2, 150), spread(-700, 700, 150)))
            + [(3.0, 33.0), (7.0, 18.0), (10.0, 22.0), (2.0, -1074.0), (0.9999999, 1e9), (1.0000001, -4e9)]],
}
print(json.dumps(points, separators=(",", ":")))
