"""No map of the package is without the law of every map: what came out of the format goes in and comes out the same, nothing dropped.

The maps are found, not named; the files beside this one say more about each family, and cross the wire.
"""

from __future__ import annotations

from typing import Any, Final

import pytest
from hypothesis import HealthCheck, given, settings

from hub.formats.base import laid_out
from hub.formats.discover import formats
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.testing.mappings import check_fixed_point, documents

# The releases whose grammar lays overlays over a map.
VARIANTS: Final[dict[str, list[tuple[str, ...]]]] = {"x12": [("004010",), ("005010",)], "edifact": [("D96A",), ("D01B",)]}
MAPS = [(*name, variants) for name in library.available() for variants in VARIANTS.get(name[0], [()])]


@pytest.mark.parametrize(("family", "name", "variants"), MAPS)
def test_what_came_out_of_a_format_goes_in_and_comes_out_the_same(family: str, name: str, variants: tuple[str, ...]) -> None:
    effective = library.load(family, name, variants)
    format_ = laid_out(formats()[family], {name: effective.layout}) if effective.layout else formats()[family]
    compiled = compile_map(effective, format_.paths)

    @settings(suppress_health_check=list(HealthCheck), max_examples=5)
    @given(documents(compiled))
    def law(document: dict[str, Any]) -> None:
        check_fixed_point(format_, compiled, document)

    law()
