"""Networks of torch.nn: read with the same values, written so that torch loads them strictly."""

import re
from dataclasses import replace
from io import BytesIO

import pytest
import torch
from safetensors.torch import load, save
from torch import Tensor, nn

from models.cells import CELLS
from models.formats import torch_state
from models.formats.torch_state import MOST_CHARACTERS, MOST_HIDDEN, MOST_LAYERS, dumps, dumps_pt, loads
from models.network import Network
from models.specimen import Specimen
from models.tasks import TASKS

V, H, E = 5, 6, 3
MODULES = {"lstm": nn.LSTM, "gru": nn.GRU, "rnn": nn.RNN}
TEXT = torch.tensor([[0, 1, 4, 4, 2, 3, 0, 0, 1]])


class Model(nn.Module):
    """A character model as people write it."""

    def __init__(self, cell: str, layers: int, embedded: bool, bias: bool) -> None:
        super().__init__()
        self.embedding = nn.Embedding(V, E) if embedded else None
        self.rnn = MODULES[cell](E if embedded else V, H, layers, bias=bias, batch_first=True)
        self.decoder = nn.Linear(H, V, bias=bias)
        for parameter in self.parameters():
            nn.init.uniform_(parameter, -1, 1)

    def forward(self, characters: Tensor) -> Tensor:
        x = self.embedding(characters) if self.embedding else nn.functional.one_hot(characters, V).float()
        return self.decoder(self.rnn(x)[0])


def network(cell: str, layers: int = 2, **options: str) -> Network:
    torch.manual_seed(5)
    made = Network(cell, 4, H, layers, **options).requires_grad_(False)
    for parameter in made.parameters():
        parameter.uniform_(-2, 2)
    return made


def specimen(cell: str, **options) -> Specimen:
    task = TASKS["counting"]
    return Specimen(
        "Mine", task.alphabet, cell, network(cell, **options), task, sample="aaXbb$", notes=("So.",)
    )


def pickled(tensors: object) -> bytes:
    file = BytesIO()
    torch.save(tensors, file)
    return file.getvalue()


# Reading


@pytest.mark.parametrize("bias", [True, False])
@pytest.mark.parametrize("embedded", [True, False])
@pytest.mark.parametrize("layers", [1, 2, 3])
@pytest.mark.parametrize("cell", list(MODULES))
def test_a_model_of_torch_gives_the_same_scores(cell: str, layers: int, embedded: bool, bias: bool) -> None:
    torch.manual_seed(layers)
    model = Model(cell, layers, embedded, bias)
    for data in (save(model.state_dict()), pickled(model.state_dict())):
        found = loads(data, "dir/mine.safetensors", "abcde")
        assert (found.name, found.cell, found.alphabet, found.has_readout) == ("mine", cell, "abcde", True)
        assert (found.network.hidden, len(found.network.cells)) == (H, layers)
        torch.testing.assert_close(found.network(TEXT)[:, 0], model(TEXT)[0].detach())
        assert any("embedding" in note for note in found.notes) == embedded
        assert any("tanh is assumed" in note for note in found.notes) == (cell == "rnn")


def test_the_two_biases_and_an_embedding_are_folded_in_double_precision() -> None:
    model = Model("gru", 1, True, True)
    own = {name: value.double() for name, value in model.state_dict().items()}
    (cell,) = loads(save(model.state_dict()), alphabet="abcde").network.cells
    b, second = own["rnn.bias_ih_l0"], own["rnn.bias_hh_l0"]
    assert torch.equal(cell.b[0, : 2 * H], (b + second)[: 2 * H].float())
    assert torch.equal(cell.b[0, 2 * H :], b[2 * H :].float())
    assert torch.equal(cell.d[0], second[2 * H :].float())
    assert torch.equal(cell.W, (own["embedding.weight"] @ own["rnn.weight_ih_l0"].T).float())


@pytest.mark.parametrize("prefix", ["", "lstm.", "model.net.0.rnn."])
def test_the_names_may_have_any_prefix_and_the_numbers_any_precision(prefix: str) -> None:
    module = nn.LSTM(4, H)
    tensors = {prefix + name: value.double() for name, value in module.state_dict().items()}
    found = loads(save(tensors), alphabet="aXb$")
    torch.testing.assert_close(found.network.cells[0].U, module.weight_hh_l0.detach().T)


def test_a_bare_module_says_nothing_of_the_next_character() -> None:
    found = loads(save(nn.LSTM(4, H).state_dict()), "bare.pt")
    assert not found.has_readout and found.alphabet == "0123"
    result = found.read("0120")
    assert result.next.shape == (4, 0) and result.predicted == ""
    assert [note for note in found.notes if "no readout" in note]
    assert [note for note in found.notes if "they are called 0 1 2 3" in note]


def test_what_is_not_used_is_said() -> None:
    tensors = nn.LSTM(4, H).state_dict()
    extra = {
        "norm.weight": torch.ones(H),
        "head.weight": torch.ones(7, H),
        **{f"x{k}": torch.ones(1) for k in range(4)},
    }
    found = loads(save({**tensors, **extra}), alphabet="aXb$")
    assert not found.has_readout
    assert "Not used: 'head.weight', 'norm.weight', 'x0', 'x1' and 2 more." in found.notes
    both = {"one.weight": torch.ones(4, H), "two.weight": torch.ones(4, H)}
    found = loads(save({**tensors, **both}), alphabet="aXb$")
    assert not found.has_readout and "Several layers could be it" in found.notes[0]


def test_every_number_of_characters_has_names() -> None:
    for size in (1, 90, MOST_CHARACTERS):
        alphabet = loads(save(nn.RNN(size, 2).state_dict())).alphabet
        assert len(set(alphabet)) == size and alphabet.isprintable()


STATE = nn.LSTM(4, H, 2).state_dict()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"weight_hh_l0": torch.ones(5 * H, H)}, ["'weight_hh_l0' has the shape (30, 6)", "(4 H, H)"]),
        ({"weight_hh_l0": torch.ones(4 * H)}, ["'weight_hh_l0' has the shape (24,)", "two axes"]),
        ({"weight_hh_l0": None}, ["no 'weight_hh_l0'"]),
        ({"weight_ih_l0": None}, ["no 'weight_ih_l0'"]),
        ({"weight_ih_l0": torch.ones(23, 4)}, ["'weight_ih_l0' has the shape (23, 4), where (24, 4)"]),
        ({"weight_ih_l1": torch.ones(24, 5)}, ["'weight_ih_l1' has the shape (24, 5), where (24, 6)"]),
        ({"weight_hh_l1": None}, ["no 'weight_hh_l1'", "(24, 6)"]),
        ({"bias_hh_l1": torch.ones(23)}, ["'bias_hh_l1' has the shape (23,), where (24,)"]),
        ({"bias_ih_l0": torch.full((24,), torch.nan)}, ["'bias_ih_l0'", "NaN or infinite"]),
        ({"weight_ih_l0": torch.full((24, 4), torch.inf)}, ["'weight_ih_l0'", "NaN or infinite"]),
        ({"weight_ih_l0": torch.full((24, 4), 1e300, dtype=torch.double)}, ["too large"]),
        ({"weight_ih_l0": torch.ones(24, 4, dtype=torch.long)}, ["'weight_ih_l0' holds int64"]),
        ({"weight_ih_l0_reverse": torch.ones(24, 4)}, ["bidirectional", "not supported"]),
        ({"weight_hr_l0": torch.ones(3, H)}, ["proj_size", "not supported"]),
        ({"other.weight_ih_l0": torch.ones(24, 4)}, ["several recurrent modules, '', 'other.'"]),
        ({f"weight_ih_l{MOST_LAYERS}": torch.ones(24, 6)}, ["5 layers", f"at most {MOST_LAYERS}"]),
        ({"emb.weight": torch.ones(9, 5)}, ["'emb.weight' has the shape (9, 5), where (9, 4)"]),
        ({"emb": torch.ones(9, 4), "embed2": torch.ones(9, 4)}, ["several embeddings, 'emb', 'embed2'"]),
        ({"emb.weight": torch.ones(MOST_CHARACTERS + 1, 4)}, ["257 characters", f"1 to {MOST_CHARACTERS}"]),
        ({"weight_hh_l0": torch.ones(4 * 513, 513)}, ["513 hidden", f"at most {MOST_HIDDEN}"]),
    ],
)  # fmt: skip
def test_what_cannot_be_opened_gets_one_sentence(change: dict, words: list[str]) -> None:
    tensors = {name: value for name, value in {**STATE, **change}.items() if value is not None}
    for data in (save(tensors), pickled(tensors)):
        with pytest.raises(ValueError) as caught:
            loads(data, alphabet="aXb$")
        message = str(caught.value)
        assert [word for word in words if word not in message] == [] and "\n" not in message


@pytest.mark.parametrize("alphabet", ["abc", "abcde", "aabc", ""])
def test_an_alphabet_must_name_each_character_once(alphabet: str) -> None:
    with pytest.raises(ValueError, match="reads 4 different characters; the alphabet given has"):
        loads(save(STATE), alphabet=alphabet)


@pytest.mark.parametrize(
    ("thing", "words"),
    [
        (nn.LSTM(2, 2), "more than tensors"),
        ([torch.ones(2)], "no state_dict"),
        ({"epoch": 3, "state_dict": STATE}, "no state_dict"),
        ({}, "no tensors"),
        ({"weight": torch.ones(2)}, "no weight_ih_l0"),
        ({**STATE, "huge": torch.ones(1).expand(10**6, 10**6)}, "unpack to more than 20 MB"),
        ({**STATE, "sparse": torch.eye(2).to_sparse()}, "'sparse' is not a plain tensor"),
        ({**STATE, "meta": torch.ones(2, device="meta")}, "'meta' is not a plain tensor"),
    ],
)
def test_what_is_no_state_dict_is_not_opened(thing: object, words: str) -> None:
    with pytest.raises(ValueError, match=words):
        loads(pickled(thing))


# Writing


@pytest.mark.parametrize("layers", [1, 3])
@pytest.mark.parametrize("cell", list(MODULES))
def test_torch_loads_what_is_written_strictly_and_computes_the_same(cell: str, layers: int) -> None:
    ours = specimen(cell, layers=layers)
    module = MODULES[cell](4, H, layers)
    for written in (load(dumps(ours)), torch.load(BytesIO(dumps_pt(ours)), weights_only=True)):
        assert list(module.load_state_dict(written, strict=True)) == [[], []]
        result = ours.read("aaXbab$")
        x = nn.functional.one_hot(torch.tensor([0, 0, 1, 2, 0, 2, 3]), 4).float()
        torch.testing.assert_close(module(x)[0].detach(), result.layers[-1]["h"])


@pytest.mark.parametrize("activation", ["tanh", "relu"])
@pytest.mark.parametrize("cell", list(MODULES))
def test_what_is_written_is_read_back_as_the_same_specimen(cell: str, activation: str) -> None:
    ours = specimen(cell, activation=activation)
    back = loads(dumps(ours), "other.safetensors")
    assert replace(back, network=None) == replace(ours, network=None)
    assert back.network.activation == activation
    assert torch.equal(back.read("aXbba$").next, ours.read("aXbba$").next)
    assert dumps(back) == dumps(ours)


def test_where_it_comes_from_is_its_first_note_and_an_alphabet_that_is_given_wins() -> None:
    back = loads(dumps(specimen("lstm"), about="Trained on nothing."), alphabet="wxyz")
    assert back.notes == ("Trained on nothing.", "So.")
    assert (back.alphabet, back.task, back.sample) == ("wxyz", None, "")


def test_a_network_without_readout_stays_one() -> None:
    back = loads(dumps(replace(specimen("gru"), has_readout=False)))
    assert not back.has_readout and not back.network.V.any()


def test_a_foreign_network_is_the_same_once_it_is_written() -> None:
    found = loads(save(Model("gru", 2, True, True).state_dict()), "mine.pt")
    back = loads(dumps(found))
    assert back.notes == found.notes and back.alphabet == found.alphabet
    assert torch.equal(back.network(TEXT), found.network(TEXT))


@pytest.mark.parametrize("cell", sorted(set(CELLS) - set(MODULES)))
def test_what_torch_does_not_have_is_pointed_to_the_script(cell: str) -> None:
    for write in (dumps, dumps_pt):
        with pytest.raises(
            ValueError, match=rf"torch\.nn has no {re.escape(CELLS[cell].title)}; .*--format script"
        ):
            write(specimen(cell))


@pytest.mark.parametrize(
    "change",
    [
        lambda document: "not json",
        lambda document: "[1]",
        lambda document: document.replace('"tanh"', '"sine"'),
        lambda document: document.replace('"name"', '"nome"'),
        lambda document: document.replace('"weight": [[', '"weight": [[[1], '),
        lambda document: document.replace('"bias": [', '"bias": ["x", '),
        lambda document: document.replace('"bias": [', '"bias": [1, '),
        lambda document: document.replace('"bias": [', '"bias": [NaN, '),
        lambda document: document.replace('"cell": "lstm"', '"cell": "gru"'),
        lambda document: document.replace('"Mine"', r'"\ud800"'),
    ],
)
def test_a_description_that_is_not_ours_is_refused(change) -> None:
    tensors, metadata = torch_state.read_tensors(dumps(specimen("lstm")))
    document = metadata[torch_state.METADATA]
    assert change(document) != document
    with pytest.raises(ValueError, match=r"description|describes|bias"):
        loads(save(tensors, metadata={torch_state.METADATA: change(document)}))
