"""Tests answers by compiled kernels, all seeds of a block and all blocks and stems side by side."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from models.kernels.lanes import aligned
from models.kernels.packing import blocks, flat_parameters, kernel_of, pack
from models.kernels.reading import Questions, ask
from models.kernels.room import room_for
from models.kernels.threads import side_by_side
from models.network import Network
from models.tasks import Task


class FusedReader:
    """Reads a task's stems once, from left to right, and tests answers at the lengths asked for.

    Args:
        network: S seeds of a cell that has a kernel.
        task: what was learned.
        stems: the stretches from which the prompts of all lengths branch off.
    """

    def __init__(self, network: Network, task: Task, stems: Sequence[str]) -> None:
        self.network, self.task, self.stems = network, task, stems
        self.kernel, self.positions = kernel_of(network), [0] * len(stems)
        self.numbers = [self.encode(stem) for stem in stems]
        self.settle(flat_parameters(network))

    def settle(self, parameters: np.ndarray) -> None:
        """Deal these seeds (S, P) to blocks, each with room for each stem."""
        self.parameters = parameters
        self.places = list(blocks(len(parameters)))
        self.weights = [pack(parameters[place]) for place in self.places]
        self.rooms = [[room_for(self.network, 3) for _ in self.places] for _ in self.stems]

    def encode(self, text: str) -> np.ndarray:
        """The numbers of the characters, by their place in the alphabet."""
        places = {ord(character): place for place, character in enumerate(self.task.alphabet)}
        return np.frombuffer(text.translate(places).encode("latin-1"), np.uint8).astype(np.int64)

    def exact(self, lengths: Sequence[int], until_wrong: bool = False) -> Tensor:
        """(S, len(lengths)): whether every answer of that length is exact; lengths only increase.

        With `until_wrong`, a length after a seed's first mistake may be called wrong without being tried.
        """
        right = aligned(len(self.stems), len(self.places), len(lengths))
        questions = [self.questions(stem, lengths) for stem in range(len(self.stems))]

        def read(job: tuple[int, int]) -> int:
            stem, block = job
            weights, room, position = self.weights[block], self.rooms[stem][block], self.positions[stem]
            return ask(self.kernel, weights, questions[stem], position, until_wrong, right[job], room)

        jobs = [(stem, block) for stem in range(len(self.stems)) for block in range(len(self.places))]
        for (stem, _), position in zip(jobs, side_by_side(read, jobs), strict=True):
            self.positions[stem] = max(self.positions[stem], position)
        by_seed = np.moveaxis(right.all(0), -1, 1).reshape(-1, len(lengths))
        return torch.from_numpy(by_seed[: len(self.parameters)].copy())

    def questions(self, stem: int, lengths: Sequence[int]) -> Questions:
        """The answers of these lengths on one stem."""
        examples = [self.task.example(self.stems[stem], n) for n in lengths]
        texts = [example.prompt[-1] + example.answer for example in examples]
        ends = np.cumsum([len(text) for text in texts])
        return Questions(
            stem=self.numbers[stem],
            branch=np.array([len(example.prompt) - 1 for example in examples]),
            texts=self.encode("".join(texts)),
            begin=ends - [len(text) for text in texts],
            end=ends,
        )

    def keep_seeds(self, going: Tensor) -> None:
        """Go on with these seeds only: (S,) true for each that stays."""
        kept = going.numpy()
        states = [
            np.concatenate([np.moveaxis(room.states[0], -1, 0) for room in rooms])[: len(kept)][kept]
            for rooms in self.rooms
        ]
        self.settle(self.parameters[kept])
        for rooms, state in zip(self.rooms, states, strict=True):
            for room, place in zip(rooms, self.places, strict=True):
                room.states[0] = pack(state[place])
