"""Provenance: a manifest and the builder's name go in; a statement of where its artifacts come from comes out.

It is a Statement of in-toto, version 1, with a predicate of SLSA Provenance, version 1, and without a signature:
https://github.com/in-toto/attestation/blob/main/spec/v1/statement.md, https://slsa.dev/spec/v1.0/provenance
"""

from __future__ import annotations

import json

from makeready.findings import UsageError
from makeready.late_pattern import late_pattern
from makeready.press.manifest import Manifest

STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://slsa.dev/provenance/v1"
# What the parameters of the predicate mean; docs/verify.md tells.
BUILD_TYPE = "urn:makeready:build:1"
# https://www.rfc-editor.org/rfc/rfc3986#section-3
_URI = late_pattern(r"[A-Za-z][A-Za-z0-9+.-]*:[!#-;=?-Z\[\]_a-z~%]+")
# The makers that are no packages of Python.
_OTHERS = ("makeready", "makeready modules", "python", "machine")


def write_provenance(manifest: Manifest, builder: str) -> bytes:
    """Return the statement about the artifacts of `manifest`; `builder` is the URI of whoever runs makeready.

    Raises UsageError where `builder` is none.
    """
    if not _URI.fullmatch(builder):
        hint = "name the place that builds by an address, such as https://ci.example.org/books"
        raise UsageError(f"the builder {builder!r} is not a URI", hint)
    makers = dict(manifest.makers)
    statement: dict[str, object] = {
        "_type": STATEMENT,
        "subject": [{"name": one.name, "digest": {"sha256": one.sha256}} for one in manifest.artifacts],
        "predicateType": PREDICATE,
        "predicate": {
            "buildDefinition": {
                "buildType": BUILD_TYPE,
                "externalParameters": {
                    "editions": list(manifest.editions),
                    "targets": list(manifest.targets),
                    "workspace": manifest.shared is not None,
                },
                "internalParameters": {
                    "source_date_epoch": manifest.source_date_epoch,
                    "makers": {name: release for name, release in manifest.makers if name not in _OTHERS},
                    **{name: makers[name] for name in ("python", "machine") if name in makers},
                },
                "resolvedDependencies": [
                    *({"name": one.path, "digest": {"sha256": one.sha256}} for one in manifest.inputs),
                    # Both may have a file of the same name.
                    *(
                        {"name": one.path, "digest": {"sha256": one.sha256}, "annotations": {"shared": True}}
                        for one in manifest.shared or ()
                    ),
                ],
            },
            "runDetails": {
                "builder": {
                    "id": builder,
                    "version": {name.replace(" ", "-"): makers[name] for name in _OTHERS[:2] if name in makers},
                },
            },
        },
    }
    return json.dumps(statement, indent=1, sort_keys=True, ensure_ascii=True).encode("ascii") + b"\n"
