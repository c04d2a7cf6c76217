"""Systems for web sites and for teaching: what each documents about order, titles and parts."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.unit.manuscript.folders.trees import errors, outline, read_tree


def page(title: str, text: str = "Words.") -> str:
    return f"# {title}\n\n{text}\n"


TREES: dict[str, tuple[dict[str, str], list[str]]] = {
    "gitbook with a root and parts as headings": (
        {
            ".gitbook.yaml": "root: ./docs/\n\nstructure:\n  readme: README.md\n  summary: SUMMARY.md\n",
            "README.md": "# The repository\n\nNot the book.\n",
            "docs/README.md": page("Welcome"),
            "docs/SUMMARY.md": (
                '# Table of contents\n\n* [Welcome](README.md)\n\n## Use headings <a href="#use" id="use"></a>\n\n'
                "* [One](one/README.md)\n"
                "  * [Inner](one/inner.md#anchor)\n* [Outside](https://example.org/)\n\n## More\n\n* [Two](two.md)\n"
            ),
            "docs/one/README.md": page("One"),
            "docs/one/inner.md": "---\ndescription: About it\n---\n\n# Inner\n\nInner words.\n",
            "docs/two.md": page("Two"),
        },
        ["Welcome", "PART Use headings", "  One", "    Inner", "PART More", "  Two"],
    ),
    "gitbook of old, with book.json": (
        {
            "book.json": '{"title": "Old", "author": "Ann", "language": "en", "plugins": ["-lunr"], "root": "./"}',
            "README.md": page("Introduction"),
            "SUMMARY.md": (
                "# Summary\n\n* [One](one/README.md)\n    * [Inner](one/a.md)\n* [Planned]()\n\n-----\n"
                "\n* [Two](two.md)\n"
            ),
            "one/README.md": page("One"),
            "one/a.md": page("Inner"),
            "two.md": page("Two"),
            "GLOSSARY.md": "# Glossary\n\n## Term\n\nMeaning.\n",
        },
        ["preamble: Introduction", "One", "  Inner", "Planned", "Two", "glossary: Glossary", "  Term"],
    ),
    "leanpub with matter and a part": (
        {
            "manuscript/Book.txt": (
                "frontmatter.txt\npreface.md\nmainmatter.txt\npart1.md\none.md\n# a comment\ntwo.md\n"
                "backmatter.md\nend.md\n"
            ),
            "manuscript/frontmatter.txt": "{frontmatter}\n",
            "manuscript/mainmatter.txt": "{mainmatter}\n",
            "manuscript/backmatter.md": "{backmatter}\n",
            "manuscript/preface.md": page("Preface"),
            "manuscript/part1.md": "-# First part\n",
            "manuscript/one.md": "# One\n\n{lang=python}\n<<[The code](code/a.py)\n",
            "manuscript/code/a.py": "print(1)\n",
            "manuscript/two.md": page("Two"),
            "manuscript/end.md": page("Appendix A"),
        },
        ["preface: Preface", "PART First part", "  One", "  Two", "afterword: Appendix A"],
    ),
    "leanpub with a class for the part": (
        {
            "manuscript/Book.txt": "one.md\nmissing.md\n",
            "manuscript/Sample.txt": "one.md\n",
            "manuscript/one.md": "{class: part}\n# Part one\n\n# Chapter\n\nA> An aside.\n\nWords.\n",
        },
        ["PART Part one", "  Chapter"],
    ),
    "bookdown": (
        {
            "_bookdown.yml": 'book_filename: "b"\nrmd_files: ["index.Rmd", "01-a.Rmd", "02-b.Rmd"]\n',
            "index.Rmd": (
                '---\ntitle: "A Book"\nauthor: "Ann Ode"\ndate: "`r Sys.Date()`"\nsite: bookdown::bookdown_site\n'
                "---\n\n# Preface {-}\n\nHello.\n"
            ),
            "01-a.Rmd": (
                "# (PART) First {-}\n\n# A {#a}\n\n```{r, echo=FALSE}\nhidden()\n```\n\n```{r, include=FALSE}\n"
                'hidden2()\n```\n\n```{r fig, fig.cap="A caption"}\nplot(1)\n```\n'
            ),
            "02-b.Rmd": "# B\n\nSee `r 1+1`.\n",
            "README.md": "# repo\n\nNo.\n",
        },
        ["preface: Preface", "PART First", "  A", "  B"],
    ),
    "bookdown without settings": (
        {
            "index.Rmd": "---\ntitle: T\n---\n\n# Start\n\nHi.\n",
            "01.Rmd": page("One"),
            "_skip.Rmd": page("No"),
            "02.Rmd": page("Two"),
        },
        ["Start", "One", "Two"],
    ),
    "quarto book with parts and appendices": (
        {
            "_quarto.yml": (
                "project:\n  type: book\nbook:\n  title: Q\n  author:\n    - name: Ann Ode\n     "
                " orcid: 1\n  chapters:\n"
                "    - index.qmd\n    - part: One\n      chapters:\n        - a.qmd\n        - b.qmd\n"
                "    - part: two.qmd\n      chapters:\n        - c.ipynb\n    - references.qmd\n "
                " appendices:\n    - tools.qmd\n"
            ),
            "index.qmd": "# Preface {.unnumbered}\n\nHi.\n",
            "a.qmd": "---\ntitle: A\n---\n\n{{< include _inc.qmd >}}\n\n```{python}\n#| echo: false\nhidden()\n```\n",
            "_inc.qmd": "Included words.\n",
            "b.qmd": page("B"),
            "two.qmd": page("Two"),
            "c.ipynb": '{"cells":[{"cell_type":"markdown","source":["# C\\n"]}],"metadata":{},"nbformat":4}',
            "references.qmd": "# References {.unnumbered}\n\n::: {#refs}\n:::\n",
            "tools.qmd": page("Tools"),
        },
        [
            "preface: Preface",
            "PART One",
            "  A",
            "  B",
            "PART Two",
            "  C",
            "bibliography: References",
            "appendix: Tools",
        ],
    ),
    "quarto web site with a sidebar": (
        {
            "_quarto.yml": (
                "project:\n  type: website\nwebsite:\n  title: W\n  sidebar:\n    contents:\n      - index.qmd\n"
                "      - section: Basics\n        contents:\n          - a.qmd\n          - href: "
                "b.qmd\n            text: Bee\n"
            ),
            "index.qmd": "---\ntitle: Home\n---\n\nHi.\n",
            "a.qmd": page("A"),
            "b.qmd": "Only words.\n",
        },
        ["Home", "PART Basics", "  A", "  Bee"],
    ),
    "mkdocs with a nested nav": (
        {
            "mkdocs.yml": (
                "site_name: M\nnav:\n  - Home: index.md\n  - Guide:\n    - guide/index.md\n    - "
                "Deep:\n      - guide/a.md\n"
                "      - Bee: guide/b.md\n  - About: about.md\n  - Forum: https://example.org\n"
                "markdown_extensions:\n  - pymdownx.emoji:\n      emoji_index: !!python/name:materialx.emoji.twemoji\n"
            ),
            "docs/index.md": "# Welcome\n\nSee [the guide](guide/) and [b](guide/b.md).\n",
            "docs/guide/index.md": page("The guide"),
            "docs/guide/a.md": page("A"),
            "docs/guide/b.md": "Only words, back to [home](../).\n",
            "docs/about.md": page("About"),
            "README.md": "# repo\n\nNo.\n",
        },
        ["Welcome", "PART Guide", "  The guide", "  Deep", "    A", "    Bee", "about: About"],
    ),
    "mkdocs without a nav": (
        {
            "mkdocs.yml": "site_name: M\ndocs_dir: text\n",
            "text/index.md": page("Start"),
            "text/b.md": page("B"),
            "text/a/index.md": page("A"),
            "text/a/one.md": page("One"),
        },
        ["Start", "PART A", "  One", "B"],
    ),
    "docusaurus with folders that list themselves": (
        {
            "docusaurus.config.js": "module.exports = {\n  title: 'D',\n  tagline: \"It's good\",\n};\n",
            "sidebars.js": "module.exports = {\n  tutorialSidebar: [{type: 'autogenerated', dirName: '.'}],\n};\n",
            "docs/intro.md": "---\nsidebar_position: 1\n---\n\n# Intro\n\nHi.\n",
            "docs/basics/_category_.json": '{"label": "The basics", "position": 2}',
            "docs/basics/02-b.md": page("B"),
            "docs/basics/01-a.mdx": "import X from './x';\n\n# A\n\nWords of A.\n",
            "docs/extras/_category_.yml": "label: Extras\nposition: 3\n",
            "docs/extras/e.md": page("E"),
        },
        ["introduction: Intro", "PART The basics", "  A", "  B", "PART Extras", "  E"],
    ),
    "docusaurus with a sidebar as it is written by hand": (
        {
            "docusaurus.config.ts": (
                "import type {Config} from 'x';\nconst config: Config = {\n  title: 'D',\n};\nexport default config;\n"
            ),
            "sidebars.ts": (
                "import type {SidebarsConfig} from '@docusaurus/plugin-content-docs';\n\n"
                "const sidebars: SidebarsConfig = {\n  docs: [\n    'intro', // first\n    {\n      type: 'category',\n"
                "      label: 'Guides',\n      link: {type: 'doc', id: 'guides/index'},\n      items: ['guides/a', "
                "{type: 'doc', id: 'guides/bee', label: 'The bee'}, ],\n    },\n    {type: 'link', "
                "label: 'X', href: 'https://x.org'},\n"
                "    {'Short form': ['z']},\n  ],\n};\n\nexport default sidebars;\n"
            ),
            "docs/intro.md": page("Hello"),
            "docs/guides/index.md": page("Guides"),
            "docs/guides/a.md": page("A"),
            "docs/guides/b.md": "---\nid: bee\ntitle: B\n---\n\nWords.\n",
            "docs/z.md": page("Z"),
        },
        ["introduction: Hello", "PART Guides", "  A", "  B", "PART Short form", "  Z"],
    ),
    "vitepress": (
        {
            "docs/.vitepress/config.mts": (
                "import { defineConfig } from 'vitepress'\n\nexport default defineConfig({\n  title: "
                '"V",\n  themeConfig: {\n'
                "    nav: [{ text: 'Home', link: '/' }],\n    sidebar: [\n      {\n        text: "
                "'Start',\n        items: [\n"
                "          { text: 'One', link: '/one' },\n          { text: 'Two', link: '/inner/two.html' "
                "},\n        ]\n      }, \n"
                "      { text: 'Rest', base: '/rest/', items: [{ text: 'Three', link: 'three' }] }\n"
                "    ],\n    socialLinks: []\n  }\n})\n"
            ),
            "docs/index.md": "---\nlayout: home\nhero:\n  name: V\n---\n",
            "docs/one.md": page("One"),
            "docs/inner/two.md": page("Two"),
            "docs/rest/three.md": page("Three"),
        },
        ["PART Start", "  One", "  Two", "PART Rest", "  Three"],
    ),
    "vuepress": (
        {
            "docs/.vuepress/config.js": (
                "module.exports = {\n  title: 'Vue',\n  themeConfig: {\n    sidebar: {\n      '/guide/': "
                "[\n        '',\n"
                "        'a',\n        ['b', 'The bee'],\n        {\n          title: 'Deep', collapsable: false,\n"
                "          children: ['/guide/c']\n        }\n      ]\n    }\n  }\n}\n"
            ),
            "docs/README.md": "---\nhome: true\n---\n",
            "docs/guide/README.md": page("Guide"),
            "docs/guide/a.md": page("A"),
            "docs/guide/b.md": page("B"),
            "docs/guide/c.md": page("C"),
        },
        ["Guide", "A", "B", "PART Deep", "  C"],
    ),
    "jekyll with parents and an order": (
        {
            "_config.yml": "title: J\nauthor: Ann Ode\ntheme: just-the-docs\nbaseurl: /j\n",
            "index.md": (
                "---\ntitle: Home\nnav_order: 1\n---\n\nHi. See [two]({{ site.baseurl }}{% link docs/two.md %}).\n"
            ),
            "docs/guide.md": "---\ntitle: Guide\nnav_order: 2\nhas_children: true\n---\n\n# Guide\n\nWords.\n",
            "docs/two.md": "---\ntitle: Two\nparent: Guide\nnav_order: 2\n---\n\nTwo words.\n",
            "docs/one.md": "---\ntitle: One\nparent: Guide\nnav_order: 1\n---\n\nOne word.\n",
            "docs/hidden.md": "---\ntitle: Hidden\nnav_exclude: true\n---\n\nNo.\n",
        },
        ["Home", "PART Guide", "  One", "  Two"],
    ),
    "jekyll with a collection": (
        {
            "_config.yml": "title: J\ncollections:\n  chapters:\n    output: true\n",
            "index.md": "---\nlayout: home\n---\n\n{% for c in site.chapters %}{{ c.title }}{% endfor %}\n",
            "_chapters/01-a.md": "---\ntitle: A\n---\n\nWords.\n",
            "_chapters/02-b.md": "---\ntitle: B\n---\n\nWords.\n",
            "_chapters/10-c.md": "---\ntitle: C\n---\n\nWords.\n",
        },
        ["A", "B", "C"],
    ),
    "hugo with weights": (
        {
            "hugo.toml": "title = 'H'\nlanguageCode = 'en-us'\nbaseURL = 'https://x.org'\n",
            "content/_index.md": "---\ntitle: Home\n---\n\nWelcome words.\n",
            "content/docs/_index.md": "---\ntitle: Docs\nweight: 1\n---\n",
            "content/docs/b.md": "---\ntitle: B\nweight: 10\n---\n\nWords.\n",
            "content/docs/a.md": "+++\ntitle = 'A'\nweight = 20\n+++\n\nWords.\n",
            "content/docs/c/index.md": "---\ntitle: C\nweight: 5\n---\n\nWords.\n",
            "content/docs/d.md": "---\ntitle: D\ndraft: true\n---\n\nNo.\n",
            "content/more/_index.md": "---\ntitle: More\nweight: 2\n---\n\nMore words.\n",
            "content/more/e.md": "---\ntitle: E\n---\n\nWords.\n",
        },
        ["Home", "PART Docs", "  C", "  B", "  A", "PART More", "  E"],
    ),
    "jupyter book": (
        {
            "_toc.yml": (
                "format: jb-book\nroot: intro\nparts:\n  - caption: First\n    chapters:\n      - "
                "file: a\n        sections:\n"
                "          - file: b\n      - url: https://x.org\n  - caption: Second\n    chapters:\n"
                "      - glob: more/*\n"
            ),
            "_config.yml": "title: JB\nauthor: Ann Ode\nlogo: logo.png\n",
            "intro.md": page("Welcome"),
            "a.md": page("A"),
            "b.md": page("B"),
            "more/c.md": page("C"),
            "more/d.md": page("D"),
        },
        ["introduction: Welcome", "PART First", "  A", "    B", "PART Second", "  C", "  D"],
    ),
    "jupyter book of old": (
        {
            "_toc.yml": (
                "- file: intro\n- part: First\n  chapters:\n  - file: a\n- part: Second\n  chapters:\n"
                "  - file: b\n    sections:\n    - file: c\n"
            ),
            "_config.yml": "title: JB\n",
            "intro.md": page("Welcome"),
            "a.md": page("A"),
            "b.md": page("B"),
            "c.md": page("C"),
        },
        ["introduction: Welcome", "PART First", "  A", "PART Second", "  B", "    C"],
    ),
    "jupyter book with sections and without parts": (
        {
            "_toc.yml": "format: jb-book\nroot: index\nchapters:\n- file: a\n  sections:\n  - file: b\n- file: c\n",
            "index.md": page("Home"),
            "a.md": page("A"),
            "b.md": page("B"),
            "c.md": page("C"),
        },
        ["Home", "A", "  B", "C"],
    ),
    "myst": (
        {
            "myst.yml": (
                "version: 1\nproject:\n  title: MY\n  authors:\n    - name: Ann Ode\n  toc:\n    - file: index.md\n"
                "    - title: Group\n      children:\n        - file: a.md\n        - pattern: 'more*.md'\n"
                "site:\n  template: book-theme\n"
            ),
            "index.md": page("Home"),
            "a.md": page("A"),
            "more1.md": page("M1"),
            "more2.md": page("M2"),
        },
        ["Home", "PART Group", "  A", "  M1", "  M2"],
    ),
    "sphinx with myst": (
        {
            "conf.py": "project = 'S'\nauthor = 'Ann Ode'\nraise SystemExit\n",
            "index.md": (
                "# Welcome\n\nHi.\n\n```{toctree}\n:caption: First\n:maxdepth: 2\n\na\nThe bee <b>"
                "\n```\n\n:::{toctree}\n:caption: Second\n:glob:\n\nmore/*\n:::\n"
            ),
            "a.md": "# A\n\n```{toctree}\ninner\nindex\n```\n",
            "inner.md": page("Inner"),
            "b.md": page("B"),
            "more/c.md": page("C"),
            "more/d.md": page("D"),
        },
        ["Welcome", "PART First", "  A", "    Inner", "  B", "PART Second", "  C", "  D"],
    ),
    "sphinx with an index in reStructuredText": (
        {
            "docs/conf.py": "project = 'S'\n",
            "docs/index.rst": (
                "Welcome\n=======\n\nHi.\n\n.. toctree::\n   :maxdepth: 2\n   :caption: All\n\n   a\n   b.md\n"
            ),
            "docs/a.md": page("A"),
            "docs/b.md": page("B"),
            "src/x.py": "1\n",
            "README.md": "# S\n\nA program.\n",
        },
        ["Welcome", "PART All", "  A", "  B"],
    ),
}


@pytest.mark.parametrize("name", TREES)
def test_outline_is_that_of_the_system_without_a_fault(tmp_path: Path, name: str) -> None:
    files, expected = TREES[name]
    outcome = read_tree(tmp_path, files)
    assert outline(outcome) == expected
    assert errors(outcome) == []
