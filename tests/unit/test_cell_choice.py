"""Where cells are chosen: the architectures first, the variants apart, one list with one value."""

import json
import re
from pathlib import Path

import numpy as np
import pytest
from plotly.utils import PlotlyJSONEncoder

from dashboard import ids
from dashboard.components.controls import about_variants, cell_checklist, cell_chip
from dashboard.components.equations import equations
from dashboard.figures.before_after import Side, before_after_figure
from dashboard.figures.characters import CellTrace
from dashboard.figures.traces import traces_figure
from dashboard.pages.compare.form import control as compare_control
from dashboard.pages.text.form import control as text_control
from dashboard.theme import cell_style
from models.cells import CELLS, architectures, variants
from models.commands.settings import ABOUT
from models.names import scale_of
from models.text.config import TextConfig
from models.training.config import Config
from tests.website import texts_in

FORMS = [
    (ids.field("cells"), lambda: compare_control("cells", Config().cells)),
    (ids.text_field("cells"), lambda: text_control("cells", TextConfig())),
]


@pytest.mark.parametrize(("id", "control"), FORMS)
def test_a_form_offers_every_cell_the_variants_last_and_has_chosen_the_architectures(id, control) -> None:
    (boxes,) = (part for part in control()._traverse() if getattr(part, "id", None) == id)
    assert [option["value"] for option in boxes.options] == [*architectures(), *variants()]
    assert boxes.value == list(architectures()) and boxes.className == "with-variants"


@pytest.mark.parametrize(("id", "control"), FORMS)
def test_its_help_says_what_the_names_mean_and_which_of_our_cells_have_others_there(id, control) -> None:
    said = texts_in(control())
    assert about_variants() in said
    for cell in variants():
        assert f"{cell_style(cell).short}: {cell_style(cell).long}" in said
    for text in (said, ABOUT["cells"]):
        assert "their NP, no peepholes, is our lstm, and their vanilla LSTM is our peephole" in text


def test_variants_come_last_wherever_they_were_and_need_no_heading_where_there_are_none() -> None:
    def boxes(*cells: str):
        parts = cell_checklist("x", "Cells", cells, [])._traverse()
        (found,) = (part for part in parts if getattr(part, "id", None) == "x")
        return [option["value"] for option in found.options], found.className

    assert boxes("nig", "lstm", "cifg", "mine") == (["lstm", "mine", "nig", "cifg"], "with-variants")
    assert boxes("lstm", "gru") == (["lstm", "gru"], "")


def test_a_variants_box_is_read_out_with_what_it_is_because_the_heading_is_not() -> None:
    assert texts_in(cell_chip("nig")) == "NIG, a variant of the LSTM: no input gate"
    assert texts_in(cell_chip("lstm")) == "LSTM"
    assert cell_chip("nig").className == "cell-chip variant"
    style = (Path(__file__).parents[2] / "assets" / "gatescope.css").read_text()
    assert re.search(r'\.with-variants::before \{[^}]*content: "Variants of the LSTM" / "";', style)
    assert ".form-check:has(.variant)" in style


@pytest.mark.parametrize("cell", variants())
def test_the_card_of_equations_names_it_as_greff_does(cell: str) -> None:
    said = texts_in(equations([cell]))
    assert f"({cell_style(cell).short})" in said and "Greff et al. (2017)" in said


# What may leave its usual range


def test_the_scale_of_a_symbol_is_free_where_its_values_are() -> None:
    assert [scale_of("h", 1.0), scale_of("h", 1.1), scale_of("i", 1.0)] == ["signed", "free", "gate"]
    assert [scale_of("c"), scale_of("mine")] == ["free", "free"]


def traced(h: float) -> CellTrace:
    arrays = {symbol: np.full((3, 2), 0.5) for symbol in CELLS["noaf"].symbols}
    arrays["h"] = np.array([[0.0, 0.1], [h, 0.2], [0.3, -0.4]])
    return CellTrace(list("aXb"), ["right"] * 3, list("Xb$"), [0.9] * 3, [""] * 3, arrays)


def test_a_hidden_state_that_is_not_squashed_has_a_scale_that_holds_it() -> None:
    figure = traces_figure({"lstm": traced(0.9), "noaf": traced(-7.0)}, "standard", 1).to_plotly_json()
    layout, drawn = figure["layout"], [t for t in figure["data"] if t.get("coloraxis")]
    axes = {
        (trace["name"], row.split()[0]): trace["coloraxis"]
        for trace in drawn
        for row, values in zip(trace["y"], trace["z"], strict=True)
        if len(values)
    }
    assert axes["lstm", "h"] == "coloraxis" and axes["noaf", "h"] == axes["noaf", "c"] == "coloraxis3"
    assert (layout["coloraxis3"]["cmin"], layout["coloraxis3"]["cmax"]) == (-7, 7)
    assert "h" in layout["coloraxis"]["colorbar"]["title"]["text"]
    assert "h, c" in layout["coloraxis3"]["colorbar"]["title"]["text"]


def test_before_and_after_share_one_scale_also_where_only_one_leaves_the_range() -> None:
    sides = [Side("a", "X", np.array([[0.1], [h]], np.float32)) for h in (0.2, 3.0)]
    figure = before_after_figure(["add 3"], *sides, ["neuron 1"], "h").to_plotly_json()
    written = json.dumps(figure, cls=PlotlyJSONEncoder)
    reaches = {trace["zmax"] for trace in figure["data"] if trace.get("meta")}
    assert 3.0 in {round(float(reach), 6) for reach in reaches} and "ends at the largest value" in written
