"""Selective counting: a's count, X's do not, and what an input gate is for."""

from dashboard import urls
from dashboard.pages.story.pictures.neurons import of_claim
from dashboard.pages.story.step import Prediction, Section, Step, Try
from models.analysis.saturation import OPEN, SHUT
from models.reproduce import selective
from models.reproduce.rules import FAILS, HOLDS, PARTLY

GATE = {
    "shut": "shut: almost nothing gets through",
    "half": "somewhere between",
    "open": "open: almost everything gets through",
}


def opened(gate: float) -> str:
    """Which of GATE a mean value is."""
    return "shut" if gate < SHUT else "open" if gate > OPEN else "half"


SECTION = Section(
    "selective-counting",
    "Selective counting",
    (
        Step(
            id="holds-still",
            title="Count these, ignore those",
            text=(
                "Now X’s stand between the a’s and mean nothing. A Y says that the counting is over, and "
                "b’s follow, one for each a. The counter has to move at a and to hold still at X.",
            ),
            card="A counter among X’s",
            figure=of_claim(
                "ignores_x",
                "Neuron {neuron} of seed {seed} counts a’s, and moves {held at X:.0%} less at X",
                view="text",
            ),
            found="It holds, and not perfectly: at X the median counter moves by {held at X:.0%} less than "
            "at a. The answers are right all the same, up to {selective_counting-plain lstm} a’s in the "
            "median: no single counter has to stand quite still.",
            tries=(
                Try("Write a string of your own", urls.EXPLORE, {"view": "text"}),
                Try("All five cells among X’s", urls.COMPARE, {"n": "7"}),
            ),
            claims={"ignores_x": PARTLY},
            height=480,
        ),
        Step(
            id="who-ignores",
            title="Who ignores the X?",
            text=(
                "What gets into memory is the product of two numbers, i times g. Nothing is written if "
                "either of them is 0. The input gate is there for just that: it can refuse what the "
                "candidate offers.",
                "The article shows one neuron whose input gate is shut at X while its candidate is fully on.",
            ),
            card="Everything that the counter computes",
            figure=of_claim(
                "gate_shut_at_x",
                "Neuron {neuron} of seed {seed}: input gate {input gate at X:.2f} at X and {input gate at "
                "a:.2f} at a, candidate {candidate at X, magnitude:.2f} at X",
                view="vectors",
            ),
            found="Both do a part: at X the input gate is at {input gate at X:.2f} instead of {input gate "
            "at a:.2f}, and the candidate at {candidate at X, magnitude:.2f} in magnitude. The clear-cut "
            "neuron of the article is one among many ways to the same product, and none of our twenty "
            "seeds took it.",
            tries=(
                Try(
                    "Open its input gate at X", urls.INTERVENE, {"do": "clamp:i:{unit}:1@X", "text": "{text}"}
                ),
                Try("Shut it at X for good", urls.INTERVENE, {"do": "clamp:i:{unit}:0@X", "text": "{text}"}),
                Try("How shut are gates, over all strings?", urls.WHY),
            ),
            claims={"gate_shut_at_x": FAILS},
            prediction=Prediction(
                "In twenty networks, where is the counter’s input gate when an X is read?",
                lambda known: opened(known[selective.GATE_X]),
                GATE,
            ),
            height=720,
        ),
        Step(
            id="no-input-gate",
            title="Take the input gate away",
            text=(
                "A gate that is useful need not be needed. Here are networks that were built and trained "
                "without any input gate: whatever the candidate says is written.",
            ),
            card="The same task without an input gate",
            figure=of_claim(
                "without_input_gate",
                "No input gate, neuron {neuron} of seed {seed}: exact up to N = {N_max without input "
                "gate:g}, and {held at X:.0%} less is written at X",
                view="vectors",
            ),
            found="Their median is {N_max without input gate:g}, with the gate it is {N_max with it:g}; "
            "the candidate alone now makes {held at X:.0%} less of an X than of an a. The article expected "
            "this without trying it, and was right.",
            tries=(
                Try("Read this network", urls.EXPLORE, {"view": "vectors"}),
                Try("Train both, side by side", urls.COMPARE, {}),
            ),
            claims={"without_input_gate": HOLDS},
            prediction=Prediction(
                "Without input gates, up to how many a’s is the median network exact? (With them it is "
                "{selective_counting-plain lstm}.)",
                lambda known: known[selective.WITHOUT],
                high=30,
            ),
            height=630,
        ),
        Step(
            id="count-at-y",
            title="Asked at Y",
            text=(
                "The count is wanted from Y on. A neuron could stay silent until then and, at Y, hand over "
                "the number. The article shows one that does so to within a tenth of a percent.",
            ),
            card="The hidden state that is silent before Y",
            figure=of_claim(
                "fires_at_y",
                "Neuron {neuron} of seed {seed}, hidden state: {mean magnitude before Y:.2f} in size "
                "before Y, and at Y an R squared of {R squared at Y:.2f} on the count",
                view="text",
            ),
            found="Of those that are silent before Y the best tells the count with an R squared of {R "
            "squared at Y:.2f} in the median. There is such a neuron, but it is a rough one, and most of "
            "our networks hand the count over in other ways.",
            tries=(
                Try("Rank by the count at every step", urls.FIND, {"feature": "count"}),
                Try("What can be read off at Y?", urls.WHY),
            ),
            claims={"fires_at_y": FAILS},
            height=520,
        ),
    ),
)
