"""State memory: one bit over a gap."""

from dashboard import urls
from dashboard.pages.story.pictures.networks import two_letters
from dashboard.pages.story.pictures.neurons import of_claim
from dashboard.pages.story.sections.selective import GATE, opened
from dashboard.pages.story.step import Prediction, Section, Step, Try
from models.reproduce import memory
from models.reproduce.rules import FAILS

SECTION = Section(
    "state-memory",
    "Remembering a state",
    (
        Step(
            id="a-or-b",
            title="A, or B?",
            text=(
                "The string begins with A or with B. Then come x’s, which say nothing, and after Y the "
                "network has to write a, or b. One bit, kept for as long as the gap is.",
                "The tidy solution would be one neuron for A and another one for B.",
            ),
            card="Two neurons, after A and after B",
            figure=two_letters,
            found="The two best neurons do tell the letters apart, and each does so on both sides. But "
            "neither does it alone: the best one that is larger after A explains {R squared, neuron for "
            "A:.0%} of the difference in the median, the best one for B {R squared, neuron for B:.0%}. The "
            "bit is spread over many.",
            tries=(
                Try("Read this neuron", urls.EXPLORE, {"view": "vectors", "text": "{text}"}),
                Try(
                    "Give the A-string the state of a B-string",
                    urls.INTERVENE,
                    {"do": "swap:state:*:Bxxxxxx@t4", "text": "AxxxxxxY"},
                ),
            ),
            claims={"one_neuron_each": FAILS},
            height=630,
        ),
        Step(
            id="gap",
            title="Is the door shut on the way?",
            text=(
                "The x’s bring nothing that is worth keeping. So the input gate might as well be shut "
                "while they are read, and the article shows a neuron where it is.",
            ),
            card="The neuron that tells A from B best",
            figure=of_claim(
                "gate_shut_in_gap",
                "Neuron {neuron} of seed {seed}: its input gate is at {input gate at x:.2f} at x’s, and at "
                "{input gate at A and B:.2f} at the letter itself",
                view="vectors",
            ),
            found="The other way round: in the median it is at {input gate at x:.2f}. An open door does no "
            "harm as long as what comes in says the same again: the candidate hears the hidden state, and "
            "so can write the letter once more at every x.",
            tries=(
                Try(
                    "Shut all input gates at x’s", urls.INTERVENE, {"do": "clamp:i:*:0@x", "text": "AxxxxxxY"}
                ),
                Try(
                    "Read it in a longer gap",
                    urls.EXPLORE,
                    {"view": "vectors", "text": "Axxxxxxxxxxxxxxxxxxxxxxxxa$"},
                ),
            ),
            claims={"gate_shut_in_gap": FAILS},
            prediction=Prediction(
                "While x’s are read, where is the input gate of the neuron that remembers best?",
                lambda known: opened(known[memory.GATE_X]),
                GATE,
            ),
            height=680,
        ),
        Step(
            id="all-the-way",
            title="There all the way",
            text=(
                "The bit is wanted at the end only. A network that sees no reason to keep it in between "
                "would lose it, so it must be there at every x; the question is in what form.",
            ),
            card="The cell state over the gap",
            figure=of_claim(
                "memory_all_the_way",
                "Neuron {neuron} of seed {seed}: what A and B differ by falls to {least difference in the "
                "gap:.0%} of its most",
                view="text",
            ),
            found="A simple probe reads A or B off the cell states at every place: right in {A or B told "
            "from the cell states:.0%} of them. Yet no single neuron is steady: in the best one the "
            "difference falls to {least difference in the gap:.0%} of its largest in the median. All of "
            "the memory is there, and it is not in one place.",
            tries=(
                Try("What probes can read off", urls.WHY),
                Try(
                    "How long a gap does each seed bear?",
                    urls.LAB,
                    {"task": "state_memory", "recipes": "plain"},
                ),
            ),
            claims={"memory_all_the_way": FAILS},
            height=500,
        ),
    ),
)
