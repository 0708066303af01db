"""The states and the gates: what is kept, what is shown, and what depends on it."""

from dashboard import urls
from dashboard.pages.story.pictures.networks import forgotten, spreads
from dashboard.pages.story.pictures.neurons import of_claim
from dashboard.pages.story.step import Prediction, Section, Step, Try
from models.reproduce import variations
from models.reproduce.rules import FAILS, PARTLY

SECTION = Section(
    "gates",
    "The states and the gates",
    (
        Step(
            id="forget",
            title="The gate that remembers",
            text=(
                "Despite its name, the forget gate is what memory lives by: at one the old value stays, at "
                "zero it is gone. It should stay open over the gap, and may close when the answer is given.",
            ),
            card="The forget gate of the neuron that tells A from B best",
            figure=of_claim(
                "forget_gate",
                "Neuron {neuron} of seed {seed}: its forget gate is at {forget gate at x:.2f} at x’s, and "
                "at least at {forget gate at the end, least:.2f} at the end",
                view="vectors",
            ),
            found="Open it is, {forget gate at x:.2f} in the median. That it closes at the end is seen in "
            "some networks only: once the answer is written nobody asks again, so nothing in training "
            "makes it close.",
            tries=(
                Try(
                    "A leak: every forget gate at .8",
                    urls.INTERVENE,
                    {"do": "clamp:f:*:0.8", "text": "AxxxxxxY"},
                ),
                Try("Read the forget gate", urls.EXPLORE, {"view": "text"}),
            ),
            claims={"forget_gate": PARTLY},
            height=650,
        ),
        Step(
            id="shut",
            title="Shut it, and see",
            text=(
                "Hold all forget gates shut while the x’s are read, and nothing of the cell state survives "
                "a single x. What is left is the hidden state, which the candidate can still hear.",
                "Then leave them alone and shut all input gates at the x’s instead, which the networks "
                "keep open.",
            ),
            card="Forget gates shut in the gap",
            figure=forgotten,
            found="With forget gates shut, {right_f} of {seeds} networks still answer both letters. With "
            "input gates shut it is {right_i} of {seeds}. So that is what each is for: the forget gate "
            "keeps, and cannot be done without; the input gate decides what is new, and in a gap nothing "
            "is.",
            tries=(
                Try("Shut forget gates", urls.INTERVENE, {"do": "clamp:f:*:0@x", "text": "{text}"}),
                Try("Shut input gates instead", urls.INTERVENE, {"do": "clamp:i:*:0@x", "text": "{text}"}),
                Try(
                    "Shut them for the first x only",
                    urls.INTERVENE,
                    {"do": "clamp:f:*:0@t2", "text": "{text}"},
                ),
            ),
            prediction=Prediction(
                "All forget gates are held shut at the x’s. How many of {seeds} networks still answer A "
                "and B right?",
                lambda known: known["right_f"],
                high=20,
            ),
            height=890,
        ),
        Step(
            id="until-needed",
            title="Silent until needed",
            text=(
                "The output gate decides what of the memory is shown. As nobody asks before Y, the neuron "
                "that remembers could keep its knowledge to itself until then.",
            ),
            card="Its hidden state",
            figure=of_claim(
                "hidden_until_needed",
                "Neuron {neuron} of seed {seed}: its hidden state is {hidden state in the gap:.2f} in size "
                "at x’s, and {hidden state at Y:.2f} at Y",
                view="vectors",
            ),
            found="It does not: in the median it is {hidden state in the gap:.2f} in size on the way. The "
            "hidden state is also what gates and candidate of the next step hear: a network may have use "
            "for it long before anything is written.",
            tries=(
                Try(
                    "Hide it: output gates shut at x’s",
                    urls.INTERVENE,
                    {"do": "clamp:o:*:0@x", "text": "AxxxxxxY"},
                ),
                Try("Read its hidden state", urls.EXPLORE, {"view": "text"}),
            ),
            claims={"hidden_until_needed": FAILS},
            height=650,
        ),
        Step(
            id="sharpened",
            title="Is the one a sharper copy of the other?",
            text=(
                "One more thing that the article reads off its pictures: what is shown is a sharpened form "
                "of what is remembered. Sharper means nearer to off or to fully on, and less in between.",
            ),
            card="How the values of h and of tanh c are spread",
            figure=spreads,
            found="Over all four tasks, {h in between:.0%} of the values of h lie in between, and {tanh c "
            "in between:.0%} of those of tanh c. The hidden state follows the cell state closely, with a "
            "correlation of {correlation of the two:.2f}; yet it is the blunter of the two.",
            tries=(
                Try("The same for every cell", urls.WHY),
                Try("Another task", urls.WHY, {"run": "copying-plain"}),
            ),
            claims={"sharpened": FAILS},
            prediction=Prediction(
                "Which of the two has more of its values in between, neither off nor fully on?",
                lambda known: "h" if known[variations.HIDDEN] > known[variations.CELL] else "c",
                {"h": "the hidden state h", "c": "the cell state, as tanh c"},
            ),
            height=830,
        ),
    ),
)
