"""Formulas for Typst: MathML as code that calls the functions of its module `math`.

It reads the MathML that `read` makes of TeX, not any other.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Final
from xml.etree import ElementTree as Xml

from briefgen.render.text.typst_words import literal

_APPLY: Final = "\u2061"
_INVISIBLE: Final = frozenset("\u2061\u2062\u2063\u2064\u200b")
_SELECTORS: Final = str.maketrans("", "", "\ufe00\ufe01\ufe0e\ufe0f")
_OPENING: Final = frozenset("([{⟨⌈⌊⟦|‖\u2063")
_CLOSING: Final = frozenset(")]}⟩⌉⌋⟧|‖\u2063")
# The signs above a base, as `math.accent` knows them.
_ACCENTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "^": "^", "ˆ": "^", "\u0302": "^", "~": "~", "˜": "~", "\u0303": "~", "¯": "¯", "ˉ": "¯",
        "\u0304": "¯", "˙": ".", "\u0307": ".", "¨": "¨", "\u0308": "¨", "ˇ": "ˇ", "\u030c": "ˇ",
        "˘": "˘", "\u0306": "˘", "´": "´", "\u0301": "´", "`": "`", "\u0300": "`", "⃗": "→",
        "→": "→", "←": "←", "⃖": "←", "˚": "○", "\u030a": "○",
    }
)  # fmt: skip
_LINES: Final = frozenset("‾¯_\u0332\u0305\u203e")
_BRACES: Final[Mapping[str, str]] = MappingProxyType(
    {"⏞": "overbrace", "⏟": "underbrace", "⎴": "overbracket", "⎵": "underbracket",
     "⏜": "overparen", "⏝": "underparen"}
)  # fmt: skip
_DEEPEST: Final = 24
_POINT: Final = "$&$.body"  # at which lines are aligned


class _TooDeep(Exception):
    """Typst limits how deep calls may be in each other."""


def maths_code(mathml: str) -> str:
    """Return code for the content of an equation, or "" if it is too deep for Typst."""
    root = Xml.fromstring(mathml)  # noqa: S314 - our own
    try:
        return _children(root, 0)
    except _TooDeep:
        return ""


def _children(element: Xml.Element, depth: int) -> str:
    """Return the code of all that is in an element."""
    return _joined(_codes(list(element), depth))


def _codes(elements: Sequence[Xml.Element], depth: int) -> list[str]:
    codes = []
    for at, element in enumerate(elements):
        following = elements[at + 1] if at + 1 < len(elements) else None
        is_operator = following is not None and _text(following) == _APPLY
        name = _name_in(element) if is_operator else ""
        codes.append(f"math.op({literal(name)})" if name else _code(element, depth))
    return [code for code in codes if code]


def _joined(codes: Sequence[str]) -> str:
    if len(codes) == 1:
        return codes[0]
    return f"{{{';'.join(codes)}}}" if codes else "[]"


def _code(element: Xml.Element, depth: int) -> str:
    """Return the code of an element, or "" for nothing."""
    if depth > _DEEPEST:
        raise _TooDeep
    write = _WRITERS.get(element.tag)
    code = write(element, depth + 1) if write else _children(element, depth + 1)
    colour = element.get("mathcolor", "")
    return f"text(fill:rgb({literal(colour)}),{code})" if colour and code else code


def _text(element: Xml.Element) -> str:
    return "".join(element.itertext())


def _name_in(element: Xml.Element) -> str:
    """Return the letters of an element if it has only a name, such as sin, or ""."""
    parts = [each for each in element if each.tag != "mspace"]
    if element.tag == "mrow" and len(parts) == 1:
        return _name_in(parts[0])
    name = _text(element)
    return name if element.tag == "mi" and len(name) > 1 else ""


def _identifier(element: Xml.Element, _: int) -> str:
    name = _text(element).translate(_SELECTORS)
    if len(name) != 1:
        return literal(name) if name else ""
    code = _symbol(name)
    return f"math.upright({code})" if element.get("mathvariant") == "normal" else code


def _number(element: Xml.Element, _: int) -> str:
    return literal(_text(element))


def _operator(element: Xml.Element, _: int) -> str:
    signs = [each for each in _text(element).translate(_SELECTORS) if each not in _INVISIBLE]
    return _joined(list(map(_symbol, signs))) if signs else ""


def _symbol(sign: str) -> str:
    """Return a sign as content: symbols that are joined would become upright text."""
    return f"[#symbol({literal(sign)})]"


def _row(element: Xml.Element, depth: int) -> str:
    parts = list(element)
    code = _children(element, depth)
    is_fenced = len(parts) > 1 and _is_fence(parts[0], _OPENING) and _is_fence(parts[-1], _CLOSING)
    return f"math.lr({code})" if is_fenced else code


def _is_fence(element: Xml.Element, signs: frozenset[str]) -> bool:
    return element.tag == "mo" and element.get("stretchy") != "false" and _text(element) in signs


def _parts(element: Xml.Element, depth: int) -> list[str]:
    """Return the code of each child, of which none is left out."""
    return [_code(each, depth) or "[]" for each in element]


def _fraction(element: Xml.Element, depth: int) -> str:
    above, below = _parts(element, depth)
    if element.get("linethickness") == "0":
        return f"math.vec(delim:none,{above},{below})"
    code = f"math.frac({above},{below})"
    style = {"true": "display", "false": "inline"}.get(element.get("displaystyle", ""), "")
    return f"math.{style}({code})" if style else code


def _square_root(element: Xml.Element, depth: int) -> str:
    return f"math.sqrt({_children(element, depth)})"


def _root(element: Xml.Element, depth: int) -> str:
    base, index = _parts(element, depth)
    return f"math.root({index},{base})"


def _scripts(*places: str) -> Callable[[Xml.Element, int], str]:
    def scripts(element: Xml.Element, depth: int) -> str:
        base, *others = _parts(element, depth)
        scripts_code = ",".join(f"{at}:{code}" for at, code in zip(places, others, strict=True))
        return f"math.attach({base},{scripts_code})"

    return scripts


def _under(element: Xml.Element, depth: int) -> str:
    base, sign = list(element)
    brace = _BRACES.get(_text(sign), "")
    if brace:
        return f"math.{brace}({_code(base, depth) or '[]'})"
    if _text(sign) in _LINES:
        return f"math.underline({_code(base, depth) or '[]'})"
    return _limits(element, ("b",), depth)


def _over(element: Xml.Element, depth: int) -> str:
    base, sign = list(element)
    code, above = _code(base, depth) or "[]", _text(sign)
    if above in _BRACES:
        return f"math.{_BRACES[above]}({code})"
    if above in _LINES and (sign.get("stretchy") == "true" or len(_text(base)) > 1):
        return f"math.overline({code})"
    if above in _ACCENTS and element.get("accent") == "true":
        return f"math.accent({code},{literal(_ACCENTS[above])})"
    return _limits(element, ("t",), depth)


def _under_and_over(element: Xml.Element, depth: int) -> str:
    return _limits(element, ("b", "t"), depth)


def _limits(element: Xml.Element, places: Sequence[str], depth: int) -> str:
    """Return what is above and below a base; large operators place it as the style says."""
    base, *others = list(element)
    limits = dict(zip(places, [_code(each, depth) or "[]" for each in others], strict=True))
    inner = list(base)
    sign = _BRACES.get(_text(inner[1]), "") if base.tag in ("munder", "mover") else ""
    if sign:  # a brace has a note
        return f"math.{sign}({_code(inner[0], depth) or '[]'},{next(iter(limits.values()))})"
    name = _name_in(base)
    if name:
        code = f"math.op({literal(name)},limits:true)"
    elif base.tag == "mo" and _text(base) in _LARGE:
        code = _code(base, depth)
    else:
        code = f"math.limits({_code(base, depth) or '[]'})"
    return f"math.attach({code},{','.join(f'{at}:{each}' for at, each in limits.items())})"


_LARGE: Final = frozenset("∑∏∐⋃⋂⨆⋁⋀⨁⨂⨀⨄")


def _table(element: Xml.Element, depth: int) -> str:
    """Return a matrix; where columns are aligned in pairs, as equations one below the other."""
    rows = [[_children(cell, depth) for cell in row] for row in element]
    width = max(map(len, rows), default=0)
    if not width:
        return ""
    first = list(element[0])
    classes = [cell.get("class", "").split() for cell in first]
    if classes and "end" in classes[0]:
        lines = [_aligned(row) for row in rows]
        return f"math.display({{{';linebreak();'.join(lines)}}})"
    align = "left" if all("start" in each for each in classes) else "center"
    rows_code = ",".join(f"({','.join([*row, *['[]'] * (width - len(row)), ''])})" for row in rows)
    lines = [
        f"vline:({','.join([*(str(at) for at in _lines(classes)), ''])})" if _lines(classes) else ""
    ]
    rules = [
        at for at, row in enumerate(element) if at and "line-above" in (row[0].get("class") or "")
    ]
    augment = [each for each in lines if each]
    if rules:
        augment.append(f"hline:({','.join([*map(str, rules), ''])})")
    options = f",augment:({','.join(augment)})" if augment else ""
    return f"math.mat(delim:none,align:{align}{options},..({rows_code},))"


def _lines(classes: Sequence[Sequence[str]]) -> list[int]:
    """Return the numbers of the columns after which there is a line."""
    return [at for at, each in enumerate(classes[:-1], 1) if "line-after" in each]


def _aligned(cells: Sequence[str]) -> str:
    return f";{_POINT};".join(cells)


def _space(element: Xml.Element, _: int) -> str:
    width = element.get("width", "").removesuffix("em")
    try:
        return f"h({float(width):.4g}em)"
    except ValueError:
        return ""


def _style(element: Xml.Element, depth: int) -> str:
    code = _children(element, depth)
    name = {"true": "display", "false": "inline"}.get(element.get("displaystyle", ""), "")
    return f"math.{name}({code})" if name else code


def _phantom(element: Xml.Element, depth: int) -> str:
    return f"hide({_children(element, depth)})"


def _enclosed(element: Xml.Element, depth: int) -> str:
    code, notation = _children(element, depth), element.get("notation", "")
    if "strike" in notation:
        return f"math.cancel({code})"
    return f"box(stroke:0.5pt,inset:0.3em,math.equation({code}))" if "box" in notation else code


def _words(element: Xml.Element, _: int) -> str:
    code = literal(_text(element))
    return f"math.bold(math.upright({code}))" if element.find("b") is not None else code


_WRITERS: Final[Mapping[str, Callable[[Xml.Element, int], str]]] = MappingProxyType(
    {
        "menclose": _enclosed,
        "mfrac": _fraction,
        "mi": _identifier,
        "mn": _number,
        "mo": _operator,
        "mover": _over,
        "mphantom": _phantom,
        "mroot": _root,
        "mrow": _row,
        "mspace": _space,
        "msqrt": _square_root,
        "mstyle": _style,
        "msub": _scripts("b"),
        "msubsup": _scripts("b", "t"),
        "msup": _scripts("t"),
        "mtable": _table,
        "mtext": _words,
        "munder": _under,
        "munderover": _under_and_over,
    }
)
