"""docs/ci.md and the files that it tells of: valid by their schemas, inputs and outputs by their names."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_it import MarkdownIt

from tests.ci.steps import ACTION, GITLAB, ROOT, read_yaml
from tests.ci.test_hooks import HOOKS

PAGE = (ROOT / "docs/ci.md").read_text(encoding="utf-8")
BLOCKS = [token.content for token in MarkdownIt().parse(PAGE) if token.type == "fence" and token.info.strip() == "yaml"]
WORKFLOWS = [block for block in BLOCKS if "\non:" in block]
JOBS = [block for block in BLOCKS if "extends: .makeready" in block]


def _list_faults(schema: str, *files: Path) -> str:
    words = [sys.executable, "-m", "check_jsonschema", "--builtin-schema", schema, *map(str, files)]
    more = ["--data-transform", "gitlab-ci"] if "gitlab" in schema else []
    ended = subprocess.run([*words, *more], capture_output=True, text=True, check=False)
    return ended.stdout + ended.stderr if ended.returncode else ""


def test_every_file_is_valid_by_the_schema_of_its_service(tmp_path: Path) -> None:
    assert len(WORKFLOWS) == 3 and len(JOBS) == 2
    files: dict[str, list[Path]] = {
        "vendor.github-actions": [ACTION], "vendor.github-workflows": [], "vendor.gitlab-ci": [GITLAB],
    }  # fmt: skip
    for schema, blocks in (("vendor.github-workflows", WORKFLOWS), ("vendor.gitlab-ci", JOBS)):
        for number, block in enumerate(blocks):
            file = tmp_path / f"{schema}-{number}.yml"
            file.write_text(block, encoding="utf-8")
            files[schema].append(file)
    assert {schema: faults for schema, paths in files.items() if (faults := _list_faults(schema, *paths))} == {}


def test_a_fault_is_seen(tmp_path: Path) -> None:
    broken = tmp_path / "action.yml"
    broken.write_text(ACTION.read_text(encoding="utf-8").replace("shell: bash", "shel: bash", 1), encoding="utf-8")
    assert "shel" in _list_faults("vendor.github-actions", broken)


@pytest.mark.parametrize("block", WORKFLOWS)
def test_workflows_use_inputs_and_outputs_that_there_are(block: str) -> None:
    action = read_yaml(ACTION)
    steps: list[dict[str, Any]] = [
        step for job in yaml.safe_load(block)["jobs"].values() for step in job["steps"] if "uses" in step
    ]
    ours = [step for step in steps if step["uses"] == "OWNER/makeready/.github/actions/makeready@REF"]
    assert len(ours) == 1
    assert set(ours[0].get("with", {})) <= set(action["inputs"])
    assert set(re.findall(r"steps\.books\.outputs\.([\w-]+)", block)) <= set(action["outputs"])


def test_shell_of_the_workflows_is_sound() -> None:
    runs = [
        step["run"] for block in WORKFLOWS for job in yaml.safe_load(block)["jobs"].values()
        for step in job["steps"] if "run" in step
    ]  # fmt: skip
    assert len(runs) == 2
    for run in runs:
        assert "${{" not in run
        assert subprocess.run(["bash", "-n", "-c", run], check=False).returncode == 0


def test_the_tables_name_all_inputs_and_outputs() -> None:
    action = read_yaml(ACTION)
    tables = PAGE.split("### What the Action does")[1].split("## GitLab")[0].split("| output |")
    named = [
        set(re.findall(r"`([\w-]+)`", " ".join(re.findall(r"^\| (.+?) \|", table, re.MULTILINE)))) for table in tables
    ]
    assert named == [set(action["inputs"]), set(action["outputs"])]


def test_variables_and_hooks_that_the_page_names_are_there() -> None:
    variables = read_yaml(GITLAB)[".makeready"]["variables"]
    assert set(re.findall(r"MAKEREADY_\w+", PAGE)) <= set(variables)
    assert set(re.findall(r"`(makeready-\w+)`", PAGE)) <= set(HOOKS)
    assert [block for block in BLOCKS if "hooks:" in block and "id: makeready-epub" in block]
