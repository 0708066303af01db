"""Variations: memories merged, gates that see them, gates taken away, and a counter that does not leak."""

from dashboard import urls
from dashboard.pages.story.pictures.networks import how_far, over_tasks, without_gates
from dashboard.pages.story.step import Prediction, Section, Step, Try
from models.reproduce.rules import HOLDS, PARTLY

SECTION = Section(
    "variations",
    "Other cells, and fewer gates",
    (
        Step(
            id="gru",
            title="One memory instead of two",
            text=(
                "The GRU makes one state of the two, and one gate of two: what it forgets is replaced by "
                "what is new. So it has fewer weights, and it cannot add to a memory without taking "
                "something away.",
            ),
            card="LSTM and GRU, task by task",
            figure=over_tasks(
                "LSTM and GRU on the same seeds: every network, and the medians", ("lstm", "gru")
            ),
            found="Where something is counted the GRU falls behind: {counting, gru:g} and {counting, "
            "lstm:g} in counting, {selective counting, gru:g} and {selective counting, lstm:g} in "
            "selective counting. Where something is only kept the two cannot be told apart. Its state is a "
            "mean of old and new, and a mean cannot grow without end.",
            tries=(
                Try("GRU and LSTM in pairs, with tests", urls.LAB, {"task": "counting", "cells": "lstm;gru"}),
                Try(
                    "Its gates while it counts",
                    urls.EXPLORE,
                    {"run": "counting-plain", "cell": "gru", "n": "12", "view": "vectors"},
                ),
                Try("A GRU that counts to hundreds", urls.COMPARE, {"run": "counting-gru", "n": "60"}),
            ),
            claims={"gru": PARTLY},
            prediction=Prediction(
                "In counting, the LSTM’s median is {counting-plain lstm}. And the GRU’s?",
                lambda known: known["counting, gru"],
                high=30,
            ),
            height=820,
        ),
        Step(
            id="peephole",
            title="Gates that see the memory",
            text=(
                "In an LSTM the gates hear of the cell state only as far as the output gate lets it "
                "through. Peepholes let them look at it directly.",
            ),
            card="LSTM and peephole LSTM, task by task",
            figure=over_tasks(
                "LSTM and peephole LSTM on the same seeds: every network, and the medians",
                ("lstm", "peephole"),
            ),
            found="On none of the four tasks do they make a difference that a test can find: {counting, "
            "peephole:g} and {counting, lstm:g} in counting, {state memory, peephole:g} and {state memory, "
            "lstm:g} in state memory. A natural variation it is, and these tasks have no need of it; the "
            "tweets had.",
            tries=(
                Try("In pairs, with tests", urls.LAB, {"task": "state_memory", "cells": "lstm;peephole"}),
                Try(
                    "Its gates while it counts",
                    urls.EXPLORE,
                    {"run": "counting-plain", "cell": "peephole", "n": "12", "view": "vectors"},
                ),
            ),
            claims={"peephole": HOLDS},
            height=770,
        ),
        Step(
            id="fewer",
            title="One gate less",
            text=(
                "Shut a gate in a network that relies on it, and much is lost; you have seen it. Now it "
                "was never there: each network is trained from the start without an input gate, without a "
                "forget gate, or without an output gate.",
            ),
            card="LSTMs with all gates, and with one missing",
            figure=without_gates,
            found="In counting the medians are {Counting nig:g} without the input gate, {Counting nfg:g} "
            "without the forget gate and {Counting nog:g} without the output gate, and {Counting lstm:g} "
            "with all three. By exact tests on the same seeds, behind the LSTM: {behind}. Ahead of it: "
            "{ahead}. Where nothing ever has to be forgotten, a gate that is not quite open leaks. What a "
            "network relies on is one thing, what it could have done without another.",
            tries=(
                Try("All of them, side by side", urls.COMPARE, {"run": "counting-without_gates", "n": "15"}),
                Try(
                    "A counter without a forget gate",
                    urls.EXPLORE,
                    {"run": "counting-without_gates", "cell": "nfg", "n": "12", "view": "vectors"},
                ),
                Try(
                    "Train other variants too",
                    urls.LAB,
                    {"task": "counting", "cells": "lstm;nig;nfg;nog;cifg"},
                ),
            ),
            prediction=Prediction(
                "Trained without any forget gate, how far does the median network count? (With it: "
                "{counting-plain lstm}.)",
                lambda known: known["Counting nfg"],
                high=30,
            ),
            height=960,
        ),
        Step(
            id="sharper",
            title="A counter that does not leak",
            text=(
                "All the counters here were a little off, and a little is enough. With noise on the "
                "weights and gates that grow steeper until they switch, the same equations and the same "
                "short strings give other networks.",
            ),
            card="The same cells, trained so that gates switch",
            figure=how_far("counting-sharpened"),
            found="The LSTM’s median is now {counting-sharpened lstm}, that of the peephole LSTM "
            "{counting-sharpened peephole}; plain they were {counting-plain lstm} and {counting-plain "
            "peephole}. The GRU loses by it: {counting-sharpened gru}. An LSTM can count for ever; whether "
            "it does is a matter of how it learns.",
            tries=(
                Try("All recipes, in the Lab", urls.LAB, {"task": "counting", "recipes": "plain;sharpened"}),
                Try(
                    "Look into a sharpened counter",
                    urls.EXPLORE,
                    {"run": "counting-sharpened", "n": "20", "view": "vectors"},
                ),
            ),
            height=830,
        ),
    ),
)
