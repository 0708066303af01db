"""Imported by the server that jobs are forked from: a job then finds its machine code loaded."""

import torch

from models.kernels.compiled import is_warm
from models.kernels.warm import warm_up

torch.set_num_threads(1)  # threads do not survive the fork; each job asks for its own
if is_warm():
    warm_up()
