"""What is asked of a network, and why it has to remember."""

from dashboard import urls
from dashboard.pages.story.pictures.networks import COUNTING, how_far, next_characters
from dashboard.pages.story.step import Prediction, Section, Step, Try
from models.reproduce.rules import PARTLY

SECTION = Section(
    "reading",
    "One character at a time",
    (
        Step(
            id="next-character",
            title="Say what comes next",
            text=(
                "A recurrent network reads a text from left to right and, after every character, says "
                "which one it expects. Nothing else is ever asked of it. What it will need later it has to "
                "carry along itself, in a few dozen numbers that it passes from each step to the next.",
                "Our first language has strings of a’s, one X, and as many b’s as there were a’s. Nobody "
                "mentions counting. Yet whoever wants to know when the last b has come must somehow have "
                "kept how many a’s there were.",
            ),
            card="Five networks read the same string",
            figure=next_characters,
            found="While a’s are read nobody can know whether an X comes next. After X all is determined. "
            "The feedforward net, which sees one character only, cannot tell the last b from the first; "
            "the others carry something along.",
            tries=(
                Try("Read another string with all five", urls.COMPARE, {"n": "5"}),
                Try("Watch five cells learn this from the start", urls.COMPARE, {"steps": "1000"}),
            ),
            height=550,
        ),
        Step(
            id="how-far",
            title="How far will it count?",
            text=(
                "The networks were trained on {shortest} to {longest} a’s and on nothing longer. A table "
                "of {longest} answers would do for that. So what matters is what happens beyond: whoever "
                "has learned to count goes on, whoever has learned a table stops.",
                "One network would be luck. Each cell was trained twenty times, from twenty random "
                "beginnings, and each is asked for longer and longer strings until it makes its first "
                "mistake.",
            ),
            card="How far each cell counts",
            figure=how_far(COUNTING),
            found="LSTMs get beyond what they were shown, and not far: half of the seeds fail before N = "
            "{N_max:g}. The vanilla RNN ends at {counting-plain rnn}, right where its training did. The "
            "article’s network got farther than our middle one, and some of ours got farther than it.",
            tries=(
                Try("Ask every seed, in the Lab", urls.LAB, {"task": "counting", "recipes": "plain"}),
                Try("See the gates where they go wrong", urls.COMPARE, {"n": "19"}),
            ),
            claims={"counts_to_18": PARTLY},
            prediction=Prediction(
                "Trained on at most {longest} a’s: how far does the median of {seeds} LSTMs count without "
                "a mistake?",
                lambda known: known["N_max"],
                high=60,
            ),
            height=1000,
        ),
    ),
)
