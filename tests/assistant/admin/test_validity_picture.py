"""The picture of how long policies hold, the table of what ends soon, and the bar above the admins' pages."""

from __future__ import annotations

import re
from datetime import date, timedelta
from types import SimpleNamespace
from xml.etree import ElementTree

import pytest
from fastapi import Request

from assistant.records.accounts import Account, Role
from assistant.ui.admin_bar import admin_bar
from assistant.ui.validity import MOST, expiring_html, span_of, timeline_svg
from assistant.web.callers import Caller
from assistant.web.origin import form_token
from index.policy import PolicyHeader

TODAY = date(2026, 11, 23)
EVIL = '<img src=x onerror="alert(1)">'


def made(title: str, **fields: object) -> PolicyHeader:
    return PolicyHeader.model_validate({"policy_id": title, "title": title, "source_file": "a.txt", **fields})


def picture(*policies: PolicyHeader, tongue: str = "zh") -> ElementTree.Element:
    """The picture, read as XML: it is well-formed."""
    html = timeline_svg(policies, TODAY, tongue)
    return ElementTree.fromstring(html[html.index("<svg") : html.index("</svg>") + 6])  # noqa: S314 - our own


def rows(svg: ElementTree.Element) -> dict[str, ElementTree.Element]:
    return {row.attrib["data-policy"]: row for row in svg if row.attrib.get("class", "").startswith("row")}


def bar(row: ElementTree.Element) -> tuple[float, float, str]:
    """Where a row's bar begins and ends, in percent, and how it is filled."""
    (found,) = [one for one in row if one.attrib.get("class") == "bar"]
    begin, width = (float(found.attrib[name].rstrip("%")) for name in ("x", "width"))
    return begin, begin + width, found.attrib.get("style", "")


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"effective": "2025-01-01", "expires": "2027-12-31"}, "in_force"),
        ({"effective": "2025-01-01", "expires": "2026-12-31"}, "soon"),
        ({"effective": "2025-01-01", "expires": "2026-11-22"}, "expired"),
        ({"effective": "2027-01-01", "expires": "2028-01-01"}, "not_yet_in_force"),
        ({"effective": "2025-01-01"}, "unknown"),
        ({"effective": "2025-01-01", "withdrawn": True}, "expired"),
        ({"effective": "2025-01-01", "expires": "2029-01-01", "replaced_on": "2026-01-01"}, "expired"),
        ({}, "unknown"),
    ],
)
def test_a_policy_has_the_colour_of_its_validity(fields: dict[str, object], kind: str) -> None:
    policy = made("甲办法", **fields)
    assert span_of(policy, TODAY).kind == kind
    assert rows(picture(policy))["甲办法"].attrib["class"] == f"row {kind}"


def test_a_bar_goes_from_start_to_end_and_fades_where_no_day_is_stated() -> None:
    svg = picture(
        made("甲", effective="2025-01-01", expires="2025-12-31"),
        made("乙", effective="2026-01-01"),
        made("丙", expires="2026-12-31"),
        made("丁", effective=None),
        made("戊", effective="2025-01-01", expires="2027-12-31"),
    )
    begin, end, style = bar(rows(svg)["甲"])
    assert (begin, style) == (0.0, "")
    assert end == pytest.approx(100 * 365 / (365 * 3), abs=0.1)  # the picture shows 2025 to the end of 2027
    ids = {each.attrib["id"] for each in svg.iter("linearGradient")}
    for policy, begins, ends, side in (("乙", 33.3, 100, "end"), ("丙", 0, 66.7, "begin"), ("丁", 0, 100, "both")):
        begin, end, style = bar(rows(svg)[policy])
        assert (begin, end) == pytest.approx((begins, ends), abs=0.2)
        assert (name := re.findall(r"url\(#(.+)\)", style)[0]) in ids
        assert name.endswith(side)


def test_today_is_a_line_at_its_place() -> None:
    svg = picture(made("甲", effective="2026-01-01", expires="2026-12-31"))
    (line,) = [each for each in svg.iter("line") if each.attrib["class"] == "today"]
    assert float(line.attrib["x1"].rstrip("%")) == pytest.approx(100 * 326 / 365, abs=0.1)
    assert "今天 2026-11-23" in "".join(svg.itertext())


def test_what_lies_far_off_does_not_squeeze_the_rest() -> None:
    svg = picture(made("旧法", effective="1952-03-01"), made("新法", effective="2026-01-01", expires="2099-12-31"))
    assert bar(rows(svg)["旧法"])[0] == 0.0
    assert bar(rows(svg)["新法"])[1] <= 100.0
    years = [one.text for one in svg.iter("text") if one.attrib["class"] == "year"]
    assert years[0] == "2016"
    assert len(years) <= 6


def test_what_ends_soonest_comes_first_and_what_is_over_last() -> None:
    svg = picture(
        made("已过", effective="2020-01-01", expires="2021-01-01"),
        made("刚过", effective="2020-01-01", expires="2026-11-01"),
        made("不详", effective="2020-01-01"),
        made("长", effective="2020-01-01", expires="2030-01-01"),
        made("短", effective="2020-01-01", expires="2026-12-01"),
    )
    assert list(rows(svg)) == ["短", "长", "不详", "刚过", "已过"]


def test_only_so_many_are_drawn_and_the_rest_is_counted() -> None:
    many = [made(f"第{number}号", expires="2027-01-01") for number in range(MOST + 2)]
    assert len(rows(picture(*many))) == MOST
    assert "另有 2 件" in timeline_svg(many, TODAY, "zh")
    assert "还没有政策" in timeline_svg([], TODAY, "zh")


def test_what_ends_in_ninety_days_with_the_days_left() -> None:
    policies = [
        made(f"余{left}", expires=(TODAY + timedelta(days=left)).isoformat(), effective="2020-01-01")
        for left in (91, 90, 5, 0, -1)
    ]
    policies.append(made("撤回", expires="2026-12-01", withdrawn=True))
    policies.append(made("某月", expires="2026-12"))
    html = expiring_html(policies, TODAY, "zh")
    assert re.findall(r'data-policy="(.+?)"', html) == ["余0", "余5", "余90"]
    assert re.findall(r'<span class="badge (\w+)">(.+?)</span>', html) == [
        ("near", "今天到期"), ("near", "5 天"), ("soon", "90 天"),
    ]  # fmt: skip
    assert "5 天内没有" in expiring_html(policies[:2], TODAY, "zh", days=5)
    assert "ends today" in expiring_html(policies, TODAY, "en")


def test_titles_are_text() -> None:
    policy = made(EVIL, document_number=EVIL, region=EVIL, effective="2020-01-01", expires="2026-12-01")
    for html in (timeline_svg([policy], TODAY, "en"), expiring_html([policy], TODAY, "en")):
        assert "&lt;img" in html
        assert "<img" not in html


def event(token: str | None) -> SimpleNamespace:
    request = Request({"type": "http", "headers": [], "state": {}})
    account = Account(id=1, name=EVIL, role=Role.ADMIN, disabled=False, has_password=True, created="2026-01-01T00:00Z")
    request.state.caller = Caller("127.0.0.1", account=account if token else None, token=token)
    return SimpleNamespace(request=request)


def test_the_bar_names_the_page_one_is_on_and_the_way_out() -> None:
    html = admin_bar("accounts", "zh")
    assert re.findall(r'<a href="(.+?)"', html) == ["/library/", "/quality/", "/accounts/", "/desk/", "/"]
    assert re.findall(r"aria-current=page>(.+?)<", html) == ["账号"]
    assert '<a class="mine" href="/account">退出</a>' in html
    assert "Sign out" in admin_bar("desk", "en", event(None))


def test_the_bar_signs_the_account_out_by_its_own_token() -> None:
    html = admin_bar("quality", "en", event("abc"))
    assert f'name="form_token" value="{form_token("abc")}"' in html
    assert "&lt;img" in html
    assert "<img" not in html
