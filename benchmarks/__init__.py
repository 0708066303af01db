"""Programs that measure. None of them is a test: a figure depends on the machine, a test must not."""
