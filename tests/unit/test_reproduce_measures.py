"""What is measured of the claims: against other ways to count on runs that ship, and on made-up neurons."""

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
import torch

from models.analysis.reference import reference, task_texts
from models.analysis.trace import Trace
from models.comparison import Comparison
from models.reproduce import copying, counting, memory, selective, variations
from models.reproduce.experiments import COUNTING, EXPERIMENTS, SELECTIVE, UNGATED
from models.reproduce.study import Measured, Net, Study, measured
from models.specimen import Specimen, of_run
from models.tasks import TASKS
from models.training.batches import encode

SEEDS = 2
Values = Callable[[str, int], list[float]]  # from a string and a step to one value for each unit


@pytest.fixture(scope="module")
def runs() -> dict[str, Comparison]:
    return {name: EXPERIMENTS[name].shipped() for name in (COUNTING, SELECTIVE, UNGATED)}


@pytest.fixture(scope="module")
def studies(runs: dict[str, Comparison]) -> dict[str, Study]:
    return {name: Study(run, SEEDS) for name, run in runs.items()}


def at(specimen: Specimen, symbol: str, unit: int, characters: str, part: int | None = None) -> np.ndarray:
    """The values of a unit wherever one of these characters was read, string by string."""
    fit, held = reference(specimen)
    read = (fit + held) if part is None else (fit, held)[part]
    return np.array(
        [
            float(trace.layers[0][symbol][t, unit])
            for trace in read
            for t, character in enumerate(trace.characters)
            if character in characters
        ]
    )


# On runs that ship


def test_the_first_wrong_answer_is_what_the_whole_network_says_character_by_character(
    runs: dict[str, Comparison], studies: dict[str, Study]
) -> None:
    found = counting.writes(studies[COUNTING]).numbers
    for seed in range(SEEDS):
        network, n = runs[COUNTING].network("lstm").select(seed), int(found["a's"][seed])
        text, alphabet = "a" * n + "X", TASKS["counting"].alphabet
        while len(text) < 3 * n + 10 and not text.endswith("$"):
            text += alphabet[int(network(torch.tensor([encode(text, alphabet)]))[-1, 0].argmax())]
        b = text.count("b")
        assert (found["b's"][seed], found[counting.WRITTEN][seed]) == (b, b - n) and b != n
        assert found[counting.ENDS][seed] == (text == "a" * n + "X" + "b" * b + "$")
        assert counting.reaches(studies[COUNTING]).numbers["N_max"][seed] == n - 1


def test_a_counters_r_squared_is_that_of_numpys_line_and_its_steps_are_numpys(
    runs: dict[str, Comparison], studies: dict[str, Study]
) -> None:
    found, steps = (of(studies[COUNTING]) for of in (counting.counts, counting.steps_evenly))
    assert found.neurons == steps.neurons
    for seed, (layer, unit) in enumerate(found.neurons):
        fit, held = reference(of_run(runs[COUNTING], "lstm", seed))
        for name, spread, step, phase in (
            (counting.ON_A, counting.UNEVEN_A, counting.UP, "a"),
            (counting.ON_B, counting.UNEVEN_B, counting.DOWN, "b"),
        ):
            (x, y), (u, v) = (counted(read, layer, unit, phase) for read in (fit, held))
            line = np.polyval(np.polyfit(x, y, 1), u)
            expected = 1 - ((v - line) ** 2).sum() / ((v - v.mean()) ** 2).sum()
            assert found.numbers[name][seed] == pytest.approx(expected, abs=1e-5)
            moves = np.concatenate([np.diff(c)[k] for c, k in changed(held, layer, unit, phase)])
            assert found.numbers[step][seed] == pytest.approx(moves.mean(), rel=1e-4)
            assert steps.numbers[spread][seed] == pytest.approx(moves.std() / abs(moves.mean()), rel=1e-3)


def counted(read: list[Trace], layer: int, unit: int, phase: str) -> tuple[np.ndarray, np.ndarray]:
    """Cell states in one half of the strings, and the counts that are true there."""
    pairs = [
        (float(t.layers[layer]["c"][k, unit]), count(t.characters[: k + 1]))
        for t in read
        for k, character in enumerate(t.characters)
        if character == phase
    ]  # fmt: skip
    x, y = np.array(pairs).T
    return x, y


def count(read: str) -> int:
    return read.count("a") - read.count("b")


def changed(read: list[Trace], layer: int, unit: int, phase: str) -> list[tuple[np.ndarray, list[int]]]:
    """The cell states of each string, and which of their changes are between two characters of one half."""
    return [
        (
            t.layers[layer]["c"][:, unit].numpy().astype(float),
            [k for k in range(len(t.characters) - 1) if t.characters[k : k + 2] == phase * 2],
        )
        for t in read
    ]  # fmt: skip


def test_hidden_states_are_off_where_numpy_says_so(runs: dict[str, Comparison], studies) -> None:
    found = counting.hidden_off(studies[COUNTING]).numbers["units that are off"]
    for seed in range(SEEDS):
        specimen = of_run(runs[COUNTING], "lstm", seed)
        means = [abs(at(specimen, "h", unit, "a")).mean() for unit in range(10)]
        assert found[seed] == sum(mean < 0.1 for mean in means)


def test_gates_at_x_are_means_over_all_places(runs: dict[str, Comparison], studies) -> None:
    found = selective.gate_at_x(studies[SELECTIVE])
    for seed, (_, unit) in enumerate(found.neurons):
        specimen = of_run(runs[SELECTIVE], "lstm", seed)
        for name, symbol, character in (
            (selective.GATE_X, "i", "X"),
            (selective.GATE_A, "i", "a"),
            (selective.CANDIDATE_X, "g", "X"),
        ):
            expected = abs(at(specimen, symbol, unit, character)).mean()
            assert found.numbers[name][seed] == pytest.approx(expected, rel=1e-5)


def test_networks_without_an_input_gate_are_those_of_the_other_run(studies, runs) -> None:
    found = selective.without_gate(studies[SELECTIVE], studies[UNGATED]).numbers
    assert found[selective.WITHOUT] == runs[UNGATED].cells["nig"].n_max[:SEEDS]
    assert found[selective.WITH] == runs[SELECTIVE].cells["lstm"].n_max[:SEEDS]


def test_what_a_cell_reaches_stands_beside_what_the_lstm_reaches(studies, runs) -> None:
    found = variations.reached("gru", studies[COUNTING], studies[SELECTIVE]).numbers
    for name, task in ((COUNTING, "counting"), (SELECTIVE, "selective counting")):
        for cell in ("gru", "lstm"):
            assert found[f"{task}, {cell}"] == runs[name].cells[cell].n_max[:SEEDS]


# On made-up neurons


class Made:
    """A study of networks that are made up."""

    def __init__(self, *nets: Net) -> None:
        self._nets = nets

    def nets(self, cell: str = "lstm") -> tuple[Net, ...]:
        return self._nets


def net(task: str, layers: int = 1, **values: Values) -> Net:
    """A network of which each of these quantities is given, the same in every layer."""
    made = Net(Specimen("made up", TASKS[task].alphabet, "lstm", task=TASKS[task]), 10, 10)
    read = []
    for texts in task_texts(TASKS[task]):
        traces = []
        for text in texts:
            layer = {
                symbol: torch.tensor([of(text, t) for t in range(len(text))]) for symbol, of in values.items()
            }
            traces.append(Trace(TASKS[task].alphabet, text, [layer] * layers, torch.zeros(len(text), 0)))
        read.append(traces)
    made.__dict__["strings"] = tuple(read)
    return made


def began(text: str, letter: str, size: float = 1.0) -> float:
    return size * (text[0] == letter)


def test_a_neuron_for_each_letter_is_told_by_where_it_is_larger() -> None:
    two = net("state_memory", c=lambda text, t: [began(text, "B", -2), began(text, "A", 0.5)])
    found = memory.one_for_each(Made(two))
    assert found.numbers == {memory.FOR_A: [1.0], memory.FOR_B: [1.0]}
    assert found.neurons == [(0, 1)]
    one = net("state_memory", c=lambda text, t: [began(text, "B"), 0.3 + began(text, "B")])
    assert memory.one_for_each(Made(one)).numbers == {memory.FOR_A: [0.0], memory.FOR_B: [1.0]}


@pytest.mark.parametrize(
    ("kept", "least"),
    [(lambda t: 1.0, 1.0), (lambda t: 2.0 ** (1 - t), 2.0**-9), (lambda t: 5.5 - t, 0.0)],
)
def test_a_memory_that_fades_or_turns_over_is_not_there_all_the_way(kept, least: float) -> None:
    made = net("state_memory", c=lambda text, t: [began(text, "A", kept(t))])
    assert memory.least_difference(made, 0) == pytest.approx(least)


def test_of_the_keeper_every_quantity_is_read_where_it_belongs() -> None:
    at_character = {"x": 0.2, "Y": -0.7, "A": 0.9, "B": 0.9, "a": 0.4, "b": 0.4, "$": 5.0}

    def by_character(text: str, t: int) -> list[float]:
        return [at_character[text[t]], 9.0]

    made = Made(
        net(
            "state_memory",
            c=lambda text, t: [began(text, "A"), 0.0],
            **dict.fromkeys(("i", "h", "f"), by_character),
        )
    )
    gate, hidden, forget = (of(made) for of in (memory.gate_in_gap, memory.hidden_in_gap, memory.forget_gate))
    assert gate.neurons == [(0, 0)]
    found = {name: values[0] for each in (gate, hidden, forget) for name, values in each.numbers.items()}
    expected = {memory.GATE_X: 0.2, memory.GATE_FIRST: 0.9, memory.IN_GAP: 0.2, memory.AT_CUE: 0.7}
    assert found == pytest.approx(expected | {memory.KEPT: 0.2, memory.AT_END: 0.4})


def test_a_probe_finds_the_letter_along_the_gap_where_a_cell_holds_it_and_only_there() -> None:
    holds = net("state_memory", c=lambda text, t: [began(text, "A")], h=lambda text, t: [0.0])
    forgets = net(
        "state_memory", c=lambda text, t: [began(text, "A") * (t < 3)], h=lambda text, t: [0.0]
    )  # fmt: skip
    found = memory.all_the_way(Made(holds, forgets)).numbers
    assert found[memory.PROBED][0] == 1 > found[memory.PROBED][1]
    assert found[memory.LEAST] == [1, 0]


def test_who_is_off_until_y_is_preferred_to_who_tells_the_count_better() -> None:
    def told(text: str, t: int) -> list[float]:
        count, asked = text[: t + 1].count("a"), text[t] == "Y"
        return [float(count), (0.1 * count + 0.01 * (len(text) % 3)) * asked, 0.0]

    found = selective.fires_at_cue(Made(net("selective_counting", h=told)))
    assert found.neurons == [(0, 1)] and found.numbers[selective.BEFORE] == [0]
    assert 0.9 < found.numbers[selective.AT_CUE][0] < 1
    alone = selective.fires_at_cue(
        Made(net("selective_counting", h=lambda text, t: [told(text, t)[0], 0.5]))
    )  # fmt: skip
    assert alone.neurons == [(0, 1)] and alone.numbers[selective.BEFORE] == [0.5]


def test_who_says_b_is_told_from_who_knows_the_position() -> None:
    def follows(text: str, t: int) -> list[float]:
        after = text.index("X")
        says = t >= after and text[t + 1 : t + 2] == "b"
        return [t / 10, 0.8 * says if t >= after else 0.05]

    study = Made(net("copying", layers=2, h=follows))
    found = copying.predicts(study)
    assert found.neurons == [(1, 1)]
    assert found.numbers[copying.AUC] == [1] and found.numbers[copying.ON_NEXT][0] > 0.99
    assert found.numbers[copying.ON_POSITION][0] < 0.3
    off = copying.off_before(study).numbers
    assert off[copying.OFF] == pytest.approx([0.05]) and 0.1 < off[copying.ON][0] < 0.8


# The form of what is measured


def test_the_seed_in_the_middle_has_the_lower_median() -> None:
    assert measured([{"x": 3}, {"x": 1}, {"x": 2}, {"x": 9}]).middle == 2
    assert measured([{"x": 3, "y": 0}]).middle == 0


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_what_is_not_finite_is_refused(value: float) -> None:
    with pytest.raises(ValueError, match="not finite"):
        Measured({"x": [1.0, value]})


def test_a_network_gone_astray_is_named(runs: dict[str, Comparison]) -> None:
    result = runs[COUNTING].cells["lstm"]
    weights = {name: value * torch.nan for name, value in result.weights.items()}
    astray = replace(runs[COUNTING], cells={**runs[COUNTING].cells, "lstm": replace(result, weights=weights)})
    with pytest.raises(ValueError, match="Counting, lstm, seed 0: its numbers are not finite"):
        counting.counts(Study(astray, 1))
