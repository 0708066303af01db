"""What the article says about neurons in networks of code and tweets, checked on networks that are here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from models.analysis.detectors import label

HOLDS, PARTLY, FAILS, UNKNOWN = "holds", "partly", "does not hold", "cannot be checked here"


@dataclass(frozen=True)
class Scale:
    """From which score on a claim holds, or holds in part.

    Attributes:
        holds, partly: the scores.
        nothing: the score of a neuron that has nothing to do with it.
    """

    holds: float
    partly: float
    nothing: float


# An R squared of .8 is the mark from which the explorer writes a feature on a neuron, in neurons.py; from .5
# on a line explains more than it leaves. An AUC of .9 is right about nine of ten pairs; .75 is half way from
# a coin to being always right.
SCALES: dict[str, Scale] = {"R squared": Scale(0.8, 0.5, 0.0), "AUC": Scale(0.9, 0.75, 0.5)}
CLEAR = 2.0  # a neuron must be so many times as far from `nothing` as the best by chance


@dataclass(frozen=True)
class Claim:
    """One claim of the article.

    Attributes:
        id: its key in CLAIMS.
        text: what is claimed, in our words.
        figure: where the article shows it.
        detector: what the neuron follows, by its name in models/analysis/detectors.py; "" where the claim is
            about what a network writes.
        kinds: the kinds of text that it is about.
        how: what is measured, for a reader who wonders whether that is the claim.
    """

    id: str
    text: str
    figure: str
    detector: str
    kinds: tuple[str, ...]
    how: str


CODE, TWEETS = ("java", "python"), ("tweets",)
CLAIMS: dict[str, Claim] = {
    "outer_indentation": Claim(
        "outer_indentation",
        "A neuron keeps track of the outer indentation of the code.",
        "Learning to code: a file coloured by an indentation neuron",
        "outer_indentation", CODE,
        "A straight line from the neuron to the indentation of the line that is read.",
    ),
    "spaces_left": Claim(
        "spaces_left",
        "A neuron counts down the blanks that are still to come in an indentation.",
        "Learning to code: a file coloured by a neuron that counts spaces",
        "spaces_left", CODE,
        "A straight line from the neuron to the number of blanks left, within indentations only.",
    ),
    "writes_classes": Claim(
        "writes_classes",
        "The network writes classes with imports, comments and tests.",
        "Learning to code: a generated Java class",
        "", ("java",),
        "Which of these parts are found in what it wrote.",
    ),
    "hashtag_position": Claim(
        "hashtag_position",
        "A neuron knows the position inside a hashtag.",
        "The tweets: a neuron for hashtags",
        "hashtag_position", TWEETS,
        "A straight line from the neuron to the position, within hashtags only.",
    ),
    "url_position": Claim(
        "url_position",
        "A neuron knows the position inside a URL.",
        "The tweets: a neuron for URLs",
        "url_position", TWEETS,
        "A straight line from the neuron to the position, within URLs only.",
    ),
    "mention_position": Claim(
        "mention_position",
        "A neuron knows the position inside a mention.",
        "The tweets: a neuron for @-mentions",
        "mention_position", TWEETS,
        "A straight line from the neuron to the position, within mentions only.",
    ),
    "proper_noun": Claim(
        "proper_noun",
        "A neuron detects proper nouns, and not just capitals.",
        "The tweets: a neuron for proper nouns",
        "proper_capital", TWEETS,
        "Whether the neuron tells names from other words that begin with a capital; both have one.",
    ),
    "auxiliary": Claim(
        "auxiliary",
        "A neuron detects an auxiliary verb with “to be”.",
        "The tweets: a neuron for auxiliary verbs",
        "auxiliary", TWEETS,
        "Whether the neuron tells these words from all other characters.",
    ),
    "quotation": Claim(
        "quotation",
        "A neuron detects quotations.",
        "The tweets: a neuron for quotations",
        "quotes", TWEETS,
        "Whether the neuron tells what is inside a quotation from what is not.",
    ),
    "capital": Claim(
        "capital",
        "A neuron detects capital letters.",
        "The tweets: a neuron for capitals",
        "capital", TWEETS,
        "Whether the neuron tells capital letters from all other characters.",
    ),
}  # fmt: skip

# What shows in a Java text that a part is there.
PARTS: dict[str, tuple[str, ...]] = {
    "classes": ("class ", "interface "),
    "imports": ("import ",),
    "comments": ("/*", "//"),
    "tests": ("@Test", "assert"),
}


def check(
    findings: Sequence[Mapping[str, Any]], kind: str, written: Sequence[str] = ()
) -> list[dict[str, Any]]:
    """Whether the article's claims about this kind of text hold of this network.

    Args:
        findings: the rows of `models.analysis.detectors.detect`.
        kind: python, java, tweets or text.
        written: texts that the network wrote.

    Returns:
        For each claim, as JSON: {"id", "claim", "figure", "how", "verdict": "holds", "partly",
        "does not hold" or "cannot be checked here", "words": the numbers behind it, "finding": the row of
        the best neuron, or None}.
    """
    checked = []
    for claim in CLAIMS.values():
        if kind not in claim.kinds:
            continue
        best = max(
            (row for row in findings if row["detector"] == claim.detector),
            key=lambda row: row["score"],
            default=None,
        )
        verdict, words = of_neuron(best) if claim.detector else of_writing(written)
        checked.append(
            {
                "id": claim.id,
                "claim": claim.text,
                "figure": claim.figure,
                "how": claim.how,
                "verdict": verdict,
                "words": words,
                "finding": best and dict(best),
            }
        )
    return checked


def of_neuron(row: Mapping[str, Any] | None) -> tuple[str, str]:
    """The verdict on the best neuron, and the numbers in words."""
    if row is None:
        return UNKNOWN, "The text has too little of it to tell."
    scale, score, control = SCALES[row["measure"]], row["score"], row["control"]
    clear = score - scale.nothing >= CLEAR * max(0.0, control - scale.nothing)
    words = f"The best is the {label(row)}."
    if not clear:
        return FAILS, f"{words} That is too close to chance."
    return HOLDS if score >= scale.holds else PARTLY if score >= scale.partly else FAILS, words


def of_writing(written: Sequence[str]) -> tuple[str, str]:
    """The verdict on what the network wrote, and which parts are there."""
    whole = "\n".join(written)
    if not whole:
        return UNKNOWN, "There is nothing here that the network wrote."
    there = [part for part, signs in PARTS.items() if any(sign in whole for sign in signs)]
    missing = [part for part in PARTS if part not in there]
    wrote = f"In {len(whole):,} characters it wrote"
    if not there:
        return FAILS, f"{wrote} no {listed(missing, 'or')}."
    if not missing:
        return HOLDS, f"{wrote} {listed(there)}."
    return PARTLY, f"{wrote} {listed(there)}, and no {listed(missing, 'or')}."


def listed(words: Sequence[str], last: str = "and") -> str:
    """Words in a row, as in: one, two and three."""
    return f" {last} ".join([", ".join(words[:-1]), words[-1]] if words[1:] else words)
