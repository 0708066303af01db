"""Addresses that are no pages: what is sent to the server as a file, and what it sends as one."""
