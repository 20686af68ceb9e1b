"""Keys of other generators and of earlier versions get a hint with the key to use here."""

from __future__ import annotations

import pytest

from briefgen.model.content import Entry, Kind
from briefgen.model.diagnostics import Diagnostic
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.config import read_config
from tests.support.editorial import wrong

OUTPUTS = ("archive", "markdown", "citations", "email", "briefs_json", "llms_txt")


def problem(line: str, kind: Kind = Kind.BRIEF) -> Diagnostic:
    """Return the only problem of a file with this line in its front matter.

    What an editor would add to the text is another matter.
    """
    head = "name: A" if kind is Kind.AUTHOR else "title: A"
    path = {Kind.BRIEF: "briefs/a.md", Kind.AUTHOR: "authors/a.md"}.get(kind, "a.md")
    text = f"---\n{head}\n{line}\n---\nText."
    checked = parse_entry(Entry(path, kind), text.encode(), ReadSettings())
    (diagnostic,) = [each for each in wrong(checked.diagnostics) if each.code != "missing-alt"]
    return diagnostic


def setting(lines: str) -> Diagnostic:
    (diagnostic,) = read_config(
        f"title: A\nbase_url: https://a.example\n{lines}\n".encode()
    ).diagnostics
    return diagnostic


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("excerpt: One line.", "write `summary: One line.`"),
        ("description: 'One: line'", "write `summary: 'One: line'`"),
        ("subtitle: One", "write `summary: One`"),
        ("featured_image: a.png", "write `image: a.png`"),
        ("featuredImage: a.png", "write `image: a.png`"),
        ("oldurl: /2017/08/24/name/", 'write `aliases: ["/2017/08/24/name/"]`'),
        ("url: https://old.example/name/", 'write `aliases: ["/name/"]`'),
        ("link: /:year/:title/", "rename it to `aliases`"),
        ("redirect_from: /old/", "write `aliases: [/old/]`"),
        ("redirects: [/a/, /b/]", "write `aliases: [/a/, /b/]`"),
        ("lastmod: 2026-03-04", "write `updated: 2026-03-04`"),
        ("last_modified_at: 2026-03-04", "write `updated: 2026-03-04`"),
        ("byline: Jane Doe", "write `authors: [Jane Doe]`"),
        ("author: Jane Doe and John Roe", "write `authors: [Jane Doe, John Roe]`"),
        ("keywords: a, b", "write `tags: [a, b]`"),
        ("category: Trade", "write `categories: [Trade]`"),
        ("lang: de", "write `language: de`"),
        ("layout: post", "remove the line: the folder of a file determines its layout"),
        ("sources: [{url: 'https://a.org', name: B}]", "write `publisher: B`"),
        ("image: {src: a.png, alt_text: B}", "write `alt: B`"),
        ("summary: One\nexcerpt: Two", "remove the line: `summary` has the same meaning"),
        ("tags: [a]\nkeywords: b", "add its entries to `tags`, and remove the line"),
        ("hero: false", "remove the line"),
    ],
)
def test_a_key_of_a_brief(line: str, hint: str) -> None:
    assert problem(line).hint == hint


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("meta_title: A", "write:\nseo:\n  title: A"),
        ("canonical_url: https://a.example/b", "write:\nseo:\n  canonical: https://a.example/b"),
        ("seo: {metaTitle: A}", "write `title: A`"),
        ("seo: {canonical_url: 'https://a.example/b'}", "write `canonical: 'https://a.example/b'`"),
        ("pinned: true", "write `featured: true`"),
    ],
)
def test_a_key_for_search_engines_or_the_home_page(line: str, hint: str) -> None:
    assert problem(line).hint == hint


def test_the_second_of_two_words_for_a_key_is_to_be_removed() -> None:
    text = "---\ntitle: A\ndescription: One\nexcerpt: Two\n---\nText."
    checked = parse_entry(Entry("briefs/a.md", Kind.BRIEF), text.encode(), ReadSettings())
    assert sorted(each.hint for each in checked.diagnostics) == [
        "remove the line: `description` has the same meaning",
        "write `summary: One`",
    ]


def test_a_key_of_a_page_or_an_author() -> None:
    assert problem("description: One", Kind.PAGE).hint == "write `summary: One`"
    assert "place in content/" in problem("permalink: /a/", Kind.PAGE).hint
    assert problem("position: Editor", Kind.AUTHOR).hint == "write `role: Editor`"
    assert "below the second ---" in problem("bio: She", Kind.AUTHOR).hint
    assert problem("photo: me.jpg", Kind.AUTHOR).hint == "write `image: me.jpg`"


@pytest.mark.parametrize(
    ("lines", "hint"),
    [
        ("baseURL: https://b.example", "remove the line: `base_url` has the same meaning"),
        ("languageCode: de", "write `language: de`"),
        ("menu: [a]", "rename it to `navigation`"),
        ("plugins: [a]", "remove the line: briefgen has no such setting"),
        ("tagline: Words", "write `description: Words`"),
        ("headers: {headers: false}", "write `enabled: false`"),
        ("theme: minima", "remove the line, or write its keys below it"),
        ("logo: logo.svg", "write:\ntheme:\n  logo: logo.svg"),
        ("theme: {font_body: serif}\nlogo: a.svg", "move it under `theme`, as `  logo: a.svg`"),
        ("theme: {logo: a.svg}\nlogo: b.svg", "remove the line: `theme.logo` is already set"),
        ("color: '#123456'", "write:\ntheme:\n  accent: '#123456'"),
        ("look: newsroom", "write:\ntheme:\n  look: newsroom"),
        ("theme: {}\nfont_body: Arial", "move it under `theme`, as `  font_body: Arial`"),
        ("author: Me", "write:\npublisher:\n  name: Me"),
        ("publisher:\norganization: Me", "move it under `publisher`, as `  name: Me`"),
        ("publisher: {name: A}\nauthor: Me", "remove the line: `publisher.name` is already set"),
        ("publisher:\nname: Me", "indent it under `publisher`"),
        ("taxonomies:\nregions: {title: Regions}", "indent it under `taxonomies`"),
        ("extra:\nmotto: Words", "indent it under `extra`"),
        (
            "comments: {provider: disqus}",
            "it is not supported; write one of: formspree, giscus",
        ),
        ("citation: {style: mla}", "it is not supported; write one of: apa, chicago"),
        ("citation: {style: Harvard}", "it is not supported; write one of: apa, chicago"),
        ("share: [x, twitter]", "Twitter is now called `x`"),
        ("share: [mail]", "write `email`"),
        ("theme: {accent: red}", 'write "#c00000", with the quotes'),
        ("theme: {accent: 0b5d66}", 'write "#0b5d66", with the quotes'),
        ("base_url: briefs.example", "write https://briefs.example"),
        ("language: en_US", "write en-US"),
        ("language: German", "write de"),
    ],
)
def test_a_setting(lines: str, hint: str) -> None:
    if lines.startswith("base_url"):
        (diagnostic,) = read_config(f"title: A\n{lines}\n".encode()).diagnostics
    else:
        diagnostic = setting(lines)
    assert diagnostic.hint.startswith(hint)


def test_two_keys_of_a_missing_setting_do_not_both_add_it() -> None:
    text = "title: A\nbase_url: https://a.example\nlogo: a.svg\naccent: '#123456'\n"
    hints = {each.hint for each in read_config(text.encode()).diagnostics}
    assert hints == {
        "write:\ntheme:\n  logo: a.svg",
        "move it under `theme`, as `  accent: '#123456'`",
    }


@pytest.mark.parametrize(
    ("line", "written"),
    [
        ("feeds: false", "feeds: {forms: []}"),
        ("search: no", "search: {enabled: false}"),
        ("search: true", "search: {enabled: true}"),
        ("images: off", "images: {enabled: false}"),
        ("headers: false", "headers: {enabled: false}"),
        ("social: false", "social: {images: false}"),
        ("comments: false", "comments: {provider: none}"),
        ("links: false", "links: {new_tab: false, numbers: false}"),
        (
            "outputs: false",
            "outputs: {" + ", ".join(f"{key}: false" for key in OUTPUTS) + "}",
        ),
        ("publisher: Your Institute", "publisher: {name: Your Institute}"),
        ("publisher: 'Ours, Inc.'", 'publisher: {name: "Ours, Inc."}'),
        ("citation: chicago", "citation: {style: chicago}"),
        ("taxonomies: [regions]", "taxonomies: {regions: {}}"),
        ("taxonomies: regions", "taxonomies: {regions: {}}"),
        ("taxonomies: [regions, sectors]", "taxonomies: {regions: {}, sectors: {}}"),
    ],
)
def test_a_single_value_in_place_of_a_mapping_is_shown_as_a_mapping(
    line: str, written: str
) -> None:
    assert setting(line).hint == f"write `{written}`"
    text = f"title: A\nbase_url: https://a.example\n{written}\n"
    assert read_config(text.encode()).diagnostics == ()


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("navigation: [About: /about/]", "write `- {text: About, url: /about/}`"),
        (
            "navigation: ['Our work: more': 'https://a.example/?a=1']",
            'write `- {text: "Our work: more", url: "https://a.example/?a=1"}`',
        ),
        ("navigation: [{text: A, items: [{text: B, link: /a/}]}]", "write `url: /a/`"),
    ],
)
def test_a_navigation_entry_with_other_keys_is_one_error(line: str, hint: str) -> None:
    assert (setting(line).code, setting(line).hint) == ("missing-key", hint)


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("navigation: [{text: A, link: /a/}]", "write `url: /a/`"),
        ("footer: [{text: A, children: [{text: B, url: /b/}]}]", "rename it to `items`"),
        (
            "footer: [{text: A, items: [{text: B, url: /b/, items: [{text: C, url: /c/}]}]}]",
            "move the links one level up: menus have two levels",
        ),
        ("footer_menu: [{text: A, url: /a/}]", "rename it to `footer`"),
    ],
)
def test_a_menu_entry_with_an_unknown_key_is_one_error(line: str, hint: str) -> None:
    assert (setting(line).code, setting(line).hint) == ("unknown-setting", hint)


@pytest.mark.parametrize(
    ("path", "lines", "hint"),
    [
        ("briefs/a.md", "tilte: A", "did you mean `title`?"),
        ("briefs/a.md", "title: A\nsources: [{link: 'https://a.org'}]", "write `url: 'https://"),
        (
            "briefs/a.md",
            "title: A\nsources: [A report: 'https://a.org/b']",
            "write `- {title: A report, url: https://a.org/b}`",
        ),
        (
            "briefs/a.md",
            "title: A\ncorrections: [2026-03-27: Wrong number.]",
            "write `- {date: 2026-03-27, text: Wrong number.}`",
        ),
        ("authors/a.md", "title: A", "write `name: A`"),
        (
            "authors/a.md",
            "name: A\nlinks: [Site: 'https://a.org']",
            "write `- {text: Site, url: https://a.org}`",
        ),
    ],
)
def test_a_required_key_under_another_name_is_one_error(path: str, lines: str, hint: str) -> None:
    kind = Kind.AUTHOR if path.startswith("authors") else Kind.BRIEF
    checked = parse_entry(Entry(path, kind), f"---\n{lines}\n---\nText.".encode(), ReadSettings())
    (diagnostic,) = checked.diagnostics
    assert diagnostic.code == "missing-key"
    assert diagnostic.is_error
    assert diagnostic.hint.startswith(hint)


def test_keys_below_an_empty_image_are_to_be_indented() -> None:
    text = "---\ntitle: A\nimage:\nsrc: a.svg\nalt: A map\n---\nText."
    checked = parse_entry(Entry("briefs/a.md", Kind.BRIEF), text.encode(), ReadSettings())
    assert [each.hint for each in checked.diagnostics] == ["indent it under `image`"] * 2


@pytest.mark.parametrize(
    "line",
    ["authors: [A]", "highlights: [A]", "tags: [A]", "sources: []", "translation_of: a.md"],
)
def test_a_key_of_briefs_in_a_page_tells_how_to_make_it_a_brief(line: str) -> None:
    hint = "this file is a page; move it to content/briefs/ to make it a brief"
    assert problem(line, Kind.PAGE).hint == hint


@pytest.mark.parametrize(
    ("line", "hint"),
    [
        ("date: 27.11.2026", "write 2026-11-27"),
        ("date: 11/27/2026", "write 2026-11-27"),
        ("date: 03/04/2026", "write 2026-03-04 or 2026-04-03: the year, then the month"),
        ("date: 27 November 2026", "write 2026-11-27"),
        ("date: 2026-27-11", "write 2026-11-27"),
        ("date: 2026-11-31", "write a day from 01 to 30"),
        ("sources: [{url: 'https://a.org', date: Spring 2024}]", "a year is enough: write 2024"),
        ("sources: [{url: 'https://a.org', date: March 2024}]", "write 2024-03"),
        ("authors: 'García Márquez, Gabriel'", 'write ["García Márquez, Gabriel"] for one person'),
        ("authors: [{name: Jane Doe}]", "write only the name: Jane Doe"),
        ("highlights:\n  - The price: 110 dollars", "a colon separates a key from its value"),
    ],
)
def test_a_value(line: str, hint: str) -> None:
    assert problem(line).hint.startswith(hint)


def test_the_place_of_a_value_has_a_readable_name() -> None:
    diagnostic = setting("share: [x, myspace]")
    assert diagnostic.message == "the second entry of `share` cannot be `myspace`"


def test_a_comment_with_a_space_after_its_sign_gives_no_warning() -> None:
    text = "---\ntitle: A\nsummary: # later\ntags: [] # none\ndraft: true #now\n---\nText."
    checked = parse_entry(Entry("briefs/a.md", Kind.BRIEF), text.encode(), ReadSettings())
    assert checked.diagnostics == ()
