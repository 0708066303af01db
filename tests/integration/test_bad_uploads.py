"""Bad files, sent as a browser sends them: one clear sentence, and nothing has changed."""

import pickle
import re
import zipfile
from dataclasses import replace
from io import BytesIO

import pytest
import torch
from flask.testing import FlaskClient
from safetensors.torch import save
from torch import nn

from dashboard import urls
from models import bundle
from models.compare import compare
from models.formats import LARGEST
from models.formats.torch_state import METADATA
from tests.explored import SMALL, all_nan
from tests.uploaded import everything, recording, send

RUN = compare(SMALL)


class Trap:
    """A pickle of it would run code."""

    def __reduce__(self) -> tuple:
        return exec, ("raise SystemExit",)


def torch_saved(thing: object) -> bytes:
    file = BytesIO()
    torch.save(thing, file)
    return file.getvalue()


def zipped(size: int) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("archive/data.pkl", b"\0" * size)
    return file.getvalue()


def forged(**changed: object) -> bytes:
    """A run whose measurements were changed, with a checksum that is right."""
    document, tensors = bundle.SEAL.loads(bundle.dumps(RUN))
    document["cells"]["lstm"] |= changed
    return bundle.SEAL.dumps(document, tensors)


def one_seed_of_nan() -> bytes:
    """A run of which only the last seed of the last cell is NaN."""
    cells, last = dict(RUN.cells), list(RUN.cells)[-1]
    weights = {name: value.clone() for name, value in cells[last].weights.items()}
    weights["V"][-1, 0, 0] = torch.nan
    cells[last] = replace(cells[last], weights=weights)
    return bundle.dumps(replace(RUN, cells=cells))


LSTM = nn.LSTM(4, 3).state_dict()
WRONG_SHAPE = LSTM | {"weight_hh_l0": torch.zeros(11, 3)}
NOT_A_NUMBER = LSTM | {"bias_ih_l0": torch.full((12,), torch.nan)}

BAD = {
    "empty": (b"", "x.json", "", "The file is empty"),
    "broken JSON": (b'{"chars": ["a"], "hs0": [', "x.json", "", "The JSON is broken at line 1, column 26"),
    "JSON cut off": (recording()[:-9], "x.json", "", "The JSON is broken at line 1"),
    "JSON of something else": (b'{"a": [1, 2]}', "x.json", "", "The JSON is not one of lstm-explorer"),
    "JSON that is not UTF-8": (b'{"chars": ["\xff"]}', "x.json", "", "not UTF-8"),
    "JSON of NaN": (b'{"chars": ["a"], "hs0": [[NaN]]}', "x.json", "", "NaN where a number"),
    "JSON nested deeply": (b"[" * 10**6, "x.json", "", "nested too deeply"),
    "JSON of wrong shapes": (recording(cs0=[[0.1], [0.3]]), "x.json", "", "euron 0 of 'cs0' has 1 values"),
    "JSON of words": (recording(chars=["ab", "c"]), "x.json", "", "where one character is expected"),
    "pickle": (pickle.dumps({"a": 1}), "x.pkl", "", "is a pickle, which can run code"),
    "pickle that would run": (pickle.dumps(Trap()), "x.pt", "", "is a pickle, which can run code"),
    "module of torch.save": (torch_saved(nn.LSTM(2, 2)), "x.pt", "", "a whole module is a pickle"),
    "state_dict with a trap": (torch_saved({"weight_ih_l0": Trap()}), "x.pt", "", "can run code"),
    "zip that unpacks to much": (zipped(LARGEST + 1), "x.pt", "", "unpacks to more than 20 MB"),
    "wrong shapes": (torch_saved(WRONG_SHAPE), "x.pt", "abcd", "has the shape (11, 3)"),
    "another network": (torch_saved(nn.Linear(2, 2).state_dict()), "x.pt", "", "no weight_ih_l0"),
    "NaN weights": (torch_saved(NOT_A_NUMBER), "x.pt", "abcd", "NaN or infinite"),
    "alphabet too short": (torch_saved(LSTM), "x.pt", "abc", "reads 4 different characters"),
    "alphabet too long": (torch_saved(LSTM), "x.pt", "abcde", "reads 4 different characters"),
    "alphabet with a character twice": (torch_saved(LSTM), "x.pt", "aabc", "reads 4 different characters"),
    "alphabet with NUL": (torch_saved(LSTM), "x.pt", "abc\0", "NUL"),
    "description that is damaged": (save(LSTM, metadata={METADATA: "{"}), "x.safetensors", "", "is damaged"),
    "run cut off": (bundle.dumps(RUN)[:-5], "x.safetensors", "", "truncated or damaged"),
    "run that was changed": (bundle.dumps(RUN).replace(b"unt", b"ant"), "x.safetensors", "", "was changed"),
    "run of NaN": (bundle.dumps(all_nan(RUN)), "x.safetensors", "", "NaN or infinite"),
    "run of one NaN": (one_seed_of_nan(), "x.safetensors", "", "Some weights of the gru are NaN"),
    "run with forged measurements": (forged(n_max=["x", "y"]), "x.safetensors", "", "does not fit its own"),
    "run with forged losses": (forged(history_step=[]), "x.safetensors", "", "does not fit its own"),
    "picture": (b"\x89PNG\r\n\x1a\n" + b"\0" * 100, "x.png", "", "is not a .safetensors file"),
    "20 MB of nothing": (b"\0" * LARGEST, "x.pt", "", "is not a .safetensors file"),
}  # fmt: skip


@pytest.mark.parametrize("what", BAD)
def test_bad_input_gets_one_clear_sentence_and_changes_nothing(client: FlaskClient, what: str) -> None:
    data, name, alphabet, words = BAD[what]
    before = everything()
    status, answer = send(client, data, name, **({"alphabet": alphabet} if alphabet else {}))
    assert status == 400 and set(answer) == {"error"}
    assert words in answer["error"] and re.fullmatch(r"[A-Z'][^\n]*\.", answer["error"]), answer
    assert everything() == before


class Counted(BytesIO):
    """A body that knows how much of it has been read."""

    taken = 0

    def readinto(self, buffer: bytearray) -> int:
        size = super().readinto(buffer)
        self.taken += size
        return size

    def read(self, size: int | None = -1) -> bytes:
        data = super().read(size)
        self.taken += len(data)
        return data


@pytest.mark.parametrize("announced", [True, False], ids=["announced", "unannounced"])
def test_50_mb_are_refused_before_they_are_read_to_the_end(client: FlaskClient, announced: bool) -> None:
    body, before = Counted(b"{" * (50 * 2**20)), everything()
    environ = {"REQUEST_METHOD": "POST", "wsgi.input": body, "wsgi.input_terminated": True}
    environ |= {"CONTENT_LENGTH": str(50 * 2**20)} if announced else {"HTTP_TRANSFER_ENCODING": "chunked"}
    answer = client.open(urls.UPLOAD, environ_overrides=environ)
    assert answer.status_code == 413
    assert answer.json == {"error": "The file is larger than 20 MB, the most that can be opened."}
    assert everything() == before
    assert body.taken == 0 if announced else LARGEST < body.taken < LARGEST + 2**20


def test_only_a_post_opens_a_file_and_callbacks_stay_small(client: FlaskClient) -> None:
    assert client.get(urls.UPLOAD).status_code in (404, 405)
    answer = client.post("/_dash-update-component", data=b"{" * (2 * 2**20), content_type="application/json")
    assert answer.status_code == 413
