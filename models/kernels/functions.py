"""The functions of the equations, on lanes, to float32's precision."""

from numba import njit

from models.kernels.lanes import exponent, fill, fma, nearest, power_of_two, where

LOG2_E = 1.4426950408889634
LN2_HIGH, LN2_LOW = 0.693359375, -2.12194440e-4  # their sum is ln 2, the first exact in few bits
EXP = (1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 0.5)
TANH_OVER = (
    *(-2.76076847742355e-16, 2.00018790482477e-13, -8.60467152213735e-11, 5.12229709037114e-08),
    *(1.48572235717979e-05, 6.37261928875436e-04, 4.89352455891786e-03),
)
TANH_UNDER = (1.19825839466702e-06, 1.18534705686654e-04, 2.26843463243900e-03, 4.89352518554385e-03)
LARGEST = 7.90531110763549805  # beyond it, tanh is 1 in float32


@njit
def clamp(x, low, high):
    """x where it is between, else the bound; NaN stays NaN."""
    x = where(x - high, fill(high), x)
    return where(low - x, fill(low), x)


@njit
def polynomial(x, coefficients):
    """Horner's scheme, the highest power first."""
    y = fill(coefficients[0])
    for c in coefficients[1:]:
        y = fma(y, x, fill(c))
    return y


@njit
def exp(x):
    """e^x = 2^n e^r with |r| <= ln 2 / 2; Cephes' polynomial for e^r (Moshier 1989)."""
    x = clamp(x, -87.0, 88.0)
    n = nearest(x * LOG2_E)
    r = fma(n, fill(-LN2_LOW), fma(n, fill(-LN2_HIGH), x))
    p = polynomial(
        r, (1.9875691500e-4, 1.3981999507e-3, 8.3334519073e-3, 4.1665795894e-2, 1.6666665459e-1, 0.5)
    )
    return fma(p * r, r, r + 1.0) * power_of_two(n)


@njit
def log(x):
    """The natural logarithm for x > 0: n ln 2 + 2 artanh((m - 1) / (m + 1)) for x = m 2^n."""
    n = exponent(x)
    m = x * power_of_two(0.0 - n)
    high = m - 1.41421356
    m, n = where(high, m * 0.5, m), where(high, n + 1.0, n)
    q = (m - 1.0) / (m + 1.0)
    p = polynomial(q * q, (0.22222222, 0.28571429, 0.4, 0.66666667, 2.0))
    return fma(q, p, n * (LN2_HIGH + LN2_LOW))


@njit
def sigmoid(x):
    """1 / (1 + e^-x)."""
    return 1.0 / (1.0 + exp(0.0 - x))


@njit
def tanh(x):
    """The hyperbolic tangent, as the quotient of polynomials that Eigen and XLA use."""
    x = clamp(x, -LARGEST, LARGEST)
    s = x * x
    return x * polynomial(s, TANH_OVER) / polynomial(s, TANH_UNDER)


@njit
def relu(x):
    """x where it is above 0, else 0."""
    return where(0.0 - x, fill(0.0), x)
