"""A document that is not held and that one which is held repeals: whether it still holds is known from that one."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.evidence import day_text, sentences, title_text, whole
from assistant.question import Facet, Question
from assistant.statements.matter import Statement
from index.titles import bare
from index.variants import fold, simplified

if TYPE_CHECKING:
    from index.policy import Policy, PolicyHeader
    from index.search import Searcher

_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[(【](?:19|20)\d{2}[〕\])】]\d{1,5}号")
_TITLE = re.compile(r"《(?P<title>[^》]{4,60})》")
_REPEALS = re.compile("废止|停止执行|不再执行|失效")
_YEAR_ON = re.compile(r"(?:19|20)\d{2}\D+\d{1,5}")


def said(question: Question, searcher: Searcher) -> tuple[Statement, ...]:
    """That the document the question names is repealed, by which one, since when; () when it asks for anything else."""
    if Facet.VALIDITY not in question.facets:
        return ()
    text = fold(simplified(question.standalone))
    names = [*(match["title"] for match in _TITLE.finditer(text)), *_NUMBER.findall(text)]
    headers = [header for header in searcher.policies() if header.form == "policy"]
    found = [
        statement
        for name in names
        if not any(_is(name, header) for header in headers)
        for header in headers
        if header.repeals and (statement := _by(name, header, searcher))
    ]
    return tuple(found[:1])


def _is(name: str, header: PolicyHeader) -> bool:
    if _NUMBER.fullmatch(name):
        return _tail(name) == _tail(fold(header.document_number or ""))
    return bare(fold(simplified(name))) == bare(fold(simplified(header.title)))


def _tail(number: str) -> str:
    """Year and serial of a document number with the last of the organ's characters: people leave off those before."""
    match = _YEAR_ON.search(number)
    return number[max(match.start() - 3, 0) : match.end()] if match else number


def _by(name: str, header: PolicyHeader, searcher: Searcher) -> Statement | None:
    """What the repealing text says of the document called ``name``."""
    policy: Policy | None = searcher.policy(header.policy_id)
    wanted = _tail(name) if _NUMBER.fullmatch(name) else bare(name)
    for clause in policy.clauses if policy else ():
        for start, end in sentences(clause):
            words = fold(clause.readable[start:end])
            if _REPEALS.search(words) and wanted in (words if _NUMBER.fullmatch(name) else bare(words)):
                printed = (one for one in _NUMBER.findall(words) if wanted in one)
                called = next(printed, name) if _NUMBER.fullmatch(name) else f"《{name}》"
                since = f"自{day_text(header.effective)}起" if header.effective else ""
                text = (
                    f"{called}{since}已经废止，不再有效：{title_text(header)}"
                    f"规定“{clause.readable[start:end].strip().rstrip('。；;')}”。"
                )
                return Statement("结论", text, whole(clause, header, words))
    return None
