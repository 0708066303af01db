"""Each page is made once before anybody asks: what it is made of is kept, and nobody waits for it."""

import gc
import logging
import threading
import time

from flask import Flask

from dashboard.app import PAGES

PAUSE = 0.2  # seconds between two pages, for those who are there already

log = logging.getLogger(__name__)


def warm_up(server: Flask) -> threading.Thread:
    """Make every page as its plain address shows it, in a thread beside the server."""
    thread = threading.Thread(target=make_pages, args=(server,), name="warming", daemon=True)
    thread.start()
    return thread


def make_pages(server: Flask) -> None:
    """Go through all pages, then what comes to them later; one that fails is for its visitors to report."""
    made = [(path, page.layout) for path, page in PAGES.items()]
    made += [(path, part) for path, page in PAGES.items() for part in getattr(page, "later", tuple)()]
    for path, make in made:
        time.sleep(PAUSE)
        try:
            with server.test_request_context(path):
                make()
        except Exception:
            log.exception("The page %s could not be made ahead", path)
    gc.collect()
    gc.freeze()  # what is kept now is not looked through for garbage again
