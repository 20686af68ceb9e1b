"""What a site's layouts hold that no page shows, and which anchors they give."""

from briefgen.model.diagnostics import Diagnostic
from briefgen.render.layout_checks import layout_anchors, layout_problems

BUILT_IN = {
    "base.html": b"{% block title %}{% endblock %}{% block body %}{% endblock %}",
    "brief.html": b'{% extends "base.html" %}{% block body %}{% block byline %}{% endblock %}'
    b"{% endblock %}",
}


def found(**own: str) -> list[Diagnostic]:
    """Return the problems of layouts; `__` in a name stands for the dot before html."""
    files = {name.replace("__", "."): text.encode() for name, text in own.items()}
    prefixed = {f"theme/{name}": data for name, data in BUILT_IN.items()}
    return list(layout_problems({**BUILT_IN, **prefixed, **files}, files, BUILT_IN))


def test_a_layout_that_replaces_or_is_drawn_upon_is_used() -> None:
    assert found(brief__html='{% extends "theme/brief.html" %}') == []
    assert found(brief__html='{% include "mine.html" %}', mine__html="x") == []
    assert found(brief__html="{% include name %}", mine__html="x") == []


def test_a_layout_that_nothing_uses_is_named_with_the_nearest() -> None:
    (problem,) = found(breif__html="x")
    assert (problem.code, problem.location.path) == ("unused-layout", "layouts/breif.html")
    assert problem.hint == "rename it to `brief.html`, which it resembles"
    (problem,) = found(zzz__html="x")
    assert problem.hint == 'use it in a layout that is used: {% include "zzz.html" %}'


def test_notes_beside_layouts_are_none() -> None:
    assert found(README__txt="x", README__md="x", notes__md="x") == []


def test_blocks_of_all_layouts_above_are_there() -> None:
    own = "{% block byline %}{% endblock %}{% block title %}{% endblock %}"
    assert found(brief__html=f'{{% extends "theme/brief.html" %}}{own}') == []


def test_a_block_that_no_layout_above_has_is_shown_nowhere() -> None:
    (problem,) = found(
        brief__html='{% extends "theme/brief.html" %}\n{% block titel %}{% endblock %}'
    )
    assert (problem.code, problem.hint) == ("unknown-block", "did you mean `title`?")
    assert (problem.location.span.line, problem.location.span.column) == (2, 10)


def test_a_new_block_within_one_that_is_there_is_shown() -> None:
    inner = "{% block body %}{% block mine %}{% endblock %}{% endblock %}"
    assert found(brief__html=f'{{% extends "theme/base.html" %}}{inner}') == []


def test_what_cannot_be_told_is_not_said() -> None:
    block = "{% block mine %}{% endblock %}"
    assert found(brief__html="{% extends name %}" + block) == []
    assert found(brief__html='{% extends "gone.html" %}' + block) == []
    assert found(brief__html="{% if %}" + block) == []
    assert found(brief__html=block) == []


def test_layouts_that_extend_each_other_come_to_an_end() -> None:
    one, other = '{% extends "base.html" %}', '{% extends "brief.html" %}'
    assert found(brief__html=one + "{% block a %}{% endblock %}", base__html=other) == []


def test_anchors_are_those_that_are_written_out() -> None:
    own = {"a.html": b'<p id="contact"><p id=\'who\'><p id="{{ x }}"><p data-id="no">'}
    assert layout_anchors(own) == ("contact", "no", "who")
