"""Help texts out of docstrings, so that the screen says what the code says."""

import inspect
import re


def summary(thing: object) -> str:
    """The first paragraph of a docstring, on one line."""
    return " ".join((inspect.getdoc(thing) or "").split("\n\n")[0].split())


def attributes(cls: type) -> dict[str, str]:
    """What the "Attributes:" section says about each name: name -> sentence."""
    section = (inspect.getdoc(cls) or "").partition("Attributes:\n")[2].split("\n\n")[0]
    found: dict[str, str] = {}
    names: list[str] = []
    for line in inspect.cleandoc(section).splitlines():
        entry = re.match(r"([\w, ]+): (.*)", line)
        if entry and not line.startswith(" "):
            names, text = entry[1].split(", "), entry[2]
        else:
            text = line.strip()
        for name in names:
            found[name] = f"{found.get(name, '')} {text}".strip()
    return found


def equations(thing: object) -> str:
    """The indented lines of a docstring, without their indent: where a cell has its equations."""
    lines = (inspect.getdoc(thing) or "").splitlines()
    return "\n".join(line[4:] for line in lines if line.startswith("    "))


def notes(thing: object) -> str:
    """What a docstring says after its equations, on one line."""
    paragraphs = (inspect.getdoc(thing) or "").split("\n\n")[1:]
    return " ".join(" ".join(text.split()) for text in paragraphs if not text.startswith("    "))
