"""Every route and every query parameter of the application."""

from urllib.parse import urlencode

COMPARE = "/"
RUNS = "/runs"
HEALTH = "healthz"

PAGES = (("Compare", COMPARE), ("Runs", RUNS))

DOWNLOADS = {"bundle": "safetensors", "csv": "csv", "json": "json"}  # kind -> file ending
DOWNLOAD = "/runs/<run_id>/<kind>"

# What the Compare page reads from its address, beside the fields of a Config.
PAIR = "compare"  # on the Runs page: two ids with a comma between
RUN, TEXT, N, SEED, LAYER, NAMES, STEP = "run", "text", "n", "seed", "layer", "names", "t"


def single(query: dict[str, str | list[str]]) -> dict[str, str]:
    """Each parameter once: the first, where an address has it twice."""
    return {name: value if isinstance(value, str) else value[0] for name, value in query.items()}


def compare(run_id: str) -> str:
    """The Compare page showing one run."""
    return f"{COMPARE}?{urlencode({RUN: run_id})}"


def pair_query(one: str, other: str) -> str:
    """The query of the Runs page that shows two runs side by side."""
    return f"?{urlencode({PAIR: f'{one},{other}'}, safe=',')}"


def download(run_id: str, kind: str) -> str:
    """A run as a file; kind is one of DOWNLOADS."""
    return f"/runs/{run_id}/{kind}"
