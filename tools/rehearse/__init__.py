"""`make rehearse`: this commit as a PaaS would run it, driven by a browser, restarted in the middle of work."""
