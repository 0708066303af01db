"""The functions of the kernels against numpy, in every lane."""

import numpy as np
import pytest
from numba import njit

from models.kernels import functions
from models.kernels.lanes import LANES, aligned, fill, fma, get, put, sqrt, where

CALCULATED = {
    "tanh": (np.tanh, (-20, 20)),
    "sigmoid": (lambda x: 1 / (1 + np.exp(-x)), (-30, 30)),
    "exp": (np.exp, (-80, 80)),
    "log": (np.log, (1e-3, 1e4)),
    "relu": (lambda x: np.maximum(x, 0), (-5, 5)),
}


def over_all(function):
    """The lane function as a function of an array (rows, LANES)."""

    @njit
    def apply(x, y):
        for row in range(len(x)):
            put(function(get(x, row)), y, row)

    def call(x: np.ndarray) -> np.ndarray:
        y = aligned(len(x))
        apply(x, y)
        return y

    return call


@pytest.mark.parametrize("name", list(CALCULATED))
def test_a_function_is_numpys_to_single_precision(name: str) -> None:
    wanted, (low, high) = CALCULATED[name]
    x = aligned(500)
    x[:] = np.linspace(low, high, x.size).reshape(x.shape)
    np.testing.assert_allclose(
        over_all(getattr(functions, name))(x), wanted(x.astype(np.float64)), rtol=5e-7, atol=2e-7
    )


@pytest.mark.parametrize("name", ["tanh", "sigmoid", "exp", "relu"])
def test_nan_stays_nan_and_infinity_saturates(name: str) -> None:
    x = aligned(2)
    x[:] = np.nan
    x[1] = 1e30
    y = over_all(getattr(functions, name))(x)
    assert np.isnan(y[0]).all() and not np.isnan(y[1]).any()


def test_lanes_do_not_meet() -> None:
    @njit
    def apply(x, y):
        a, b = get(x, 0), get(x, 1)
        put(where(a - b, sqrt(fma(a, b, fill(2.0))), 3.0 * b - a / 2.0), y, 0)

    x, y = aligned(2), aligned(1)
    x[:] = np.random.default_rng(0).uniform(1, 2, x.shape)
    apply(x, y)
    a, b = x
    np.testing.assert_allclose(y[0], np.where(a > b, np.sqrt(a * b + 2), 3 * b - a / 2), rtol=1e-6)


def test_arrays_begin_where_a_cache_line_does() -> None:
    for rows in (1, 3, 10):
        assert aligned(rows, 2).ctypes.data % (4 * LANES) == 0
