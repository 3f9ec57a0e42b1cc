"""The LangChain retriever over a real index: its documents, its filters, and a chain made with it."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from langchain_core.documents import Document
from langchain_core.language_models import FakeListChatModel
from langchain_core.output_parsers import StrOutputParser
from langchain_core.prompts import ChatPromptTemplate
from langchain_core.runnables import RunnableLambda, RunnablePassthrough
from pydantic import ValidationError

from assistant.retriever import PolicyRetriever
from assistant.settings import Settings
from index.errors import PolicyAssistantError
from index.search import Searcher

DAY = date(2026, 11, 22)


def found(searcher: Searcher, query: str = "中小企业数字化改造补助标准", **filters: Any) -> list[Document]:
    return PolicyRetriever(searcher=searcher, **filters).invoke(query)


def test_a_document_is_a_clause_with_all_that_cites_it(searcher: Searcher) -> None:
    documents = found(searcher, k=5, as_of=DAY)
    assert len(documents) == 5
    for rank, document in enumerate(documents, 1):
        said = document.metadata
        clause, policy = searcher.clause(said["clause_id"]), searcher.policy(said["policy_id"])
        assert clause is not None
        assert policy is not None
        assert document.id == clause.clause_id
        assert document.page_content == clause.text
        assert (said["policy"], said["document_number"]) == (policy.title, policy.document_number)
        assert said["address"] == list(clause.address)
        assert (said["start"], said["end"], said["source"]) == (clause.start, clause.end, policy.source_file)
        assert said["validity"] == policy.validity(DAY).value
        assert (said["as_of"], said["rank"]) == ("2026-11-22", rank)
    assert any(document.metadata["document_number"] for document in documents)


def test_its_filters_are_those_of_the_search(searcher: Searcher) -> None:
    everywhere = {document.metadata["region"] for document in found(searcher, "补助标准", k=50)}
    here = {document.metadata["region"] for document in found(searcher, "补助标准", k=50, region="澜江省")}
    assert "霁州市" in everywhere - here
    assert "澜江省" in here
    before = {document.metadata["validity"] for document in found(searcher, k=50, as_of=date(1990, 1, 1))}
    assert "in_force" not in before
    known = {document.metadata["validity"] for document in found(searcher, k=50, as_of=DAY, in_force=True)}
    assert known == {"in_force"}
    one = found(searcher, k=1)[0].metadata["policy_id"]
    assert {document.metadata["policy_id"] for document in found(searcher, k=9, policies=(one,))} == {one}
    with pytest.raises(ValidationError):
        found(searcher, k=0)


def test_a_chain_reads_what_it_finds(searcher: Searcher) -> None:
    asked: list[str] = []

    def shown(documents: list[Document]) -> str:
        return "\n".join(f"{each.metadata['policy']} {each.page_content}" for each in documents)

    def noted(prompt: Any) -> Any:
        asked.append(prompt.to_string())
        return prompt

    chain = (
        {"clauses": PolicyRetriever(searcher=searcher, k=3) | shown, "question": RunnablePassthrough()}
        | ChatPromptTemplate.from_template("条款:{clauses}\n问题:{question}")
        | RunnableLambda(noted)
        | FakeListChatModel(responses=["按条款办理。"])
        | StrOutputParser()
    )
    assert chain.invoke("中小企业数字化改造补助标准") == "按条款办理。"
    (prompt,) = asked
    for document in found(searcher, k=3):
        assert document.page_content in prompt


def test_it_opens_the_index_of_the_settings(tmp_path: Any) -> None:
    with pytest.raises(PolicyAssistantError):
        PolicyRetriever.open(Settings(home=tmp_path))
