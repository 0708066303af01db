"""The table: every claim, what the article found, what is measured here, and the verdict."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from statistics import median
from typing import Any

from models.analysis.statistics import median_interval
from models.reproduce.claims import CLAIMS, Claim
from models.reproduce.rules import FAILS, HOLDS, PARTLY
from models.reproduce.study import Measured, Study

COLUMNS = ("claim", "the article", "here", "verdict")
OF_SEVERAL = {HOLDS: "hold", PARTLY: "hold in part", FAILS: "do not hold here"}


def check(claim: Claim, studies: Mapping[str, Study]) -> dict[str, Any]:
    """One row, as JSON.

    Returns:
        "id", "claim", "article"; "numbers": for each its median over seeds, the 95 % interval of that, and
        every seed's own; "seeds": how many; "here": the numbers in words; "rule", "verdict", and "why": the
        reason; "shown": the seed that is in the middle by the first number, with its own numbers, and the
        layer and the unit that the claim is about, from 0, or None where it is about no neuron.
    """
    found = claim.measure(*(studies[run] for run in claim.runs))
    outcome = claim.rule.judge(found.numbers)
    numbers = {name: summarized(values) for name, values in found.numbers.items()}
    seeds = studies[claim.runs[0]].seeds
    return {
        "id": claim.id,
        "claim": claim.text,
        "article": claim.article,
        "runs": list(claim.runs),
        "numbers": numbers,
        "seeds": len(seeds),
        "here": in_words(numbers),
        "rule": claim.rule.stated,
        "verdict": outcome.verdict,
        "why": outcome.why,
        "shown": shown(found, seeds),
    }


def check_all(
    studies: Mapping[str, Study], said: Callable[[str], None] = lambda words: None
) -> Iterator[dict[str, Any]]:
    """A row for each claim, in their order; said: hears of each claim before it is measured."""
    for place, claim in enumerate(CLAIMS.values(), 1):
        said(f"measuring {claim.id}, {place} of {len(CLAIMS)}")
        yield check(claim, studies)


def summarized(values: list[float]) -> dict[str, Any]:
    """A number over seeds."""
    return {"median": float(median(values)), "interval": list(median_interval(values)), "seeds": values}


def in_words(numbers: Mapping[str, Mapping[str, Any]]) -> str:
    """The median of each number, and its interval where that is wider than what is written."""
    return "; ".join(f"{name} {spread(number)}" for name, number in numbers.items())


def spread(number: Mapping[str, Any]) -> str:
    """As in: 14.5 (13 to 16)."""
    middle, low, high = (f"{value:.3g}" for value in (number["median"], *number["interval"]))
    return middle if low == high else f"{middle} ({low} to {high})"


def shown(found: Measured, seeds: range) -> dict[str, Any]:
    """The seed that is shown, its neuron and its numbers."""
    place = found.middle
    layer, unit = found.neurons[place] if found.neurons else (None, None)
    own = {name: values[place] for name, values in found.numbers.items()}
    return {"seed": seeds[place], "layer": layer, "unit": unit, "numbers": own}


def as_rows(rows: Sequence[Mapping[str, Any]]) -> list[tuple[str, ...]]:
    """The table as it is printed, saved and shown, in the order of COLUMNS."""
    return [(row["claim"], row["article"], here(row), row["verdict"]) for row in rows]


def here(row: Mapping[str, Any]) -> str:
    """What was measured, with the number of seeds."""
    return f"{row['here']}. {row['why']}"


def count(rows: Sequence[Mapping[str, Any]]) -> dict[str, int]:
    """How many claims have each verdict."""
    verdicts = [row["verdict"] for row in rows]
    return {verdict: verdicts.count(verdict) for verdict in OF_SEVERAL}


def tally(verdicts: Mapping[str, int]) -> str:
    """The same in words, as in: 9 hold, 2 do not hold here."""
    return ", ".join(f"{number} {OF_SEVERAL[verdict]}" for verdict, number in verdicts.items() if number)
