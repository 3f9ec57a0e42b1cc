"""An answer as plain text to paste elsewhere: the question, what was said, and each clause it rests on."""

from __future__ import annotations

from assistant.answer import Answer, Citation
from assistant.ui.words import ZH, Words


def plain(question: str, answer: Answer, words: Words = ZH) -> str:
    """Write out an answer with its clause references; line by line, no markup."""
    lines = [words["copy_question"] + question, words["copy_answer"] + answer.answer]
    if answer.citations:
        lines += ["", words["copy_sources"], *(_reference(each, words) for each in answer.citations)]
    return "\n".join([*lines, "", words["as_of"].format(day=answer.as_of.isoformat())])


def _reference(citation: Citation, words: Words) -> str:
    number = f"（{citation.document_number}）" if citation.document_number else ""
    where = f"《{citation.policy.strip('《》')}》{number}{''.join(citation.address)}"
    quote = " ".join(citation.quote.split())
    return f"[{citation.marker}] {where}（{words[citation.validity.value]}）：“{quote}”"
