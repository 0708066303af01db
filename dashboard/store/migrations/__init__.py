"""How the tables became what they are: a file in versions/ for each step, run by dashboard.store.migrate."""
