"""A figure as plain dictionaries.

plotly's own classes check every value of a figure whenever it is made, which took half of an answer's time.
Here the tests do that (`tests/unit/test_figures.py`), once.
"""

from typing import Any


class Drawing:
    """Traces and a layout, as plotly's JavaScript takes them."""

    def __init__(self, layout: dict[str, Any]) -> None:
        self.data: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {"annotations": [], "shapes": [], **layout}

    def add_scatter(self, **trace: Any) -> None:
        self.data.append({"type": "scatter", **trace})

    def add_heatmap(self, **trace: Any) -> None:
        self.data.append({"type": "heatmap", **trace})

    def add_annotation(self, **annotation: Any) -> None:
        self.layout["annotations"].append(annotation)

    def add_shape(self, **shape: Any) -> None:
        self.layout["shapes"].append(shape)

    def to_plotly_json(self) -> dict[str, Any]:
        """What the browser draws."""
        return {"data": self.data, "layout": self.layout}
