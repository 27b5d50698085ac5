"""JSON: canonical documents of the hub, and foreign JSON by map.

Example: `FORMAT.sniff(b'{"$schema": …')` is true. The path language is described in docs/reference/map-language.md.
"""

from hub.formats.json.format import FORMAT
from hub.formats.json.path import PATHS

__all__ = ["FORMAT", "PATHS"]
