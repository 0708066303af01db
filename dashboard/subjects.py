"""What the explorer looks into: a run, a network that ships or an opened file, read in the web process."""

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

from dashboard import context, networks, textruns
from dashboard.access import seen_file, seen_run
from dashboard.bundled import bundled_id, bundled_ids, text_ids
from dashboard.kept import kept
from dashboard.remembered import has_networks
from dashboard.runview import is_known
from dashboard.textview import is_text
from models.analysis.features import features_for
from models.analysis.neurons import Finding, labels, rank
from models.analysis.reference import reference
from models.analysis.trace import Trace, traces
from models.formats import open_file
from models.specimen import Specimen, of_run, of_text_run

FIRST = bundled_id("counting", "plain")
DEFAULT_N = 12
LONGEST_TEXT = 5000  # characters
DEFAULT_CELL = "lstm"


@dataclass(frozen=True)
class Choices:
    """What a source offers: its cells and its seeds; a file has one cell and no seeds."""

    cells: tuple[str, ...]
    seeds: tuple[int, ...] = ()


@dataclass(frozen=True)
class Subject:
    """One unit of one quantity of one network, and the text that it reads. Numbers count from 0.

    Attributes:
        source: id of a run, or of a network file.
        cell: one of the source's cells.
        seed: by its number; 0 for a file.
        layer, symbol, unit: what is looked at.
        text: what is read.
    """

    source: str
    cell: str
    seed: int
    layer: int
    symbol: str
    unit: int
    text: str

    @cached_property
    def specimen(self) -> Specimen:
        return specimen(self.source, self.cell, self.seed)

    @cached_property
    def trace(self) -> Trace:
        return reading(self.source, self.cell, self.seed, self.text)

    @property
    def findings(self) -> tuple[Finding, ...]:
        """Every neuron ranked; without a task on this text."""
        return findings(self.source, self.cell, self.seed, self.ranked_on)

    @property
    def known(self) -> tuple[Finding, ...]:
        """Every neuron ranked on the network's own strings or sample, whatever it reads now."""
        return findings(self.source, self.cell, self.seed)

    @property
    def references(self) -> tuple[list[Trace], list[Trace]]:
        """The strings that neurons are ranked and scored on."""
        return references(self.source, self.cell, self.seed, self.ranked_on)

    @property
    def ranked_on(self) -> str:
        """ "" where the network has strings of its own to be ranked on."""
        return "" if self.specimen.task or self.specimen.recording else self.text

    @property
    def labels(self) -> dict[tuple[int, int], str]:
        """By layer and unit, what the ranking writes on the neuron."""
        return written_on(self.source, self.cell, self.seed)


def choices(source: str) -> Choices | None:
    """What there is to choose from, or None where there is no such source (any more)."""
    if source.startswith("file-"):
        return Choices((specimen(source, "", 0).cell,)) if seen_file(source) else None
    run = seen_run(source)
    if run is None or run.is_live or not (is_known(run) or is_text(run)):
        return None
    if not has_networks(run):
        return None
    first = run.config["first_seed"]
    return Choices(tuple(run.config["cells"]), tuple(range(first, first + run.config["seeds"])))


def arguments_of(source: str) -> list[str]:
    """What the command line takes for it: a file, and the alphabet where that is not in the file."""
    if source.startswith("file-") and (opened := seen_file(source)):
        return [opened.filename] + [f"--alphabet={opened.alphabet}"] * bool(opened.alphabet)
    if source in text_ids():
        return [f"models/pretrained/text/{source}.safetensors"]
    if source in bundled_ids():
        return [f"models/pretrained/{source}.safetensors"]
    return [f"gatescope-{source}.safetensors"]  # the name under which the run is downloaded


@kept(megabytes=32)
def specimen(source: str, cell: str, seed: int) -> Specimen:
    """The network itself. Raises NotThereError where it is gone, ValueError for a wrong cell or seed."""
    if source.startswith("file-"):
        found = context.library().get(source)
        if found is None:
            raise networks.NotThereError("This file is no longer here. Open it again.")
        about, data = found
        return shown_part(open_file(data, about.filename, alphabet=about.alphabet or None))
    run = seen_run(source)
    if run is None or run.is_live:
        raise networks.NotThereError("There is no finished run here to look into.")
    if is_text(run):
        return shown_part(of_text_run(textruns.text_run(source), cell, seed))
    return of_run(networks.comparison(source, run.finished_at), cell, seed)


def shown_part(found: Specimen) -> Specimen:
    """The same network or recording, its own text no longer than can be shown."""
    if not found.recording or len(found.recording.characters) <= LONGEST_TEXT:
        return replace(found, sample=found.sample[:LONGEST_TEXT])
    whole = found.recording
    layers = [{symbol: values[:LONGEST_TEXT] for symbol, values in layer.items()} for layer in whole.layers]
    part = Trace(whole.alphabet, whole.characters[:LONGEST_TEXT], layers, whole.next[:LONGEST_TEXT])
    note = f"Only the first {LONGEST_TEXT:,} of its {len(whole.characters):,} characters are shown."
    return replace(found, recording=part, sample=part.characters, notes=(*found.notes, note))


@kept(megabytes=48)
def reading(source: str, cell: str, seed: int, text: str) -> Trace:
    """What the network does while it reads text."""
    check_length(text)
    return specimen(source, cell, seed).read(text)


@kept(megabytes=24)
def stacked(source: str, cell: str, seed: int, lengths: range) -> list[Trace]:
    """What the network does while it reads its task's own strings of these lengths."""
    found = specimen(source, cell, seed)
    return traces(found.network, found.alphabet, [own_text(found, n) for n in lengths])


def check_length(text: str) -> None:
    """Raise ValueError for a text that would take too long."""
    if len(text) > LONGEST_TEXT:
        raise ValueError(f"the text has {len(text)} characters; at most {LONGEST_TEXT} can be shown")


@kept(megabytes=64)
def references(source: str, cell: str, seed: int, text: str = "") -> tuple[list[Trace], list[Trace]]:
    """What the network does on the strings that fit, and on those that score.

    These are its task's, whatever the text; without a task they are the lines of the text, or of the sample.
    """
    subject = specimen(source, cell, seed)
    return reference(subject, ranked_text(subject, text))


def ranked_text(subject: Specimen, text: str) -> str:
    """The text that a network without a task is ranked on."""
    return "" if subject.task or subject.recording else text or own_text(subject)


@lru_cache(maxsize=64)
def findings(source: str, cell: str, seed: int, text: str = "") -> tuple[Finding, ...]:
    """Every unit ranked by what it does, scored on strings that were not used for ranking."""
    subject, read = specimen(source, cell, seed), references(source, cell, seed, text)
    return tuple(rank(*read, features_for(subject, ranked_text(subject, text))))


@lru_cache(maxsize=256)
def followers(source: str, cell: str, seed: int, feature: str) -> tuple[Finding, ...]:
    """Every unit ranked by this one feature, which is much quicker than by all of them."""
    wanted = [each for each in features_for(specimen(source, cell, seed)) if each.name == feature]
    return tuple(rank(*references(source, cell, seed), wanted))


@lru_cache(maxsize=64)
def written_on(source: str, cell: str, seed: int) -> dict[tuple[int, int], str]:
    """What is written on the neurons."""
    return labels(findings(source, cell, seed))


def own_text(subject: Specimen, n: int = DEFAULT_N) -> str:
    """A text of the network's own: its task's string of length n, its recording or its sample."""
    if subject.recording:
        return subject.recording.characters
    if subject.task:
        return networks.example_text(subject.task, n)
    return subject.sample or subject.alphabet[:40]


def with_own_text(subject: Subject) -> Subject:
    """The same subject with a text that its network can read."""
    return replace(subject, text=own_text(subject.specimen))


def readable(subject: Subject) -> tuple[Subject, str]:
    """The subject, with its own text in place of one that cannot be read, and what is wrong with that one."""
    try:
        reading(subject.source, subject.cell, subject.seed, subject.text)
    except ValueError as error:
        return with_own_text(subject), sentence(error)
    return subject, ""


def sentence(said: object) -> str:
    """What an error says, as a sentence on a page."""
    words = str(said).removesuffix(".")
    return f"{words[:1].upper()}{words[1:]}."


def forget() -> None:
    """Drop everything that is remembered; for tests."""
    for cached in (specimen, reading, references, stacked, findings, followers, written_on):
        cached.cache_clear()
