"""Recipes: that they compose, do what they say, and leave an ordinary network."""

import math
from dataclasses import replace

import pytest
import torch

from models.engines import engine_for
from models.network import Network
from models.tasks import TASKS
from models.training.autograd import AutogradTrainer, loss_per_seed
from models.training.batches import BatchStream
from models.training.config import Config
from models.training.hard import hard_sigmoid, hard_tanh, hardening
from models.training.noisy import draw, read_noisily
from models.training.recipes import RECIPES, recipe_of

SHORT = Config(cells=("peephole",), hidden=4, seeds=2, longest=4, steps=20)
COMPOSED = (
    "slope+chrono",
    "weight_noise+gate_noise",
    "gate_noise+hard",
    "gate_noise+saturated",
    "sharpened+small_peepholes",
    "fixed_identity+grid+answers",
    "small_steps+answers",
)


def trained(recipe: str, cell: str = "peephole", **more: object) -> AutogradTrainer:
    trainer = AutogradTrainer(cell, replace(SHORT, cells=(cell,), recipe=recipe, **more))
    trainer.advance(trainer.config.steps, 1)
    return trainer


def test_a_name_alone_is_its_entry() -> None:
    assert all(recipe_of(name) == recipe for name, recipe in RECIPES.items())


def test_several_together_do_what_each_of_them_does() -> None:
    made = recipe_of("slope+weight_noise+chrono")
    assert (made.slope, made.weight_noise, made.peephole_noise, made.chrono) == (30, 0.07, 0.3, True)
    assert made.title == "Slope + Weight noise + Chrono" and made.gate_noise == 0
    assert replace(recipe_of("slope+weight_noise"), title="", about="") == replace(
        RECIPES["sharpened"], title="", about=""
    ), "sharpened is these two"


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("spicy", "choose from plain, sharpened"),
        ("", "choose from plain"),
        ("slope+", "choose from plain"),
        (None, "choose from plain"),
        (["plain"], "choose from plain"),
        ("chrono+slope", "is called 'slope+chrono'"),
        ("slope+slope", "is called 'slope'"),
        ("plain+slope", "is called 'slope'"),
    ],
)
def test_a_name_that_is_none_is_said_with_what_would_be_right(name: object, said: str) -> None:
    with pytest.raises(ValueError, match="recipe") as error:
        recipe_of(name)
    assert said in str(error.value)
    with pytest.raises(ValueError, match="recipe"):
        replace(SHORT, recipe=name)


def test_two_that_want_different_things_do_not_go_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(RECIPES, "steeper", replace(RECIPES["slope"], title="Steeper", slope=60.0))
    with pytest.raises(ValueError, match="Slope and Steeper each ask for a slope of their own"):
        recipe_of("slope+steeper")


@pytest.mark.parametrize("recipe", [*RECIPES, *COMPOSED])
@pytest.mark.parametrize("cell", ["rnn", "gru", "peephole"])
def test_the_result_is_an_ordinary_network_that_does_what_was_trained(recipe: str, cell: str) -> None:
    """Read by a fresh network with these weights, the loss is what the trainer has without its noise."""
    trainer = trained(recipe, cell)
    batch = trainer.batch(trainer.done)
    made = trainer.network()
    fresh = Network(cell, made.vocabulary, made.hidden, 1, 2)
    fresh.load_state_dict(made.state_dict())
    found = loss_per_seed(fresh(batch.characters), batch)
    quiet = replace(trainer.recipe, weight_noise=0.0, peephole_noise=0.0, gate_noise=0.0)
    trainer.recipe, trainer.sigma = quiet, torch.zeros_like(trainer.sigma)
    expected, _ = trainer.loss_and_gradient(trainer.done)
    if trainer.recipe.saturation == 1 or cell == "rnn":
        torch.testing.assert_close(found, expected)
    else:
        assert not torch.allclose(found, expected), "it is transformed after training"


def test_hard_activations_are_the_tangents_at_0_as_far_as_their_ends_and_so_is_the_gradient() -> None:
    x = torch.linspace(-30, 30, 2001, requires_grad=True)
    straight = (x / 4 + 0.5).clamp(0, 1), x.clamp(-1, 1)
    for found, expected in zip((hard_sigmoid(x.sigmoid()), hard_tanh(x.tanh())), straight, strict=True):
        torch.testing.assert_close(found, expected)
        slopes = [torch.autograd.grad(values.sum(), x)[0] for values in (found, expected)]
        torch.testing.assert_close(*slopes)


def test_training_begins_with_hard_gates_and_candidates_which_give_way_in_the_middle() -> None:
    trainer = AutogradTrainer("lstm", replace(SHORT, cells=("lstm",), recipe="hard"))
    batch, made = trainer.data.at(0), trainer.network().requires_grad_(False)
    with torch.no_grad():
        trainer.theta *= 4  # so that some are at their ends
        cell = trainer.network().cells[0]
    h = c = torch.zeros(2, 4, 4)
    scores = []
    for x in made.encode(batch.characters).unbind(1):
        i, f, g, o = (x @ cell.W + h @ cell.U + cell.b).chunk(4, -1)
        i, f, o = ((gate / 4 + 0.5).clamp(0, 1) for gate in (i, f, o))
        c = f * c + i * g.clamp(-1, 1)
        h = o * c.tanh()
        scores.append(h @ made.V + made.v)
    expected = loss_per_seed(torch.stack(scores, 1), batch)
    torch.testing.assert_close(trainer.loss_and_gradient(0)[0], expected)
    assert [trainer.recipe.hard_at(at) for at in (0, 0.2, 0.5, 0.8, 1)] == [1, 1, 0.5, 0, 0]


def test_what_is_neither_gate_nor_candidate_is_never_hard() -> None:
    value = torch.tensor([0.2, 0.9, 3.0])
    for name, symbol in (("rnn", "h"), ("feedforward", "h"), ("lstm", "c"), ("lstm", "h"), ("niaf", "g")):
        tap = hardening(Network(name, 4, 2).cells, 1.0)
        assert torch.equal(tap(0, symbol, value), value), (name, symbol)
    assert not torch.equal(hardening(Network("lstm", 4, 2).cells, 1.0)(0, "g", value), value)


def test_a_saturated_network_is_the_plain_one_with_steeper_gates() -> None:
    plain, saturated = (trained(name).network().state_dict() for name in ("plain", "saturated"))
    for name, value in plain.items():
        torch.testing.assert_close(saturated[name], value * (20 if name.startswith("cells.") else 1))


def test_weights_on_a_grid_are_whole_numbers() -> None:
    made = trained("grid", "rnn").network().state_dict()
    assert all(torch.equal(value, value.round()) for value in made.values())
    assert [recipe_of("grid").grid_at(at) for at in (0, 0.49, 0.5, 1)] == [0, 0, 1, 1]


def test_the_gradient_passes_through_the_rounding() -> None:
    trainer = AutogradTrainer("rnn", replace(SHORT, cells=("rnn",), recipe="grid"))
    with torch.no_grad():
        trainer.theta.copy_(trainer.theta * 4)  # else they would all be rounded to 0
    _, found = trainer.loss_and_gradient(trainer.config.steps - 1)
    with torch.no_grad():
        trainer.theta.copy_(trainer.rounded(trainer.config.steps - 1))
    trainer.recipe = recipe_of("plain")
    torch.testing.assert_close(found, trainer.loss_and_gradient(0)[1])


def test_identity_begins_with_units_that_keep_what_they_have() -> None:
    rnn = AutogradTrainer("rnn", replace(SHORT, cells=("rnn",), recipe="identity")).network()
    assert torch.equal(rnn.cells[0].U, torch.eye(4).expand(2, 4, 4))
    plain, made = (AutogradTrainer("gru", replace(SHORT, recipe=r)).theta for r in ("plain", "identity"))
    assert torch.equal(plain, made), "cells with gates begin as ever"


def test_small_steps_are_those_of_a_gru_whose_readout_is_as_much_larger() -> None:
    plain, slow = (AutogradTrainer("gru", replace(SHORT, recipe=name)) for name in ("plain", "small_steps"))
    made, usual = slow.network().state_dict(), plain.frame.state_dict()
    torch.testing.assert_close(made["cells.0.b"][..., 4:8].exp(), torch.full((2, 1, 4), 3e5))
    torch.testing.assert_close(made["V"], usual["V"] * 3e5)
    assert torch.equal(made["cells.0.W"], usual["cells.0.W"]) and torch.equal(made["v"], usual["v"])
    plain, slow = (AutogradTrainer("lstm", replace(SHORT, recipe=name)) for name in ("plain", "small_steps"))
    assert torch.equal(slow.theta, plain.theta) and torch.equal(slow.gain(0), plain.gain(0)), (
        "others keep theirs"
    )


def test_a_fixed_identity_stays_and_has_no_biases() -> None:
    for name in ("fixed_identity", "weight_noise+fixed_identity"):
        trainer = trained(name, "rnn", layers=2)
        for cell in trainer.network().cells:
            assert torch.equal(cell.U, torch.eye(4).expand(2, 4, 4)) and not cell.b.any() and cell.W.any()
        read, quiet = trainer.theta + trainer.noise(0), trainer.fixed.bool()
        assert torch.equal(read[:, quiet], trainer.theta[:, quiet]), "noise leaves it alone"
        assert quiet.sum() == 2 * (4 * 4 + 4)
    for cell in ("gru", "feedforward"):
        plain, made = (trained(r, cell).theta for r in ("plain", "fixed_identity"))
        assert torch.equal(plain, made), "others are trained as ever"


def test_only_the_answers_count_where_that_is_asked_for() -> None:
    trainer = AutogradTrainer("rnn", replace(SHORT, cells=("rnn",), recipe="answers"))
    with torch.no_grad():
        scores = trainer.network()(trainer.data.at(0).characters).log_softmax(-1)
    losses, alphabet = [], TASKS["counting"].alphabet
    for row, n in enumerate(range(1, 5)):
        for t, character in enumerate("b" * n + "$", start=n):
            losses.append(-scores[:, t, row, alphabet.index(character)])
    torch.testing.assert_close(trainer.loss_and_gradient(0)[0], torch.stack(losses).mean(0))


def test_chrono_begins_with_gates_that_remember_for_as_long_as_strings_are() -> None:
    config = replace(SHORT, recipe="chrono", hidden=100, longest=10)
    b = AutogradTrainer("lstm", config).network().cells[0].b.view(2, 4, 100)
    i, f = b[:, 0], b[:, 1]
    assert torch.equal(i, -f) and f.min() >= 0 and f.max() <= math.log(30) and f.exp().mean() > 12
    assert not torch.equal(f[0], f[1]), "each seed draws its own"


def test_noise_on_pre_activations_is_a_bias_that_is_new_for_each_character() -> None:
    config = replace(SHORT, cells=("lstm",))
    network = AutogradTrainer("lstm", config).network().requires_grad_(False)
    weights, batch = dict(network.named_parameters()), BatchStream("counting", config.lengths).at(0)
    none = read_noisily(network, weights, batch.characters, 0.0, seeded())
    torch.testing.assert_close(none, network(batch.characters))
    found = read_noisily(network, weights, batch.characters, 1.5, seeded())
    generators, rows = seeded(), len(batch.characters)
    (state,), scores = network.zero_state(rows), []
    cell, b = network.cells[0], network.cells[0].b.detach().clone()
    for x in network.encode(batch.characters).unbind(1):
        cell.b.data = b + 1.5 * draw(b, rows, generators)
        state = cell.step(x, state, lambda symbol, value: value)
        scores.append(network.readout(state["h"]))
    torch.testing.assert_close(found, torch.stack(scores, 1))


def seeded() -> list[torch.Generator]:
    return [torch.Generator().manual_seed(seed) for seed in (3, 4)]


def test_drawn_numbers_are_standard_normal_and_each_seeds_own() -> None:
    drawn = draw(torch.zeros(2, 1, 400), 100, seeded())
    assert drawn.shape == (2, 100, 400) and not torch.equal(drawn[0], drawn[1])
    assert abs(float(drawn.mean())) < 0.02 and abs(float(drawn.std()) - 1) < 0.02


def test_large_peephole_weights_cost_something_and_no_others_do() -> None:
    trainer = AutogradTrainer("peephole", replace(SHORT, recipe="small_peepholes"))
    with torch.no_grad():
        trainer.theta += 0.5
    loss, found = trainer.loss_and_gradient(0)
    trainer.recipe = recipe_of("plain")
    same_loss, plain = trainer.loss_and_gradient(0)
    torch.testing.assert_close(loss, same_loss)
    torch.testing.assert_close(found - plain, 2 * 0.01 * trainer.theta.detach() * trainer.peepholes)


@pytest.mark.parametrize("recipe", [*RECIPES, *COMPOSED])
def test_kernels_train_only_what_they_can(recipe: str) -> None:
    needed = {
        "gate_noise",
        "hard",
        "small_steps",
        "fixed_identity",
        "grid",
        "small_peepholes",
        "answers",
    } & set(recipe.split("+"))
    assert (engine_for("lstm", replace(SHORT, recipe=recipe)) == "autograd") == bool(needed)


@pytest.mark.parametrize("name", list(TASKS))
def test_a_composed_recipe_is_part_of_the_config(name: str) -> None:
    config = replace(SHORT, task=name, recipe="slope+chrono")
    assert Config.from_json(config.to_json()) == config
    assert config.hash() != replace(config, recipe="chrono").hash()
