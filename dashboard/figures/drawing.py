"""A figure as plain dictionaries.

plotly's own classes check every value of a figure whenever it is made, which took half of an answer's time.
Here the tests do that (`tests/unit/checked.py`), once.
"""

from base64 import b64encode
from typing import Any

import numpy as np

TYPES = {"int8": "i1", "int32": "i4", "float32": "f4"}  # numpy's names and plotly's


class Drawing:
    """Traces and a layout, as plotly's JavaScript takes them. What is None is left to plotly."""

    def __init__(self, layout: dict[str, Any]) -> None:
        self.data: list[dict[str, Any]] = []
        self.layout: dict[str, Any] = {"annotations": [], "shapes": [], **layout}

    def add_scatter(self, **trace: Any) -> None:
        self.data.append({"type": "scatter", **known(trace)})

    def add_bar(self, **trace: Any) -> None:
        self.data.append({"type": "bar", **known(trace)})

    def add_heatmap(self, **trace: Any) -> None:
        self.data.append({"type": "heatmap", **known(trace)})

    def add_annotation(self, **annotation: Any) -> None:
        self.layout["annotations"].append(annotation)

    def add_shape(self, **shape: Any) -> None:
        self.layout["shapes"].append(shape)

    def add_axis(self, name: str, **axis: Any) -> None:
        """An axis by plotly's name for it in the layout, such as "xaxis2"."""
        self.layout[name] = known(axis)

    def without_axes(self) -> "Drawing":
        """The same with its axes hidden, where nothing is drawn on them."""
        for name in ("xaxis", "yaxis"):
            self.layout[name] = {**self.layout.get(name, {}), "visible": False}
        return self

    def to_plotly_json(self) -> dict[str, Any]:
        """What the browser draws."""
        data = [{name: packed(value) for name, value in trace.items()} for trace in self.data]
        return {"data": data, "layout": self.layout}


def known(values: dict[str, Any]) -> dict[str, Any]:
    """Without those that are None."""
    return {name: value for name, value in values.items() if value is not None}


def packed(value: Any) -> Any:
    """An array as one base64 block, half as long as its numbers in digits; everything else as it is."""
    if not isinstance(value, np.ndarray):
        return value
    block = {"dtype": TYPES[value.dtype.name], "bdata": b64encode(np.ascontiguousarray(value)).decode()}
    return block | ({"shape": ", ".join(map(str, value.shape))} if value.ndim > 1 else {})
