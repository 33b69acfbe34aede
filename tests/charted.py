"""What charts of the plane are tried on: points, models that decide, a digit."""

import numpy as np

POINTS = [(x / 2, y / 2) for x in range(-4, 5) for y in range(-3, 4) if (x + y) % 2]
RING = [int(x * x + y * y < 1.6) for x, y in POINTS]
DIGIT = np.array(
    [[0, 5, 13, 9, 1], [0, 13, 15, 10, 15], [3, 15, 2, 0, 11], [0, 4, 16, 9, 8]], dtype=float
)


def circle(x):
    return 1.5 - x[0] ** 2 - x[1] ** 2


def corners(x):
    return [x[0] + x[1], x[0] - x[1], -2.0 * x[0]]
