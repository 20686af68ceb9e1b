import pytest

from briefgen.model.languages import chain, direction, tongue


@pytest.mark.parametrize(
    ("tag", "wider"),
    [
        ("de", ("de",)),
        ("de-CH", ("de-ch", "de")),
        ("pt_BR", ("pt-br", "pt")),
        ("zh", ("zh-hans", "zh")),
        ("zh-CN", ("zh-hans-cn", "zh-hans", "zh")),
        ("zh-Hans-SG", ("zh-hans-sg", "zh-hans", "zh")),
        ("zh-Hant", ("zh-hant",)),
        ("zh-TW", ("zh-hant-tw", "zh-hant")),
    ],
)
def test_a_language_falls_back_on_more_general_ones(tag: str, wider: tuple[str, ...]) -> None:
    assert chain(tag) == wider


@pytest.mark.parametrize(
    ("tag", "shared"),
    [("pt-BR", "pt"), ("EN", "en"), ("zh-Hant-TW", "zh-Hant"), ("sr-latn", "sr-Latn")],
)
def test_regions_share_a_language_and_scripts_do_not(tag: str, shared: str) -> None:
    assert tongue(tag) == shared


@pytest.mark.parametrize(
    ("tag", "expected"),
    [
        ("ar", "rtl"),
        ("ar-EG", "rtl"),
        ("he", "rtl"),
        ("az-Arab", "rtl"),
        ("ur-Latn", "ltr"),
        ("de", "ltr"),
    ],
)
def test_the_script_decides_the_direction(tag: str, expected: str) -> None:
    assert direction(tag) == expected
