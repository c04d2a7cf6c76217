"""Addresses: a style sheet, a style attribute or an attribute of a drawing goes in; what it asks for comes out."""

from __future__ import annotations

from makeready.style.sheet import ADDRESS_SIGNS, Address, AtRule, read_sheet

# Without one of these a text can neither ask for a file nor run anything: a path of a drawing has none of them.
_SIGNS = (*ADDRESS_SIGNS, "expression", "javascript:")


def list_addresses(css: str) -> tuple[Address, ...]:
    """Return the addresses in a text that is CSS, or a value of CSS."""
    lowered = css.lower()
    return read_sheet("", css).addresses if any(sign in lowered for sign in ADDRESS_SIGNS) else ()


def leads_outside(css: str) -> bool:
    """Return True where a text asks for anything but a part of its own file, or runs a script; also if too deep."""
    lowered = css.lower()
    if not any(sign in lowered for sign in _SIGNS):
        return False
    sheet = read_sheet("", css)
    return (
        sheet.is_too_deep
        or "javascript:" in lowered
        or "expression" in sheet.functions
        or any(isinstance(one, AtRule) and one.name == "import" for one in sheet.statements)
        or any(not address.written.startswith("#") for address in sheet.addresses)
    )
