"""The GRU, one unit in all lanes. The equations are in models/cells/gru.py."""

from models.kernels.functions import sigmoid, tanh
from models.kernels.kernel import Kernel
from models.kernels.lanes import add, get, put

H = 0
R, Z, N, Q = range(4)  # Q keeps h U_n + d, what the reset gate scales


class GRU(Kernel):
    states, kept, extra_name, splits = 1, 4, "d", True

    @staticmethod
    def step(kernel, a, u, gates, weights, extra, old, new, k):
        r = sigmoid(get(a, R, k) + get(u, R, k))
        z = sigmoid(get(a, Z, k) + get(u, Z, k))
        q = get(u, N, k) + get(weights, extra + k)
        n = tanh(get(a, N, k) + r * q)
        put(r, gates, R, k)
        put(z, gates, Z, k)
        put(n, gates, N, k)
        put(q, gates, Q, k)
        put((1.0 - z) * n + z * get(old, H, k), new, H, k)

    @staticmethod
    def derivative(kernel, gates, weights, gradient, extra, old, new, d_old, d_new, d_a, d_u, k):
        r, z, n, q = get(gates, R, k), get(gates, Z, k), get(gates, N, k), get(gates, Q, k)
        dh = get(d_new, H, k)
        dn = dh * (1.0 - z) * (1.0 - n * n)
        dr = dn * q * r * (1.0 - r)
        dz = dh * (get(old, H, k) - n) * z * (1.0 - z)
        dq = dn * r
        add(dh * z, d_old, H, k)
        add(dq, gradient, extra + k)
        put(dr, d_a, R, k)
        put(dz, d_a, Z, k)
        put(dn, d_a, N, k)
        put(dr, d_u, R, k)
        put(dz, d_u, Z, k)
        put(dq, d_u, N, k)
