"""Clean text to Policy objects; a page may hold several."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from index import facts, tree
from index.clean import clean
from index.documents import Document, split
from index.numbering import Rank, number_of
from index.policy import CLOSING, Clause, DocumentForm, Policy, Repair
from index.printed import as_printed, mended, within


def find_repairs(text: str) -> tuple[Repair, ...]:
    return ()


from index.regions import find_regions
from index.variants import fold

if TYPE_CHECKING:
    from index.sources import SourceText

PARSER_VERSION = "2"

_OF_TITLE = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff（）()、 ]{3,60}?(?:政府|办公室|办公厅|委员会|局|厅|部|委|管委会|署|行|院))"
    r"\s*(?:等.{1,4}部门)?(?:关于|印发)"
)
_PLACE = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,7}?(?:自治区|特别行政区|省|市|自治州|州|盟|县|区))(?!.{0,2}场)")
_TOPIC = re.compile(r"^为(?:了|深入|全面|大力|进一步|加快|切实|认真|持续)*(?P<topic>[^,，。]{4,60})")
_NAME = re.compile(r"制定本(?P<kind>[\u4e00-\u9fff]{2,6}?(?:方案|意见|办法|措施|规定|细则|计划|规划|指南|政策))")
_LEAST_NUMBERED = 3
_OPENING = 2000
_WITHDRAWN = re.compile("废止|失效|无效")


def parse(source: SourceText) -> list[Policy]:
    """The documents of one page as policies with their clauses; offsets are places in ``source.text``.

    Clauses keep the characters as printed; what the page's copier had substituted is repaired for everything that is
    read out of them, and noted.
    """
    repairs = find_repairs(source.text)
    text = mended(source.text, repairs)
    markdown = source.name.lower().endswith(".md")
    lines = clean(text, fold(text), markdown=markdown)
    titled = markdown and source.text.lstrip("\ufeff \n").startswith("#")
    stem = re.sub(r"\.[A-Za-z]+$", "", source.name).replace("/", ".")
    documents = split(lines, titled=titled)
    forms = [_form(document) for document in documents]
    main = forms.index("policy") if "policy" in forms else 0
    policies: list[Policy] = []
    place = 0
    for number, document in enumerate(documents):
        end = document.body[-1].end if document.body else place
        policy_id = stem if number == main else f"{stem}~{number + 1}"
        policies.append(_policy(document, source, policy_id, forms[number], within(repairs, place, end)))
        place = end
    return policies


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
    published = facts.find_day(document.fields.get("published", ""))
    signed = document.signed or facts.find_day(document.fields.get("signed", ""))
    own_words = _own_words(built.clauses)
    effective, expires = facts.validity_dates(own_words, signed or published)
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
        published=published,
        effective=effective or facts.find_day(document.fields.get("effective", "")),
        expires=expires or facts.find_day(document.fields.get("expires", "")),
        withdrawn=bool(_WITHDRAWN.search(document.fields.get("status", ""))),
        region=_region(title if printed else "", issuer, opening),
        repeals=facts.repeals(own_words),
        numbered=built.numbered,
        clauses=as_printed(built.clauses, repairs),
        sections=built.sections,
        title_lines=tuple(document.title_lines),
        metadata_lines=tuple(document.metadata_lines),
        signature_lines=tuple(document.signature_lines),
        boilerplate=tuple(document.boilerplate),
        repairs=tuple(repairs),
        addressee=document.addressee,
    )


def _own_words(clauses: tuple[Clause, ...]) -> str:
    """The clauses that may speak of the policy's own validity: the closing ones and the last few."""
    closing = [clause for clause in clauses if clause.address[-1] == CLOSING or CLOSING[0] in clause.address[0]]
    return "\n".join(fold(clause.text) for clause in dict.fromkeys([*clauses[:2], *clauses[-6:], *closing]))


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
    for title in document.title_lines:
        match = _OF_TITLE.match(title)
        if match:
            return match["issuer"].strip()
    return document.signer


def _region(title: str, issuer: str | None, text: str) -> str | None:
    """The region a policy is of: its issuer's, else the one its title names, else the one its text names most."""
    for words in (issuer or "", title):
        match = _PLACE.match(words)
        if match:
            known = find_regions(match["place"])
            return known[0].name if known else match["place"]
    for words in (title, text):
        regions = find_regions(fold(words))
        if regions:
            counts: dict[str, int] = {}
            for region in regions:
                counts[region.name] = counts.get(region.name, 0) + 1
            return max(counts, key=lambda name: counts[name])
    return None
