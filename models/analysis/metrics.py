"""How well a network generalizes, in the measures of the field, each for every seed.

Teacher-forced, a network reads the string whatever it would have written; free-running, it reads its own
answer.
"""

from collections.abc import Sequence
from random import Random

import torch
from torch import Tensor

from models.analysis.length import STEM_SEED
from models.network import Network
from models.tasks import Example, Task
from models.training.batches import make_batch

LEARNED = range(1, 51)  # deterministic accuracy and acceptance: the first lengths, all of them
FAR = range(41, 501, 9)  # length generalization: 52 of the lengths of Deletang et al., both ends among them


def strings(task: Task, lengths: Sequence[int]) -> list[Example]:
    """The strings that are measured, the same whenever they are asked for."""
    return task.examples(lengths, Random(STEM_SEED))


@torch.inference_mode()
def written(network: Network, task: Task, examples: Sequence[Example], free: bool = False) -> Tensor:
    """(S, B, T): the likeliest character after each of these strings; `free`: fed back in the answer."""
    characters = make_batch(examples, task.alphabet).characters
    ends = torch.tensor([len(example.prompt) for example in examples])
    state, best = network.zero_state(len(examples)), []
    for t, column in enumerate(characters.unbind(1)):
        read = column.expand(len(network.V), -1)
        if free and t:
            read = torch.where(ends <= t, best[-1], read)
        h, state = network.step(network.encode(read), state)
        best.append(network.readout(h).argmax(-1))
    return torch.stack(best, 2)


def determined(task: Task, examples: Sequence[Example]) -> Tensor:
    """(B, T): after which characters only one other may come."""
    longest = max(len(example.text) for example in examples)
    mask = torch.zeros(len(examples), longest - 1, dtype=torch.bool)
    for row, example in zip(mask, examples, strict=True):
        for t in range(len(example.text) - 1):
            row[t] = len(task.allowed(example.text[: t + 1])) == 1
    return mask


def deterministic_accuracy(network: Network, task: Task, lengths: Sequence[int] = LEARNED) -> list[float]:
    """For each seed the share of determined characters that it predicts, teacher-forced.

    Suzgun, Belinkov & Shieber (2019), On evaluating the generalization of LSTM models in formal languages;
    Lan et al. (2022), Minimum description length recurrent neural networks, who name it.
    """
    examples = strings(task, lengths)
    right = written(network, task, examples) == make_batch(examples, task.alphabet).targets
    return right[:, determined(task, examples)].float().mean(1).tolist()


def first_failing(n_max: Sequence[int], up_to: int) -> list[int | None]:
    """For each seed the first n that is not generated exactly; None where all up to the limit are."""
    return [None if n >= up_to else n + 1 for n in n_max]


def generalization_set(n_max: Sequence[int]) -> dict[str, float]:
    """The N of the set 1..N that is generated exactly: the average over seeds and the best.

    Gers & Schmidhuber (2001), LSTM recurrent networks learn simple context-free and context-sensitive
    languages.
    """
    return {"average": sum(n_max) / len(n_max), "best": max(n_max)}


def forced_and_free(
    network: Network, task: Task, lengths: Sequence[int] = FAR
) -> dict[str, dict[str, list[float]]]:
    """How well answers are written, teacher-forced and free-running.

    Returns:
        "teacher_forced" and "free_running", each with "exact", for each seed the share of answers without a
        mistake, and "characters", the mean over lengths of the share of right characters. Up to the first
        mistake both ways are one, so their "exact" are the same.
    """
    examples = strings(task, lengths)
    batch = make_batch(examples, task.alphabet)
    targets, mask = batch.targets, batch.answer
    result = {}
    for way, free in (("teacher_forced", False), ("free_running", True)):
        right = (written(network, task, examples, free) == targets) & mask
        shares = right.sum(2) / mask.sum(1)
        result[way] = {
            "exact": (right.sum(2) == mask.sum(1)).float().mean(1).tolist(),
            "characters": shares.mean(1).tolist(),
        }
    return result


def length_generalization(network: Network, task: Task, lengths: Sequence[int] = FAR) -> list[float]:
    """For each seed the mean over lengths from 41 to 500 of its share of right characters, free-running.

    The score of Deletang et al. (2023), Neural networks and the Chomsky hierarchy, whose networks are not
    shown the truth while they answer either.
    """
    return forced_and_free(network, task, lengths)["free_running"]["characters"]


def shares(network: Network, task: Task) -> dict[str, list[float]]:
    """Every measure that is a share, by its name, for each seed."""
    ways = forced_and_free(network, task)
    return {
        "deterministic_accuracy": deterministic_accuracy(network, task),
        "length_generalization": ways["free_running"]["characters"],
        **{f"{way}_{kind}": values for way, found in ways.items() for kind, values in found.items()},
        **acceptance(network, task),
    }


def acceptance(network: Network, task: Task, lengths: Sequence[int] = LEARNED) -> dict[str, list[float]]:
    """For each seed the share of strings that it accepts, and of near-negatives that it rejects.

    A string is accepted if each character of its answer is the likeliest where it stands. Whoever counts
    accepted strings only also praises a network that accepts all. After Gers & Schmidhuber (2001) and Weiss,
    Goldberg & Yahav (2018), On the practical computational power of finite precision RNNs for language
    recognition.
    """
    examples, rng = strings(task, lengths), Random(STEM_SEED)
    wrong = [negative for example in examples for negative in task.near_negatives(example, rng)]
    found = {"accepted": accepts(network, task, examples).float().mean(1).tolist()}
    if wrong:
        found["rejected"] = (~accepts(network, task, wrong)).float().mean(1).tolist()
    return found


def accepts(network: Network, task: Task, examples: Sequence[Example]) -> Tensor:
    """(S, B): whether each string is accepted."""
    batch = make_batch(examples, task.alphabet)
    right = written(network, task, examples) == batch.targets
    return (right | ~batch.answer).all(2)
