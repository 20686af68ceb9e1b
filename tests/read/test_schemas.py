import pytest

from briefgen.read.schemas import KINDS, schema


@pytest.mark.parametrize("kind", KINDS)
def test_every_key_has_a_description_and_no_others_are_allowed(kind: str) -> None:
    json_schema = schema(kind)
    assert json_schema["additionalProperties"] is False
    assert all(about.get("description") for about in json_schema["properties"].values())


@pytest.mark.parametrize(
    ("kind", "required"),
    [("site", {"title", "base_url"}), ("brief", {"title"}), ("page", {"title"}),
     ("author", {"name"})],
)  # fmt: skip
def test_the_required_keys(kind: str, required: set[str]) -> None:
    assert set(schema(kind)["required"]) == required


def test_a_brief_has_a_key_for_each_taxonomy() -> None:
    properties = schema("brief", ("tags", "series", "regions"))["properties"]
    assert properties["regions"]["type"] == "array"
    assert properties["series"]["type"] == "string"
