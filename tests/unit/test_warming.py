"""Pages are made before anybody asks, and one that fails stops nothing."""

from types import SimpleNamespace

from flask import Flask, request

from dashboard import warming


def test_every_page_is_made_once_and_one_that_fails_stops_nothing(monkeypatch, caplog):
    made = []

    def page(fails=False):
        def layout():
            made.append(request.path)
            if fails:
                raise ValueError("no such run")

        return SimpleNamespace(layout=layout)

    monkeypatch.setattr(warming, "PAUSE", 0)
    monkeypatch.setattr(warming, "PAGES", {"/": page(), "/broken": page(fails=True), "/last": page()})
    monkeypatch.setattr(warming.gc, "freeze", lambda: None)
    warming.warm_up(Flask(__name__)).join()
    assert made == ["/", "/broken", "/last"]
    assert "/broken" in caplog.text
