"""A proof that a network counts exactly, as far as float32 does, or where the proof ends.

A float32 network is a finite map from state to state for each character. While it reads a's its hidden state
soon comes back after P steps, bit for bit, and so do its gates; then each counting unit's c grows by the same
amount in each turn, and by induction goes on so until that amount is rounded otherwise. The strings of such a
stretch are a class: N = first, first + P, ... last. After the X, reading b's, c falls by what it had grown:
the state of N, P b's later, is that of N - P at the beginning. So if `first` is answered exactly, all are.

Units whose c does not count need not be known to the bit: it is enough that their tanh stays saturated, or
that they stay between two bounds that leave every other gate, and the next character, as they are. Where
gates forget a little the induction does not hold, and each N is read on its own until one is wrong, or the
steps run out.

After Weiss, Goldberg & Yahav (2018), On the practical computational power of finite precision RNNs, who say
why saturated LSTMs count, and Lan et al. (2022), who prove it of their networks. What is certain, and in
which arithmetic, is said in rounding.py.
"""

from models.analysis.certificate.proof import FLOAT_LIMIT, MOST, certify
from models.analysis.certificate.result import Certificate, Counter

__all__ = ["FLOAT_LIMIT", "MOST", "Certificate", "Counter", "certify"]
