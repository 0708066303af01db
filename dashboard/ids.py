"""Every component id that more than one file needs. What belongs to a figure is derived from its id."""

LOCATION = "_pages_location"  # where Dash Pages reads the address from

# theme and navigation
THEME = "theme"  # "light" or "dark"
FIGURE_THEMES = "figure-themes"
THEME_SWITCH = "theme-switch"
SHARE = "share"
SHARE_STATUS = "share-status"
HELP = "help"
HELP_PANEL = "help-panel"
MAIN = "main"  # where the skip link goes
REFUSED = "refused"  # where assets/refused.js says what the server would not do

# status strip
STATUS_TEXT = "status-text"
STATUS_BADGE = "status-badge"
PROGRESS_BAR = "progress-bar"

# figures
LOSS = "loss-figure"
GENERALIZATION = "generalization-figure"
TRACES = "traces-figure"
PAIR = "pair-figure"
READ = "read-figure"
EFFECT = "effect-figure"
RANKING = "ranking-figure"
CLUSTERS = "clusters-figure"
SALIENCY = "saliency-figure"
SATURATION = "saturation-figure"
DISTRIBUTIONS = "distributions-figure"
PROBES = "probes-figure"

# time cursor
TIME_SLIDER = "time-slider"
CURSOR_READOUT = "cursor-readout"
TRACES_READOUT = "traces-readout"


def source(figure_id: str) -> str:
    """The store with the figure as the server sends it, without a theme."""
    return f"{figure_id}-source"


def rows(figure_id: str) -> str:
    """The store with the numbers behind the figure: {"columns": [...], "rows": [[...]]}."""
    return f"{figure_id}-rows"


def content(place: str) -> str:
    """The store with what stands in a place of plain elements."""
    return f"{place}-content"


# Compare: which run is shown, and how it goes on
RUN_PICKER = "run-picker"  # its value is the id of the run on the page
RUN_ABOUT = "run-about"
POLL = "poll"
ASK = "ask"  # the number of the question that the page asks the server
ANSWERED = "answered"  # the number of the last one that was answered
CONNECTION = "connection"  # says that the server is silent
EQUATIONS = "equations"
SEEN = "seen"  # what the page shows already, so that nothing is sent twice
READY = "ready"  # the run whose networks can be looked into
SUMMARY = "summary"
LAUNCH = "launch-run"
PUBLIC = "public"  # of one run: {"type": PUBLIC, "run": id}
PUBLIC_SAID = "public-said"
ANNOUNCE = "announce"  # what a screen reader hears of the run: not every tick

# Compare: the form
FORM = "form"
TRAIN = "train"
TRAIN_AGAIN = "train-again"  # although its result is known
CANCEL = "cancel"
RESUME = "resume"
ACTED = "acted"  # counts what the buttons did, so that the page asks for news
FORM_NOTE = "form-note"
FORM_ERROR = "form-error"

# Compare: the string under the traces
TRACE_TEXT = "trace-text"
TRACE_N = "trace-n"
TRACE_SEED = "trace-seed"
TRACE_LAYER = "trace-layer"
TRACE_NAMES = "trace-names"
TRACE_ERROR = "trace-error"
ADDRESS = "address"  # what the page needs to write its state into the URL
SHOWN = "shown"  # the id and the config of the run on the page

# Explore: what is looked into
SOURCE = "subject-source"
CELL = "subject-cell"
SEED = "subject-seed"
LAYER = "subject-layer"
SYMBOL = "subject-symbol"
UNIT = "subject-unit"
TEXT = "subject-text"
N = "subject-n"
OWN_TEXT = "subject-own-text"  # the text that N stands for
NAMES = "subject-names"
GLOSSARY = "subject-glossary"
SUBJECT_NOTES = "subject-notes"
GONE = "subject-gone"  # says that the address leads to a network that is not there

# Explore: pages
VIEW = "read-view"
RANGE = "read-range"  # of the colours
READ_ERROR = "read-error"
READ_NOTE = "read-note"
TAKE = "take-away"
FILE_DELETE = "file-delete"
FILE_CONFIRM = "file-confirm"
FILE_OPENED = "file-opened"  # the part of the page that is only there for an opened file
FILE_MESSAGE = "file-message"

# Explore: what neurons do
FEATURE = "find-feature"
PATTERN = "find-pattern"
WORDS = "find-words"
FIND_ERROR = "find-error"
FOUND = "found"
GROUPS = "cluster-count"
SPAN_FROM = "span-from"
SPAN_TO = "span-to"
THRESHOLD = "span-threshold"
CORPUS = "span-corpus"
MATCHES = "span-matches"

# Explore: why
WHY_STEP = "why-step"
WHY_CHARACTER = "why-character"
WHY_ERROR = "why-error"

# Explore: interventions
DOING = "doing"  # a line for each, in the order in which they act
DO_FORM = "do-form"
DO_ACTION = "do-action"
DO_TARGET = "do-target"
DO_VALUE = "do-value"
DO_STEPS = "do-steps"  # whether the value counts in the unit's own steps
DO_OTHER = "do-other"
DO_WHERE = "do-where"
DO_PLACE = "do-place"
DO = "do"
UNDO = "undo"
CLEAR = "clear"
DO_ERROR = "do-error"
EFFECT_ERROR = "effect-error"
EFFECT_NOTE = "effect-note"
DO_LIST = "do-list"
DO_COMMAND = "do-command"
DO_SLIDER = "do-slider"
OUTCOME = "outcome"
REACH = "reach"
PLACE = "view-address"  # what a page needs to write its state into the URL

# Text: which training is shown, and how it goes on
TEXT_PICKER = "learn-run"  # its value is the id of the run on the page, or ""
TEXT_ABOUT = "learn-about"
TEXT_STATUS = "learn-"  # how the ids of its status strip begin
BITS = "bits-figure"
TEXT_WRITES = "learn-writes"
TEXT_RESULTS = "learn-results"
TEXT_POLL = "learn-poll"
TEXT_ASK = "learn-ask"
TEXT_ANSWERED = "learn-answered"
TEXT_SEEN = "learn-seen"
TEXT_MISSING = "learn-missing-run"

# Text: what to train
TEXT_CORPUS_ABOUT = "learn-corpus-about"
TEXT_PREVIEW = "learn-preview"
TEXT_BROUGHT = "learn-brought"  # the id of a text that the visitor has just brought
TEXT_TRAIN = "learn"
TEXT_AGAIN = "learn-again"  # although its result is known
TEXT_PAUSE = "learn-pause"
TEXT_RESUME = "learn-resume"
TEXT_CANCEL = "learn-cancel"
TEXT_RATE = "learn-rate"
TEXT_SET_RATE = "learn-set-rate"
TEXT_ERROR = "learn-error"
TEXT_ACTED = "learn-acted"  # counts what the buttons did, so that the page asks for news

# Text: writing; the same names are in assets/text-write.js
WRITE_RUN = "write-run"
WRITE_CELLS = "write-cells"
WRITE_SEED = "write-seed"
WRITE_STORED = "write-stored"  # the temperature of the samples that were kept with the run
WRITE_PROMPT = "write-prompt"
WRITE_TEMPERATURE = "write-temperature"
WRITE_TOP_K = "write-top-k"
WRITE_LENGTH = "write-length"
WRITE_DRAW = "write-draw"
WRITE = "write"
WRITE_STOP = "write-stop"
WRITE_ERROR = "write-error"
WRITE_STATUS = "write-status"
WRITE_SHOWN = "write-shown"  # the run whose networks write: its cells and their samples
WRITE_COLUMNS = "write-columns"
WRITE_LOOK = "write-look"  # what was expected in the place of one character
WRITE_GONE = "write-gone"
OVERVIEW = "text-overview-figure"

# Text: reading; the same names are in assets/text-read.js and text-save.js
READER_RUN = "reader-run"
READER_CELL = "reader-cell"
READER_SEED = "reader-seed"
READER_LAYER = "reader-layer"
READER_SYMBOL = "reader-symbol"
READER_UNIT = "reader-unit"
READER_TEXT = "reader-text"
READER_DETECTOR = "reader-detector"
READER_STEP = "reader-step"
READER_SUBJECT = "reader-subject"  # the network that the other controls belong to, and its ranking
READER_ABOUT = "reader-about"
READER_CLAIMS = "reader-claims"
READER_GONE = "reader-gone"
READER_OWN = "reader-own"  # a text of the visitor's
READER_ADD = "reader-add"
READER_DROP = "reader-drop"  # leave out the characters that the network does not know
READER_OWN_ERROR = "reader-own-error"
READER_VIEW = "reader-view"

# Text: errors
ERRORS_RUN = "errors-run"
ERRORS_CELL = "errors-cell"
ERRORS_OTHER = "errors-other"
ERRORS_NOTE = "errors-note"
ERRORS_KINDS = "errors-kinds-figure"
ERRORS_NGRAMS = "errors-ngrams-figure"
ERRORS_WINDOWS = "errors-windows-figure"
ERRORS_PAIR = "errors-pair-figure"

# Lab: what is compared
LAB_FIGURE = "lab-figure"
LAB_TASK = "lab-task"
LAB_RECIPES = "lab-recipes"
LAB_CELLS = "lab-cells"
LAB_VIEW = "lab-view"
LAB_SHOW = "lab-show"
LAB_ONE = "lab-one"
LAB_OTHER = "lab-other"
LAB_ABOUT = "lab-about"
LAB_SUMMARY = "lab-summary"
LAB_GOALS = "lab-goals"
LAB_RESULTS = "lab-results"
LAB_MEASURES = "lab-measures"
LAB_PENDING = "lab-pending"  # how many rows of the measures are still to come
LAB_MEASURE = "lab-measure"  # set by lab.js: the next ones are asked for
LAB_PAIRED = "lab-paired"
LAB_LITERATURE = "lab-literature"

# Lab: what is missing, and the trainings that are to bring it
LAB_SETTING = "lab-setting"
LAB_VALUES = "lab-values"
LAB_MISSING = "lab-missing"  # says what is missing
LAB_TRAIN = "lab-train"
LAB_CANCEL = "lab-cancel"
LAB_RESUME = "lab-resume"
LAB_ERROR = "lab-error"
LAB_JOB = "lab-job"  # the ids of the runs
LAB_STATUS = "lab-"  # how the ids of its status strip begin
LAB_JOB_CARD = "lab-job-card"
LAB_POLL = "lab-poll"
LAB_ASK = "lab-ask"
LAB_ANSWERED = "lab-answered"
LAB_SEEN = "lab-seen"
LAB_ACTED = "lab-acted"
LAB_DONE = "lab-done"  # the runs of the job that have ended, so that the figure is drawn anew

# The story: equations and diagrams; the same names are in assets/story-cells.js
CELLS = "story-cells"
CELLS_EQUATIONS = "cells-equations"
CELLS_TEXT = "cells-text"
CELLS_UNIT = "cells-unit"
CELLS_NAMES = "cells-names"
CELLS_STEP = "cells-step"
CELLS_STAGE = "cells-stage"
CELLS_VALUES = "cells-values"
CELLS_SHAPE = "cells-shape"
CELLS_ERROR = "cells-error"

# Story: films; the order is that of assets/film.js
FILM = "film-choice"
FILM_SEED = "film-seed"
FILM_RESET = "film-reset"
FILM_ORDER = "film-order"  # numbers of frames with . between; "" for the film's own
FILM_STRIP = "film-strip"
FILM_SAID = "film-said"
FILM_RIGHT = "film-right-figure"
FILM_CALIBRATION = "film-calibration-figure"

# Story; the same names are in assets/story*.js
STORY = "story"
STORY_READY = "story-ready"
STORY_WORDS = "story-words"  # all of the page; assets/story.css shows the names that it bears
STORY_NAMES = "story-names"
STORY_PROGRESS = "story-progress"
STORY_PRESENT = "story-present"
STORY_PRINT = "story-print"
STORY_FORGET = "story-forget"
STORY_BACK = "story-back"
STORY_NEXT = "story-next"
STORY_LEAVE = "story-leave"
STORY_PLACE = "story-place"  # which of the steps is presented
STORY_SLOT = "story-slot"  # of each step: its figure and all below it
STORY_SEEN = "story-seen"  # {"step", "names"}, set by story.js once it comes into view
STORY_TRUTH = "story-truth"  # what there was to predict
STORY_TOLD = "story-told"  # what came of the prediction

# Runs
RUNS_TABLE = "runs-table"
RUNS_POLL = "runs-poll"
RUNS_SEEN = "runs-seen"
RUNS_CHOSEN = "runs-chosen"
RUNS_COMPARE = "runs-compare"
RUNS_DELETE = "runs-delete"
RUNS_CONFIRM = "runs-confirm"
RUNS_MESSAGE = "runs-message"


def story_figure(step: str) -> str:
    """The figure of one step of the story."""
    return f"story-{step}-figure"


def field(name: str) -> str:
    """The control for one field of a Config."""
    return f"config-{name.replace('_', '-')}"


def text_field(name: str) -> str:
    """The control for one field of a TextConfig."""
    return f"learn-{name.replace('_', '-')}"
