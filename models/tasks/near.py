"""Strings that are off by a little: a character of the answer too few, too many, or another one."""

from random import Random

from models.tasks.task import Example


def fewer(example: Example, place: int = 0, width: int = 1) -> Example:
    """The answer without `width` characters from this place on."""
    answer = example.answer
    return Example(example.prompt, answer[:place] + answer[place + width :])


def more(example: Example, place: int = 0, width: int = 1) -> Example:
    """The answer with `width` characters from this place on twice."""
    answer = example.answer
    return Example(example.prompt, answer[: place + width] + answer[place:])


def other(example: Example, place: int, characters: str, rng: Random) -> Example:
    """The answer with another of these characters at this place."""
    answer = example.answer
    drawn = rng.choice([character for character in characters if character != answer[place]])
    return Example(example.prompt, answer[:place] + drawn + answer[place + 1 :])


def misspelled(example: Example, characters: str, rng: Random) -> list[Example]:
    """A character too few, one too many and another one of these, each at some place of the answer."""
    places = [rng.randrange(len(example.answer) - 1) for _ in range(3)]
    return [
        fewer(example, places[0]),
        more(example, places[1]),
        other(example, places[2], characters, rng),
    ]
