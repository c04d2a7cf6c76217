"""Policies of pages: a page's own style and script go in; what lets them through, and nothing else, comes out."""

from __future__ import annotations

import base64
import hashlib


def digest_piece(text: str) -> str:
    """Return what lets a page's own style or script through its policy (CSP 3, § 2.3.1)."""
    return f"sha256-{base64.b64encode(hashlib.sha256(text.encode('utf-8')).digest()).decode('ascii')}"


def write_policy(style: str, script: str = "") -> str:
    """Return the policy of a page that has this style and script, pictures within itself, and asks for nothing."""
    scripts = f"script-src '{digest_piece(script)}'; " if script else ""
    return (
        f"default-src 'none'; style-src '{digest_piece(style)}'; {scripts}"
        "img-src data:; base-uri 'none'; form-action 'none'"
    )
