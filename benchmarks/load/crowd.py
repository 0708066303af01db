"""All visitors without a screen, in one process: who comes when, and what became of their trainings."""

import asyncio
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from itertools import chain
from multiprocessing.connection import Connection
from typing import Any

from benchmarks.load.visitor import Noted, Visitor

LONG = {"hidden": 64, "seeds": 20, "steps": 1200}  # a training of half a minute
TRAINERS = 2
PATIENCE = 300  # seconds for all accepted trainings to end when the visitors are gone
FIRST = "page, first visit"


def visit(
    url: str, visitors: int, arrival: float, seconds: float, fetched: dict[str, list[str]], told: Connection
) -> None:
    """Let them come and go, and send what they met."""
    told.send(asyncio.run(crowd(url, visitors, arrival, seconds, fetched)))


async def crowd(
    url: str, visitors: int, arrival: float, seconds: float, fetched: dict[str, list[str]]
) -> dict[str, Any]:
    """`visitors` arrive one after the other within `arrival` seconds and stay for `seconds` more."""
    begin = time.perf_counter()
    until = begin + arrival + seconds
    noted, links = Noted(begin + arrival), []
    people = [Visitor(url, seed, noted, fetched, links) for seed in range(visitors + TRAINERS)]

    async def come(visitor: Visitor, after: float) -> None:
        await asyncio.sleep(after)
        await visitor.stay(until)

    trainers = [visitor.keep_training(LONG, until) for visitor in people[visitors:]]
    guests = [come(visitor, arrival * place / visitors) for place, visitor in enumerate(people[:visitors])]
    await asyncio.gather(*trainers, *guests)
    end = time.perf_counter() + PATIENCE
    ends = chain.from_iterable(await asyncio.gather(*(visitor.outcomes(end) for visitor in people)))
    await asyncio.gather(*(visitor.browser.close() for visitor in people))
    coming = in_ms(noted.coming)
    return {
        "first": {FIRST: coming.pop(FIRST, [])},
        "coming": coming,
        "ms": in_ms(noted.seconds),
        "polls": in_ms(noted.polls),
        "statuses": dict(noted.statuses),
        "failures": dict(noted.failures),
        "runs": {
            "accepted": len(noted.runs),
            "outcomes": dict(Counter(ends)),
            "refused": dict(noted.refused),
        },
    }


def in_ms(seconds: Mapping[str, Sequence[float]]) -> dict[str, list[float]]:
    """The same in milliseconds."""
    return {kind: [1e3 * second for second in values] for kind, values in seconds.items()}
