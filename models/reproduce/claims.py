"""What the article says of its experiments, each with what is measured and the rule that decides."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from models.analysis.distributions import FAR, NEAR
from models.analysis.neurons import WRITTEN_FROM
from models.analysis.saturation import OPEN, SHUT
from models.reproduce import copying, counting, memory, selective, variations
from models.reproduce.experiments import COPYING, COUNTING, FOUR, MEMORY, SELECTIVE, UNGATED
from models.reproduce.rules import KeepsUp, MedianIs, OfSeeds, Rule
from models.reproduce.study import Measured

MIDWAY = 0.5  # a gate below lets less through than it keeps back
EVEN = 0.25  # steps that spread by a quarter of their mean are not all alike any more
ALIKE = 1.25  # by how much a step up and a step down may differ
CLEAR = 0.05  # of the places, by which a probe has to be better to be called better


@dataclass(frozen=True)
class Claim:
    """One claim of the article.

    Attributes:
        id: its key in CLAIMS.
        text: what is claimed, in our words.
        article: what was found there.
        runs: the experiments that it is about, names in EXPERIMENTS.
        measure: from these runs, each as a Study, to the numbers.
        rule: from the numbers to the verdict.
    """

    id: str
    text: str
    article: str
    runs: tuple[str, ...]
    measure: Callable[..., Measured]
    rule: Rule


def follows_both(n: Mapping[str, float]) -> bool:
    """Whether a neuron follows the count in both halves."""
    return min(n[counting.ON_A], n[counting.ON_B]) >= WRITTEN_FROM


def keeps_up(cell: str, title: str) -> KeepsUp:
    pairs = {task.replace("_", " "): variations.names(task, cell) for task in FOUR}
    return KeepsUp(title, "LSTM", pairs)


CLAIMS: dict[str, Claim] = {
    "counts_to_18": Claim(
        "counts_to_18",
        "Trained on 1 to 10 a's, the LSTM counts right up to 18 and fails at 19.",
        "N_max 18, of one network.",
        (COUNTING,), counting.reaches,
        MedianIs("N_max", 18),
    ),
    "one_b_less": Claim(
        "one_b_less",
        "Where it fails, it still writes b's and an end, and is off by one.",
        "18 b's after 19 a's: one less.",
        (COUNTING,), counting.writes,
        OfSeeds(
            "at the first N that it gets wrong it writes N - 1 or N + 1 b's and then the end",
            lambda n: abs(n[counting.WRITTEN]) == 1 and n[counting.ENDS] == 1,
        ),
    ),
    "counter": Claim(
        "counter",
        "A neuron's cell state counts: one way on a's, the other way on b's.",
        "R squared .95 on a's and .33 on b's of the neuron that is shown; .999 and .99 of the best one.",
        (COUNTING,), counting.counts,
        OfSeeds(
            f"a cell state follows the count with an R squared of at least {WRITTEN_FROM:g} on a's and on "
            "b's, and goes opposite ways there",
            lambda n: follows_both(n) and n[counting.UP] * n[counting.DOWN] < 0,
        ),
    ),
    "even_steps": Claim(
        "even_steps",
        "Candidate and input gate are constant in each half: the counter adds one, then takes one.",
        "About 1 at each a, about -1 at each b.",
        (COUNTING,), counting.steps_evenly,
        OfSeeds(
            f"its steps spread by at most {EVEN:.0%} of their mean in both halves, have opposite signs, and "
            f"one is at most {ALIKE:g} times as large as the other",
            lambda n: max(n[counting.UNEVEN_A], n[counting.UNEVEN_B]) <= EVEN
            and n[counting.UP] * n[counting.DOWN] < 0
            and 1 / ALIKE <= abs(n[counting.UP] / n[counting.DOWN]) <= ALIKE,
        ),
    ),
    "hidden_off": Claim(
        "hidden_off",
        "Some hidden states are off, about 0, for the whole first half.",
        "4 of 10 units.",
        (COUNTING,), counting.hidden_off,
        MedianIs("units that are off", 4),
    ),
    "ignores_x": Claim(
        "ignores_x",
        "In selective counting a cell counts the a's and holds still at X.",
        "One neuron is shown that does.",
        (SELECTIVE,), selective.counts_a_only,
        OfSeeds(
            f"the best counter has an R squared of at least {WRITTEN_FROM:g} on a's and on b's, and moves by "
            f"at least {WRITTEN_FROM:.0%} less at X than at a",
            lambda n: follows_both(n) and n[selective.HELD] >= WRITTEN_FROM,
        ),
    ),
    "gate_shut_at_x": Claim(
        "gate_shut_at_x",
        "It is the input gate that ignores X: it is shut there, although the candidate is fully on.",
        "Input gate about .01 at X, candidate about 1 in magnitude.",
        (SELECTIVE,), selective.gate_at_x,
        OfSeeds(
            f"the best counter's input gate is below {SHUT:g} at X on average and above that at a, and its "
            f"candidate at X above {OPEN:g} in magnitude",
            lambda n: n[selective.GATE_X] < SHUT <= n[selective.GATE_A] and n[selective.CANDIDATE_X] > OPEN,
        ),
    ),
    "fires_at_y": Claim(
        "fires_at_y",
        "A neuron is off until Y, and there its value is the count.",
        "One neuron is shown; its value tells the count to within a tenth of a percent.",
        (SELECTIVE,), selective.fires_at_cue,
        OfSeeds(
            f"a hidden state is below {NEAR:g} in magnitude before Y on average, and at Y follows the count "
            f"with an R squared of at least {WRITTEN_FROM:g}",
            lambda n: n[selective.BEFORE] < NEAR and n[selective.AT_CUE] >= WRITTEN_FROM,
        ),
    ),
    "without_input_gate": Claim(
        "without_input_gate",
        "A network built without an input gate still learns to ignore X, some other way.",
        "Expected, and left to be tried.",
        (SELECTIVE, UNGATED), selective.without_gate,
        OfSeeds(
            "without an input gate every string of up to 10 a's is answered exactly, whatever X's are in it",
            lambda n: n[selective.WITHOUT] >= 10,
        ),
    ),
    "one_neuron_each": Claim(
        "one_neuron_each",
        "In state memory one neuron stands for A, and another one for B.",
        "Two neurons are shown.",
        (MEMORY,), memory.one_for_each,
        OfSeeds(
            "a cell state that is larger after A, and another one that is larger after B, each tell the "
            f"letter with an R squared of at least {WRITTEN_FROM:g}",
            lambda n: min(n[memory.FOR_A], n[memory.FOR_B]) >= WRITTEN_FROM,
        ),
    ),
    "gate_shut_in_gap": Claim(
        "gate_shut_in_gap",
        "Nothing is saved on the way: the input gate is shut at the x's.",
        "Shut at every x.",
        (MEMORY,), memory.gate_in_gap,
        OfSeeds(
            f"the input gate of the cell that tells A from B best is below {SHUT:g} at x's on average",
            lambda n: n[memory.GATE_X] < SHUT,
        ),
    ),
    "memory_all_the_way": Claim(
        "memory_all_the_way",
        "The memory is there all the way, although it is needed at the end only.",
        "At every x.",
        (MEMORY,), memory.all_the_way,
        OfSeeds(
            "a probe tells A from B at every place of the gap, and the difference in the best cell state "
            "never falls below half of its largest",
            lambda n: n[memory.PROBED] == 1 and n[memory.LEAST] >= MIDWAY,
        ),
    ),
    "hidden_until_needed": Claim(
        "hidden_until_needed",
        "The hidden state of that cell is off until it is needed.",
        "About 0 at x's.",
        (MEMORY,), memory.hidden_in_gap,
        OfSeeds(
            f"it is below {NEAR:g} in magnitude at x's on average, and above that at Y",
            lambda n: n[memory.IN_GAP] < NEAR <= n[memory.AT_CUE],
        ),
    ),
    "forget_gate": Claim(
        "forget_gate",
        "The forget gate stays near 1 at x's and closes at the end.",
        "Near 1 at every x, shut after Y.",
        (MEMORY,), memory.forget_gate,
        OfSeeds(
            f"the forget gate of the cell that tells A from B best is above {OPEN:g} at x's on average, and "
            f"below {MIDWAY:g} at Y or at the answer",
            lambda n: n[memory.KEPT] > OPEN and n[memory.AT_END] < MIDWAY,
        ),
    ),
    "next_character": Claim(
        "next_character",
        "In copying a neuron of layer 2 is on whenever the next character is b.",
        "One neuron is shown for b; another one for c.",
        (COPYING,), copying.predicts,
        OfSeeds(
            "the best hidden state of layer 2 tells whether b comes next in at least nine of ten pairs "
            "(AUC), and follows that better than it follows the position",
            lambda n: n[copying.AUC] >= 0.9 and n[copying.ON_NEXT] > n[copying.ON_POSITION],
        ),
    ),
    "predicts_not_stores": Claim(
        "predicts_not_stores",
        "Layer 2 says what comes next, rather than how the string began or what was just read.",
        "Read off the neurons by eye.",
        (COPYING,), copying.what_is_told,
        OfSeeds(
            f"probes of its hidden states name the next character at least {CLEAR:.0%} of the places more "
            "often than the first one, and than the one just read",
            lambda n: n[copying.NEXT] - max(n[copying.FIRST], n[copying.CURRENT]) >= CLEAR,
        ),
    ),
    "off_before_x": Claim(
        "off_before_x",
        "That neuron's hidden state is off before X, while nothing is written.",
        "Off before X.",
        (COPYING,), copying.off_before,
        OfSeeds(
            f"it is below {NEAR:g} in magnitude before X on average, and above that from X on",
            lambda n: n[copying.OFF] < NEAR <= n[copying.ON],
        ),
    ),
    "sharpened": Claim(
        "sharpened",
        "The working memory is a sharpened long-term memory.",
        "Seen in the pictures of all tasks.",
        FOUR, variations.sharpened,
        OfSeeds(
            f"a smaller share of the values of h than of those of tanh c lies between {NEAR:g} and {FAR:g} "
            "in magnitude",
            lambda n: n[variations.HIDDEN] < n[variations.CELL],
        ),
    ),
    "gru": Claim(
        "gru",
        "One memory instead of two, and forgetting tied to saving, is a natural variation: the GRU.",
        "Named, and not tried.",
        FOUR, partial(variations.reached, "gru"),
        keeps_up("gru", "GRU"),
    ),
    "peephole": Claim(
        "peephole",
        "Gates that see the long-term memory are a natural variation: the peephole LSTM.",
        "Named, and not tried.",
        FOUR, partial(variations.reached, "peephole"),
        keeps_up("peephole", "peephole LSTM"),
    ),
}  # fmt: skip
