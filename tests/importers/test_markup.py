"""What importers make of HTML."""

from __future__ import annotations

from briefgen.importers.markup import joined
from briefgen.read.html_tree import Comment, Element, Node
from tests.support.growth import is_linear


def test_what_belongs_together_is_one() -> None:
    bold = Element("b", {}, ("a",))
    nodes: list[Node] = ["x", "y", bold, bold, Comment("c"), bold]
    assert list(joined(nodes, lambda first, _, second: first.name == second.name)) == [
        "xy",
        Element("b", {}, ("a", "a")),
        Comment("c"),
        bold,
    ]


def test_many_elements_are_put_together_in_linear_time() -> None:
    def run(count: int) -> None:
        (element,) = joined([Element("b", {}, ("a",))] * count, lambda *_: True)
        assert isinstance(element, Element)
        assert len(element.children) == count

    assert is_linear(run, 40_000)
