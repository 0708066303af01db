"""A training that is split, trained by parts and joined is the training as a whole, to the last bit."""

from collections import Counter
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from models import bundle
from models.analysis.length import curve_lengths, exact, n_max
from models.cells import CELLS, architectures
from models.compare import compare
from models.comparison import Comparison
from models.corpora.corpus import Corpus, Document
from models.engines import LARGE, engine_for
from models.joining import join, untrained
from models.kernels.lanes import LANES
from models.learn import train_text
from models.splitting import ON_TEXT, split
from models.text import bundle as text_bundle
from models.text.config import TextConfig
from models.text.measure import bits_per_character, spread
from models.text.orders import Orders
from models.text.run import TextRun
from models.training.config import Config

SMALL = Config(cells=("rnn", "lstm"), hidden=4, seeds=20, first_seed=3, steps=30, measure_up_to=60)
VERSE = "abcde\nbad\ncede\nabba\ndeed\n" * 60
TEXT = TextConfig(
    corpus="verse", cells=("gru", "rnn"), hidden=6, layers=2, seeds=5, steps=12, batch=4, window=10
)


def corpus_of(text: str) -> Corpus:
    return Corpus("verse", "A verse", "text", "none", (Document("verse", text),))


CORPUS = corpus_of(VERSE)


def write_less(patch: pytest.MonkeyPatch) -> None:
    """Networks write less than usual, which takes most of the time here."""
    patch.setattr("models.analysis.examine.LENGTH", 40)
    patch.setattr("models.learn.GLIMPSE", 10)
    patch.setattr("models.learn.VALIDATIONS", 2)


def timeless(run: Comparison | TextRun) -> str:
    """All that is known of a run but the clock's part, as text: floats in full, NaN like NaN."""
    torch.set_printoptions(profile="full", precision=17)
    try:
        return str(replace(run, cells={cell: replace(r, seconds=0.0) for cell, r in run.cells.items()}))
    finally:
        torch.set_printoptions(profile="default")


def assert_same(one: Comparison | TextRun, other: Comparison | TextRun) -> None:
    for cell in one.cells:
        for name, value in one.cells[cell].weights.items():
            assert torch.equal(value, other.cells[cell].weights[name]), (cell, name)
    assert timeless(one) == timeless(other)


# Splitting


@st.composite
def asked(draw: st.DrawFn) -> Config | TextConfig:
    cells = tuple(draw(st.lists(st.sampled_from(list(CELLS)), min_size=1, unique=True)))
    on_text = draw(st.booleans())
    seeds = draw(st.integers(1, 10 if on_text else 100))
    first = draw(st.integers(0, 1_000_001 - seeds))
    if not on_text:
        return Config(cells=cells, seeds=seeds, first_seed=first, hidden=4)
    return TextConfig(cells=cells, seeds=seeds, first_seed=first, hidden=8, layers=1, steps=100)


@settings(max_examples=60, deadline=None)
@given(asked())
def test_every_cell_and_seed_is_in_one_part_of_about_the_same_size(config: Config | TextConfig) -> None:
    parts, most = split(config), LANES if isinstance(config, Config) else ON_TEXT
    found = Counter(
        (part.cells, seed) for part in parts for seed in range(part.first_seed, part.first_seed + part.seeds)
    )
    seeds = range(config.first_seed, config.first_seed + config.seeds)
    assert found == Counter(((cell,), seed) for cell in config.cells for seed in seeds)
    sizes = {part.seeds for part in parts}
    assert max(sizes) <= most and max(sizes) - min(sizes) <= 1
    assert len(parts) == len(config.cells) * -(-config.seeds // most)
    for part in parts:
        as_it_was = {"cells": config.cells, "first_seed": config.first_seed, "seeds": config.seeds}
        assert replace(part, **as_it_was) == config


@pytest.mark.parametrize(
    "config", [replace(SMALL, cells=("gru",), seeds=16), replace(TEXT, cells=("gru",), seeds=2)]
)
def test_what_would_be_one_part_stays_as_it_is(config: Config | TextConfig) -> None:
    assert split(config) == [config]


def test_the_slowest_cells_come_first_in_each_block() -> None:
    order = [(part.cells[0], part.first_seed) for part in split(replace(SMALL, cells=architectures()))]
    cells = ["peephole", "lstm", "gru", "rnn", "feedforward"]
    assert order == [(cell, first) for first in (3, 13) for cell in cells]


@pytest.mark.parametrize("seeds", [1, 2, 3, 16, 17, 18, 33, 100])
def test_a_part_is_trained_by_the_engine_that_the_whole_would_be(seeds: int) -> None:
    whole = Config(cells=("lstm", "rnn"), hidden=LARGE, seeds=seeds, longest=4, steps=1, measure_up_to=10)
    for part in split(whole):
        assert engine_for(part.cells[0], part) == engine_for(part.cells[0], whole)


# Joining comparisons


@pytest.fixture(scope="module")
def trained() -> tuple[Comparison, list[Comparison]]:
    """A comparison as a whole, and its parts."""
    return compare(SMALL), [compare(part) for part in split(SMALL)]


def test_joined_parts_are_the_comparison_as_a_whole(trained: tuple[Comparison, list[Comparison]]) -> None:
    whole, parts = trained
    assert len(parts) == 4 and all(result.engine == "fused" for result in whole.cells.values())
    assert_same(join(SMALL, parts), whole)
    assert_same(join(SMALL, parts[::-1]), whole)
    seconds = [part.cells["rnn"].seconds for part in parts if "rnn" in part.cells]
    assert join(SMALL, parts).cells["rnn"].seconds == pytest.approx(sum(seconds))


@pytest.mark.parametrize(
    "config",
    [
        replace(SMALL, task="copying", cells=("gru", "feedforward"), seeds=33, steps=12, measure_up_to=8),
        replace(SMALL, task="selective_counting", recipe="sharpened", cells=("peephole",), seeds=17),
    ],
)
def test_other_tasks_and_uneven_blocks(config: Config) -> None:
    parts = [bundle.loads(bundle.dumps(compare(part))) for part in split(config)]
    assert len({part.config.seeds for part in parts}) == 1 + (config.seeds == 17)
    assert_same(join(config, parts), bundle.loads(bundle.dumps(compare(config))))


def test_autograd_comes_to_the_same_up_to_rounding() -> None:
    config = replace(SMALL, cells=("rnn",), seeds=18, steps=3)
    whole = compare(config, engine="autograd").cells["rnn"]
    joined = join(config, [compare(part, engine="autograd") for part in split(config)]).cells["rnn"]
    assert joined.engine == "autograd" and len(joined.n_max) == 18
    for name, value in whole.weights.items():
        assert torch.allclose(value, joined.weights[name], atol=1e-5)


def test_one_part_is_the_run_itself() -> None:
    config = replace(SMALL, cells=("rnn",), seeds=2, steps=2)
    run = compare(config)
    assert join(config, [run]) is run


def test_what_is_not_a_part_is_refused(trained: tuple[Comparison, list[Comparison]]) -> None:
    _, parts = trained
    other = compare(replace(split(SMALL)[0], steps=2))
    gru = compare(replace(split(SMALL)[0], cells=("gru",), steps=2))
    for wrong, message in (
        (parts[1:], "the parts of lstm do not have each seed once"),
        ([*parts, parts[-1]], "the parts of rnn do not have each seed once"),
        ([other, *parts[1:]], "a part of lstm is of another training"),
        ([*parts, gru], "of a cell that this training does not have"),
        ([], "the parts of rnn do not have each seed once"),
    ):
        with pytest.raises(ValueError, match=message):
            join(SMALL, wrong)


# Runs that were cancelled


def stopped_after(steps: int, config: Config) -> Comparison:
    """A part that was stopped when its first turns were done."""
    seen: list[dict] = []
    return compare(config, seen.extend, lambda: any(row["step"] >= steps for row in seen))


def test_a_part_that_never_began_has_its_first_weights() -> None:
    part = split(SMALL)[0]
    result = untrained(part).cells["lstm"]
    assert result.history_step == [] and result.measured_up_to == 60
    fresh = compare(replace(part, learning_rate=1e-5, steps=1)).cells["lstm"]
    for name, value in result.weights.items():
        assert (
            torch.allclose(value, fresh.weights[name], atol=1e-4) and value.any() == fresh.weights[name].any()
        )


@pytest.fixture(scope="module")
def cancelled(trained: tuple[Comparison, list[Comparison]]) -> Comparison:
    """Of four parts two are finished, one was stopped, one never began."""
    _, parts = trained
    configs = split(SMALL)
    return join(SMALL, [*parts[:2], stopped_after(10, configs[2]), untrained(configs[3])])


def test_a_cancelled_run_has_all_its_cells(
    cancelled: Comparison, trained: tuple[Comparison, list[Comparison]]
) -> None:
    whole = trained[0]
    assert not cancelled.finished and set(cancelled.cells) == set(SMALL.cells)
    back = bundle.loads(bundle.dumps(cancelled))
    assert timeless(back) == timeless(cancelled)
    for cell, going_until in (("lstm", 10), ("rnn", 0)):
        ours, known = cancelled.cells[cell], whole.cells[cell]
        assert ours.history_step == known.history_step and ours.n_max[:10] == known.n_max[:10]
        for step, losses, of_whole in zip(
            ours.history_step, ours.history_loss, known.history_loss, strict=True
        ):
            assert losses[:10] == of_whole[:10]
            assert (losses[10:] == of_whole[10:]) if step <= going_until else all(x != x for x in losses[10:])
    lstm, rnn = cancelled.cells["lstm"], cancelled.cells["rnn"]
    assert lstm.final_loss[10:] == lstm.history_loss[9][10:]
    assert rnn.final_loss[:10] == rnn.history_loss[-1][:10] and all(x != x for x in rnn.final_loss[10:])
    assert rnn.summary()["loss"][10:] == [None] * 10


@pytest.mark.parametrize(
    ("tried", "expected"),
    [
        ((200, 30), 200),  # by 47 and 18 all have failed: it does not matter how far they were tried
        ((60, 30), 60),
        ((30, 200), 30),  # some of the first part may reach further than 30
        ((15, 12), 12),
    ],
)
def test_parts_measured_to_different_lengths_are_known_as_far_as_all_are(
    tried: tuple[int, int], expected: int
) -> None:
    run = bundle.load_file("models/pretrained/counting-plain.safetensors")
    config = replace(run.config, cells=("peephole",))
    whole, parts = run.network("peephole"), []
    for part, up_to in zip(split(config), tried, strict=True):
        place = range(part.first_seed, part.first_seed + part.seeds)
        network, lengths = whole.select(place), curve_lengths(up_to)
        result = replace(
            run.cells["peephole"],
            weights=dict(network.state_dict()),
            history_loss=[[losses[seed] for seed in place] for losses in run.cells["peephole"].history_loss],
            stopped_at=[None] * len(place),
            n_max=n_max(network, run.task, up_to)[0],
            lengths=lengths,
            exact=exact(network, run.task, lengths),
            measured_up_to=up_to,
        )
        parts.append(Comparison(part, {"peephole": result}, False, ""))
    joined = join(config, parts).cells["peephole"]
    assert joined.measured_up_to == expected
    assert joined.n_max == n_max(whole, run.task, expected)[0]
    assert joined.lengths == curve_lengths(expected)
    assert joined.exact == exact(whole, run.task, joined.lengths)


# Trainings on text


@pytest.fixture(scope="module")
def read() -> tuple[TextRun, list[TextRun]]:
    """A training on text as a whole, and its parts, as they come out of a file."""
    with pytest.MonkeyPatch.context() as patch:
        write_less(patch)
        return train_text(TEXT, CORPUS), [reread(train_text(part, CORPUS)) for part in split(TEXT)]


def reread(run: TextRun) -> TextRun:
    return text_bundle.loads(text_bundle.dumps(run))


def test_joined_parts_are_the_training_on_text_as_a_whole(read: tuple[TextRun, list[TextRun]]) -> None:
    whole, parts = read
    assert [part.config.seeds for part in parts] == [1, 1, 2, 2, 2, 2]
    joined = join(TEXT, parts)
    assert_same(joined, reread(whole))
    assert joined.finished and joined.cells["gru"].findings and joined.sample == whole.sample
    assert len(joined.cells["rnn"].bits_per_character) == 5
    assert_same(reread(joined), joined)


def stop() -> Orders:
    return Orders(stop=True)


def test_of_a_cancelled_training_on_text_all_is_held_to_the_same_text(
    read: tuple[TextRun, list[TextRun]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("models.joining.BRIEFLY", 100)
    monkeypatch.setattr("models.analysis.examine.BRIEFLY", 100)
    write_less(monkeypatch)
    _, parts = read
    configs = split(TEXT)
    stopped = train_text(configs[-2], CORPUS, orders=stop)
    joined = join(TEXT, [*parts[:-2], stopped, untrained(configs[-1], CORPUS)], CORPUS)
    assert not joined.finished and joined.baselines == parts[0].baselines
    assert joined.sample == read[0].sample and joined.reference == read[0].reference
    assert_same(reread(joined), joined)
    text = spread(CORPUS.parts[1], 100)
    for cell in TEXT.cells:
        result = joined.cells[cell]
        assert result.findings == parts[0 if cell in parts[0].cells else 1].cells[cell].findings
        assert [len(curves["step"]) for curves in result.history] == [12, 12, 12, 0, 0]
        for seed, bits in enumerate(result.bits_per_character):
            expected = bits_per_character(joined.network(cell, seed), joined.alphabet, text)
            assert bits == pytest.approx(expected, rel=1e-6)
    ((cell, result),) = stopped.cells.items()
    for name, value in result.weights.items():
        assert torch.equal(value, untrained(stopped.config, CORPUS).cells[cell].weights[name])


def test_of_a_training_that_never_began_there_are_the_first_weights() -> None:
    joined = join(TEXT, [untrained(part, CORPUS) for part in split(TEXT)])
    assert not joined.finished and joined.baselines == {} and joined.sample == ""
    assert_same(reread(joined), joined)
    assert all(4 > bits > 2 for result in joined.cells.values() for bits in result.bits_per_character)


def test_parts_that_have_read_different_texts_are_refused(read: tuple[TextRun, list[TextRun]]) -> None:
    _, parts = read
    other = untrained(split(TEXT)[-1], corpus_of(VERSE[::-1]))
    with pytest.raises(ValueError, match="have not read the same text"):
        join(TEXT, [*parts[:-1], other], CORPUS)
