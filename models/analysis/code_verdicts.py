"""Whether what a network wrote is code: it parses, and brackets, quotations, comments and lines are in order.

Every function takes what was written and returns a share from 0 to 1, or None where nothing can be judged.
What was written breaks off somewhere, and nothing is held against it for that.
"""

import ast
import io
import re
import tokenize
from collections.abc import Callable, Iterator
from itertools import pairwise

from models.analysis.code_features import LEXERS

# A line that begins a statement of a module; one with `else` or a closing bracket goes on with one.
STATEMENT = re.compile(r"^(?!(?:elif|else|except|finally)\b)[^\s#)\]}]", re.MULTILINE)
ESCAPE = re.compile(r"\\(.)", re.DOTALL)
NUMBER_AND_WORD = re.compile(r"(?<!\w)(\d[\w.]{0,40}?)(and|else|for|if|in|is|not|or)\b")
PAIRS = {")": "(", "]": "[", "}": "{"}
TAB = 4  # spaces


def share(judged: list[bool]) -> float | None:
    """How many of them are true; None of none."""
    return sum(judged) / len(judged) if judged else None


def whole_statements(text: str) -> str:
    """From the first line that begins a statement to before the last; "" where there is no such pair.

    A line within a string in three quotes begins none; what such a string leaves open at the end is cut off.
    Brackets are not looked at: what leaves one open is not cut off.
    """
    within: set[int] = set()
    for match in LEXERS["python"].finditer(text):
        if match.lastgroup == "block":
            within.update(range(match.start() + 1, match.end()))
    starts = [match.start() for match in STATEMENT.finditer(text) if match.start() not in within]
    while len(starts) > 1 and text[starts[-2]] == "@":
        starts.pop()  # what is decorated begins with its decorators
    return text[starts[0] : starts[-1]] if len(starts) > 1 else ""


def without_warnings(text: str) -> str:
    r"""The same program, as far as it is one, without what Python warns of.

    It warns of strings such as "\d" and of numbers such as 1if, and warnings can only be silenced for all
    threads at once. So backslashes are doubled in strings, and a space comes between a number and a word.
    """

    def doubled(match: re.Match[str]) -> str:
        if match.lastgroup == "line":
            return match[0]
        return ESCAPE.sub(lambda pair: pair[0] if pair[1] in "\\\"'\n" else "\\" + pair[0], match[0])

    return NUMBER_AND_WORD.sub(r"\1 \2", LEXERS["python"].sub(doubled, text))


def reads(program: str) -> bool:
    """Whether Python's parser takes it."""
    try:
        ast.parse(program)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True


def splits(program: str) -> bool:
    """Whether Python's tokenizer takes it."""
    try:
        tokens = list(tokenize.generate_tokens(io.StringIO(program).readline))
    except (SyntaxError, ValueError, tokenize.TokenError):
        return False
    return all(token.type != tokenize.ERRORTOKEN for token in tokens)


def judged_whole(text: str, right: Callable[[str], bool]) -> float | None:
    """1 or 0 for the whole statements of a text; a null, over which Python stumbles, is never right."""
    program = without_warnings(whole_statements(text))
    return float("\0" not in program and right(program)) if program else None


def parses(text: str) -> float | None:
    return judged_whole(text, reads)


def tokenizes(text: str) -> float | None:
    return judged_whole(text, splits)


def code_only(text: str, language: str) -> str:
    """The text with blanks in place of comments and quotation marks in place of quotations.

    Newlines in them are replaced too, so that a line of it is one of code.
    """

    def masked(match: re.Match[str]) -> str:
        comment = match.lastgroup == "line" or (language == "java" and match.lastgroup == "block")
        return (" " if comment else '"') * len(match[0])

    return LEXERS[language].sub(masked, text)


def closings(code: str) -> Iterator[bool]:
    """For each bracket that closes, whether it is the right one for the one opened last."""
    opened: list[str] = []
    for character in code:
        if character in PAIRS.values():
            opened.append(character)
        elif character in PAIRS:
            yield bool(opened) and opened.pop() == PAIRS[character]


def balanced(code: str, may_stay_open: str = "") -> bool:
    """Whether every bracket closes the one opened last, and none is left open but of these kinds."""
    opened: list[str] = []
    for character in code:
        if character in PAIRS.values():
            opened.append(character)
        elif character in PAIRS and (not opened or opened.pop() != PAIRS[character]):
            return False
    return set(opened) <= set(may_stay_open)


def python_balanced(text: str) -> float | None:
    return judged_whole(text, lambda program: balanced(code_only(program, "python")))


def java_balanced(text: str) -> float | None:
    """Up to the last line that ends with ; or { or }, where braces may still be open."""
    code = code_only(text, "java")
    ends = [match.end() for match in re.finditer(r"[;{}][ \t]*\n", code)]
    return float(balanced(code[: ends[-1]], may_stay_open="{")) if ends else None


def brackets(text: str, language: str) -> float | None:
    return share(list(closings(code_only(text, language))))


def quotations(text: str, language: str) -> float | None:
    """Quotations that end, of all; one that is open where the text breaks off does not count."""
    found = []
    for match in LEXERS[language].finditer(text):
        if match.lastgroup == "quotation" or (language == "python" and match.lastgroup == "block"):
            closed = bool(match["quotation_end"] or match["block_end"])
            if closed or match.end() < len(text):
                found.append(closed)
    return share(found)


def comments(text: str) -> float | None:
    """Block comments that end before another opens, of all and of ends without a comment."""
    found = [False] * code_only(text, "java").count("*/")
    for match in LEXERS["java"].finditer(text):
        if match.lastgroup == "block" and match["block_end"]:
            found.append("/*" not in match[0][2:])
    return share(found)


def lines(code: str) -> Iterator[tuple[str, int, int]]:
    """Each line with code in it, and how many round and square brackets are open before and after it.

    The count begins anew at a line that is not indented: one bracket left open does not spoil all the rest.
    """
    depth = 0
    for line in code.split("\n"):
        if line.strip():
            before = depth if line[0].isspace() or line[0] in PAIRS else 0
            depth = max(0, before + sum(map(line.count, "([")) - sum(map(line.count, ")]")))
            yield line, before, depth


def indentation(text: str, language: str) -> float | None:
    """Indented lines whose indentation is a multiple of 4 spaces; not those within brackets or comments."""
    found = []
    for line, depth, _ in lines(code_only(text, language)):
        blank = line[: len(line) - len(line.lstrip())]
        if blank and not depth:
            found.append(blank.strip(" ") == "" and len(blank) % TAB == 0)
    return share(found)


def statements(text: str) -> float | None:
    """Lines that end as a line of Java does, of those that the next line does not go on with."""
    code = [(line, depth) for line, _, depth in lines(code_only(text, "java"))]
    found = []
    for (line, depth), (following, _) in pairwise(code):
        deeper = len(following) - len(following.lstrip()) > len(line) - len(line.lstrip())
        whole = line.strip()
        if depth or whole.startswith("@") or (deeper and whole[-1] not in "{;"):
            continue
        found.append(whole[-1] in ";{}:,")
    return share(found)
