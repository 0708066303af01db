"""A run as a file: the bundle as it is, its measurements as CSV or JSON."""

import csv
import io
import json

from flask import Blueprint, Response, abort

from dashboard import claimed, context, urls
from dashboard.access import seen_run
from dashboard.runview import RunView, is_known, read_view
from dashboard.textview import TextView, read_text_view

blueprint = Blueprint("downloads", __name__)
MIME = {"bundle": "application/octet-stream", "csv": "text/csv", "json": "application/json"}


@blueprint.get(urls.DOWNLOAD)
def download(run_id: str, kind: str) -> Response:
    """One of urls.DOWNLOADS; 404 for what is not there."""
    store = context.store()
    run = seen_run(run_id) if kind in urls.DOWNLOADS else None
    view = run and (read_view(store, run_id) if is_known(run) else read_text_view(store, run_id))
    data = content(view, kind) if view else None
    if data is None:
        abort(404)
    name = f"gatescope-{run_id}.{urls.DOWNLOADS[kind]}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return Response(data, mimetype=MIME[kind], headers=headers)


@blueprint.get(urls.CLAIMS)
def claims() -> Response:
    """The table of the article's claims, one line for each."""
    headers = {"Content-Disposition": 'attachment; filename="gatescope-article.csv"'}
    return Response(claimed.as_csv(), mimetype=MIME["csv"], headers=headers)


def content(view: RunView | TextView, kind: str) -> bytes | str | None:
    """The file's content, or None where the run has none yet."""
    if kind == "bundle":
        return context.store().artifact(view.run.id, "bundle")
    if isinstance(view, TextView):
        return curves_csv(view) if kind == "csv" else text_json(view)
    return as_csv(view) if kind == "csv" else as_json(view)


def as_csv(view: RunView) -> str:
    """One line per cell and seed."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["run", "cell", "seed", "n_max", "measured_up_to", "final_loss", "stopped_at"])
    first = view.run.config["first_seed"]
    for cell, result in view.results.items():
        losses = result["loss"] or [None] * len(result["n_max"])
        rows = zip(result["n_max"], losses, result["stopped_at"], strict=True)
        for seed, (n_max, loss, stopped) in enumerate(rows, first):
            writer.writerow([view.run.id, cell, seed, n_max, result["measured_up_to"], loss, stopped])
    return file.getvalue()


def as_json(view: RunView) -> str:
    """Status, config, and every measurement of every cell."""
    run = view.run
    losses = {cell: vars(curve) for cell, curve in view.losses.items()}
    return json.dumps(
        {
            "run": run.id,
            "status": run.status,
            "code_version": run.code_version,
            "config": run.config,
            "cells": {cell: result | {"curve": losses[cell]} for cell, result in view.results.items()},
        },
        indent=1,
    )


def curves_csv(view: TextView) -> str:
    """One line per measurement of a training on text."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(["run", "cell", "seed", "step", "measured_on", "bits_per_character"])
    for kind, curves in (("training", view.loss), ("held out", view.validation)):
        for cell, seeds in curves.items():
            for seed, points in seeds.items():
                writer.writerows([view.run.id, cell, seed, step, kind, bits] for step, bits in points.items())
    return file.getvalue()


def text_json(view: TextView) -> str:
    """Status, config, text, baselines, and every measurement of every cell."""
    run = view.run
    of_cells = {
        cell: {
            **view.results.get(cell, {}),
            "training": view.loss[cell],
            "validation": view.validation[cell],
            "writes": view.writes.get(cell, {}).get("text"),
        }
        for cell in view.cells
    }
    return json.dumps(
        {
            "run": run.id,
            "status": run.status,
            "code_version": run.code_version,
            "config": run.config,
            "corpus": view.corpus,
            "baselines": view.baselines,
            "cells": of_cells,
        },
        indent=1,
    )
