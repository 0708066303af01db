"""Vector times matrix, and its derivative, in all lanes."""

from numba import njit

from models.kernels.lanes import add, fill, fma, get, put


@njit
def multiply(y, x, weights, matrix):
    """y (J) += x (K) M, where M (K, J) is written row by row from weights[matrix] on."""
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
def multiply_back(dy, x, dx, weights, gradient, matrix):
    """The derivative of `multiply`: dx += M dy, and dM += x dy written from gradient[matrix] on."""
    columns = len(dy)
    for k in range(len(x)):
        x_k, m = get(x, k), matrix + k * columns
        sum_ = fill(0.0)
        for j in range(columns):
            d = get(dy, j)
            sum_ = fma(get(weights, m + j), d, sum_)
            put(fma(x_k, d, get(gradient, m + j)), gradient, m + j)
        add(sum_, dx, k)
