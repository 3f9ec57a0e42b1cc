"""Made questions: each kind on small made-up policies, and that a gold answer which is wrong is noticed."""

from __future__ import annotations

import random
import re
from datetime import date
from pathlib import Path

import pytest

from assistant.cli import run
from eval.__main__ import evaluation
from eval.making.check import problems
from eval.making.draft import Draft, How, Made
from eval.making.held import Held, from_folder
from eval.making.make import make
from eval.making.naming import names
from eval.making.pieces import evidence, matter_from, sentence_at, ways_to_write, ways_to_write_day
from eval.making.wording import put
from eval.questions import EvaluationError, Question, read_questions
from eval.score import Prediction, score_question
from tests.shared import SHARED, needs_shared

TODAY = date(2026, 11, 22)

DEPOT = """澄江市人民政府关于支持旧船回收的若干措施
澄江政发〔2025〕8号
各区人民政府：
为支持旧船回收，制定本措施。
一、回收补贴
（一）建设拆解场。企业新建拆解场并通过验收的，按设备投资的15%给予补助，单个企业最高70万元。（市交通局牵头，市财政局、生态环境局配合）
（二）收购旧木船。船主出售旧木船的，每条给予一次性奖励4000元。同一条船已经领过奖励的，不得再次申请。（市农业农村局牵头，市财政局配合）
（三）培训拆解工。支持职业学校开设旧船拆解的短期课程。（市教育局、人力资源社会保障局按职责分别负责）
二、办理
（四）提出申请。申请时提交下列材料：
1.补贴申请表；
2.船舶登记证明；
3.收款账户信息。
（五）审核拨付。市交通局应当自收到材料之日起12个工作日内完成审核。每年6月30日前公示上一年度的名单。
（六）申请条件。申请企业注册资本不低于500万元。
本措施自2025年3月1日起施行，有效期至2028年2月29日。
澄江市人民政府
2025年2月10日
"""

LAMPS = """澄江市人民政府关于更换路灯的实施方案
为更换路灯，制定本方案。
一、主要任务
（一）更换街巷路灯。对老旧街巷给予资金支持。（市城管局牵头，市财政局配合）
（二）管好备用灯具。建立台账，定期清点。（市城管局牵头，市国资委配合）
澄江市人民政府
2024年5月6日
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("policies")
    (path / "depot.txt").write_text(DEPOT, encoding="utf-8")
    (path / "lamps.txt").write_text(LAMPS, encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def held(folder: Path) -> Held:
    return Held(from_folder(folder))


@pytest.fixture(scope="module")
def made(held: Held, tmp_path_factory: pytest.TempPathFactory) -> list[Made]:
    out = tmp_path_factory.mktemp("made") / "q.jsonl"
    make(held, out, count=500, seed=3, today=TODAY)
    assert read_questions(out)  # what is written can be read by every command
    return [Made.model_validate_json(line) for line in out.read_text(encoding="utf-8").splitlines()]


def of(made: list[Made], kind: str, template: str = "") -> list[Made]:
    return [one for one in made if one.kind == kind and (one.made.template or "").startswith(template)]


def facts(made: list[Made]) -> list[list[str]]:
    return [[group[0] for group in one.facts] for one in made]


def test_departments_by_role(made: list[Made]) -> None:
    roles = [(one.made.template or "", one.departments) for one in of(made, "department")]
    assert ("department.both", {"lead": ("市交通局",), "with": ("市财政局", "生态环境局")}) in [
        (name.split("#")[0], found) for name, found in roles
    ]
    assert {"responsible": ("市教育局", "人力资源社会保障局")} in [found for _, found in roles]
    whom = of(made, "department", "department.whom")
    assert {"lead": ("市城管局",)} in [one.departments for one in whom]


def test_a_heading_that_another_clause_speaks_of_too_is_not_asked_about(tmp_path: Path) -> None:
    text = LAMPS.replace("建立台账，定期清点。", "更换损坏的街巷路灯。")
    (tmp_path / "lamps.txt").write_text(text, encoding="utf-8")
    make(Held(from_folder(tmp_path)), tmp_path / "q.jsonl", count=100, kinds=("department",), today=TODAY)
    assert "管好备用灯具" in (tmp_path / "q.jsonl").read_text(encoding="utf-8")
    (tmp_path / "lamps.txt").write_text(text.replace("更换损坏的街巷", "更换街巷"), encoding="utf-8")
    make(Held(from_folder(tmp_path)), tmp_path / "q.jsonl", count=100, kinds=("department",), today=TODAY)
    assert "更换街巷路灯" not in (tmp_path / "q.jsonl").read_text(encoding="utf-8")


def test_days_of_validity_and_the_pair_on_two_days(made: list[Made]) -> None:
    assert ["2025年3月1日"] in facts(of(made, "validity", "validity.from"))
    assert ["2028年2月29日"] in facts(of(made, "validity", "validity.until"))
    (within,) = of(made, "validity", "validity.in_force")
    (after,) = of(made, "validity", "validity.expired")
    assert within.pair == after.pair is not None
    assert within.as_of is not None
    assert after.as_of is not None
    assert within.as_of <= date(2028, 2, 29) < after.as_of
    assert "失效" in after.facts[0]


def test_deadlines_and_periods_are_left_open_in_their_sentence(made: list[Made]) -> None:
    asked = {one.question: one.facts for one in of(made, "deadline")}
    days = next(facts for question, facts in asked.items() if "几个工作日" in question)
    assert days[0][0] == "12个工作日"
    yearly = next(facts for question, facts in asked.items() if "每年几月几日" in question)
    assert yearly[0][0] == "6月30日"
    assert not any("12个工作日" in question or "6月30日" in question for question in asked)


def test_amounts_with_their_ceiling(made: list[Made]) -> None:
    assert ["15%", "70万元"] in facts(of(made, "amount", "amount.benefit.cap"))
    assert ["4000元"] in facts(of(made, "amount", "amount.benefit"))
    capped = of(made, "amount", "amount.benefit.cap")[0]
    assert "70万" in capped.facts[1]
    assert "700000元" in capped.facts[1]


def test_who_may_not_and_who_misses_a_threshold(made: list[Made]) -> None:
    (barred,) = of(made, "eligibility", "eligibility.not")
    assert "能再次申请" in barred.question
    assert "同一条船" in barred.question
    assert "不得" in barred.facts[0]
    (below,) = of(made, "eligibility", "eligibility.below")
    assert "350万元" in below.question
    assert below.facts[1][0] == "500万元"


def test_lists_have_every_member(made: list[Made]) -> None:
    (materials,) = of(made, "list", "list.materials")
    assert facts([materials]) == [["补贴申请表", "船舶登记证明", "收款账户信息"]]
    headings = of(made, "list", "list.headings")
    assert ["建设拆解场", "收购旧木船", "培训拆解工"] in facts(headings)


def test_a_follow_up_comes_with_its_standalone_wording(made: list[Made]) -> None:
    follows = [one for one in of(made, "multiturn") if one.history]
    alone = {one.standalone_of: one for one in of(made, "multiturn") if not one.history}
    assert follows
    for one in follows:
        assert alone[one.id].departments == one.departments
        assert alone[one.id].facts == one.facts
        assert one.history[0].role == "user"
        assert len(one.question) < len(alone[one.id].question)


def test_what_no_clause_states_is_asked_for_and_what_one_states_is_not(made: list[Made]) -> None:
    none = [(one.made.policy, (one.made.template or "").split("#")[0]) for one in of(made, "unanswerable")]
    assert ("lamps", "none.until") in none
    assert ("depot", "none.until") not in none
    assert ("lamps", "none.amount") in none
    assert ("depot", "none.materials") not in none
    assert ("lamps", "none.materials") in none
    assert all(not one.answerable and not one.facts for one in of(made, "unanswerable"))


def test_a_word_anywhere_on_the_page_makes_the_fact_stated(folder: Path, tmp_path: Path) -> None:
    (tmp_path / "lamps.txt").write_text(LAMPS + "联系电话：0000-12345678\n", encoding="utf-8")
    make(Held(from_folder(tmp_path)), tmp_path / "q.jsonl", count=200, today=TODAY)
    assert "none.phone" not in (tmp_path / "q.jsonl").read_text(encoding="utf-8")
    make(Held(from_folder(folder)), tmp_path / "q.jsonl", count=200, today=TODAY)
    assert "none.phone" in (tmp_path / "q.jsonl").read_text(encoding="utf-8")


def test_a_policy_left_out_gives_questions_that_nothing_answers(folder: Path, tmp_path: Path) -> None:
    held = Held(from_folder(folder), ["支持旧船回收"])
    make(held, tmp_path / "q.jsonl", count=20, today=TODAY)
    lines = [Made.model_validate_json(line) for line in (tmp_path / "q.jsonl").read_text().splitlines()]
    assert lines
    assert all(one.made.left_out and one.made.policy == "depot" and not one.answerable for one in lines)
    with pytest.raises(EvaluationError, match="names no policy"):
        Held(from_folder(folder), ["没有这份"])


def test_every_question_that_was_written_passes_its_check(made: list[Made], held: Held) -> None:
    assert [fault for one in made for fault in problems(one, held)] == []


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"facts": (("25%",), ("70万元",))}, "states '25%'"),
        ({"facts": (("5%",), ("70万元",))}, "states '5%'"),
        ({"facts": ()}, "no fact"),
        ({"evidence": ("按设备投资的25%给予补助",)}, "does not stand"),
        ({"evidence": ("市财政局",)}, "several clauses|does not stand"),
        ({"departments": {"lead": ("市水务局",)}}, "names '市水务局'"),
        ({"answerable": False}, "unanswerable"),
        ({"question": "最高70万元是不是？"}, "holds its answer"),
        ({"question": "按《》，多少？"}, "hole"),
    ],
)
def test_a_wrong_gold_answer_is_noticed(made: list[Made], held: Held, change: dict[str, object], fault: str) -> None:
    right = of(made, "amount", "amount.benefit.cap")[0]
    assert not list(problems(right, held))
    wrong = list(problems(right.model_copy(update=change), held))
    assert any(re.search(fault, one) for one in wrong), wrong


def test_a_right_answer_scores_and_a_wrong_one_does_not(made: list[Made], held: Held) -> None:
    """The clause's own words answer every made question of an amount; those of another clause none."""
    for one in of(made, "amount"):
        question = Question.model_validate_json(one.line())
        own, other = held.by_id[one.made.clauses[0]].clause.text, held.by_id["lamps/2"].clause.text
        for text, right in ((own, True), (other, False)):
            said = Prediction.model_validate(
                {"id": one.id, "status": "answered", "answer": f"{text}[1]", "citations": [{"marker": 1, "text": text}]}
            )
            assert score_question(question, said).right_and_cited is right


def test_the_same_seed_makes_the_same_questions(held: Held, tmp_path: Path) -> None:
    texts = []
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        make(held, tmp_path / name, count=12, seed=seed, today=TODAY)
        texts.append((tmp_path / name).read_text(encoding="utf-8"))
    assert texts[0] == texts[1] != texts[2]


def test_only_the_kinds_asked_for(held: Held, tmp_path: Path) -> None:
    outcome = make(held, tmp_path / "q", count=30, kinds=("validity",), today=TODAY)
    assert set(outcome.written) == {"validity"}
    with pytest.raises(EvaluationError, match="state no facts"):
        make(Held(from_folder(_bare(tmp_path))), tmp_path / "none", count=3, kinds=("amount",), today=TODAY)


def _bare(tmp_path: Path) -> Path:
    folder = tmp_path / "bare"
    folder.mkdir()
    (folder / "note.txt").write_text("关于天气的通知\n各单位：\n天气很好。\n", encoding="utf-8")
    return folder


def test_names_that_would_mean_another_policy_are_not_used(tmp_path: Path) -> None:
    for number, year in ((1, 2022), (2, 2025)):
        text = LAMPS.replace("2024年5月6日", f"{year}年5月6日").replace("更换路灯的", f"更换第{number}批路灯的")
        (tmp_path / f"{number}.txt").write_text(text, encoding="utf-8")
    held = Held(from_folder(tmp_path))
    first = names(held.headers["1"], held)
    assert any("2022" in name for name in first)
    assert not any(name in names(held.headers["2"], held) for name in first)


def test_evidence_grows_until_it_is_in_one_clause_only(held: Held) -> None:
    stated = held.by_id["lamps/3"]
    start = stated.text.index("市城管局")
    piece = evidence(held, stated, start, start + 8)
    assert piece is not None
    assert piece in stated.clause.text
    assert sum(piece in one.clause.text for one in held.stated) == 1


@pytest.mark.parametrize(
    ("words", "also"),
    [("最高70万元", "700000元"), ("3年内", "三年"), ("15%", "百分之15"), ("不少于2 人", "两人"), ("减半", "减半")],
)
def test_ways_to_write_a_value(words: str, also: str) -> None:
    assert also in ways_to_write(words)


def test_ways_to_write_a_day() -> None:
    assert ways_to_write_day("2026-04-30")[0] == "2026年4月30日"
    assert ways_to_write_day("--06-30")[0] == "6月30日"
    assert "2025" in ways_to_write_day("2025")


def test_a_long_sentence_is_asked_about_from_where_it_names_its_subject() -> None:
    text = "加强协作,拓宽渠道,形成合力,对新办企业给予扶持,补助3万元。"
    first, _ = sentence_at(text, text.index("3万"))
    assert text[matter_from(text, first, text.index("3万"), 15) :].startswith("对新办企业")


def test_a_wording_with_a_hole_is_refused() -> None:
    chance = random.Random(0)  # noqa: S311
    with pytest.raises(EvaluationError, match="cannot be filled in"):
        put("department.lead", {"policy": "某办法"}, chance)
    with pytest.raises(EvaluationError, match="no wording"):
        put("department.none", {}, chance)


def test_a_line_can_be_edited_and_read_again(made: list[Made], tmp_path: Path) -> None:
    path = tmp_path / "q.jsonl"
    path.write_text(made[0].line() + "\n" + made[1].line().replace('"kind"', '"kin', 1) + "\n", encoding="utf-8")
    with pytest.raises(EvaluationError, match="line 2"):
        read_questions(path)


def test_drafts_and_lines_are_never_changed() -> None:
    draft = Draft(kind="amount", wording="amount.blank", policy_id="p", values={})
    with pytest.raises(AttributeError):
        draft.kind = "list"  # type: ignore[misc]
    line = Made(id="m", kind="amount", question="多少？", made=How(by="template"))
    assert '"left_out"' not in line.line()


@needs_shared
def test_the_real_policies_give_every_kind(tmp_path: Path) -> None:
    held = Held(from_folder(SHARED / "policies"))
    outcome = make(held, tmp_path / "q.jsonl", count=60, seed=5, today=TODAY)
    assert {"department", "validity", "deadline", "amount", "eligibility", "list", "multiturn", "unanswerable"} <= set(
        outcome.written
    )
    lines = [Made.model_validate_json(line) for line in (tmp_path / "q.jsonl").read_text().splitlines()]
    assert [fault for one in lines for fault in problems(one, held)] == []


def test_of_many_policies_some_are_asked_about(tmp_path: Path) -> None:
    for number in range(6):
        (tmp_path / f"{number}.txt").write_text(
            LAMPS.replace("更换路灯", f"更换{'东西南北中外'[number]}城路灯"), encoding="utf-8"
        )
    make(Held(from_folder(tmp_path)), tmp_path / "q.jsonl", count=3, today=TODAY)
    lines = [Made.model_validate_json(line) for line in (tmp_path / "q.jsonl").read_text().splitlines()]
    assert 1 < len({one.made.policy for one in lines}) <= 3


def test_the_command_says_what_it_wrote_and_what_is_wrong(
    folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("LLM", "none")
    monkeypatch.setenv("POLICY_HOME", str(tmp_path))

    def said(*arguments: str) -> tuple[int, str]:
        code = run(evaluation, ["make", "--out", str(tmp_path / "q.jsonl"), *arguments], "python -m eval")
        return code, capsys.readouterr().err

    code, text = said("--policies", str(folder), "--count", "5", "--as-of", "2026-11-22")
    assert (code, "5 questions" in text or "6 questions" in text or "7 questions" in text) == (0, True), text
    for arguments, line in (
        (("--policies", str(folder), "--kinds", "poems"), "poems is unknown"),
        (("--policies", str(tmp_path / "nowhere")), "does not exist"),
        (("--policies", str(folder), "--leave-out", "措施和方案"), "names no policy"),
        (("--policies", str(folder), "--paraphrase"), "needs a language model"),
        ((), "policy ingest"),
    ):
        code, text = said(*arguments)
        assert code != 0
        assert line in text
        assert "Traceback" not in text
