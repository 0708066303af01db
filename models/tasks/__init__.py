"""The tasks. A new one is one file here and one line in TASKS."""

from models.tasks.adding import Adding
from models.tasks.anb2n import AnB2N
from models.tasks.anbncn import AnBnCn
from models.tasks.copying import Copying
from models.tasks.counting import Counting
from models.tasks.dyck1 import Dyck1
from models.tasks.dyck2 import Dyck2
from models.tasks.modular import Modular
from models.tasks.parity import Parity
from models.tasks.reber import Reber
from models.tasks.repeat_copy import RepeatCopy
from models.tasks.reversal import Reversal
from models.tasks.selective_counting import SelectiveCounting
from models.tasks.shuffle2 import Shuffle2
from models.tasks.state_memory import StateMemory
from models.tasks.task import END, Example, Task

# The article's first, then by what they ask for: counters, a stack, a finite state, a memory.
TASKS: dict[str, Task] = {
    "counting": Counting(),
    "selective_counting": SelectiveCounting(),
    "state_memory": StateMemory(),
    "copying": Copying(),
    "anbncn": AnBnCn(),
    "anb2n": AnB2N(),
    "dyck1": Dyck1(),
    "shuffle2": Shuffle2(),
    "dyck2": Dyck2(),
    "parity": Parity(),
    "modular": Modular(),
    "reversal": Reversal(),
    "repeat_copy": RepeatCopy(),
    "adding": Adding(),
    "reber": Reber(),
}

__all__ = ["END", "TASKS", "Example", "Task"]
