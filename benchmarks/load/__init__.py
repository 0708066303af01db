"""A crowd of visitors on one server; see `__main__`."""
