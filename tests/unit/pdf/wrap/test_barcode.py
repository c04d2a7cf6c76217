"""The barcode: drawn on a page and rendered, an independent reader finds the ISBN and the price in it."""

from __future__ import annotations

import io

import pikepdf
import pypdfium2
import pytest
import zxingcpp

from makeready.pdf.wrap.barcode import (
    HEIGHT,
    LEAST_SCALE,
    MODULE,
    Barcode,
    draw,
    encode,
    encode_price,
    find_check_digit,
    read_isbn,
)

EAN13 = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.EAN13)
ISBN = "9780306406157"


def _read(barcode: Barcode, scale: float) -> str:
    """Return what a reader finds on a page that has the bars and nothing else."""
    pdf = pikepdf.new()
    page = pdf.add_blank_page(page_size=(barcode.modules * MODULE * scale, 120))
    page.contents_add(pdf.make_stream(draw(barcode, 0, 10, scale, HEIGHT * MODULE * scale)))
    out = io.BytesIO()
    pdf.save(out)
    picture = pypdfium2.PdfDocument(out.getvalue())[0].render(scale=600 / 72).to_pil()
    wanted = zxingcpp.EanAddOnSymbol.Require if barcode.addon else zxingcpp.EanAddOnSymbol.Ignore
    found = zxingcpp.read_barcodes(picture, formats=EAN13, ean_add_on_symbol=wanted)
    return " ".join(one.text for one in found)


@pytest.mark.parametrize("scale", [0.8, 1.0, 2.0])
@pytest.mark.parametrize("addon", ["", "51495", "90000", "00799", "12", "07"])
def test_an_independent_reader_finds_the_isbn_and_the_addon(scale: float, addon: str) -> None:
    assert _read(encode(ISBN, addon), scale) == f"{ISBN}{addon}"


@pytest.mark.parametrize("first", "0123456789")
def test_every_first_digit_is_read_back(first: str) -> None:
    body = f"{first}71234509868"
    digits = body + find_check_digit(body)
    assert _read(encode(digits), 1.0).zfill(13) == digits


def test_the_bars_are_black_only_and_joined() -> None:
    drawn = draw(encode(ISBN, "51495"), 0, 0, 1, 70).decode("ascii")
    assert "0 0 0 1 k" in drawn
    assert not {"rg", "RG", "g", "G", "gs"} & set(drawn.split())
    # 30 bars in an EAN-13: two a digit of twelve, two a guard; and 16 in an add-on of five.
    assert drawn.count(" re") == 30 + 16


@pytest.mark.parametrize(
    ("price", "digits"),
    [
        ("USD 14.95", "51495"),
        ("usd14.9", "51490"),
        ("GBP 7.99", "00799"),
        ("CAD 20", "62000"),
        ("AUD 20.00", "32000"),
        ("NZD 0.50", "40050"),
        ("EUR 19.99", "90000"),
        (None, "90000"),
        ("", "90000"),
        ("USD 240.00", "59999"),
        ("14.95", None),
        ("USD 14,95", None),
        ("USD -3", None),
        ("USD 1٤", None),
    ],
)
def test_the_addon_says_the_price(price: str | None, digits: str | None) -> None:
    assert encode_price(price) == digits


@pytest.mark.parametrize(
    ("written", "digits"),
    [
        ("978-0-306-40615-7", ISBN),
        ("isbn:9780306406157", ISBN),
        ("0-306-40615-2", ISBN),
        ("978\u20110306406157", ISBN),
        ("0-8044-2957-X", "9780804429573"),
        ("9780306406158", None),
        ("0306406153", None),
        ("4006381333931", None),
        ("978030640615", None),
        ("٩٧٨٠٣٠٦٤٠٦١٥٧", None),
        ("", None),
    ],
)
def test_only_a_right_isbn_is_read(written: str, digits: str | None) -> None:
    assert read_isbn(written) == digits


@pytest.mark.parametrize(("digits", "addon"), [("9780306406158", ""), ("978", ""), (ISBN, "123"), (ISBN, "abcde")])
def test_what_is_no_number_is_refused(digits: str, addon: str) -> None:
    with pytest.raises(ValueError, match="is no"):
        encode(digits, addon)


def test_it_is_made_no_smaller_than_scanners_read_and_no_larger_than_needed() -> None:
    barcode = encode(ISBN, "51495")
    whole = barcode.modules * MODULE
    assert barcode.fit(whole * 3) == 1.0
    assert barcode.fit(whole * 0.9) == pytest.approx(0.9)
    assert barcode.fit(whole * LEAST_SCALE * 0.99) is None
