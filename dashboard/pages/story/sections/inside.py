"""Inside a cell: its equations, one after the other, with numbers."""

from dashboard import urls
from dashboard.pages.story.equations.panel import equations
from dashboard.pages.story.step import Panel, Section, Step, Try


def cells(naming: str) -> Panel:
    """All five cells, at their first equation."""
    return Panel(equations({urls.NAMES: naming}, level=4))


SECTION = Section(
    "inside",
    "Inside a cell",
    (
        Step(
            id="one-equation",
            title="One equation at a time",
            text=(
                "A cell is a handful of equations. Here they come one by one, from the net without memory "
                "by way of the RNN to the LSTM, the GRU and the peepholes, each with the reason why it is "
                "there. Every symbol stands for numbers of a small network that was trained on the strings "
                "above.",
                "Point at a symbol to see its numbers. Go through time, forwards and backwards; read "
                "another character somewhere, and see which numbers follow. The diagram is the same cell: "
                "its valves are as wide open as the gates are.",
            ),
            card="Equations, numbers and a diagram",
            figure=cells,
            found="Two neurons are enough for an LSTM to count: of {seeds} networks as small as this one, "
            "trained alike, the one in the middle counts to {counting-two_units lstm}. With an RNN or a GRU "
            "of two neurons it counts to {counting-two_units rnn} and to {counting-two_units gru}, so what "
            "is seen in these two here is how they fail.",
            tries=(
                Try("The LSTM after the last b", urls.STORY_CELLS, {"equation": "9", "t": "7"}),
                Try("What its forget gate does at X", urls.STORY_CELLS, {"equation": "6", "t": "4"}),
                Try("More b’s than there were a’s", urls.STORY_CELLS, {"equation": "9", "text": "aXbbb"}),
                Try("The GRU’s one memory", urls.STORY_CELLS, {"equation": "13"}),
            ),
            height=1100,
        ),
    ),
)
