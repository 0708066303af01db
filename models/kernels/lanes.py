"""Sixteen seeds in one machine register: a number type for compiled code.

A kernel reads as if it computed one network, and computes LANES of them, each in its own lane of a vector
register. No lane ever meets another, so a seed's numbers do not depend on its neighbours.
"""

import operator

import numpy as np
from llvmlite import ir
from numba import types
from numba.core import cgutils
from numba.extending import intrinsic, models, overload, register_model

LANES = 16

_VECTOR = ir.VectorType(ir.FloatType(), LANES)
_WHOLE = ir.VectorType(ir.IntType(32), LANES)


class LanesType(types.Type):
    """The numba type of one number per lane."""

    def __init__(self) -> None:
        super().__init__("Lanes")


lanes = LanesType()


@register_model(LanesType)
class LanesModel(models.PrimitiveModel):
    """A vector of float32 in machine code."""

    def __init__(self, manager, type_) -> None:
        super().__init__(manager, type_, _VECTOR)


def aligned(*shape: int) -> np.ndarray:
    """Zeros of shape (..., LANES), float32, where no vector lies across two cache lines."""
    size = int(np.prod(shape)) * LANES
    raw = np.zeros(size + LANES, np.float32)
    start = -(raw.ctypes.data // raw.itemsize) % LANES
    return raw[start : start + size].reshape(*shape, LANES)


def _address(context, builder, array_type, array, index):
    """Where the vector at this index of a contiguous array (..., LANES) lies."""
    array = context.make_array(array_type)(context, builder, array)
    shape = cgutils.unpack_tuple(builder, array.shape)
    offset = ir.Constant(context.get_value_type(types.intp), 0)
    for place, size in zip(index, shape[: len(index)], strict=True):
        offset = builder.add(builder.mul(offset, size), place)
    place = builder.gep(array.data, [builder.mul(offset, ir.Constant(offset.type, LANES))])
    return builder.bitcast(place, _VECTOR.as_pointer())


def _typed(array, index) -> tuple:
    """The types of an array (..., LANES) and a tuple that leads to a vector in it."""
    if not isinstance(array, types.Array) or array.layout != "C" or array.ndim != len(index) + 1:
        raise TypeError(f"{array} has no vector at {len(index)} indices")
    return array, types.Tuple([types.intp] * len(index))


@intrinsic
def _load(typing, array, index):
    def code(context, builder, signature, arguments):
        array, index = arguments[0], cgutils.unpack_tuple(builder, arguments[1])
        return builder.load(_address(context, builder, signature.args[0], array, index), align=4)

    return lanes(*_typed(array, index)), code


@intrinsic
def _store(typing, array, index, value):
    def code(context, builder, signature, arguments):
        array, index = arguments[0], cgutils.unpack_tuple(builder, arguments[1])
        builder.store(arguments[2], _address(context, builder, signature.args[0], array, index), align=4)
        return context.get_dummy_value()

    return types.void(*_typed(array, index), lanes), code


@intrinsic
def borrow(typing, value):
    """The same arrays, without counting references: that would be an atomic operation at every slice."""

    def code(context, builder, signature, arguments):
        return _uncounted(context, builder, signature.args[0], arguments[0])

    return value(value), code


def _uncounted(context, builder, type_, value):
    """An array, or a tuple of such, that owns nothing."""
    if isinstance(type_, types.Array):
        array = context.make_array(type_)(context, builder, value)
        array.meminfo = ir.Constant(array.meminfo.type, None)
        array.parent = ir.Constant(array.parent.type, None)
        return array._getvalue()
    if isinstance(type_, types.BaseTuple):
        parts = zip(type_, cgutils.unpack_tuple(builder, value, len(type_)), strict=True)
        return context.make_tuple(builder, type_, [_uncounted(context, builder, *part) for part in parts])
    return value


def get(array, *index):
    """The vector array[index]."""


def put(value, array, *index):
    """Write the vector array[index]."""


def add(value, array, *index):
    """Add to the vector array[index]."""


@overload(get)
def _get(array, *index):
    return lambda array, *index: _load(array, index)


@overload(put)
def _put(value, array, *index):
    return lambda value, array, *index: _store(array, index, value)


@overload(add)
def _add(value, array, *index):
    return lambda value, array, *index: _store(array, index, _load(array, index) + value)


@intrinsic
def fill(typing, value):
    """The same number in every lane."""

    def code(context, builder, signature, arguments):
        first = builder.insert_element(
            ir.Constant(_VECTOR, ir.Undefined), arguments[0], ir.Constant(_WHOLE.element, 0)
        )
        return builder.shuffle_vector(first, first, ir.Constant(_WHOLE, [0] * LANES))

    return lanes(types.float32), code


def _arithmetic(symbol, instruction: str) -> None:
    """Let a Python operator act on lanes, and on lanes and a number."""

    @intrinsic
    def apply(typing, a, b):
        def code(context, builder, signature, arguments):
            return getattr(builder, instruction)(*arguments)

        return lanes(lanes, lanes), code

    @overload(symbol)
    def choose(a, b):
        if a is lanes and b is lanes:
            return lambda a, b: apply(a, b)
        if a is lanes and isinstance(b, types.Number):
            return lambda a, b: apply(a, fill(np.float32(b)))
        if b is lanes and isinstance(a, types.Number):
            return lambda a, b: apply(fill(np.float32(a)), b)
        return None


_arithmetic(operator.add, "fadd")
_arithmetic(operator.sub, "fsub")
_arithmetic(operator.mul, "fmul")
_arithmetic(operator.truediv, "fdiv")


def _instruction(name: str, count: int):
    """One of LLVM's functions of `count` vectors."""
    kind = ir.FunctionType(_VECTOR, [_VECTOR] * count)

    def code(context, builder, signature, arguments):
        function = cgutils.get_or_insert_function(builder.module, kind, f"llvm.{name}.v{LANES}f32")
        return builder.call(function, arguments)

    return lanes(*[lanes] * count), code


@intrinsic
def fma(typing, a, b, c):
    """a b + c, rounded once."""
    return _instruction("fma", 3)


@intrinsic
def sqrt(typing, x):
    """The square root."""
    return _instruction("sqrt", 1)


@intrinsic
def nearest(typing, x):
    """The nearest whole number."""
    return _instruction("nearbyint", 1)


@intrinsic
def where(typing, condition, a, b):
    """a where the condition is above 0, and b elsewhere."""

    def code(context, builder, signature, arguments):
        condition, a, b = arguments
        return builder.select(builder.fcmp_ordered(">", condition, ir.Constant(_VECTOR, None)), a, b)

    return lanes(lanes, lanes, lanes), code


@intrinsic
def power_of_two(typing, n):
    """2^n for whole numbers n from -126 to 127, by writing down the exponent."""

    def code(context, builder, signature, arguments):
        exponent = builder.add(builder.fptosi(arguments[0], _WHOLE), ir.Constant(_WHOLE, [127] * LANES))
        return builder.bitcast(builder.shl(exponent, ir.Constant(_WHOLE, [23] * LANES)), _VECTOR)

    return lanes(lanes), code


@intrinsic
def exponent(typing, x):
    """The n of x = m 2^n with 1 <= m < 2, for x > 0."""

    def code(context, builder, signature, arguments):
        bits = builder.lshr(builder.bitcast(arguments[0], _WHOLE), ir.Constant(_WHOLE, [23] * LANES))
        return builder.sitofp(builder.sub(bits, ir.Constant(_WHOLE, [127] * LANES)), _VECTOR)

    return lanes(lanes), code
