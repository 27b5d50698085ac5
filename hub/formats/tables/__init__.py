"""What CSV and XLSX have in common: rows under headings, labelled cells, their layout, their path language. Not a format by itself.

Never decodes or prints: the formats bring rows of texts and take rows of texts. The language: docs/reference/map-language.md.
"""
