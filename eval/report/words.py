"""The report's words in both languages: figures, kinds of question, what answered, what went wrong."""

from __future__ import annotations

from typing import Literal, NamedTuple


class Text(NamedTuple):
    """The same words in Chinese and in English."""

    zh: str
    en: str


Form = Literal["share", "score", "seconds", "count", "points"]
Better = Literal["more", "less", "neither"]


class FigureWords(NamedTuple):
    """A figure's name, what it means, how it is written, and whether more of it is better."""

    name: Text
    meaning: Text
    form: Form = "share"
    better: Better = "more"


def _f(
    zh: str, en: str, zh_meaning: str, en_meaning: str, form: Form = "share", better: Better = "more"
) -> FigureWords:
    return FigureWords(Text(zh, en), Text(zh_meaning, en_meaning), form, better)


_ANSWERS = {
    "right": _f(
        "答对",
        "Right answers",
        "标准答案的要点、部门齐全，没有禁止的说法；无答案的题则是如实说没有",
        "Every fact and department of the gold answer is there and nothing forbidden; an unanswerable one is declined",
    ),
    "right_and_cited": _f(
        "答对且依据齐全",
        "Right and fully cited",
        "答对，且标准答案依据的条款都引用了",
        "Right, and every clause the gold answer rests on is cited",
    ),
    "fact_recall": _f(
        "要点齐全度", "Key facts given", "答出的要点占应答要点的比例", "Share of the gold answer's facts given"
    ),
    "department_recall": _f(
        "部门齐全度", "Departments named", "答出的部门占应答部门的比例", "Share of the gold answer's departments named"
    ),
    "slots": _f(
        "日期、金额、部门逐项准确",
        "Dates, amounts, departments exact",
        "逐项比对，一字一数都对的比例",
        "Share of single dates, amounts and departments by role that are stated exactly",
    ),
    "slots_dates": _f("日期准确", "Dates exact", "逐项比对的日期", "The same, for dates only"),
    "slots_amounts": _f("金额准确", "Amounts exact", "金额连同单位", "The same, for amounts with their units"),
    "slots_lead": _f("牵头部门准确", "Lead departments exact", "牵头部门", "The same, for lead departments"),
    "slots_supporting": _f("配合部门准确", "Supporting departments exact", "配合部门", "The same, for supporting ones"),
    "slots_responsible": _f("责任单位准确", "Responsible bodies exact", "责任单位", "The same, for responsible bodies"),
    "no_contradiction": _f(
        "没有说错",
        "Nothing contradicted",
        "与标准答案及自身都不矛盾的回答",
        "Answers that contradict neither the gold answer nor themselves",
    ),
    "characters": _f("回答字数", "Characters an answer", "平均字数", "Mean length", "count", "neither"),
    "sentences": _f("回答句数", "Sentences an answer", "平均句数", "Mean number of sentences", "count", "neither"),
}
_CITATIONS = {
    "citation_recall": _f(
        "应引条款引用率",
        "Clauses cited that should be",
        "应引用的条款中引用了的",
        "Of the clauses to cite, those cited",
    ),
    "citation_precision": _f(
        "引用条款相关率",
        "Cited clauses that are to the point",
        "引用的条款中确为答案依据的",
        "Of the clauses cited, those the gold answer rests on",
    ),
    "quotes_verbatim": _f(
        "引文逐字无误",
        "Quotes word for word",
        "引文与原文件逐字相同",
        "Quotes that stand in the source letter by letter",
    ),
    "lines_verbatim": _f(
        "正文所引逐字无误",
        "Quoting lines word for word",
        "“依据”一行的引号内文字在所引条款中",
        "Words between quotation marks that stand in a cited clause",
    ),
    "numbers_cited": _f(
        "数字有据",
        "Numbers in the cited clause",
        "句中数字都在该句所引条款中",
        "Numbers that the clause cited for them holds",
    ),
    "departments_cited": _f(
        "部门有据",
        "Departments in the cited clause",
        "句中部门都在该句所引条款中",
        "Departments that the clause cited for them holds",
    ),
    "sentences_supported": _f(
        "句子有据",
        "Sentences borne out",
        "带标记的句子中数字、部门全部有据的",
        "Marked sentences of which every number and department is in the clause cited",
    ),
    "prose_said": _f(
        "模型写的话用上了",
        "The model's own words said",
        "请模型作答的题中，至少有一句通过核对说了出来",
        "Of the questions put to the model, those of which a sentence of its own was said",
    ),
    "prose_borne_out": _f(
        "模型写的话有据",
        "The model's words borne out",
        "模型写的、说了出来的句子中，所引条款确有其文，数字、部门也都在内",
        "Of the model's sentences that were said, those that stand in a cited clause with every number and department",
    ),
}
_REFUSALS = {
    "refusal_recall": _f(
        "该拒的拒了",
        "Unanswerable ones declined",
        "无答案的题中如实说没有的",
        "Of the questions no text answers, those declined",
    ),
    "refusal_precision": _f(
        "拒得对",
        "Refusals that were right",
        "拒答的题中确实无答案的",
        "Of the questions declined, those no text answers",
    ),
    "wrong_refusals": _f(
        "错拒",
        "Wrong refusals",
        "有答案的题中被拒答的",
        "Of the questions a text answers, those declined",
        "share",
        "less",
    ),
    "auroc": _f(
        "把握度的辨别力（AUROC）",
        "Confidence tells them apart (AUROC)",
        "任取一道有答案和一道无答案的题，前者把握更大的概率；0.5 等于瞎猜",
        "How often an answerable question has more confidence than an unanswerable one; 0.5 is guessing",
        "score",
    ),
    "risk_coverage_area": _f(
        "风险-覆盖曲线下面积",
        "Area of the risk-coverage curve",
        "从最有把握的答起，平均的错误比例",
        "Mean share of wrong answers, the surest answered first",
        "score",
        "less",
    ),
}
_CONVERSATION = {
    "followup_right": _f(
        "追问答对", "Follow-ups right", "要靠上文才懂的问法", "Questions that lean on the conversation"
    ),
    "standalone_right": _f(
        "同题单独问答对",
        "The same asked alone",
        "同一问题补全后再问",
        "The same questions in words that need no history",
    ),
    "followup_drop": _f(
        "追问的损失",
        "Lost by follow-up",
        "两者之差",
        "What follow-ups lack of the standalone wording",
        "points",
        "less",
    ),
    "right_before": _f(
        "变更前答对", "Right before the change", "到期或被取代之前", "Before an expiry or a replacement"
    ),
    "right_after": _f("变更后答对", "Right after the change", "到期或被取代之后", "After an expiry or a replacement"),
    "right_on_both_days": _f(
        "两天都答对", "Right on both days", "同一问题，变更前后都对", "The same question, right both times"
    ),
    "stale_answers": _f(
        "过时答案",
        "Stale answers",
        "变更之后仍按旧规定作答",
        "Still answered by what held only before",
        "share",
        "less",
    ),
    "expiry_unsaid": _f(
        "失效未说明",
        "Expiry not said",
        "依据已失效条款却没有说明",
        "Rests on an expired clause without saying so",
        "share",
        "less",
    ),
}
_RETRIEVAL = {
    "success@1": _f("第1条命中", "Answering clause first", "第一条就是答案条款", "The first clause found answers"),
    "success@5": _f("前5条命中", "In the first 5", "前五条中有答案条款", "One of the first five answers"),
    "success@10": _f("前10条命中", "In the first 10", "前十条中有答案条款", "One of the first ten answers"),
    "recall@5": _f(
        "Recall@5", "Recall@5", "答案条款中出现在前五条的", "Of the clauses wanted, those in the first five"
    ),
    "recall@10": _f(
        "Recall@10", "Recall@10", "答案条款中出现在前十条的", "Of the clauses wanted, those in the first ten"
    ),
    "nDCG@10": _f(
        "nDCG@10", "nDCG@10", "排序质量，越靠前越高", "Quality of the order, the higher up the better", "score"
    ),
    "MRR@10": _f(
        "MRR@10", "MRR@10", "第一个答案条款名次的倒数", "One over the rank of the first that answers", "score"
    ),
}


def _seconds(zh: str, en: str, part_zh: str, part_en: str) -> FigureWords:
    return _f(zh, en, part_zh, part_en, "seconds", "less")


_COST = {
    "seconds_search_median": _seconds(
        "找到条款，中位数", "To the clauses, median", "一半的题在此之内", "Half take less"
    ),
    "seconds_search_p95": _seconds("找到条款，95%", "To the clauses, 95%", "95% 的题在此之内", "19 of 20 take less"),
    "seconds_first_text_median": _seconds("首字，中位数", "First word, median", "一半的题在此之内", "Half take less"),
    "seconds_first_text_p95": _seconds("首字，95%", "First word, 95%", "95% 的题在此之内", "19 of 20 take less"),
    "seconds_total_median": _seconds("答完，中位数", "Whole answer, median", "一半的题在此之内", "Half take less"),
    "seconds_total_p95": _seconds("答完，95%", "Whole answer, 95%", "95% 的题在此之内", "19 of 20 take less"),
    "seconds_retrieval_median": _seconds(
        "单独检索，中位数", "Search alone, median", "只检索不作答", "Without answering"
    ),
    "seconds_retrieval_p95": _seconds("单独检索，95%", "Search alone, 95%", "只检索不作答", "Without answering"),
    "tokens_prompt": _f("读入 token", "Tokens read", "模型每题平均", "By the model, mean", "count", "neither"),
    "tokens_completion": _f("写出 token", "Tokens written", "模型每题平均", "By the model, mean", "count", "neither"),
    "memory_mb": _f("内存峰值（MB）", "Peak memory (MB)", "进程的峰值", "Of the process", "count", "less"),
}
SECTIONS: tuple[tuple[Text, dict[str, FigureWords]], ...] = (
    (Text("回答", "Answers"), _ANSWERS),
    (Text("依据", "Citations"), _CITATIONS),
    (Text("拒答", "Refusals"), _REFUSALS),
    (Text("追问与时效", "Follow-ups and time"), _CONVERSATION),
    (Text("检索", "Retrieval"), _RETRIEVAL),
    (Text("代价", "Cost"), _COST),
)
FIGURES: dict[str, FigureWords] = {name: words for _, figures in SECTIONS for name, words in figures.items()}

KINDS = {
    "ALL": Text("全部", "all"),
    "eligibility": Text("资格条件", "eligibility"),
    "department": Text("主管部门", "department"),
    "deadline": Text("期限", "deadline"),
    "validity": Text("时效", "validity"),
    "amount": Text("金额标准", "amount"),
    "list": Text("列举清单", "list"),
    "content": Text("规定内容", "content"),
    "multiturn": Text("追问", "follow-up"),
    "unanswerable": Text("无答案", "unanswerable"),
    "conflict": Text("规定冲突", "conflict"),
    "other": Text("其他", "other"),
}
VARIANT_NAMES = {
    "ours": Text("本系统", "this assistant"),
    "no-gate": Text("本系统，关闭核对", "ours without the gate"),
    "no-facts": Text("本系统，不用事实", "ours without facts"),
    "no-hybrid": Text("本系统，只用向量", "ours, vectors alone"),
    "langchain": Text("LangChain 基本做法", "plain LangChain RAG"),
    "bm25-quotes": Text("BM25 加摘录", "BM25 with quotes"),
    "model-alone": Text("只用模型，不看文件", "the model without documents"),
}
STATUSES = {
    "answered": Text("已回答", "answered"),
    "not_stated": Text("原文未规定", "not stated"),
    "not_found": Text("未检索到", "not found"),
    "needs_detail": Text("需要补充信息", "needs detail"),
    "declined": Text("不予回答", "declined"),
    "quotes_only": Text("仅列条款", "quotes only"),
    "failed": Text("出错", "failed"),
    "missing": Text("没有结果", "no result"),
}

DECISIONS = {
    "said": Text("说出", "said"),
    "quoted": Text("改引原文", "its clause quoted instead"),
    "dropped": Text("舍去", "dropped"),
    "refusal": Text("模型未作答", "the model gave no answer"),
}


def kind_words(name: str) -> Text:
    """What a kind of question is called; its own name when it is none of ours."""
    return KINDS.get(name, Text(name, name))


def variant_words(name: str) -> Text:
    """What answered, in words."""
    return VARIANT_NAMES.get(name, Text(name, name))


def status_words(name: str) -> Text:
    """A status, in words."""
    return STATUSES.get(name, Text(name, name))


def decision_words(name: str) -> Text:
    """What became of a sentence of the model, in words."""
    return DECISIONS.get(name, Text(name, name))
