"""The equations of all five cells: in which order they come, their terms, and the numbers behind them."""
