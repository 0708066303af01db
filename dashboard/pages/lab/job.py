"""Trains what is missing: many runs as one job, with one progress bar that a reload finds again."""

from collections.abc import Sequence
from typing import Any

from dash import ClientsideFunction, Input, Output, State, callback, clientside_callback, dcc, html, no_update
from dash.development.base_component import Component

from dashboard import context, ids
from dashboard.access import NOT_YOURS, may_change, own_run
from dashboard.admission import NOT_STOPPED, NotAdmitted, admit, readmit
from dashboard.components.status import COLORS, done, getting_on, status_outputs, status_strip, waiting
from dashboard.lab import Asked, answers, lab_runs, missing, read_asked
from dashboard.pages.compare.form import may_cancel, may_resume
from dashboard.pages.compare.picker import asked_run
from dashboard.pages.counted import counted
from dashboard.pages.lab.form import CONTROLS
from dashboard.store.schema import RESUMABLE, Run
from models.training.config import Config
from models.work import MOST as MOST_WORK
from models.work import work

POLL_MILLISECONDS = 1000
MOST = 16  # runs that one job is of
PARTS = 12  # of the answer of `news`


def card(asked: Asked, job: str, lacks: str, nothing_missing: bool) -> Component:
    """What is missing, the buttons, and how the trainings get on."""
    runs = runs_of(job)
    buttons = [
        html.Button(
            "Train what is missing", id=ids.LAB_TRAIN, type="button", className="btn btn-primary",
            disabled=nothing_missing,
        ),
        button(ids.LAB_RESUME, "Resume", hidden=not any(map(may_resume, runs))),
        button(ids.LAB_CANCEL, "Cancel", disabled=not any(map(may_cancel, runs))),
        html.Div(
            status_strip(told(runs), ids.LAB_STATUS), id=ids.LAB_JOB_CARD, hidden=not runs, className="grow"
        ),
    ]  # fmt: skip
    return html.Section(
        [
            html.H2("What is missing", className="card-heading"),
            html.Div(lacks, id=ids.LAB_MISSING, className="muted", role="status"),
            html.Div(buttons, className="form-buttons"),
            html.Div(id=ids.LAB_ERROR, role="alert", className="form-error"),
            dcc.Interval(
                id=ids.LAB_POLL, interval=POLL_MILLISECONDS, disabled=not any(run.is_live for run in runs)
            ),
            dcc.Store(id=ids.LAB_JOB, data=";".join(run.id for run in runs)),
            dcc.Store(id=ids.LAB_ASK),
            dcc.Store(id=ids.LAB_ANSWERED),
            dcc.Store(id=ids.LAB_ACTED),
            dcc.Store(id=ids.LAB_SEEN, data=state(runs)),
        ],
        className="card panel form-card",
    )


def button(id: str, text: str, **props: bool) -> Component:
    return html.Button(text, id=id, type="button", className="btn btn-outline-secondary", **props)


def runs_of(job: Any) -> list[Run]:
    """The runs of a job, from their ids with ; between; those that are gone or of others are left out."""
    named = job.split(";", MOST)[:MOST] if isinstance(job, str) else []
    return [run for run_id in dict.fromkeys(named) if run_id and (run := asked_run(run_id))]


def ended(runs: Sequence[Run]) -> str:
    """Which of them have ended, so that the page hears of it once."""
    return ";".join(run.id for run in runs if not run.is_live)


def told(runs: Sequence[Run]) -> tuple[str, str, str, str, str]:
    """Badge, colour, bar, sentence, and what a screen reader hears, of all runs together."""
    states = [run.status for run in runs]
    kind = next((kind for kind in ("running", "queued", "failed", *RESUMABLE) if kind in states), "done")
    share = sum(map(done, runs)) / len(runs) if runs else 0.0
    many = f"{states.count('done')} of {len(runs)} training{'s' * (len(runs) != 1)} done"
    parts = [f"{share:.0%}, {many}"]
    parts += [getting_on(run) for run in runs if run.status == "running"][:1]
    parts += [waiting(run) for run in runs if run.status == "queued"][:1] if kind == "queued" else []
    parts += list(dict.fromkeys(run.message.rstrip(".") for run in runs if not run.is_live and run.message))
    said = "".join(f"{part}. " for part in parts).rstrip()
    spoken = f"{many}, {20 * int(5 * share)} percent" if kind == "running" else f"Trainings {kind}"
    return kind, COLORS[kind], f"{100 * share:.1f}", said, spoken


def state(runs: Sequence[Run]) -> list[Any]:
    """What tells one state of the job from another."""
    return [[run.id, run.status] for run in runs] + [told(runs)[3]]


clientside_callback(
    ClientsideFunction("gatescope", "poll"),
    Output(ids.LAB_ASK, "data"),
    Output(ids.LAB_STATUS + ids.CONNECTION, "children"),
    Input(ids.LAB_POLL, "n_intervals"),
    State(ids.LAB_ANSWERED, "data"),
    prevent_initial_call=True,
)


@callback(
    *status_outputs(ids.LAB_STATUS),
    Output(ids.LAB_JOB_CARD, "hidden"),
    Output(ids.LAB_CANCEL, "disabled"),
    Output(ids.LAB_RESUME, "hidden"),
    Output(ids.LAB_DONE, "data"),
    Output(ids.LAB_SEEN, "data"),
    Output(ids.LAB_POLL, "disabled"),
    Output(ids.LAB_ANSWERED, "data"),
    Input(ids.LAB_ASK, "data"),
    Input(ids.LAB_JOB, "data"),
    Input(ids.LAB_ACTED, "data"),
    State(ids.LAB_SEEN, "data"),
    State(ids.LAB_DONE, "data"),
    prevent_initial_call=True,
)
def news(ask: Any, job: Any, acted: Any, seen: Any, was_done: Any) -> tuple[Any, ...]:
    """How the trainings get on, as far as it has changed since the page last asked."""
    runs = runs_of(job)
    now, over = state(runs), not any(run.is_live for run in runs)
    if now == seen:
        return *(no_update,) * (PARTS - 2), over, ask
    finished = ended(runs)
    return (
        *told(runs),
        not runs,
        not any(map(may_cancel, runs)),
        not any(map(may_resume, runs)),
        no_update if finished == was_done else finished,
        now,
        over,
        ask,
    )


@callback(
    Output(ids.LAUNCH, "data", allow_duplicate=True),
    Output(ids.LAB_JOB, "data"),
    Output(ids.LAB_ERROR, "children"),
    Input(ids.LAB_TRAIN, "n_clicks"),
    State(ids.LAB_JOB, "data"),
    *(State(control, "value") for control in CONTROLS.values()),
    prevent_initial_call=True,
)
def train(clicks: int | None, job: Any, *values: Any) -> tuple[Any, Any, str]:
    """Queue a run for everything that is missing, as far as there is room; what is refused is said."""
    if not clicks:
        return no_update, no_update, ""
    runs = lab_runs()
    asked = read_asked(dict(zip(CONTROLS, values, strict=True)), runs)
    lacking = missing(asked, answers(asked, runs))
    admitted, refused = [], []
    for config in at_once(lacking):
        try:
            admitted.append(admit(config, beside=sum(one.waits for one in admitted)))
        except ValueError as error:
            refused.append(sentence(error))
        except NotAdmitted as error:
            refused.append(sentence(error))
            break  # there is no more room for the others either
    if not lacking:
        return no_update, no_update, asked.problem or "Nothing is missing."
    if not admitted:
        return no_update, no_update, " ".join(dict.fromkeys(refused))
    going = [run.id for run in runs_of(job) if run.is_live and may_change(run)]
    named = ";".join(dict.fromkeys([*(one.run_id for one in admitted), *going]))
    launched = next((one.run_id for one in admitted if one.waits), no_update)
    fewer = len(admitted) < len(lacking)
    left = f"{len(admitted)} of {len(lacking)} are queued; train the others when these are done. "
    return launched, named, (left * fewer + " ".join(dict.fromkeys(refused))).rstrip()


def at_once(lacking: Sequence[Config]) -> list[Config]:
    """The first of these, as many as make one job: together no more work than one may ask for."""
    chosen = list(lacking[:MOST])
    while len(chosen) > 1 and sum(map(work, chosen)) > MOST_WORK[Config]:
        chosen.pop()
    return chosen


def sentence(error: Exception) -> str:
    text = str(error)
    return f"{text[:1].upper()}{text[1:]}".rstrip(".") + "."


@callback(
    Output(ids.LAB_ACTED, "data"),
    Output(ids.LAB_ERROR, "children", allow_duplicate=True),
    Input(ids.LAB_CANCEL, "n_clicks"),
    State(ids.LAB_JOB, "data"),
    State(ids.LAB_ACTED, "data"),
    prevent_initial_call=True,
)
def cancel(clicks: int | None, job: Any, acted: Any) -> tuple[Any, str]:
    """Ask all of the visitor's own to stop; what they have learned until then is kept."""
    own = own_of(job) if clicks else []
    for run in own:
        context.store().request_cancel(run.id)
    return (counted(acted), "") if own or not clicks else (no_update, NOT_YOURS)


@callback(
    Output(ids.LAUNCH, "data", allow_duplicate=True),
    Output(ids.LAB_ACTED, "data", allow_duplicate=True),
    Output(ids.LAB_ERROR, "children", allow_duplicate=True),
    Input(ids.LAB_RESUME, "n_clicks"),
    State(ids.LAB_JOB, "data"),
    State(ids.LAB_ACTED, "data"),
    prevent_initial_call=True,
)
def resume(clicks: int | None, job: Any, acted: Any) -> tuple[Any, Any, str]:
    """Let all of the visitor's own that stopped on the way go on."""
    own = own_of(job) if clicks else []
    if not own:
        return no_update, no_update, NOT_YOURS if clicks else ""
    going, said = [], ""
    for run in own:
        try:
            going += [run.id] if may_resume(run) and readmit(run.id, beside=len(going)) else []
        except NotAdmitted as refused:
            said = sentence(refused)
            break
    said = said or ("" if going else NOT_STOPPED)
    return going[0] if going else no_update, counted(acted), said


def own_of(job: Any) -> list[Run]:
    """The runs of a job that the visitor may change."""
    return [run for run in runs_of(job) if own_run(run.id)]
