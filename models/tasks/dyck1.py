"""Close the brackets that are open: one counter."""

from models.tasks.brackets import Brackets
from models.tasks.task import END


class Dyck1(Brackets):
    """N round brackets that never close all that is open, an X, then as many ) as are open, and the end.

    N is the number of brackets before the X. A counter suffices, one that goes up and down in any order.
    Suzgun, Gehrmann, Belinkov & Shieber (2019), LSTM networks can perform dynamic counting; Skachkova,
    Trost & Klakow (2018), Closing brackets with recurrent neural networks.

    >>> Dyck1().example("(()((", 4)
    Example(prompt='(()(X', answer='))$')
    >>> Dyck1().allowed("("), Dyck1().allowed("(("), Dyck1().allowed("())"), Dyck1().allowed("(()X")
    ('(X', '()X', '', ')')
    """

    name = "dyck1"
    title = "Brackets (Dyck-1)"
    verb = ("closes brackets", "close brackets")
    alphabet = "()X" + END
    hidden = 10
    layers = 1
    counted = "("
    opening = "("
