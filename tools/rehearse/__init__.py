"""`make rehearse`: a commit as a PaaS runs it, driven by a browser, restarted in the middle of its work."""
