"""The life of a run outside the web server: who trains it, and what is heard of it meanwhile."""
