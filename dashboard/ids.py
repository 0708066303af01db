"""Every component id that more than one file needs. What belongs to a figure is derived from its id."""

# theme and navigation
THEME = "theme"  # "light" or "dark"
FIGURE_THEMES = "figure-themes"
THEME_SWITCH = "theme-switch"
SHARE = "share"
SHARE_STATUS = "share-status"
HELP = "help"
HELP_PANEL = "help-panel"
MAIN = "main"  # where the skip link goes

# status strip
STATUS_TEXT = "status-text"
STATUS_BADGE = "status-badge"
PROGRESS_BAR = "progress-bar"

# figures
LOSS = "loss-figure"
GENERALIZATION = "generalization-figure"
TRACES = "traces-figure"

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
