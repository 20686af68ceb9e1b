"""Texts of WordPress: its export files (WXR 1.0 to 1.2) as briefs, pages, authors and replies.

exports     an export file as records, one after another
archive     what has to be known of all texts before the first is written: paths, media, names
blocks      block markup, and the text of the classic editor, as plain HTML
shortcodes  those of WordPress and of plugins for footnotes; the others stay
trees       the HTML of WordPress's blocks as what our Markdown has
notes       footnotes of the block editor, of plugins and of Word
fields      front matter from what the export says of a text
serialized  values in the form of PHP's `serialize`
texts       puts these together
"""

from briefgen.importers.wordpress.archive import Archive, archive_of
from briefgen.importers.wordpress.exports import NoExport, read_export
from briefgen.importers.wordpress.texts import import_wordpress

__all__ = ["Archive", "NoExport", "archive_of", "import_wordpress", "read_export"]
