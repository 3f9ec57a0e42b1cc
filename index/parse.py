"""Clean text to Policy objects; a page may hold several."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from index import facts, tree
from index.clean import clean
from index.documents import Document, split
from index.policy import CLOSING, Clause, DocumentForm, Policy
from index.regions import find_regions
from index.variants import fold

if TYPE_CHECKING:
    from index.sources import SourceText

PARSER_VERSION = "1"

_OF_TITLE = re.compile(
    r"^(?P<issuer>[\u4e00-\u9fff（）()、 ]{3,60}?(?:政府|办公室|办公厅|委员会|局|厅|部|委|管委会|署|行|院))"
    r"\s*(?:等.{1,4}部门)?(?:关于|印发)"
)
_PLACE = re.compile(r"^(?P<place>[\u4e00-\u9fff]{2,7}?(?:自治区|特别行政区|省|市|自治州|州|盟|县|区))(?!.{0,2}场)")
_TOPIC = re.compile(r"^为(?:了|深入|全面|大力|进一步|加快|切实|认真|持续)*(?P<topic>[^,，。]{4,60})")
_NAME = re.compile(r"制定本(?P<kind>[\u4e00-\u9fff]{2,6}?(?:方案|意见|办法|措施|规定|细则|计划|规划|指南|政策))")
_LEAST_NUMBERED = 3


def parse(source: SourceText) -> list[Policy]:
    """The documents of one page as policies with their clauses; offsets are places in ``source.text``."""
    markdown = source.name.lower().endswith(".md")
    lines = clean(source.text, markdown=markdown)
    titled = markdown and source.text.lstrip("\ufeff \n").startswith("#")
    stem = re.sub(r"\.[A-Za-z]+$", "", source.name).replace("/", ".")
    policies = [
        _policy(document, source, f"{stem}~{number}") for number, document in enumerate(split(lines, titled=titled), 1)
    ]
    return _named(policies, stem)


def _named(policies: list[Policy], stem: str) -> list[Policy]:
    """The page's main document bears the plain name of its file."""
    main = next((policy for policy in policies if policy.form == "policy"), policies[0] if policies else None)
    named: list[Policy] = []
    for policy in policies:
        policy_id = stem if policy is main else f"{stem}~{len(named) + 1}"
        clauses = tuple(
            clause.model_copy(update={"policy_id": policy_id, "clause_id": f"{policy_id}/{number}"})
            for number, clause in enumerate(policy.clauses, 1)
        )
        named.append(policy.model_copy(update={"policy_id": policy_id, "clauses": clauses}))
    return named


def _policy(document: Document, source: SourceText, policy_id: str) -> Policy:
    built = tree.build(document.body, policy_id)
    text = "\n".join(line.text for line in document.body)
    form: DocumentForm = "policy" if _is_policy(document, built) else "other"
    published = facts.find_day(document.fields.get("published", ""))
    own_words = _own_words(built.clauses)
    effective, expires = facts.validity_dates(own_words, document.signed or published)
    title, printed = _title(document, text)
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
        signed=document.signed,
        published=published,
        effective=effective,
        expires=expires,
        region=_region(title if printed else "", issuer, text),
        repeals=facts.repeals(own_words),
        numbered=built.numbered,
        clauses=built.clauses,
        sections=built.sections,
        title_lines=tuple(document.title_lines),
        metadata_lines=tuple(document.metadata_lines),
        signature_lines=tuple(document.signature_lines),
        boilerplate=tuple(document.boilerplate),
        addressee=document.addressee,
    )


def _is_policy(document: Document, built: tree.Tree) -> bool:
    numbered = sum(1 for clause in built.clauses if clause.address[0] not in ("前言", CLOSING))
    return bool(document.title) or numbered >= _LEAST_NUMBERED


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
