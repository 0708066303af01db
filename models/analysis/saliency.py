"""Which of the characters read so far a prediction depends on: its gradient to each of them."""

from dataclasses import dataclass

import torch
from torch import Tensor

from models.network import Network, Taps, untapped
from models.tasks.task import check_text, spelled
from models.training.batches import encode


@dataclass(frozen=True)
class Saliency:
    """How one prediction would change if the characters before it changed a little.

    Attributes:
        influence: (T,), the length of the gradient over all V characters; 0 after the prediction's place.
        signed: (T,), the gradient at the character that was read: above 0, more of it makes the prediction
            likelier; below 0, less likely.
        score: the log-probability (nats) of the predicted character, of which this is the gradient.
    """

    influence: Tensor
    signed: Tensor
    score: float


@torch.enable_grad()
def saliency(
    network: Network, alphabet: str, text: str, place: int, character: str, taps: Taps = untapped
) -> Saliency:
    """The gradient of log P(character after text[place]) with respect to the one-hot inputs x_0 .. x_place.

    It says what an infinitely small change would do; where gates are saturated a whole other character can do
    much more. Simonyan, Vedaldi & Zisserman (2013), Deep inside convolutional networks; for recurrent
    networks Madsen (2019), Visualizing memorization in RNNs.

    Args:
        network: a single network, without the axis S.
        alphabet: the characters that it knows, in the order of its numbers.
        text: T characters.
        place: from 0, after which of them the prediction is made.
        character: whose probability is asked about.
        taps: an intervention; the gradient is that of the changed network.

    Raises:
        ValueError: for a text, place or character that the network does not have.
    """
    check_text(text, alphabet)
    if len(character) != 1 or character not in alphabet:
        raise ValueError(f"{character!r} cannot be predicted; choose one character of {spelled(alphabet)}")
    if not 0 <= place < len(text):
        raise ValueError(f"there is no place {place}; the text has places 0 to {len(text) - 1}")
    numbers = torch.tensor(encode(text[: place + 1], alphabet))
    inputs = network.encode(numbers).requires_grad_()
    state = network.zero_state(1)
    for t, x in enumerate(inputs.split(1)):
        h, state = network.step(x, state, taps(numbers[t : t + 1], torch.tensor([t])))
    score = network.readout(h).log_softmax(-1)[0, alphabet.index(character)]
    # An intervention may have cut every path from the inputs; then the gradient is 0, and exists.
    (gradient,) = torch.autograd.grad(score + 0 * inputs.sum(), inputs)
    influence, signed = gradient.new_zeros(2, len(text))
    influence[: place + 1] = gradient.norm(dim=1)
    signed[: place + 1] = gradient.gather(1, numbers[:, None])[:, 0]
    return Saliency(influence, signed, score.item())
