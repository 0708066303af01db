"""The explorer: every gate and every neuron of one network, and what happens if you hold one."""
