"""The figures of the story: of one neuron, of whole networks, and of those that watch films."""
