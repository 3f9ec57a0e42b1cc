"""A question about the document before the one that is held: the old rules are not answered from the new ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assistant.evidence import Evidence, day_text, whole
from index.titles import bare
from index.variants import fold, simplified

if TYPE_CHECKING:
    from index.policy import Policy, PolicyHeader
    from index.search import Searcher

_KINDS = "办法|政策|文件|措施|方案|细则|规定|意见|指南|条例|通知|规则|标准|版本?"
_ANY_KIND = ("政策", "文件", "标准", "版", "版本")
_OLD = re.compile(
    rf"(?:(?<![养敬])[老旧](?=的|那|办法|政策|文件|规定|版|标准|方案|措施|细则|意见)|原先|原来|以前|之前|早先|过去|从前|上一|前一|废止了?)(?:的|那)?[^,，。?？;；]{{0,16}}?(?P<kind>{_KINDS})"
)
_OF_YEAR = re.compile(
    rf"(?<!\d)(?P<year>(?:19|20)\d\d)年?(?!\d|以|之?[前后]|\d*月)[^,，。?？;；\d]{{0,16}}?(?P<kind>{_KINDS})"
)
# Which of the two holds, what became of the old one and what goes over to the new: the new one says.
_OF_BOTH = re.compile(
    r"新(?:的|办法|政策|措施|规定|版|文件|细则|方案|规则)|[按照依看听](?:着|照)?(?:哪|谁|新|老|旧|原|以前|之前)"
    r"|废[了掉除止没]|作废|失效|有效|管用|算数|作数|取代|代替|替[代换]|受理|签了|衔接|过渡|还(?:能|用|行|算|执行)|执行到|哪天停"
)
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,10}[〔\[(【](?P<year>(?:19|20)\d{2})[〕\])】]\d{1,5}号")


@dataclass(frozen=True)
class Old:
    """A repealed document that is not held: what to tell, and the clause that repeals it."""

    text: str
    evidence: Evidence


def asked_about(question: str, best: Evidence, searcher: Searcher) -> Old | None:
    """The document repealed by that of ``best`` which a question is about, where the index does not hold it."""
    text = fold(simplified(question))
    if not best.policy.repeals or _OF_BOTH.search(text):
        return None
    policy = searcher.policy(best.policy.policy_id)
    titles = [name for name in best.policy.repeals if not _NUMBER.fullmatch(fold(name))]
    meant = [name for name in titles if policy and _is_meant(text, name, policy)]
    if len(meant) != 1 or policy is None or _held(meant[0], searcher.policies()):
        return None
    return _told(meant[0], policy)


def _is_meant(text: str, title: str, policy: Policy) -> bool:
    """Whether a question speaks of the old document, or of one of its year that is not the year of the new one."""
    number = _number(title, policy)
    for match in _OF_YEAR.finditer(text):
        own = re.findall(r"(?:19|20)\d{2}", f"{policy.document_number or ''}{policy.signed or ''}{policy.title}")
        year = match["year"]
        if year not in own and year in f"{number}{title}" and _of_kind(match["kind"], title):
            return True
    if _OF_YEAR.search(text):
        return False
    return any(_of_kind(match["kind"], title) for match in _OLD.finditer(text))


def _of_kind(kind: str, title: str) -> bool:
    return kind in _ANY_KIND or kind in title


def _held(title: str, headers: Sequence[PolicyHeader]) -> bool:
    name = bare(fold(title))
    return any(name in (one := bare(fold(header.title))) or one in name for header in headers)


def _number(title: str, policy: Policy) -> str:
    """The document number that stands behind the title in the clause that repeals it; empty where none does."""
    for clause in policy.clauses:
        text = clause.readable
        if title in text:
            match = _NUMBER.search(
                text[text.index(title) :][: len(title) + 30].replace("》(", " ").replace("》（", " ")
            )
            return match[0] if match else ""
    return ""


def _told(title: str, policy: Policy) -> Old | None:
    clause = next((one for one in policy.clauses if title in one.readable), None)
    if clause is None:
        return None
    number = _number(title, policy)
    called = f"《{title}》" + (f"（{number}）" if number else "")
    since = f"自{day_text(policy.effective)}起" if policy.effective else ""
    text = (
        f"已收录的政策里没有{called}的原文，不能用现行的《{policy.title}》代替它作答。"
        f"只知道它{since}已被《{policy.title}》废止。"
    )
    return Old(text, whole(clause, policy.header(), title))
