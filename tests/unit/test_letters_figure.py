"""The reading figure: every letter on its own colour, readable, and every number sent once."""

import json

import numpy as np
import pytest
from test_theme import between, contrast

from dashboard import figures
from dashboard.figures.letter_rows import LetterRow, broken, reaches, unit_rows
from dashboard.figures.plan import plan
from dashboard.theme import BLANK, BLANK_INK
from models.names import NAMES
from tests.unit.checked import checked

letters_figure = checked(figures.letters_figure)

TEXT = "aaXbb$"
RAMP = np.linspace(-1, 1, len(TEXT))


def row(symbol="h", values=RAMP, characters=TEXT, label="N = 2", **more):
    return LetterRow(label, characters, values, symbol, **more)


def coloured(fig):
    """{row label: (values as drawn, symbol, unit)} of all heatmaps that hold numbers."""
    return {
        about[0]: (np.asarray(values), about[1], about[2])
        for trace in fig.data
        if trace.type == "heatmap" and trace.meta
        for values, about in zip(trace.z, trace.meta["rows"], strict=True)
        if about
    }


def texts(fig):
    """The heatmaps that print letters."""
    return [trace for trace in fig.data if trace.text is not None]


def printed(fig):
    """{slot: the letters of that row}, from where each line of each text stands."""
    rows = {}
    for trace in texts(fig):
        columns = [text.split("<br>") for text in trace.text[0]]
        for k, line in enumerate(zip(*columns, strict=True)):
            rows[round(trace.y0 + k - (len(columns[0]) - 1) / 2)] = list(line)
    return rows


def words(fig):
    return " ".join(note.text for note in fig.layout.annotations)


@pytest.mark.parametrize("symbol", NAMES)
@pytest.mark.parametrize("each", [False, True])
def test_black_letters_can_be_read_on_every_colour_in_both_themes(symbol, each):
    values = np.array([*RAMP[:-1], np.nan])
    fig = letters_figure("", [row(symbol, values, says="aXbb$$")], each=each)
    assert "scales" not in fig.layout.meta  # which the dark theme would exchange
    inks = [trace.textfont.color for trace in texts(fig)]
    assert inks == ["#000000", BLANK_INK]
    for heat in (trace for trace in fig.data if trace.type == "heatmap"):
        scale = [[at, BLANK if color.startswith("rgba") else color] for at, color in heat.colorscale]
        assert min(contrast("#000000", between(scale, k / 200)) for k in range(201)) >= 4.5
    assert contrast(BLANK_INK, BLANK) >= 4.5


def test_every_letter_stands_on_its_own_value():
    rows = [row(label="N = 2"), row("c", [1, 2, 3, 4.5], "aXb$", label="N = 1")]
    fig = letters_figure("", rows)
    assert printed(fig) == {0: list(TEXT), 1: [*"aXb$", "", ""]}
    found = coloured(fig)
    assert found["N = 2"][0] == pytest.approx(RAMP)
    assert found["N = 1"][0][:4] == pytest.approx([1, 2, 3, 4.5]) and np.isnan(found["N = 1"][0][4:]).all()
    slots = {about[0]: heat.y0 for heat in fig.data if heat.meta for about in heat.meta["rows"]}
    assert slots == {"N = 2": 0, "N = 1": 1}
    assert list(fig.layout.yaxis.ticktext) == ["N = 2", "N = 1"]


def test_lines_of_letters_are_as_far_apart_as_the_rows_of_cells():
    fig = letters_figure("", [row(label=str(k)) for k in range(7)])
    plot = fig.layout.height - fig.layout.margin.t - fig.layout.margin.b
    low, high = fig.layout.yaxis.range
    (drawn,) = texts(fig)
    size = drawn.textfont.size
    assert size * 1.3 == pytest.approx(plot / (low - high))
    assert (drawn.y0, drawn.dy) == (3, 7)


def test_what_has_no_value_is_light_and_not_coloured():
    fig = letters_figure("", [row(values=[0.5, np.nan, np.inf, 0, 0, 0])])
    blank, heat = fig.data[:2]
    assert np.asarray(blank.z).tolist() == [[0, 1, 1, 0, 0, 0]]
    assert np.isnan(np.asarray(heat.z)[0]).tolist() == [False, True, True, False, False, False]


def test_a_text_breaks_at_newlines_and_between_words():
    text = "one two\nthree fourfivesix\n\nend"
    lines = broken(LetterRow("", text, list(range(len(text)))), 10)
    assert [line.characters for _, line in lines] == ["one two\n", "three ", "fourfivesi", "x\n", "\n", "end"]
    assert [list(line.values) for _, line in lines] == [
        list(range(start, start + len(line.characters))) for start, line in lines
    ]


def test_a_wrapped_text_knows_the_step_of_every_letter_and_frames_one():
    text = "ab\ncdefg"
    fig = letters_figure("", [LetterRow("", text, RAMP.repeat(2)[: len(text)], "h")], wrapped=True, cursor=5)
    assert fig.layout.meta["lines"] == [[0, 0, 3], [1, 3, 5]]
    assert fig.layout.meta["texts"] == [["", text]]
    assert np.asarray(fig.data[0].customdata)[:, 0].tolist() == [1, 4]
    assert {(s.x0, s.x1, s.y0, s.y1) for s in fig.layout.shapes} == {(1.5, 2.5, 0.5, 1.5)}
    with pytest.raises(ValueError, match="one row, not 2"):
        letters_figure("", [row(), row()], wrapped=True)


def test_the_cursor_is_around_one_step_of_all_rows_and_seen_on_light_and_dark():
    fig = letters_figure("", [row(), row("c")], cursor=3)
    assert [s.name for s in fig.layout.shapes] == ["cursor-halo", "cursor-frame"]
    assert {(s.x0, s.x1, s.y0, s.y1, s.yref) for s in fig.layout.shapes} == {(2.5, 3.5, 0, 1, "paper")}
    halo, frame = (s.line for s in fig.layout.shapes)
    assert contrast(halo.color, frame.color) > 7 and halo.width > frame.width


def test_the_legend_names_symbols_and_ranges():
    rows = [row(symbol, label=symbol) for symbol in "hif"] + [row("c", 12.34 * RAMP, label="c")]
    fig = letters_figure("", rows)
    assert "<b>h</b> hidden state" in words(fig)
    assert "<b>i</b> input gate · <b>f</b> forget gate" in words(fig)
    ends = [trace.colorbar.ticktext[::2] for trace in fig.data if trace.meta]
    assert ends == [("−1", "1"), ("0", "1"), ("−12.3", "12.3")]
    assert "<b>f</b> remember" in words(letters_figure("", rows, naming="article"))
    assert "<b>mine</b>" in words(letters_figure("", [row("mine")]))


def test_rows_without_bounds_share_a_range_or_each_has_its_own():
    rows = [row("c", [2 * v for v in RAMP], label="neuron 1"), row("c", RAMP / 3, label="neuron 2")]
    assert reaches(rows, each=False) == [2, 2]
    assert reaches(rows, each=True) == pytest.approx([2, 1 / 3])
    layers = [row("c", k * RAMP, label="neuron 1", group=f"layer {k}") for k in (1, 2)]
    assert reaches(layers, each=True) == [1, 2]
    fig = letters_figure("", rows, each=True)
    assert list(fig.layout.yaxis.ticktext) == ["neuron 1, ±2", "neuron 2, ±0.333"]
    assert "own maximum" in words(fig) and "max" in fig.data[0].colorbar.ticktext
    for given, (drawn, _, unit) in zip(rows, coloured(fig).values(), strict=True):
        assert drawn * unit == pytest.approx(given.numbers)
        assert np.abs(drawn).max() == pytest.approx(1)
    assert reaches([row("c", [0] * 6), row("h", [5] * 6)], each=False) == [1, 1]


def test_groups_have_headings_and_a_cell_its_colour():
    fig = letters_figure("", [row(group="lstm"), row(group="layer 2 <x>")])
    assert "#0072B2" in words(fig) and "<b>LSTM</b>" in words(fig)
    assert "<b>layer 2 &lt;x></b>" in words(fig).replace("&gt;", ">")
    assert list(coloured(fig)) == ["lstm, N = 2", "layer 2 <x>, N = 2"]


def test_what_a_user_writes_is_no_markup():
    fig = letters_figure("", [row(characters="<b>&\x00 ", label="<i>")])
    assert printed(fig) == {0: ["&lt;", "b", ">", "&amp;", "\ufffd", ""]}
    assert fig.layout.yaxis.ticktext == ("&lt;i&gt;",)


def test_many_units_have_the_letters_once_and_very_long_texts_none():
    once = letters_figure("", unit_rows("ab" * 30, np.zeros((60, 80)), "h"))
    assert list(printed(once).values()) == [list("ab" * 30)]
    long = letters_figure("", [row(characters="a" * 500, values=[0] * 500)])
    assert [trace.text for trace in long.data] == [None]


def test_every_unit_is_named_to_the_mouse_and_those_that_do_something_also_at_the_side():
    labels = [f"neuron {k}" + (": counts a's" if k == 77 else "") for k in range(1, 257)]
    axis = letters_figure("", unit_rows("a" * 500, np.zeros((500, 256)), "h", labels)).layout.yaxis
    assert len(axis.labelalias) == 256 and axis.labelalias["9"] == "neuron 10"
    assert "neuron 77: counts a's" in axis.ticktext
    made = plan(unit_rows("a" * 500, np.zeros((500, 256)), "h"), labels)
    assert min(np.diff(axis.tickvals)) * made.pitch >= 11


def test_large_figures_send_each_number_once_as_float32():
    rows = unit_rows("ab" * 500, np.random.default_rng(0).normal(size=(1000, 256)), "c")
    sent = json.loads(letters_figure("", rows, each=True).to_json())
    assert [trace["z"]["dtype"] for trace in sent["data"]] == ["f4"]
    assert len(json.dumps(sent)) < 1.4 * 4 * 256 * 1000 + 60_000


def test_a_row_that_does_not_fit_its_characters_is_refused():
    with pytest.raises(ValueError, match="6 characters but 2 values"):
        row(values=[1, 2])
    with pytest.raises(ValueError, match="6 characters but 1 predictions"):
        row(says="a")
    with pytest.raises(ValueError, match="at least one"):
        row(characters="", values=[])


def test_nothing_to_read_is_said():
    assert "Nothing to read" in words(letters_figure("A title", []))
