"""The lines of a page to its documents: title, metadata, addressee, signature and body of each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from index import facts
from index.clean import Line, LineKind
from index.numbering import Rank, number_of

_KIND = (
    "通知|意见|办法|方案|规定|细则|指南|答复|复函|规划|措施|决定|公告|通告|批复|条例|政策|计划|要点|指引|规则"
    "|标准|规程|章程|纲要|函|法|"
    "[一二三四五六七八九十0-9]+条|解释|制度|实施意见|决议"
)
_TITLE = re.compile(rf"[^。；;！!？?]{{4,110}}?(?:{_KIND})(?:\s*[（(〔][^）)〕]{{1,20}}[)）〕])?$")
_NOT_TITLE = re.compile(
    r"^(?:根据|为了?|按照|依据|现将|请|附|详见|参见|第.{1,4}[章节条]|各|来源|解读|《[^》]*》(?!.*关于))|[:：,，、]$"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{1,14}\s*[〔﹝\[【(（]\s*(?:19|20)\d{2}\s*[〕﹞\]】)）]\s*\d{1,5}\s*号")
_ADDRESSEE = re.compile(
    r"(?=.{2,160}[:：]$)[^。；;]*(?:各|政府|部门|单位|委员|代表|企业|机构|院|局|公司|办公室|先生|女士|中心|"
    r"园区)[^。；;]*[:：]$"
)
_KEYS = {
    "index_number": r"索\s*引\s*号",
    "published": r"(?:发布|公开|公布|发文|成文|印发|生成)\s*(?:日\s*期|时\s*间)",
    "publisher": r"发布\s*(?:机构|机关|单位)|发文\s*(?:机构|机关|单位)|信息来源|公开责任部门|信息来源",
    "document_number": r"文\s*号|发文\s*字\s*号|文件\s*编\s*号",
    "title": r"(?:名\s*称|标\s*题|文件名称|信息名称)",
    "other": r"责任部门|公开目录|浏览量|主题\s*词|主题\s*分类|体裁\s*分类|服务对象|公开(?:方式|范围|形式|类别)"
    r"|时\s*效\s*性?|有\s*效\s*性|废止日期|信息分类|关\s*键\s*词",
}
_FIELD = re.compile(
    rf"(?:^|[\s|｜])(?:{'|'.join(f'(?P<{name}>{pattern})' for name, pattern in _KEYS.items())})\s*[:：|｜]"
)
_HISTORY = re.compile(
    r"^[（(]?(?:19|20)\d{2}年\d{1,2}月\d{1,2}日.{0,120}(?:公布|通过|修订|修正|施行|发布|批准|印发|修改|决定[》）)]?"
    r"|号|令)[)）。]?$"
)
_DATE_LINE = re.compile(
    r"^[（(]?(?:[12]\d{3}\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日|[12]\d{7}|[二一][〇○零一二三四五六七八九]{3}年.{2,8}日)[)）]"
    r"?$"
)
_SIGNER = re.compile(r"^[\u4e00-\u9fff（）() ]{4,40}(?:政府|办公室|办公厅|委员会|局|厅|部|委|中心|管委会|署|行|院)$")
_CONTACT = re.compile(r"^(?:联系人|联系人及电话|联系电话|联系方式)\s*[:：].{0,60}$")
_ENCLOSURES = re.compile(r"^附件\s*[:：]\s*\S")
_TAIL = re.compile(r"(?:相关|热门|更多|延伸|猜你喜欢|上一篇|下一篇|版权|主办)")
_RULE = re.compile(r"^(.)\1{2,}$|^[-*_=~\s]{3,}$")


_LINK_LENGTH = 40


@dataclass
class Document:
    """One document of a page while it is being put together."""

    title: str | None = None
    title_lines: list[str] = field(default_factory=list)
    fields: dict[str, str] = field(default_factory=dict)
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
    for place, line in enumerate(lines):
        if line.kind == LineKind.SEPARATOR:
            if not _RULE.match(line.text) and documents[-1].started:
                documents.append(Document())
            documents[-1].boilerplate.append(line.text)
        elif line.kind == LineKind.CHROME:
            documents[-1].boilerplate.append(line.text)
            documents[-1].tail |= documents[-1].started and bool(_TAIL.match(line.text))
        else:
            _read(documents, line, lines[place + 1 : place + 7], titled and place == 0)
    merged = [document for document in documents if document.started or document.title]
    if merged:
        for document in documents:
            if document not in merged:
                merged[-1].boilerplate += document.boilerplate
    for document in merged:
        _sign(document)
    return merged


def _read(documents: list[Document], line: Line, following: Sequence[Line], is_title: bool) -> None:
    document = documents[-1]
    if is_title or _begins(line, following, document):
        document = _titled(documents, line.text)
        return
    if document.tail and len(line.text) <= _LINK_LENGTH and "。" not in line.text:
        document.boilerplate.append(line.text)
    elif (not document.started or not document.title) and _metadata(document, line.text):
        document.metadata_lines.append(line.text)
    elif not document.started and (_HISTORY.match(line.text) or _NUMBER.fullmatch(line.text)):
        document.metadata_lines.append(line.text)
        _note_number(document, line.text)
    elif document.title and not document.addressee and _is_addressee(document, line.text):
        document.addressee = line.text
    elif _CONTACT.match(line.text) and document.body:
        document.boilerplate.append(line.text)
    elif not document.started and document.title and _repeats(document, line.text):
        document.title_lines.append(line.text)
    else:
        document.body.append(line)


def _note_number(document: Document, text: str) -> None:
    match = _NUMBER.search(text)
    if match:
        document.fields.setdefault("document_number", re.sub(r"\s+", "", match[0]))


def _is_addressee(document: Document, text: str) -> bool:
    return len(document.body) == 0 and bool(_ADDRESSEE.match(text)) and number_of(text) is None


def _repeats(document: Document, text: str) -> bool:
    return _bare(text) == _bare(document.title or "")


def _begins(line: Line, following: Sequence[Line], document: Document) -> bool:
    """Whether a line is the title of a document that begins there."""
    text = line.text
    if not _TITLE.match(text) or _NOT_TITLE.search(text) or _FIELD.match(text) or number_of(text) is not None:
        return False
    if document.started and document.body and document.body[-1].text[-1] in ",，、":
        return False
    if _bare(text) == _bare(document.fields.get("title", "")):
        return True
    return any(_opens(after.text) for after in following if after.kind == LineKind.TEXT)


def _opens(text: str) -> bool:
    """Whether a line is one that stands soon after a title."""
    if _ADDRESSEE.match(text) or _NUMBER.fullmatch(text) or re.match(r"(?:为了?|根据|现将|按照|依据)\S", text):
        return True
    number = number_of(text)
    return number is not None and number.value == 1 and number.rank in (Rank.CHAPTER, Rank.ARTICLE, Rank.LIST)


def _titled(documents: list[Document], text: str) -> Document:
    """Begin the document titled ``text``, or go on with the notice it is attached to."""
    document = documents[-1]
    if document.title and _encloses(document, text):
        document.title_lines.append(text)
        document.title = text
        return document
    if document.title and not document.started and _repeats(document, text):
        document.title_lines.append(text)
        return document
    if not document.title and not any("。" in line.text for line in document.body):
        # what stands above the first title without one full sentence is the site's, not a document's
        document.boilerplate += [line.text for line in document.body]
        document.body = []
    if document.started or (document.title and not _repeats(document, text)):
        before = document
        document = Document()
        documents.append(document)
        _hand_over(before, document)
    document.title = document.title or text
    document.title_lines.append(text)
    return document


def _encloses(document: Document, text: str) -> bool:
    """Whether the document's title or body names ``text`` as what it issues."""
    if not document.started:
        return False
    named = _bare(document.title or "")
    return bool(re.search("印发|发布|公布|下发", named)) and _bare(text) in named + _bare(
        "".join(line.text for line in document.body[:3])
    )


def _hand_over(before: Document, after: Document) -> None:
    """Metadata printed above a new title, with nothing between, belongs to the new document."""
    if not before.title and not before.body:
        after.fields, before.fields = before.fields, {}
        after.metadata_lines, before.metadata_lines = before.metadata_lines, []


def _bare(text: str) -> str:
    return re.sub(r"[\s《》〈〉“”‘’\"'<>（）()]", "", text)


def _metadata(document: Document, text: str) -> bool:
    """Read a line of 索引号/发布日期/… fields; False when it is not one."""
    matches = list(_FIELD.finditer(text))
    if not matches or matches[0].start() > 1 or len(text) > 300:
        return False
    for match, after in zip(matches, [*matches[1:], None], strict=True):
        value = text[match.end() : after.start() if after else len(text)].strip(" |｜\t\u00a0\u3000")
        if match.lastgroup and value and match.lastgroup != "other":
            document.fields.setdefault(match.lastgroup, value)
    return True


def _sign(document: Document) -> None:
    """Take signatures (an organ and a day on lines of their own) out of the body, and lists of enclosures."""
    body: list[Line] = []
    enclosures = False
    for line in document.body:
        if _DATE_LINE.match(line.text):
            if body and _SIGNER.match(body[-1].text):
                signer = body.pop().text
                document.signature_lines.append(signer)
                document.signer = document.signer or signer
            document.signature_lines.append(line.text)
            document.signed = document.signed or facts.find_day(line.text)
            enclosures = False
        elif _ENCLOSURES.match(line.text):
            enclosures = True
            document.boilerplate.append(line.text)
        elif enclosures and len(line.text) <= 60 and re.match(r"\d", line.text) and line.text[-1] not in "。;；":
            document.boilerplate.append(line.text)
        else:
            enclosures = False
            body.append(line)
    document.body = body
