"""What a run has come to, in a few words."""

from statistics import median

from dashboard import context
from dashboard.remembered import remembered
from dashboard.runview import read_view
from dashboard.store.schema import Run
from dashboard.textview import is_text, read_text_view
from dashboard.theme import cell_style


@remembered(5000)
def reached(run: Run) -> str:
    """What each cell has come to: its median N_max, or bits per held-out character."""
    store, parts = context.store(), []
    if is_text(run):
        for cell, result in read_text_view(store, run.id).results.items():
            bits = [value for value in result["bits_per_character"] if value is not None]
            parts += [f"{cell_style(cell).short} {median(bits):.2f} bits"] if bits else []
        return f"{', '.join(parts)} per character" if parts else ""
    for cell, result in read_view(store, run.id).results.items():
        value = median(result["n_max"])
        bound = "≥ " if value >= result["measured_up_to"] else ""
        parts.append(f"{cell_style(cell).short} {bound}{value:g}")
    return f"N_max: {', '.join(parts)}" if parts else ""
