"""Independent oracles: torch.nn for values and gradients, and the identities of the equations."""

import pytest
import torch
from torch import Tensor, nn

from models.network import Network

B, T, D, H = 3, 9, 4, 6


def network(cell: str, layers: int, activation: str = "tanh") -> Network:
    torch.manual_seed(1)
    made = Network(cell, D, H, layers, activation=activation).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.uniform_(-0.8, 0.8)
    return made


def torch_twin(ours: Network, kind: type[nn.RNNBase], **options: str) -> nn.RNNBase:
    """torch's own module with the same weights; our one bias goes where torch keeps its first."""
    twin = kind(D, H, len(ours.cells), batch_first=True, **options).double()
    for layer, cell in enumerate(ours.cells):
        twin_of = {"W": f"weight_ih_l{layer}", "U": f"weight_hh_l{layer}", "b": f"bias_ih_l{layer}"}
        for name, theirs in twin_of.items():
            getattr(twin, theirs).data = getattr(cell, name).detach().mT.squeeze(-1).clone()
        hidden_bias = getattr(twin, f"bias_hh_l{layer}")
        hidden_bias.data = torch.zeros_like(hidden_bias)
        if hasattr(cell, "d"):
            hidden_bias.data[2 * H :] = cell.d.detach()[0]
    return twin


def gradients(ours: Network) -> dict[str, Tensor]:
    return {name: parameter.grad for name, parameter in ours.named_parameters()}


@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize(
    ("cell", "kind", "activation"),
    [
        ("lstm", nn.LSTM, "tanh"),
        ("gru", nn.GRU, "tanh"),
        ("rnn", nn.RNN, "tanh"),
        ("rnn", nn.RNN, "relu"),
    ],
)
def test_values_and_gradients_are_those_of_torch(
    cell: str, kind: type[nn.RNNBase], activation: str, layers: int
) -> None:
    ours = network(cell, layers, activation)
    twin = torch_twin(ours, kind, **({"nonlinearity": activation} if kind is nn.RNN else {}))
    text = torch.randint(D, (B, T))
    h, _ = twin(ours.encode(text))
    theirs = (h @ ours.V + ours.v).transpose(0, 1)
    torch.testing.assert_close(ours(text), theirs)

    weights = torch.randn(T, B, D, dtype=torch.double)
    (ours(text) * weights).sum().backward()
    got = gradients(ours)
    ours.zero_grad()
    (theirs * weights).sum().backward()
    for layer in range(layers):
        for name, twin_name in (("W", "weight_ih"), ("U", "weight_hh"), ("b", "bias_ih")):
            expected = getattr(twin, f"{twin_name}_l{layer}").grad
            torch.testing.assert_close(got[f"cells.{layer}.{name}"].mT.squeeze(-1), expected)
        if cell == "gru":
            expected = getattr(twin, f"bias_hh_l{layer}").grad[2 * H :]
            torch.testing.assert_close(got[f"cells.{layer}.d"][0], expected)


@pytest.mark.parametrize("activation", ["tanh", "relu"])
def test_the_feedforward_net_is_a_multilayer_perceptron_of_one_character(activation: str) -> None:
    ours = network("feedforward", 1, activation)
    text = torch.randint(D, (B, T))
    cell = ours.cells[0]
    layer = nn.Linear(D, H).double()
    layer.weight.data, layer.bias.data = cell.W.detach().mT, cell.b.detach()[0]
    phi = {"tanh": nn.Tanh(), "relu": nn.ReLU()}[activation]
    expected = phi(layer(ours.encode(text))) @ ours.V + ours.v
    torch.testing.assert_close(ours(text), expected.transpose(0, 1))


@pytest.mark.parametrize("layers", [1, 3])
def test_a_peephole_lstm_with_zero_peepholes_is_an_lstm(layers: int) -> None:
    peephole, lstm = network("peephole", layers), network("lstm", layers)
    for cell in peephole.cells:
        cell.p.data.zero_()
    own = {n: v for n, v in peephole.state_dict().items() if not n.endswith(".p")}
    lstm.load_state_dict(own)
    text = torch.randint(D, (B, T))
    torch.testing.assert_close(peephole(text), lstm(text))


def test_peepholes_see_the_old_cell_state_at_i_and_f_and_the_new_one_at_o() -> None:
    ours = network("peephole", 1)
    (cell,) = ours.cells
    x = ours.encode(torch.tensor([2]))
    h, c = torch.randn(2, 1, H, dtype=torch.double).unbind()
    seen = {}

    def keep(layer: int, symbol: str, value: Tensor) -> Tensor:
        seen[symbol] = value
        return value

    ours.step(x, [{"h": h, "c": c}], keep)
    a = {}
    for gate, start in zip("ifgo", range(0, 4 * H, H), strict=True):
        block = slice(start, start + H)
        a[gate] = x @ cell.W[:, block] + h @ cell.U[:, block] + cell.b[:, block]
    torch.testing.assert_close(seen["i"], torch.sigmoid(a["i"] + cell.p[0] * c))
    torch.testing.assert_close(seen["f"], torch.sigmoid(a["f"] + cell.p[1] * c))
    torch.testing.assert_close(seen["g"], torch.tanh(a["g"]))
    torch.testing.assert_close(seen["o"], torch.sigmoid(a["o"] + cell.p[2] * seen["c"]))


@pytest.mark.parametrize("cell", ["lstm", "peephole"])
def test_every_trace_obeys_the_update_of_the_cell_state(cell: str) -> None:
    ours = network(cell, 2)
    state, seen = ours.zero_state(B), {}

    def keep(layer: int, symbol: str, value: Tensor) -> Tensor:
        seen[layer, symbol] = value
        return value

    for x in ours.encode(torch.randint(D, (B, T))).unbind(1):
        old = [layer["c"] for layer in state]
        _, state = ours.step(x, state, keep)
        for layer in range(2):
            i, f, g, o, c, h = (seen[layer, symbol] for symbol in "ifgoch")
            torch.testing.assert_close(c, f * old[layer] + i * g)
            torch.testing.assert_close(h, o * torch.tanh(c))


def test_every_gru_trace_mixes_the_old_hidden_state_and_the_candidate() -> None:
    ours = network("gru", 1)
    state, seen = ours.zero_state(B), {}

    def keep(layer: int, symbol: str, value: Tensor) -> Tensor:
        seen[symbol] = value
        return value

    for x in ours.encode(torch.randint(D, (B, T))).unbind(1):
        old = state[0]["h"]
        _, state = ours.step(x, state, keep)
        torch.testing.assert_close(seen["h"], (1 - seen["z"]) * seen["n"] + seen["z"] * old)
