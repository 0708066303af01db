"""The peephole LSTM, one unit in all lanes. The equations are in models/cells/peephole.py."""

from models.kernels.functions import sigmoid, tanh
from models.kernels.kernel import Kernel
from models.kernels.lanes import add, get, put

H, C = range(2)
I, F, G, O, T = range(5)  # T keeps tanh(c)


class Peephole(Kernel):
    states, kept, extra_name, splits = 2, 5, "p", False

    @staticmethod
    def step(kernel, a, u, gates, weights, extra, old, new, k):
        units = gates.shape[1]
        p_i, p_f, p_o = extra + k, extra + units + k, extra + 2 * units + k
        c = get(old, C, k)
        i = sigmoid(get(a, I, k) + get(u, I, k) + get(weights, p_i) * c)
        f = sigmoid(get(a, F, k) + get(u, F, k) + get(weights, p_f) * c)
        g = tanh(get(a, G, k) + get(u, G, k))
        c = f * c + i * g
        o = sigmoid(get(a, O, k) + get(u, O, k) + get(weights, p_o) * c)
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
        units = gates.shape[1]
        p_i, p_f, p_o = extra + k, extra + units + k, extra + 2 * units + k
        i, f, g, o = get(gates, I, k), get(gates, F, k), get(gates, G, k), get(gates, O, k)
        t, dh, c = get(gates, T, k), get(d_new, H, k), get(old, C, k)
        do = dh * t * o * (1.0 - o)
        dc = get(d_new, C, k) + dh * o * (1.0 - t * t) + do * get(weights, p_o)
        di = dc * g * i * (1.0 - i)
        df = dc * c * f * (1.0 - f)
        add(dc * f + di * get(weights, p_i) + df * get(weights, p_f), d_old, C, k)
        add(di * c, gradient, p_i)
        add(df * c, gradient, p_f)
        add(do * get(new, C, k), gradient, p_o)
        put(di, d_a, I, k)
        put(df, d_a, F, k)
        put(dc * i * (1.0 - g * g), d_a, G, k)
        put(do, d_a, O, k)
