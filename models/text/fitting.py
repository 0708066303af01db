"""Whether a text is long enough for a training, and what would fit it."""

from models.corpora.corpus import Corpus
from models.text.config import TextConfig


def largest_batch(characters: int, window: int) -> int:
    """How many streams a text of so many characters can be cut into, each longer than the window."""
    return characters // (window + 1)


def check_fit(config: TextConfig, corpus: Corpus) -> None:
    """Raise ValueError, saying what would fit, for a text that this config cannot be trained on."""
    learned, held_out = corpus.parts
    if len(corpus.alphabet) < 2:
        raise ValueError(
            f"the text {corpus.title!r} has {len(corpus.alphabet)} different characters: "
            "there is nothing to predict; give one with at least 2"
        )
    needed, most = config.batch * (config.window + 1), largest_batch(len(learned), config.window)
    if most < config.batch:
        smaller = (
            f"choose a batch of at most {most}" if most else "choose a shorter window, or give a longer text"
        )
        raise ValueError(
            f"the text {corpus.title!r} has {len(learned):,} characters to learn from, and a batch of "
            f"{config.batch} streams with a window of {config.window} needs {needed:,}; {smaller}"
        )
    if len(held_out) < 2:
        raise ValueError(
            f"of the text {corpus.title!r} too little is left to measure on; give at least 20 characters"
        )
