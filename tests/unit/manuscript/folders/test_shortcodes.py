"""Shortcodes of Hugo: boxes, tabs, figures and links become what they are, others stay as they are written."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.manuscript.folders.shortcodes import prepare_shortcodes
from tests.unit.manuscript.folders.trees import codes, errors, read_tree, words

TITLE = '<p class="admonition-title"><strong>{}</strong></p>'


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        ("{{< hint info >}}\na\n{{< /hint >}}", ['<div class="note">', "a", "</div>"]),
        ('{{% notice warning "A & b" %}}\na\n{{% /notice %}}',
         ['<div class="warning">', TITLE.format("A &amp; b"), "a", "</div>"]),
        ('{{< callout type="tip" title=`x` >}}a{{< /callout >}}',
         ['<div class="tip">', TITLE.format("x"), "a", "</div>"]),
        ('{{< tabs "id" >}}\n{{< tab "A" >}}\na\n{{< /tab >}}\n{{< /tabs >}}',
         ['<div class="tab">', TITLE.format("A"), "a", "</div>"]),
        ('{{< figure src="a.png" title="T" caption="<c>" alt="x" >}}',
         ['<figure><img src="a.png" alt="x"><figcaption>T &lt;c&gt;</figcaption></figure>']),
        ("{{< highlight go >}}\n# {{< hint >}}\n{{< /highlight >}}\nb", ["~~~~~~go", "# {{< hint >}}", "~~~~~~", "b"]),
        ('[a]({{< ref "/b" >}}) and [c]({{% relref "d.md#e" %}})', ["[a](/b) and [c](d.md#e)"]),
        ('{{< details "More" >}}\na\n{{< /details >}}', ["<p><strong>More</strong></p>", "a"]),
        ("{{< youtube abc >}} {{< hint >}}", ["{{< youtube abc >}} {{< hint >}}"]),
        ("```\n{{< hint >}}\n{{< /hint >}}\n```", ["```", "{{< hint >}}", "{{< /hint >}}", "```"]),
        ("{{</* hint */>}} {{ .Title }}", ["{{</* hint */>}} {{ .Title }}"]),
    ],
)  # fmt: skip
def test_shortcodes_become_what_they_are(text: str, lines: list[str]) -> None:
    prepared = prepare_shortcodes("a.md", text.split("\n"))
    assert [line for line in prepared.lines if line.strip()] == lines
    assert prepared.numbers is None or len(prepared.numbers) == len(prepared.lines)


def test_many_openings_that_nothing_closes_are_read_in_time() -> None:
    lines = ['{{< hint "' + "a " * 40 + "{{< " * 40] * 2_000
    assert prepare_shortcodes("a.md", lines).lines == lines


def test_a_page_of_hugo_has_its_boxes_and_its_links(tmp_path: Path) -> None:
    files = {
        "hugo.toml": 'title = "T"\nlanguageCode = "en"\n',
        "content/a.md": '---\ntitle: A\n---\n{{< hint >}}\nboxed\n{{< /hint >}}\n\n[to b]({{< ref "/b" >}})\n',
        "content/b.md": "---\ntitle: B\n---\nWords.\n",
    }
    outcome = read_tree(tmp_path, files)
    assert errors(outcome) == [] and "MS038" not in codes(outcome) and "BF004" not in codes(outcome)
    assert "boxed" in words(outcome) and "{{" not in words(outcome)
