"""Clean text to Policy objects; a page may hold several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

from index import facts, tree
from index.clean import Line, clean
from index.documents import Document, split
from index.metadata import front_matter
from index.numbering import Rank, number_of
from index.policy import CLOSING, Clause, DateFact, DocumentForm, Policy, Repair
from index.printed import as_printed, mended, within
from index.regions import find_regions
from index.repair import find_repairs
from index.variants import fold

if TYPE_CHECKING:
    from index.sources import SourceText

PARSER_VERSION = "7"

_OF_TITLE = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff（）()、 ]{3,60}?(?:政府|办公室|办公厅|委员会|局|厅|部|委|管委会|署|行|院))"
    r"\s*(?:等.{1,4}部门)?(?:关于|印发|(?:令|公告|通告)$)"
)
_PLACE = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,7}?(?:自治区|特别行政区|省|市|自治州|州|盟|县|区))(?!.{0,2}场)")
_NATIONAL_ORGAN = re.compile(
    "国家|国务院|中华人民共和国|最高人民|全国人民代表大会|中共中央|财政部|工业和信息化部|科学技术部|商务部|民政部|教育部|交通运输部"
)
_TOPIC = re.compile(r"^为(?:了|深入|全面|大力|进一步|加快|切实|认真|持续)*(?P<topic>[^,，。]{4,60})")
_NAME = re.compile(r"制定本(?P<kind>[\u4e00-\u9fff]{2,6}?(?:方案|意见|办法|措施|规定|细则|计划|规划|指南|政策))")
_LEAST_NUMBERED = 3
_OPENING = 1500
_OF_PLACES = 600
# What says a day of validity without naming it.
_RECKONED = re.compile(
    r"(?:印发|发布|公布|签发|下发)之日起|(?:有效期|试行期?|执行期|暂行)限?为?\s*[0-9０-９一二三四五六七八九十两]+(?:年|个月)"
)
# People keep several wordings of a text apart by the day in the name of the file.
_VERSION = re.compile(r"[(（](?:19|20)\d\d-[01]\d-[0-3]\d[)）]")
_DAYS = ("published", "signed", "effective", "expires")
_WITHDRAWN = re.compile("废止|失效|无效")


def parse(source: SourceText) -> list[Policy]:
    """The documents of one page as policies with their clauses; offsets are places in ``source.text``.

    Clauses keep the characters as printed; what the page's copier had substituted is repaired for everything that is
    read out of them, and noted.
    """
    repairs = find_repairs(source.text)
    text = mended(source.text, repairs)
    markdown = source.name.lower().endswith(".md")
    fields, start = front_matter(text) if markdown else ({}, 0)
    lines = [line for line in clean(text, fold(text), markdown=markdown) if line.start >= start]
    titled = markdown and text[start:].lstrip("\ufeff \n").startswith("#")
    stem = re.sub(r"\.[A-Za-z]+$", "", source.name).replace("/", ".")
    documents = split(lines, titled=titled, fields=fields)
    forms = [_form(document) for document in documents]
    main = forms.index("policy") if "policy" in forms else 0
    policies: list[Policy] = []
    place = 0
    for number, document in enumerate(documents):
        end = document.body[-1].end if document.body else place
        policy_id = stem if number == main else f"{stem}~{number + 1}"
        of_document = within(repairs, place, end)
        if of_document:
            _as_printed(document, lines, source.text)
        policies.append(_policy(document, source, policy_id, forms[number], of_document))
        place = end
    return policies


def _joined(clauses: Sequence[Clause], text: str) -> int:
    """How many line breaks of the source the clauses do not have."""
    return sum(
        "\n" in text[one.raw + one.length : after.raw] and one.clean + one.length == after.clean
        for clause in clauses
        for one, after in pairwise(clause.segments)
    )


def _as_printed(document: Document, lines: Sequence[Line], text: str) -> None:
    """Give the lines of a document that are no clauses their characters as printed."""
    printed = {line.text: text[line.start : line.end] for line in lines}
    for kept in (document.title_lines, document.metadata_lines, document.signature_lines, document.boilerplate):
        kept[:] = [printed.get(words, words) for words in kept]


def _form(document: Document) -> DocumentForm:
    """A policy has a title or numbered clauses; anything else on a page is another document."""
    if document.title:
        return "policy"
    numbered = 0
    for line in document.body:
        number = number_of(line.plain)
        numbered += number is not None and number.rank != Rank.CIRCLE
    return "policy" if numbered >= _LEAST_NUMBERED else "other"


def _policy(
    document: Document, source: SourceText, policy_id: str, form: DocumentForm, repairs: Sequence[Repair]
) -> Policy:
    built = tree.build(document.body, policy_id)
    opening = "\n".join(line.plain for line in document.body[:40])[:_OPENING]
    days = {name: facts.find_day(document.fields.get(name, "")) for name in _DAYS}
    signed = document.signed or days["signed"]
    issued = signed or days["published"]
    own_words = _own_words(built.clauses)
    effective, expires = facts.validity_dates(own_words, issued)
    clauses = as_printed(_with_leads(_with_own_days(built.clauses, issued), document), repairs)
    title, printed = _title(document, opening)
    issuer = _issuer(document)
    return Policy(
        policy_id=policy_id,
        title=title,
        title_printed=printed,
        form=form,
        source_file=source.name,
        issuer=issuer,
        publisher=document.fields.get("publisher"),
        document_number=document.fields.get("document_number"),
        index_number=document.fields.get("index_number"),
        signed=signed,
        published=days["published"],
        worded=facts.wording_day([*map(fold, document.metadata_lines), *_VERSION.findall(source.name)]),
        effective=effective or days["effective"],
        expires=expires or days["expires"],
        withdrawn=bool(_WITHDRAWN.search(document.fields.get("status", ""))),
        region=_region(title if printed else "", issuer, opening),
        repeals=facts.repeals(own_words),
        numbered=built.numbered,
        clauses=clauses,
        sections=built.sections,
        title_lines=tuple(document.title_lines),
        metadata_lines=tuple(document.metadata_lines),
        signature_lines=tuple(document.signature_lines),
        boilerplate=tuple(document.boilerplate),
        repairs=tuple(repairs),
        joined=_joined(clauses, source.text),
        notes=source.notes,
        addressee=document.addressee,
    )


def _own_words(clauses: tuple[Clause, ...]) -> str:
    """The clauses that may speak of the policy's own validity: the closing ones, the last few, and those that do."""
    closing = [
        clause
        for clause in clauses
        if clause.address[-1] == CLOSING or CLOSING[0] in clause.address[0] or facts.states_own_days(fold(clause.text))
    ]
    return "\n".join(fold(clause.text) for clause in dict.fromkeys([*clauses[:2], *clauses[-6:], *closing]))


def _with_own_days(clauses: Sequence[Clause], issued: str | None) -> tuple[Clause, ...]:
    """``clauses`` with the days of validity that have to be reckoned (自印发之日起, 有效期3年) among their dates."""
    return tuple(_with_reckoned(clause, issued) if _RECKONED.search(clause.text) else clause for clause in clauses)


def _with_leads(clauses: tuple[Clause, ...], document: Document) -> tuple[Clause, ...]:
    """``clauses`` with the first department as lead, where the text says that the first one leads."""
    if not any("牵头" in line.plain and facts.says_first_leads(line.plain) for line in document.body):
        return clauses
    return tuple(
        clause.model_copy(update={"departments": facts.with_first_as_lead(clause.departments)}) for clause in clauses
    )


def _with_reckoned(clause: Clause, issued: str | None) -> Clause:
    plain = fold(clause.text)
    days = dict(zip(("effective", "expires"), facts.validity_dates(plain, issued), strict=True))
    known = {fact.kind for fact in clause.dates}
    words = next((words for words in re.split(r"[。;\n]", plain) if _RECKONED.search(words)), plain).strip()
    reckoned = [
        DateFact.model_validate({"date": day, "text": words, "kind": kind})
        for kind, day in days.items()
        if day and kind not in known
    ]
    return clause.model_copy(update={"dates": (*clause.dates, *reckoned)}) if reckoned else clause


def _title(document: Document, text: str) -> tuple[str, bool]:
    """The title, and whether the page prints it; without one, it is put together from the first sentence."""
    if document.title:
        return re.sub(r"(?<=[\u4e00-\u9fff”》])\s+(?=[\u4e00-\u9fff“《])", "", fold_title(document.title)), True
    first = text.split("\n", 1)[0]
    topic, name = _TOPIC.search(first), _NAME.search(text[:1500])
    if topic and name:
        return f"{topic['topic'].strip()}{name['kind']}", False
    return re.split(r"[。!！?？]", first)[0][:40] or "(无标题)", False


def fold_title(title: str) -> str:
    """A title for display: blanks at the edges and Markdown marks dropped."""
    return title.strip("# \u3000\u00a0")


def _issuer(document: Document) -> str | None:
    for title in (document.title or "", *document.title_lines):
        match = _OF_TITLE.match(title)
        if match:
            return "、".join(match["issuer"].split())
    return document.signer or "、".join(re.split(r"\s{2,}", document.fields.get("issuer", ""))) or None


def _region(title: str, issuer: str | None, text: str) -> str | None:
    """The region a policy is of: its issuer's, else the one its title names, else the one its text names most."""
    issuer = (issuer or "").removeprefix("国家税务总局") or issuer  # the bureau of a place follows
    if _NATIONAL_ORGAN.match(issuer or title):
        return "全国"
    for words in (issuer or "", title):
        match = _PLACE.match(words)
        if match:
            known = find_regions(match["place"])
            return known[0].name if known else match["place"]
    for words in (title, text[:_OF_PLACES]):
        regions = find_regions(fold(words))
        if regions:
            counts: dict[str, int] = {}
            for region in regions:
                counts[region.name] = counts.get(region.name, 0) + 1
            return max(counts, key=lambda name: counts[name])
    return None
