"""The article's figures 3 to 9, each from a network trained here, its neuron found by the ranking."""

from dataclasses import dataclass

from dashboard import subjects, textruns, urls
from dashboard.bundled import bundled_id, text_ids
from dashboard.subjects import Subject
from models.analysis.detectors import detector
from models.analysis.generate import generate
from models.analysis.neurons import Finding
from models.names import NAMES

CELL = "lstm"  # all of the article's networks are LSTMs, but the one that it would like to see
SEEDS = 8  # of a run that are ranked; the best one is shown
WRITTEN, TEMPERATURE = 500, 0.5  # characters, and how freely they are chosen


@dataclass(frozen=True)
class Exhibit:
    """One figure of the article, and where ours is.

    Attributes:
        figure: its number in the article's order.
        title: what is seen.
        article: what the article says about it.
        source: a run or a network that ships.
        feature: what the neuron has to follow, by its name in models.analysis.features.
        symbol: the quantity that is shown; "" for the one that was found.
        ranked: the quantity that the neuron is ranked by; "" for whichever is best.
        place: which of those neurons in their order, from 0.
        layer: where to look for the neuron, from 0; None for every layer.
        view: of the Read page.
        n: length of the task's string.
        text: instead of n.
        writes: instead of a text, the prompt after which the network writes one.
        page: where it opens.
        cell: whose network it is.
    """

    figure: int
    title: str
    article: str
    source: str
    feature: str
    symbol: str
    view: str
    ranked: str = ""
    place: int = 0
    layer: int | None = None
    n: int | None = None
    text: str | None = None
    writes: str | None = None
    page: str = urls.EXPLORE
    cell: str = CELL


COUNTING, SELECTIVE, MEMORY, COPYING = (
    bundled_id(task, "plain") for task in ("counting", "selective_counting", "state_memory", "copying")
)
UNGATED = "selective_counting-no_input_gate"
DISTRACTED = "aXaXXaaXaaaXYbbbbbbb$"
REMEMBERED = "AxxxxxxYa$"

EXHIBITS = (
    Exhibit(
        3,
        "A Java class that it writes",
        "A network that read Apache Commons Lang writes classes with comments, methods and nested blocks.",
        "java",
        "line_position",
        "",
        "text",
        writes="/**\n * ",
    ),
    Exhibit(
        3,
        "Inside a comment",
        "A network that read Java writes comments as well as code.",
        "java",
        "comment",
        "",
        "text",
    ),
    Exhibit(
        3,
        "Code that knows its indentation",
        "A neuron tracks how deep a line of code is indented.",
        "torch",
        "outer_indentation",
        "",
        "text",
    ),
    Exhibit(
        3,
        "Counting down the spaces",
        "A neuron counts down how many spaces are still to come before a line begins.",
        "torch",
        "spaces_left",
        "",
        "text",
    ),
    Exhibit(
        3,
        "Deep-learning code",
        "A network that read the sources of a deep-learning library writes what looks like them.",
        "torch",
        "line_position",
        "",
        "text",
        writes="import torch\nfrom torch import nn\n\n\nclass ",
    ),
    Exhibit(
        4,
        "What it writes",
        "With 19 a's, a network that was trained on at most 10 writes 18 b's.",
        COUNTING,
        "count",
        "c",
        "text",
        text="a" * 19 + "X",
        page=urls.INTERVENE,
    ),
    Exhibit(
        4,
        "The counter's hidden state",
        "One neuron's hidden state over many strings.",
        COUNTING,
        "count",
        "h",
        "strings",
        ranked="c",
        n=12,
    ),
    Exhibit(
        4,
        "The counter's cell state",
        "The same neuron's cell state counts up on a's and down on b's.",
        COUNTING,
        "count",
        "c",
        "strings",
        ranked="c",
        n=12,
    ),
    Exhibit(
        4,
        "All cell states",
        "All 10 cells at once: several of them count.",
        COUNTING,
        "count",
        "c",
        "units",
        n=12,
    ),
    Exhibit(
        4,
        "All hidden states",
        "All 10 hidden states at once; some are off in the first half.",
        COUNTING,
        "count",
        "h",
        "units",
        ranked="c",
        n=12,
    ),
    Exhibit(
        4,
        "How it counts",
        "Candidate and input gate are constant within each half: it adds 1, then takes 1.",
        COUNTING,
        "count",
        "c",
        "vectors",
        ranked="c",
        n=12,
    ),
    Exhibit(
        5,
        "Counting only the a's",
        "A cell counts a's and holds still on X.",
        SELECTIVE,
        "count",
        "c",
        "text",
        ranked="c",
        text=DISTRACTED,
    ),
    Exhibit(
        5,
        "Who ignores the X",
        "The input gate is shut on X, while the candidate is fully on.",
        SELECTIVE,
        "ignores",
        "i",
        "vectors",
        ranked="c",
        text=DISTRACTED,
    ),
    Exhibit(
        5,
        "Without an input gate",
        "A network that had no input gate would still learn to ignore X in some other way.",
        UNGATED,
        "ignores",
        "g",
        "vectors",
        ranked="c",
        text=DISTRACTED,
        cell="nig",
    ),
    Exhibit(
        6,
        "It began with A",
        "One neuron remembers A all the way, though it is needed only at the end.",
        MEMORY,
        "remembers",
        "c",
        "vectors",
        ranked="c",
        text=REMEMBERED,
    ),
    Exhibit(
        6,
        "It began with B",
        "Another neuron stands for B.",
        MEMORY,
        "remembers",
        "c",
        "vectors",
        ranked="c",
        place=1,
        text="B" + REMEMBERED[1:-2] + "b$",
    ),
    Exhibit(
        7,
        "The next character is b",
        "A neuron of layer 2 is on whenever the next character is b.",
        COPYING,
        "next:b",
        "h",
        "strings",
        ranked="h",
        layer=1,
        n=6,
    ),
    Exhibit(
        7,
        "The next character is c",
        "Another one reads out c: it predicts, rather than remembers how the string began.",
        COPYING,
        "next:c",
        "h",
        "strings",
        ranked="h",
        layer=1,
        n=6,
    ),
    Exhibit(
        7,
        "The same neuron's cell state",
        "Its cell state is graded over the whole word; the hidden state is off before X.",
        COPYING,
        "next:b",
        "c",
        "vectors",
        ranked="h",
        layer=1,
        n=6,
    ),
    Exhibit(
        8,
        "The states and the gates",
        "The forget gate stays near 1 on x's; the hidden state is off until it is needed.",
        MEMORY,
        "remembers",
        "f",
        "vectors",
        ranked="c",
        text=REMEMBERED,
    ),
    *(
        Exhibit(9, title, article, "tweets", feature, "", "text")
        for title, article, feature in (
            ("Inside a hashtag", "A neuron is on inside hashtags.", "hashtag"),
            ("Inside a link", "A neuron is on inside URLs.", "url"),
            ("How far into a mention", "A neuron counts the characters of a mention.", "mention_position"),
            (
                "Names, not just capitals",
                "A neuron tells names from other capitalised words.",
                "proper_capital",
            ),
            ("Has been, will be", "A neuron follows auxiliary verbs and a form of to be.", "auxiliary"),
            ("A quotation is open", "A neuron remembers that a quotation has begun.", "quotes"),
        )
    ),
)


@dataclass(frozen=True)
class Shown:
    """An exhibit with the neuron that the ranking found for it; None where nothing was found."""

    exhibit: Exhibit
    subject: Subject
    finding: Finding | None

    @property
    def href(self) -> str:
        """Where it opens."""
        each, subject = self.exhibit, self.subject
        return urls.explore(
            each.page,
            run=each.source,
            cell=subject.cell,
            seed=subject.seed or None,
            layer=subject.layer + 1,
            vector=subject.symbol,
            neuron=subject.unit + 1,
            n=each.n,
            text=subject.text if each.n is None else None,
            view=each.view if each.page == urls.EXPLORE else None,
        )

    @property
    def found(self) -> str:
        """What the ranking found, in words."""
        if self.finding is None:
            return "No neuron of this network follows it."
        finding, subject = self.finding, self.subject
        steps = [
            f"{mean:+.2f} ± {spread:.2f} at each {phase}"
            for phase, (mean, spread) in finding.steps.items()
            if len(phase) == 1
        ]
        name = NAMES[finding.vector].standard
        measure = "R squared" if finding.auc is None or self.exhibit.source not in text_ids() else "AUC"
        score = f"{measure} {finding.score:.3f}, by chance {finding.control:.2f}"
        where = f"Layer {finding.layer + 1}, neuron" if subject.specimen.layers > 1 else "Neuron"
        return f"{where} {finding.unit + 1}, {name}: {finding.feature.label}, {score}." + (
            f" It changes by {', '.join(steps)}." if finding.feature.name == "count" and steps else ""
        )


def show(each: Exhibit) -> Shown:
    """The exhibit, opened at the neuron that the ranking puts first, in the seed whose best is best."""
    offered = subjects.choices(each.source)
    cell = each.cell if each.cell in offered.cells else offered.cells[0]
    found = {seed: best(each, cell, seed) for seed in offered.seeds[:SEEDS] or (0,)}
    seed = max(found, key=lambda seed: found[seed].score if found[seed] else -1.0)
    finding, specimen = found[seed], subjects.specimen(each.source, cell, seed)
    text = each.text or subjects.own_text(specimen, each.n or subjects.DEFAULT_N)
    if each.writes:
        written = generate(specimen.network, specimen.alphabet, each.writes, WRITTEN, TEMPERATURE)
        text = each.writes + written
    layer, unit = (finding.layer, finding.unit) if finding else (each.layer or 0, 0)
    symbol = each.symbol or (finding.vector if finding else "c")
    return Shown(each, Subject(each.source, cell, seed, layer, symbol, unit, text), finding)


def best(each: Exhibit, cell: str, seed: int) -> Finding | None:
    """The neuron of this kind at its place in the ranking."""
    ranked = known if each.source in text_ids() else subjects.followers
    suited = [
        finding
        for finding in ranked(each.source, cell, seed, each.feature)
        if each.ranked in ("", finding.vector) and each.layer in (None, finding.layer)
    ]
    return suited[each.place] if len(suited) > each.place else None


def known(source: str, cell: str, seed: int, feature: str) -> list[Finding]:
    """What was found on thousands of held-out characters when the run was trained, kept with it."""
    run = textruns.text_run(source)
    return [
        Finding(
            feature=detector(feature, run.learned.kind),
            layer=row["layer"],
            unit=row["unit"],
            vector=row["vector"],
            score=row["score"],
            control=row["control"],
            phases={},
            steps={},
            auc=row["score"] if row["measure"] == "AUC" else None,
        )
        for row in run.cells[cell].findings
        if row["detector"] == feature
    ]
