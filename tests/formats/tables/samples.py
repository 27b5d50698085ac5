"""Layouts and rows that the tests of tables share."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

FLAT: dict[str, Any] = {
    "one_per": "no",
    "required": ["no", "item", "qty"],
    "head": {"no": ["Order No", "采购单号"], "date": ["Date", "日期"]},
    "columns": {"item": ["Item", "品名"], "qty": ["Qty", "数量"], "off{1..2}": ["Discount{1..2}"]},
}
FORM: dict[str, Any] = {
    "required": ["no", "item"],
    "labels": {"no": ["Order No", "订单号"], "supplier": ["Supplier", "供应商名称"]},
    "columns": {"item": ["Item", "品名"], "qty": ["Qty", "数量"], "amount": ["Amount", "金额"]},
    "totals": {"sum": {"label": ["Total", "合计"], "under": "amount"}, "count": {"label": ["Total", "合计"], "under": "qty"}},
}
QUESTIONS: dict[str, Any] = {
    "required": ["question", "answer"],
    "columns": {"question": ["Question", "问题"], "answer": ["Answer", "回答"]},
}
LEADS: dict[str, Any] = {"one_per": "row", "required": ["company"], "columns": {"company": ["Company", "公司"], "mail": "E-mail"}}
# Texts as people and attackers type them: formulas, quotes, separators, line breaks, Chinese, blanks.
CELLS = st.text("aZ09 ,;\t|\"'=+-@\n\r中鋆（）１．_x0", max_size=6) | st.sampled_from(
    ["-5", "=1+1", "'=x", "-abc", "007", "_x000D_", " ", "1e5"]
)
TABLES = st.lists(st.lists(CELLS, min_size=1, max_size=4), max_size=5)
