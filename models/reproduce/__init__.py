"""The article's experiments, run again, and what it says of them, judged by what is measured here."""
