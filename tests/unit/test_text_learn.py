"""Training on a text from its first step to what is known in the end: broken off, resumed, told otherwise."""

import json
import math
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
import torch

from models.analysis.examine import examine
from models.cells import CELLS
from models.corpora.corpus import Corpus, Document
from models.kernels import KERNELS
from models.kernels.text import FusedTextTrainer
from models.learn import train_text
from models.sealed import BundleError
from models.text import bundle
from models.text.checkpoint import SEAL
from models.text.config import TextConfig
from models.text.engines import TEXT_ENGINES
from models.text.measure import bits_per_character
from models.text.orders import Orders, Paused
from models.text.run import TextRun

VERSE = "abcde\nbad\ncede\nabba\ndeed\n" * 60
TINY = TextConfig(
    corpus="verse",
    cells=("gru", "lstm"),
    hidden=6,
    layers=2,
    steps=30,
    batch=4,
    window=10,
    learning_rate=0.02,
)


def corpus_of(text: str) -> Corpus:
    return Corpus("verse", "A verse", "text", "none", (Document("verse", text),))


CORPUS = corpus_of(VERSE)


WRITES, GLIMPSES = 50, 10


@pytest.fixture(scope="module", autouse=True)
def brief() -> Iterator[None]:
    """The networks write less than usual, which takes most of the time here; each turn is one step."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.analysis.examine.LENGTH", WRITES)
        patch.setattr("models.learn.GLIMPSE", GLIMPSES)
        patch.setattr("models.learn.VALIDATIONS", 5)
        patch.setattr("models.learn.TURN", 0.0)
        yield


def briefly(run: TextRun, corpus: Corpus, brief: bool) -> Iterator[tuple[float, TextRun]]:
    """Measure every run as one that was stopped."""
    return examine(run, corpus, brief=True)


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Networks are measured briefly."""
    monkeypatch.setattr("models.learn.examine", briefly)


class Listener:
    """Gives orders by how often it was asked, and hears what is reported."""

    def __init__(self, orders: dict[int, Orders] | None = None) -> None:
        self.rows: list[dict[str, Any]] = []
        self.given, self.asked = orders or {}, 0

    def report(self, rows: list[dict[str, Any]]) -> None:
        json.dumps(rows, allow_nan=False)
        self.rows += rows

    def orders(self) -> Orders:
        self.asked += 1
        return self.given.get(self.asked, Orders())

    def of(self, kind: str) -> list[dict[str, Any]]:
        return [row for row in self.rows if row["kind"] == kind]


def learn(config: TextConfig = TINY, listener: Listener | None = None, **more: Any) -> TextRun:
    listener = listener or Listener()
    return train_text(config, CORPUS, listener.report, listener.orders, **more)


def paused(config: TextConfig = TINY, after: int = 9, **more: Any) -> bytes:
    """The checkpoint of a training that was paused when it asked for orders for so many times."""
    with pytest.raises(Paused) as caught:
        learn(config, Listener({after: Orders(pause=True)}), **more)
    return caught.value.checkpoint


def lasting(run: TextRun) -> TextRun:
    """The run without what depends on the clock and what cannot be compared by ==."""
    bare = {"seconds": 0.0, "weights": {}, "p_correct": torch.empty(0)}
    return replace(run, cells={cell: str(replace(result, **bare)) for cell, result in run.cells.items()})


def assert_same(one: TextRun, other: TextRun) -> None:
    assert lasting(one) == lasting(other)
    for cell in one.cells:
        for name, value in one.cells[cell].weights.items():
            assert torch.equal(value, other.cells[cell].weights[name]), (cell, name)
        assert torch.equal(one.cells[cell].p_correct, other.cells[cell].p_correct)


@pytest.fixture(scope="module")
def whole() -> tuple[TextRun, Listener]:
    """A training that nobody interrupts."""
    listener = Listener()
    return learn(listener=listener), listener


@pytest.fixture(scope="module")
def unbroken() -> TextRun:
    """The same, measured briefly."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("models.learn.examine", briefly)
        return learn()


# What comes of it


def test_everything_is_known_in_the_end(whole: tuple[TextRun, Listener]) -> None:
    run, _ = whole
    assert run.finished and run.config == TINY and run.alphabet == "\nabcde"
    assert (run.learned.characters, run.learned.held_out) == tuple(map(len, CORPUS.parts))
    assert set(run.baselines) == {"unigram", "3-gram", "5-gram", "gzip", "xz"}
    for cell, result in run.cells.items():
        network, (bits,) = run.network(cell), result.bits_per_character
        assert bits == bits_per_character(network, run.alphabet, CORPUS.parts[1])
        assert [sample["temperature"] for sample in result.samples] == [0.5, 0.8, 1.0]
        assert all(len(sample["text"]) == WRITES for sample in result.samples)
        (curves,) = result.history
        assert curves["step"] == list(range(1, 31)) and len(curves["bits"]) == 30
        assert curves["validation_step"] == [6, 12, 18, 24, 30] and curves["rate_step"] == [0]
        assert len(result.p_correct) == run.reference["excerpt_size"] - 1 and result.seconds > 0
        assert len(result.errors["windows"]["windows"]) > 1
    best = min(run.cells.values(), key=lambda result: result.bits_per_character)
    assert run.sample.endswith(best.samples[0]["text"]) and set(run.sample) <= set(run.alphabet)


def test_a_file_holds_it(whole: tuple[TextRun, Listener]) -> None:
    assert_same(bundle.loads(bundle.dumps(whole[0])), whole[0])


def test_half_the_bits_predict_as_well(whole: tuple[TextRun, Listener]) -> None:
    run = whole[0]
    short = bundle.loads(bundle.dumps(run, half=True))
    for cell, result in run.cells.items():
        bits = bits_per_character(short.network(cell), run.alphabet, CORPUS.parts[1])
        assert bits == pytest.approx(result.bits_per_character[0], abs=5e-4)


def test_what_is_reported_on_the_way_is_what_is_kept(whole: tuple[TextRun, Listener]) -> None:
    run, heard = whole
    assert [row["fraction"] for row in heard.of("progress")] == sorted(
        row["fraction"] for row in heard.of("progress")
    )
    assert heard.rows[-1] | {"fraction": 1.0} == heard.rows[-1]
    phases = dict.fromkeys(row["phase"] for row in heard.of("progress"))
    assert [phase for phase in phases if phase != "compiling"] == ["baselines", "training", "measuring"]
    assert heard.of("baselines") == [{"kind": "baselines", "bits": run.baselines}]
    assert heard.of("corpus")[0]["sha256"] == CORPUS.sha256
    assert heard.of("rate") == heard.of("stopped") == []
    for cell, result in run.cells.items():
        for kind, steps, values in (
            ("loss", "step", "bits"),
            ("validation", "validation_step", "validation"),
        ):
            told = [(row["step"], row["bits"]) for row in heard.of(kind) if row["cell"] == cell]
            assert told == list(zip(result.history[0][steps], result.history[0][values], strict=True))
    assert [(row["cell"], row["bits_per_character"]) for row in heard.of("result")] == [
        (cell, result.bits_per_character) for cell, result in run.cells.items()
    ]
    assert {(row["cell"], row["seed"]) for row in heard.of("writes")} == {("gru", 0), ("lstm", 0)}
    assert all(len(row["text"]) == GLIMPSES + 1 for row in heard.of("writes"))


@pytest.mark.parametrize("cell", [cell for cell in CELLS if cell != "feedforward"])
@pytest.mark.usefixtures("quick")
def test_every_cell_with_a_memory_soon_beats_the_frequencies_of_the_characters(cell: str) -> None:
    run = learn(replace(TINY, cells=(cell,), hidden=12, steps=150, window=20))
    counts = Counter(VERSE)
    unigram = -sum(n / len(VERSE) * math.log2(n / len(VERSE)) for n in counts.values())
    assert run.cells[cell].history[0]["bits"][0] > 0.9 * unigram
    # Only a reader of more than one character gets this far.
    assert run.cells[cell].bits_per_character[0] < 0.6 * unigram


@pytest.mark.usefixtures("quick")
def test_a_mean_of_losses_is_recorded_about_200_times() -> None:
    run = learn(replace(TINY, cells=("rnn",), steps=450, hidden=2, layers=1))
    (curves,) = run.cells["rnn"].history
    assert curves["step"] == [*range(2, 451, 2)] and curves["validation_step"] == [*range(90, 451, 90)]


# Broken off and resumed


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    ("cell", "engine"),
    [(cell, engine) for cell in CELLS for engine in TEXT_ENGINES if engine == "autograd" or cell in KERNELS],
)
def test_a_training_that_is_resumed_comes_to_the_same_as_an_unbroken_one(cell: str, engine: str) -> None:
    config = replace(TINY, cells=(cell,), seeds=2, steps=12, hidden=4, restart=0.3)
    unbroken = learn(config, engine=engine)
    first = paused(config, 3, engine=engine)
    second = paused(config, 4, engine=engine, checkpoint=first)
    assert first != second
    assert_same(learn(config, engine=engine, checkpoint=second), unbroken)


@pytest.mark.usefixtures("quick")
def test_it_can_be_paused_while_it_measures_too(unbroken: TextRun) -> None:
    everything, listener = Listener(), Listener()
    learn(listener=everything)
    data = paused(after=everything.asked - 2)
    assert_same(learn(listener=listener, checkpoint=data), unbroken)
    assert listener.of("loss") == []


@pytest.mark.usefixtures("quick")
def test_checkpoints_are_kept_on_the_way(monkeypatch: pytest.MonkeyPatch, unbroken: TextRun) -> None:
    monkeypatch.setattr("models.learn.KEEP_EVERY", 0.0)
    monkeypatch.setattr("models.learn.KEEP_SHARE", 1e9)
    kept: list[bytes] = []
    assert_same(learn(keep=kept.append), unbroken)
    assert len(kept) > 5
    for data in (kept[0], kept[len(kept) // 2], kept[-1]):
        assert_same(learn(checkpoint=data), unbroken)


@pytest.mark.usefixtures("quick")
def test_threads_change_nothing(unbroken: TextRun) -> None:
    threads = torch.get_num_threads()
    torch.set_num_threads(2)
    try:
        assert_same(learn(), unbroken)
    finally:
        torch.set_num_threads(threads)


# Orders


def test_a_stop_keeps_what_there_is() -> None:
    listener = Listener({15: Orders(stop=True)})
    run = learn(listener=listener)
    assert not run.finished
    for result in run.cells.values():
        assert 0 < result.history[0]["step"][-1] < 30
        assert result.bits_per_character[0] > 0 and len(result.samples) == 3 and result.findings == []
    assert bundle.loads(bundle.dumps(run)).sample == run.sample != ""


@pytest.mark.usefixtures("quick")
def test_a_stop_at_once_and_a_stop_while_measuring_give_whole_files() -> None:
    everything = Listener()
    learn(listener=everything)
    for after in (1, everything.asked - 1):
        run = bundle.loads(bundle.dumps(learn(listener=Listener({after: Orders(stop=True)}))))
        assert not run.finished and all(len(cell.bits_per_character) == 1 for cell in run.cells.values())


@pytest.mark.usefixtures("quick")
def test_another_learning_rate_holds_from_then_on_and_after_a_resume() -> None:
    listener = Listener({9: Orders(learning_rate=1e-5)})
    run = learn(listener=listener)
    (row,) = listener.of("rate")
    assert 0 < row["step"] < 30 and row["learning_rate"] == 1e-5
    assert_not_the_same(run, learn())
    for result in run.cells.values():
        (curves,) = result.history
        assert curves["rate"] == [0.02, 1e-5] and curves["rate_step"][0] == 0
        assert row["step"] <= curves["rate_step"][1] <= row["step"] + 1
    data = paused(after=12, checkpoint=paused(after=4))
    changed = Listener({1: Orders(learning_rate=0.5)})
    with pytest.raises(Paused) as caught:
        changed.given[6] = Orders(pause=True)
        learn(listener=changed, checkpoint=data)
    resumed = learn(checkpoint=caught.value.checkpoint)
    assert all(result.history[0]["rate"] == [0.02, 0.5] for result in resumed.cells.values())


def assert_not_the_same(one: TextRun, other: TextRun) -> None:
    for cell in one.cells:
        assert not torch.equal(one.cells[cell].weights["V"], other.cells[cell].weights["V"])


@pytest.mark.parametrize("rate", [0.0, 2.0, float("nan"), "fast", True])
def test_a_learning_rate_out_of_bounds_cannot_be_ordered(rate: object) -> None:
    with pytest.raises(ValueError, match="learning rate must be a number from 1e-05 to 1"):
        Orders(learning_rate=rate)


@pytest.mark.usefixtures("quick")
def test_a_network_that_goes_astray_stops_and_the_others_go_on(monkeypatch: pytest.MonkeyPatch) -> None:
    gradient = FusedTextTrainer.gradient

    def exploding(trainer: FusedTextTrainer, numbers: torch.Tensor) -> tuple:
        if trainer.cell == "gru" and trainer.done == 7:
            trainer.theta.copy_(trainer.theta.sign() * 3e38)
        return gradient(trainer, numbers)

    monkeypatch.setattr(FusedTextTrainer, "gradient", exploding)
    listener = Listener()
    run = bundle.loads(bundle.dumps(learn(listener=listener)))
    assert listener.of("stopped") == [{"kind": "stopped", "cell": "gru", "seed": 0, "step": 8}]
    gru, lstm = run.cells["gru"], run.cells["lstm"]
    assert (gru.stopped_at, lstm.stopped_at) == ([8], [None])
    assert gru.history[0]["step"] == list(range(1, 8)) and gru.history[0]["validation_step"] == [6]
    assert gru.bits_per_character == [None] and gru.samples == [] and len(gru.p_correct) == 0
    assert lstm.bits_per_character[0] < 2.5 and run.sample.endswith(lstm.samples[0]["text"])
    assert [row["bits_per_character"] for row in listener.of("result")] == [[None], lstm.bits_per_character]


# What is refused


@pytest.mark.parametrize(
    ("text", "config", "message"),
    [
        ("a" * 5000, TINY, "has 1 different characters: there is nothing to predict"),
        ("", TINY, "has 0 different characters"),
        ("ab" * 20, TINY, "has 36 characters to learn from.*needs 44; choose a batch of at most 3"),
        ("abcabc", TINY, "has 5 characters to learn from.*choose a shorter window, or give a longer text"),
        ("abcd", replace(TINY, batch=1, window=2), "too little is left to measure on"),
    ],
)
def test_a_text_that_does_not_fit_is_refused_with_what_would(
    text: str, config: TextConfig, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        train_text(config, corpus_of(text))


def test_networks_that_no_file_could_hold_are_refused() -> None:
    TextConfig(cells=("lstm",), hidden=512, layers=3)
    with pytest.raises(ValueError, match="million parameters together, and 15 million are allowed"):
        TextConfig(cells=("lstm",), hidden=512, layers=3, seeds=3)


@pytest.fixture(scope="module")
def checkpoint() -> bytes:
    return paused()


def forged(data: bytes, change: Callable[[dict, dict], Any]) -> bytes:
    document, tensors = SEAL.loads(data)
    change(document, tensors)
    return SEAL.dumps(document, tensors)


@pytest.mark.usefixtures("quick")
def test_a_damaged_checkpoint_is_refused(checkpoint: bytes) -> None:
    changed = bytearray(checkpoint)
    changed[-9] ^= 1
    damaged = {
        "truncated": checkpoint[:-20],
        "not a .safetensors": b"hello",
        "checksum": bytes(changed),
        "not a checkpoint": bundle.dumps(learn(replace(TINY, cells=("rnn",), steps=1))),
    }
    for message, data in damaged.items():
        with pytest.raises(BundleError, match=message):
            learn(checkpoint=data)


def test_a_checkpoint_of_something_else_is_refused(checkpoint: bytes) -> None:
    with pytest.raises(BundleError, match="of other settings"):
        learn(replace(TINY, clip=0.5), checkpoint=checkpoint)
    with pytest.raises(BundleError, match="of another text"):
        train_text(TINY, corpus_of(VERSE + "abba\n" * 50), checkpoint=checkpoint)
    with pytest.raises(BundleError, match="the engine 'fused' has made it; go on with that one"):
        learn(checkpoint=checkpoint, engine="autograd")


@pytest.mark.parametrize(
    "change",
    [
        lambda document, tensors: document.update(learning_rate=7),
        lambda document, tensors: document["lanes"].pop(),
        lambda document, tensors: document.update(lanes=3),
        lambda document, tensors: document["lanes"][0].update(total="much"),
        lambda document, tensors: document["lanes"][0]["history"].pop("bits"),
        lambda document, tensors: tensors.pop("0/theta"),
        lambda document, tensors: tensors.update({"0/theta": torch.zeros(3)}),
        lambda document, tensors: tensors["0/theta"].fill_(torch.nan),
        lambda document, tensors: tensors["0/generator"].fill_(255),
        lambda document, tensors: tensors["0/counters"].fill_(31),
        lambda document, tensors: tensors["0/counters"].fill_(-1),
        lambda document, tensors: tensors.update({"0/mean": tensors["0/mean"].double()}),
    ],
)
def test_what_no_training_leaves_behind_is_refused_even_with_a_right_checksum(
    checkpoint: bytes, change: Callable[[dict, dict], Any]
) -> None:
    with pytest.raises(BundleError, match="the checkpoint does not fit its own settings"):
        learn(checkpoint=forged(checkpoint, change))
