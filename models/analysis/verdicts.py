"""What can be checked in a text that a network wrote, for each kind of text it has learned from."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from models.analysis import code_verdicts as code
from models.analysis import prose_verdicts as prose

LONGEST = 10_000  # characters that are judged


@dataclass(frozen=True)
class Verdict:
    """One thing that can be checked.

    Attributes:
        title: what it is called on screen.
        about: what counts as right, a sentence.
        read: from a text to the share that is right, from 0 to 1; None where there is nothing to judge.
    """

    title: str
    about: str
    read: Callable[[str], float | None]


BRACKETS = "Of the brackets that close, those that close the one opened last."
INDENTATION = "Of the indented lines outside brackets and comments, those with a multiple of 4 spaces."
STATEMENTS = "from the first line that begins one to before the last"

VERDICTS: dict[str, dict[str, Verdict]] = {
    "python": {
        "parses": Verdict("Parses", f"Python parses its statements, {STATEMENTS}.", code.parses),
        "tokenizes": Verdict(
            "Tokenizes", f"Its statements are words and signs of Python, {STATEMENTS}.", code.tokenizes
        ),
        "balanced": Verdict(
            "Brackets balanced",
            f"All brackets of its statements close, in the right order, {STATEMENTS}.",
            code.python_balanced,
        ),
        "brackets": Verdict("Brackets right", BRACKETS, partial(code.brackets, language="python")),
        "indentation": Verdict("Indentation by 4", INDENTATION, partial(code.indentation, language="python")),
        "quotations": Verdict(
            "Strings closed",
            "Of the strings, those that end; one in single or double quotes ends with its line.",
            partial(code.quotations, language="python"),
        ),
    },
    "java": {
        "balanced": Verdict(
            "Brackets balanced",
            "Up to the last line that ends with ; or a brace, brackets close in the right order and none but "
            "braces is left open.",
            code.java_balanced,
        ),
        "brackets": Verdict("Brackets right", BRACKETS, partial(code.brackets, language="java")),
        "indentation": Verdict("Indentation by 4", INDENTATION, partial(code.indentation, language="java")),
        "quotations": Verdict(
            "Strings closed",
            "Of the strings and characters in quotes, those that end in their line.",
            partial(code.quotations, language="java"),
        ),
        "comments": Verdict(
            "Comments closed",
            "Of the comments from /* to */, those that end before another opens.",
            code.comments,
        ),
        "statements": Verdict(
            "Lines end as they should",
            "Of the lines that the next does not go on with, those that end with ; or a brace, with , or :.",
            code.statements,
        ),
    },
    "tweets": {
        "length": Verdict(
            "Length", f"Of the tweets, those of at most {prose.LONGEST} characters.", prose.length
        ),
        "hashtags": Verdict(
            "Hashtags", "Of the #, those that begin a word with a letter in it.", prose.hashtags
        ),
        "mentions": Verdict(
            "Mentions", "Of the @, those that begin a name of letters, digits and _.", prose.mentions
        ),
        "links": Verdict(
            "Links", "Of what looks like an address, what is one: https, a host, perhaps a path.", prose.links
        ),
        "quotations": Verdict(
            "Quotations closed",
            "Of the tweets with quotation marks, those where each has its partner.",
            prose.quotations,
        ),
    },
    "text": {
        "brackets": Verdict("Brackets right", BRACKETS, prose.brackets),
        "quotations": Verdict(
            "Quotations closed",
            "Of the lines with double quotation marks, those where each has its partner.",
            prose.quotations,
        ),
    },
}


def verdicts(text: str, kind: str) -> dict[str, float | None]:
    """Everything that can be checked in a text of this kind, one of KINDS in models/corpora/corpus.py.

    It never fails, whatever was written.
    """
    return {name: verdict.read(text[:LONGEST]) for name, verdict in VERDICTS[kind].items()}


def mean_verdicts(texts: Iterable[str], kind: str) -> dict[str, float | None]:
    """The mean of each verdict over the texts in which there is something to judge, None without any."""
    found = [verdicts(text, kind) for text in texts]
    result: dict[str, float | None] = {}
    for name in VERDICTS[kind]:
        judged = [verdict[name] for verdict in found if verdict[name] is not None]
        result[name] = sum(judged) / len(judged) if judged else None
    return result
