"""What all tests share."""

import torch

# The networks are tiny: a second thread only waits, and two test processes would fight over the cores.
torch.set_num_threads(1)

# Fixtures that start Redis and Postgres, for the tests that ask for them.
pytest_plugins = ["tests.services"]
