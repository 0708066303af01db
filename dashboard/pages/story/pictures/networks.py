"""The story's other figures: what networks write, what comes of a change, and how far cells get."""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from statistics import median
from typing import Any

from dashboard import subjects
from dashboard.access import shipped_run
from dashboard.bundled import bundled_id
from dashboard.components.outcome import acting
from dashboard.figures import (
    ON_FIGURE,
    LetterRow,
    Side,
    before_after_figure,
    generalization_figure,
    generalization_rows,
)
from dashboard.figures.common import listed
from dashboard.figures.distributions import distributions_figure, distributions_rows
from dashboard.figures.probes import probes_figure, probes_rows
from dashboard.figures.tasks_reach import tasks_reach_figure, tasks_reach_rows
from dashboard.networks import example_text
from dashboard.pages.explore import intervene, why
from dashboard.pages.story.numbers import results
from dashboard.pages.story.pictures.neurons import Draw, first_of, network, rows_picture, seed_of
from dashboard.pages.story.step import Picture
from dashboard.runview import shown_view
from dashboard.subjects import DEFAULT_CELL, Subject
from dashboard.theme import cell_style
from models.analysis.generate import generate
from models.analysis.statistics import holm, signed_rank_test
from models.cells import variants
from models.interventions.effect import Effect, effect
from models.interventions.intervention import parse_all
from models.interventions.words import describe
from models.reproduce.rules import SIGNIFICANT, trails
from models.tasks import END, TASKS

COUNTING = bundled_id("counting", "plain")
FOUR = ("counting", "selective_counting", "state_memory", "copying")
LONGEST = 60  # characters that a network may write here
GAP = "xxxxxxY"
UNGATED = "without_gates"


def next_characters(naming: str) -> Picture:
    """Every architecture reads one string; coloured by the probability that it gives to what comes next."""
    task, run = TASKS["counting"], COUNTING
    text = example_text(task, 5)
    rows, right = [], {}
    for cell in subjects.choices(run).cells:
        trace = subjects.reading(run, cell, 0, text)
        given = [
            p.item() for p in trace.next[range(len(text) - 1), [trace.alphabet.index(c) for c in text[1:]]]
        ]
        right[cell] = sum(map(str.__eq__, trace.predicted, text[1:]))
        name = cell_style(cell).short
        rows.append(LetterRow(name, text[:-1], given, "probability", says=trace.predicted[:-1], scale="gate"))
    title = (
        "Read in the upper line of each pair, expected in the lower: the darker, the more of its probability"
    )
    return rows_picture(f"{title} a network gives to what does come next", rows, naming)


def how_far(run: str) -> Draw:
    """How far each cell of a run generalizes."""

    def draw(naming: str) -> Picture:
        view = shown_view(shipped_run(run))
        task = TASKS[view.run.config["task"]]
        parts = (view.shares, view.n_max)
        figure = generalization_figure(*parts, task.trained, view.cap, task.verb, run)
        return Picture(figure.to_plotly_json(), generalization_rows(*parts))

    return draw


def written(naming: str) -> Picture:
    """What the counting network writes around the first N that it gets wrong, coloured by its counter."""
    subject = first_of("The counter's cell state")
    found = subject.specimen
    wrong = next(n for n in range(1, 100) if answer(subject, n) != "b" * n + END)
    rows = []
    for n in range(wrong - 4, wrong + 1):
        text = "a" * n + "X" + answer(subject, n)
        values = found.read(text).layers[subject.layer]["c"][:, subject.unit].numpy()
        rows.append(LetterRow(f"N = {n}", text, values, "c"))
    many = answer(subject, wrong).count("b")
    title = f"After {wrong} a's it writes {many} b's; every shorter string is right"
    return rows_picture(title, rows, naming, replace(subject, text="a" * wrong + "X"), wrong=wrong, many=many)


def answer(subject: Subject, n: int) -> str:
    """What the network writes after N a's and X."""
    found = subject.specimen
    return generate(found.network, found.alphabet, "a" * n + "X", LONGEST)


def two_letters(naming: str) -> Picture:
    """The neurons that remember A and B best, over a string of each."""
    first, second = (first_of(f"It began with {letter}") for letter in "AB")
    rows = []
    for text in (first.text, second.text):
        trace = subjects.reading(first.source, first.cell, first.seed, text)
        for subject in (first, second):
            values = trace.layers[subject.layer]["c"][:, subject.unit].numpy()
            label = f"neuron {subject.unit + 1}"
            rows.append(LetterRow(label, text, values, "c", group=f"begins with {text[0]}"))
    title = (
        f"Seed {first.seed}: the cell states of neurons {first.unit + 1} and {second.unit + 1}, after A and B"
    )
    return rows_picture(title, rows, naming, first)


@lru_cache(maxsize=128)
def done(run: str, seed: int, text: str, line: str) -> Effect:
    """What comes of one change in an LSTM."""
    return effect(subjects.specimen(run, DEFAULT_CELL, seed), text, parse_all([line], first=1), LONGEST)


def changed(subject: Subject, line: str, naming: str, **known: Any) -> Picture:
    """Before and after one change, seen in one neuron's states and gates."""
    found = done(subject.source, subject.seed, subject.text, line)
    symbols = ("c", "h", "f", "i", "g", "o")

    def side(outcome: Any) -> Side:
        layer = outcome.trace.layers[subject.layer]
        values = [layer[symbol][:, subject.unit].tolist() for symbol in symbols]
        return Side(outcome.prompt, outcome.written, [*zip(*values, strict=True)])

    wanted = parse_all([line], first=1)
    labels = [f"{symbol} of neuron {subject.unit + 1}" for symbol in symbols]
    figure = before_after_figure(
        [describe(each, naming=naming) for each in wanted], side(found.before), side(found.after), labels,
        symbols, acting(wanted, found.after.trace.characters), naming=naming,
    )  # fmt: skip
    return Picture(figure.to_plotly_json(), ON_FIGURE, subject, {"do": line, **known})


def three_more(naming: str) -> Picture:
    """Three of its own steps added to the counter of the network of two neurons."""
    asked = intervene.demo()
    run, seed, text, line = (asked[name] for name in ("run", "seed", "text", "do"))
    unit = int(line.split(":")[2]) - 1
    found = done(run, int(seed), text, line)
    before, after = found.before.written.count("b"), found.after.written.count("b")
    subject = Subject(run, DEFAULT_CELL, int(seed), 0, "c", unit, text)
    return changed(subject, line, naming, before=before, after=after, more=after - before)


def forgotten(naming: str) -> Picture:
    """Every forget gate is shut at the x's, in the gallery's seed; and in how many seeds that is no harm."""
    subject = first_of("It began with A", text="A" + GAP)
    known = {f"right_{gate}": sum(still_right(gate)) for gate in "fi"}
    return changed(subject, "clamp:f:*:0@x", naming, seeds=len(still_right("f")), **known)


@lru_cache(maxsize=2)
def still_right(gate: str) -> tuple[bool, ...]:
    """For each seed whether A and B are both answered right while this gate is shut at every x."""
    run, line = bundled_id("state_memory", "plain"), f"clamp:{gate}:*:0@x"
    return tuple(
        all(done(run, seed, letter + GAP, line).after.exact for letter in "AB")
        for seed in subjects.choices(run).seeds
    )


def probed(naming: str) -> Picture:
    """What can be read off each layer of the copying LSTM."""
    run, seed = bundled_id("copying", "plain"), seed_of("predicts_not_stores")
    scores = {DEFAULT_CELL: why.probes_of(run, DEFAULT_CELL, seed, 1)}
    subject = network(run, seed, example_text(TASKS["copying"], 6), layer=1)
    return Picture(probes_figure(scores).to_plotly_json(), probes_rows(scores), subject)


def spreads(naming: str) -> Picture:
    """How the values of the hidden and the cell state are spread, in the cells that have both."""
    seed = seed_of("sharpened")
    cells = (DEFAULT_CELL, "peephole")
    found = {cell: why.distributions_of(COUNTING, cell, seed, 0) for cell in cells}
    subject = network(COUNTING, seed, example_text(TASKS["counting"], subjects.DEFAULT_N))
    return Picture(distributions_figure(found).to_plotly_json(), distributions_rows(found), subject)


def reached(task: str, cell: str) -> list[int]:
    """N_max of every seed of the run that ships with this cell."""
    run = f"{task}-{UNGATED}" if cell in variants() else bundled_id(task, "plain")
    return results(run)[cell]["n_max"]


def over_tasks(title: str, cells: tuple[str, ...]) -> Draw:
    """N_max of every seed of these cells, task by task."""

    def draw(naming: str) -> Picture:
        found = {TASKS[task].title: {cell: reached(task, cell) for cell in cells} for task in FOUR}
        cap = results(COUNTING)[DEFAULT_CELL]["measured_up_to"]
        known = {f"{task} {cell}": median(n) for task, own in found.items() for cell, n in own.items()}
        figure = tasks_reach_figure(title, found, cap)
        return Picture(figure.to_plotly_json(), tasks_reach_rows(found), None, known)

    return draw


def without_gates(naming: str) -> Picture:
    """The LSTM beside those that were trained without one gate, and where the two are told apart."""
    gates = ("nig", "nfg", "nog")
    picture = over_tasks("Trained with all gates, and with one missing", (DEFAULT_CELL, *gates))(naming)
    told = {"behind": found_apart(gates, trails), "ahead": found_apart(gates, lambda x, y: trails(y, x))}
    return replace(picture, numbers={**picture.numbers, **told})


def found_apart(gates: tuple[str, ...], so: Callable[[list[int], list[int]], bool]) -> str:
    """Where a cell and the LSTM are told apart by exact tests on the same seeds, and it is so."""
    apart = []
    for gate in gates:
        pairs = [(reached(task, gate), reached(task, DEFAULT_CELL)) for task in FOUR]
        tested = zip(FOUR, pairs, holm([signed_rank_test(*pair) for pair in pairs]), strict=True)
        apart += [
            f"{cell_style(gate).long} in {TASKS[task].title.lower()} (p = {p:.2g})"
            for task, pair, p in tested
            if p < SIGNIFICANT and so(*pair)
        ]
    return listed(apart) or "none"
