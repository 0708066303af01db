"""Counting: one neuron's cell state goes up, and comes down again."""

from dashboard import urls
from dashboard.pages.story.pictures.networks import three_more, written
from dashboard.pages.story.pictures.neurons import of_claim, of_exhibit
from dashboard.pages.story.step import Prediction, Section, Step, Try
from models.reproduce import counting
from models.reproduce.rules import FAILS, HOLDS

WRONG_WAYS = {
    "off": "one b too many or too few, then the end",
    "short": "it breaks off after a few b’s",
    "endless": "b’s for ever",
    "mixed": "a’s and b’s in disorder",
}


def way(known: dict) -> str:
    """How it goes wrong, in the middle seed."""
    if known[counting.ENDS] != 1:
        return "endless"
    return "off" if abs(known[counting.WRITTEN]) == 1 else "short"


SECTION = Section(
    "counting",
    "Counting",
    (
        Step(
            id="off-by-one",
            title="A mistake tells how it counts",
            text=(
                "Every one of these networks fails at some length. What it writes there is worth more than "
                "a right answer: a table would have nothing to say about a length that it never saw, while "
                "a counter that leaks a little should miss by a little.",
            ),
            card="What it writes, up to its first mistake",
            figure=written,
            found="With {wrong} a’s it writes {many} b’s. So do nearly all: at the first length that is "
            "too much for it, the median network is off by {b's less a's:+g}, and it still ends properly. "
            "These are counters whose unit is a little off, not tables.",
            tries=(
                Try(
                    "Give it this string, and change the state on the way", urls.INTERVENE, {"text": "{text}"}
                ),
                Try("One a more", urls.INTERVENE, {"text": "a{text}"}),
            ),
            claims={"one_b_less": HOLDS},
            prediction=Prediction(
                "At the first number of a’s that is too large for it: what does it write after X?",
                way,
                WRONG_WAYS,
            ),
            height=560,
        ),
        Step(
            id="counter",
            title="The neuron that counts",
            text=(
                "An LSTM has two vectors of numbers that go from step to step: the cell state c, its "
                "long-term memory, and the hidden state h, the part of it that is shown to the outside. If "
                "anything counts, it is c.",
                "No neuron was picked by eye. Every one is scored by how well a straight line leads from "
                "its value to the true count, on strings that the line was not fitted on; the best one is "
                "shown.",
            ),
            card="The cell state of the best counter, over longer and longer strings",
            figure=of_claim(
                "counter",
                "Neuron {neuron} of seed {seed} follows the count with an R squared of {R squared on "
                "a's:.3f} on a’s and {R squared on b's:.3f} on b’s",
                view="strings",
            ),
            found="Read a row: the colour deepens with every a and fades with every b, so that it is near "
            "nothing when the last b is written. It moves by {own step at each a:+.2f} at each a and by "
            "{own step at each b:+.2f} at each b, and every seed has such a neuron. The neuron that the "
            "article shows is not the best counter of its network: a ranking finds two better ones.",
            tries=(
                Try("Read it, step by step", urls.EXPLORE, {"view": "strings"}),
                Try("Rank all neurons by the count", urls.FIND, {"feature": "count"}),
            ),
            claims={"counter": HOLDS},
            height=910,
        ),
        Step(
            id="all-cells",
            title="It is not alone",
            text=(
                "Nothing in training asks for a tidy division of labour. Look at all cell states at once, "
                "each in colours of its own: some count up where others count down, some only tell the "
                "halves apart.",
            ),
            card="All cell states",
            figure=of_exhibit("All cell states"),
            found="Several neurons hold a count, each with steps of its own, and what is written depends "
            "on them all. Take one away and see what is left.",
            tries=(
                Try("Group neurons that respond alike", urls.FIND),
                Try(
                    "Silence the counter, and see who fills in",
                    urls.INTERVENE,
                    {"do": "zero:c:{unit}@X", "n": "8"},
                ),
            ),
            height=550,
        ),
        Step(
            id="all-hidden",
            title="What is shown, and when",
            text=(
                "The hidden state is the cell state seen through the output gate. In the first half there "
                "is nothing to write but a’s, so one would expect that much of it is switched off there.",
            ),
            card="All hidden states",
            figure=of_claim(
                "hidden_off",
                "Seed {seed}: {units that are off:g} hidden states are off, about 0, while a’s are read",
            ),
            found="In the article four of ten hidden states are off while a’s are read. In the median "
            "network here it is {units that are off:g}: the counters are shown all the time, and what is "
            "written does not suffer from it.",
            tries=(
                Try("All neurons, every quantity", urls.EXPLORE, {"view": "units"}),
                Try("Hold every output gate open", urls.INTERVENE, {"do": "clamp:o:*:1", "n": "8"}),
            ),
            claims={"hidden_off": FAILS},
            height=680,
        ),
        Step(
            id="plus-one",
            title="Plus one, minus one",
            text=(
                "Now the gates of that one neuron. The candidate g says what might be added, from minus "
                "one to one. The input gate i says how much of it is. The forget gate f says how much of "
                "the old value stays. The new cell state is f times the old one plus i times g.",
                "A counter needs f at one, so that nothing is lost, and i times g constant within each half.",
            ),
            card="Everything that the counter computes",
            figure=of_claim(
                "even_steps",
                "Neuron {neuron} of seed {seed}: {step at each a:+.2f} at each a, {step at each b:+.2f} at "
                "each b",
                view="vectors",
            ),
            found="This is an adding machine. The steps are alike to {spread of the steps at a's:.0%} of "
            "their size on a’s and {spread of the steps at b's:.0%} on b’s. One step up is nearly, and not "
            "quite, one step down: with each a and b the difference adds up, and that is the mistake you "
            "saw.",
            tries=(
                Try(
                    "Hold its forget gate at .9: a leak",
                    urls.INTERVENE,
                    {"do": "clamp:f:{unit}:0.9", "n": "8"},
                ),
                Try("Hold its input gate at half", urls.INTERVENE, {"do": "clamp:i:{unit}:0.5", "n": "8"}),
                Try(
                    "Read it in the article’s own words",
                    urls.EXPLORE,
                    {"view": "vectors", "names": "article"},
                ),
            ),
            claims={"even_steps": HOLDS},
            height=670,
        ),
        Step(
            id="add-three",
            title="Reach in and add three",
            text=(
                "To look at a counter proves little; to turn it proves more. This LSTM has two neurons "
                "only, one of which counts. When X comes, three of its own steps are added to that cell "
                "state, and nothing else is touched.",
            ),
            card="Before and after",
            figure=three_more,
            found="It wrote {before} b’s, now it writes {after}: {more} more. The number in that cell is "
            "not a by-product of counting, it is the count that the network goes by.",
            tries=(
                Try("Add another number", urls.INTERVENE, {"do": "{do}"}),
                Try("Take two away instead", urls.INTERVENE, {"do": "add:c:{unit}:-2x@X"}),
            ),
            prediction=Prediction(
                "Three of its own steps are added at the X. How many more b’s does it write?",
                lambda known: known["more"],
            ),
            height=840,
        ),
    ),
)
