"""The pages: one module or package each, with a layout() and thin callbacks."""
