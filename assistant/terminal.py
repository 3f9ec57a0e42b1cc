"""Answers, hits and policies as lines to read in a terminal."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date

import click

from assistant.answer import (
    Answer,
    AnswerStatus,
    Citation,
    Finished,
    Resources,
    TextWritten,
    Turn,
    stream,
)
from assistant.tongue import status_text
from index.policy import Clause, Hit, Policy, PolicyHeader, Validity

VALIDITY_TEXT: dict[Validity, str] = {
    Validity.IN_FORCE: "有效",
    Validity.NOT_YET: "尚未生效",
    Validity.EXPIRED: "已失效",
    Validity.UNKNOWN: "时效不明",
}
_NO_NUMBER = "无文号"


def ask_once(
    question: str,
    resources: Resources,
    *,
    history: Sequence[Turn] = (),
    region: str | None = None,
    as_of: date | None = None,
    quiet: bool = False,
) -> Finished:
    """Answer ``question``, printing the words as they come and then the sources; ``quiet`` prints nothing."""
    written = ""
    for event in stream(question, resources, history=history, region=region, as_of=as_of):
        if isinstance(event, TextWritten) and not quiet:
            click.echo(event.text, nl=False)
            written += event.text
        elif isinstance(event, Finished):
            if not quiet:
                _finish(event.answer, written, resources)
            return event
    raise RuntimeError("the stream ended without an answer")


def chat_loop(resources: Resources, *, as_json: bool = False) -> None:
    """Answer one line after another, each with the history of those before, until the input ends."""
    history: list[Turn] = []
    while True:
        try:
            # Bytes that are no text would stop the answer from being written out.
            question = input("" if as_json else "> ").encode(errors="replace").decode().strip()
        except EOFError:
            return
        if not question:
            continue
        given = ask_once(question, resources, history=history, quiet=as_json).answer
        if as_json:
            click.echo(given.model_dump_json())
        history += [Turn(role="user", content=question), Turn(role="assistant", content=given.answer)]


def validity_text(validity: Validity, policy: PolicyHeader | None, as_of: date) -> str:
    """Return the validity and what it rests on, such as ``有效,剩39天(至2026-12-31)``."""
    label = VALIDITY_TEXT[validity]
    left = policy.days_left(as_of) if policy else None
    if policy is None or left is None:
        return label
    if validity is Validity.IN_FORCE:
        return f"{label},剩{left}天(至{policy.expires})"
    return f"{label}({policy.expires}止)" if validity is Validity.EXPIRED else label


def address_text(address: Iterable[str]) -> str:
    """Return the labels of an address, outermost first, as one word."""
    return "".join(address)


def status_lines(answer: Answer) -> Iterator[str]:
    """Yield what a person should know about how the question ended, nothing when it was answered."""
    if answer.status != AnswerStatus.ANSWERED:
        words = status_text(answer.status, answer.question)
        yield f"[{words.label}] {words.explanation}"
    if answer.reference:
        yield f"编号:{answer.reference}"


def source_lines(answer: Answer, policies: Mapping[str, PolicyHeader]) -> Iterator[str]:
    """Yield the sources of ``answer``: marker, policy, 文号, address, validity and quote."""
    for citation in answer.citations:
        yield from _source(citation, policies.get(citation.policy_id), answer.as_of)


def hit_lines(hits: Iterable[Hit], as_of: date) -> Iterator[str]:
    """Yield the hits, best first: score, policy, address, validity, then the clause."""
    for hit in hits:
        valid = validity_text(hit.validity, hit.policy, as_of)
        number = hit.policy.document_number or _NO_NUMBER
        place = f"{hit.policy.title}({number}) {address_text(hit.clause.address)}"
        yield f"{hit.rank:>2}. {hit.score:.3f}  {place}  {valid}"
        yield from _indented(hit.clause.text)
        yield ""


def list_lines(policies: Iterable[PolicyHeader], as_of: date) -> Iterator[str]:
    """Yield two lines a policy: its title, then what tells it from the others."""
    for policy in policies:
        yield policy.title if policy.form == "policy" else f"{policy.title}(非政策文件)"
        parts = (
            policy.policy_id,
            policy.document_number or _NO_NUMBER,
            policy.region or "地区不明",
            validity_text(policy.validity(as_of), policy, as_of),
            policy.source_file,
        )
        yield "    " + "  ".join(parts)


def policy_lines(policy: Policy, as_of: date) -> Iterator[str]:
    """Yield what is known of a policy, then its clauses with addresses, departments and dates."""
    yield policy.title
    for label, value in _facts(policy, as_of):
        if value:
            yield f"  {label}:{value}"
    headings = {section.address: section.heading for section in policy.sections}
    shown: set[tuple[str, ...]] = set()
    for clause in policy.clauses:
        yield ""
        for depth in range(1, len(clause.address)):
            outer = clause.address[:depth]
            if outer in headings and outer not in shown:
                shown.add(outer)
                yield f"{address_text(outer)} {headings[outer] or ''}".rstrip()
        yield from _clause(clause)


def _finish(answer: Answer, written: str, resources: Resources) -> None:
    """Print what is left of an answer of which ``written`` was already printed."""
    rest = answer.answer[len(written) :] if answer.answer.startswith(written) else f"\n{answer.answer}"
    if written or rest:
        click.echo(rest)
    headers = {policy.policy_id: policy for policy in resources.searcher.policies()}
    for line in (*status_lines(answer), *source_lines(answer, headers)):
        click.echo(line)


def _source(citation: Citation, policy: PolicyHeader | None, as_of: date) -> Iterator[str]:
    number = citation.document_number or _NO_NUMBER
    valid = validity_text(citation.validity, policy, as_of)
    yield f"[{citation.marker}] {citation.policy}({number}) {address_text(citation.address)}  {valid}"
    yield from _indented(citation.quote)


def _facts(policy: Policy, as_of: date) -> Iterator[tuple[str, str | None]]:
    yield "编号", policy.policy_id
    yield "文号", policy.document_number
    yield "索引号", policy.index_number
    yield "发文机关", policy.issuer
    yield "发布机构", policy.publisher
    yield "地区", policy.region
    yield "成文日期", policy.signed
    yield "发布日期", policy.published
    yield "施行日期", policy.effective
    yield "有效期至", policy.expires
    yield "时效", validity_text(policy.validity(as_of), policy, as_of)
    yield "废止", "、".join(policy.repeals)
    yield "已被取代", policy.replaced_by
    yield "来源文件", policy.source_file
    yield "条款数", str(len(policy.clauses))


def _clause(clause: Clause) -> Iterator[str]:
    yield f"〔{address_text(clause.address)}〕 {clause.clause_id}"
    yield from _indented(clause.text)
    roles = (
        ("牵头", clause.departments.lead),
        ("配合", clause.departments.supporting),
        ("责任单位", clause.departments.responsible),
    )
    for label, names in roles:
        if names:
            yield f"    {label}:{'、'.join(names)}"
    for fact in clause.dates:
        yield f"    {fact.kind}:{fact.date}({fact.text})"


def _indented(text: str) -> Iterator[str]:
    for line in text.splitlines():
        if line.strip():
            yield f"    {line.strip()}"
