"""What tests of the article's claims share: made-up numbers at the edges of their rules."""

from models.reproduce import copying, counting, memory, selective, variations

# Of each claim about seeds: what a seed that just bears it out has, and changes after which it does not.
EDGES: dict[str, tuple[dict[str, float], list[dict[str, float]]]] = {
    "one_b_less": (
        {counting.WRITTEN: -1, "a's": 15, "b's": 14, counting.ENDS: 1},
        [{counting.WRITTEN: -2}, {counting.WRITTEN: 0}, {counting.ENDS: 0}],
    ),
    "counter": (
        {counting.ON_A: 0.8, counting.ON_B: 0.8, counting.UP: 0.1, counting.DOWN: -0.1},
        [{counting.ON_A: 0.79}, {counting.ON_B: 0.79}, {counting.DOWN: 0.1}, {counting.UP: 0}],
    ),
    "even_steps": (
        {counting.UP: 1, counting.DOWN: -0.8, counting.UNEVEN_A: 0.25, counting.UNEVEN_B: 0.25},
        [
            {counting.UNEVEN_A: 0.26},
            {counting.UNEVEN_B: 0.26},
            {counting.DOWN: 1},
            {counting.DOWN: -0.79},
            {counting.UP: 0.63},
        ],
    ),
    "ignores_x": (
        {selective.HELD: 0.8, counting.ON_A: 0.8, counting.ON_B: 0.8, counting.UP: 1, counting.DOWN: -1},
        [{selective.HELD: 0.79}, {counting.ON_A: 0.79}, {counting.ON_B: 0.79}],
    ),
    "gate_shut_at_x": (
        {selective.GATE_X: 0.09, selective.GATE_A: 0.1, selective.CANDIDATE_X: 0.91},
        [{selective.GATE_X: 0.1}, {selective.GATE_A: 0.09}, {selective.CANDIDATE_X: 0.9}],
    ),
    "fires_at_y": (
        {selective.AT_CUE: 0.8, selective.BEFORE: 0.09},
        [{selective.AT_CUE: 0.79}, {selective.BEFORE: 0.1}],
    ),
    "without_input_gate": (
        {selective.WITHOUT: 10, selective.WITH: 1000, selective.HELD: 0, counting.ON_A: 0, counting.ON_B: 0},
        [{selective.WITHOUT: 9}],
    ),
    "one_neuron_each": (
        {memory.FOR_A: 0.8, memory.FOR_B: 0.8},
        [{memory.FOR_A: 0.79}, {memory.FOR_B: 0.79}],
    ),
    "gate_shut_in_gap": ({memory.GATE_X: 0.09, memory.GATE_FIRST: 0}, [{memory.GATE_X: 0.1}]),
    "memory_all_the_way": (
        {memory.PROBED: 1, memory.LEAST: 0.5},
        [{memory.PROBED: 0.99}, {memory.LEAST: 0.49}],
    ),
    "hidden_until_needed": (
        {memory.IN_GAP: 0.09, memory.AT_CUE: 0.1},
        [{memory.IN_GAP: 0.1}, {memory.AT_CUE: 0.09}],
    ),
    "forget_gate": (
        {memory.KEPT: 0.91, memory.AT_END: 0.49},
        [{memory.KEPT: 0.9}, {memory.AT_END: 0.5}],
    ),
    "next_character": (
        {copying.AUC: 0.9, copying.ON_NEXT: 0.31, copying.ON_POSITION: 0.3},
        [{copying.AUC: 0.89}, {copying.ON_NEXT: 0.3}],
    ),
    "predicts_not_stores": (
        {copying.NEXT: 0.75, copying.FIRST: 0.7, copying.CURRENT: 0.6},
        [{copying.NEXT: 0.74}, {copying.CURRENT: 0.71}],
    ),
    "off_before_x": (
        {copying.OFF: 0.09, copying.ON: 0.1},
        [{copying.OFF: 0.1}, {copying.ON: 0.09}],
    ),
    "sharpened": (
        {variations.HIDDEN: 0.49, variations.CELL: 0.5, variations.CORRELATION: 0},
        [{variations.HIDDEN: 0.5}],
    ),
}
