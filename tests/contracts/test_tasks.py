"""What every task in TASKS promises, whichever it is."""

import doctest
import importlib
import inspect
from random import Random

import pytest

from models.tasks import END, TASKS
from models.training.batches import make_batch

TASK_NAMES = list(TASKS)


@pytest.mark.parametrize("name", TASK_NAMES)
def test_the_docstring_example_is_true(name: str) -> None:
    task = TASKS[name]
    module = importlib.import_module(type(task).__module__)
    assert ">>>" in inspect.getdoc(task)
    results = doctest.testmod(module)
    assert results.attempted >= 2 and results.failed == 0


@pytest.mark.parametrize("name", TASK_NAMES)
def test_every_string_is_allowed_and_its_answer_is_determined(name: str) -> None:
    task = TASKS[name]
    for example in task.examples(range(1, 12), Random(5)):
        text = example.text
        task.check(text)
        assert text.endswith(END) and text.count(END) == 1
        for t in range(1, len(text)):
            allowed = task.allowed(text[:t])
            assert text[t] in allowed
            if t >= len(example.prompt):
                assert allowed == text[t], "the answer follows from the prompt"
        assert task.allowed(text) == "", "nothing follows the end"


@pytest.mark.parametrize("name", TASK_NAMES)
def test_the_prompt_without_its_cue_begins_the_stem(name: str) -> None:
    task = TASKS[name]
    for stem in task.stems(30, Random(7)):
        for n in range(1, 31):
            assert stem.startswith(task.example(stem, n).prompt[:-1])


@pytest.mark.parametrize("name", TASK_NAMES)
def test_a_string_that_is_off_by_one_is_not_allowed(name: str) -> None:
    task = TASKS[name]
    for example in task.examples([4], Random(3)):
        short = example.prompt + example.answer[1:]
        assert any(short[t] not in task.allowed(short[:t]) for t in range(1, len(short)))


@pytest.mark.parametrize("name", TASK_NAMES)
def test_the_same_random_numbers_draw_the_same_strings(name: str) -> None:
    task = TASKS[name]
    assert task.examples(range(1, 5), Random(1)) == task.examples(range(1, 5), Random(1))
    differ = task.examples(range(1, 9), Random(1)) != task.examples(range(1, 9), Random(2))
    assert differ == task.random


@pytest.mark.parametrize("name", TASK_NAMES)
def test_batches_hold_every_character_and_mask_the_padding(name: str) -> None:
    task = TASKS[name]
    examples = task.examples(range(1, 6), Random(0))
    batch = make_batch(examples, task.alphabet)
    for row, example in enumerate(examples):
        length = int(batch.mask[row].sum())
        read = "".join(task.alphabet[k] for k in batch.characters[row, :length])
        following = "".join(task.alphabet[k] for k in batch.targets[row, :length])
        assert (read, following) == (example.text[:-1], example.text[1:])
        answer = "".join(task.alphabet[k] for k in batch.targets[row, batch.answer[row]])
        assert answer == example.answer


@pytest.mark.parametrize("name", TASK_NAMES)
def test_a_foreign_character_is_named_with_the_alphabet(name: str) -> None:
    with pytest.raises(ValueError, match="there is no character '%'; the alphabet is"):
        TASKS[name].check("%")
