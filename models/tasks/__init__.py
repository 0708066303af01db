"""The tasks. A new one is one file here and one line in TASKS."""

from models.tasks.copying import Copying
from models.tasks.counting import Counting
from models.tasks.selective_counting import SelectiveCounting
from models.tasks.state_memory import StateMemory
from models.tasks.task import END, Example, Task

TASKS: dict[str, Task] = {
    "counting": Counting(),
    "selective_counting": SelectiveCounting(),
    "state_memory": StateMemory(),
    "copying": Copying(),
}

__all__ = ["END", "TASKS", "Example", "Task"]
