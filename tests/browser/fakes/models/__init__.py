"""Stands in for the real `models` where a test puts this folder first on PYTHONPATH."""
