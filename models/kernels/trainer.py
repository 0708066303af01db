"""The trainer by compiled kernels: the same training as by autograd, LANES seeds at a time."""

from dataclasses import dataclass
from queue import SimpleQueue

import numpy as np
import torch
from torch import Tensor

from models.kernels.lanes import LANES, aligned
from models.kernels.packing import blocks, kernel_of, pack
from models.kernels.room import Room, room_for
from models.kernels.threads import side_by_side
from models.kernels.training import BETA1, BETA2, Seeds, Steps, train
from models.kernels.tree import Tree, grow
from models.training.batches import Batch, BatchStream
from models.training.config import Config
from models.training.trainer import NOISE_BLOCK, Trainer


@dataclass
class Block:
    """Up to LANES seeds: which of the S they are, their numbers, and the noise that is drawn for them."""

    place: slice
    seeds: Seeds
    noise: np.ndarray


class FusedTrainer(Trainer):
    """Forward, backward, clipping and Adam in one compiled loop, blocks of seeds in parallel."""

    engine = "fused"

    def __init__(self, cell: str, config: Config, data: BatchStream | None = None) -> None:
        super().__init__(cell, config, data)
        self.kernel = kernel_of(self.frame)
        self.blocks = [self.block(place) for place in blocks(config.seeds)]
        self.places = 0
        self.rooms: SimpleQueue[Room] = SimpleQueue()
        self.forest: tuple[Batch | None, Tree | None] = None, None

    def block(self, place: slice) -> Block:
        """The seeds of one block, about to begin."""
        theta = pack(self.theta[place].numpy())
        rows = len(theta)
        stopped = np.full(LANES, -1)
        seeds = Seeds(theta, aligned(rows), aligned(rows), stopped, aligned(rows), aligned(rows))
        return Block(place, seeds, aligned(0, rows))

    def run(self, steps: int) -> Tensor:
        chosen = self.steps(range(self.done, self.done + steps))
        losses = torch.empty(steps, self.config.seeds)

        def run(block: Block) -> None:
            here, ours = aligned(steps), chosen._replace(noise=self.noise(block, steps))
            room = self.rooms.get() if not self.rooms.empty() else self.room()
            train(self.kernel, block.seeds, ours, here, room)
            self.rooms.put(room)
            count = block.place.stop - block.place.start
            losses[:, block.place] = torch.from_numpy(here[:, :count])
            self.theta[block.place] = torch.from_numpy(block.seeds.theta[:, :count].T)
            stopped = block.seeds.stopped[:count].tolist()
            self.stopped_at[block.place] = [None if step < 0 else step for step in stopped]

        side_by_side(run, self.blocks)
        return losses

    def steps(self, steps: range) -> Steps:
        """What these steps need, but for the noise."""
        trees, begin, end = self.trees([self.data.at(step) for step in steps])
        sloped = self.sloped.numpy() > 0
        slopes = np.array([self.recipe.slope_at(step / self.config.steps) for step in steps], np.float32)
        after = np.arange(steps.start, steps.stop) + 1.0
        rates = np.array([self.rate(step) for step in steps])
        return Steps(
            first=steps.start,
            trees=trees,
            begin=begin,
            end=end,
            noise=aligned(0, len(sloped)),
            gain=np.where(sloped, slopes[:, None], np.float32(1)),
            rate=(rates / (1 - BETA1**after)).astype(np.float32),
            root=np.sqrt(1 - BETA2**after).astype(np.float32),
            clip=self.config.clip,
        )

    def trees(self, batches: list[Batch]) -> tuple[Tree, np.ndarray, np.ndarray]:
        """The steps' trees one after the other, and where each step's begins and ends."""
        last, trees, numbers = None, [], []
        for batch in batches:
            if batch is not last:
                trees.append(self.tree(batch))
            numbers.append(len(trees) - 1)
            last = batch
        bounds = np.cumsum([0, *(len(tree.parent) for tree in trees)])
        self.reserve(int(np.diff(bounds).max()))
        joined = Tree(*map(np.concatenate, zip(*trees, strict=True)))
        return joined, bounds[numbers], bounds[1:][numbers]

    def tree(self, batch: Batch) -> Tree:
        """The batch's tree; that of the last batch is kept, for tasks that have but one."""
        if batch is not self.forest[0]:
            strings = (batch.characters.numpy(), batch.targets.numpy(), batch.mask.numpy())
            self.forest = batch, Tree(*grow(*strings, self.frame.vocabulary))
        return self.forest[1]

    def reserve(self, places: int) -> None:
        """Make sure that the rooms are large enough for so many places."""
        if places > self.places:
            self.places, self.rooms = places, SimpleQueue()

    def room(self) -> Room:
        """A room for one more thread."""
        return room_for(self.frame, self.places)

    def noise(self, block: Block, steps: int) -> np.ndarray:
        """The block's noise for the next steps, (steps or 0, P, LANES), as each seed's generator draws it."""
        if not self.sigma.any():
            return block.noise
        place = self.done % NOISE_BLOCK
        if place == 0:
            draws = [self.draw(generator).numpy() for generator in self.generators[block.place]]
            block.noise = pack(np.stack(draws))
        return block.noise[place : place + steps]
