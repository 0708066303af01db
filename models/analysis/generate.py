"""Writing an answer: the network reads a prompt, then its own characters, up to the end symbol."""

from models.analysis.sample import Draw, Reading
from models.network import Network, Taps, untapped
from models.tasks.task import check_text, end_of
from models.training.batches import encode


def generate(
    network: Network,
    alphabet: str,
    prompt: str,
    length: int,
    temperature: float = 0.0,
    seed: int = 0,
    taps: Taps = untapped,
) -> str:
    """What the network writes after the prompt, up to and with the end symbol where its alphabet has one.

    Args:
        network: a single network, without the axis S.
        alphabet: the characters that it knows, in the order of its numbers.
        prompt: read first, at least one character.
        length: the most characters to write.
        temperature: 0 takes the likeliest character; otherwise scores are divided by it and drawn from.
        seed: of the draws.
        taps: an intervention; it sees prompt and answer as one string.

    Raises:
        ValueError: for an empty prompt or a character outside the alphabet.
    """
    check_text(prompt, alphabet)
    reading, draw = Reading(network, taps), Draw(temperature, seed=seed)
    numbers, answer, end = encode(prompt, alphabet), "", end_of(alphabet)
    while len(answer) < length and (not answer or answer[-1] != end):
        numbers = [draw(reading.read(numbers))]
        answer += alphabet[numbers[0]]
    return answer
