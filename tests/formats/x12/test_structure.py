import pytest

from hub.formats.x12.dictionary import RELEASES
from hub.formats.x12.structure import SETS, group_of, structure


@pytest.mark.parametrize("release", RELEASES)
@pytest.mark.parametrize("kind", SETS)
def test_every_set_can_be_walked(kind, release):
    found = structure(kind, release)
    assert found is not None
    assert (found.set, found.group) == (kind, group_of(kind))
    assert found.root.moves


def test_what_is_not_supported_has_no_structure():
    assert structure("830", "004010") is None
    assert structure("850", "003010") is None
    assert group_of("830") == ""


def test_releases_differ_where_the_tables_say_so():
    assert "MSG" in structure("850", "004010").tags
    assert "MSG" not in structure("850", "005010").tags
