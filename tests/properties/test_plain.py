"""The shortcuts for plain prose and plain YAML change no result, whatever the text."""

from typing import Final

from hypothesis import assume, given
from hypothesis import strategies as st
from markdown_it.common.normalize_url import normalizeLink

from briefgen.model.addresses import host_of, slugify
from briefgen.read.markdown import Dialect
from briefgen.read.markdown.counting import words_in, words_in_all
from briefgen.read.markdown.destinations import PLAIN, plain_host
from briefgen.read.markdown.sanitise import is_safe
from briefgen.read.yaml_document import compose
from tests.support.shortcuts import DIALECTS, check
from tests.support.soup import BODIES

# Texts that count as plain, and texts that nearly do.
PROSE = """word Words a b it's "so" 'so' " ' -- --- ... -  . , ; : ! ? ( ) / % 3 3. 12) 1.5
*em* **strong** _em_ __strong__ * ** *** _ __ a*b* snake_case ` `` `code` `a b` ` c `
[text](to) [ ] ]( ](b.md) [a](b.md) [a b](https://a.org/b?c=1&d=2) [*a*](b.md#c) [`a`](<b>) [](a)
[a]() [a](b "c") [a](b(c)) [a][b] [a]: [^a] [^a]: ^[ ![a](b.png) ![ https://a.org www.a.org a@a.org
@a mailto: xmpp: http: https:// :: ::: {.a} {#b} { } & &amp; &lt; &nbsp; < > <b> </b> <!-- -->
<https://a.org>
\\ \\* \\" ~ ~~ ~~a~~ | = == === --- | + # ## {{a}} $ ^ « » “ ’ é ä 稀土 م 🎉 javascript:a(1)
[a](javascript:b) [a](www.a.org) [a](http:) [a](http://) [a](//a.org) [a](mailto:b@c.d)""".split()
PROSE += [
    "\u00a0",
    "\u200b",
    "\u2028",
    "\x1f",
    "\x0b",
    "\x85",
    "\u0301",
    "\ufeff",
    "[a\nb](c)",
    "`a\nb`",
]
STARTS: Final = [
    *("", "", "", "", "# ", "## ", "### ", "###### ", "- ", "* ", "+ ", "1. ", "2. ", "10) ", "> "),
    *("    ", "  ", " ", "\t", "| a | b |\n|---|:-:|\n| ", "| ", ": ", "~ ", "```\n", "::: note\n"),
    *(":::\n", "[a]: b.md\n", "[^a]: ", "<div>\n", "***\n", "---\n", "===\n", "- - ", "- [ ] "),
    *("{.a #b}\n", "-\n", "#\n", "a | b\n- | -\n", "<!--\n", "-->\n", "Term\n: "),
]
ENDS: Final = [
    "\n\n",
    "\n\n",
    "\n\n",
    "\n",
    "\n",
    " \n",
    "  \n",
    "\n \n",
    "\n\n\n",
    " |\n",
    "\t\n",
    "",
]

PHRASES: Final = st.lists(
    st.tuples(st.sampled_from(PROSE), st.sampled_from(["", " ", " ", "\n", "  "])), max_size=8
).map(lambda pairs: "".join(word + gap for word, gap in pairs))
TEXTS: Final = st.lists(
    st.tuples(st.sampled_from(STARTS), PHRASES, st.sampled_from(ENDS)), max_size=6
).map(lambda blocks: "".join(start + words + end for start, words, end in blocks))
DIALECT: Final = st.sampled_from(list(DIALECTS.values()))


@given(st.one_of(TEXTS, PHRASES, BODIES), DIALECT, st.sampled_from(["A", "word", ""]))
def test_the_prose_shortcut_reads_as_markdown_it_does(
    text: str, dialect: Dialect, title: str
) -> None:
    check(text, dialect, title)


KEYS: Final = [
    "title",
    "date",
    "tags",
    "a-b",
    "_c",
    "extra",
    "taxonomies",
    "9",
    "é",
    '"q"',
    "<<",
    "",
]
VALUES: Final = """word two 2024 2024-05-06 1.5 yes null ~ Null "quoted" 'quoted' "it's" 'say "so"'
'' "" 'it''s' "a\\n" "a\\"b" [] [a] [a,b] ["a","b"] ['a', null] [a: b] [a:b] [a, [b]] [a,] [?b] [#a]
{a: b} {} a: a:b :a # a#b #a &a *a !a !!str | > - -a ? ?a % @ ` , ] } = << \\ é « » 稀土 🎉 it's
a"b""".split()
GAPS: Final = [
    "",
    " ",
    " ",
    " ",
    "  ",
    ", ",
    " : ",
    ": ",
    " #",
    "\t",
    "\u00a0",
    "\u2028",
    "\x85",
    "\ufeff",
]
SCALARS: Final = st.lists(
    st.tuples(st.sampled_from(VALUES), st.sampled_from(GAPS)), min_size=1, max_size=4
).map(lambda pairs: "".join(word + gap for word, gap in pairs))
ENTRIES: Final = st.tuples(
    st.sampled_from(KEYS),
    st.sampled_from([": ", ": ", ": ", ":", ":  ", " : ", ":\n", ":\n- ", ":\n  - ", ": \n- "]),
    SCALARS,
    st.sampled_from(
        ["", "", "\n- b", "\n  - b", "\n- 'b' \n- c", "\n  b", "\n", "\n# c", "\n  d: e"]
    ),
    st.sampled_from(["\n", "\n", "\n", "\n", " \n", "", "\n\n", "\n ", "\n---\n"]),
).map("".join)


def all_that_is_known(text: str, *, shortcuts: bool) -> object:
    checked = compose(text, "a.md", 3, shortcuts=shortcuts)
    document = checked.value
    if document is None or not isinstance(document.data, dict):
        return checked.diagnostics, document and document.data
    items = [
        [key, index]
        for key, value in document.data.items()
        if isinstance(value, list)
        for index, item in enumerate(value)
        if isinstance(item, str)
    ]
    paths = [[], *([key] for key in document.data), *items]
    return (
        checked.diagnostics,
        list(document.data.items()),
        list(document.spans().items()),
        [(document.key_span(path), document.value_span(path)) for path in paths],
        [document.words(path) for path in items],
    )


@given(st.lists(ENTRIES, max_size=5).map("".join))
def test_the_yaml_shortcut_reads_as_the_parser_does(text: str) -> None:
    assert all_that_is_known(text, shortcuts=True) == all_that_is_known(text, shortcuts=False)


@given(st.lists(st.one_of(PHRASES, st.text(max_size=20)), max_size=5))
def test_word_counts_of_texts_add_up(texts: list[str]) -> None:
    assert words_in_all(texts) == sum(map(words_in, texts))


@given(st.from_regex(PLAIN, fullmatch=True))
def test_an_ordinary_url_needs_no_encoding_and_shows_its_host(url: str) -> None:
    assert plain_host(url) == host_of(url)
    assume(len(host_of(url)) < 64)  # markdown-it drops characters that cannot be in a host name
    assert normalizeLink(url) == url
    assert is_safe(url)


@given(st.text(st.characters(codec="ascii"), max_size=30))
def test_the_ascii_shortcut_makes_the_same_slugs(text: str) -> None:
    assert slugify(f"{text} é") == "-".join(filter(None, (slugify(text), "é")))
