"""Vectors times a matrix, and the derivative, in all lanes: up to GROUP vectors share what is loaded.

The matrix M (K, J) lies row by row from weights[matrix] on. Where there is more than one vector, all GROUP
are computed: rows that are left over must be 0 in a derivative.
"""

from numba import njit

from models.kernels.lanes import add, fill, fma, get, put

GROUP = 4


@njit
def multiply(y, x, count, weights, matrix):
    """y (GROUP, J) += x (GROUP, K) M, for the first `count` rows at least."""
    if count == 1:
        multiply_one(y[0], x[0], weights, matrix)
    else:
        multiply_group(y, x, weights, matrix)


@njit
def multiply_one(y, x, weights, matrix):
    """y (J) += x (K) M."""
    columns = len(y)
    j = 0
    while j + 4 <= columns:  # four sums at a time hide the latency of one
        y0, y1, y2, y3 = get(y, j), get(y, j + 1), get(y, j + 2), get(y, j + 3)
        m = matrix + j
        for k in range(len(x)):
            x_k = get(x, k)
            y0 = fma(x_k, get(weights, m), y0)
            y1 = fma(x_k, get(weights, m + 1), y1)
            y2 = fma(x_k, get(weights, m + 2), y2)
            y3 = fma(x_k, get(weights, m + 3), y3)
            m += columns
        put(y0, y, j)
        put(y1, y, j + 1)
        put(y2, y, j + 2)
        put(y3, y, j + 3)
        j += 4
    while j < columns:
        y0 = get(y, j)
        for k in range(len(x)):
            y0 = fma(get(x, k), get(weights, matrix + k * columns + j), y0)
        put(y0, y, j)
        j += 1


@njit
def multiply_group(y, x, weights, matrix):
    """y (GROUP, J) += x (GROUP, K) M."""
    columns = y.shape[1]
    j = 0
    while j + 2 <= columns:
        a0, a1, a2, a3 = get(y, 0, j), get(y, 1, j), get(y, 2, j), get(y, 3, j)
        b0, b1, b2, b3 = get(y, 0, j + 1), get(y, 1, j + 1), get(y, 2, j + 1), get(y, 3, j + 1)
        m = matrix + j
        for k in range(x.shape[1]):
            x0, x1, x2, x3 = get(x, 0, k), get(x, 1, k), get(x, 2, k), get(x, 3, k)
            a, b = get(weights, m), get(weights, m + 1)
            a0, a1, a2, a3 = fma(x0, a, a0), fma(x1, a, a1), fma(x2, a, a2), fma(x3, a, a3)
            b0, b1, b2, b3 = fma(x0, b, b0), fma(x1, b, b1), fma(x2, b, b2), fma(x3, b, b3)
            m += columns
        put(a0, y, 0, j)
        put(a1, y, 1, j)
        put(a2, y, 2, j)
        put(a3, y, 3, j)
        put(b0, y, 0, j + 1)
        put(b1, y, 1, j + 1)
        put(b2, y, 2, j + 1)
        put(b3, y, 3, j + 1)
        j += 2
    if j < columns:
        for g in range(GROUP):
            a0 = get(y, g, j)
            for k in range(x.shape[1]):
                a0 = fma(get(x, g, k), get(weights, matrix + k * columns + j), a0)
            put(a0, y, g, j)


@njit
def multiply_back(dy, x, dx, count, weights, gradient, matrix):
    """The derivative of `multiply`: dx (GROUP, K) += M dy, and dM += x dy from gradient[matrix] on."""
    if count == 1:
        multiply_one_back(dy[0], x[0], dx[0], weights, gradient, matrix)
    else:
        multiply_group_back(dy, x, dx, weights, gradient, matrix)


@njit
def multiply_one_back(dy, x, dx, weights, gradient, matrix):
    """The derivative of `multiply_one`."""
    columns = len(dy)
    for k in range(len(x)):
        x_k, m = get(x, k), matrix + k * columns
        s = fill(0.0)
        for j in range(columns):
            d = get(dy, j)
            s = fma(get(weights, m + j), d, s)
            put(fma(x_k, d, get(gradient, m + j)), gradient, m + j)
        add(s, dx, k)


@njit
def multiply_group_back(dy, x, dx, weights, gradient, matrix):
    """The derivative of `multiply_group`."""
    columns = dy.shape[1]
    for k in range(x.shape[1]):
        x0, x1, x2, x3 = get(x, 0, k), get(x, 1, k), get(x, 2, k), get(x, 3, k)
        s0, s1, s2, s3 = fill(0.0), fill(0.0), fill(0.0), fill(0.0)
        row = matrix + k * columns
        for j in range(columns):
            d0, d1, d2, d3 = get(dy, 0, j), get(dy, 1, j), get(dy, 2, j), get(dy, 3, j)
            m = get(weights, row + j)
            s0, s1, s2, s3 = fma(m, d0, s0), fma(m, d1, s1), fma(m, d2, s2), fma(m, d3, s3)
            dm = fma(x1, d1, fma(x0, d0, get(gradient, row + j)))
            put(fma(x3, d3, fma(x2, d2, dm)), gradient, row + j)
        add(s0, dx, 0, k)
        add(s1, dx, 1, k)
        add(s2, dx, 2, k)
        add(s3, dx, 3, k)
