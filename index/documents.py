"""The lines of a page to its documents: title, metadata, addressee, signature and body of each."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from index import facts
from index.clean import Line, LineKind
from index.metadata import note_issue, read_fields
from index.numbering import Rank, number_of
from index.titles import bare, encloses, is_addressee, is_masthead, is_suffix, is_title_shaped, opens, organ_above

_HISTORY = re.compile(
    r"^[(]?(?:19|20)\d{2}年\d{1,2}月\d{1,2}日.{0,120}(?:公布|通过|修订|修正|施行|发布|批准|印发|修改|决定[》)]?"
    r"|号|令)[)。]?$"
)
_ADOPTED = re.compile(r"[(](?:19|20)\d{2}年\d{1,2}月\d{1,2}日.*(?:通过|修正|批准|修订).*[)]")
_HISTORY_BEGINS = re.compile(r"[(](?:19|20)\d{2}年\d{1,2}月\d{1,2}日[^)]{0,200}$")
_LONGEST_HISTORY = 40
_DAY = (
    r"[(]?(?:[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[12]\d{7}|[二一][〇○零一二三四五六七八九]{3}年.{2,8}日)[)]?"
)
_DATE_LINE = re.compile(rf"(?:(?P<signer>[\u4e00-\u9fff() ]{{4,40}}?)\s+)?{_DAY}")
_SIGNER = re.compile(r"[\u4e00-\u9fff() ]{4,40}(?:政府|办公室|办公厅|委员会|局|厅|部|委|中心|管委会|署|行|院|会)")
_CONTACT = re.compile(
    r"(?:联\s*系\s*人|联系人及电话|(?:联系|咨询|查询|监督)?电话|联系方式|传真|修订日期)\s*:.{0,60}"
    r"|(?:抄送|抄报|主题词|分送)\s*:?.{0,200}|.{4,40}\d{4}年.{2,6}日印发"
)
_PERSON_NAME = re.compile(r"[\u4e00-\u9fff]\s*[\u4e00-\u9fff]{1,3}")
_OFFICE = re.compile("(?<=局)[长長]$|(?<=[署处處])[长長]$|主任$|^.{0,3}[长長].{0,8}$")
_BLANKS = re.compile(r"\s")
_LINK = re.compile(r"\.(?:docx?|xlsx?|pdf|wps|zip|rar|et|ofd)\b", re.IGNORECASE)
_ENCLOSURES = re.compile(r"附件\s*[:1-9]\s*[:.、]?\s*\S")
_ATTACHED = re.compile(r"附\s*件\s*:?")
_CONTENTS = re.compile(r"目\s*录")
_LEADERS = re.compile(r"[.·…\s]*\d*$")
_TAIL = re.compile(r"[^\w]*(?:相关|热门|更多|延伸|精彩|往期|推荐|猜你喜欢|上一|下一|版权|主办|长按|扫|点赞|返回)")
# What is left of a page's code between two texts; a line of dashes or a table's rule parts nothing.
_RESIDUE = re.compile(r"[{}<>;\[\]\s]+")
_PERSON = re.compile(
    r"(?:局|厅|省|市|县|区|州|部|院|署|行)长.{0,8}|主\s*任.{0,8}|[\u4e00-\u9fff]{2,20}(?:局长|署长|处长|主任)"
)

_NO_FIELDS: Mapping[str, str] = MappingProxyType({})
_LINK_LENGTH = 40
_LONGEST_TITLE = 130
_FOLLOWING = 6
_LONGEST_ENCLOSURE = 60
_BEHIND_ATTACHMENT = 2
_SIGNED_AFTER = 2
_LEAST_OF_TITLE = 3


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
    ended: bool = False
    titled: bool = False
    history: bool = False
    body: list[Line] = field(default_factory=list)

    @property
    def started(self) -> bool:
        """Whether text of the document itself has been read."""
        return bool(self.body or self.addressee)


def split(lines: Sequence[Line], *, titled: bool = False, fields: Mapping[str, str] = _NO_FIELDS) -> list[Document]:
    """The documents of a page, in order.

    ``titled`` says that the first line is a title whatever it ends with; ``fields`` are what is known of the first
    document beforehand.
    """
    documents = [Document(fields=dict(fields))]
    lines = _without_contents(lines, documents[0])
    for place, line in enumerate(lines):
        document = documents[-1]
        following = lines[place + 1 : place + 1 + _FOLLOWING]
        if line.kind == LineKind.TEXT or _begins_attachment(line, following, document):
            _read(documents, line, following, titled and place == 0)
        elif line.kind == LineKind.CHROME:
            document.boilerplate.append(line.text)
            document.tail |= document.started and bool(_TAIL.match(line.plain))
            if not document.started:
                _note_fields(document, read_fields(line.plain, line.text) or [])
        else:
            if document.started and _RESIDUE.fullmatch(line.plain):
                documents.append(Document())
            documents[-1].boilerplate.append(line.text)
    return _finished(documents)


def _finished(documents: Sequence[Document]) -> list[Document]:
    """The documents that hold anything; what belongs to none goes with the last."""
    kept = [document for document in documents if document.body] or [each for each in documents if each.title][:1]
    for document in documents:
        if kept and document not in kept:
            kept[-1].boilerplate += [*document.title_lines, *document.boilerplate]
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
    plain = line.plain
    titled, document.titled = document.titled, False
    if document.started and plain[-1] in "。;" and plain[0] not in "抄分" and not (document.tail or document.ended):
        document.body.append(line)  # by far the most
    elif is_title or _begins(line, following, document):
        _titled(documents, line)
    elif (not document.started or not document.title) and _is_metadata(document, line):
        document.metadata_lines.append(line.text)
    elif document.title and (titled or not document.started) and _heads(document, line):
        pass
    elif document.body and _CONTACT.fullmatch(plain):
        document.boilerplate.append(line.text)
    elif document.tail or document.ended:
        _after_the_end(documents, line)
    else:
        document.body.append(line)
        document.ended = _signs(document)


def _heads(document: Document, line: Line) -> bool:
    """Take a line between the title and the text: the addressee, the title once more or the end of it."""
    if is_addressee(line.plain) and not document.addressee:
        document.addressee = line.text
    elif (
        "。" not in line.plain and len(line.plain) >= _LEAST_OF_TITLE and bare(line.text) in bare(document.title or "")
    ):
        document.title_lines.append(line.text)  # the title once more, or a part of it
    elif is_suffix(line.plain):
        document.title = (document.title or "") + line.text
        document.title_lines.append(line.text)
    else:
        return False
    return True


def _after_the_end(documents: list[Document], line: Line) -> None:
    """A line after the signature or after the site's links: more links, an attachment, or another text."""
    document = documents[-1]
    number = number_of(line.plain)
    if number and (number.rank == Rank.ATTACHMENT or (number.value == 1 and number.rank <= Rank.LIST)):
        document.tail = document.ended = False
        document.body.append(line)
    elif "。" not in line.plain and len(line.plain) <= _LONGEST_ENCLOSURE:
        document.boilerplate.append(line.text)
        document.tail = True
    elif document.tail:
        documents.append(Document(body=[line]))
    else:
        document.ended = False
        document.body.append(line)


def _signs(document: Document) -> bool:
    """Whether the last line read is the day under a signature."""
    if not document.title or len(document.body) < _SIGNED_AFTER or not _is_date_line(document.body[-1]):
        return False
    return _is_signer(document.body[-2]) or bool(_DATE_LINE.fullmatch(document.body[-1].plain, 5))


def _is_metadata(document: Document, line: Line) -> bool:
    """Read what a line says about the document as a whole; False when it says nothing of the kind."""
    fields = read_fields(line.plain, line.text)
    waiting, document.waiting = document.waiting, None
    if fields is not None:
        _note_fields(document, fields)
        alone = len(fields) == 1 and line.plain.endswith(":") and fields[0][0] not in ("title", "other")
        document.waiting = fields[0][0] if alone else None
        return True
    if waiting and len(line.plain) <= _LINK_LENGTH and not is_title_shaped(line.plain):
        document.fields.setdefault(waiting, line.text)
        return True
    issue = note_issue(line.plain)
    if issue and (not document.started or not document.title):
        number = issue.get("document_number", "")
        if number.startswith("第") and (document.title or "").endswith("令"):
            issue["document_number"] = (document.title or "") + number
        document.fields = issue | document.fields
        return True
    if document.started:
        return False
    if document.history or _HISTORY_BEGINS.match(line.plain):
        document.history = not line.plain.endswith(")") and len(document.metadata_lines) < _LONGEST_HISTORY
        return True
    return bool(_HISTORY.match(line.plain) or _ADOPTED.fullmatch(line.plain))


def _note_fields(document: Document, fields: Sequence[tuple[str, str]]) -> None:
    for name, value in fields:
        if value:
            document.fields.setdefault(name, value)


# -- titles --------------------------------------------------------------------------------------------------------


def _begins(line: Line, following: Sequence[Line], document: Document) -> bool:
    """Whether a line is the title of a document that begins there."""
    if len(line.plain) > _LONGEST_TITLE or not is_title_shaped(line.plain):
        return False
    if document.body and not (document.tail or document.ended) and not _stops(document.body[-1]):
        return False
    named = document.fields.get("title")
    if named and bare(line.text) == bare(named):
        return True
    return any(opens(after.plain) for after in following if after.kind == LineKind.TEXT)


def _stops(line: Line) -> bool:
    """Whether another document may begin after this line: it ends a sentence, or is none at all."""
    if "。" in line.plain:
        return line.plain[-1] not in ",、:"
    return line.plain[-1] not in ",、:;" and number_of(line.plain) is None


def _titled(documents: list[Document], line: Line) -> None:
    """Begin the document with this title, or go on with the notice it is attached to."""
    document = documents[-1]
    text = _whole_title(document, line.text)
    document.titled = True
    if document.title and _goes_on(document, text):
        document.title_lines.append(text)
        if document.started or is_masthead(document.title):
            document.title, document.tail, document.ended = text, False, False
        return
    if not document.title and (document.fields or not any("。" in above.plain for above in document.body)):
        # what stands above the first title and is no sentence is the site's, not a document's
        document.boilerplate += [above.text for above in document.body if "。" not in above.plain]
        document.body = [above for above in document.body if "。" in above.plain]
    if document.title or (document.started and not document.fields):
        before, document = document, Document()
        documents.append(document)
        _hand_over(before, document)
    document.title, document.titled = text, True
    document.title_lines.append(text)


def _goes_on(document: Document, text: str) -> bool:
    """Whether a title repeats the document's own, or is that of what the document issues."""
    title, other = bare(document.title or ""), bare(text)
    if not document.started:
        return title in other or other in title or is_masthead(text) or is_masthead(document.title or "")
    if title == other or (other in title and "关于" not in other and not document.ended):
        return not any(number_of(line.plain) for line in document.body)
    opening = "".join(line.text for line in document.body[:3])
    return encloses(document.title or "", opening, text)


def _whole_title(document: Document, text: str) -> str:
    """The title with the lines above it that it was broken from."""
    while not document.addressee and document.body and organ_above(document.body[-1].plain, text):
        text = document.body.pop().text + text
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


def _is_signer(line: Line) -> bool:
    words = _BLANKS.sub("", line.plain)
    return bool(_SIGNER.fullmatch(words) or _PERSON.fullmatch(words))


def _is_name(lines: Sequence[Line]) -> bool:
    """Whether the last of two lines is the name of the person whose office the first one tells."""
    return len(lines) > 1 and bool(_PERSON_NAME.fullmatch(lines[1].plain)) and bool(_PERSON.fullmatch(lines[0].plain))


def _note_signature(document: Document, line: Line) -> None:
    match = _DATE_LINE.fullmatch(line.plain)
    signers = [match["signer"].strip()] if match and match["signer"] else []
    above: list[str] = []
    while document.body and (_is_signer(document.body[-1]) or _is_name(document.body[-2:])):
        above.insert(0, document.body.pop().text)
    document.signature_lines += [*above, line.text]
    organs = [_OFFICE.sub("", name) for name in (*above, *signers) if len(name) >= _LEAST_OF_TITLE + 1]
    document.signer = document.signer or next(iter(organs), None)
    document.signed = document.signed or facts.find_day(line.plain)


def _lists_enclosure(line: Line, after: Sequence[Line], *, inside: bool) -> bool:
    """Whether a line names what is attached, as 附件:1.… and the lines below it do."""
    plain = line.plain
    if len(plain) > _LONGEST_ENCLOSURE or "。" in plain or plain[-1] == ";":
        return False
    if inside and plain[0].isdigit():
        return True
    if not _ENCLOSURES.match(plain):
        return False
    if after and ("|" in after[0].plain or "。" in after[0].plain):
        return False  # what follows is the attachment itself: a table, or its text
    # 附件1:… heads the attachment itself, unless the next line names another or signs
    alone = not after or bool(_ENCLOSURES.match(after[0].plain)) or _is_date_line(after[0]) or _is_signer(after[0])
    return not plain[2:].lstrip()[0].isdigit() or alone
