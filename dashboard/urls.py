"""Every route and every query parameter of the application."""

from urllib.parse import urlencode

COMPARE = "/"
EXPLORE = "/explore"
FIND = "/explore/find"
WHY = "/explore/why"
INTERVENE = "/explore/intervene"
FILES = "/explore/files"
GALLERY = "/explore/gallery"
ARTICLE = "/article"
STORY_FILM = "/story/film"
TEXT_WRITE = "/text"  # TEXT is a query parameter
TEXT_READ = "/text/read"
TEXT_TRAIN = "/text/train"
TEXT_ERRORS = "/text/errors"
LAB = "/lab"
STORY = "/story"
STORY_CELLS = "/story/cells"
RUNS = "/runs"
HEALTH = "healthz"

PAGES = (
    ("Compare", COMPARE),
    ("Lab", LAB),
    ("Explore", EXPLORE),
    ("Text", TEXT_WRITE),
    ("Story", STORY),
    ("Runs", RUNS),
)
TEXT_PAGES = (("Write", TEXT_WRITE), ("Read", TEXT_READ), ("Train", TEXT_TRAIN), ("Errors", TEXT_ERRORS))
EXPLORER = (
    ("Read", EXPLORE),
    ("Find", FIND),
    ("Ask why", WHY),
    ("Intervene", INTERVENE),
    ("Files", FILES),
    ("Gallery", GALLERY),
)

DOWNLOADS = {"bundle": "safetensors", "csv": "csv", "json": "json"}  # kind -> file ending
DOWNLOAD = "/runs/<run_id>/<kind>"
UPLOAD = "/open"  # takes a network file
BRING = "/text/bring"  # takes a text to train on
WRITE = "/text/write"  # sends what networks write, while they write it
STORED = "/text/stored"  # a sample that is kept with a run, in the same form
SCORE = "/text/score"  # takes what was written
PASSAGE = "/text/passage"  # gives a text to read
VALUES = "/text/values"  # gives what one neuron holds at each of its characters
FOLLOWING = "/text/following"  # gives the likeliest next characters
LABELS = "/text/labels"  # gives what is true of each character
CLAIMS = "/article/claims.csv"  # gives the table of the article's claims
TAKE = "/explore/take"  # gives a network or its trace in another format

# What the Compare page reads from its address, beside the fields of a Config.
PAIR = "compare"  # on the Runs page: two ids with a comma between
RUN, TEXT, N, SEED, LAYER, NAMES, STEP = "run", "text", "n", "seed", "layer", "names", "t"

# What the explorer reads from its address beside those; everything counts from 1.
CELL, SYMBOL, UNIT, VIEW, RANGE = "cell", "vector", "neuron", "view", "range"
FEATURE, PATTERN, WORDS, GROUPS = "feature", "regex", "words", "groups"
SPAN_FROM, SPAN_TO, THRESHOLD = "from", "to", "threshold"
AFTER, CHARACTER = "after", "character"
CORPUS = "corpus"  # on the Train page, beside the fields of a TextConfig

# What the Write page reads from its address beside run and seed: the cells have ; between, draw is a seed.
CELLS, PROMPT, LENGTH, TEMPERATURE, TOP_K, DRAW = "cells", "prompt", "length", "temperature", "top_k", "draw"
SAMPLE = "sample"  # the place of a stored one, from 0
DETECTOR = "detector"  # on the Read page of texts
OTHER = "other"  # on the Errors page: a run and a cell with : between
DO = "do"  # interventions, with ; between

EQUATION = "equation"  # of the story, from 1
# What the films read beside seed: the film, and its frames from 0 with . between.
FILM, FRAMES = "film", "frames"

# What the Lab reads from its address beside cells, view and other; recipes have ; between too.
TASK, RECIPES, SHOW, ONE = "task", "recipes", "show", "one"
SETTING, SWEPT = "setting", "values"  # of a sweep
PRESENT = "present"  # on the story: the step that fills the screen
JOB = "job"  # the ids of the runs that one progress bar is for, with ; between


def single(query: dict[str, str | list[str]]) -> dict[str, str]:
    """Each parameter once: the first, where an address has it twice."""
    return {name: value if isinstance(value, str) else value[0] for name, value in query.items()}


def compare(run_id: str) -> str:
    """The Compare page showing one run."""
    return f"{COMPARE}?{urlencode({RUN: run_id})}"


def explore(path: str = EXPLORE, /, **query: object) -> str:
    """A page of the explorer; what is None is left out."""
    given = {name: value for name, value in query.items() if value is not None}
    return f"{path}?{urlencode(given, errors='replace')}"  # an address may hold halves of characters


def pair_query(one: str, other: str) -> str:
    """The query of the Runs page that shows two runs side by side."""
    return f"?{urlencode({PAIR: f'{one},{other}'}, safe=',')}"


def download(run_id: str, kind: str) -> str:
    """A run as a file; kind is one of DOWNLOADS."""
    return f"/runs/{run_id}/{kind}"
