"""Measure texts designed to be slow: each construct repeated, nested, or never closed.

    .venv/bin/python benchmarks/hostile.py                     # all, of 25, 50 and 100 kB
    .venv/bin/python benchmarks/hostile.py --size 1250000     # up to the largest file that is read
    .venv/bin/python benchmarks/hostile.py --only table       # cases with this word in their names

For each case it prints the CPU time at n, 2n and 4n bytes, the growth at the last doubling, the
memory used, and the result: read, or the codes of its problems. A case that takes longer than
`--limit` seconds or more than `--memory` megabytes is marked, and the exit status is then 1.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from multiprocessing.connection import Connection
from types import MappingProxyType
from typing import Final, NamedTuple

from briefgen.model.content import Entry, Kind
from briefgen.read.brief import ReadSettings, parse_entry
from briefgen.read.svg import read_svg

Case = Callable[[int], str]

_HEAD: Final = "---\ntitle: Two bases\n---\n"

# Repeated in a line, in lines, in paragraphs and in a block of raw HTML.
_PIECES: Final = r"""
mailto: mailto:a@b xmpp: http: http:// https://a. www. www.a_ a@ a@b a@b.c ![ ^[ [ ] [a]( [a][ [^a]
^[a * **a *a* a* _a_ *_ ~~a ` ``a` < <a <a_x=" <!-- <? <![CDATA[ <!A & &# &copy; &#x41; \ {
{.a a{.b} *a*{.b} []{ : " ' "a -- ... {{ {% {:.a ( ) [a](b) [a](<b [a](b" ![a](b) [] <http://a>
<http:a <a@b 中文 [^ ]( []( [![](b) <b>a</b> <a_href='b'> <b_onclick=a> <img_src=x:y_alt=z> </a> \[
![^ a'b *a_* | $ # + = ~ ::: @ % ! ; <br> [x] (c) 1. ... --- ** __ ~~ `` ]: [a]:b <svg>
""".split()

# Written again with each number.
_NUMBERED: Final = {
    "definitions": "[r{0}]: https://e{0}.example/\n",
    "definitions on two lines": "[r{0}]:\n/e{0}\n",
    "definitions with titles": "[r{0}]: /e{0} 'a\nb'\n",
    "footnotes": "[^r{0}]: a{0}\n\n",
    "footnotes without blank lines": "[^r{0}]: a{0}\n",
    "footnote marks": "a[^r{0}]\n\n",
    "references": "[r{0}] ",
    "full references": "[r{0}][r{0}] ",
    "headings": "# a{0}\n\n",
    "equal headings": "# a\n\n",
    "underlined headings": "a{0}\n---\n",
    "headings with anchors": "# a {{#a{0}}}\n\n",
    "headings with equal anchors": "# a {{#a}}\n\n",
    "sources": "[a](https://e{0}.example/) ",
    "equal sources": "[a](https://e.example/)\n\n",
    "links to files": "[a](b{0}.md#{0})\n\n",
    "links to files in a line": "[a](x&#x41;{0}.md) ",
    "links in raw HTML": "<a href='x&#x41;{0}.md'>a</a>\n",
    "pictures": "![](a{0}.png)\n\n",
    "ids": "<p id=a>{0}\n",
    "attributes": "{{#a{0} .b}}\na\n\n",
    "quotations": "> a{0}\n\n",
    "items": "- a{0}\n",
    "loose items": "- a{0}\n\n  b\n\n",
    "numbered items": "{0}. a\n",
    "definition lists": "a{0}\n: b\n\n",
    "definition lists without blank lines": "a{0}\n: b\n",
    "tables": "| a{0} | b |\n|---|---|\n| c | d |\n\n",
    "callouts": "::: note\na{0}\n:::\n\n",
    "open callouts": "::: note {0}\n",
    "fences": "```a{0}\nb\n```\n\n",
    "indented code": "    a{0}\n\nb\n\n",
    "raw HTML": "<div>{0}</div>\n\n",
    "open raw HTML": "<div>{0}\n\n",
    "comments": "<!-- {0} -->\n\n",
    "unsafe links": "[a](javascript:{0})\n\n",
    "removed attributes": "<b onclick='{0}'>a</b>\n\n",
    "tags of another generator": "{{{{ a{0} }}}}\n\n",
    "destinations with spaces": "[a](b c{0}) ",
}
_NESTED: Final = (
    ("> ", ""), ("- ", ""), ("1. ", ""), ("[", "]"), ("[a](", ")"), ("![a", "](b)"), ("*a ", "*"),
    ("**a", "**"), ("(", ")"), ("<div>", "</div>"), ("<blockquote>\n\n", "</blockquote>\n\n"),
    ("<b>", "</b>"), ("^[a ", "]"), (":::: note\n", "::::\n"), ("`", "`"), ('"', '"'), ("_a ", "_"),
    ("http://a", ")"),
)  # fmt: skip
_STAIRS: Final[Mapping[str, Callable[[int], str]]] = {
    "indented items": lambda step: " " * (2 * step) + "- a\n",
    "deeper quotations": lambda step: ">" * step + " a\n",
    "longer ticks": lambda step: "`" * (step + 1) + " ",
    "longer stars": lambda step: "*" * (step + 1) + "a ",
    "longer fences": lambda step: "`" * (step + 3) + "\n",
    "longer colons": lambda step: ":" * (step + 3) + " note\n",
}
_SHAPES: Final[Mapping[str, Case]] = {
    "a long word": lambda size: "a" * size,
    "spaces": lambda size: "a" + " " * size + "b",
    "tabs": lambda size: "\t" * size + "b",
    "blank lines": lambda size: " \n" * (size // 2),
    "carriage returns": lambda size: "a\r" * (size // 2),
    "control characters": lambda size: "\x07" * size,
    "references to control characters": lambda size: "&#7;" * (size // 4),
    "a long heading": lambda size: "# " + "a b " * (size // 4),
    "a heading with marks": lambda size: "# a {" + "#a " * (size // 3),
    "a heading's closing marks": lambda size: "# a" + " #" * (size // 2) + " b",
    "a long underline": lambda size: "a\n" + "=" * size + "x",
    "a long info string": lambda size: "```" + "a " * (size // 2) + "\nx\n```",
    "a table with many columns": lambda size: "\n".join(
        cell * (size // 6) + "|" for cell in ("|a", "|-", "|b")
    ),
    "a table with empty rows": lambda size: (
        "|" + "a|" * 100 + "\n|" + "-|" * 100 + "\n" + "|\n" * (size // 2)
    ),
    "a table with many rows": lambda size: "a|b\n-|-\n" + "a|b\n" * (size // 4),
    "marks of one footnote": lambda size: "[^a]: x\n\n" + "a[^a]\n\n" * (size // 7),
    "a footnote that cites itself": lambda size: "[^a]\n\n[^a]: " + "[^a]" * (size // 4),
    "parentheses after a link": lambda size: "https://a.example/" + ")" * size,
}
_MATTER: Final[Mapping[str, Case]] = {
    "unknown keys": lambda size: "".join(f"key{n}: 1\n" for n in range(size // 10)),
    "equal keys": lambda size: "key: 1\n" * (size // 7),
    "tags": lambda size: "tags:\n" + "".join(f"- a{n}\n" for n in range(size // 8)),
    "equal tags": lambda size: "tags:\n" + "- a\n" * (size // 4),
    "tags in brackets": lambda size: "tags: [" + "a," * (size // 2) + "]\n",
    "highlights": lambda size: "highlights:\n" + "- a *b* <b>\n" * (size // 12),
    "listed sources": lambda size: (
        "sources:\n"
        + "".join(f"- url: https://e.example/{n}\n  title: a\n" for n in range(size // 40))
    ),
    "sources of the wrong form": lambda size: "sources:\n" + "- a\n" * (size // 4),
    "corrections of the wrong form": lambda size: "corrections:\n- {date: x}\n" * (size // 25),
    "authors of the wrong form": lambda size: "authors:\n" + "- {a: b}\n" * (size // 9),
    "own keys": lambda size: "extra:\n" + "".join(f"  k{n}: 1\n" for n in range(size // 9)),
    "nested brackets": lambda size: "extra: " + "[" * size + "\n",
    "nested braces": lambda size: "extra: " + "{a: " * (size // 4) + "\n",
    "nested dashes": lambda size: "extra:\n  " + "- " * (size // 2) + "\n",
    "a long summary": lambda size: "summary: a" + " *a" * (size // 3) + "\n",
    "brackets in the summary": lambda size: "summary: a" + " ![" * (size // 3) + "\n",
    "a long slug": lambda size: "slug: " + "a-" * (size // 2) + "\n",
    "a long date": lambda size: "date: " + "1" * size + "\n",
    "a long number": lambda size: "extra: {a: " + "1" * size + "}\n",
    "a number of base sixty": lambda size: "extra: {a: " + "1:" * (size // 2) + "1}\n",
    "escapes": lambda size: 'summary: "' + "\\x07" * (size // 4) + '"\n',
    "a block": lambda size: "summary: |\n" + "  a\n" * (size // 4),
    "comments in the front matter": lambda size: "# a\n" * (size // 4),
    "anchors": lambda size: "extra:\n" + "".join(f"  a{n}: &a{n} b\n" for n in range(size // 14)),
    "aliases": lambda size: "extra:\n  a: &a b\n  c: [" + "*a, " * (size // 4) + "]\n",
    "aliases of a long value": lambda size: (
        f"extra:\n  a: &a {'x' * (size // 2)}\n  c: [" + "*a, " * (size // 8) + "]\n"
    ),
    "a list of aliases of lists": lambda size: (
        "extra:\n  a0: &a0 [b, b]\n"
        + "".join(f"  a{n}: &a{n} [*a{n - 1}, *a{n - 1}]\n" for n in range(1, size // 30))
    ),
}
_DRAWINGS: Final[Mapping[str, Case]] = {
    "svg: tags that never end": lambda size: "<svg " * (size // 5),
    "svg: elements": lambda size: "<svg>" + "<g/>" * (size // 4) + "</svg>",
    "svg: nested": lambda size: "<svg>" + "<g>" * (size // 7) + "</g>" * (size // 7) + "</svg>",
    "svg: scripts": lambda size: "<svg>" + "<script/>" * (size // 9) + "</svg>",
    "svg: event attributes": lambda size: "<svg>" + "<g onload='a'/>" * (size // 15) + "</svg>",
    "svg: attributes": lambda size: (
        "<svg " + " ".join(f"a{n}='1'" for n in range(size // 9)) + "/>"
    ),
    "svg: addresses in CSS": lambda size: (
        "<svg><style>" + "url(//a) " * (size // 9) + "</style></svg>"
    ),
    "svg: open addresses in CSS": lambda size: (
        "<svg><style>" + "url(" * (size // 4) + "</style></svg>"
    ),
    "svg: open strings in CSS": lambda size: (
        "<svg><style>url('" + "'\"" * (size // 2) + "</style></svg>"
    ),
    "svg: imports": lambda size: "<svg><style>" + "@import 'a';" * (size // 12) + "</style></svg>",
    "svg: a path": lambda size: "<svg><path d='" + "M0 0" * (size // 4) + "'/></svg>",
    "svg: pixels": lambda size: f"<svg><image href='data:image/png;base64,{'A' * size}'/></svg>",
    "svg: namespaces": lambda size: (
        "<svg " + " ".join(f"xmlns:a{n}='b{n}'" for n in range(size // 18)) + "/>"
    ),
    "svg: animation values": lambda size: (
        "<svg><animate values='" + "a:b;" * (size // 4) + "'/></svg>"
    ),
}


def cases() -> Mapping[str, Case]:
    """Return all hostile cases by name: functions from a size to a text of about that size."""
    all_cases: dict[str, Case] = {}
    for raw in dict.fromkeys(_PIECES):
        piece = raw.replace("_x=", " x=").replace("_href", " href").replace("_onclick", " onclick")
        piece = piece.replace("_src", " src").replace("_alt", " alt")
        all_cases[f"line of {raw}"] = _repeated(piece)
        all_cases[f"spaces and {raw}"] = _repeated(f"{piece} ")
        all_cases[f"lines of {raw}"] = _repeated(f"{piece}\n")
        all_cases[f"paragraphs of {raw}"] = _repeated(f"{piece}\n\n")
        all_cases[f"raw HTML with {raw}"] = _repeated(piece, "<div>\n")
    for name, form in _NUMBERED.items():
        all_cases[name] = _numbered(form)
    for opening, closing in _NESTED:
        all_cases[f"nested {opening.strip()}"] = _nested(opening, closing)
    for name, step in _STAIRS.items():
        all_cases[name] = _stairs(step)
    all_cases |= _SHAPES
    bodies = {name: _within(_HEAD, case, "") for name, case in all_cases.items()}
    matters = {
        name: _within("---\ntitle: A\n", case, "---\nText.\n") for name, case in _MATTER.items()
    }
    return MappingProxyType({**bodies, **matters, **_DRAWINGS})


def _repeated(piece: str, before: str = "") -> Case:
    return lambda size: before + piece * max(size // len(piece.encode()), 1)


def _numbered(form: str) -> Case:
    return lambda size: "".join(form.format(n) for n in range(max(size // (len(form) + 2), 1)))


def _nested(opening: str, closing: str) -> Case:
    def make(size: int) -> str:
        depth = size // len(opening + closing)
        return opening * depth + "x" + closing * depth

    return make


def _stairs(step: Callable[[int], str]) -> Case:
    def make(size: int) -> str:
        parts: list[str] = []
        written = 0
        while written < size:
            parts.append(step(len(parts)))
            written += len(parts[-1])
        return "".join(parts)

    return make


def _within(before: str, case: Case, after: str) -> Case:
    return lambda size: f"{before}{case(size)}{after}"


def answer(name: str, data: bytes) -> tuple[str, ...]:
    """Read a file and return the code of each message."""
    if name.startswith("svg: "):
        return tuple(each.code for each in read_svg(data, "a.svg").diagnostics)
    checked = parse_entry(Entry("briefs/a.md", Kind.BRIEF), data, ReadSettings())
    return tuple(each.code for each in checked.diagnostics)


class Measured(NamedTuple):
    """The cost of reading one file, and the codes of its messages."""

    seconds: float
    megabytes: float
    codes: tuple[str, ...]


def measured(name: str, data: bytes, patience: float) -> Measured:
    """Read a file in a separate process, for at most `patience` seconds."""
    receiver, sender = multiprocessing.Pipe(duplex=False)
    process = multiprocessing.get_context("fork").Process(target=_read, args=(name, data, sender))
    process.start()
    sender.close()
    try:
        result = receiver.recv() if receiver.poll(patience) else None
    except EOFError:
        result = None
    if result is None:
        process.kill()
    process.join()
    return result or Measured(float("inf"), float("inf"), ("no answer",))


def _read(name: str, data: bytes, sender: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    sys.settrace(None)  # coverage, which tests may measure, would slow the reading down
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    codes = answer(name, data)
    seconds = time.process_time() - started
    after = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    sender.send(Measured(seconds, (after - before) / 1024, codes))


def main() -> int:
    """Measure and print a line for each case."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument(
        "--size", type=int, default=25_000, help="bytes of the smallest of three texts"
    )
    parser.add_argument(
        "--only", default="", help="measure only cases with this word in their names"
    )
    parser.add_argument(
        "--limit", type=float, default=5.0, help="most seconds for the largest text"
    )
    parser.add_argument(
        "--memory", type=float, default=500.0, help="most megabytes for the largest text"
    )
    parser.add_argument("--slow", action="store_true", help="print only cases beyond the limits")
    options = parser.parse_args()
    slow = 0
    for line, is_slow in _lines(options):
        slow += is_slow
        if is_slow or not options.slow:
            print(line, flush=True)  # noqa: T201
    print(f"{slow} beyond the limits")  # noqa: T201
    return 1 if slow else 0


def _lines(options: argparse.Namespace) -> Iterator[tuple[str, bool]]:
    for name, case in cases().items():
        if options.only not in name:
            continue
        rounds = []
        for times in (1, 2, 4):
            data = case(times * options.size).encode()
            rounds.append(measured(name, data, options.limit * 4))
            if rounds[-1].seconds > options.limit:
                break
        last = rounds[-1]
        is_slow = last.seconds > options.limit or last.megabytes > options.memory
        growth = last.seconds / max(rounds[-2].seconds, 0.001) if len(rounds) > 1 else 0.0
        times_shown = " ".join(f"{each.seconds:6.2f}" for each in rounds)
        codes = ", ".join(f"{last.codes.count(code)} {code}" for code in dict.fromkeys(last.codes))
        mark = "SLOW" if is_slow else "    "
        figures = f"{times_shown} s  x{growth:4.1f} {last.megabytes:5.0f} MB"
        yield f"{mark} {figures}  {name}: {codes or 'read'}", is_slow


if __name__ == "__main__":
    sys.exit(main())
