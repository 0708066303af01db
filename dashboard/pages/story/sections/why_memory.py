"""Why a network needs a memory: films whose frames do not tell by themselves what is going on."""

from dashboard import films, urls
from dashboard.pages.story.pictures.films import who_can_be_believed, who_remembers
from dashboard.pages.story.step import Panel, Prediction, Section, Step, Try
from dashboard.pages.story.watching import film_panel

ATTACK = "attack"


def film(naming: str) -> Panel:
    """The first film, uncut."""
    return Panel(film_panel({}, level=4))


def without_its_foe() -> str:
    """All frames of the attack but the first, as an address has them."""
    return ".".join(map(str, range(1, films.films()[ATTACK].length)))


SECTION = Section(
    "why-memory",
    "Why a memory",
    (
        Step(
            id="what-is-going-on",
            title="One picture is not enough",
            text=(
                "Water, and a small creature in it. Is it showering, drinking, or under attack? Whoever "
                "sees this one picture can only guess. Another picture would tell: the one before, or one "
                "of long ago, if somebody has kept it in mind.",
                "Networks of five kinds have watched this film, each frame once and in order, and below "
                "each picture stands what they believe. Take out the frame that gives it away, move it, or "
                "show it twice: they watch again.",
            ),
            card="A film that can be cut",
            figure=film,
            found="To the feedforward net all pictures of water are one and the same, whatever came before "
            "them. The others carry something along, and differ in how long it lasts. Below them stands "
            "the best that can be believed, which is Bayes’ answer of somebody who knows how films are made.",
            tries=(
                Try(
                    "Take away the one frame with the foe",
                    urls.STORY_FILM,
                    {"film": ATTACK, "frames": without_its_foe()},
                ),
                Try("A look of surprise, and nothing else", urls.STORY_FILM, {"film": "surprise"}),
                Try("A night, after which all begins anew", urls.STORY_FILM, {"film": "night"}),
                Try("Two of them, each at something else", urls.STORY_FILM, {"film": "both"}),
            ),
            height=1180,
        ),
        Step(
            id="who-remembers",
            title="Who still knows, long after",
            text=(
                "In a thousand films that no network has learned from it is known for every frame when it "
                "was last seen what is going on. So each network can be asked how often it is right one "
                "frame later, or a few, or many.",
                "Two creatures share these films. It does not do to remember what was seen: it must be "
                "remembered of whom, while the picture shows the other.",
            ),
            card="How far back each cell looks",
            figure=who_remembers,
            found="Of what was seen {far} frames ago the net without memory gets {right feedforward:.0%} "
            "right, which is what guessing is worth. The vanilla RNN gets {right rnn:.0%}, the GRU "
            "{right gru:.0%}, the LSTM {right lstm:.0%}, the LSTM with peepholes {right peephole:.0%}. "
            "These are means, and seeds differ: {keep lstm} of {seeds of films} LSTMs, {keep peephole} "
            "with peepholes and {keep gru} GRUs are right in more than {kept:.0%}, and {keep rnn} RNNs.",
            tries=(
                Try("Watch with the seed whose LSTM looks back worst", urls.STORY_FILM, {"seed": "{worst}"}),
            ),
            prediction=Prediction(
                "Guessing is right more often than not. Of what was seen long ago, how many percent does "
                "the vanilla RNN get right?",
                lambda known: round(100 * known["right rnn"]),
                low=0,
                high=100,
            ),
            height=560,
        ),
        Step(
            id="who-can-be-believed",
            title="Can they be taken at their word?",
            text=(
                "A network does not only name what is going on, it says how sure it is. Where it is right "
                "as often as its probabilities say, it is calibrated: then they are worth something even "
                "where nothing certain can be known.",
            ),
            card="How far off probabilities are",
            figure=who_can_be_believed,
            found="Where nothing was ever seen one should stay in doubt. The nets that remember do not "
            "manage: there the RNN’s probabilities are {off rnn:.0%} off, the GRU’s {off gru:.0%}, the "
            "LSTM’s {off lstm:.0%}, those with peepholes {off peephole:.0%}, and those of the net without "
            "memory, which never thinks it knows, {off feedforward:.0%}.",
            tries=(
                Try(
                    "A film that never shows what is going on",
                    urls.STORY_FILM,
                    {"film": ATTACK, "frames": "1.3.4.7.8"},
                ),
            ),
            height=560,
        ),
    ),
)
