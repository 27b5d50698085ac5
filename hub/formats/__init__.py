"""The formats: one folder each, found by `hub.formats.discover`; bytes to trees and back.

Nothing here knows a document, a member or a wire. Example: `from hub.formats.discover import formats`.
"""
