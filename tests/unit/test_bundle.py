"""A run in one file: it comes back as it was, and nothing else is let in."""

import struct
from dataclasses import replace

import pytest
import torch
from safetensors.torch import save

from models import bundle
from models.bundle import SEAL, BundleError
from models.compare import compare
from models.comparison import Comparison
from models.training.config import Config


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    return compare(Config(cells=("gru", "peephole"), seeds=2, steps=12, hidden=4, layers=2, measure_up_to=20))


@pytest.fixture(scope="module")
def data(comparison: Comparison) -> bytes:
    return bundle.dumps(comparison)


def test_it_comes_back_whole(comparison: Comparison, data: bytes) -> None:
    back = bundle.loads(data)
    assert (back.config, back.finished) == (comparison.config, True)
    assert back.code_version == comparison.code_version
    text = torch.randint(4, (3, 8))
    for cell, result in comparison.cells.items():
        assert back.cells[cell].summary().keys() == result.summary().keys()
        assert back.cells[cell].n_max == result.n_max and back.cells[cell].exact == result.exact
        assert back.cells[cell].history_step == result.history_step
        torch.testing.assert_close(back.cells[cell].history_loss, result.history_loss)
        assert torch.equal(back.network(cell)(text), comparison.network(cell)(text))


def test_a_file_that_is_cut_off_anywhere_is_refused(data: bytes) -> None:
    for end in (0, 4, 8, 9, 100, len(data) // 2, len(data) - 1):
        with pytest.raises(BundleError, match=r"truncated|not a \.safetensors"):
            bundle.loads(data[:end])


def test_a_changed_weight_or_word_is_refused(data: bytes) -> None:
    weight = bytearray(data)
    weight[-3] ^= 1
    with pytest.raises(BundleError, match="changed after it was written"):
        bundle.loads(bytes(weight))
    with pytest.raises(BundleError, match="changed after it was written"):
        bundle.loads(data.replace(b"counting", b"c0unting"))


@pytest.mark.parametrize(
    "foreign", [b"", b"hello", b"\x80\x04\x95pickle", b"PK\x03\x04" + b"0" * 100, b"{}" * 30]
)
def test_a_foreign_file_is_refused(foreign: bytes) -> None:
    with pytest.raises(BundleError, match=r"not a \.safetensors file|truncated"):
        bundle.loads(foreign)


def test_someone_elses_safetensors_is_refused() -> None:
    with pytest.raises(BundleError, match="not a run of Gatescope"):
        bundle.loads(save({"weight": torch.zeros(2)}))


def resealed(data: bytes, change) -> bytes:
    """The file with its document changed and its checksum made anew, as a careful forger would."""
    document, tensors = SEAL.loads(data)
    change(document, tensors)
    return SEAL.dumps(document, tensors)


@pytest.mark.parametrize(
    "change",
    [
        lambda document, tensors: document["config"].update(hidden=5),
        lambda document, tensors: document["config"].update(seeds=10**9),
        lambda document, tensors: document["cells"].pop("gru"),
        lambda document, tensors: document.pop("config"),
        lambda document, tensors: tensors.pop("gru/V"),
        lambda document, tensors: document["cells"]["gru"].update(surprise=1),
        lambda document, tensors: document.update(cells=[]),
    ],
)
def test_what_does_not_fit_its_own_config_is_refused(data: bytes, change) -> None:
    with pytest.raises(BundleError, match="does not fit its own configuration"):
        bundle.loads(resealed(data, change))


def test_another_format_is_named(data: bytes) -> None:
    with pytest.raises(BundleError, match="file format 99; this version reads 1"):
        bundle.loads(resealed(data, lambda document, tensors: document.update(format=99)))


def test_a_header_of_absurd_length_is_refused() -> None:
    with pytest.raises(BundleError, match="truncated"):
        bundle.loads(struct.pack("<Q", 2**60) + b"{" * 50)


def test_a_huge_file_is_refused_before_it_is_parsed(monkeypatch: pytest.MonkeyPatch, data: bytes) -> None:
    monkeypatch.setattr(bundle, "SEAL", replace(SEAL, largest=100))
    with pytest.raises(BundleError, match="larger than"):
        bundle.loads(data)


@pytest.mark.parametrize(
    "change",
    [
        {"n_max": ["many", 2]},
        {"n_max": [1, 2, 3]},
        {"n_max": [-1, 2]},
        {"n_max": [True, 2]},
        {"n_max": 3},
        {"lengths": [1]},
        {"lengths": {"a": 1}},
        {"stopped_at": [None]},
        {"stopped_at": [None, "late"]},
        {"history_step": [1.5]},
        {"measured_up_to": None},
        {"seconds": "long"},
        {"seconds": float("nan")},
        {"weights": {}},
    ],
    ids=str,
)
def test_measurements_that_nobody_could_show_are_refused_even_with_a_right_checksum(
    data: bytes, change: dict[str, object]
) -> None:
    with pytest.raises(BundleError, match="does not fit its own configuration") as caught:
        bundle.loads(resealed(data, lambda document, tensors: document["cells"]["gru"].update(change)))
    assert "\n" not in str(caught.value)


def test_tables_that_are_not_of_the_seeds_are_refused(data: bytes) -> None:
    for name, wrong in (
        ("exact", torch.ones(2, 2)),
        ("history_loss", torch.ones(1)),
        ("exact", torch.tensor(1)),
    ):
        changed = resealed(data, lambda document, tensors, new={f"gru/{name}": wrong}: tensors.update(new))
        with pytest.raises(BundleError, match="does not fit its own configuration"):
            bundle.loads(changed)


@pytest.mark.parametrize("version", [None, 5, "x" * 65, "1.0\n", "\0"])
def test_a_code_version_is_a_word(data: bytes, version: object) -> None:
    with pytest.raises(BundleError, match="its code version is not a word"):
        bundle.loads(resealed(data, lambda document, tensors: document.update(code_version=version)))
