"""The lines of a page to its documents: title, metadata, addressee, signature and body of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index import facts
from index.clean import Line, LineKind
from index.metadata import note_number, read_fields
from index.numbering import Rank, number_of
from index.titles import bare, encloses, is_addressee, is_title_shaped, opens, organ_above

_HISTORY = re.compile(
    r"^[(]?(?:19|20)\d{2}年\d{1,2}月\d{1,2}日.{0,120}(?:公布|通过|修订|修正|施行|发布|批准|印发|修改|决定[》)]?"
    r"|号|令)[)。]?$"
)
_DAY = (
    r"[(]?(?:[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[12]\d{7}|[二一][〇○零一二三四五六七八九]{3}年.{2,8}日)[)]?"
)
_DATE_LINE = re.compile(rf"(?:(?P<signer>[\u4e00-\u9fff() ]{{4,40}}?)\s+)?{_DAY}")
_SIGNER = re.compile(r"[\u4e00-\u9fff() ]{4,40}(?:政府|办公室|办公厅|委员会|局|厅|部|委|中心|管委会|署|行|院)")
_CONTACT = re.compile(
    r"(?:联系人|联系人及电话|联系电话|联系方式)\s*:.{0,60}|(?:抄送|抄报|主题词|分送)\s*:?.{0,200}|.{4,40}\d{4}年.{2,6}日印发"
)
_LINK = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|zip|rar|et|ofd)\b", re.IGNORECASE)
_ENCLOSURES = re.compile(r"附件\s*[:1-9]\s*[:.、]?\s*\S")
_ATTACHED = re.compile(r"附\s*件\s*:?")
_CONTENTS = re.compile(r"目\s*录")
_LEADERS = re.compile(r"[.·…\s]*\d*$")
_TAIL = re.compile(r"(?:相关|热门|更多|延伸|猜你喜欢|上一篇|下一篇|版权|主办)")
_RULE = re.compile(r"(.)\1{2,}|[-*_=~\s]{3,}")

_LINK_LENGTH = 40
_LONGEST_TITLE = 130
_FOLLOWING = 6
_LONGEST_ENCLOSURE = 60
_BEHIND_ATTACHMENT = 2


@dataclass
class Document:
    """One document of a page while it is being put together."""

    title: str | None = None
    title_lines: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
    waiting: str | None = None
    metadata_lines: list[str] = field(default_factory=list)
    boilerplate: list[str] = field(default_factory=list)
    signature_lines: list[str] = field(default_factory=list)
    addressee: str | None = None
    signer: str | None = None
    signed: str | None = None
    tail: bool = False
    body: list[Line] = field(default_factory=list)

    @property
    def started(self) -> bool:
        """Whether text of the document itself has been read."""
        return bool(self.body or self.addressee)


def split(lines: Sequence[Line], *, titled: bool = False) -> list[Document]:
    """The documents of a page, in order; ``titled`` says that the first line is a title whatever it ends with."""
    documents = [Document()]
    lines = _without_contents(lines, documents[0])
    for place, line in enumerate(lines):
        document = documents[-1]
        following = lines[place + 1 : place + 1 + _FOLLOWING]
        if line.kind == LineKind.TEXT or _begins_attachment(line, following, document):
            _read(documents, line, following, titled and place == 0)
        elif line.kind == LineKind.CHROME:
            document.boilerplate.append(line.text)
            document.tail |= document.started and bool(_TAIL.match(line.plain))
        else:
            if document.started and not _RULE.fullmatch(line.plain):
                documents.append(Document())
            documents[-1].boilerplate.append(line.text)
    return _finished(documents)


def _finished(documents: Sequence[Document]) -> list[Document]:
    """The documents that hold anything; what belongs to none goes with the last."""
    kept = [document for document in documents if document.started or document.title]
    for document in documents:
        if kept and document not in kept:
            kept[-1].boilerplate += document.boilerplate
    for document in kept:
        _sign(document)
    return kept


def _without_contents(lines: Sequence[Line], document: Document) -> Sequence[Line]:
    """The lines without a table of contents: headings that the text repeats."""
    start = next((n for n, line in enumerate(lines) if _CONTENTS.fullmatch(line.plain)), None)
    if start is None or start + 1 >= len(lines):
        return lines
    first = _entry(lines[start + 1])
    end = next((n for n in range(start + 2, len(lines)) if _entry(lines[n]).startswith(first)), None)
    if end is None or any("。" in line.plain for line in lines[start:end]):
        return lines
    document.boilerplate += [line.text for line in lines[start:end]]
    return [*lines[:start], *lines[end:]]


def _entry(line: Line) -> str:
    return re.sub(r"\s+", "", _LEADERS.sub("", line.plain))


def _begins_attachment(line: Line, following: Sequence[Line], document: Document) -> bool:
    """Whether 附件 on a line of its own heads an attachment, and is not the site's word above a link."""
    if not document.started or not _ATTACHED.fullmatch(line.plain) or not following:
        return False
    words = [after.plain for after in following[:3] if after.kind == LineKind.TEXT]
    named = following[0].kind == LineKind.TEXT and "。" not in words[0] and not _LINK.search(words[0])
    return named and len(words[0]) <= _LONGEST_ENCLOSURE and len(words) >= min(len(following), _BEHIND_ATTACHMENT)


def _read(documents: list[Document], line: Line, following: Sequence[Line], is_title: bool) -> None:
    document = documents[-1]
    if document.started and line.plain[-1] in "。;" and not document.tail and line.plain[0] != "抄":
        document.body.append(line)  # by far the most
    elif is_title or _begins(line, following, document):
        _titled(documents, line)
    elif document.tail and len(line.plain) <= _LINK_LENGTH and "。" not in line.plain:
        document.boilerplate.append(line.text)
    elif (not document.started or not document.title) and _is_metadata(document, line):
        document.metadata_lines.append(line.text)
    elif document.title and not document.started and is_addressee(line.plain):
        document.addressee = line.text
    elif document.body and _CONTACT.fullmatch(line.plain):
        document.boilerplate.append(line.text)
    elif not document.started and document.title and bare(line.text) == bare(document.title):
        document.title_lines.append(line.text)
    else:
        document.body.append(line)


def _is_metadata(document: Document, line: Line) -> bool:
    """Read what a line says about the document as a whole; False when it says nothing of the kind."""
    fields = read_fields(line.plain, line.text)
    waiting, document.waiting = document.waiting, None
    if fields is not None:
        for name, value in fields:
            if value:
                document.fields.setdefault(name, value)
        alone = len(fields) == 1 and line.plain.endswith(":") and fields[0][0] not in ("title", "other")
        document.waiting = fields[0][0] if alone else None
        return True
    if waiting and len(line.plain) <= _LINK_LENGTH and not is_title_shaped(line.plain):
        document.fields.setdefault(waiting, line.text)
        return True
    if document.started:
        return False
    number = note_number(line.plain)
    if number:
        document.fields.setdefault("document_number", number)
    return bool(number or _HISTORY.match(line.plain))


# -- titles --------------------------------------------------------------------------------------------------------


def _begins(line: Line, following: Sequence[Line], document: Document) -> bool:
    """Whether a line is the title of a document that begins there."""
    if len(line.plain) > _LONGEST_TITLE or not is_title_shaped(line.plain):
        return False
    if document.body and _awaits_more(document.body[-1]):
        return False
    named = document.fields.get("title")
    if named and bare(line.text) == bare(named):
        return True
    return any(opens(after.plain) for after in following if after.kind == LineKind.TEXT)


def _awaits_more(line: Line) -> bool:
    """Whether a sentence goes on, or an attachment has yet to be named."""
    if line.plain[-1] in ",、:":
        return True
    number = number_of(line.plain)
    return number is not None and number.rank == Rank.ATTACHMENT and number.rest >= len(line.plain)


def _titled(documents: list[Document], line: Line) -> None:
    """Begin the document with this title, or go on with the notice it is attached to."""
    document = documents[-1]
    text = _whole_title(document, line.text)
    if document.title and _goes_on(document, text):
        document.title_lines.append(text)
        if document.started:
            document.title = text
        return
    if not document.title and not any("。" in above.plain for above in document.body):
        # what stands above the first title without one full sentence is the site's, not a document's
        document.boilerplate += [above.text for above in document.body]
        document.body = []
    if document.started or document.title:
        before, document = document, Document()
        documents.append(document)
        _hand_over(before, document)
    document.title = text
    document.title_lines.append(text)


def _goes_on(document: Document, text: str) -> bool:
    """Whether a title repeats the document's own, or is that of what the document issues."""
    if not document.started:
        return bare(text) == bare(document.title or "")
    opening = "".join(line.text for line in document.body[:3])
    return encloses(document.title or "", opening, text)


def _whole_title(document: Document, text: str) -> str:
    """The title with the lines above it that it was broken from; an organ alone above it is the issuer."""
    while not document.addressee and document.body and organ_above(document.body[-1].text, text):
        above = document.body.pop().text
        if "关于" in text:
            document.signer = document.signer or above
            document.metadata_lines.append(above)
        else:
            text = above + text
    return text


def _hand_over(before: Document, after: Document) -> None:
    """Metadata printed above a new title, with nothing between, belongs to the new document."""
    if not before.title and not before.body:
        after.fields, before.fields = before.fields, {}
        after.metadata_lines, before.metadata_lines = before.metadata_lines, []


# -- signatures ----------------------------------------------------------------------------------------------------


def _sign(document: Document) -> None:
    """Take signatures (organs and a day on lines of their own) out of the body, and lists of enclosures."""
    lines, document.body = document.body, []
    enclosures = False
    for place, line in enumerate(lines):
        if _is_date_line(line):
            _note_signature(document, line)
            enclosures = False
        elif _lists_enclosure(line, lines[place + 1 : place + 2], inside=enclosures):
            enclosures = True
            document.boilerplate.append(line.text)
        else:
            enclosures = False
            document.body.append(line)


def _is_date_line(line: Line) -> bool:
    if len(line.plain) > _LONGEST_ENCLOSURE or line.plain[-1] not in "日)0123456789":
        return False
    match = _DATE_LINE.fullmatch(line.plain)
    return match is not None and (not match["signer"] or bool(_SIGNER.fullmatch(match["signer"].strip())))


def _note_signature(document: Document, line: Line) -> None:
    match = _DATE_LINE.fullmatch(line.plain)
    signers = [match["signer"].strip()] if match and match["signer"] else []
    above: list[str] = []
    while document.body and _SIGNER.fullmatch(document.body[-1].plain):
        above.insert(0, document.body.pop().text)
    document.signature_lines += [*above, line.text]
    document.signer = document.signer or next(iter([*above, *signers]), None)
    document.signed = document.signed or facts.find_day(line.plain)


def _lists_enclosure(line: Line, after: Sequence[Line], *, inside: bool) -> bool:
    """Whether a line names what is attached, as 附件:1.… and the lines below it do."""
    plain = line.plain
    if len(plain) > _LONGEST_ENCLOSURE or plain[-1] in "。;":
        return False
    if inside and plain[0].isdigit():
        return True
    if not _ENCLOSURES.match(plain):
        return False
    # 附件1:… heads the attachment itself, unless the next line names another or signs
    alone = not after or bool(_ENCLOSURES.match(after[0].plain)) or _is_date_line(after[0])
    return not plain[2:].lstrip()[0].isdigit() or alone or bool(_SIGNER.fullmatch(after[0].plain))
