"""Where everything is kept: runs, their measurements and networks, opened files and texts."""
