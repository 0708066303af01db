"""The Text pages: their links and addresses, made as the explorer's are."""

from functools import partial

from dashboard import urls
from dashboard.components import place as pages

links = partial(pages.links, pages=urls.TEXT_PAGES, label="Text")
place = partial(pages.place, pages=urls.TEXT_PAGES)
register = partial(pages.register, pages=urls.TEXT_PAGES)
