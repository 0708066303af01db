"""What a text holds, in numbers, before anything is trained on it."""

from typing import Any

from dash import html
from dash.development.base_component import Component

NAMES = {" ": "space", "\n": "line end", "\t": "tab"}


def preview_table(found: dict[str, Any]) -> Component:
    """The counts of models.corpora.preview, what was left out, and how the text begins."""
    counts = {
        "characters": found["characters"],
        "document" if found["documents"] == 1 else "documents": found["documents"],
        "lines": found["lines"],
        "characters in the longest line": found["longest_line"],
        "different characters": found["alphabet"],
        "to learn from": found["learned"],
        "held out": found["held_out"],
    }
    parts = [html.Span([html.B(f"{count:,}"), f" {name}"]) for name, count in counts.items()]
    frequent = ", ".join(f"{NAMES.get(each, each)} {share:.1%}" for each, share in found["frequent"][:8])
    rare = found["left_out"]
    notes = [*found["notes"], f"Left out {rare:,} characters that are too rare."] if rare else found["notes"]
    return html.Div(
        [
            html.P(parts, className="counts"),
            html.P(f"Most frequent: {frequent}.", className="muted"),
            *([html.P(" ".join(notes), className="muted")] if notes else []),
            html.Details(
                [html.Summary("How it begins"), html.Pre(found["excerpt"])], className="more-settings"
            ),
        ]
    )
