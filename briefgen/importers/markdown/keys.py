"""Keys of other generators' front matter as ours.

The names are those of `read.other_words` and `read.holds`, which also say them to authors who write
such a key. Keys without a meaning here are kept under `extra`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from typing import Any, Final

from briefgen.model.moments import Precision
from briefgen.read.dates import NoDate, WrittenDate, parse_date
from briefgen.read.front_matter import BriefFrontMatter, PageFrontMatter
from briefgen.read.holds import Sense, sense_of
from briefgen.read.html_tree import tree_of, words_of
from briefgen.read.other_words import meaning_of

_FALSE: Final = frozenset({"false", "no", "n", "off", "0", "never", "none", ""})
_HOLD_WORDS: Final = frozenset(
    """draft drafts private pending future scheduled hidden wip unpublished embargo unlisted secret
    confidential internal protected password inreview review trash autodraft""".split()
)
_OUT: Final = frozenset({"published", "publish", "public", "live", "final"})
# Keys about the place and the look of a page, and old permalinks, which are read elsewhere.
_ELSEWHERE: Final = frozenset({"permalink", "url", "slug", "basename"})
_LOOKS: Final = frozenset(
    {"layout", "type", "render", "output", "routable", "template", "eleventyexcludefromcollections"}
)
# The first of these that a text has is its summary.
_SUMMARIES: Final = ("summary", "excerpt", "description", "abstract", "subtitle")
_PICTURE: Final = re.compile(r"\.(?:avif|gif|jpe?g|png|svg|webp)(?:[?#].*)?$", re.IGNORECASE)
_SOURCES: Final = (
    "src", "path", "image", "url", "feature", "relative", "teaser", "overlay_image", "thumbnail",
    "filename",
)  # fmt: skip
_ALTS: Final = ("alt", "image_alt", "image-alt", "imagealt", "thumbnail_alt", "alt_text")
_CAPTIONS: Final = ("caption", "image_caption", "image_figcaption", "figcaption", "image-caption")
_CREDITS: Final = ("credit", "image_credit", "credits", "attribution", "imagecredit")
_IMAGE_KEYS: Final = frozenset(
    re.sub("[-_]", "", key) for key in (*_ALTS, *_CAPTIONS, *_CREDITS) if key != "credits"
)
_PEOPLE: Final = re.compile(r",\s+(?:and\s+)?|\s+and\s+|\s*&\s*|;\s*")
_TERMS: Final = frozenset({"categories", "tags", "series"})
_BRIEF: Final = frozenset(each.name for each in fields(BriefFrontMatter)) | _TERMS
_PAGE: Final = frozenset(each.name for each in fields(PageFrontMatter))
_DROPPED: Final = "remove the line: "


@dataclass(slots=True)
class Translated:
    """Front matter in our keys, while it is being read.

    `url` is the text's own address, as the front matter sets it, and `image` the path of its image.
    """

    values: dict[str, Any] = field(default_factory=dict)
    extra: dict[str, Any] = field(default_factory=dict)
    notes: list[tuple[str, str]] = field(default_factory=list)  # reasons, and the words
    url: str = ""
    slug: str = ""
    summaries: dict[str, str] = field(default_factory=dict)

    def for_kind(self, kind: str) -> dict[str, Any]:
        """Return the front matter of a brief or page; what a page cannot have is under extra."""
        allowed = _PAGE if kind == "page" else _BRIEF
        values: dict[str, Any] = {
            key: self.values[key] for key in _ORDER if key in self.values and key in allowed
        }
        others = {key: _simple(each) for key, each in self.values.items() if key not in allowed}
        extra = {**others, **self.extra}
        return {**values, "extra": extra} if extra else values


_ORDER: Final[tuple[str, ...]] = (
    "title", "date", "updated", "draft", "embargo", "language", "summary", "highlights",
    "categories", "tags", "series", "authors", "image", "seo", "aliases", "featured", "comments",
)  # fmt: skip


def translated(matter: Mapping[str, Any], *, splits_spaces: bool) -> Translated:
    """Return front matter in our keys. `splits_spaces`: spaces separate names in a text."""
    result = Translated()
    flat = dict(_flattened(matter))
    for key, value in flat.items():
        if value in ("", [], {}, None):
            continue
        if not _publication(result, key, value):
            _key(result, key, value, splits_spaces=splits_spaces)
    _set_summary(result)
    _set_image(result, flat)
    return result


def date_of(value: Any) -> date | datetime | None:
    """Return a date as other generators write it, or None."""
    text = str(value).strip()
    try:
        parsed = parse_date(text)
    except NoDate as problem:
        try:
            parsed = parse_date(problem.suggestion) if problem.suggestion else _from_words(text)
        except NoDate:
            return None
    at = parsed.at
    return at if parsed.precision is Precision.TIME else at.date()


def _from_words(text: str) -> WrittenDate:
    """Return a date with a time that is not as in ISO 8601. Raises NoDate."""
    for form in ("%Y/%m/%d %H:%M", "%Y/%m/%d", "%a, %d %b %Y %H:%M:%S %z", "%d %B %Y", "%B %d, %Y"):
        try:
            at = datetime.strptime(text, form)  # noqa: DTZ007 - the zone is in the text, or none
        except ValueError:
            continue
        return WrittenDate(at, Precision.TIME if "%H" in form else Precision.DAY)
    raise NoDate("is not a date", "")


def _flattened(matter: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield the keys, and those of Hugo's `params`."""
    for key, value in matter.items():
        if key.casefold() == "params" and isinstance(value, Mapping):
            yield from ((name, each) for name, each in value.items() if name not in matter)
        else:
            yield key, value


# What holds a text back


def _publication(result: Translated, key: str, value: Any) -> bool:
    """Read a key that says whether and when a text is published; return whether it is one."""
    name = _normal(key)
    if name in ("date", "title", "layout", "type", *_ELSEWHERE) or name in _LOOKS:
        return name in _LOOKS
    sense = Sense.DRAFT if name == "draft" else sense_of(key)
    if sense is None or (name in _BRIEF and name not in ("draft", "embargo")):
        return False
    word = str(value).strip().casefold()
    change = _CHANGES.get(sense)
    if change is None:
        return False
    return change(result, key, value, word)


def _draft(result: Translated, key: str, value: Any, word: str) -> bool:
    if word not in _FALSE:
        _hold(result, key, value, is_clear=word in ("true", "yes", "on", "1"))
    return True


def _published(result: Translated, key: str, value: Any, word: str) -> bool:
    if day := date_of(value):
        result.values.setdefault("date", day)
    elif word in _FALSE:
        _hold(result, key, value, is_clear=True)
    return True


def _status(result: Translated, key: str, value: Any, word: str) -> bool:
    if word not in _OUT:
        _hold(result, key, value, is_clear=word in _HOLD_WORDS)
    return True


def _embargo(result: Translated, key: str, value: Any, word: str) -> bool:
    if day := date_of(value):
        result.values["embargo"] = day
        result.values.setdefault("date", day)
    elif word not in _FALSE:
        _hold(result, key, value, is_clear=False)
    return True


def _dated(result: Translated, key: str, value: Any, word: str) -> bool:
    if day := date_of(value):
        result.values.setdefault("date", day)
    elif word not in _FALSE:
        result.notes.append(("this date cannot be read", f"{key}: {value}"))
    return True


def _expiry(result: Translated, key: str, value: Any, _: str) -> bool:
    result.notes.append(("briefgen does not take texts down at a date", f"{key}: {value}"))
    return True


def _unlisted(result: Translated, key: str, value: Any, word: str) -> bool:
    if word not in _FALSE:
        result.values.setdefault("seo", {})["noindex"] = True
        result.notes.append(("a published text is in all lists", f"{key}: {value}"))
    return True


def _listed(result: Translated, key: str, value: Any, word: str) -> bool:
    if word in _FALSE:
        result.notes.append(("a published text is in all lists", f"{key}: {value}"))
    return True


def _hold(result: Translated, key: str, value: Any, *, is_clear: bool) -> None:
    result.values["draft"] = True
    if not is_clear:
        result.notes.append(("this may hold the text back, so it is a draft", f"{key}: {value}"))


_CHANGES: Final = {
    Sense.DRAFT: _draft,
    Sense.PUBLISHED: _published,
    Sense.STATUS: _status,
    Sense.EMBARGO: _embargo,
    Sense.PUBLICATION: _dated,
    Sense.EXPIRY: _expiry,
    Sense.UNLISTED: _unlisted,
    Sense.LISTED: _listed,
    Sense.PLACE: lambda *_: True,
}


# Other keys


def _key(result: Translated, key: str, value: Any, *, splits_spaces: bool) -> None:
    name = _normal(key)
    if name in _IMAGE_KEYS:
        return  # read with the image
    ours = _our_key(name)
    if ours == "summary":
        result.summaries[name] = _text(value)
    elif ours in ("tags", "categories"):
        names = [*result.values.get(ours, ()), *_names(value, splits_spaces=splits_spaces)]
        result.values[ours] = list(dict.fromkeys(names))
    elif ours is None:
        _keep(result, key, value)
    elif ours:
        _READERS.get(ours, _keep)(result, key, value)


def _address(result: Translated, key: str, value: Any) -> None:
    if not isinstance(value, str):
        _keep(result, key, value)
    elif value.casefold() == "false":
        _hold(result, key, value, is_clear=True)
    else:
        result.url = value


def _slug(result: Translated, key: str, value: Any) -> None:
    if isinstance(value, str):
        result.slug = value
    else:
        _keep(result, key, value)


def _authors(result: Translated, _: str, value: Any) -> None:
    people = [*result.values.get("authors", ()), *_people(value)]
    result.values["authors"] = list(dict.fromkeys(people))


def _aliases(result: Translated, _: str, value: Any) -> None:
    result.values.setdefault("aliases", []).extend(_names(value, splits_spaces=False))


def _image(result: Translated, key: str, value: Any) -> None:
    if not _source(value):
        _keep(result, key, value)


def _our_key(name: str) -> str | None:
    """Return our key; "" for one without a use here, and None for one of the author's own."""
    if name in ("date", "title", "authors", "tags", "categories", "series", "image", "updated"):
        return name
    if name in _ELSEWHERE:
        return "permalink" if name in ("permalink", "url") else "slug"
    if name in ("seotitle", "metatitle", "canonicalurl", "canonical"):
        return "seo.canonical" if name.startswith("canonical") else "seo.title"
    if name == "datemodified":
        return "updated"
    meaning = meaning_of("BriefFrontMatter", name)
    if meaning is None:
        return (
            name if name in ("aliases", "featured", "language", "highlights", "summary") else None
        )
    if meaning.under:
        return None
    if not meaning.key and meaning.advice.startswith(_DROPPED):
        return ""
    return meaning.key or None


def _title(result: Translated, key: str, value: Any) -> None:
    words = _text(value)
    if "<" in words:
        words = " ".join(words_of(tree_of(words)).split())
    if words:
        result.values["title"] = words
    else:
        _keep(result, key, value)


def _updated(result: Translated, key: str, value: Any) -> None:
    if day := date_of(value):
        result.values["updated"] = day
    else:
        result.notes.append(("this date cannot be read", f"{key}: {value}"))


def _series(result: Translated, _: str, value: Any) -> None:
    names = [value] if isinstance(value, str) else list(value)
    result.values["series"] = _text(names[0])
    if len(names) > 1:
        result.extra["series"] = [_text(each) for each in names]


def _flag(result: Translated, key: str, value: Any) -> None:
    word = str(value).casefold()
    if word in ("true", "yes", "on", "1"):
        result.values[_our_key(_normal(key)) or key] = True


def _highlights(result: Translated, key: str, value: Any) -> None:
    if isinstance(value, list) and all(isinstance(each, str) for each in value):
        result.values["highlights"] = [" ".join(each.split()) for each in value if each.strip()]
    else:
        _keep(result, key, value)


def _seo(result: Translated, key: str, value: Any) -> None:
    part = "canonical" if _normal(key).startswith("canonical") else "title"
    if part == "canonical" and not str(value).startswith(("http://", "https://")):
        _keep(result, key, value)
    else:
        result.values.setdefault("seo", {})[part] = _text(value)


def _keep(result: Translated, key: str, value: Any) -> None:
    """Keep a key of the author's own, unless it only looks as if it held the text back."""
    if any(map(sense_of, (key, *_keys_in(value)))):
        result.notes.append(("this key was not carried over", f"{key}: {value}"))
    else:
        result.extra[key] = value


def _keys_in(value: Any) -> Iterator[str]:
    """Yield the keys within a value."""
    if isinstance(value, Mapping):
        yield from map(str, value)
    inner = value.values() if isinstance(value, Mapping) else value
    for each in inner if isinstance(value, Mapping | list) else ():
        yield from _keys_in(each)


def _language(result: Translated, key: str, value: Any) -> None:
    tag = str(value).replace("_", "-")
    if re.fullmatch(r"[A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})*", tag):
        result.values["language"] = tag
    else:
        _keep(result, key, value)


_READERS: Final[Mapping[str, Callable[[Translated, str, Any], object]]] = {
    "permalink": _address,
    "slug": _slug,
    "authors": _authors,
    "aliases": _aliases,
    "image": _image,
    "title": _title,
    "date": lambda result, key, value: _dated(result, key, value, str(value)),
    "updated": _updated,
    "series": _series,
    "featured": _flag,
    "highlights": _highlights,
    "language": _language,
    "seo.title": _seo,
    "seo.canonical": _seo,
}


def _set_summary(result: Translated) -> None:
    """Use the best summary; another text of its kind is the description for search engines."""
    texts = [result.summaries[name] for name in _SUMMARIES if result.summaries.get(name)]
    texts += [text for name, text in result.summaries.items() if name not in _SUMMARIES and text]
    different = list(dict.fromkeys(texts))
    if different:
        result.values["summary"] = different[0]
    if different[1:] and not re.search(r"[<\[*_]", different[1]):
        result.values.setdefault("seo", {}).setdefault("description", different[1])
        different = different[:1]
    for text in different[1:]:
        name = next(name for name, each in result.summaries.items() if each == text)
        result.extra[name] = text


def _set_image(result: Translated, matter: Mapping[str, Any]) -> None:
    """Set the image from the first key that names a picture."""
    for key, value in matter.items():
        if _normal(key) not in _IMAGE_KEYS and _our_key(_normal(key)) == "image":
            source = _source(value)
            if not source:
                continue
            around = value if isinstance(value, Mapping) else matter
            result.values["image"] = {
                "src": source,
                "alt": _first(around, _ALTS),
                "caption": _first(around, _CAPTIONS),
                "credit": _first(around, _CREDITS),
            }
            return


def _source(value: Any) -> str:
    """Return the path or URL of a picture in a value, or ""."""
    if isinstance(value, str):
        return value.strip() if _PICTURE.search(value.strip()) else ""
    if isinstance(value, Mapping):
        return next(filter(None, (_source(value.get(key)) for key in _SOURCES)), "")
    if isinstance(value, list) and value:
        return _source(value[0])
    return ""


def _first(values: Mapping[str, Any], keys: Iterable[str]) -> str:
    return next((_text(values[key]) for key in keys if isinstance(values.get(key), str)), "")


def _names(value: Any, *, splits_spaces: bool) -> list[str]:
    """Return names in a list, or in a text that separates them with commas, or with spaces."""
    if isinstance(value, str):
        items = value.strip("[]").split(",") if "," in value else [value]
        if len(items) == 1 and splits_spaces:
            items = value.split()
    else:
        items = [str(each) for each in value if isinstance(each, str)] if value else []
    return [name for each in items if (name := " ".join(each.strip(" \"'").split()))]


def _people(value: Any) -> list[str]:
    if isinstance(value, str):
        return [name.strip() for name in _PEOPLE.split(value) if name.strip()]
    if isinstance(value, Mapping):
        name = value.get("name", "")
        if isinstance(name, Mapping):
            name = f"{name.get('given', '')} {name.get('family', '')}"
        return [" ".join(str(name).split())] if str(name).strip() else []
    people = (
        _people(each) if isinstance(each, Mapping) else [str(each).strip()] for each in value or ()
    )
    return [name for names in people for name in names if name]


def _text(value: Any) -> str:
    return " ".join(str(value).split()) if not isinstance(value, list | Mapping) else ""


def _simple(value: Any) -> Any:
    return value


def _normal(key: str) -> str:
    return re.sub(r"[-_. ]", "", key).casefold()
