"""Pictures in print: a picture of a PDF goes in; the same picture in the inks comes out, below their limit.

Samples are written without loss, whatever they came from: a second lossy coding would colour neutral pixels and pass
the limit of ink at edges.
"""

from __future__ import annotations

import io
import zlib
from typing import Any

import pikepdf
from PIL import Image, ImageChops, ImageMath

from makeready.pdf.ink.colours import Colour, Inks, Tint, to_rgb
from makeready.pdf.ink.refused import UnconvertibleError, UnflattenableError
from makeready.pdf.ink.spaces import Space, read_palette, read_space, scale_bytes

_MODES = {1: "L", 3: "RGB", 4: "CMYK"}
_NAMES = {1: "/DeviceGray", 3: "/DeviceRGB", 4: "/DeviceCMYK"}
# Keys that say how the samples were written.
_REPLACED = (
    "/Length", "/Filter", "/DecodeParms", "/Decode", "/ColorSpace", "/BitsPerComponent", "/SMask", "/SMaskInData",
    "/Width", "/Height", "/Metadata", "/Intent",
)  # fmt: skip
_LEVEL = 6
_WEIGHTS = (0.299, 0.587, 0.114)


def has_soft_edge(found: Any) -> bool:
    """Return True for a picture with a soft mask."""
    return "/SMask" in found or int(found.get("/SMaskInData", 0)) != 0


def convert_picture(
    pdf: pikepdf.Pdf, found: Any, inks: Inks, tint: Tint | None, below: Colour | None
) -> tuple[Any, float]:
    """Return `found` in `inks`, and the most cyan, magenta and yellow in it (0 to 3).

    `below` is the even colour that the soft mask is composited on, None to keep the mask; `tint` is an alpha over all.
    A picture that is right as it is comes back itself.
    """
    if found.get("/ImageMask", False):
        return found, 0.0
    space = read_space(_find_space(found))
    paper = below if has_soft_edge(found) else None
    composite = paper is not None
    if inks.size is None and tint is None and not composite:
        return found, 3.0
    if space.kind in ("/Indexed", "/I") and not composite:
        return _convert_palette(pdf, found, inks, tint)
    if space.spot is not None:
        raise UnconvertibleError("a picture in an ink of its own")
    keeps_gray = inks.size != 3 or inks.black_ink
    if space.plain and space.size == 1 and tint is None and not composite and keeps_gray:
        return found, 0.0
    picture = _read_pixels(found, space)
    if paper is not None:
        picture = _composite(picture, found, paper)
    if tint is not None:
        picture = _blend(picture, tint)
    picture, coloured = _convert_pixels(picture, inks)
    made = _write_pixels(pdf, found, picture)
    if not composite and "/SMask" in found:
        made.SMask = found.SMask
    return made, coloured


def _find_space(found: Any) -> Any:
    space = found.get("/ColorSpace")
    if space is None:
        raise UnconvertibleError("a picture without a colour space")
    return space


def _convert_palette(pdf: pikepdf.Pdf, found: Any, inks: Inks, tint: Tint | None) -> tuple[Any, float]:
    """Convert the table alone: no pixel changes (ISO 32000-1, 8.6.6.3)."""
    base, table = read_palette(found.ColorSpace)
    colours = [base.read(tuple(scale_bytes(base, table[n : n + base.size]))) for n in range(0, len(table), base.size)]
    mixed = [tint.mix(colour) for colour in colours] if tint else colours
    made = [inks.convert(colour) for colour in mixed]
    if len({len(colour) for colour in made}) > 1:
        made = [to_rgb(colour) for colour in made]
    if not made:
        raise UnconvertibleError("a picture with an empty palette")
    copy = pdf.make_stream(found.read_raw_bytes())
    for key, value in found.items():
        if key not in ("/Length", "/ColorSpace"):
            copy[key] = value
    content = bytes(_to_byte(share) for colour in made for share in colour)
    name = pikepdf.Name(_NAMES[len(made[0])])
    copy.ColorSpace = pikepdf.Array([pikepdf.Name.Indexed, name, len(made) - 1, pikepdf.String(content)])
    return copy, max(sum(colour[:3]) if len(colour) == 4 else 0.0 for colour in made)


def _to_byte(share: float) -> int:
    return round(min(1.0, max(0.0, share)) * 255)


def _read_pixels(found: Any, space: Space) -> Any:
    """Return the picture's samples as one of PIL in gray, RGB or CMYK."""
    size = int(found.Width), int(found.Height)
    filters = found.get("/Filter", [])
    names = [str(filters)] if isinstance(filters, pikepdf.Name) else [str(one) for one in filters]
    if names and names[-1] in ("/JPXDecode", "/JBIG2Decode", "/CCITTFaxDecode"):
        raise UnconvertibleError(f"a picture coded by {names[-1].lstrip('/')}")
    if names and names[-1] == "/DCTDecode":
        if len(names) > 1:
            raise UnconvertibleError("a JPEG that was coded twice")
        picture = _read_jpeg(found)
        bits = 8
    else:
        bits = int(found.get("/BitsPerComponent", 8))
        components = 1 if space.kind in ("/Indexed", "/I") else space.size
        whole = space.kind in ("/Indexed", "/I")
        samples = _read_samples(found.read_bytes(), size, components, bits, whole=whole)
        picture = Image.frombytes(_MODES[components], size, samples)
    decode = [float(v) for v in found.get("/Decode", [])]
    if space.kind in ("/Indexed", "/I"):
        if decode and decode != [0, 2**bits - 1]:
            raise UnconvertibleError("a palette that is read by another order")
        return _spread_palette(picture, found)
    if decode and decode != [0, 1] * space.size:
        tables = [
            _to_byte(low + (high - low) * n / 255)
            for low, high in zip(decode[::2], decode[1::2], strict=True)
            for n in range(256)
        ]
        picture = picture.point(tables)
    if space.kind == "/Lab":
        raise UnconvertibleError("a picture in Lab")
    if picture.mode != _MODES[space.size]:
        raise UnconvertibleError("a picture whose samples are not those of its colour space")
    return picture


def _read_jpeg(found: Any) -> Any:
    try:
        picture: Any = Image.open(io.BytesIO(found.read_raw_bytes()))
        picture.load()
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise UnconvertibleError("a damaged JPEG") from error
    if picture.mode == "CMYK" and picture.info.get("adobe") is not None:
        # PIL turns the inks of Adobe's files over, as they are meant; a PDF says so by /Decode itself.
        picture = ImageChops.invert(picture)
    return picture


def _read_samples(content: bytes, size: tuple[int, int], components: int, bits: int, *, whole: bool) -> bytes:
    """Return samples of 8 bits; `whole` keeps small numbers as they are, for they are places in a table."""
    width, height = size[0] * components, size[1]
    row = (width * bits + 7) // 8
    if bits not in (1, 2, 4, 8, 16) or len(content) < row * height:
        raise UnconvertibleError("a picture with fewer samples than it says")
    if bits == 8:
        return content[: row * height]
    if bits == 16:
        return content[: row * height : 2]
    per, mask = 8 // bits, 2**bits - 1
    step = 1 if whole else 255 // mask
    spread = [bytes(((byte >> (8 - bits * (n + 1))) & mask) * step for n in range(per)) for byte in range(256)]
    lines = (content[n * row : (n + 1) * row] for n in range(height))
    return b"".join(b"".join(spread[byte] for byte in line)[:width] for line in lines)


def _spread_palette(picture: Any, found: Any) -> Any:
    base, table = read_palette(found.ColorSpace)
    entries = [
        to_rgb(base.read(tuple(scale_bytes(base, table[n : n + base.size])))) for n in range(0, len(table), base.size)
    ]
    entries += [(0.0, 0.0, 0.0)] * (256 - len(entries))
    return Image.merge("RGB", [picture.point([_to_byte(entry[band]) for entry in entries[:256]]) for band in range(3)])


def _composite(picture: Any, found: Any, below: Colour) -> Any:
    """Return the picture on an even colour, by its soft mask (ISO 32000-1, 11.6.5.3)."""
    mask = found.get("/SMask")
    if mask is None or "/Matte" in mask:
        raise UnflattenableError("a picture whose soft mask is in its own samples")
    opacity = _read_pixels(mask, read_space(_find_space(mask)))
    size = max(picture.width, opacity.width), max(picture.height, opacity.height)
    opacity = opacity.resize(size, Image.Resampling.NEAREST) if opacity.size != size else opacity
    picture = picture.resize(size, Image.Resampling.NEAREST) if picture.size != size else picture
    if picture.mode == "L" and len(below) != 1:
        picture = picture.convert("RGB")
    return Image.composite(picture, _fill(picture, below), opacity)


def _fill(picture: Any, colour: Colour) -> Any:
    return Image.new(picture.mode, picture.size, _step(picture.mode, colour))


def _step(mode: str, colour: Colour) -> Any:
    if mode == "CMYK":
        if len(colour) == 4:
            return tuple(_to_byte(share) for share in colour)
        shares = to_rgb(colour)
        dark = 1 - max(shares)
        return tuple(_to_byte(share) for share in (*(1 - share - dark for share in shares), dark))
    shares = to_rgb(colour)
    return _to_byte(shares[0]) if mode == "L" else tuple(_to_byte(share) for share in shares)


def _blend(picture: Any, tint: Tint) -> Any:
    if picture.mode == "L" and len(tint.below) != 1:
        picture = picture.convert("RGB")
    return Image.blend(_fill(picture, tint.below), picture, tint.alpha)


def _convert_pixels(picture: Any, inks: Inks) -> tuple[Any, float]:
    if picture.mode == "RGB" and inks.size is not None:
        red, green, blue = picture.split()
        if ImageChops.difference(red, green).getbbox() is None and ImageChops.difference(green, blue).getbbox() is None:
            picture = green
    if inks.size is None or (picture.mode == "L" and (inks.size != 3 or inks.black_ink)):
        return picture, 0.0 if picture.mode == "L" else 3.0
    if inks.size != 4:
        return _to_lights(picture).convert(_MODES[inks.size]), 0.0
    if picture.mode == "RGB":
        picture = inks.conversion.convert_picture(picture) if inks.conversion is not None else _replace_gray(picture)
    return _restrain(picture, inks.limit)


def _to_lights(picture: Any) -> Any:
    """Return a picture in RGB: lights are what inks leave."""
    if picture.mode != "CMYK":
        return picture.convert("RGB")
    *three, black = picture.split()
    rest = ImageChops.invert(black)
    return Image.merge("RGB", [ImageChops.multiply(ImageChops.invert(one), rest) for one in three])


def _replace_gray(picture: Any) -> Any:
    """Do to all pixels what `Inks` does to a colour without a profile."""
    three = [ImageChops.invert(band) for band in picture.split()]
    black = ImageChops.darker(ImageChops.darker(three[0], three[1]), three[2])
    return Image.merge("CMYK", [*(ImageChops.subtract(band, black) for band in three), black])


def _restrain(picture: Any, limit: float | None) -> tuple[Any, float]:
    """Do to all pixels what `Inks.restrain` does to a colour; return the most of three inks as well."""
    wide = [band.convert("I") for band in picture.split()]
    total = ImageMath.lambda_eval(
        lambda v: v["c"] + v["m"] + v["y"] + v["k"], c=wide[0], m=wide[1], y=wide[2], k=wide[3]
    )
    if limit is not None and total.getextrema()[1] > limit * 255:
        most = int(limit * 255)

        def move(v: dict[str, Any]) -> Any:
            least = v["min"](v["min"](v["c"], v["m"]), v["y"])
            over = (v["max"](v["t"] - most, 0) + 1) / 2
            return v["min"](v["min"](over, least), 255 - v["k"])

        moved = ImageMath.lambda_eval(move, c=wide[0], m=wide[1], y=wide[2], k=wide[3], t=total)
        wide = [
            *(ImageMath.lambda_eval(lambda v: v["a"] - v["b"], a=band, b=moved) for band in wide[:3]),
            ImageMath.lambda_eval(lambda v: v["a"] + v["b"], a=wide[3], b=moved),
        ]
        names = {"c": wide[0], "m": wide[1], "y": wide[2], "k": wide[3]}
        three = ImageMath.lambda_eval(lambda v: v["c"] + v["m"] + v["y"], **names)
        room = ImageMath.lambda_eval(lambda v: v["min"](v["max"](most - v["k"], 0), v["t"]), k=wide[3], t=three)
        wide[:3] = [
            ImageMath.lambda_eval(lambda v: v["a"] * v["r"] / v["max"](v["t"], 1), a=band, r=room, t=three)
            for band in wide[:3]
        ]
        picture = Image.merge("CMYK", [band.convert("L") for band in wide])
    three = ImageMath.lambda_eval(lambda v: v["c"] + v["m"] + v["y"], c=wide[0], m=wide[1], y=wide[2])
    return picture, three.getextrema()[1] / 255


def _write_pixels(pdf: pikepdf.Pdf, found: Any, picture: Any) -> Any:
    """Return a picture of PDF, each pixel written as its difference from the one to its left (TIFF's predictor)."""
    shifted = Image.new(picture.mode, picture.size, 0 if picture.mode == "L" else (0,) * len(picture.getbands()))
    if picture.width > 1:
        shifted.paste(picture.crop((0, 0, picture.width - 1, picture.height)), (1, 0))
    size = len(picture.getbands())
    bands = zip(picture.split(), shifted.split(), strict=True)
    differences = [
        ImageMath.lambda_eval(lambda v: (v["a"] - v["b"]) & 255, a=_wide(a), b=_wide(b)).convert("L") for a, b in bands
    ]
    content = (differences[0] if size == 1 else Image.merge(picture.mode, differences)).tobytes()
    made = pdf.make_stream(b"")
    made.write(
        zlib.compress(content, _LEVEL),
        filter=pikepdf.Name.FlateDecode,
        decode_parms=pikepdf.Dictionary(Predictor=2, Colors=size, BitsPerComponent=8, Columns=picture.width),
    )
    for key, value in found.items():
        if key not in _REPLACED:
            made[key] = value
    made.Width, made.Height, made.BitsPerComponent = picture.width, picture.height, 8
    made.ColorSpace = pikepdf.Name(_NAMES[size])
    return made


def _wide(band: Any) -> Any:
    return band.convert("I")
