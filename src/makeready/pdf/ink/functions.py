"""Functions of PDF: a function object goes in; its values, or a sampled one in other colours, come out."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import pikepdf

from makeready.pdf.ink.refused import UnconvertibleError

Function = Callable[[float], tuple[float, ...]]
# How many steps stand for a smooth run; between them is a straight line, so that no eye sees them.
_STEPS = 65


def read_function(found: Any) -> Function:
    """Return a function of one number as a callable (ISO 32000-1, 7.10); an array has one function a component."""
    if isinstance(found, pikepdf.Array):
        parts = [read_function(one) for one in found]
        return lambda t: tuple(value for part in parts for value in part(t))
    kind = int(found.get("/FunctionType", -1))
    domain = [float(v) for v in found.get("/Domain", [0, 1])]
    if len(domain) != 2 or kind not in (0, 2, 3):
        raise UnconvertibleError(f"a function of type {kind} with {len(domain) // 2} inputs")
    function = {0: _read_sampled, 2: _read_exponential, 3: _read_stitched}[kind](found, domain)
    return lambda t: function(min(domain[1], max(domain[0], t)))


def _read_exponential(found: Any, _domain: Sequence[float]) -> Function:
    first = [float(v) for v in found.get("/C0", [0])]
    last = [float(v) for v in found.get("/C1", [1])]
    power = float(found.get("/N", 1))
    return lambda t: tuple(a + t**power * (b - a) for a, b in zip(first, last, strict=True))


def _read_stitched(found: Any, domain: Sequence[float]) -> Function:
    parts = [read_function(one) for one in found.Functions]
    edges = [domain[0], *(float(v) for v in found.Bounds), domain[1]]
    codes = [float(v) for v in found.Encode]

    def value(t: float) -> tuple[float, ...]:
        index = next((n for n in range(len(parts) - 1) if t < edges[n + 1]), len(parts) - 1)
        return parts[index](_scale(t, edges[index], edges[index + 1], codes[2 * index], codes[2 * index + 1]))

    return value


def _read_sampled(found: Any, domain: Sequence[float]) -> Function:
    size, bits = int(found.Size[0]), int(found.BitsPerSample)
    if bits not in (8, 16):
        raise UnconvertibleError(f"a sampled function of {bits} bits")
    limits = [float(v) for v in found.Range]
    decode = [float(v) for v in found.get("/Decode", limits)]
    encode = [float(v) for v in found.get("/Encode", [0, size - 1])]
    width, step, content = len(limits) // 2, bits // 8, found.read_bytes()

    def sample(index: int) -> list[float]:
        at = index * width * step
        raw = [int.from_bytes(content[at + n * step : at + (n + 1) * step], "big") for n in range(width)]
        return [_scale(v, 0, 2**bits - 1, decode[2 * n], decode[2 * n + 1]) for n, v in enumerate(raw)]

    def value(t: float) -> tuple[float, ...]:
        place = min(size - 1.0, max(0.0, _scale(t, domain[0], domain[1], encode[0], encode[1])))
        low = min(int(place), max(0, size - 2))
        before, after = sample(low), sample(min(low + 1, size - 1))
        return tuple(a + (place - low) * (b - a) for a, b in zip(before, after, strict=True))

    return value


def convert_function(pdf: pikepdf.Pdf, found: Any, change: Callable[[tuple[float, ...]], tuple[float, ...]]) -> Any:
    """Return a function whose values are those of `found` after `change`; runs stay apart where they were stitched."""
    if isinstance(found, pikepdf.Dictionary) and int(found.get("/FunctionType", -1)) == 3:
        parts = [convert_function(pdf, one, change) for one in found.Functions]
        return pdf.make_indirect(
            pikepdf.Dictionary(
                FunctionType=3,
                Domain=found.Domain,
                Bounds=found.Bounds,
                Encode=found.Encode,
                Functions=pikepdf.Array(parts),
            )
        )
    function = read_function(found)
    first = found[0] if isinstance(found, pikepdf.Array) else found
    low, high = (float(v) for v in first.get("/Domain", [0, 1]))
    values = [change(function(low + (high - low) * n / (_STEPS - 1))) for n in range(_STEPS)]
    content = bytes(round(min(1.0, max(0.0, share)) * 255) for value in values for share in value)
    return pdf.make_stream(
        content,
        FunctionType=0,
        Domain=pikepdf.Array([low, high]),
        Range=pikepdf.Array([0, 1] * len(values[0])),
        Size=pikepdf.Array([_STEPS]),
        BitsPerSample=8,
    )


def _scale(value: float, low: float, high: float, first: float, last: float) -> float:
    return first if high == low else first + (value - low) * (last - first) / (high - low)
