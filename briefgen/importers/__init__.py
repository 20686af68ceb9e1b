"""Brings texts from other programs into a site: one module or package for each program.

An importer is a generator, without effects: it gets what was exported, already read, and yields an
`Imported` for each text. So a large export need not be in memory at once.

    def import_example(items: Iterable[Item], names: Names) -> Iterator[Imported]: ...

- `imported` has the values: `File` (path, front matter in our keys, Markdown), `Medium` (a picture
  or other file, and its new place), `Note` (what was not carried over: file, line, reason, words).
- `names` gives paths that are used once. Links between texts need the paths of all texts, so go
  through the export twice: first for the names, then for the texts.
- `markup` turns HTML into our Markdown, as a tree that an importer can change first
  (`read.html_tree`): captions, callouts, footnotes and code have elements of their own.
- `highlights` finds a list of takeaways at the head of a text.
- A medium that is in the export itself has its bytes in `Medium.data`.
- Old URLs are `aliases`. Media are named by `Medium.mark`; the writer replaces it with the new path
  if the file is available, and else with the old URL.
- What cannot be carried over stays readable in the text, and has a `Note`.

`writing` writes the result and leaves edited files alone, `downloading` gets media from the web,
`reporting` writes import-report.md, and `cli/importing.py` has the commands: a command reads the
export, calls its importer, and gives the result to `finish`. A test imports an export, builds the
site, and compares the words of both.
"""
