"""Maps: two-way rules between the tree of a format and a canonical document, as tables that people can read.

Pure: no sockets, no clock, no environment; only the maps and code lists of the package itself are opened.
Example: `compile_map(library.load("x12", "850"), PATHS, Lists.builtin()).read(tree)`. The language: docs/reference/map-language.md.
"""
