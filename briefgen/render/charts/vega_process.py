"""A program that draws Vega-Lite specifications, run by `vega.py` in a process of its own.

It gets the folder with the fonts, then a request in each line of standard input, as JSON, and
answers with one line each. It loads no data: neither from the web nor from files.
"""

import json
import os
import sys
from typing import Any

import vl_convert


def main() -> None:
    """Answer requests until there are no more."""
    vl_convert.register_font_directory(sys.argv[1])
    answers = os.fdopen(os.dup(sys.stdout.fileno()), "w", encoding="utf-8")
    os.dup2(sys.stderr.fileno(), sys.stdout.fileno())  # whatever else is printed is no answer
    for request in sys.stdin:
        answers.write(json.dumps(_answer(json.loads(request))) + "\n")
        answers.flush()


def _answer(request: dict[str, Any]) -> dict[str, str]:
    try:
        if "svg" in request:
            data = vl_convert.svg_to_png(request["svg"], scale=request["scale"])
            return {"png": data.hex()}
        return {"svg": vl_convert.vegalite_to_svg(request["specification"], allowed_base_urls=[])}
    except ValueError as error:
        return {"error": str(error)}


if __name__ == "__main__":
    main()
