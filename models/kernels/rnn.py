"""The vanilla RNN, one unit in all lanes. The equation is in models/cells/rnn.py."""

from models.kernels.functions import relu as rectify
from models.kernels.functions import tanh
from models.kernels.kernel import Kernel
from models.kernels.lanes import fill, get, put, where

H = 0


class RNN(Kernel):
    states, kept, extra_name, splits = 1, 1, "", False

    @staticmethod
    def step(kernel, a, u, gates, weights, extra, old, new, k):
        s = get(a, H, k) + get(u, H, k)
        put(rectify(s) if kernel.relu else tanh(s), new, H, k)

    @staticmethod
    def derivative(kernel, gates, weights, gradient, extra, old, new, d_old, d_new, d_a, d_u, k):
        h, dh = get(new, H, k), get(d_new, H, k)
        put(where(h, dh, fill(0.0)) if kernel.relu else dh * (1.0 - h * h), d_a, H, k)
