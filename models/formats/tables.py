"""A trace as tables: .csv for spreadsheets, .npz for numpy. Columns are named layer/symbol/unit, from 0."""

from csv import writer
from io import BytesIO, StringIO

import numpy

from models.analysis.trace import Trace


def csv(trace: Trace) -> bytes:
    """One row per step, from 1: what was read, the likeliest next character, its probability, every value.

    Values are the shortest decimals that are the same float32; what is not known is left empty.
    """
    names = [
        f"layer{number}/{symbol}/{unit}"
        for number, layer in enumerate(trace.layers)
        for symbol, values in layer.items()
        for unit in range(values.shape[1])
    ]
    arrays = [values.numpy() for layer in trace.layers for values in layer.values()]
    says = trace.predicted or [""] * len(trace.characters)
    chances = written(trace.next.amax(-1).numpy()) if trace.predicted else says
    file = StringIO(newline="")
    table = writer(file)
    table.writerow(["step", "read", "says", "probability", *names])
    steps = enumerate(zip(trace.characters, says, chances, strict=True))
    table.writerows(
        [t + 1, *step, *written(numpy.concatenate([array[t] for array in arrays]))] for t, step in steps
    )
    return file.getvalue().encode()


def written(values: numpy.ndarray) -> list[str]:
    """Numbers as text; "" for NaN."""
    return ["" if value == "nan" else value for value in values.astype(str).tolist()]


def npz(trace: Trace) -> bytes:
    """Arrays by name: chars (T,), alphabet (V,), next (T, V) and, for example, layer0/c (T, H)."""
    arrays = {
        f"layer{number}/{symbol}": values.numpy()
        for number, layer in enumerate(trace.layers)
        for symbol, values in layer.items()
    }
    characters = {"chars": list(trace.characters), "alphabet": list(trace.alphabet)}
    file = BytesIO()
    numpy.savez(file, **characters, next=trace.next.numpy(), **arrays, allow_pickle=False)
    return file.getvalue()
