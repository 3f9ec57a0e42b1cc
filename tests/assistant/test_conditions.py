"""Verdicts on what askers tell of themselves, and where there must be none."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, cast

import pytest

from assistant.everyday import spoken_of
from assistant.evidence import Evidence, Sentence, sentences
from assistant.question import Facet, understand
from assistant.statements.circumstances import elsewhere, names, read
from assistant.statements.conditions import said
from assistant.statements.general import general_rules
from assistant.statements.matter import Matter, Said
from assistant.statements.outsiders import exclusions
from assistant.statements.requirements import rules, scope
from assistant.verify import share
from index.parse import parse
from index.policy import Policy
from index.sources import SourceText

if TYPE_CHECKING:
    from index.search import Searcher

TODAY = date(2026, 11, 22)
RULES = """青河市人民政府关于印发青河市茶产业扶持办法的通知
各区人民政府:
现将《青河市茶产业扶持办法》印发给你们,请遵照执行。
青河市人民政府
2025年1月6日
青河市茶产业扶持办法
第一条 为扶持茶产业,制定本办法。
第二条 本办法适用于在本市注册、财务制度健全的茶叶企业。烟草企业和典当企业不适用本办法。
第三条 自2024年起,知名茶叶企业落户本市的,按规定给予落户奖励。支持本市小微茶叶企业开展品种研究,给予研究经费补助。
第四条 新建茶园面积不少于200亩、灌溉设施齐全的,每亩给予补助300元。土地租赁费不予补助。
第五条 小微企业新招用茶艺师,签订1年以上劳动合同并连续缴纳社会保险费满6个月的,按每人1000元给予补贴。
第六条 毕业3年内高校毕业生、退役军人首次创办茶叶企业,正常经营满1年的,给予创业补贴5000元。
第七条 社会办非营利性茶文化馆用水用电与公办馆同价。
第八条 申请认定示范茶厂,应当同时具备下列条件:
(一)专职制茶人员不少于20人;
(二)上一年度营业收入不低于500万元;
(三)建有检测室。
第九条 有下列情形之一的,不得申请本办法规定的补助:
(一)上一年度发生食品安全事故的;
(二)被列入严重失信名单且尚未移出的。
第十条 茶叶合作社以租赁方式经营的,不适用本办法第四条的规定。
第十一条 专营白茶的茶厂,专职制茶人员可放宽到12人。
2024年1月1日至2025年12月31日期间评为金奖的茶,给予金奖奖励2万元。
茶农连续缴纳养老保险费满1年的,给予扶助金。
第十二条 本办法自2025年2月1日起施行,有效期至2028年1月31日。
"""


class Texts:
    """A searcher over one policy, that finds the sentence nearest which shares most pairs of characters."""

    def __init__(self, found: Policy) -> None:
        self.found = found

    def policy(self, _policy_id: str) -> Policy:
        return self.found

    def sentence_scores(self, query: str, told: Sequence[str]) -> list[float]:
        return [share(query, one) for one in told]


def asked(question: str, *articles: str, text: str = RULES, as_of: date = TODAY) -> Said:
    """What is said to a question when the clauses of ``articles`` were found, nearest first."""
    found = parse(SourceText("tea.txt", text))[0]
    clauses = [clause for article in articles for clause in found.clauses if article in clause.address]
    evidence = [
        Evidence(
            marker,
            clause,
            found.header(),
            1.0,
            tuple(Sentence(a, b, clause.text[a:b], 1.0) for a, b in sentences(clause)),
        )
        for marker, clause in enumerate(clauses, 1)
    ]
    understood = understand(question, (), region=None, as_of=as_of)
    return said(Matter(understood, evidence, cast("Searcher", Texts(found))))


def told(question: str, *articles: str, text: str = RULES) -> str:
    return "\n".join(f"{one.part}：{one.text}" for one in asked(question, *articles, text=text).statements)


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        ("我们是做烟草的公司，能享受茶产业补助吗？", "第四条", "您说的是烟草"),
        ("典当公司能申请茶园补助吗？", "第四条", "典当企业不适用本办法"),
        ("我们2023年5月落户青河的，落户奖励能领吗？", "第三条", "2023年5月落户"),
        ("去年新建茶园150亩，补助能拿吗？", "第四条", "不少于200亩"),
        ("招了茶艺师，劳动合同只签了半年，补贴能领吗？", "第五条", "签订1年以上劳动合同"),
        ("招的茶艺师社保才交了4个月，补贴能领吗？", "第五条", "您说的是社会保险才交了4个月"),
        ("退役军人开的茶叶公司，经营了8个月，创业补贴能申请吗？", "第六条", "正常经营满1年"),
        ("公司2026年6月才成立，退役军人办的，正常经营的创业补贴能申请吗？", "第六条", "2026年6月成立"),
        ("我们馆登记的是营利性，用水用电能和公办馆同价吗？", "第七条", "非营利性"),
        ("去年营业收入300万，申请认定示范茶厂够格吗？", "第八条", "不低于500万元"),
        ("2023年12月评为金奖的茶，金奖奖励能领吗？", "第十一条", "2023年12月评为"),
        ("养老保险缴费才8个月，扶助金能领吗？", "第十一条", "连续缴纳养老保险费满1年"),
        ("外地企业能申请青河的茶园补助吗？", "第四条", "在本市注册"),
    ],
)
def test_a_fact_that_is_told_settles_it(question: str, article: str, words: str) -> None:
    found = asked(question, article)
    text = told(question, article)
    assert text.startswith("结论：")
    assert "不符合" in text
    assert words in text
    assert found.covers == {Facet.ELIGIBILITY}
    assert all(one.evidence for one in found.statements)


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("我们给烟草公司做包装，茶园补助能申请吗？", "第四条"),
        ("我们不是烟草企业，茶园补助能申请吗？", "第四条"),
        ("以前做烟草，现在种茶，茶园补助能申请吗？", "第四条"),
        ("我是烟草公司的员工，自己种茶，补助能申请吗？", "第四条"),
        ("听说2023年落户的不能领落户奖励，是吗，可以领吗？", "第三条"),
        ("2023年那份办法里的落户奖励，我们能领吗？", "第三条"),
        ("2023年落户的和2025年落户的，落户奖励都能领吗？", "第三条"),
        ("2023年我们成立的，落户奖励能领吗？", "第三条"),
        ("我们2023年落户的小微茶企，开展品种研究，研究经费补助能申请吗？", "第三条"),
        ("差不多180亩新茶园，补助能拿吗？", "第四条"),
        ("租赁合同签了半年，招茶艺师的补贴能领吗？", "第五条"),
        ("毕业4年了，首次办茶叶企业，创业补贴能领吗？", "第六条"),
        ("我们是非营利性茶文化馆，用水用电能和公办馆同价吗？", "第七条"),
        ("制茶的有15个专职制茶人员，示范茶厂能认定吗？", "第八条"),
        ("营业收入增长了300万，示范茶厂能认定吗？", "第八条"),
        ("制茶人员大概18人，能认定示范茶厂吗？", "第八条"),
        ("我们在外地开了分公司，注册在外地也行吗，要迁过来，补助能申请吗？", "第四条"),
        ("失业保险缴费才8个月，扶助金能领吗？", "第十一条"),
        ("茶园补助由哪个部门负责？", "第四条"),
        ("Can we get the grant for our new tea garden of 150 亩?", "第四条"),
    ],
)
def test_no_verdict_where_what_is_told_does_not_settle_it(question: str, article: str) -> None:
    assert "不符合" not in told(question, article)


def test_what_is_met_and_what_has_yet_to_be_known() -> None:
    text = told("招了茶艺师，劳动合同签了2年，补贴能领吗？", "第五条")
    assert "条件：符合：“签订1年以上劳动合同”，您说的是签了2年。" in text
    assert "还需确认：小微企业新招用茶艺师；连续缴纳社会保险费满6个月。" in text
    assert text.startswith("结论：还不能断定")


def test_a_yes_is_never_said_for_what_was_not_told() -> None:
    text = told("新建茶园面积260亩，补助能拿吗？", "第四条")
    assert "符合：“新建茶园面积不少于200亩”，您说的是260亩" in text
    assert "还需确认：灌溉设施齐全" in text


def test_a_list_of_conditions_is_held_against_all_that_is_told() -> None:
    text = told("有专职制茶人员25人，去年营业收入450万元，能申请认定示范茶厂吗？", "第八条")
    assert "结论：不符合：原文要求“上一年度营业收入不低于500万元”，您说的是450万元。" in text
    assert "条件：符合：“专职制茶人员不少于20人”，您说的是25人。" in text


def test_a_case_that_bars_is_shown_to_be_compared() -> None:
    text = told("去年发生过食品安全事故，还能申请茶园补助吗？", "第四条", "第九条")
    assert "有一种情形不符合，请对照" in text
    assert "上一年度发生食品安全事故的" in text
    assert "不得申请本办法规定的补助" in text
    cooperative = told("我们是茶叶合作社，新茶园补助能申请吗？", "第四条")
    assert "请对照：“茶叶合作社以租赁方式经营的,不适用本办法第四条的规定”" in cooperative
    assert told("我们是茶叶合作社，创业补贴能申请吗？", "第六条") == ""


def test_an_expired_policy_gives_no_verdict() -> None:
    assert not asked("典当公司能申请茶园补助吗？", "第四条", as_of=date(2028, 5, 1)).statements


def test_conditions_as_written_when_they_are_asked_for() -> None:
    assert "原文写明的条件是：新建茶园面积不少于200亩、灌溉设施齐全" in told("新建茶园补助要什么条件？", "第四条")


def test_what_a_question_tells() -> None:
    found = read("公司2019年8月在青河落户,成立三年了,员工30人,去年营收1500万,做研发的不到5人,大概40台设备", TODAY)
    assert [(one.event, one.first, one.last) for one in found.happenings] == [
        ("落户", date(2019, 8, 1), date(2019, 8, 31))
    ]
    assert [(one.event, one.low, one.high) for one in found.lastings] == [("成立", Decimal(36), Decimal(48))]
    assert [(one.unit, one.low, one.high) for one in found.measures] == [
        ("人", Decimal(30), Decimal(30)),
        ("元", Decimal(15_000_000), Decimal(15_000_000)),
        ("人", Decimal(0), Decimal(5)),
    ]


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("我们做房产开发的公司,能享受吗", "房产开发"),
        ("房地产企业能申请吗", "房地产"),
        ("我们给房地产公司做软件", None),
        ("不是房地产企业", None),
        ("我们做房产中介软件", None),
        ("我们的房地产能力", None),
    ],
)
def test_the_kind_the_asker_says_he_is_of(question: str, name: str | None) -> None:
    assert names("房地产", read(question, TODAY)) == name


def test_an_asker_from_another_place() -> None:
    assert elsewhere(read("我们是外地企业,能申请吗", TODAY)) == "外地企业"
    assert elsewhere(read("外地企业想迁过来,能申请吗", TODAY)) is None


def test_what_a_policy_requires_and_whom_it_leaves_out() -> None:
    found = parse(SourceText("tea.txt", RULES))[0]
    kinds = [exclusion.kinds for exclusion in exclusions(found)]
    assert ("烟草", "典当") in kinds
    where = scope(found)
    assert where is not None
    assert where[0].address[-1] == "第二条"
    bounds = [bound for clause in found.clauses for rule in rules(clause, found) for bound in rule.bounds]
    assert ("at_least", Decimal(200), "亩") in [(one.way, one.value, one.unit) for one in bounds]
    assert ("since", date(2024, 1, 1), "落户") in [(one.way, one.value, one.event) for one in bounds]


SHOPS = """柳河市家政服务业扶持办法
第一章 总则
第一条 为促进家政服务业发展,制定本办法。
第二条 申请本办法规定补助的企业,应当在本市登记,正常经营满2年,从业人员不少于10人,按时缴纳税款。
仅从事洗涤、搬家的企业不适用本办法。
第二章 扶持内容
第三条 家政企业新开设网点,社区网点经营面积不少于50平方米,旗舰网点经营面积不少于120平方米,租期不少于2年的,给予补助2万元。
第四条 企业购置服务设备的,按购置额的15%给予补助。购买办公家具和门店装修的支出不计入购置额。
第五条 年收入不低于300万元,或者获评市级示范企业的,给予奖励5万元。
第三章 管理
第六条 有下列情形之一的,不予补助:
(一)拖欠员工工资的;
(二)一年内受到行政处罚的。
第七条 本办法自2026年3月1日起施行,有效期3年。
"""


@pytest.mark.parametrize(
    ("question", "article", "words"),
    [
        (
            "公司去年6月才开张，赶得上明年3月的网点补助吗？",
            "第三条",
            "到2027年3月31日，不符合：原文要求“正常经营满2年”",
        ),
        ("手下8个人，网点补助能领吗？", "第三条", "“从业人员不少于10人”，您说的是8人"),
        ("开了旗舰网点，门面80平，网点补助能拿吗？", "第三条", "旗舰网点经营面积不少于120平方米"),
        ("店里翻新了一遍，这笔能算进设备购置额吗？", "第四条", "“翻新”属于门店装修"),
        ("买了几张办公桌，能不能也算进购置额？", "第四条", "“办公桌”属于办公家具"),
        ("我们只做干洗，设备补助能申请吗？", "第四条", "不符合：您说的是干洗"),
        ("去年欠过员工工资，设备补助能申请吗？", "第四条", "“拖欠员工工资的”"),
    ],
)
def test_conditions_of_the_whole_policy_and_everyday_words(question: str, article: str, words: str) -> None:
    found = asked(question, article, text=SHOPS)
    assert found.statements[0].part == "结论"
    assert words in found.statements[0].text
    assert found.in_full


@pytest.mark.parametrize(
    ("question", "article"),
    [
        ("公司去年6月才开张，赶得上2027年9月的网点补助吗？", "第三条"),
        ("手下8个技术员，网点补助能领吗？", "第三条"),
        ("开了社区网点，门面80平，网点补助能拿吗？", "第三条"),
        ("开了网点，门面80平，网点补助能拿吗？", "第三条"),
        ("在装修市场里开的店买了设备，能算进设备购置额吗？", "第四条"),
        ("我们是做装修的公司，买的设备能算进设备购置额吗？", "第四条"),
        ("我们给干洗店做保洁，设备补助能申请吗？", "第四条"),
        ("年收入280万，市里评过示范企业，奖励能拿吗？", "第五条"),
    ],
)
def test_what_may_yet_be_met_is_not_denied(question: str, article: str) -> None:
    text = told(question, article, text=SHOPS)
    assert "不符合：" not in text
    assert "不能：" not in text


def test_what_is_told_and_what_is_still_lacking() -> None:
    text = told("我们在柳河注册了，也一直按时缴税，设备补助就够了吗，还差什么？", "第四条", text=SHOPS)
    assert text.startswith("结论：光凭这些还不够")
    assert "按您说的，符合：在本市登记；按时缴纳税款。" in text
    assert "还需确认：正常经营满2年；从业人员不少于10人。" in text


@pytest.mark.parametrize("words", ["打算在柳河注册", "还没在柳河注册", "是不是要在柳河注册"])
def test_what_is_hoped_denied_or_asked_is_not_told(words: str) -> None:
    text = told(f"{words}，也一直按时缴税，设备补助就够了吗，还差什么？", "第四条", text=SHOPS)
    assert "还需确认：在本市登记" in text


def test_an_alternative_that_is_told_settles_its_condition() -> None:
    text = told("年收入280万，市里给评过示范企业，够条件吗？", "第五条", text=SHOPS)
    assert "或者获评市级示范企业" not in text.split("还需确认")[-1]


def test_general_conditions_and_who_is_left_out_wherever_they_stand() -> None:
    found = asked("想拿那些补助，公司自己得先具备什么？哪种公司不算？", "第四条", text=SHOPS)
    lines = [one.text for one in found.statements]
    assert found.in_full
    assert "应当在本市登记，正常经营满2年" in fold_back(lines[0])
    assert any("有下列情形之一的" in line for line in lines)
    assert any("仅从事洗涤、搬家的企业不适用本办法" in line for line in lines)
    spending = told("设备购置额里，哪些开销不算？", "第四条", text=SHOPS)
    assert "购买办公家具和门店装修的支出不计入购置额" in spending


def test_what_belongs_to_another_is_left_out_of_nothing() -> None:
    text = SHOPS.replace("第七条 本办法自", "第七条 网点内不属于企业的设备,由其所有人取回。\n第八条 本办法自")
    found = parse(SourceText("shops.txt", text))[0]
    assert not any("取回" in one.words for one in exclusions(found))


def fold_back(text: str) -> str:
    return text.replace(",", "，")


def test_general_rules_are_those_for_everybody() -> None:
    found = parse(SourceText("shops.txt", SHOPS))[0]
    assert [rule.pieces[0] for rule in general_rules(found)] == ["在本市登记"]
    tea = parse(SourceText("tea.txt", RULES))[0]
    assert all("示范茶厂" not in rule.words for rule in general_rules(tea))
    assert not any("专职制茶人员" in rule.words for rule in general_rules(tea))


@pytest.mark.parametrize(
    ("kind", "piece", "words"),
    [
        ("厂房装修", "把车间翻新了", "翻新"),
        ("办公电脑", "换了一批台式机", "台式机"),
        ("二手设备", "收了几台旧机床", "收了几台旧"),
        ("办公电脑", "买了机床", None),
        ("购买土地", "土地流转给别人种", None),
    ],
)
def test_everyday_words_for_what_policies_name(kind: str, piece: str, words: str | None) -> None:
    assert spoken_of(kind, piece) == words


INLINE = """青河市扶持茶企若干措施
第一条 新建茶园的,每亩补助300元。
第二条 有下列情形之一的企业,不予支持:1.被列入失信名单的;2.处于停产、破产清算状态的;3.房地产开发企业和金融企业。
第三条 本措施自2025年2月1日起施行。
"""


def test_a_list_of_those_left_out_may_stand_in_one_line() -> None:
    found = exclusions(parse(SourceText("tea.txt", INLINE))[0])
    assert [(one.words, one.kinds) for one in found] == [
        ("被列入失信名单的", ()),
        ("处于停产、破产清算状态的", ()),
        ("房地产开发企业和金融企业", ("房地产开发", "金融")),
    ]
    answer = told("我们是做房地产开发的,新建茶园能领补助吗?", "第一条", text=INLINE)
    assert "不符合：您说的是房地产开发" in answer
    assert "房地产" not in told("我们是做茶叶的,新建茶园能领补助吗?", "第一条", text=INLINE)
