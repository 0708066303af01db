"""Copying: a whole word is kept, and read out character by character."""

from dashboard import urls
from dashboard.pages.story.pictures.networks import probed
from dashboard.pages.story.pictures.neurons import of_claim
from dashboard.pages.story.step import Prediction, Section, Step, Try
from models.reproduce import copying
from models.reproduce.rules import HOLDS

TOLD = {copying.NEXT: "the character that comes next", copying.FIRST: "the word’s first character",
        copying.CURRENT: "the character that was just read"}  # fmt: skip

SECTION = Section(
    "copying",
    "Copying",
    (
        Step(
            id="next-is-b",
            title="A neuron that announces b",
            text=(
                "A word of a’s, b’s and c’s, an X, and the same word again. To count is no longer enough; "
                "the order matters. Two layers share the work, and it is the upper one that speaks.",
            ),
            card="The hidden state that best tells whether b comes next",
            figure=of_claim(
                "next_character",
                "Layer {layer}, neuron {neuron} of seed {seed} tells whether b comes next in {AUC for "
                "“next is b”:.1%} of pairs",
                view="strings",
            ),
            found="It is on where the following character is a b, wherever in the word that is: in the "
            "median it orders {AUC for “next is b”:.1%} of pairs rightly, while its position in the word "
            "explains {R squared on the position:.0%} of it.",
            tries=(
                Try("Look for the one that announces c", urls.FIND, {"feature": "next:c"}),
                Try(
                    "Silence it after X",
                    urls.INTERVENE,
                    {"do": "zero:{layer}/h:{unit}@t8-13", "text": "{text}"},
                ),
            ),
            claims={"next_character": HOLDS},
            height=850,
        ),
        Step(
            id="predicts",
            title="Prediction, not storage",
            text=(
                "Such a neuron may stand for what will be written, for how the string began, or simply for "
                "what was just read. A probe decides: a linear classifier that is trained to read one of "
                "these off the layer’s hidden states, and tested on other strings.",
            ),
            card="What can be read off the two layers",
            figure=probed,
            found="The upper layer tells the next character in {next character:.1%} of all places, the one "
            "just read in {character just read:.0%}, the first in {first character:.0%}. It is about the "
            "future.",
            tries=(
                Try("Probe other cells too", urls.WHY),
                Try("Why did it say that? Follow the gradient", urls.WHY, {"after": "8"}),
            ),
            claims={"predicts_not_stores": HOLDS},
            prediction=Prediction(
                "Which of these can be read off the upper layer best?",
                lambda known: max(TOLD, key=known.__getitem__),
                TOLD,
            ),
            height=950,
        ),
        Step(
            id="silent",
            title="Silent while it listens",
            text=(
                "While the word is read there is nothing to say. This is where an output gate could earn "
                "its keep: the cell state may fill while the hidden state of the announcing neuron stays "
                "off until X.",
            ),
            card="Everything that neuron computes",
            figure=of_claim(
                "off_before_x",
                "Layer {layer}, neuron {neuron} of seed {seed}: {before X:.3f} in size before X, {after "
                "it:.2f} after it",
                view="vectors",
            ),
            found="Before X its hidden state is {before X:.3f} in size in the median, from X on {after "
            "it:.2f}. Here an output gate does what the article says, in the layer that speaks.",
            tries=(
                Try(
                    "Hold its output gate open",
                    urls.INTERVENE,
                    {"do": "clamp:{layer}/o:{unit}:1", "text": "{text}"},
                ),
                Try("Read it on other words", urls.EXPLORE, {"view": "strings"}),
            ),
            claims={"off_before_x": HOLDS},
            height=650,
        ),
    ),
)
