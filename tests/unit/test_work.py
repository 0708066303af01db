"""How much work a training is: held to what is counted in its networks and strings, and bounded."""

import time
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from models import bundle
from models.cells import CELLS
from models.engines import engine_for
from models.kernels.lanes import LANES
from models.network import Network
from models.splitting import split
from models.tasks import TASKS
from models.text import bundle as text_bundle
from models.text.config import TextConfig
from models.training.batches import BatchStream
from models.training.config import Config
from models.work import (
    AUTOGRAD,
    BOTH_WAYS,
    GATE,
    HOUR,
    MOST,
    RATES,
    STEP,
    alike,
    answers,
    check_work,
    measuring,
    padded,
    places,
    read,
    size,
    training,
    typical_seconds,
    work,
)  # fmt: skip

SHIPPED = sorted(Path("models/pretrained").glob("*.safetensors"))
ON_TEXT = sorted(Path("models/pretrained/text").glob("*.safetensors"))
BLOCKS = {"feedforward": 1, "rnn": 1, "lstm": 4, "gru": 3, "peephole": 4}
BLOCKS |= {"nig": 3, "nfg": 3, "nog": 3, "niaf": 4, "noaf": 4, "cifg": 3, "fgr": 4}


# What is counted


@pytest.mark.parametrize("cell", CELLS)
@pytest.mark.parametrize(("vocabulary", "hidden", "layers"), [(4, 10, 1), (7, 20, 3), (128, 32, 2)])
def test_the_size_of_a_network_is_that_of_its_matrices(
    cell: str, vocabulary: int, hidden: int, layers: int
) -> None:
    recurrent = hidden * bool(CELLS[cell].state_symbols)
    # peepholes; the candidate's second bias; from each gate to each gate
    more = {"peephole": 3 * hidden, "gru": hidden, "fgr": 9 * hidden**2}.get(cell, 0)
    inputs = [vocabulary, *[hidden] * (layers - 1)]
    expected = sum(BLOCKS[cell] * hidden * (given + recurrent + 1) + more for given in inputs)
    assert size(cell, vocabulary, hidden, layers) == expected + (hidden + 1) * vocabulary
    assert size(cell, vocabulary, hidden, layers) == Network(cell, vocabulary, hidden, layers, 5).size()


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize(("shortest", "longest"), [(1, 10), (3, 3), (5, 30)])
def test_what_a_batch_reads_is_each_beginning_of_a_string_once(
    task: str, shortest: int, longest: int
) -> None:
    batch = BatchStream(task, range(shortest, longest + 1)).at(0)
    found = {
        tuple(string[: end + 1].tolist())
        for string, mask in zip(batch.characters, batch.mask, strict=True)
        for end in range(int(mask.sum()))
    }
    assert places(task, shortest, longest) == len(found)
    assert padded(task, shortest, longest) == batch.characters.numel()


def test_how_far_two_texts_are_alike() -> None:
    pairs = {("abc", "abd"): 2, ("abc", "abc"): 3, ("ab", "abc"): 2, ("", "a"): 0, ("x", "y"): 0}
    assert {pair: alike(*pair) for pair in pairs} == pairs


# How much is open at N goes up and down, and is asked for at few N.
ROUGHLY = dict.fromkeys(("dyck1", "dyck2", "shuffle2"), 0.1)


@pytest.mark.parametrize("task", TASKS)
@pytest.mark.parametrize("up_to", [1, 2, 57])
def test_what_is_read_to_measure_is_every_stem_and_every_answer(task: str, up_to: int) -> None:
    chosen = TASKS[task]
    stems = chosen.stems(up_to, Random(0))
    answered = sum(len(chosen.example(stem, n).answer) for stem in stems for n in range(1, up_to + 1))
    assert answers(task, up_to) == pytest.approx(answered + sum(map(len, stems)), rel=ROUGHLY.get(task, 0))


def test_a_training_is_its_weights_for_every_character_step_and_seed_of_a_register() -> None:
    config = Config(cells=("lstm", "rnn"), seeds=17, steps=7)
    each = sum(size(cell, 4, 10, 1) + GATE * 10 * gates for cell, gates in (("lstm", 4), ("rnn", 1)))
    per_step = BOTH_WAYS * each * places("counting", 1, 10) * 2 * LANES + 2 * 2 * STEP
    assert training(config) == pytest.approx(7 * per_step)
    assert training(replace(config, seeds=32)) == training(config)
    assert training(replace(config, seeds=33)) == pytest.approx(1.5 * training(config))
    assert work(config) == training(config) + measuring(config)
    assert measuring(replace(config, steps=9)) == measuring(config) > 0


@pytest.mark.parametrize(
    ("name", "more"),
    [("steps", 3000), ("seeds", 2), ("hidden", 256), ("layers", 3), ("batch", 64), ("window", 200)],
)
def test_more_of_anything_is_more_work_on_text(name: str, more: int) -> None:
    config = TextConfig(cells=("gru",))
    assert work(replace(config, **{name: more})) > 1.2 * work(config)
    assert work(replace(config, cells=("gru", "rnn"))) > work(config)


@pytest.mark.parametrize(
    "config",
    [
        Config(seeds=50),
        Config(task="copying", hidden=20, layers=2, seeds=33),
        TextConfig(seeds=5, hidden=32, steps=300),
    ],
)
def test_the_parts_of_a_training_are_as_much_work_as_the_whole(config: Config | TextConfig) -> None:
    together = sum(work(part) for part in split(config))
    if isinstance(config, Config):
        assert together == pytest.approx(work(config))
    else:  # each part looks into its first network
        assert work(config) < together < 2 * work(config)


@pytest.mark.parametrize(
    ("cell", "longest", "hidden", "seeds", "engine"),
    [
        ("lstm", 100, 20, 5, "autograd"),
        ("gru", 100, 20, 2, "fused"),
        ("peephole", 95, 20, 12, "autograd"),
        ("rnn", 100, 60, 2, "autograd"),
        ("rnn", 45, 20, 16, "fused"),
        ("feedforward", 100, 20, 3, "fused"),
        ("lstm", 10, 20, 100, "fused"),
        ("gru", 5, 112, 2, "autograd"),
    ],
)
def test_what_autograd_will_train_counts_with_its_padding(
    cell: str, longest: int, hidden: int, seeds: int, engine: str
) -> None:
    sizes = {"longest": longest, "hidden": hidden, "seeds": seeds, "steps": 10, "measure_up_to": 50}
    config = Config(task="copying", cells=(cell,), **sizes)
    assert engine_for(cell, config) == engine
    strings = ("copying", 1, longest)
    assert (
        read(cell, config)
        == {
            "autograd": AUTOGRAD * seeds * padded(*strings),
            "fused": LANES * -(-seeds // LANES) * places(*strings),
        }[engine]
    )


# What is allowed


@pytest.mark.parametrize("path", [*SHIPPED, *ON_TEXT], ids=lambda path: path.stem)
def test_all_that_ships_may_be_trained_with_a_margin(path: Path) -> None:
    config = (bundle if path in SHIPPED else text_bundle).load_file(str(path)).config
    assert work(config) < MOST[type(config)] / 4
    check_work(config)


def test_the_defaults_and_each_tasks_own_size_may_be_trained_with_a_margin() -> None:
    assert work(TextConfig()) < MOST[TextConfig] / 5
    for name, task in TASKS.items():
        config = Config(name, **task.begins_with)
        assert work(config) < MOST[Config] / 5


@pytest.mark.parametrize(
    ("kind", "asked", "message"),
    [
        (
            Config,
            {"hidden": 128, "steps": 20_000, "seeds": 100},
            "core about 3.[0-9] hours, and 1 hour is allowed; choose",
        ),
        (Config, {"task": "copying", "hidden": 128}, "choose fewer steps, cells, seeds, .* or measure_up_to"),
        (TextConfig, {"steps": 100_000}, "choose fewer steps, .* or a smaller batch or a shorter window"),
        (TextConfig, {"hidden": 1, "layers": 1, "steps": 100_000, "seeds": 10}, "1 hour is allowed"),
        (
            TextConfig,
            {"hidden": 256, "batch": 1, "window": 2, "steps": 100_000, "seeds": 3},
            "1 hour is allowed",
        ),
    ],
)
def test_more_than_an_hour_of_a_core_is_refused(kind: type, asked: dict, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        check_work(kind.from_json(asked))


def test_the_bound_is_an_hour_of_a_core() -> None:
    for config in (Config(), TextConfig()):
        assert MOST[type(config)] == RATES[type(config)] * HOUR
        assert 0 < typical_seconds(config) <= work(config) / RATES[type(config)]
    assert typical_seconds(Config(steps=4000)) > 1.3 * typical_seconds(Config())


def test_it_is_quick_to_say() -> None:
    """It is asked of whatever a browser sends; the dearest configs are some milliseconds the first time."""
    begun = time.process_time()
    for longest in range(90, 100):
        work(Config(task="copying", longest=longest, seeds=1, cells=("rnn",)))
    assert time.process_time() - begun < 5
