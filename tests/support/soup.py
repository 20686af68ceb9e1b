"""Strategies for texts that nobody would write."""

from collections.abc import Iterable

from hypothesis import strategies as st

LETTERS = "aZ9 \n\t\r\x0b\x85\xa0\xad\u0301\u200b\u2028\u202e\ufeffäß稀م🎉\x01\x7f"
MARKDOWN = """# ## - * + 1. > ` ``` ~~~ ~~ ** _ [ ] ( ) ![ ]( < > <https:// https://a.org www.a.org
a@a.org [^1] [^1]: ^[ | |- :- ::: note warning {.a #b} {#c} {{ }} {% %} \\ & &amp; &#106; " ' -- ...
=== == ==a== H~2~O ~ ^ m^2^ *[a]: *[b]:
::: youtube aqz-KE-bpKQ
--- [x] [ref]: : javascript: data:text/html, b.md #c // ? % %0a \0""".replace("\0", "").split()
HTML = """<a href= <a href="javascript:x"> </a> <p id=b> <p id="c"> </p> <div> </div> <br/> <b> </b>
<!-- --> <![CDATA[ ]]> <?php ?> <script> </script> <style> </style> <svg> </svg> <math> <img src=x
onerror=alert(1)> <iframe src="//a.org"> </iframe> <table> <td> <li> <h1> onclick= style= id= '
" = / > < &lt; &#x6A; <input> <details> <template> <textarea> </textarea> <plaintext>""".split()


def soup(*words: Iterable[str]) -> st.SearchStrategy[str]:
    """Return texts made of these words, mixed with random characters and line endings."""
    pieces = st.sampled_from([word for group in words for word in group])
    gaps = st.one_of(
        st.sampled_from(["", " ", "\n", "\n\n", "\n    "]), st.text(LETTERS, max_size=3)
    )
    return st.lists(st.tuples(pieces, gaps), max_size=25).map(
        lambda pairs: "".join(word + gap for word, gap in pairs)
    )


TEXTS = st.text(st.characters(codec="utf-8"), max_size=60)
BODIES = st.one_of(soup(MARKDOWN), soup(MARKDOWN, HTML), soup(HTML), TEXTS)
