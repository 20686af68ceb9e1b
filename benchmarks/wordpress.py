"""Import a large export of WordPress without writing it, and measure the memory that this takes.

    .venv/bin/python benchmarks/wordpress.py                     # 200 MB
    .venv/bin/python benchmarks/wordpress.py --megabytes 2000

The export is generated: posts of about 10 kB with headings, links, lists, pictures and a comment.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Final

_GOAL: Final = 300_000_000  # bytes of memory for an export of 2 GB
_URL: Final = "https://old.example"
_HEAD: Final = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>Old</title><link>{_URL}</link><wp:wxr_version>1.2</wp:wxr_version>
<wp:base_blog_url>{_URL}</wp:base_blog_url>
"""
_WORDS: Final = (
    "a licence of the port is not a promise of the ore that waits behind it and no ministry says "
    "when the next shipment leaves or who has paid for the storage in the meantime "
)


def export(file: Path, size: int) -> int:
    """Write an export of at least `size` bytes, and return the number of its posts."""
    count = 0
    with file.open("w", encoding="utf-8") as out:
        out.write(_HEAD)
        while out.tell() < size:
            count += 1
            out.write(_post(count))
        out.write("</channel></rss>\n")
    return count


def _post(number: int) -> str:
    link = f'<a href="{_URL}/2024/03/text-{max(1, number - 1)}/">the text before</a>'
    paragraph = f"<!-- wp:paragraph -->\n<p>{_WORDS * 3}{link}.</p>\n<!-- /wp:paragraph -->\n"
    image = (
        '<!-- wp:image -->\n<figure class="wp-block-image">'
        f'<img src="{_URL}/wp-content/uploads/{number}-300x200.png" alt="A chart"/>'
        "<figcaption>In tonnes</figcaption></figure>\n<!-- /wp:image -->\n"
    )
    heading = "<!-- wp:heading -->\n<h2>What follows</h2>\n<!-- /wp:heading -->\n"
    items = "<!-- wp:list -->\n<ul><li>One</li><li>Two</li></ul>\n<!-- /wp:list -->\n"
    text = (paragraph * 3 + heading + image + items) * 4
    return f"""<item><title>Text {number}</title><link>{_URL}/2024/03/text-{number}/</link>
<dc:creator>robin</dc:creator><content:encoded><![CDATA[{text}]]></content:encoded>
<wp:post_id>{number}</wp:post_id><wp:post_date>2024-03-05 10:00:00</wp:post_date>
<wp:post_date_gmt>2024-03-05 09:00:00</wp:post_date_gmt><wp:post_name>text-{number}</wp:post_name>
<wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
<category domain="category" nicename="ore"><![CDATA[Ore]]></category>
<wp:comment><wp:comment_id>{number}</wp:comment_id><wp:comment_author>Reader</wp:comment_author>
<wp:comment_content>Is it so?</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
</wp:comment></item>
"""


def main() -> int:
    """Measure one import, and return 1 if it takes more memory than the goal."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--megabytes", type=int, default=200, help="size of the export [200]")
    size = parser.parse_args().megabytes * 1_000_000
    with tempfile.TemporaryDirectory(dir=os.environ.get("TMPDIR")) as folder:
        site, file = Path(folder) / "site", Path(folder) / "export.xml"
        site.mkdir()
        (site / "site.yaml").write_text("title: Moved\nbase_url: https://moved.example\n")
        count = export(file, size)
        started = time.perf_counter()
        command = [sys.executable, "-m", "briefgen", "import", "wordpress", str(file), "--quiet"]
        subprocess.run(command, cwd=site, check=True, stdout=subprocess.DEVNULL)  # noqa: S603
        seconds = time.perf_counter() - started
    unit = 1 if sys.platform == "darwin" else 1024
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * unit
    used = f"{seconds:,.0f} s, {memory / 1e6:,.0f} MB of memory"
    print(f"{count:,} posts, {size / 1e6:,.0f} MB: {used}")  # noqa: T201
    return int(memory > _GOAL)


if __name__ == "__main__":
    sys.exit(main())
