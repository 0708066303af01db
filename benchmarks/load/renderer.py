"""What Dash's renderer does, as far as a server notices: which callbacks it calls, when, and with what.

Everything is read off what the server says: its layout, its list of callbacks and its answers. So this
follows the pages by itself. Callbacks that run in the browser are left out.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

Place = tuple[str, str]  # a component's id as text, and one of its properties
Called = dict["Callback", list[Place]]  # callbacks, each with the places whose change calls it


@dataclass(frozen=True, eq=False)
class Callback:
    """One callback that runs on the server.

    Attributes:
        name: all its outputs in one text.
        outputs, inputs, state: its places; an id with a wildcard stays as it is.
        initially: whether it is called when its outputs come onto the page.
        interval: seconds between two questions whether it is done; None if it is no background callback.
    """

    name: str
    outputs: tuple[Place, ...]
    inputs: tuple[Place, ...]
    state: tuple[Place, ...]
    initially: bool
    interval: float | None

    @classmethod
    def read(cls, entry: dict[str, Any]) -> "Callback":
        """From one entry of `/_dash-dependencies`."""
        name, background = entry["output"], entry["background"]
        outputs = name[2:-2].split("...") if name.startswith("..") else [name]
        inputs, state = (
            tuple((each["id"], each["property"]) for each in entry[key]) for key in ("inputs", "state")
        )
        return cls(
            name=name,
            outputs=tuple((output.rpartition(".")[0], output.rpartition(".")[2]) for output in outputs),
            inputs=inputs,
            state=state,
            initially=entry["prevent_initial_call"] is not True,
            interval=background["interval"] / 1000 if background else None,
        )


class Renderer:
    """One page in one browser: which components are there, and the values that callbacks ask for."""

    SHOWN = frozenset({"options", "interval", "disabled"})  # kept beside what callbacks ask for

    def __init__(self, layout: Any, entries: list[dict[str, Any]]) -> None:
        """Show a layout; `entries` is what `/_dash-dependencies` answers."""
        self.callbacks = [Callback.read(entry) for entry in entries if not entry["clientside_function"]]
        ours = [Callback.read(entry) for entry in entries if is_poll(entry)]
        self._polls = {callback.inputs[0][0]: callback.outputs[0] for callback in ours}
        self._asked: dict[str, set[str]] = {}
        self._listening: dict[Place, list[Callback]] = {}
        for callback in self.callbacks:
            for component, prop in (*callback.inputs, *callback.state):
                self._asked.setdefault(component, set()).add(prop)
            for place in callback.inputs:
                self._listening.setdefault(place, []).append(callback)
        self._values: dict[str, dict[str, Any]] = {}
        self._inside: dict[str, list[str]] = {}
        self._put_in(layout)

    def __contains__(self, component: str) -> bool:
        return component in self._values

    def get(self, component: str, prop: str = "value") -> Any:
        """A property that callbacks ask for, or a menu; None where there is none."""
        return self._values.get(component, {}).get(prop)

    def put(self, component: str, prop: str, value: Any) -> None:
        """What a visitor does to a control, or a script of the page to a store."""
        self._values[component][prop] = value

    def polls(self) -> dict[str, Place]:
        """By the id of each interval on the page, the place that changes when it ticks."""
        there = [name for name, values in self._values.items() if "interval" in values]
        return {name: self._polls.get(name, (name, "n_intervals")) for name in there}

    def triggered(self, changed: Iterable[Place]) -> Called:
        """The callbacks that the change of these places calls."""
        found: Called = {}
        for place in changed:
            for callback in self._listening.get(place, ()) if place[0] in self else ():
                found.setdefault(callback, []).append(place)
        return {callback: places for callback, places in found.items() if self._is_whole(callback)}

    def ready(self, requested: Iterable[Callback], under_way: Iterable[Callback]) -> list[Callback]:
        """Those requested callbacks whose inputs none of the others is about to change."""
        requested, under_way = list(requested), list(under_way)
        awaited = {callback: set(map(bare, callback.outputs)) for callback in (*requested, *under_way)}
        free = []
        for callback in requested:
            inputs = set(callback.inputs) - awaited[callback]
            if not any(inputs & outputs for other, outputs in awaited.items() if other is not callback):
                free.append(callback)
        return free or ([] if under_way else requested[:1])

    def message(self, callback: Callback, changed: Iterable[Place]) -> dict[str, Any]:
        """What is posted to call a callback."""
        outputs = [{"id": component, "property": prop} for component, prop in callback.outputs]
        names = [".".join(place) for place in changed]
        message = {
            "output": callback.name,
            "outputs": outputs if callback.name.startswith("..") else outputs[0],
            "inputs": [self._said(*place) for place in callback.inputs],
            "changedPropIds": names,
            "parsedChangedPropsIds": names,
        }
        return message | (
            {"state": [self._said(*place) for place in callback.state]} if callback.state else {}
        )

    def apply(self, answered: Callback, response: dict[str, dict[str, Any]]) -> Called:
        """Take in what a callback answered; which others that calls."""
        called: Called = {}
        for component, props in response.items():
            if component not in self:
                continue
            kept = self._kept(component)
            self._values[component] |= {
                prop: value for prop, value in props.items() if prop in kept or isinstance(value, str)
            }
            if "children" in props:
                called |= self._replace(component, props["children"])
        places = [(component, prop) for component, props in response.items() for prop in props]
        called |= self.triggered(places)
        called.pop(answered, None)  # it may write what it listens to
        return called

    def _replace(self, component: str, children: Any) -> Called:
        """Show other children in a component; the callbacks that are called for what is new."""
        self._take_out(component)
        before = set(self._values)
        self._inside[component] = self._put_in(children)
        new, called = set(self._values) - before, {}
        for callback in filter(self._is_whole, self.callbacks):
            outputs = {output for output, _ in callback.outputs}
            heard = [place for place in callback.inputs if place[0] in new]
            if callback.initially and outputs & new:
                called[callback] = []
            elif heard and not outputs <= new:
                called[callback] = heard
        return called

    def _put_in(self, part: Any) -> list[str]:
        """Take components in; the ids of the outermost that have one."""
        if isinstance(part, list):
            return [name for each in part for name in self._put_in(each)]
        if not isinstance(part, dict) or "props" not in part:
            return []
        props = part["props"]
        inside = self._put_in(props.get("children"))
        if "id" not in props:
            return inside
        name = as_text(props["id"])
        kept = self._kept(name)
        self._values[name] = {prop: value for prop, value in props.items() if prop in kept}
        self._inside[name] = inside
        return [name]

    def _take_out(self, component: str) -> None:
        """Forget all that is inside a component."""
        for name in self._inside.pop(component, []):
            self._take_out(name)
            self._values.pop(name, None)

    def _kept(self, component: str) -> set[str] | frozenset[str]:
        if component.startswith("{"):
            return self.SHOWN.union(
                *(props for asked, props in self._asked.items() if matches(asked, component))
            )
        return self.SHOWN | self._asked.get(component, set())

    def _is_whole(self, callback: Callback) -> bool:
        """Whether all that it reads and writes is on the page."""
        places = (*callback.outputs, *callback.inputs, *callback.state)
        return all(component in self or "[" in component for component, _ in places)

    def _said(self, component: str, prop: str) -> Any:
        """One input or state of a message; a list where the id has a wildcard."""
        if "[" in component:
            return [self._value(name, prop) for name in self._values if matches(component, name)]
        return self._value(component, prop)

    def _value(self, component: str, prop: str) -> dict[str, Any]:
        name = json.loads(component) if component.startswith("{") else component
        found = self._values[component]
        return {"id": name, "property": prop} | ({"value": found[prop]} if prop in found else {})


def is_poll(entry: dict[str, Any]) -> bool:
    """Whether it is the function of `assets/poll.js`, which turns ticks into questions."""
    function = entry["clientside_function"]
    return bool(function) and function["function_name"] == "poll"


def as_text(name: str | dict[str, Any]) -> str:
    """An id as Dash writes it."""
    return name if isinstance(name, str) else json.dumps(name, sort_keys=True, separators=(",", ":"))


def bare(place: Place) -> Place:
    """Without the mark of an output that several callbacks write."""
    return place[0], place[1].partition("@")[0]


@lru_cache(maxsize=10_000)
def matches(asked: str, component: str) -> bool:
    """Whether an id is one of those that an id with wildcards stands for."""
    if not (asked.startswith("{") and component.startswith("{")):
        return asked == component
    wanted, found = json.loads(asked), json.loads(component)
    return wanted.keys() == found.keys() and all(
        isinstance(value, list) or value == found[key] for key, value in wanted.items()
    )
