"""Whether the evidence can carry an answer."""

from __future__ import annotations

from datetime import date

import pytest

from assistant.closeness import Closeness, key_tokens
from assistant.fact_kinds import missing
from assistant.named import strange_place, unheld_document
from assistant.question import Question, understand
from assistant.sufficiency import judge, related
from assistant.suited import suited
from index.policy import Hit, PolicyHeader, Validity
from tests.assistant.pieces import GOAL, PLAN, RESEARCH, TAX, evidence

TODAY = date(2026, 11, 22)


def asked(text: str) -> Question:
    return understand(text, [], region=None, as_of=TODAY)


def hit(score: float, address: tuple[str, ...] = TAX, text: str = PLAN) -> Hit:
    item = evidence(address, text=text)[0]
    return Hit(rank=1, score=score, clause=item.clause, policy=item.policy, validity=Validity.IN_FORCE)


def test_nothing_near_is_not_found() -> None:
    lack = judge(asked("红烧肉怎么做?"), [hit(0.1)], evidence(TAX))
    assert lack is not None
    assert lack.status == "not_found"
    assert judge(asked("红烧肉怎么做?"), [], []) is not None


@pytest.mark.parametrize(
    ("question", "text", "lacking"),
    [
        (
            "到底补百分之几,封顶多少钱?",
            PLAN.replace("15%", "较低").replace("10%", "一定").replace("最高50万元", ""),
            "具体比例和金额",
        ),
        ("申请优惠要交哪些材料,几个工作日办好?", PLAN, "办理所需的"),
        ("这份意见有效期到哪天?", PLAN.replace("本意见自2024年1月1日起施行,有效期至2026年12月31日。", ""), "有效期"),
    ],
)
def test_what_the_clause_does_not_hold_is_not_stated(question: str, text: str, lacking: str) -> None:
    lack = judge(asked(question), [hit(0.5, text=text)], evidence(TAX, text=text))
    assert lack is not None
    assert lack.status == "not_stated"
    assert lacking in lack.text


@pytest.mark.parametrize(
    "question",
    ["税率是多少,封顶多少钱?", "能拿到什么钱?具体给多大比例?", "这份意见有效期到哪天?", "第几年免征?"],
)
def test_what_the_clause_holds_is_answered(question: str) -> None:
    assert judge(asked(question), [hit(0.5)], evidence(TAX)) is None


def test_a_clause_that_holds_what_is_asked_comes_first_when_nearly_as_good() -> None:
    hits = [hit(0.50, GOAL), hit(0.48, RESEARCH)]
    assert suited(asked("由哪个部门牵头?"), hits)[0].clause.address == RESEARCH
    assert suited(asked("平台怎么运营?"), hits)[0].clause.address == GOAL
    assert suited(asked("由哪个部门牵头?"), [hit(0.50, GOAL), hit(0.30, RESEARCH)])[0].clause.address == GOAL


NEAR = "对小店每家补助2万元,自申请之日起10个工作日内审核。到2027年建成30家,由市商务局负责。"
PHONE = NEAR + "咨询电话:0000-1234567。"


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("小店补助的咨询电话是多少?", "联系电话"),
        ("小店补助在哪个网址填?", "网址"),
        ("培训在哪个地址上课?", "地址"),
        ("管补助的科长叫什么?", "姓名"),
        ("小店登记要交多少手续费?", "手续费"),
        ("开店要交多少保证金?", "保证金"),
        ("现场答辩要讲几分钟?", "办理时长"),
        ("店主最大多少岁?", "年龄"),
        ("店面最大不能超过多少平方米?", "面积"),
        ("评价打分表各项占多少分?", "分值"),
        ("违规开店罚多少钱?", "处罚标准"),
        ("放款银行是哪几家?", "银行"),
        ("要装什么牌子的门锁?", "牌子"),
        ("补助的名额能转让给别人吗?", "能否转让"),
        ("补助的牌照能抵押给银行吗?", "能否抵押"),
    ],
)
def test_a_kind_of_fact_that_is_asked_for_and_not_there_is_named(question: str, lacking: str) -> None:
    assert lacking in (missing(question, NEAR, NEAR) or "")


@pytest.mark.parametrize(
    "question",
    [
        "每家补助多少?",
        "几个工作日审核完?",
        "哪个部门负责?",
        "哪几家单位负责?",
        "责任单位都有哪几家?",
        "小店能不能享受补助?",
        "到哪年建成?",
        "审核要多久?电话是多少?",
        "办理要交什么?",
    ],
)
def test_what_may_be_answered_is_not_called_lacking(question: str) -> None:
    assert missing(question, NEAR, NEAR) is None


def test_a_telephone_number_may_stand_in_any_clause_of_the_policy() -> None:
    assert missing("咨询电话是多少?", NEAR, PHONE) is None


def test_nothing_is_charged_is_an_answer_to_how_much() -> None:
    assert missing("登记要交多少手续费?", "办理登记不收取任何费用,企业不承担费用。", "") is None


def header(title: str, **fields: str | None) -> PolicyHeader:
    known = {"policy_id": title, "source_file": "a.txt", "signed": "2024-03-01", "region": "乙江市"}
    return PolicyHeader.model_validate({**known, "title": title, **fields})


HEADERS = (
    header("乙江市小店扶持办法", document_number="乙政发〔2024〕8号"),
    header("乙江市夜市管理规定", signed="2022-05-01"),
)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("《乙江市市场条例》第三条怎么写的?", "《乙江市市场条例》"),
        ("乙政发〔2019〕11号现在还有效吗?", "乙政发〔2019〕11号"),
        ("乙江市2020年那份夜市规定怎么说?", "2020年的规定"),
        ("乙江市2019年的意见还管用吗?", "2019年的意见"),
    ],
)
def test_a_document_that_is_not_indexed_is_named(question: str, named: str) -> None:
    assert unheld_document(question, HEADERS, []) == named


@pytest.mark.parametrize(
    "question",
    [
        "《乙江市小店扶持办法》怎么申请?",
        "《小店扶持办法》补多少?",
        "乙政发〔2024〕8号还有效吗?",
        "2024年的办法补多少?",
        "2022年那份夜市规定还管用吗?",
        "2023年以后登记的小店,按办法补多少?",
        "2025年6月注册的小店,办法里补多少?",
    ],
)
def test_a_document_that_is_indexed_or_no_document_is_not(question: str) -> None:
    assert unheld_document(question, HEADERS, []) is None


def test_a_document_of_an_unknown_year_may_be_the_one_meant() -> None:
    unknown = header("乙江市夜市管理规定", signed=None)
    assert unheld_document("2020年那份夜市规定怎么说?", [unknown], []) is None


def test_a_document_that_a_found_clause_speaks_of_may_be_asked_about() -> None:
    found = hit(0.5, text=PLAN.replace("第1年", "按《某省科技条例》,第1年"))
    assert unheld_document("《某省科技条例》在这里怎么用?", HEADERS, [found]) is None


def test_a_place_that_no_list_and_no_policy_knows_is_named() -> None:
    assert strange_place("北岭市招店员补多少?", ("乙江市",), []) == "北岭市"
    assert strange_place("乙江市招店员补多少?", ("乙江市",), []) is None
    assert strange_place("银川市招店员补多少?", ("乙江市",), []) is None


@pytest.mark.parametrize(
    "question", ["我们市里招店员补多少?", "外省企业来开店补多少?", "城市更新补多少?", "企业上市补多少?"]
)
def test_words_that_end_like_a_place_are_none(question: str) -> None:
    assert strange_place(question, ("乙江市",), []) is None


def test_key_tokens_leave_out_places_and_words_of_any_question() -> None:
    assert key_tokens("乙江市招店员能补多少钱?", ("乙江市",)) == ["店员", "招店"]


def test_nearer_and_more_of_the_words_held_count_for_an_answer() -> None:
    assert related(Closeness(0.5, 1.5, 2.0)) > related(Closeness(0.3, 1.5, 2.0))
    assert related(Closeness(0.3, 1.5, 2.0)) > related(Closeness(0.3, 0.5, 2.0))


FUND = (
    "对飞手培训按每人500元给予补助,单个企业最高5万元。企业投保的,按实缴保险费的40%给予补助。\n"
    "市飞行办在10个工作日内完成审核。银行贷款的,按利息的50%给予贴息。"
)


@pytest.mark.parametrize(
    ("question", "lacking"),
    [
        ("补助资金的盘子一共是多少?", "资金总额"),
        ("考飞手的学费要多少?", "学费"),
        ("保险费一年大概多少钱?", "保险费"),
        ("贷款的年利率是多少?", "利率"),
        ("飞手一个月工资多少?", "工资"),
        ("林业那边审批要几个工作日?", "林业"),
        ("银行几天能放款?", "放款"),
        ("飞行办主任叫什么?", "姓名"),
        ("飞手能不能凭这个落户?", "落户"),
        ("会计师事务所收多少钱,市里给报销吗?", "报销"),
        ("企业要不要给飞行办交股份,交百分之几?", "持股"),
        ("市里一共有多少家飞行公司?", "具体数量"),
        ("What is the interest rate of the loans?", "利率"),
        ("How much does the training course cost?", "费用"),
    ],
)
def test_the_fact_of_another_thing_does_not_answer(question: str, lacking: str) -> None:
    assert lacking in (missing(question, FUND, FUND) or "")


@pytest.mark.parametrize(
    "question",
    [
        "保险费能补几成?",
        "贷款的利息补多少?",
        "培训一个人给多少钱?",
        "单个企业最多能拿多少?",
        "几个工作日审核完?",
        "飞手能落户吗,补助多少?",
        "除了落户还能补多少钱?",
        "What subsidy is there for the training fee?",
    ],
)
def test_the_fact_of_the_thing_itself_answers(question: str) -> None:
    assert missing(question, FUND, FUND) is None


@pytest.mark.parametrize(
    "total", ["2026年安排专项资金600万元。", "扶持资金总额900万元。", "市财政每年投入2亿元用于补助。"]
)
def test_a_total_answers_what_is_spent_in_all(total: str) -> None:
    assert missing("补助资金的盘子一共是多少?", FUND, FUND + total) is None
