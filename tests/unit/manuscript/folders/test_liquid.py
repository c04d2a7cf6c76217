"""Jekyll's pages: addresses, highlighted code and raw text are written out; what needs the site stays."""

from __future__ import annotations

from pathlib import Path

import pytest

from makeready.manuscript.folders.liquid import prepare_liquid
from makeready.model.node import NodeKind, walk_nodes
from tests.unit.manuscript.folders.trees import codes, errors, read_tree, words


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("[a]({% link docs/two.md %}#x)", "[a](/docs/two.md#x)"),
        ("[a]({{ site.baseurl }}{% link two.md %})", "[a](/two.md)"),
        ("[a]({{ site.baseurl }}/two)", "[a](/two)"),
        ("![a]({{ '/img/p.png' | relative_url }})", "![a](/img/p.png)"),
        ('![a]({{ "/img/p.png" | prepend: site.baseurl }})', "![a](/img/p.png)"),
        ("{% raw %}{{ site.baseurl }}{% endraw %}", "{{ site.baseurl }}"),
        ("{{ page.title }} {% include x.html %}", "{{ page.title }} {% include x.html %}"),
        ("a {% comment %} b {% endcomment %} c", "a  c"),
    ],
)
def test_addresses_and_raw_text_are_written_out(written: str, read: str) -> None:
    assert prepare_liquid("a.md", [written]).lines == [read]


def test_each_line_stays_where_it_is() -> None:
    lines = ["{% comment %}", "x", "{% endcomment %}", "{% highlight ruby linenos %}", "{{ site.url }}",
             "{% endhighlight %}", "{% raw %}", "{% link a.md %}", "{% endraw %}", "{% link a.md %}"]  # fmt: skip
    expected = ["", "", "", "~~~~~~ruby", "{{ site.url }}", "~~~~~~", "", "{% link a.md %}", "", "/a.md"]
    assert prepare_liquid("a.md", lines).lines == expected


def test_links_of_a_site_lead_to_its_pages(tmp_path: Path) -> None:
    files = {
        "_config.yml": "title: J\nbaseurl: /j\n",
        "index.md": "---\ntitle: I\n---\n\nHi.\n",
        "a.md": "---\ntitle: A\n---\n\n[i]({% link index.md %}) and [j]({{ site.baseurl }}/index.html).\n",
    }
    outcome = read_tree(tmp_path, files)
    assert outcome.value is not None
    sections = outcome.value.book.sections
    links = [node for node in walk_nodes(sections[1].content) if node.kind is NodeKind.LINK]
    assert len(links) == 2
    assert "{%" not in words(outcome)
    assert errors(outcome) == []
    assert codes(outcome) == {"BF005"}
