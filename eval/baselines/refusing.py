"""Whether a reply in plain words refuses: baselines have no status of their own.

A reply counts as a refusal when its first sentence holds one of the phrases below, blanks and punctuation aside, or
when there are no words in it at all. The prompts of the baselines let the model say that it does not know, as the
usual ones do. What follows such a sentence (the nearest rule, whom to ask) takes nothing from the refusal; and an
answer that says later on that some further point is not stated stays an answer. A phrase that the question holds
itself does not count: the reply may only say it again.

The phrases are every one of ``NEGATIONS`` before every one of ``FINDINGS``, every one of ``INABILITIES`` before every
one of ``ANSWERS``, and ``WHOLE``. What rules say of firms, too (未提供, 无法提供), is a refusal only with its object.
"""

from __future__ import annotations

from itertools import product

from eval.figures.sentences import sentences
from eval.measures import normalised

NEGATIONS = ("没有", "没", "未", "未能", "未曾")
FINDINGS = (
    *("提到", "提及", "说明", "写", "规定", "明确", "列出", "列明", "给出", "注明", "载明", "指出", "指明", "具体说明"),
    *("包含", "包括", "涉及", "涵盖", "收录", "检索到", "找到", "查到", "具体规定", "详细说明", "直接提", "直接说明"),
    *("提供相关", "提供具体", "提供足够", "提供关于", "相关信息", "相关内容", "相关规定", "相关资料", "具体信息"),
    *("足够的信息", "足够信息"),
)
INABILITIES = ("无法", "不能", "难以")
ANSWERS = (
    *("回答", "确定", "判断", "得知", "得出", "确认", "给出答案", "作答", "直接回答", "准确回答", "提供答案", "告知"),
    *("提供相关信息", "提供具体信息", "提供准确信息", "提供具体的信息", "提供准确的信息", "提供确切"),
)
WHOLE = ("不知道", "我不清楚", "我不了解", "我不太清楚", "暂无相关", "暂无信息", "无相关信息", "查不到", "找不到")

PHRASES: tuple[str, ...] = (
    *("".join(pair) for pair in product(NEGATIONS, FINDINGS)),
    *("".join(pair) for pair in product(INABILITIES, ANSWERS)),
    *WHOLE,
)
"""Every phrase, as it is looked for."""


def refuses(reply: str, question: str = "") -> bool:
    """Whether the reply says in its first sentence that there is no answer to ``question``, or says nothing."""
    first = next((normalised(one.text) for one in sentences(reply)), "")
    asked = normalised(question)
    return not first or any(phrase in first and phrase not in asked for phrase in PHRASES)
