"""Close the brackets of two kinds that are open, each kind for itself: two counters."""

from models.tasks.brackets import Brackets
from models.tasks.task import END


class Shuffle2(Brackets):
    """N brackets of two kinds, each kind nested for itself, an X, then every ) that is missing, then every ].

    N is the number of brackets before the X; at least one is open at any time. Round and square brackets may
    cross, as in ([)], so two counters suffice. Any order would close them; the answer has round ones first.
    Suzgun, Gehrmann, Belinkov & Shieber (2019), LSTM networks can perform dynamic counting.

    >>> Shuffle2().example("[([)([", 6)
    Example(prompt='[([)([X', answer=')]]]$')
    >>> Shuffle2().allowed("(["), Shuffle2().allowed("([)"), Shuffle2().allowed("[(X")
    ('([)]X', '([X', ')')
    """

    name = "shuffle2"
    title = "Brackets (Shuffle-2)"
    verb = ("closes brackets", "close brackets")
    alphabet = "()[]X" + END
    hidden = 20
    layers = 1
    opening = "(["
    shuffled = True
