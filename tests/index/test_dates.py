"""Dates by kind: windows, deadlines, targets and validity in the forms policies use; what is not settled stays open."""

from __future__ import annotations

import pytest

from index.stated.dates import dates, times
from index.stated.validity import validity_dates, wording_day


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "每年4月10日至5月31日受理申请。",
            [("window_start", "--04-10", "yearly"), ("window_end", "--05-31", "yearly")],
        ),
        ("即日起至2026年12月31日接受报名。", [("window_start", None, None), ("window_end", "2026-12-31", None)]),
        ("申报截止时间为2026年9月30日17时。", [("window_end", "2026-09-30", None)]),
        (
            "2026年3月1日9:00至3月20日17:00受理申请。",
            [("window_start", "2026-03-01", None), ("window_end", "2026-03-20", None)],
        ),
        ("于2026年6月30日前提交申请。", [("window_end", "2026-06-30", None)]),
        ("逾期不予受理。", [("late_refused", None, None)]),
        ("2025年底前完成改造。", [("deadline", "2025-12-31", None)]),
        ("2026年3月底前报送总结。", [("deadline", "2026-03-31", None)]),
        ("2028年2月底前建成。", [("deadline", "2028-02-29", None)]),
        ("于2026年6月30日前完成。", [("deadline", "2026-06-30", None)]),
        ("2026年上半年完成验收。", [("deadline", "2026-06-30", None)]),
        ("2026年第一季度末前完成验收。", [("deadline", "2026-03-31", None)]),
        ("完成时限:2026年9月", [("deadline", "2026-09", None)]),
        (
            "每年5月、11月通过平台申报。",
            [
                ("window_start", "--05-01", "yearly"),
                ("window_end", "--05-31", "yearly"),
                ("window_start", "--11-01", "yearly"),
                ("window_end", "--11-30", "yearly"),
            ],
        ),
        (
            "登录平台提交申请。时间:2026年5月6日9:00 — 2026年6月8日17:30,逾期关闭。",
            [("window_start", "2026-05-06", None), ("window_end", "2026-06-08", None)],
        ),
        ("每年3月底前公布结果。", [("deadline", "--03-31", "yearly")]),
        ("每年2月底前公布结果。", [("deadline", "--02", "yearly")]),
        ("每季度末报送进展。", [("deadline", None, "quarterly")]),
        ("每月10日前报送进展。", [("deadline", "---10", "monthly")]),
        ("到2030年底,建成体系。", [("target", "2030", None)]),
        ("期满自动失效。", [("lapses", None, None)]),
        (
            "每年分两批受理,分别为4月1日至4月20日和10月10日至10月31日。",
            [
                ("window_start", "--04-01", "yearly"),
                ("window_end", "--04-20", "yearly"),
                ("window_start", "--10-10", "yearly"),
                ("window_end", "--10-31", "yearly"),
            ],
        ),
        ("补申报于每年九月份办理。", [("window_start", "--09-01", "yearly"), ("window_end", "--09-30", "yearly")]),
        ("2026年12月5日17:30前将纸质材料送达窗口。", [("deadline", "2026-12-05", None)]),
        ("二〇二六年十二月五日十七时前提交。", [("window_end", "2026-12-05", None)]),
        ("每季度首月10日前报送。", [("deadline", "-Q1-10", "quarterly")]),
        ("常年受理。", [("always", None, None)]),
        ("在12月10日前完成核查。", [("deadline", None, None)]),
        ("2026/12/1至2026/12/31申报。", [("window_start", "2026-12-01", None), ("window_end", "2026-12-31", None)]),
        ("民国115年3月1日前提交申请。", [("window_end", "2026-03-01", None)]),
        ("二〇二六年十二月三十一日前完成整改。", [("deadline", "2026-12-31", None)]),
    ],
)
def test_dates_of_every_kind(text: str, found: list[tuple[str, str | None, str | None]]) -> None:
    made = times(text)
    assert [(fact.kind, fact.date, fact.recurring) for fact in made] == found
    assert all(text[fact.start : fact.end] == fact.words for fact in made)


@pytest.mark.parametrize(
    "text",
    [
        "2020年1月1日前成立的企业可以申请。",
        "2019年12月31日前已取得证书的人员除外。",
        "2011年4月30日以前犯罪的,适用旧法。",
        "1986年1月1日至1993年1月1日期间获得保护的,申请人可以续期。",
        "2025年前三季度增长5%。",
        "截至2025年底,全市有企业300家。",
        "国发〔2024〕26号文件于会上传达。",
        "2025年度预算为5万元。",
        "2026年13月40日前完成。",
        "2026年9月1日至12月31日发生的事项,一并申请。",
        "市科技局每年7月组织一次认定。",
        "12月10日前成立的企业。",
        "咨询电话:2026-1231。",
    ],
)
def test_what_is_no_date_of_these_kinds(text: str) -> None:
    assert not times(text)


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("本通知自印发之日起施行,有效期至2027年12月31日。", [("expires", "2027-12-31")]),
        ("本政策执行期限为2024年1月1日至2026年12月31日。", [("effective", "2024-01-01"), ("expires", "2026-12-31")]),
        ("有效期限自2024年3月1日至2027年2月28日。", [("effective", "2024-03-01"), ("expires", "2027-02-28")]),
        ("本办法有效期延长至2028年6月30日。", [("expires", "2028-06-30")]),
        ("本法自2025年3月1日起施行。", [("effective", "2025-03-01")]),
        ("实施期限:2024年5月1日—2025年4月30日", [("effective", "2024-05-01"), ("expires", "2025-04-30")]),
    ],
)
def test_validity_as_dates(text: str, found: list[tuple[str, str]]) -> None:
    assert [(fact.kind, fact.date) for fact in dates(text)] == found


@pytest.mark.parametrize(
    ("text", "issued", "expected"),
    [
        ("本办法自2024年5月1日起施行。有效期三年。", None, ("2024-05-01", "2027-04-30")),
        ("本办法自印发之日起施行,试行一年。", "2025-03-01", ("2025-03-01", "2026-02-28")),
        ("本办法自发布之日起30日后施行,有效期5年。", "2025-01-10", ("2025-02-10", "2030-02-09")),
        ("本措施自公布之日起施行,暂行两年。", "2025-06-15", ("2025-06-15", "2027-06-14")),
        ("本方案执行期限为2024年1月1日至2026年12月31日。", None, ("2024-01-01", "2026-12-31")),
        ("本通知自印发之日起施行,有效期至2026年12月31日。", "2024-02-01", ("2024-02-01", "2026-12-31")),
        ("本办法有效期延长至2028年6月30日。", None, (None, "2028-06-30")),
        ("本办法自2024年1月31日起施行,有效期1个月。", None, ("2024-01-31", "2024-02-29")),
        ("本办法自发布之日起施行。", None, (None, None)),
        ("证书有效期5年。", "2025-01-01", (None, None)),
    ],
)
def test_validity_of_a_policy(text: str, issued: str | None, expected: tuple[str | None, str | None]) -> None:
    assert validity_dates(text, issued) == expected


@pytest.mark.parametrize(
    ("lines", "day"),
    [
        (["2013年4月25日 全国会议第二次会议通过", "2018年10月26日 《关于修改某法的决定》第二次修正"], "2018-10-26"),
        (["(2001年3月1日某省人民政府令第9号公布 2016年5月8日修订)"], "2016-05-08"),
        (["2020年5月28日 会议通过", "2021年1月1日 施行"], "2020-05-28"),
        (["(2019-04-23)"], "2019-04-23"),
        (["2019年4月23日"], None),
        (["2019年13月40日通过"], None),
        ([], None),
    ],
)
def test_the_day_of_the_wording_is_the_last_adoption_or_change(lines: list[str], day: str | None) -> None:
    assert wording_day(lines) == day
