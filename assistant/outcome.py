"""What comes of a question: statuses, citations, the answer, and the events on the way to it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import TYPE_CHECKING, Literal

from pydantic import Field

from index.policy import Frozen, Hit, Validity

if TYPE_CHECKING:
    from assistant.trace import Trace

QuestionKind = Literal["eligibility", "department", "deadline", "amount", "list", "content"]


class AnswerStatus(StrEnum):
    """Every outcome of a question; see ``STATUS_TEXT`` for what each means to a person."""

    ANSWERED = "answered"
    NOT_STATED = "not_stated"
    NOT_FOUND = "not_found"
    NEEDS_DETAIL = "needs_detail"
    DECLINED = "declined"
    QUOTES_ONLY = "quotes_only"
    FAILED = "failed"


@dataclass(frozen=True)
class StatusText:
    """What a person reads about a status: a short label and what to do next."""

    label: str
    explanation: str


STATUS_TEXT: dict[AnswerStatus, StatusText] = {
    AnswerStatus.ANSWERED: StatusText("已回答", "每句话都注明所依据的条款，点开标记可看原文。"),
    AnswerStatus.NOT_STATED: StatusText("原文未规定", "找到了相关政策，但原文没有写这一点，请向主管部门确认。"),
    AnswerStatus.NOT_FOUND: StatusText("未检索到", "已收录的政策里没有相关内容，可换个说法或指明地区、文件再问。"),
    AnswerStatus.NEEDS_DETAIL: StatusText("需要补充信息", "答案取决于您还没有说明的情况，补充后即可继续。"),
    AnswerStatus.DECLINED: StatusText("不予回答", "这里只回答已收录政策的内容，也不处理个人信息。"),
    AnswerStatus.QUOTES_ONLY: StatusText("仅列条款", "语言模型暂时不能作答，下面是相关条款的原文。"),
    AnswerStatus.FAILED: StatusText("出错了", "系统出错，请稍后再试；报修时请提供编号。"),
}


class Citation(Frozen):
    """The clause behind a marker: ``quote`` is the source's own text from ``start`` to ``end``."""

    marker: int
    policy_id: str
    policy: str
    document_number: str | None
    source_file: str
    clause_id: str
    address: tuple[str, ...]
    quote: str
    text: str
    start: int
    end: int
    validity: Validity


class Seconds(Frozen):
    """Time from the question to: the clauses found, the first written word, the end."""

    search: float = 0.0
    first_text: float = 0.0
    total: float = 0.0


class Answer(Frozen):
    """The one answer every face shows, in the shape of ``policy ask --json``."""

    status: AnswerStatus
    answer: str
    citations: tuple[Citation, ...] = ()
    question: str
    kind: QuestionKind = "content"
    as_of: date
    seconds: Seconds = Seconds()
    model: str | None = None
    prompts: dict[str, str] = Field(default_factory=dict)
    reference: str | None = None


class Turn(Frozen):
    """One message of the conversation so far."""

    role: Literal["user", "assistant"]
    content: str


@dataclass(frozen=True)
class ClausesFound:
    """The clauses found, before the model has written its first word."""

    hits: tuple[Hit, ...]
    seconds: float


@dataclass(frozen=True)
class Waiting:
    """Others are before this asker in the line for the language model: so many."""

    before: int


@dataclass(frozen=True)
class TextWritten:
    """Text that passed the gate, to append to what was written before."""

    text: str


@dataclass(frozen=True)
class Finished:
    """The complete answer; its text is all that was written. ``trace`` tells how it came about."""

    answer: Answer
    trace: Trace | None = None


Event = ClausesFound | Waiting | TextWritten | Finished
