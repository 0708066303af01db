"""A training on text in one file: it comes back as it was, and nothing else is let in."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import torch
from safetensors.torch import save

from models import bundle
from models.sealed import BundleError
from models.text import bundle as text_bundle
from models.text.bundle import SEAL, dumps, loads
from models.text.config import TextConfig
from models.text.run import Learned, TextResult, TextRun, empty_network

ALPHABET = "\n abé"


def result(config: TextConfig, cell: str) -> TextResult:
    """What a cell may have come to, with random weights."""
    frame, generator = empty_network(config, cell, len(ALPHABET)), torch.Generator().manual_seed(1)
    weights = {
        name: torch.randn(config.seeds, *value.shape, generator=generator)
        for name, value in frame.state_dict().items()
    }
    curves = {"step": [1, 5], "bits": [2.5, 2], "validation_step": [5], "validation": [2.1]}
    finding = {"detector": "line", "title": "Place in the line", "layer": 1, "unit": 2, "vector": "c"}
    return TextResult(
        weights=weights,
        history=[curves | {"rate_step": [0], "rate": [0.004]}] * config.seeds,
        bits_per_character=[2.25, None],
        stopped_at=[None, 5],
        seconds=1.5,
        engine="autograd",
        p_correct=torch.rand(40, generator=generator).half(),
        samples=[{"temperature": 0.5, "prompt": "a", "text": "bé\n", "scores": {"lines": 1}}],
        findings=[finding | {"score": 0.9, "measure": "AUC", "control": 0.6, "share": 0.1}],
        errors={"share": [0.5, 0.25]},
    )


@pytest.fixture(scope="module")
def run() -> TextRun:
    config = TextConfig(cells=("gru", "peephole"), seeds=2, hidden=4, layers=2, corpus="verse")
    return TextRun(
        config=config,
        alphabet=ALPHABET,
        learned=Learned("verse", "A verse", "text", "none", "0" * 64, 90, 10),
        cells={cell: result(config, cell) for cell in config.cells},
        baselines={"unigram": 2.3, "gzip": 2.0},
        finished=True,
        code_version="1.0",
        reference={"order": 5},
        sample="ab é\n",
    )


@pytest.fixture(scope="module")
def data(run: TextRun) -> bytes:
    return dumps(run)


def test_it_comes_back_whole(run: TextRun, data: bytes) -> None:
    back = loads(data)
    for cell, kept in run.cells.items():
        found = back.cells[cell]
        assert all(torch.equal(found.weights[name], value) for name, value in kept.weights.items())
        assert found.weights.keys() == kept.weights.keys() and torch.equal(found.p_correct, kept.p_correct)
        bare = {"weights": {}, "p_correct": torch.empty(0)}
        assert str(replace(found, **bare)) == str(replace(kept, **bare))
    assert replace(back, cells={}) == replace(run, cells={})
    text = torch.tensor([[0, 1, 2, 3, 4]])
    assert torch.equal(back.network("gru", 1)(text), run.network("gru", 1)(text))


def test_in_half_the_bits_the_weights_come_back_as_float32_and_nearly_the_same(run: TextRun) -> None:
    short = dumps(run, half=True)
    for cell, kept in run.cells.items():
        for name, value in loads(short).cells[cell].weights.items():
            assert value.dtype == torch.float32
            torch.testing.assert_close(value, kept.weights[name], rtol=2**-10, atol=1e-6)
            assert torch.equal(value, value.half().float())


def test_a_weight_beyond_16_bits_keeps_its_32(run: TextRun) -> None:
    large = {"V": run.cells["gru"].weights["V"] * 1e6}
    gru = replace(run.cells["gru"], weights=run.cells["gru"].weights | large)
    back = loads(dumps(replace(run, cells=run.cells | {"gru": gru}), half=True))
    assert torch.equal(back.cells["gru"].weights["V"], large["V"])


def test_a_file_that_is_cut_off_or_changed_anywhere_is_refused(data: bytes) -> None:
    for end in (0, 8, 100, len(data) // 2, len(data) - 1):
        with pytest.raises(BundleError, match=r"truncated|not a \.safetensors"):
            loads(data[:end])
    changed = bytearray(data)
    changed[-3] ^= 1
    for other in (bytes(changed), data.replace(b"A verse", b"A worse")):
        with pytest.raises(BundleError, match="changed after it was written"):
            loads(other)


def test_other_files_are_refused(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    for foreign in (save({"weight": torch.zeros(2)}), bundle.SEAL.dumps({}, {"a": torch.zeros(1)})):
        with pytest.raises(BundleError, match="not a run on text of Gatescope"):
            loads(foreign)
    with pytest.raises(BundleError, match="not a run of Gatescope"):
        bundle.loads(data)
    brief = data.replace(b'"F16"', b'"BF16"', 1).replace(b'"sha256', b'"sha25', 1)
    with pytest.raises(BundleError, match="what no file of ours does"):
        loads(brief)
    monkeypatch.setattr(text_bundle, "SEAL", replace(SEAL, largest=100))
    with pytest.raises(BundleError, match="larger than"):
        loads(data)


Change = Callable[[dict, dict], object]


def forged(data: bytes, change: Change) -> bytes:
    """The file with something changed and its checksum made anew, as a careful forger would."""
    document, tensors = SEAL.loads(data)
    change(document, tensors)
    return SEAL.dumps(document, tensors)


def set_in(*path: object) -> Change:
    """The change that puts the last at the place that the others name."""

    def change(document: dict, tensors: dict) -> None:
        *way, name, value = path
        for step in way:
            document = document[step]
        document[name] = value

    return change


def with_tensor(name: str, value: torch.Tensor) -> Change:
    return lambda document, tensors: tensors.update({name: value})


DEEP: list = []
for _ in range(600):
    DEEP = [DEEP]
GRU = ("cells", "gru")


@pytest.mark.parametrize(
    "change",
    [
        set_in("config", "hidden", 5),
        set_in("config", "seeds", 10**9),
        set_in("config", "task", "counting"),
        set_in("config", None),
        set_in("cells", []),
        set_in("cells", "gru", 3),
        lambda document, tensors: document["cells"].pop("gru"),
        lambda document, tensors: document.pop("sample"),
        lambda document, tensors: tensors.pop("gru/V"),
        with_tensor("gru/V", torch.zeros(2, 4, 6)),
        with_tensor("gru/V", torch.full((2, 4, 5), torch.nan)),
        with_tensor("gru/p_correct", torch.zeros(4)),
        with_tensor("gru/p_correct", torch.full((4,), 2.0).half()),
        with_tensor("gru/p_correct", torch.full((4,), torch.nan).half()),
        with_tensor("gru/p_correct", torch.zeros(2, 2).half()),
        set_in("alphabet", "aabcd"),
        set_in("alphabet", "abc"),
        set_in("alphabet", ["\n", " ", "a", "b", "c"]),
        set_in("alphabet", "\n ab\ud800"),
        set_in("sample", "xyz"),
        set_in("sample", "a" * 200_000),
        set_in("sample", 3),
        set_in("code_version", "1\n"),
        set_in("learned", "characters", -1),
        set_in("learned", "title", "x\ny"),
        set_in("learned", "kind", None),
        set_in("baselines", "gzip", float("nan")),
        set_in("baselines", "gzip", "small"),
        set_in("baselines", [1]),
        set_in("reference", []),
        set_in("reference", "much", "x" * 5_000_000),
        set_in("reference", "deep", DEEP),
        set_in("reference", "nothing", float("inf")),
        set_in(*GRU, "errors", "share", float("nan")),
        set_in(*GRU, "errors", "text", "\udfff"),
        set_in(*GRU, "history", []),
        set_in(*GRU, "history", 0, "bits", [1.0]),
        set_in(*GRU, "history", 0, "bits", [1.0, float("inf")]),
        set_in(*GRU, "history", 0, "step", [5, 1]),
        set_in(*GRU, "history", 0, "step", [1, 2.5]),
        set_in(*GRU, "history", 0, 7),
        set_in(*GRU, "bits_per_character", [1.0]),
        set_in(*GRU, "bits_per_character", [1.0, True]),
        set_in(*GRU, "stopped_at", [None, -1]),
        set_in(*GRU, "seconds", "long"),
        set_in(*GRU, "engine", "steam"),
        set_in(*GRU, "samples", {}),
        set_in(*GRU, "samples", [[]]),
        set_in(*GRU, "samples", 0, "text", None),
        set_in(*GRU, "samples", 0, "scores", []),
        set_in(*GRU, "findings", 0, "unit", 0.5),
        set_in(*GRU, "findings", 0, "score", None),
        lambda document, tensors: document["cells"]["gru"]["findings"][0].pop("title"),
    ],
)
def test_what_nobody_could_show_is_refused_even_with_a_right_checksum(data: bytes, change: Change) -> None:
    with pytest.raises(BundleError, match="does not fit its own configuration") as caught:
        loads(forged(data, change))
    assert "\n" not in str(caught.value) and len(str(caught.value)) < 300
