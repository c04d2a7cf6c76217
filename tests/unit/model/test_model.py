"""The model: looking inside values, changing copies, and that all of them are frozen and can be pickled."""

from __future__ import annotations

import dataclasses
import hashlib
import pickle
import sys

import pytest

from makeready.findings import Span
from makeready.model.artifact import Artifact
from makeready.model.book import Book, Identifier
from makeready.model.composition import ContentDocument
from makeready.model.edition import EpubEdition, PrintEdition
from makeready.model.node import Node, NodeKind, map_nodes, plain_text, text_node
from makeready.model.people import Contributor, invert_name
from makeready.model.provenance import Attribution
from tests.unit.press.fakes import compose, make_book


def _person(name: str, *roles: str) -> Contributor:
    return Contributor(name=name, sort_name=invert_name(name), roles=roles)


def test_creators_made_the_words_and_the_others_did_not() -> None:
    author, editor, reviewer = _person("Ada A", "aut"), _person("Ed B", "edt"), _person("Re C", "rev")
    book = make_book(contributors=(editor, author), attribution=Attribution(reviewers=(reviewer,)))
    assert book.creators == (author,)
    assert book.others == (editor, reviewer)


def test_reviewers_are_creators_where_nobody_else_is_and_then_no_others() -> None:
    reviewer = _person("Re C", "rev")
    book = make_book(attribution=Attribution(reviewers=(reviewer,)))
    assert book.creators == (reviewer,)
    assert book.others == ()


@pytest.mark.parametrize(
    ("name", "filed"),
    [
        ("Anne Speckhard", "Speckhard, Anne"),
        ("Plato", "Plato"),
        ("Gogh, Vincent van", "Gogh, Vincent van"),
        ("", ""),
        ("Dr. Martin Luther King Jr.", "King, Dr. Martin Luther, Jr."),
        ("Martin Luther King, Jr.", "King, Martin Luther, Jr."),
        ("Henry Louis Gates II", "Gates, Henry Louis, II"),
        ("Ann Bell Ph.D.", "Bell, Ann, Ph.D."),
        ("Louis II", "Louis II"),
        ("Jr.", "Jr."),
        ("O'Neil, Sean & Sons", "O'Neil, Sean & Sons"),
    ],
)
def test_names_are_inverted_where_that_is_safe(name: str, filed: str) -> None:
    assert invert_name(name) == filed


@pytest.mark.parametrize(
    ("scheme", "value", "urn"),
    [
        ("isbn", "9780000000002", "urn:isbn:9780000000002"),
        ("uuid", "0", "urn:uuid:0"),
        ("doi", "10.1/x", "https://doi.org/10.1/x"),
        ("uri", "https://example.org", "https://example.org"),
    ],
)
def test_identifiers_are_written_as_packages_write_them(scheme: str, value: str, urn: str) -> None:
    assert Identifier(scheme=scheme, value=value).urn == urn


def _emphasis(*children: Node) -> Node:
    return Node(kind=NodeKind.EMPHASIS, children=children)


def test_walking_is_in_reading_order() -> None:
    tree = _emphasis(text_node("a"), _emphasis(text_node("b")), text_node("c"))
    assert [node.text for node in tree.walk()] == ["", "a", "", "b", "c"]


def test_a_tree_deeper_than_the_stack_can_be_walked() -> None:
    tree = text_node("deep")
    for _ in range(sys.getrecursionlimit() * 2):
        tree = _emphasis(tree)
    assert plain_text([tree]) == "deep"


def test_plain_text_keeps_words_and_breaks() -> None:
    nodes = (
        text_node("a"),
        Node(kind=NodeKind.SOFT_BREAK),
        Node(kind=NodeKind.CODE, text="b"),
        Node(kind=NodeKind.NOTE_CALL),
        Node(kind=NodeKind.LINE_BREAK),
        _emphasis(text_node("c")),
    )
    assert plain_text(nodes) == "a b c"


def test_attributes_are_set_and_taken_away_on_a_copy() -> None:
    node = Node(kind=NodeKind.LINK, attributes=(("href", "a"), ("title", "t")))
    changed = node.having(href="b", title=None, lang="fr")
    assert changed.attributes == (("href", "b"), ("lang", "fr"))
    assert node.get("href") == "a"
    assert changed.get("title") is None


def test_mapping_changes_from_the_leaves_up_and_may_give_several_or_none() -> None:
    def change(node: Node) -> Node | tuple[Node, ...]:
        if node.text == "x":
            return ()
        return (node, node) if node.text == "y" else node

    kept = _emphasis(text_node("z"))
    result = map_nodes((_emphasis(text_node("x"), text_node("y")), kept), change)
    assert plain_text(result) == "yyz"
    assert result[1] is kept


def test_a_line_of_a_document_leads_to_the_block_it_belongs_to() -> None:
    first, second = Span.at("a.md", 1), Span.at("a.md", 5)
    document = dataclasses.replace(
        compose(make_book(), EpubEdition(name="e")).documents[0], source_map=((3, first), (7, second))
    )
    assert isinstance(document, ContentDocument)
    assert [document.locate(line) for line in (1, 3, 6, 7, 99)] == [None, first, first, second, second]


def test_an_artifacts_digest_is_that_of_its_bytes() -> None:
    edition = PrintEdition(name="e")
    artifact = Artifact(edition=edition, path="a.pdf", media_type="application/pdf", content=b"bytes")
    assert artifact.digest == hashlib.sha256(b"bytes").hexdigest()
    assert dataclasses.replace(artifact, content=b"others").digest == hashlib.sha256(b"others").hexdigest()
    assert pickle.loads(pickle.dumps(artifact)) == artifact  # noqa: S301 - our own bytes
    assert "bytes" not in repr(artifact).replace("media_type", "")


def test_values_survive_pickling() -> None:
    edition = PrintEdition(name="e")
    for value in (make_book(contributors=(_person("A B", "aut"),)), compose(make_book(), edition), edition):
        assert pickle.loads(pickle.dumps(value)) == value  # noqa: S301 - our own bytes
    assert not hasattr(Book, "__dict__") or "__dict__" not in dir(make_book())
