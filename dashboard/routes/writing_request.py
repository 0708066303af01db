"""What a browser asks networks to write, checked."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from dashboard import textruns, urls
from models.analysis.sample import Written, write
from models.text.run import TextRun
from models.training.checked import check_number

LENGTH = (1, 2000)  # characters
PROMPT = 500  # characters at most
TEMPERATURE = (0, 3)
DRAW = (0, 1_000_000)
SHORT = 12  # characters of a text of the network's own that its prompt is


def whole(name: str, text: str, limits: tuple[int, int]) -> int:
    """A whole number out of an address."""
    number = int(text) if re.fullmatch(r"[0-9]{1,9}", text) else text[:40]
    check_number(name, number, True, limits)
    return number


def decimal(name: str, text: str, limits: tuple[float, float]) -> float:
    """A number such as 0.8 out of an address."""
    number = float(text) if re.fullmatch(r"[0-9]{1,4}(\.[0-9]{0,9})?|\.[0-9]{1,9}", text) else text[:40]
    check_number(name, number, False, limits)
    return number


def cells(run: TextRun, text: str) -> tuple[str, ...]:
    """Cells with ; between."""
    names = text.split(";")
    for name in names:
        if name not in run.config.cells:
            raise ValueError(
                f"there is no cell {name[:40]!r} here; choose from {', '.join(run.config.cells)}"
            )
    return textruns.cells_of(run, names)


def prompt(run: TextRun, text: str) -> str:
    """What is read first; it may be empty."""
    if len(text) > PROMPT:
        raise ValueError(f"the prompt has {len(text):,} characters, and at most {PROMPT} are read")
    for character in text:
        if character not in run.alphabet:
            raise ValueError(
                f"the prompt has the character {character!r}, which these networks have never seen; "
                "leave it out, or choose a network that has read it"
            )
    return text


FIELDS: dict[str, Callable[[TextRun, str], Any]] = {
    urls.CELLS: cells,
    urls.SEED: lambda run, text: whole("seed", text, (textruns.seeds_of(run)[0], textruns.seeds_of(run)[-1])),
    urls.PROMPT: prompt,
    urls.LENGTH: lambda run, text: whole("length", text, LENGTH),
    urls.TEMPERATURE: lambda run, text: decimal("temperature", text, TEMPERATURE),
    urls.TOP_K: lambda run, text: whole("top k", text, (0, len(run.alphabet))),
    urls.DRAW: lambda run, text: whole("draw", text, DRAW),
}


def usual(run: TextRun) -> dict[str, Any]:
    """What is taken where an address says nothing."""
    return {
        urls.CELLS: run.config.cells,
        urls.SEED: run.config.first_seed,
        urls.PROMPT: own_prompt(run),
        urls.LENGTH: 400,
        urls.TEMPERATURE: 0.8,
        urls.TOP_K: 0,
        urls.DRAW: 0,
    }


def own_prompt(run: TextRun) -> str:
    """The prompt of the run's first sample, or the beginning of its own text."""
    prompts = [sample["prompt"] for result in run.cells.values() for sample in result.samples]
    return next(filter(None, prompts), run.sample[:SHORT])


@dataclass(frozen=True)
class WritingRequest:
    """Who writes, after what, how much and how freely.

    Attributes:
        source: id of the run.
        cells: those of its cells that write.
        seed: the number of the seed whose networks write.
        prompt: what they read first.
        length: how many characters each of them writes.
        temperature: 0 takes the likeliest character.
        top_k: draw from so many of the likeliest; 0 draws from all.
        draw: seed of the draws.
    """

    source: str
    cells: tuple[str, ...]
    seed: int
    prompt: str
    length: int
    temperature: float
    top_k: int
    draw: int

    @classmethod
    def read(cls, query: Mapping[str, str]) -> "WritingRequest":
        """From an address.

        Raises:
            NotThereError: where there is no such run.
            ValueError: for anything that cannot be written, in one sentence.
        """
        run = textruns.text_run(query.get(urls.RUN))
        given = {name: read(run, query[name]) for name, read in FIELDS.items() if name in query}
        return cls(query[urls.RUN], **usual(run) | given)

    @classmethod
    def read_leniently(cls, source: str, query: Mapping[str, str]) -> tuple["WritingRequest", str]:
        """For a page that opens at an address: what cannot be is as usual, and the first reason is said."""
        run = textruns.text_run(source)
        found, problem = usual(run), ""
        for name, read in FIELDS.items():
            try:
                found |= {name: read(run, query[name])} if name in query else {}
            except ValueError as error:
                problem = problem or str(error)
        return cls(source, **found), problem

    def writers(self) -> dict[str, Iterator[Written]]:
        """By cell, what it writes; each character is computed when it is asked for."""
        alphabet = textruns.text_run(self.source).alphabet
        settings = (alphabet, self.prompt, self.length, self.temperature, self.top_k, self.draw)
        return {cell: write(textruns.network(self.source, cell, self.seed), *settings) for cell in self.cells}
