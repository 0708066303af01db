"""Texts in the rows of a table: CSV, JSON and JSON lines."""

import csv
import json
from dataclasses import dataclass
from io import StringIO
from typing import Any

from models.corpora.limits import LARGEST, counted

# Columns that hold texts by their names, the surest first.
TEXTS = (
    "text", "full_text", "tweet", "tweets", "content", "body", "message", "comment", "review", "post",
    "sentence", "description", "title",
)  # fmt: skip
DELIMITERS = ",;\t|"

Row = dict[str, Any]


@dataclass(frozen=True)
class Table:
    """The texts of one column.

    Attributes:
        texts: one per row that has one.
        column: its name; "" where the rows are texts themselves.
        empty: how many rows have none.
    """

    texts: list[str]
    column: str
    empty: int

    def notes(self) -> list[str]:
        """What was chosen and left out, a sentence each."""
        rows = counted(len(self.texts), "row")
        said = [f"Read the column {self.column!r} of {rows}."] if self.column else [f"Read {rows}."]
        return said + ([f"Left out {counted(self.empty, 'row')} without a text."] if self.empty else [])


def read_csv(text: str) -> Table:
    """Texts of a CSV file, whatever its delimiter. Its first row names the columns."""
    first = text.lstrip().partition("\n")[0]
    delimiter = max(DELIMITERS, key=first.count)
    csv.field_size_limit(LARGEST)
    try:
        rows = [row for row in csv.reader(StringIO(text, newline=""), delimiter=delimiter) if row]
    except csv.Error as error:
        raise ValueError(f"the CSV cannot be read ({error})") from None
    if not rows:
        raise ValueError("the CSV has no rows; its first row names the columns, and texts follow")
    names, *rest = rows
    if len(names) == 1:
        # Commas in the rows are then part of the texts.
        lines = [delimiter.join(row) for row in rows]
        return of_texts(lines[1:] if names[0].strip().lower() in TEXTS else lines)
    if not rest:
        raise ValueError("the CSV has one row only; its first row names the columns, and texts follow")
    return of_rows([dict(zip(names, row, strict=False)) for row in rest], "CSV")


def read_json(text: str) -> Table:
    """Texts of a JSON file: a list of texts or of objects, alone or as the longest list in an object."""
    try:
        return of_json(json.loads(text))
    except json.JSONDecodeError as error:
        if "\n" in text.strip() and error.msg == "Extra data":
            return read_lines(text)
        raise ValueError(f"the JSON is damaged at line {error.lineno} ({error.msg})") from None
    except RecursionError:
        raise ValueError("the JSON is nested too deeply; a list of objects with a text is read") from None


def read_lines(text: str) -> Table:
    """Texts of JSON lines: one object or one text a line."""
    values = []
    for number, line in enumerate(text.splitlines(), 1):
        try:
            values += [json.loads(line)] if line.strip() else []
        except json.JSONDecodeError as error:
            raise ValueError(f"line {number} is no JSON ({error.msg}); each line holds one object") from None
        except RecursionError:
            raise ValueError(f"the JSON of line {number} is nested too deeply") from None
    return of_json(values)


def of_json(value: Any) -> Table:
    if isinstance(value, dict):
        lists = [part for part in value.values() if isinstance(part, list) and part]
        lists = [part for part in lists if isinstance(part[0], (str, dict))]
        value = max(lists, key=len, default=[value])
    if isinstance(value, list) and value:
        if all(isinstance(part, str) for part in value):
            return of_texts(value)
        rows = [part for part in value if isinstance(part, dict)]
        if rows:
            return of_rows(rows, "JSON", len(value) - len(rows))
    raise ValueError("the JSON holds no texts; a list of texts, or of objects with a text, is read")


def of_texts(texts: list[str]) -> Table:
    found = [text for text in texts if text.strip()]
    return Table(found, "", len(texts) - len(found))


def of_rows(rows: list[Row], what: str, others: int = 0) -> Table:
    """The column that is named like one of TEXTS, else the one with most characters."""
    sizes: dict[str, int] = {}
    for row in rows:
        for name, value in row.items():
            if isinstance(value, str):
                sizes[name] = sizes.get(name, 0) + len(value)
    if not any(sizes.values()):
        raise ValueError(f"the {what} has no column with texts; name one of its columns 'text'")
    named = {name.strip().lower(): name for name in reversed(sizes) if sizes[name]}
    column = next((named[name] for name in TEXTS if name in named), max(sizes, key=sizes.__getitem__))
    values = [row.get(column) for row in rows]
    texts = [value for value in values if isinstance(value, str) and value.strip()]
    return Table(texts, column, len(rows) - len(texts) + others)
