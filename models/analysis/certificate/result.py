"""What a proof comes to, and its sentences."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Counter:
    """A unit whose c is the count: what it gains for each a and loses for each b."""

    unit: int
    up: float
    down: float


@dataclass(frozen=True)
class Certificate:
    """What is proved of one network.

    Attributes:
        holds: whether it is proved up to the limit that was asked for.
        up_to: every N from 1 to this one is answered exactly.
        fails_at: the next N, where that one is certainly not; None where it is unknown.
        reason: why it ends there.
        counters: the units that count, in the last class of N.
        drifts: units that gain and lose different amounts, so that what is left depends on N.
        n0: the first N that is covered by induction; None where there is none.
        checked: how many N were read on their own; all others are covered by induction.
        argument: the proof, in sentences.
    """

    holds: bool
    up_to: int
    fails_at: int | None
    reason: str
    counters: tuple[Counter, ...]
    drifts: tuple[Counter, ...]
    n0: int | None
    checked: int
    argument: tuple[str, ...]


def argument(
    reached: int,
    fails_at: int | None,
    reason: str,
    counters: tuple[Counter, ...],
    drifts: tuple[Counter, ...],
    n0: int | None,
    checked: int,
) -> tuple[str, ...]:
    """The proof in sentences; the arguments are what a Certificate has."""
    lines = ["The arithmetic is torch's float32, one string at a time."]
    if n0:
        lines.append(
            f"From N = {n0} on the gates of what counts stay the same, bit for bit, whatever others do."
        )
        for unit, up, down in ((c.unit, c.up, c.down) for c in counters):
            lines.append(
                f"Unit {unit} counts: {up:+.9g} for each a, {down:+.9g} for each b, without rounding."
            )
        for unit, up, down in ((c.unit, c.up, c.down) for c in drifts):
            lines.append(f"Unit {unit} does not: {up:+.9g} for each a, {down:+.9g} for each b.")
        lines.append(
            "So the answer to N passes through the states of a smaller N, and is exact if that one is."
        )
    lines.append(f"{checked} values of N were read on their own.")
    lines.append(f"Every N from 1 to {reached} is exact." if reached else "No N is certified.")
    if fails_at:
        lines.append(f"N = {fails_at} is wrong: {reason}.")
    else:
        lines.append(f"It ends there: {reason}.")
    return tuple(lines)
