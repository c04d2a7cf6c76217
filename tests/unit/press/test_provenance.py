"""Provenance: the statement is one of in-toto and SLSA, names what the manifest names, and is the same each time."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from makeready.findings import UsageError
from makeready.press.manifest import read_manifest
from makeready.press.provenance import write_provenance
from tests.findings.verified import describe_project, write_project

BUILDER = "https://ci.example.org/books?queue=1"


def test_the_statement_names_artifacts_inputs_and_builder(tmp_path: Path) -> None:
    described = describe_project(write_project(tmp_path / "p"))
    described["makers"] = {"makeready": "0.1.0", "makeready modules": "ab", "python": "CPython 3.12.1", "lxml": "6.1.3"}
    described["asked"] = {"editions": ["epub"], "targets": ["epub"]}
    described["source_date_epoch"] = 86400
    described["shared"] = [{"path": "makeready.toml", "sha256": "0" * 64}]
    manifest = read_manifest(json.dumps(described).encode())
    content = write_provenance(manifest, BUILDER)
    assert content == write_provenance(manifest, BUILDER)
    (artifact,) = described["artifacts"]
    assert json.loads(content) == {
        "_type": "https://in-toto.io/Statement/v1",
        "subject": [{"name": "small.epub", "digest": {"sha256": artifact["sha256"]}}],
        "predicateType": "https://slsa.dev/provenance/v1",
        "predicate": {
            "buildDefinition": {
                "buildType": "urn:makeready:build:1",
                "externalParameters": {"editions": ["epub"], "targets": ["epub"], "workspace": True},
                "internalParameters": {
                    "source_date_epoch": 86400,
                    "python": "CPython 3.12.1",
                    "makers": {"lxml": "6.1.3"},
                },
                "resolvedDependencies": [
                    *({"name": one["path"], "digest": {"sha256": one["sha256"]}} for one in described["inputs"]),
                    {"name": "makeready.toml", "digest": {"sha256": "0" * 64}, "annotations": {"shared": True}},
                ],
            },
            "runDetails": {
                "builder": {"id": BUILDER, "version": {"makeready": "0.1.0", "makeready-modules": "ab"}},
            },
        },
    }


@pytest.mark.parametrize("builder", ["", "me", "my builder:x y", "https://a b", "https://\n"])
def test_a_builder_that_is_no_uri_is_refused(builder: str, tmp_path: Path) -> None:
    manifest = read_manifest(json.dumps(describe_project(write_project(tmp_path / "p"))).encode())
    with pytest.raises(UsageError, match="is not a URI"):
        write_provenance(manifest, builder)
