"""Whether a sentence is of the kind asked for: a day where only a day is asked, an office where only an office is.

What is asked together with something else is not looked at: the sentence may answer the other part.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from assistant.facets import Facet
from index.stated import organs
from index.variants import fold

if TYPE_CHECKING:
    from assistant.question import Question

_NUMBER = r"[\d一二三四五六七八九十两半]"
_TIME = re.compile(
    rf"{_NUMBER}+(?:个)?(?:年|月|日|号|天|周|小时|季度|工作日)|[每当次同本全常上下][年月季日天]|随时|长期|即时|之日|期限|届满"
)
# What decides, pays or receives without being an organ that is known by name.
_OFFICE = re.compile(
    r"政府|街道|乡镇|村委|村民委员会|单位|公司|中心|机构|银行|窗口|平台|小组|办公室|部门|协会|工会|园区|法院|学校|电话"
    r"|[\u4e00-\u9fff]{2}(?:科|处|局|厅|委|办|院|站|会)(?=负责|承办|受理|牵头|审|办理|、|\))"
)


def lacking(question: Question, text: str) -> str | None:
    """What alone is asked for and not in ``text``, in words that follow 原文未规定, if there is such a thing."""
    if question.is_open:
        return None
    plain = fold(text)
    if question.facets == {Facet.DATE} and not _TIME.search(plain):
        return "具体的时间"
    if question.facets == {Facet.DEPARTMENT} and not (_OFFICE.search(plain) or organs.find(plain)):
        return "由哪个部门办理"
    return None
