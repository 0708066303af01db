"""From what a browser sends, in an address or a callback, to a subject that exists.

Whatever is missing, foreign or out of bounds is replaced by something that the network has. A network that
is not there is said; an address shows the first one in its place.
"""

from typing import Any

from dashboard import ids, subjects, urls
from dashboard.networks import LONGEST_N, NotThereError
from dashboard.subjects import Subject

# The controls that make a subject, with the query parameter of each.
PARTS = {
    ids.SOURCE: urls.RUN,
    ids.CELL: urls.CELL,
    ids.SEED: urls.SEED,
    ids.LAYER: urls.LAYER,
    ids.SYMBOL: urls.SYMBOL,
    ids.UNIT: urls.UNIT,
    ids.TEXT: urls.TEXT,
}


GONE = "it was deleted, was not trained to the end, or the link is incomplete"


def from_query(query: dict[str, str]) -> tuple[Subject, int | None, str, str]:
    """The subject, N and names that an address describes, and what is said of a network that is not there."""
    values = [query.get(name) for name in PARTS.values()]
    n = as_length(query.get(urls.N))
    if n:
        values[-1] = None
    try:
        subject, gone = read_subject(*values, n=n), ""
    except NotThereError as error:
        subject, gone = read_subject(None, *values[1:], n=n), str(error)
    own_length = n or (None if query.get(urls.TEXT) else subjects.DEFAULT_N)
    shown_n = own_length if subject.specimen.task else None
    return subject, shown_n, as_naming(query.get(urls.NAMES)), gone


def as_naming(naming: Any) -> str:
    """Whose names are shown: "standard" or "article"."""
    return "article" if naming == "article" else "standard"


def as_length(n: Any) -> int | None:
    """A length that a page shows, or None."""
    text = str(n) if isinstance(n, int | str) and not isinstance(n, bool) else ""
    return int(text) if text.isdecimal() and len(text) < 4 and 1 <= int(text) <= LONGEST_N else None


def read_subject(
    source: Any = None, cell: Any = None, seed: Any = None, layer: Any = None, symbol: Any = None,
    unit: Any = None, text: Any = None, n: int | None = None,
) -> Subject:  # fmt: skip
    """What these controls mean, each brought within what the network has.

    Without a source it is the first one; a neuron that is not given is the one that the ranking puts first.

    Raises:
        NotThereError: where there is no such network (any more).
    """
    source = subjects.FIRST if source is None else source
    offered = subjects.choices(source) if isinstance(source, str) and source.isprintable() else None
    if offered is None:
        raise NotThereError(f"there is no network {str(source)[:40]!r} here: {GONE}")
    usual = subjects.DEFAULT_CELL if subjects.DEFAULT_CELL in offered.cells else offered.cells[0]
    cell = cell if cell in offered.cells else usual
    number = as_number(seed)
    seed = number if number in offered.seeds else offered.seeds[0] if offered.seeds else 0
    found = subjects.specimen(source, cell, seed)
    at, which = as_number(layer), as_number(unit)
    layer = at - 1 if at and at <= found.layers else None
    symbol = symbol if symbol in found.symbols else None
    layer, symbol, first = best(source, cell, seed, layer, symbol)
    unit = which - 1 if which and which <= found.hidden else first
    own = subjects.own_text(found, n or subjects.DEFAULT_N)
    given = isinstance(text, str) and text and not found.recording
    return Subject(source, cell, seed, layer, symbol, unit, text if given else own)


def as_number(text: Any) -> int | None:
    """A whole number out of an address or a control, or None."""
    text = str(text) if isinstance(text, int | str) and not isinstance(text, bool) else ""
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 8 else None


def best(
    source: str, cell: str, seed: int, layer: int | None = None, symbol: str | None = None
) -> tuple[int, str, int]:
    """Layer, symbol and unit that the ranking puts first, within a layer and symbol where these are given."""
    for finding in subjects.findings(source, cell, seed):
        if layer in (None, finding.layer) and symbol in (None, finding.vector):
            return finding.layer, finding.vector, finding.unit
    found = subjects.specimen(source, cell, seed)
    return layer or 0, symbol or ("c" if "c" in found.symbols else "h"), 0
