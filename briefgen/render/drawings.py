"""SVG images as PNG, for emails: Gmail shows no SVG."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.documents import DrawnImage
from briefgen.render.writers import WriterInput

if TYPE_CHECKING:
    from typst import Fonts

_FONTS: Final = Path(__file__).parent / "fonts"
_DENSITY: Final = 72.0  # pixels per inch, so that a point is a pixel
_PAGE: Final = "#set page(width: {width}pt, height: auto, margin: 0pt, fill: white)\n"
_IMAGE: Final = '#image(bytes(sys.inputs.image), format: "svg", width: 100%)'


def drawn_png(image: DrawnImage, inputs: WriterInput) -> Checked[bytes]:
    """Return an SVG image as PNG, or an empty one if it cannot be drawn."""
    import typst  # noqa: PLC0415 - an extra of the package

    ((path, source),) = inputs.sources.items()
    page = _PAGE.format(width=image.width)
    try:
        return Checked(_png(page + _IMAGE, source))
    except typst.TypstError as error:
        problem = Diagnostic(
            "picture",
            f"emails cannot show this image: {error}",
            Location(path),
            "open it in a drawing program and save it again",
        )
        return Checked(_png(page, source), (problem,))


def _png(code: str, source: bytes) -> bytes:
    import typst  # noqa: PLC0415 - an extra of the package

    return typst.compile(
        code.encode(),
        format="png",
        ppi=_DENSITY,
        font_paths=_fonts(),
        ignore_system_fonts=True,
        sys_inputs={"image": source.decode(errors="replace")},
    )


@cache
def _fonts() -> Fonts:
    import typst  # noqa: PLC0415 - an extra of the package

    return typst.Fonts(include_system_fonts=False, font_paths=[str(_FONTS)])
