"""A LangChain retriever over the index, for people's own chains: the only importer of langchain beside the model's."""

from __future__ import annotations

from datetime import date
from typing import Self

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import Field

from assistant.settings import Settings
from index.policy import Hit
from index.search import Searcher


class PolicyRetriever(BaseRetriever):
    """Finds clauses for a query; each Document is one clause word for word, its metadata all that cites it.

    ``region`` leaves out the policies of other regions, ``as_of`` is the day validity is judged on (today unless
    given), ``in_force`` leaves only policies known to be in force then, ``k`` is how many clauses at most. Raises
    StoreError when the index cannot be read.
    """

    searcher: Searcher
    k: int = Field(default=8, ge=1)
    region: str | None = None
    as_of: date | None = None
    policies: tuple[str, ...] = ()
    departments: tuple[str, ...] = ()
    in_force: bool = False

    @classmethod
    def open(cls, settings: Settings | None = None, **filters: object) -> Self:
        """Open the index of ``settings``, those of the environment unless given; ``filters`` are the fields above.

        Raises StoreError when there is no index, ModelError when the embedding model is missing.
        """
        from assistant.resources import open_resources

        resources = open_resources(settings or Settings.from_environment(), with_model=False)
        return cls.model_validate({"searcher": resources.searcher, **filters})

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:  # noqa: ARG002
        day = self.as_of or date.today()
        hits = self.searcher.search(
            query,
            self.k,
            region=self.region,
            as_of=day,
            policies=self.policies,
            departments=self.departments,
            in_force=self.in_force,
        )
        return [_document(hit, day) for hit in hits]


def _document(hit: Hit, day: date) -> Document:
    policy, clause = hit.policy, hit.clause
    return Document(
        id=clause.clause_id,
        page_content=clause.text,
        metadata={
            "clause_id": clause.clause_id,
            "policy_id": policy.policy_id,
            "policy": policy.title,
            "document_number": policy.document_number,
            "issuer": policy.issuer,
            "region": policy.region,
            "address": list(clause.address),
            "headings": list(clause.path),
            "effective": policy.effective,
            "expires": policy.expires,
            "validity": hit.validity.value,
            "days_left": policy.days_left(day),
            "as_of": day.isoformat(),
            "source": policy.source_file,
            "start": clause.start,
            "end": clause.end,
            "score": round(hit.score, 6),
            "rank": hit.rank,
        },
    )
