"""Texts of Word: .docx documents as briefs.

pandoc reads the text, in a sandbox; what it does not read comes from the XML. What authors make
with the means of a word processor becomes what it means. At the end, the words of the file are
compared with those of the brief, and the report has what is missing.

package          a document as its parts, read without trust
pandoc           runs pandoc
copies           the copy of a document that pandoc reads
citation_fields  citations of Mendeley Cite and of Word itself, as fields that pandoc reads
works            the works that citations name
facts            properties, styles, comments, and the words of the file
charts           charts as blocks of data
trees            pandoc's blocks and inlines as a tree
inlines          the words of pandoc's JSON
shaping          headings, lists, tables, boxes and lines
labels           labels such as `Figure 1:`
captions         figures and tables with their captions
heads            title, authors, date and summary
dates            dates as authors write them
source_links     footnotes that are only a URL
losses           words that are not in the text
texts            puts these together
"""

from briefgen.importers.word.package import MOST_BYTES, NoDocument, Package, read_package
from briefgen.importers.word.pandoc import TrackChanges, document_of
from briefgen.importers.word.texts import Document, import_word

__all__ = [
    "MOST_BYTES",
    "Document",
    "NoDocument",
    "Package",
    "TrackChanges",
    "document_of",
    "import_word",
    "read_package",
]
