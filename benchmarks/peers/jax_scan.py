"""JAX: one network's step, scanned over time, mapped over seeds, compiled as a whole."""

from collections.abc import Callable
from functools import partial

import jax
import jax.numpy as jnp
import numpy as np
from jax.nn import log_softmax, one_hot, sigmoid

from benchmarks.peers.program import Program, Work

Weights = dict[str, jax.Array]
State = tuple[jax.Array, ...]


def lstm(w: Weights, x: jax.Array, state: State) -> State:
    """x is the input's part of the blocks, (B, n H); the state begins with h (B, H)."""
    h, c = state
    i, f, g, o = jnp.split(x + h @ w["U"], 4, axis=-1)
    c = sigmoid(f) * c + sigmoid(i) * jnp.tanh(g)
    return sigmoid(o) * jnp.tanh(c), c


def peephole(w: Weights, x: jax.Array, state: State) -> State:
    h, c = state
    p_i, p_f, p_o = w["p"]
    i, f, g, o = jnp.split(x + h @ w["U"], 4, axis=-1)
    i, f = sigmoid(i + p_i * c), sigmoid(f + p_f * c)
    c = f * c + i * jnp.tanh(g)
    return sigmoid(o + p_o * c) * jnp.tanh(c), c


def gru(w: Weights, x: jax.Array, state: State) -> State:
    (h,) = state
    x_r, x_z, x_n = jnp.split(x, 3, axis=-1)
    h_r, h_z, h_n = jnp.split(h @ w["U"], 3, axis=-1)
    r, z = sigmoid(x_r + h_r), sigmoid(x_z + h_z)
    n = jnp.tanh(x_n + r * (h_n + w["d"]))
    return ((1 - z) * n + z * h,)


def rnn(w: Weights, x: jax.Array, state: State) -> State:
    (h,) = state
    return (jnp.tanh(x + h @ w["U"]),)


# cell -> its step, and how many arrays it carries
STEPS: dict[str, tuple[Callable[[Weights, jax.Array, State], State], int]] = {
    "lstm": (lstm, 2),
    "gru": (gru, 1),
    "rnn": (rnn, 1),
    "peephole": (peephole, 2),
}


class JaxScan(Program):
    """`jit(vmap(scan))` and a hand-written Adam.

    Any number of training steps is one call, whose buffers are donated: nothing is dispatched in between.
    The scan over time is not unrolled, which is not faster and takes longer to compile.
    """

    def __init__(self, work: Work) -> None:
        super().__init__(work)
        batch, V = work.batch, len(work.alphabet)
        self.x = one_hot(batch.characters.numpy().T, V)  # (T, B, V)
        self.wanted = one_hot(batch.targets.numpy().T, V) * batch.mask.numpy().T[..., None]  # (T, B, V)
        self.run = jax.jit(self.many_steps, donate_argnums=0)

    def loss(self, w: Weights) -> jax.Array:
        """One seed's mean cross-entropy."""
        step, carried = STEPS[self.work.cell]
        zero = jnp.zeros((self.x.shape[1], self.work.config.hidden))

        def read(state: State, x: jax.Array) -> tuple[State, jax.Array]:
            state = step(w, x, state)
            return state, state[0]

        _, h = jax.lax.scan(read, (zero,) * carried, self.x @ w["W"] + w["b"])
        return -(log_softmax(h @ w["V"] + w["v"]) * self.wanted).sum() / self.wanted.sum()

    def one_step(self, done: jax.Array, w: Weights, m: Weights, v: Weights) -> tuple:
        """One step of Adam on one seed: the new w, m and v, and the loss."""
        config = self.work.config
        loss, g = jax.value_and_grad(self.loss)(w)
        norm = jnp.sqrt(sum(jnp.vdot(part, part) for part in g.values()))
        rate = config.learning_rate * 0.5 * (1 + jnp.cos(jnp.pi * done / config.steps))
        t = done + 1
        g = jax.tree.map(lambda g: g * (config.clip / jnp.maximum(norm, config.clip)), g)
        m = jax.tree.map(lambda m, g: 0.9 * m + 0.1 * g, m, g)
        v = jax.tree.map(lambda v, g: 0.999 * v + 0.001 * g * g, v, g)
        update = jax.tree.map(lambda m, v: m / (1 - 0.9**t) / (jnp.sqrt(v / (1 - 0.999**t)) + 1e-8), m, v)
        return jax.tree.map(lambda w, u: w - rate * u, w, update), m, v, loss

    def many_steps(self, training: tuple, steps: jax.Array) -> tuple:
        """`steps` more for all seeds; `training` is how many are done, then w, m, v and the losses (S,)."""
        every_seed = jax.vmap(self.one_step, in_axes=(None, 0, 0, 0))

        def body(_: jax.Array, training: tuple) -> tuple:
            done, w, m, v, _ = training
            return done + 1, *every_seed(done, w, m, v)

        return jax.lax.fori_loop(0, steps, body, training)

    def reset(self) -> None:
        w = {name: jnp.array(value.numpy()) for name, value in self.work.weights.items()}
        zeros = partial(jax.tree.map, jnp.zeros_like, w)
        self.training = jnp.array(0), w, zeros(), zeros(), jnp.zeros(self.work.config.seeds)

    def advance(self, steps: int) -> np.ndarray:
        self.training = self.run(self.training, steps)
        return np.asarray(self.training[-1])
