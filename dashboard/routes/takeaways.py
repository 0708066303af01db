"""A network, or what it did on a text, as a file in somebody else's format."""

from flask import Blueprint, Response, request

from dashboard import urls
from dashboard.chosen import PARTS, read_subject
from dashboard.networks import NotThereError
from dashboard.subjects import Subject, check_length, sentence
from models.formats import FORMATS

blueprint = Blueprint("takeaways", __name__)


def address(subject: Subject, name: str) -> str:
    """Where the subject can be fetched in this format; numbers count from 1."""
    parts = (
        subject.source, subject.cell, subject.seed, subject.layer + 1, subject.symbol, subject.unit + 1,
        subject.text,
    )  # fmt: skip
    return urls.explore(urls.TAKE, **dict(zip(PARTS.values(), parts, strict=True)), format=name)


def why_not(subject: Subject, name: str) -> str:
    """Why the network cannot be had in this format; "" where it can."""
    return FORMATS[name].lacks(subject.specimen)


@blueprint.get(urls.TAKE)
def take() -> Response:
    """The file; or a sentence, with 404 for what there is not and 400 for what cannot be written."""
    name = request.args.get("format", "")
    if name not in FORMATS:
        return refused(f"there is no format {name[:20]!r}; choose from {', '.join(FORMATS)}", 404)
    form = FORMATS[name]
    try:
        subject = read_subject(*(request.args.get(part) for part in PARTS.values()))
        # A page may show another cell in place of one that is not there; a file must be what its link says.
        found = {urls.CELL: subject.cell, urls.SEED: str(subject.seed)}
        for part, value in found.items():
            if (wanted := request.args.get(part, value)) != value:
                return refused(f"there is no {part} {wanted[:40]!r} here", 404)
        if lacking := why_not(subject, name):
            raise ValueError(lacking)
        check_length(subject.text)
        data = form.write(subject.specimen, subject.text)
    except NotThereError as error:
        return refused(error, 404)
    except ValueError as error:
        return refused(error, 400)
    file = f"gatescope-{subject.source}-{subject.cell}-{subject.seed}{form.ending}"
    headers = {"Content-Disposition": f'attachment; filename="{file}"'}
    return Response(data, mimetype="application/octet-stream", headers=headers)


def refused(why: object, status: int) -> Response:
    """One sentence in place of a file."""
    return Response(f"{sentence(why)}\n", status, mimetype="text/plain")
