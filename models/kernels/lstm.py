"""The LSTM, one unit in all lanes: its step and the derivative. The equations are in models/cells/lstm.py."""

from models.kernels.functions import sigmoid, tanh
from models.kernels.kernel import Kernel
from models.kernels.lanes import add, get, put

H, C = range(2)
I, F, G, O, T = range(5)  # T keeps tanh(c)


class LSTM(Kernel):
    states, kept, extra_name, splits = 2, 5, "", False

    @staticmethod
    def step(kernel, a, u, gates, weights, extra, old, new, k):
        i = sigmoid(get(a, I, k) + get(u, I, k))
        f = sigmoid(get(a, F, k) + get(u, F, k))
        g = tanh(get(a, G, k) + get(u, G, k))
        o = sigmoid(get(a, O, k) + get(u, O, k))
        c = f * get(old, C, k) + i * g
        t = tanh(c)
        put(i, gates, I, k)
        put(f, gates, F, k)
        put(g, gates, G, k)
        put(o, gates, O, k)
        put(t, gates, T, k)
        put(c, new, C, k)
        put(o * t, new, H, k)

    @staticmethod
    def derivative(kernel, gates, weights, gradient, extra, old, new, d_old, d_new, d_a, d_u, k):
        i, f, g, o = get(gates, I, k), get(gates, F, k), get(gates, G, k), get(gates, O, k)
        t, dh = get(gates, T, k), get(d_new, H, k)
        dc = get(d_new, C, k) + dh * o * (1.0 - t * t)
        add(dc * f, d_old, C, k)
        put(dc * g * i * (1.0 - i), d_a, I, k)
        put(dc * get(old, C, k) * f * (1.0 - f), d_a, F, k)
        put(dc * i * (1.0 - g * g), d_a, G, k)
        put(dh * t * o * (1.0 - o), d_a, O, k)
