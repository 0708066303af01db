"""What can be checked in a written text, as a page shows it."""

from collections.abc import Mapping

from models.analysis.verdicts import VERDICTS, verdicts

YES_OR_NO = ("parses", "tokenizes", "balanced")  # of a single text; the others are shares
NOTHING = "–"  # there was nothing to judge


def scores_of(text: str, kind: str) -> list[list[str]]:
    """[[title, value]] of a single text, prompt included; kind is one of corpus.KINDS."""
    return as_rows(verdicts(text, kind), kind)


def as_rows(scores: Mapping[str, float | None], kind: str) -> list[list[str]]:
    """[[title, value]] of these verdicts; those that this version does not know are left out."""
    return [
        [verdict.title, spelled(name, scores[name])]
        for name, verdict in VERDICTS.get(kind, {}).items()
        if name in scores
    ]


def spelled(name: str, score: float | None) -> str:
    """'yes', 'no', or '83%'."""
    if not isinstance(score, int | float):
        return NOTHING
    if name in YES_OR_NO and score in (0, 1):
        return "yes" if score else "no"
    return f"{score:.0%}"
