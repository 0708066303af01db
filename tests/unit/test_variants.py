"""The variants of the LSTM, each held to torch.nn.LSTM, to a loop in numpy and to finite differences."""

import numpy as np
import pytest
import torch
from torch import Tensor, nn

from models.cells import CELLS, architectures, variants
from models.names import NAMES
from models.network import Network
from models.training.config import Config

B, T, D, H = 3, 7, 4, 5
ALWAYS_OPEN = 1e4  # as a bias: the sigmoid of it is 1, to the last bit
WITHOUT = {"nig": "i", "nfg": "f", "nog": "o"}


def network(cell: str, layers: int = 1, hidden: int = H, scale: float = 0.8) -> Network:
    torch.manual_seed(1)
    made = Network(cell, D, hidden, layers).double()
    with torch.no_grad():
        for parameter in made.parameters():
            parameter.uniform_(-scale, scale)
    return made


def text() -> Tensor:
    return torch.randint(D, (B, T), generator=torch.Generator().manual_seed(2))


def block(cell: torch.nn.Module, name: str) -> tuple[Tensor, Tensor, Tensor]:
    """W, U and b of one gate; of one that there is not, those that hold it open, or couple it."""
    if name in cell.blocks:
        place = slice(cell.blocks.index(name) * H, (cell.blocks.index(name) + 1) * H)
        return cell.W[:, place], cell.U[:, place], cell.b[:, place]
    if name == "f" and cell.title.endswith("(CIFG)"):
        return tuple(-part for part in block(cell, "i"))  # as sigmoid(-a) = 1 - sigmoid(a)
    return torch.zeros(cell.inputs, H), torch.zeros(H, H), torch.full((1, H), ALWAYS_OPEN)


def by_torch(ours: Network, characters: Tensor) -> Tensor:
    """What torch.nn.LSTM computes with the same weights, (T, B, V); gradients reach ours."""
    twin = nn.LSTM(D, H, len(ours.cells), batch_first=True).double()
    weights = {}
    for layer, cell in enumerate(ours.cells):
        W, U, b = (torch.cat(parts, -1) for parts in zip(*(block(cell, g) for g in "ifgo"), strict=True))
        weights |= {f"weight_ih_l{layer}": W.mT, f"weight_hh_l{layer}": U.mT, f"bias_ih_l{layer}": b[0]}
        weights[f"bias_hh_l{layer}"] = torch.zeros_like(b[0])
    h, _ = torch.func.functional_call(twin, weights, (ours.encode(characters),))
    return (h @ ours.V + ours.v).transpose(0, 1)


@pytest.mark.parametrize("layers", [1, 2])
@pytest.mark.parametrize("cell", [*WITHOUT, "cifg", "fgr"])
def test_values_and_gradients_are_those_of_torchs_lstm_with_gates_held_open_or_coupled(
    cell: str, layers: int
) -> None:
    ours = network(cell, layers)
    if cell == "fgr":
        for each in ours.cells:
            each.R.data.zero_()  # without its own matrices it is an LSTM
    expected = by_torch(ours, text())
    torch.testing.assert_close(ours(text()), expected)
    own = [parameter for name, parameter in ours.named_parameters() if not name.endswith(".R")]
    weights = torch.randn(T, B, D, dtype=torch.double)
    mine, theirs = (
        torch.autograd.grad((y * weights).sum(), own, retain_graph=True) for y in (ours(text()), expected)
    )
    for one, other in zip(mine, theirs, strict=True):
        assert one.any()
        torch.testing.assert_close(one, other)


def by_hand(kind: str, cell: torch.nn.Module, characters: list[int]) -> dict[str, np.ndarray]:
    """What Greff et al. (2017) write down, without peepholes, for one string: each quantity (T, H)."""

    def sigma(a: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-a))

    W, U, b = (getattr(cell, name).detach().numpy() for name in "WUb")
    place = {name: slice(k * H, (k + 1) * H) for k, name in enumerate(cell.blocks)}
    h, c, gates = np.zeros(H), np.zeros(H), {"i": np.zeros(H), "f": np.zeros(H), "o": np.zeros(H)}
    found: dict[str, list[np.ndarray]] = {}
    for character in characters:
        a = {name: W[character, p] + h @ U[:, p] + b[0, p] for name, p in place.items()}
        if kind == "fgr":
            R = cell.R.detach().numpy()
            for new, to in zip("ifo", (0, H, 2 * H), strict=True):
                for old, start in zip("ifo", (0, H, 2 * H), strict=True):
                    a[new] = a[new] + gates[old] @ R[start : start + H, to : to + H]
        i = np.ones(H) if kind == "nig" else sigma(a["i"])
        f = np.ones(H) if kind == "nfg" else 1 - i if kind == "cifg" else sigma(a["f"])
        o = np.ones(H) if kind == "nog" else sigma(a["o"])
        g = a["g"] if kind == "niaf" else np.tanh(a["g"])
        c = f * c + i * g
        h = o * (c if kind == "noaf" else np.tanh(c))
        gates = {"i": i, "f": f, "o": o}
        for name, value in {**gates, "g": g, "c": c, "h": h}.items():
            found.setdefault(name, []).append(value)
    return {name: np.stack(values) for name, values in found.items()}


@pytest.mark.parametrize("cell", variants())
def test_every_quantity_is_that_of_a_loop_in_numpy(cell: str) -> None:
    ours, characters = network(cell), text()[0]
    seen: dict[str, list[Tensor]] = {symbol: [] for symbol in CELLS[cell].symbols}

    def keep(layer: int, symbol: str, value: Tensor) -> Tensor:
        seen[symbol].append(value[0].detach())
        return value

    state = ours.zero_state(1)
    for x in ours.encode(characters[None]).unbind(1):
        _, state = ours.step(x, state, keep)
    expected = by_hand(cell, ours.cells[0], characters.tolist())
    for symbol, values in seen.items():
        np.testing.assert_allclose(torch.stack(values), expected[symbol], rtol=1e-12, atol=1e-14)


@pytest.mark.parametrize("cell", variants())
def test_it_traces_what_it_computes_and_no_gate_that_it_does_not_have(cell: str) -> None:
    assert set("ifgoch") - set(CELLS[cell].symbols) == set(WITHOUT.get(cell, ""))


@pytest.mark.parametrize("cell", variants())
def test_what_may_leave_the_range_of_its_name_does_and_nothing_else(cell: str) -> None:
    ours, beyond = network(cell), set()
    ours.cells[0].b.data.fill_(5.0)  # every gate is open, every candidate is large

    def check(layer: int, symbol: str, value: Tensor) -> Tensor:
        beyond.update([symbol] * bool(value.abs().max() > NAMES[symbol].high))
        return value

    state = ours.zero_state(B)
    for x in ours.encode(text()).unbind(1):
        _, state = ours.step(x, state, check)
    assert beyond == set(CELLS[cell].unbounded)


@pytest.mark.parametrize("cell", variants())
def test_gradients_are_those_of_finite_differences(cell: str) -> None:
    ours = network(cell, layers=2, hidden=2)
    names, values = zip(*ours.named_parameters(), strict=True)

    def scores(*weights: Tensor) -> Tensor:
        named = dict(zip(names, weights, strict=True))
        return torch.func.functional_call(ours, named, (text()[:1, :4],))

    assert torch.autograd.gradcheck(scores, values)


@pytest.mark.parametrize("cell", ["niaf", "noaf"])
def test_what_is_linear_is_an_lstm_where_signals_are_small_and_only_there(cell: str) -> None:
    ours = network(cell)
    (own,) = ours.cells
    for parameter in (own.W, own.U, own.b):
        parameter.data[:, own.columns("g")] *= 1e-4
    expected = by_torch(ours, text())
    torch.testing.assert_close(ours(text()), expected, rtol=0, atol=1e-11)  # tanh(a) = a + O(a^3)
    for parameter in (own.W, own.U, own.b):
        parameter.data[:, own.columns("g")] *= 1e4
    assert (ours(text()) - by_torch(ours, text())).abs().max() > 1e-2


def test_the_nine_blocks_of_fgr_lead_from_old_gates_to_new_ones_and_not_to_the_candidate() -> None:
    ours = network("fgr")
    (cell,) = ours.cells
    (state,), x = ours.zero_state(1), ours.encode(torch.tensor([0]))

    def gates_after(**old: Tensor) -> dict[str, Tensor]:
        seen: dict[str, Tensor] = {}
        cell.step(x, {**state, **old}, lambda symbol, value: seen.setdefault(symbol, value))
        return seen

    before, one = gates_after(), torch.zeros(1, H, dtype=torch.double)
    one[0, 2] = 1.0
    for row, old in enumerate("ifo"):
        after = gates_after(**{old: one})
        for column, new in enumerate("ifo"):
            moved = after[new].logit() - before[new].logit()
            torch.testing.assert_close(moved[0], cell.R[row * H + 2, column * H : (column + 1) * H])
        assert torch.equal(after["g"], before["g"])


def test_a_held_gate_is_what_the_next_step_sees() -> None:
    """An intervention on a gate of FGR goes on to the gates of the next step; on i of CIFG, to f."""
    fgr, cifg = (network(cell).cells[0] for cell in ("fgr", "cifg"))
    x = torch.eye(D, dtype=torch.double)[:1]

    def hold(symbol: str, value: Tensor) -> Tensor:
        return torch.full_like(value, 0.25) if symbol == "i" else value

    assert (fgr.step(x, fgr.zero_state(1), hold)["i"] == 0.25).all()
    seen: dict[str, Tensor] = {}
    cifg.step(x, cifg.zero_state(1), lambda s, value: seen.setdefault(s, hold(s, value)))
    assert (seen["f"] == 0.75).all()


@pytest.mark.parametrize("bias", [1.0, -2.5])
def test_the_forget_gate_starts_open_by_the_forget_bias_where_there_is_one(bias: float) -> None:
    for cell in variants():
        made, usual = (Network(cell, D, H, 1, 2) for _ in range(2))
        made.initialize([0, 1], bias)
        usual.initialize([0, 1], 0.0)
        own, other = made.cells[0], usual.cells[0]
        moved = {
            n for n in own.blocks if not torch.equal(own.b[..., own.columns(n)], other.b[..., own.columns(n)])
        }
        assert moved == {"cifg": {"i"}, "nfg": set()}.get(cell, {"f"})
        for name in moved:
            a = own.b[..., own.columns(name)]
            f = 1 - a.sigmoid() if cell == "cifg" else a.sigmoid()
            torch.testing.assert_close(f, torch.full_like(f, bias).sigmoid())


def test_variants_are_compared_only_if_they_are_asked_for() -> None:
    assert architectures() == ("feedforward", "rnn", "lstm", "gru", "peephole")
    assert variants() == ("nig", "nfg", "nog", "niaf", "noaf", "cifg", "fgr")
    assert {CELLS[cell].variant_of for cell in variants()} == {"lstm"}
    assert Config().cells == Config.from_json({}).cells == architectures()
    assert Config.from_json({"cells": ["nig", "lstm"]}).cells == ("nig", "lstm")


def test_what_a_step_keeps_for_its_gradient_is_no_more_than_is_foreseen() -> None:
    def kept(cell: str) -> int:
        sizes: dict[int, int] = {}

        def count(tensor: Tensor) -> Tensor:
            storage = tensor.untyped_storage()
            sizes[storage.data_ptr()] = storage.nbytes()
            alive.append(tensor)
            return tensor

        alive: list[Tensor] = []
        ours = network(cell, hidden=16)
        with torch.autograd.graph.saved_tensors_hooks(count, lambda tensor: tensor):
            ours(text().repeat(20, 3))  # so long that weights do not matter
        return sum(sizes.values())

    lstm = kept("lstm")
    for cell in CELLS:
        assert kept(cell) <= 1.05 * CELLS[cell].kept * lstm, cell
