"""Runs that are in the middle of their training, until a test lets them go on."""

from uuid import uuid4

from dashboard.admission import trainings
from dashboard.store.texts import Texts
from tests.faults.stage import Stage
from tests.faults.trainings import Expected


class Held:
    """Runs on a stage, each of their trainings held by a process of its own once it has measured a little."""

    def __init__(self, stage: Stage, *expected: Expected) -> None:
        self.stage = stage
        stage.want("hold")
        self.runs = {queue(stage, each): each for each in expected}
        self.wait()

    @property
    def ids(self) -> list[str]:
        """The runs' ids, in the order in which they were given."""
        return list(self.runs)

    @property
    def parts(self) -> list[tuple[str, int]]:
        """Every training: the run's id and the number of its part."""
        counts = [(run_id, self.stage.store.get(run_id).parts[0]) for run_id in self.runs]
        return [(run_id, number) for run_id, count in counts for number in range(max(1, count - 1))]

    def wait(self) -> None:
        """Wait until every training is held."""
        self.stage.until(lambda: all(self.stage.is_held(*part) for part in self.parts), "trainings wait")
        self._attempts = {part: self.stage.attempts(*part) for part in self.parts}

    def kill(self) -> None:
        """End the processes that train at once."""
        for part in self.parts:
            self.stage.forget(*part)
            self.stage.process_of(*part).kill()

    def begun_again(self) -> set[int]:
        """How often the trainings were begun since, as a failure counts."""
        return {self.stage.attempts(*part) - before for part, before in self._attempts.items()}

    def end_well(self) -> None:
        """Let them go on; hold each to what comes where nothing is broken."""
        self.stage.release()
        for run_id, expected in self.runs.items():
            self.stage.until_over(run_id)
            expected.check(self.stage.store, run_id)


def queue(stage: Stage, expected: Expected) -> str:
    """Queue a run that no other has the result of; where there are workers, in parts."""
    config = expected.config
    if config.task == "text":
        Texts(stage.settings.database_url).add(*expected.text)
    parts = trainings(config, stage.settings) if stage.settings.redis_url else ()
    return stage.store.create(config.to_json(), uuid4().hex, "v1", 100, parts)
