"""A proof that a network counts exactly, as far as float32 does, or where the proof ends.

A float32 network is a finite map from state to state for each character. While it reads a's, what it does
soon repeats itself after P steps; then each counting unit's c grows by the same amount D in each turn, and by
induction goes on so until that amount is rounded otherwise. The strings of such a stretch are a class: N =
first, first + P, ... last. After the X, reading b's, c falls by what it had grown: the state of N, P b's
later, is that of N - P at the beginning. So if `first` is answered exactly, all are.

Only the counting units need be known to the bit. Of all others, and of each h, it is enough that a turn keeps
them within bounds, for as many turns as there are, and that whatever they are within these bounds, the gates
of what counts and the next character stay the same. A gate does not change where it is saturated: sigmoid and
tanh are then exactly 0 or 1. That a peephole gate sees c is no exception: p c is monotone, also when it is
rounded, so the ends of c's line bound the gate.

Where gates forget a little the induction does not hold, and each N is read on its own until one is wrong, or
the steps run out. So a wrong network is never certified; a right one may not be.

After Weiss, Goldberg & Yahav (2018), On the practical computational power of finite precision RNNs, who say
why saturated LSTMs count, and Lan et al. (2022), who prove it of their networks. What is certain, and in
which arithmetic, is said in rounding.py.
"""

from models.analysis.certificate.proof import COVERED, FLOAT_LIMIT, MOST, certify
from models.analysis.certificate.result import Certificate, Counter

__all__ = ["COVERED", "FLOAT_LIMIT", "MOST", "Certificate", "Counter", "certify"]
