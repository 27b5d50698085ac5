"""Lists of leads in tables: English and Chinese headings, GB18030, workbooks; one row is one lead."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings

from hub.configuration.active import ActiveConfiguration
from hub.configuration.read import load
from hub.formats.base import laid_out
from hub.formats.csv import FORMAT as CSV
from hub.formats.xlsx import FORMAT as XLSX
from hub.mapping import library
from hub.mapping.compile import compile_map
from hub.pipeline.check import check
from hub.testing.mappings import check_fixed_point, documents

TREE = """\
apiVersion: hub/v1
members: {acme: {name: {en: Acme}}}
systems:
  acme/fair:
    adapter: erp/document
    maps: {csv/lead: [], xlsx/lead: []}
"""
CHINESE = """\
线索编号,登记时间,展会,公司名称,联系人,手机,邮箱,技术联系人,产品,采购数量,单位,目标单价,币种,含税,交货日期,同意联系,备注
XS-1,2026-11-22 10:05:30,第140届广交会,宁波海岳箱包有限公司（北仑）,欧阳晓,138 0013 8000,ouyang＠haiyue.example,赵鋆,牛津布 600D,30000,米,11.30,CNY,是,2027年1月31日,是,先寄样
XS-2,2026-11-22 10:20,第140届广交会,厦门晨帆户外用品有限公司,林晓,0592-555 1234,,,,5,托盘,,,,,否,
"""
ENGLISH = "Lead No,Captured At,Company,Name,E-mail,Mobile,Quantity,Unit,Country\nL-1,2026-11-22 10:05,PT Samudra,Dewi Lestari,D@S.example,+62 811 555,20000,MTR,ID\n"


def compiled(family, format_):
    effective = library.load(family, "lead")
    bound = laid_out(format_, {"lead": effective.layout})
    return bound, compile_map(effective, bound.paths)


def rows(data):
    loaded = load(TREE, "hub.yaml", {}.get)
    assert loaded.problems == []
    return list(check([data], configuration=ActiveConfiguration(loaded.configuration, loaded.files), system="acme/fair"))


@pytest.mark.parametrize("charset", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_a_chinese_list_is_one_lead_a_row(charset):
    first, second = rows(CHINESE.encode(charset))
    lead = first["canonical"]

    assert (first["type"], first["document"], first["coverage"]["residue"]) == ("lead", "lead/1", 0)
    assert lead["buyer"]["partyName"] == "宁波海岳箱包有限公司（北仑）"
    assert [(person["roleCode"], person["name"]["full"]) for person in lead["contact"]] == [("purchasing", "欧阳晓"), ("technical", "赵鋆")]
    assert lead["contact"][0]["phone"] == [{"typeCode": "mobile", "raw": "138 0013 8000", "value": "+8613800138000"}]
    assert lead["contact"][0]["email"] == [{"raw": "ouyang＠haiyue.example", "value": "ouyang@haiyue.example"}]
    assert lead["interest"][0]["quantity"] == {"value": "30000", "unitCode": "MTR"}
    assert lead["needTimeFrame"] == {"latest": "2027-01-31"}
    assert second["canonical"]["id"] == "XS-2"


def test_english_headings_mean_the_same():
    (only,) = rows(ENGLISH.encode())

    assert only["canonical"]["contact"][0]["phone"][0]["value"] == "+62811555"
    assert only["coverage"]["residue"] == 0


def test_a_list_without_a_zone_agreed_is_told_so():
    (only,) = rows(ENGLISH.encode())

    assert "/capturedAt" in [finding["pointer"] for finding in only["findings"]]


@pytest.mark.parametrize(("family", "format_"), [("csv", CSV), ("xlsx", XLSX)])
def test_a_document_that_came_out_goes_in_and_comes_out_the_same(family, format_):
    bound, map_ = compiled(family, format_)

    @settings(suppress_health_check=list(HealthCheck), max_examples=15)
    @given(documents(map_))
    def law(document):
        check_fixed_point(bound, map_, document)

    law()


def test_both_tables_are_one_map():
    """They differ in the name of the format and in nothing else."""
    one, other = library.load("csv", "lead"), library.load("xlsx", "lead")

    assert (one.layout, list(one.rules)) == (other.layout, list(other.rules))
    assert [getattr(rule, "right", None) and rule.right.text for rule in one.rules.values()] == [
        getattr(rule, "right", None) and rule.right.text for rule in other.rules.values()
    ]
