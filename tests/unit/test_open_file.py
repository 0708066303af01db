"""One door for every file: what is recognised is opened, and anything else is refused in one sentence."""

import json
import pickle
import struct
import time
import zipfile
from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from safetensors.torch import save
from torch import nn

from models import bundle
from models.cells import CELLS
from models.compare import compare
from models.formats import FORMATS, LARGEST, explorer_json, is_run, open_file, torch_state
from models.specimen import Specimen, of_run
from models.training.config import Config

RUN = compare(
    Config(cells=("gru", "lstm", "peephole"), seeds=2, first_seed=3, steps=2, hidden=3, measure_up_to=2)
)
LSTM = of_run(RUN, "lstm", 3)


def pickled(thing: object) -> bytes:
    file = BytesIO()
    torch.save(thing, file)
    return file.getvalue()


def zipped(**files: bytes) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(f"archive/{name}.pkl", data)
    return file.getvalue()


VALID = {
    "run.safetensors": bundle.dumps(RUN),
    "net.safetensors": torch_state.dumps(LSTM),
    "net.pt": torch_state.dumps_pt(LSTM),
    "it.json": explorer_json.dumps(LSTM.read("aaXb"), "It"),
}


# What is recognised


@pytest.mark.parametrize("name", list(VALID))
def test_each_kind_of_file_is_recognised_whatever_its_name(name: str) -> None:
    for filename in (name, "", "upload", "it.json.txt"):
        found = open_file(VALID[name], filename)
        assert found.cell == "lstm" and found.hidden == 3
        assert (found.recording is not None) == (name == "it.json")
        assert is_run(VALID[name]) == (name == "run.safetensors")


def test_a_run_gives_the_cell_and_seed_that_are_asked_for_or_the_first() -> None:
    data = VALID["run.safetensors"]
    assert open_file(data).name == "Counting, lstm, seed 3"
    for cell in RUN.cells:
        for seed in (3, 4):
            found, expected = open_file(data, cell=cell, seed=seed), of_run(RUN, cell, seed)
            assert replace(found, network=None) == replace(expected, network=None)
            assert torch.equal(found.read("aaXb").next, expected.read("aaXb").next)
    only = replace(RUN, config=replace(RUN.config, cells=("gru",)), cells={"gru": RUN.cells["gru"]})
    assert open_file(bundle.dumps(only)).cell == "gru"
    with pytest.raises(ValueError, match="unknown cell 'rnn'; this run has gru, lstm, peephole"):
        open_file(data, cell="rnn")
    with pytest.raises(ValueError, match="unknown seed 0; this run has seeds 3 to 4"):
        open_file(data, seed=0)


def test_an_alphabet_names_the_characters_of_a_state_dict() -> None:
    assert open_file(save(nn.GRU(3, 2).state_dict()), "x.pth", alphabet="xyz").alphabet == "xyz"


def test_a_json_may_begin_with_space_or_a_mark_of_its_encoding() -> None:
    for before in (b" \n\t", b"\xef\xbb\xbf"):
        assert open_file(before + VALID["it.json"]).name == "It"


@pytest.mark.parametrize("cell", list(CELLS))
@pytest.mark.parametrize("kind", list(FORMATS))
def test_every_cell_goes_out_in_every_format_that_suits_it(kind: str, cell: str) -> None:
    run = compare(Config(cells=(cell,), seeds=1, steps=2, hidden=3, layers=2, measure_up_to=2))
    made, chosen = of_run(run, cell, 0), FORMATS[kind]
    lacking = chosen.lacks(made)
    assert bool(lacking) == (kind == "torch" and cell not in ("lstm", "gru", "rnn"))
    if lacking:
        with pytest.raises(ValueError, match=r"torch\.nn has no"):
            chosen.write(made, "aaXb")
    else:
        data = chosen.write(made, "aaXb")
        if kind in ("lstm-explorer", "torch"):
            back = open_file(data, "x" + chosen.ending)
            torch.testing.assert_close(
                back.read("aaXb").layers[1]["h"], made.read("aaXb").layers[1]["h"], atol=6e-4, rtol=0
            )


def test_a_recording_goes_out_as_what_it_is() -> None:
    recording = open_file(VALID["it.json"])
    suits = [kind for kind, chosen in FORMATS.items() if not chosen.lacks(recording)]
    assert suits == ["lstm-explorer", "csv", "npz"]
    for kind in suits:
        assert FORMATS[kind].write(recording, "aaXb")


# What is not


def damaged(change: Callable[[dict], None]) -> bytes:
    """A whole run whose weights were changed, with its checksum."""
    cells = {name: replace(result, weights=dict(result.weights)) for name, result in RUN.cells.items()}
    change(cells["lstm"].weights)
    return bundle.dumps(replace(RUN, cells=cells))


NOT_A_NUMBER = damaged(lambda weights: weights.update(V=weights["V"] * torch.nan))


@pytest.mark.parametrize(
    ("data", "filename", "words"),
    [
        (b"", "x.json", "the file is empty"),
        (b"hello", "x.txt", "not a .safetensors file, not a state_dict"),
        (b"hello", "x.json", "the JSON is broken at line 1, column 1"),
        (b"\x7fELF" + b"\0" * 100, "x", "not a .safetensors file"),
        (b"\x89PNG\r\n", "x.png", "not a .safetensors file"),
        (pickle.dumps({"a": 1}), "x.pkl", "is a pickle, which can run code and is not opened"),
        (pickle.dumps({"a": 1}, protocol=2), "x.pt", "save the state_dict"),
        (pickled(nn.LSTM(2, 2)), "x.pt", "a whole module is a pickle, which can run code"),
        (b"[" * 10_000_000, "x.json", "nested too deeply"),
        (b"[1, 2]", "x.json", "not one of lstm-explorer"),
        (b'{"chars": ["a"], "hs0": [[0.1]]', "x.json", "broken at line 1, column 32"),
        (b"PK\x03\x04 and no more", "x.pt", "zip file is truncated or damaged"),
        (zipped(arrays=b"1"), "x.npz", "has no data.pkl"),
        (zipped(data=b"1", constants=b"1"), "x.pt", "TorchScript"),
        (zipped(data=b"\0" * (LARGEST + 1)), "x.pt", "unpacks to more than 20 MB"),
        (zipped(data=b"\x80\x02garbage"), "x.pt", "more than tensors, or is damaged"),
        (VALID["net.pt"][:-200], "x.pt", "truncated or damaged"),
        (VALID["net.safetensors"][:-1], "x", "truncated or damaged"),
        (VALID["net.safetensors"][:60], "x", "truncated: it ends before its header"),
        (VALID["run.safetensors"][:-1], "x", "truncated or damaged"),
        (save({"weight": torch.ones(2)}), "x", "no weight_ih_l0"),
        (struct.pack("<Q", 2**30) + b"{" * 50, "x", "truncated"),
        (struct.pack("<Q", 50) + b"{" * 50, "x", "truncated or damaged"),
        (NOT_A_NUMBER, "run.safetensors", "NaN or infinite; choose another"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_in_one_sentence(data: bytes, filename: str, words: str) -> None:
    with pytest.raises(ValueError, match=words) as caught:
        open_file(data, filename)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize("start", [b"", b"{", b"PK\x03\x04", b"\x80\x02", struct.pack("<Q", 2) + b"{}"])
def test_a_file_of_50_mb_is_refused_before_it_is_parsed(start: bytes) -> None:
    data = start + b"[" * 50 * 2**20
    begun = time.perf_counter()
    with pytest.raises(ValueError, match="larger than 20 MB, the most that is opened"):
        open_file(data, "x.json")
    assert time.perf_counter() - begun < 1


class Trap:
    """A pickle of it would run code."""

    def __reduce__(self) -> tuple:
        return exec, ("raise SystemExit",)


@pytest.mark.parametrize("data", [pickle.dumps(Trap()), pickled(Trap()), pickled({"weight_ih_l0": Trap()})])
def test_nothing_in_a_pickle_is_run(data: bytes) -> None:
    with pytest.raises(ValueError, match="can run code"):
        open_file(data, "x.pt")


# Whatever the bytes are


def survives(data: bytes, name: str) -> None:
    """It opens, or it is refused with one sentence."""
    try:
        assert isinstance(open_file(data, name), Specimen)
    except ValueError as error:
        assert str(error) and "\n" not in str(error)


@settings(deadline=None, max_examples=150)
@given(data=st.data(), name=st.sampled_from(list(VALID)))
def test_a_file_with_any_change_opens_or_is_refused(data: st.DataObject, name: str) -> None:
    changed = bytearray(VALID[name])
    for _ in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(changed) - 1))
        size = data.draw(st.integers(0, 8))
        changed[place : place + size] = data.draw(st.binary(max_size=8))
    survives(bytes(changed), name)


@settings(deadline=None, max_examples=60)
@given(name=st.sampled_from(list(VALID)), share=st.floats(0, 1))
def test_a_file_that_is_cut_off_anywhere_is_refused(name: str, share: float) -> None:
    data = VALID[name]
    with pytest.raises(ValueError):
        open_file(data[: int(share * (len(data) - 1))], name)


@settings(deadline=None, max_examples=150)
@given(
    start=st.sampled_from(
        [b"", b"{", b'{"chars":', b"PK\x03\x04", b"\x80", struct.pack("<Q", 9) + b"{", b"[["]
    ),
    rest=st.binary(max_size=60),
    name=st.sampled_from(["x", "x.json", "x.pt"]),
)
def test_random_bytes_are_refused(start: bytes, rest: bytes, name: str) -> None:
    with pytest.raises(ValueError):
        open_file(start + rest, name)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=2),
    max_leaves=6,
)


@settings(deadline=None, max_examples=150)
@given(key=st.sampled_from(["name", "chars", "hs0", "cs0", "i_gate0", "o_gate0", "hs1", "cs4"]), value=JSON)
def test_a_json_with_anything_in_it_opens_or_is_refused(key: str, value: object) -> None:
    survives(json.dumps({**json.loads(VALID["it.json"]), key: value}).encode(), "x.json")


@settings(deadline=None, max_examples=100)
@given(
    key=st.sampled_from(
        ["name", "cell", "activation", "alphabet", "task", "sample", "about", "notes", "readout"]
    ),
    value=JSON,
)
def test_a_description_with_anything_in_it_opens_or_is_refused(key: str, value: object) -> None:
    tensors, metadata = torch_state.read_tensors(VALID["net.safetensors"])
    document = {**json.loads(metadata[torch_state.METADATA]), key: value}
    survives(save(tensors, metadata={torch_state.METADATA: json.dumps(document)}), "x")
