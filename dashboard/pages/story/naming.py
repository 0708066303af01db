"""The words of the story in the field's names and in the article's."""

from dash import html
from dash.development.base_component import Component

from models.names import NAMES, Name

RENAMED = ("hidden state", "cell state", "input gate", "forget gate", "output gate")

Words = str | list[Component]


def in_prose() -> dict[str, str]:
    """What stands in a sentence -> what the article would say; those of several first."""
    one = {name.standard: of_one(name) for name in NAMES.values() if name.standard in RENAMED}
    return {f"{name}s": plural(own) for name, own in one.items()} | one


def of_one(name: Name) -> str:
    """The article's name as a noun: its "save" is a save gate."""
    return f"{name.article} gate" if name.standard.endswith(" gate") else name.article


def plural(name: str) -> str:
    return f"{name.removesuffix('y')}ies" if name.endswith("y") else f"{name}s"


def renamed(text: str, naming: str) -> str:
    """A sentence in these names, which was written in the standard ones."""
    for name, own in in_prose().items() if naming == "article" else ():
        text = text.replace(name, own).replace(name.capitalize(), own.capitalize())
    return text


def both(text: str) -> Words:
    """A sentence in both, of which the page shows one; where nothing is named, the sentence."""
    other = renamed(text, "article")
    if other == text:
        return text
    return [html.Span(text, className="standard"), html.Span(other, className="article")]
