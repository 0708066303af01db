"""Close the brackets of two kinds that are open, in the right order: a stack."""

from models.tasks.brackets import Brackets
from models.tasks.task import END


class Dyck2(Brackets):
    """N brackets of two kinds, well nested, that never close all that is open, an X, then what closes them.

    N is the number of brackets before the X. Only the bracket that was opened last may be closed, so the
    answer goes backwards through all that are open. That takes a stack; counters do not suffice.
    Skachkova, Trost & Klakow (2018), Closing brackets with recurrent neural networks; Suzgun, Gehrmann,
    Belinkov & Shieber (2019), Memory-augmented recurrent neural networks can learn generalized Dyck
    languages.

    >>> Dyck2().example("([()[", 5)
    Example(prompt='([()[X', answer=']])$')
    >>> Dyck2().allowed("(["), Dyck2().allowed("([)"), Dyck2().allowed("([X"), Dyck2().allowed("([X]")
    ('([]X', '', ']', ')')
    """

    name = "dyck2"
    title = "Brackets (Dyck-2)"
    verb = ("closes brackets", "close brackets")
    alphabet = "()[]X" + END
    hidden = 20
    layers = 1
    opening = "(["
