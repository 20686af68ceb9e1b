"""Layouts compiled by our compiler and by Jinja's give the same text, or the same error."""

from __future__ import annotations

from functools import partial
from gettext import NullTranslations
from pathlib import Path
from types import SimpleNamespace
from typing import Any, Final

import jinja2
import pytest
from jinja2 import pass_context
from jinja2.runtime import Context

from briefgen.model.diagnostics import Location
from briefgen.model.html import Html
from briefgen.render import layouts as layouts_module
from briefgen.render.compiling import TESTED, LayoutContext, LayoutEnvironment, environment_for
from briefgen.render.layouts import Layouts
from briefgen.render.translations import install, spoken

OPTIONS: Final[dict[str, Any]] = {
    "autoescape": True,
    "undefined": jinja2.StrictUndefined,
    "trim_blocks": True,
    "lstrip_blocks": True,
    "keep_trailing_newline": True,
}
FILES: Final = {
    "base": "<{% block a %}base {{ _('Word') }}{% endblock %}{% block b scoped %}b{% endblock %}>",
    "part": "[{{ text }}{{ level | default('none') }}{% set text = 1 %}]",
    "blocks": "{% block own %}({{ text }}){% endblock %}",
    "macros": "{% macro m(x, y='d') %}{{ x }}-{{ y }}-{{ text is defined }}{% endmacro %}"
    "{% set v = 7 %}",
    "bad": "\n{{ text.nope }}",
}
VIEW: Final = {
    "page": SimpleNamespace(language="de", kind="brief"),
    "text": "<a> & 'b' \"c\"",
    "plain": "words",
    "html": Html("<b>bold</b>"),
    "items": ("one", "<two>", 3),
    "mapping": {"title": "T & t", "items": "own"},
    "nested": [{"name": "a", "inner": [{"name": "<b>", "inner": []}]}],
}
LAYOUTS: Final = [
    "{{ text }}|{{ plain }}|{{ html }}|{{ 7 }}|{{ 1.50 }}|{{ none }}|{{ true }}|{{ items }}",
    "{{ '<x>' }}{{ '<x>' | safe }}{{ text ~ html }}{{ html ~ text }}{{ text | upper | e }}",
    "{{ mapping.title }}{{ mapping['title'] }}{{ mapping.items() | list }}{{ mapping.items }}",
    "{{ text.upper().replace('A', 'x') }}{{ '%s' | format(text) }}{{ 'a,b'.split(',') }}",
    "{{ 'x' if text }}{{ 'x' if not text }}|{{ ('x' if not text) | default('d') }}",
    ("{% for x in items %}{{ loop.index }}/{{ loop.length }}{{ x }}{{ ',' if not loop.last }}"
    "{% endfor %}"),
    "{% for x in items %}{% set y = x %}{{ y }}{% else %}none{% endfor %}{{ y is defined }}",
    ("{% for x in items if x != 3 %}{{ x }}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }}"
    "{% endfor %}"),
    "{% for x in nested recursive %}{{ x.name }}({{ loop(x.inner) }}){{ loop.depth }}{% endfor %}",
    "{% for x in items %}{% for y in items %}{{ loop.index0 }}{{ y }}{% endfor %}{% endfor %}",
    ("{% macro m(a, b='<d>', c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(text) }}{{ m(1, 2) }}"
    "{{ m(1, c=3) }}{{ m(html, b=html) }}{{ m() is string }}"),
    "{% macro m(a) %}{{ a }}{{ varargs }}{{ kwargs }}{% endmacro %}{{ m(1, 2, k='<') }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(1, 2) }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m() }}",
    "{% macro m(a) %}{{ a }}{% endmacro %}{{ m(nope=1) }}",
    ("{% macro m() %}<i>{{ caller('<') }}</i>{% endmacro %}{% call(x) m() %}{{ x }}{{ text }}"
    "{% endcall %}"),
    "{% macro m(n) %}{{ n }}{% if n %}{{ m(n - 1) }}{% endif %}{% endmacro %}{{ m(3) ~ text }}",
    "{% set x %}<u>{{ text }}</u>{% endset %}{{ x }}{% filter upper %}{{ text }}y{% endfilter %}",
    ("{% autoescape false %}{{ text }}{{ html }}{% include 'part' %}{{ _('<i>') }}"
    "{% endautoescape %}"),
    ("{% autoescape false %}{% macro m(a) %}{{ a }}{% endmacro %}{{ m('<') }}"
    "{% endautoescape %}{{ m('<') }}"),
    "{% set f = false %}{% autoescape f %}{{ text }}{% endautoescape %}",
    ("{% set ns = namespace(n=0) %}{% for x in items %}{% set ns.n = ns.n + 1 %}{% endfor %}"
    "{{ ns.n }}"),
    "{% set j = joiner('<,>') %}{% for x in items %}{{ j() }}{{ x }}{% endfor %}",
    ("{% set c = cycler('a', 'b') %}{{ c.next() }}{{ c.next() }}{{ range(3) | list }}"
    "{{ dict(a=1) }}"),
    "{% include 'part' %}{% with level = '<2>' %}{% include 'part' %}{% endwith %}{{ text }}",
    ("{% set level = 5 %}{% include 'part' %}{% for text in items %}{% include 'part' %}"
    "{% endfor %}"),
    "{% include 'blocks' %}{% block own %}mine{% endblock %}",
    "{% include ['nope', 'part'] %}{% include 'nope' ignore missing %}{% include 'pa' ~ 'rt' %}",
    "{% macro m() %}{% set level = 1 %}{% include 'part' %}{% endmacro %}{{ m() }}",
    "{% include 'part' without context %}",
    "{% include 'nope' %}",
    "{% include missing_name %}",
    "{% from 'macros' import m with context %}{{ m(text) }}{{ m('<', html) }}",
    "{% from 'macros' import m as other, v %}{{ other(text) }}{{ v }}",
    "{% import 'macros' as all %}{{ all.m(text) }}{{ all.v }}{{ all.m(1, y=2) }}",
    "{% from 'macros' import nope %}{{ nope() }}",
    "{% extends 'base' %}{% block a %}{{ super() }}+{{ text }}{% endblock %}left out{{ nope }}",
    "{% extends 'base' %}{% block a %}{{ self.b() }}{{ super.super }}{% endblock %}",
    "{% set x = 'top' %}{% extends 'base' %}{% block a %}{{ x }}{% include 'part' %}{% endblock %}",
    "{% if plain %}{% extends 'base' %}{% endif %}{% block a %}c{% endblock %}",
    "a{% if not plain %}{% extends 'base' %}{% endif %}{% block a %}c{% endblock %}z",
    ("{% block a %}{{ _('Word') }}{% set language = 'fr' %}{{ _('Word') }}{{ 1 | tell }}"
    "{% endblock %}"),
    ("{% for language in ['fr', ''] %}{{ _('Word') }}{% set language = 'es' %}{{ _('Word') }}"
    "{% endfor %}"),
    ("{% set language = 'ar' %}{{ _('Word') }}{{ 1 | tell }}{% with language = 'zh' %}"
    "{{ _('Word') }}{% endwith %}"),
    "{% macro m(language) %}{{ _('Word') }}{% endmacro %}{{ m('fr') }}",
    "{{ _('<i>%(x)s %(y)d</i>', x=text, y=3) }}{{ _('%(x)s', x=html) }}{{ _('%(x)s', x=2.5) }}",
    "{{ _('%(x)s', x='1') }}{{ _('%(x)s', x=1) }}{{ _('%(x)s', x=true) }}{{ _('%(x)s', x='<1>') }}",
    "{{ _('100%%') ~ text }}{{ gettext('a') + text }}{{ ngettext('%(num)s b', '%(num)s bs', 2) }}",
    "{{ _('%(x)s') }}",
    "{{ _('100%') }}",
    "{{ _('a', x=nope) }}",
    "{{ _('%(x)s', x=nope) }}",
    "{{ ngettext('one %(n)s', '%(num)s many %(n)s', 1, n=text) }}",
    ("{% trans %} Plain\n words {% endtrans %}{% trans x=text, y=html %}{{ x }} and {{ y }}"
    "{% endtrans %}"),
    "{% trans n=2, text %}{{ text }} brief{% pluralize n %}{{ n }} briefs{% endtrans %}",
    "{% set say = _ %}{{ say('Word') }}{{ ['a', 'b'] | map('upper') | map('e') | join(_(', ')) }}",
    "{{ text.nope }}",
    "{{ nope }}",
    "{{ nope.title }}",
    "{{ nope() }}",
    "{{ mapping.nope }}",
    "\n\n{{ 1 // 0 }}",
    "{% include 'bad' %}",
    "{{ nope is defined }}{{ text.nope is defined }}{{ nope | default('<d>') }}",
    "{{ text | no_such_filter }}",
    "{{ items is no_such_test }}",
    "{{ super() }}",
    "{{ (1, 2)[0] }}{{ items[-1] }}{{ text[1:3] }}{{ {'a': '<'}['a'] }}",
]  # fmt: skip


class Named(NullTranslations):
    """A catalogue whose translations name their language."""

    def __init__(self, language: str) -> None:
        super().__init__()
        self.language = language

    def gettext(self, message: str) -> str:
        return f"{self.language}:{message}"

    def ngettext(self, msgid1: str, msgid2: str, n: int) -> str:
        return f"{self.language}:{msgid1 if n == 1 else msgid2}"


class Words:
    """Catalogues in which each translation names its language."""

    def of(self, language: str) -> NullTranslations:
        return Named(language)


@pass_context
def tell(context: Context, _: object) -> str:
    return spoken(context)


def ours(version: str = jinja2.__version__) -> jinja2.Environment:
    environment = environment_for(version, loader=jinja2.DictLoader(FILES), **OPTIONS)
    words: Any = Words()
    install(environment, words)
    return environment


def jinjas() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.DictLoader(FILES), extensions=["jinja2.ext.i18n"], **OPTIONS
    )
    words = Words()

    @pass_context
    def gettext(context: Context, message: str) -> str:
        return words.of(spoken(context)).gettext(message)

    @pass_context
    def ngettext(context: Context, one: str, many: str, number: int) -> str:
        return words.of(spoken(context)).ngettext(one, many, number)

    environment.policies["ext.i18n.trimmed"] = True
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        gettext, ngettext, newstyle=True
    )
    return environment


def made(environment: jinja2.Environment, layout: str) -> tuple[object, ...]:
    """Return the text, or the error and the line where a layout failed."""
    environment.filters["tell"] = tell
    try:
        return (environment.from_string(layout).render(VIEW),)
    except jinja2.TemplateSyntaxError as error:
        return type(error), str(error), error.lineno
    except Exception as error:
        trace, lines = error.__traceback__, []
        while trace:
            code = trace.tb_frame.f_code
            if "__jinja_template__" in trace.tb_frame.f_globals or code.co_filename == "<template>":
                lines.append(trace.tb_lineno)
            trace = trace.tb_next
        return type(error), str(error), lines[-1:]


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_gives_the_same_as_with_jinja(layout: str) -> None:
    assert made(ours(), layout) == made(jinjas(), layout)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_a_layout_gives_the_same_with_another_version_of_jinja(layout: str) -> None:
    assert made(ours("3.9"), layout) == made(jinjas(), layout)


def test_only_a_tested_version_of_jinja_is_extended() -> None:
    assert jinja2.__version__ in TESTED
    assert type(ours()) is LayoutEnvironment
    assert type(ours("3.9")) is jinja2.Environment


def test_a_page_is_the_same_with_another_version_of_jinja(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "layouts").mkdir()
    layouts = {
        "a.html": "<p>{{ text }}{% include 'b.html' %}{{ _('Search') }}</p>\n",
        "b.html": "{% macro m(x) %}{{ x }}{% endmacro %}{{ m(text) }}{{ 1 // n }}",
    }
    for name, text in layouts.items():
        (tmp_path / "layouts" / name).write_text(text)
    origin = Location("briefs/a.md")
    views = [{**VIEW, "n": 1}, {**VIEW, "n": 0}]
    expected = [Layouts(tmp_path).render_text("a.html", view, origin) for view in views]
    assert expected[0].value
    assert expected[1].diagnostics
    monkeypatch.setattr(layouts_module, "environment_for", partial(environment_for, "3.9"))
    pages = [Layouts(tmp_path).render_text("a.html", view, origin) for view in views]
    assert pages == expected


def test_a_layout_is_loaded_once() -> None:
    environment = ours()
    assert environment.get_template("part") is environment.get_template("part", "base")


def test_variables_of_an_included_layout_stay_local() -> None:
    environment = ours()
    part = environment.get_template("part")
    around = LayoutContext(environment, {"text": "x"}, "base", {})
    within = around.within(part, {"level": 2, "absent": jinja2.utils.missing})
    assert "".join(part.root_render_func(within)) == "[x2]"
    assert (around.get_all(), within.get_all()) == ({"text": "x"}, {"text": 1, "level": 2})
