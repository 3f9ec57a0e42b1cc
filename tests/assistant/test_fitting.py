"""Of two sentences of a clause that name offices, the one that fits the question."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, cast

from assistant.question import understand
from assistant.statements.fitting import better
from assistant.statements.matter import Matter, Statement
from tests.assistant.pieces import evidence

if TYPE_CHECKING:
    from index.search import Searcher

TEXT = """松屿市人民政府关于渔港服务管理的若干规定
各区人民政府:
为加强渔港服务,制定本规定。
一、投诉
(一)投诉由区农业农村部门受理,15个工作日内答复。涉及泊位价格的投诉,转市场监督管理部门处理。
本规定自2025年1月1日起施行。
"""
ADDRESS = ("一、", "(一)")


def _told(question: str, said: str) -> str:
    found = evidence(ADDRESS, text=TEXT)
    understood = understand(question, (), region=None, as_of=date(2026, 11, 22))
    matter = Matter(understood, found, cast("Searcher", None))
    return better(matter, [Statement("部门", said, found[0])], found)[0].text


def test_the_sentence_on_what_is_asked_takes_the_place_of_another() -> None:
    first = "投诉由区农业农村部门受理,15个工作日内答复。"
    assert _told("泊位价格乱涨的投诉转给谁处理？", first) == "涉及泊位价格的投诉,转市场监督管理部门处理。"


def test_a_sentence_that_fits_as_well_stays() -> None:
    first = "投诉由区农业农村部门受理,15个工作日内答复。"
    assert _told("投诉由哪个部门受理？", first) == first
