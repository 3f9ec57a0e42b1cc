"""What the chat is made of, without a browser: examples, badges, copies, judgements, and pages of whole policies."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from types import SimpleNamespace

import pytest
from fastapi.testclient import TestClient
from starlette.requests import Request

from assistant.answer import Answer, AnswerStatus, Resources, answer
from assistant.http import create_app
from assistant.records.errors import RecordsError
from assistant.records.feedback import feedback
from assistant.records.opened import Records, open_records
from assistant.settings import Settings
from assistant.ui import library, render
from assistant.ui.cards import policy_link
from assistant.ui.conversation import MOST_ROUNDS, Conversation, Round
from assistant.ui.copying import plain
from assistant.ui.examples import examples
from assistant.ui.following import follow_ups
from assistant.ui.judging import A_MINUTE, Judgement, Judging, judge
from assistant.ui.whole import policy_routes
from assistant.ui.words import EN, NEXT_EN, NEXT_ZH, ZH, next_steps
from index.policy import PolicyHeader, Validity
from index.search import Searcher
from tests.assistant.fake_answers import EVIL, POLICIES, QUOTE, FakeSearcher, citation, resources

DAY = date(2026, 11, 22)
HOST = "chat.example"


def told(status: AnswerStatus = AnswerStatus.ANSWERED, text: str = "奖励20万元。[1]") -> Answer:
    return Answer(status=status, answer=text, citations=(citation(1, "p1-0"),), question="奖励多少？", as_of=DAY)


def sent_by(origin: str | None = f"http://{HOST}", site: str = "same-origin") -> SimpleNamespace:
    """The request of a Gradio event, as a browser on ``origin`` sends it."""
    headers = [(b"host", HOST.encode()), (b"sec-fetch-site", site.encode())]
    headers += [(b"origin", origin.encode())] if origin else []
    scope = {"type": "http", "method": "POST", "path": "/", "headers": headers, "client": ("10.1.2.3", 5), "state": {}}
    return SimpleNamespace(request=Request(scope))


@pytest.fixture
def records(tmp_path: Path) -> Iterator[Records]:
    opened = open_records(Settings(home=tmp_path))
    yield opened
    opened.close()


def test_both_tongues_say_the_same_things() -> None:
    assert ZH.keys() == EN.keys()
    for status in AnswerStatus:
        assert len(NEXT_ZH[status]) == len(NEXT_EN[status])
        assert bool(next_steps(status, ZH)) == (status is not AnswerStatus.ANSWERED)


def test_what_to_do_next_differs_from_status_to_status() -> None:
    every = [next_steps(each, words) for each in AnswerStatus for words in (ZH, EN)]
    assert len(set(every)) == 2 * len(AnswerStatus) - 1, "an answer has no next steps in either tongue"


def test_examples_are_answered_by_the_clause_they_were_made_from(searcher: Searcher, tmp_path: Path) -> None:
    with_index = Resources(searcher, None, Settings(home=tmp_path, llm_enabled=False))
    made = examples(searcher, date.today())
    assert len(made) == 3
    assert {each.kind for each in made} == {"amount", "department", "deadline"}
    assert len({each.policy_id for each in made}) == 3
    for each in made:
        given = answer(each.question, with_index)
        assert each.clause_id in [cited.clause_id for cited in given.citations], each.question


def test_examples_of_policies_that_state_little() -> None:
    assert examples(FakeSearcher(()), DAY) == []  # type: ignore[arg-type]
    only_evil = FakeSearcher(POLICIES[2:])
    assert examples(only_evil, DAY) == []  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("expires", "day", "zh", "en"),
    [
        ("2027-12-31", DAY, "有效", "In force"),
        ("2026-12-31", DAY, "39天后到期", "39 days left"),
        ("2026-11-22", DAY, "今天到期", "Ends today"),
        ("2026-11-21", DAY, "已失效", "Expired"),
        (None, DAY, "时效未知", "Validity unknown"),
        ("2027-12-31", date(2019, 1, 1), "未生效", "Not yet in force"),
    ],
)
def test_a_badge_for_every_validity(expires: str | None, day: date, zh: str, en: str) -> None:
    policy = PolicyHeader(
        policy_id="p", title="甲办法", source_file="p.txt", effective="2020-01-01", expires=expires, signed="2019-12-01"
    )
    validity = policy.validity(day)
    assert library.badge(policy, validity, day).words == zh
    assert library.badge(policy, validity, day, EN).words == en
    if validity is Validity.UNKNOWN:
        assert "确认" in library.badge(policy, validity, day).reason


def test_a_copy_names_policy_number_address_and_quote() -> None:
    lines = plain("奖励多少？", told()).splitlines()
    assert lines[:2] == ["问：奖励多少？", "答：奖励20万元。[1]"]
    title = POLICIES[0].title
    assert f"[1] 《{title}》（云政办发〔2025〕18号）第二章第五条（有效）：“{QUOTE}”" in lines
    assert lines[-1] == "截至 2026-11-22 的规定"


def test_one_asks_on_only_what_the_clause_states() -> None:
    found = follow_ups(told(), FakeSearcher())  # type: ignore[arg-type]
    assert "能补助多少？" in found
    assert "有效期到什么时候？" in found
    assert "由哪个部门负责？" not in found, "the clause names none"
    assert follow_ups(told(AnswerStatus.FAILED), FakeSearcher()) == []  # type: ignore[arg-type]


def test_the_number_of_the_hotline_is_dialled_and_escaped() -> None:
    shown = render.conversation(
        (Round(question="问", text="", answer=told(AnswerStatus.NOT_FOUND, "")),), render.Shown(ZH, '12345"><b>')
    )
    assert 'href="tel:12345"' in shown
    assert "<b>" not in shown.replace('<b class="number">', "")


def test_a_conversation_is_of_bounded_length_and_read_only_when_ours() -> None:
    long = Conversation()
    for number in range(MOST_ROUNDS + 5):
        long = long.with_round(Round(question=str(number)))
    assert len(long.rounds) == MOST_ROUNDS
    assert long.rounds[-1].question == str(MOST_ROUNDS + 4)
    for wrong in (None, "", "{", "[]", '{"rounds": [{"question": 3}]}', '{"rounds": "x"}'):
        assert Conversation.read(wrong) == Conversation()
    assert Conversation.read(long.model_dump_json()) == long


def test_a_judgement_is_kept_without_personal_data(records: Records) -> None:
    asked = Round(question="我13812345678，奖励多少？", text="x", answer=told(), region="云岭省")
    said = Judgement(1, False, "证件110101199003074514")
    after = judge(said, Conversation(rounds=(asked,)), sent_by(), Judging.into(records), resources(), ZH)
    assert after.rounds[0].judged is False
    (kept,) = feedback(records)
    assert (kept.helpful, kept.region, kept.as_of, kept.clauses) == (False, "云岭省", DAY, ("p1-0",))
    assert "13812345678" not in kept.question
    assert "110101199003074514" not in kept.reason
    with pytest.raises(RecordsError):
        judge(Judgement(1, True, ""), after, sent_by(), Judging.into(records), resources(), ZH)
    assert len(feedback(records)) == 1


@pytest.mark.parametrize(
    "request_",
    [sent_by("http://elsewhere.example", "cross-site"), sent_by("http://elsewhere.example"), sent_by(None), None],
)
def test_a_judgement_from_elsewhere_is_refused(records: Records, request_: object) -> None:
    talk = Conversation(rounds=(Round(question="问", text="x", answer=told()),))
    with pytest.raises(RecordsError, match="本站"):
        judge(Judgement(1, True, ""), talk, request_, Judging.into(records), resources(), ZH)
    assert feedback(records) == ()


@pytest.mark.parametrize("number", [-1, 0, 2, 10**9])
def test_a_judgement_of_no_round_is_refused(records: Records, number: int) -> None:
    talk = Conversation(rounds=(Round(question="问", text="x", answer=told()),))
    with pytest.raises(RecordsError):
        judge(Judgement(number, True, ""), talk, sent_by(), Judging.into(records), resources(), ZH)
    assert feedback(records) == ()


@pytest.mark.parametrize("sent", [{}, {"round": "1", "helpful": True}, {"round": 1, "helpful": "no"}, {"reason": []}])
def test_a_judgement_of_another_shape_is_none(sent: dict[str, object]) -> None:
    assert Judgement.of(sent) is None


def test_judgements_come_not_too_often(records: Records) -> None:
    talk, judging = Conversation(rounds=(Round(question="问", text="x", answer=told()),)), Judging.into(records)
    for _ in range(A_MINUTE):
        judge(Judgement(1, True, ""), talk, sent_by(), judging, resources(), ZH)
    with pytest.raises(RecordsError, match="频繁"):
        judge(Judgement(1, True, ""), talk, sent_by(), judging, resources(), ZH)


@pytest.fixture
def pages() -> TestClient:
    made = resources()
    app = create_app(made)
    app.include_router(policy_routes(made))
    return TestClient(app)


def test_a_whole_policy_with_its_clauses_and_the_quoted_words_marked(pages: TestClient) -> None:
    start = POLICIES[0].clauses[0].text.index(QUOTE)
    said = pages.get("/policy/p1", params={"at": "p1-0", "mark": f"{start}-{start + len(QUOTE)}"})
    assert said.status_code == 200
    assert said.text.count("<mark>") == 1
    assert f"<mark>{QUOTE}</mark>" in said.text
    for part in ('id="p1-0"', 'id="p1-1"', "云政办发〔2025〕18号", "云岭省", "2025-03-02"):
        assert part in said.text
    assert said.headers["content-security-policy"].startswith("default-src 'none'")
    assert "<script" not in said.text


@pytest.mark.parametrize("mark", ["9-3", "5-999999", "-1-2", "x", "0-0", "1e3-5", "9" * 40 + "-1"])
def test_marks_that_make_no_sense_are_left_out(pages: TestClient, mark: str) -> None:
    said = pages.get("/policy/p1", params={"at": "p1-0", "mark": mark})
    assert said.status_code == 200
    assert "<mark>" not in said.text


def test_markup_of_a_policy_is_shown_as_text(pages: TestClient) -> None:
    for path in ("/policy/p3", "/policy/", "/policy/%3Cscript%3Ealert(1)%3C/script%3E", "/policy/p3?lang=%22%3E"):
        said = pages.get(path)
        assert "<script" not in said.text, path
        assert "<img" not in said.text, path
    assert "&lt;script&gt;" in pages.get("/policy/p3").text
    assert EVIL not in pages.get("/policy/").text


def test_policies_are_listed_and_a_missing_one_is_said(pages: TestClient) -> None:
    listed = pages.get("/policy/").text
    assert [f'href="/policy/{each.policy_id}"' in listed for each in POLICIES] == [True] * 3
    assert "共 3 份" in listed
    gone = pages.get("/policy/none")
    assert (gone.status_code, "没有这份政策" in gone.text) == (404, True)
    assert '<html lang="en">' in pages.get("/policy/?lang=en").text
    assert pages.get("/policy/look.css").headers["content-type"].startswith("text/css")


def test_a_link_to_a_policy_holds_no_markup() -> None:
    link = policy_link('a"b<c>/d~1', EN, 'x"y', (1, 2))
    assert link == "/policy/a%22b%3Cc%3E/d~1?lang=en&amp;at=x%22y&amp;mark=1-2#x%22y"
