"""Every task against its language, written down a second time and enumerated; and strings off by a little."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from itertools import product
from random import Random

import pytest

from models.tasks import END, TASKS, Task

BEYOND = 4  # so many characters more than a beginning has it takes at most until a prompt may end


def words(alphabet: str, size: int) -> Iterator[str]:
    """Every word of this size."""
    return map("".join, product(alphabet, repeat=size))


def reduced(brackets: str, *pairs: str) -> str:
    """What is left when brackets that stand beside each other are taken away until there are none."""
    while any(pair in brackets for pair in pairs):
        for pair in pairs:
            brackets = brackets.replace(pair, "")
    return brackets


def nested(prompt: str) -> str | None:
    """What closes the open brackets, the last first; None where too much is closed anywhere."""
    left = [reduced(prompt[: end + 1], "()", "[]") for end in range(len(prompt))]
    if not all(left) or set("".join(left)) & set(")]"):
        return None
    return left[-1][::-1].translate(str.maketrans("([", ")]"))


def crossing(prompt: str) -> str | None:
    """The same where each kind is for itself: the round ones first."""
    for end in range(1, len(prompt) + 1):
        begun = prompt[:end]
        kinds = [reduced(re.sub(r"[][]", "", begun), "()"), reduced(re.sub(r"[()]", "", begun), "[]")]
        if ")" in kinds[0] or "]" in kinds[1] or kinds == ["", ""]:
            return None
    return ")" * len(kinds[0]) + "]" * len(kinds[1])


def closed(alphabet: str, size: int, closing: Callable[[str], str | None]) -> Iterator[str]:
    return (
        f"{prompt}X{answer}" for prompt in words(alphabet, size) if (answer := closing(prompt)) is not None
    )


# The Reber grammar as a regular expression: node 4 is reached again and again; the walk ends there or at 5.
REBER = re.compile(r"(TS*X|PT*VP)(XT*VP)*(S|XT*VV)|PT*VV")


def embedded(size: int) -> Iterator[str]:
    """Embedded Reber strings whose prompt has this size without its cue."""
    walks = filter(REBER.fullmatch, words("TPSXV", size - 2)) if size > 3 else ()
    return (f"B{first}B{walk}E{first}E" for walk in walks for first in "TP")


def sums(size: int) -> Iterator[str]:
    """Prompts of this size in which two of the first three digits are marked."""
    for digits in words("012", size - 2) if size > 4 else ():
        for one, two in ((0, 1), (0, 2), (1, 2)):
            marked = "".join("*" * (k in (one, two)) + digit for k, digit in enumerate(digits))
            yield f"{marked}={int(digits[one]) + int(digits[two])}"


def mixed(size: int) -> Iterator[str]:
    return (f"{prompt}Y{'b' * prompt.count('a')}" for prompt in words("aX", size) if "a" in prompt)


def chained(size: int) -> Iterator[str]:
    """Sums and differences, worked out by Python."""
    shapes = ["01234" if k % 2 == 0 else "+-" for k in range(size)] if size % 2 else []
    return (f"{''.join(prompt)}={eval(''.join(prompt)) % 5}" for prompt in product(*shapes) if prompt)


# For each task the strings, without their end, whose prompt has a number of characters before its cue.
STRINGS: dict[str, Callable[[int], Iterator[str]]] = {
    "counting": lambda m: iter([f"{'a' * m}X{'b' * m}"]),
    "selective_counting": mixed,
    "state_memory": lambda m: (f"{c}{'x' * (m - 1)}Y{c.lower()}" for c in "AB" if m > 1),
    "copying": lambda m: (f"{w}X{w}" for w in words("abc", m)),
    "anbncn": lambda m: iter(["a" * m + "b" * m + "c" * m]),
    "anb2n": lambda m: iter([f"{'a' * m}X{'bb' * m}"]),
    "dyck1": lambda m: closed("()", m, nested),
    "shuffle2": lambda m: closed("()[]", m, crossing),
    "dyck2": lambda m: closed("()[]", m, nested),
    "parity": lambda m: (f"{w}X{sum(map(int, w)) % 2}" for w in words("01", m)),
    "modular": chained,
    "reversal": lambda m: (f"{w}X{''.join(reversed(w))}" for w in words("abc", m)),
    "repeat_copy": lambda m: (f"{w}{'1' * (m - 3)}X{w * (m - 3)}" for w in words("ab", 3) if m > 3),
    "adding": sums,
    "reber": embedded,
}
# Characters of the beginnings that are tried, where 4 are too many.
UP_TO = dict.fromkeys(("copying", "reversal", "shuffle2", "dyck2", "modular", "adding"), 3)
MANY = 5000  # texts that are tried at most, of each size


@pytest.mark.parametrize("name", list(TASKS))
def test_what_may_follow_is_what_follows_in_some_string(name: str) -> None:
    task, up_to = TASKS[name], UP_TO.get(name, 4)
    following: dict[str, set[str]] = defaultdict(set)
    for size in range(1, up_to + BEYOND + 1):
        for string in STRINGS[name](size):
            text = string + END
            for t in range(1, len(text)):
                following[text[:t]].add(text[t])
    whole = {beginning + END for beginning, after in following.items() if END in after}
    # Long beginnings are not all there with all that may follow, unless they are determined.
    known = {beginning for beginning, after in following.items() if len(beginning) <= up_to}
    for beginning in known:
        assert sorted(task.allowed(beginning)) == sorted(following[beginning]), beginning
    for beginning in list(following)[:MANY]:
        assert following[beginning] <= set(task.allowed(beginning)), beginning
    for text in list(whole)[:MANY]:
        assert task.allowed(text) == ""
    for size in range(1, up_to + 1):
        if len(task.alphabet) ** size <= MANY:
            for text in words(task.alphabet, size):
                assert (task.allowed(text) != "") == (text in known), text


@pytest.mark.parametrize("name", list(TASKS))
def test_the_strings_that_are_drawn_are_among_them(name: str) -> None:
    for example in TASKS[name].examples(range(1, 4), Random(8)):
        size = len(example.prompt) - 1
        if size <= 7:
            assert example.text[:-1] in STRINGS[name](size)


def belongs(task: Task, text: str) -> bool:
    """Whether this is a string of the task: every character may follow, and nothing may follow the last."""
    beginnings = range(1, len(text))
    return text.endswith(END) and all(text[t] in task.allowed(text[:t]) for t in beginnings)


def distance(one: str, other: str) -> int:
    """How many characters must be taken out, put in or changed. Levenshtein (1966)."""
    row = list(range(len(other) + 1))
    for i, a in enumerate(one, 1):
        before, row[0] = row[0], i
        for j, b in enumerate(other, 1):
            before, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, before + (a != b))
    return row[-1]


@pytest.mark.parametrize("name", list(TASKS))
def test_near_negatives_are_no_strings_of_the_task_and_differ_by_little(name: str) -> None:
    task, rng = TASKS[name], Random(9)
    most = 3 if name == "repeat_copy" else 1  # a whole word, which is one repetition
    for example in task.examples(range(1, 8), rng):
        near = task.near_negatives(example, rng)
        assert belongs(task, example.text) and near and len(set(near)) == len(near)
        for each in near:
            assert each.prompt == example.prompt and set(each.text) <= set(task.alphabet)
            assert not belongs(task, each.text)
            assert 1 <= distance(each.text, example.text) <= most


def test_a_count_is_missed_on_both_sides() -> None:
    [example] = TASKS["counting"].examples([2], Random(0))
    assert [near.answer for near in TASKS["counting"].near_negatives(example, Random(0))] == ["b$", "bbb$"]
    [example] = TASKS["anbncn"].examples([2], Random(0))
    found = {near.answer for near in TASKS["anbncn"].near_negatives(example, Random(0))}
    assert found == {"cc$", "bbcc$", "bc$", "bccc$"}
