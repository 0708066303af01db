"""The web application: clicks become calls of `models`, results become figures."""
