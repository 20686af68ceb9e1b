import pytest

from briefgen.model.addresses import (
    absolute,
    host_of,
    href,
    is_clean,
    is_own_slug,
    output_path,
    page_url,
    page_urls,
    slugify,
)


@pytest.mark.parametrize(
    ("text", "slug"),
    [
        ("Two bases", "two-bases"),
        ("  Two   bases!  ", "two-bases"),
        ("R&D", "r-d"),
        ("R & D", "r-d"),
        ("China’s ban", "chinas-ban"),
        ("China's ban", "chinas-ban"),
        ("snake_case", "snake-case"),
        ("Straße", "strasse"),
        ("Économie", "économie"),
        ("E\u0301conomie", "économie"),
        ("ﬁne", "fine"),
        ("稀土", "稀土"),
        ("المعادن النادرة", "المعادن-النادرة"),
        ("हिन्दी भाषा", "हिन्दी-भाषा"),
        ("ภาษาไทย", "ภาษาไทย"),
        ("İstanbul", "istanbul"),
        ("Ανοιχτός κώδικας", "ανοιχτός-κώδικας"),
        ("ΟΔΟΣ", "οδος"),
        ("regu\u00adlation", "regulation"),
        ("rare\u200bearths", "rareearths"),
        ("\ufeffprices\u200e", "prices"),
        ("\u2068rare earths\u2069", "rare-earths"),
        ("کتاب\u200cها", "کتابها"),
        ("❤️ rare earths", "rare-earths"),
        ("a/../b", "a-b"),
        ("C:\\temp\0", "c-temp"),
        ("2026: a year?", "2026-a-year"),
    ],
    ids=str,
)
def test_slugs_keep_letters_and_digits_of_every_script(text: str, slug: str) -> None:
    assert slugify(text) == slug


@pytest.mark.parametrize(
    ("text", "language", "slug"),
    [
        ("İstanbul", "tr", "istanbul"),
        ("IŞIK", "tr-TR", "ışık"),
        ("ISI", "az", "ısı"),
        ("I\u0307stanbul", "tr", "istanbul"),
        ("IŞIK", "de", "işik"),
    ],
)
def test_slugs_are_lowercased_by_the_rules_of_the_language(
    text: str, language: str, slug: str
) -> None:
    assert slugify(text, language) == slug


@pytest.mark.parametrize("text", ["", " ", "🎉", "❤️", "…!?", "/", "..", "\0", "\u0301"], ids=repr)
def test_a_text_without_letter_or_digit_has_no_slug(text: str) -> None:
    assert slugify(text) == ""


def test_a_long_slug_is_cut_between_words() -> None:
    slug = slugify("critical minerals " * 20)
    assert len(slug.encode()) <= 120
    assert set(slug.split("-")) == {"critical", "minerals"}


def test_a_long_slug_of_one_word_is_cut_between_characters() -> None:
    slug = slugify("稀" * 100)
    assert slug == "稀" * 40


@pytest.mark.parametrize(
    ("name", "clean"),
    [
        ("about", True),
        ("v1.2_a", True),
        ("a b", False),
        ("über", False),
        ("-a", False),
        ("", False),
    ],
)
def test_a_clean_name_needs_no_slug(name: str, clean: bool) -> None:
    assert is_clean(name) is clean


def test_links_of_the_site_are_percent_encoded_under_its_base_path() -> None:
    assert href("/sub", "/tags/中国/") == "/sub/tags/%E4%B8%AD%E5%9B%BD/"
    assert href("", "/a b/?#%") == "/a%20b/%3F%23%25"
    assert absolute("https://example.org/sub/", "/é/") == "https://example.org/sub/%C3%A9/"
    assert absolute("https://example.org", "/") == "https://example.org/"


@pytest.mark.parametrize("base_url", ["https://a.org:8080/é", "https://a.org:8080/%C3%A9/"])
def test_the_path_of_a_sites_url_is_percent_encoded_once(base_url: str) -> None:
    assert absolute(base_url, "/a/") == "https://a.org:8080/%C3%A9/a/"


@pytest.mark.parametrize(
    ("slug", "own"),
    [
        ("When-COTS", True),
        ("v1.2_Final--x", True),
        ("Über-中国", True),
        ("a b", False),
        ("a/b", False),
        (".a", False),
        ("🎉", False),
        ("A" * 120, True),
        ("A" * 121, False),
    ],
)
def test_a_slug_may_have_capitals_but_nothing_that_needs_encoding(slug: str, own: bool) -> None:
    assert is_own_slug(slug) is own


@pytest.mark.parametrize(
    ("url", "path"),
    [("/", "index.html"), ("/a/", "a/index.html"), ("/404.html", "404.html")],
)
def test_a_url_is_answered_by_a_file(url: str, path: str) -> None:
    assert output_path(url) == path


def test_the_first_page_of_a_list_has_the_lists_url() -> None:
    assert [page_url("/tags/a/", number) for number in (1, 2)] == ["/tags/a/", "/tags/a/page/2/"]


@pytest.mark.parametrize(("total", "pages"), [(0, 1), (1, 1), (2, 1), (3, 2), (4, 2), (5, 3)])
def test_a_list_has_as_many_pages_as_it_needs(total: int, pages: int) -> None:
    assert page_urls("/", total, 2) == ["/", "/page/2/", "/page/3/"][:pages]


@pytest.mark.parametrize(
    ("url", "host"),
    [
        ("https://www.Example.org/a", "example.org"),
        ("https://user:word@example.org:8080/", "example.org:8080"),
        ("//example.org", "example.org"),
        ("https://example.org:443/", "example.org"),
        ("https://example.org./", "example.org"),
        ("https://xn--mnchen-3ya.example/", "münchen.example"),
        ("https://MÜNCHEN.example/", "münchen.example"),
        ("about/", ""),
        ("https://[broken/", ""),
    ],
)
def test_the_host_of_a_url(url: str, host: str) -> None:
    assert host_of(url) == host
