"""What a search needs of every passage, in arrays mapped from the disk: a million passages cost no object each."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import numpy.typing as npt

from index.catalog import Catalog
from index.embed import Vectors
from index.errors import StoreError
from index.seal import Known, appearing, sound, whole

Numbers = npt.NDArray[np.int64]
Digests = npt.NDArray[np.uint64]
_NAMES = "names.json"


@dataclass(frozen=True)
class Columns:
    """The passages in the order of the catalog's rows; clauses and policies are numbered from 0 as they first come.

    ``clauses`` and ``policies`` (passages,) are the numbers of each passage's clause and policy; ``vectors``
    (passages, dimensions) are float32. ``digests`` (passages,) are those of the ids in the vector collection, in their
    own order, and ``placed`` the positions they belong to. ``clause_names`` (bytes,) holds the clauses' ids one after
    the other in UTF-8, ``clause_ends`` (clauses,) where each ends; ``policy_ids`` holds those of the policies.
    ``listing`` (clauses that name departments, 2) leads from the number of a clause to that of its list in
    ``department_lists``.
    """

    clauses: Numbers
    policies: Numbers
    digests: Digests
    placed: Numbers
    vectors: Vectors
    clause_names: npt.NDArray[np.uint8]
    clause_ends: Numbers
    listing: Numbers
    policy_ids: tuple[str, ...]
    department_lists: tuple[tuple[str, ...], ...]

    def __len__(self) -> int:
        """How many passages there are."""
        return len(self.clauses)

    def clause_id(self, position: int) -> str:
        """The id of the clause of the passage at ``position``."""
        clause = int(self.clauses[position])
        start = int(self.clause_ends[clause - 1]) if clause else 0
        return self.clause_names[start : int(self.clause_ends[clause])].tobytes().decode()

    def policy_id(self, position: int) -> str:
        """The id of the policy of the passage at ``position``."""
        return self.policy_ids[int(self.policies[position])]

    def positions(self, vector_ids: Sequence[str]) -> Numbers:
        """The positions of passages by their ids in the vector collection, in their order; unknown ones passed over."""
        wanted = np.array([_digest(vector_id) for vector_id in vector_ids], dtype=np.uint64)
        places = np.searchsorted(self.digests, wanted)
        inside = places < len(self)
        places, wanted = places[inside], wanted[inside]
        found: Numbers = self.placed[places[self.digests[places] == wanted]]
        return found

    def relisted(self, departments: Mapping[str, tuple[str, ...]]) -> Columns:
        """These with other departments for some clauses, by the clause's id; an id that is not here is passed over."""
        if not departments:
            return self
        names = self.clause_names.tobytes()
        numbers = {number: found for key, found in departments.items() if (number := self._number(names, key)) >= 0}
        lists = {found: place for place, found in enumerate(self.department_lists)}
        kept = [row for row in self.listing.tolist() if row[0] not in numbers]
        put = [(number, lists.setdefault(found, len(lists))) for number, found in numbers.items() if found]
        listing = np.array(kept + put, dtype=np.int64).reshape(-1, 2)
        return replace(self, listing=listing, department_lists=tuple(lists))

    def _number(self, names: bytes, clause_id: str) -> int:
        """The number of a clause, -1 when it is not here; ``names`` are the bytes of ``clause_names``."""
        wanted = clause_id.encode()
        start = names.find(wanted)
        while start >= 0:
            number = int(np.searchsorted(self.clause_ends, start, side="right"))
            first = int(self.clause_ends[number - 1]) if number else 0
            if first == start and int(self.clause_ends[number]) == start + len(wanted):
                return number
            start = names.find(wanted, start + 1)
        return -1

    @classmethod
    def gather(cls, catalog: Catalog) -> Columns:
        """Read them from the catalog; raises StoreError when it is damaged."""
        count = catalog.count()
        clauses, policies = np.zeros(count, dtype=np.int64), np.zeros(count, dtype=np.int64)
        digests = np.zeros(count, dtype=np.uint64)
        vectors = np.zeros((count, catalog.dimensions()), dtype=np.float32)
        clause_numbers: dict[str, int] = {}
        policy_numbers: dict[str, int] = {}
        for position, (vector_id, clause_id, policy_id, vector) in enumerate(catalog.stored()):
            digests[position] = _digest(vector_id)
            clauses[position] = clause_numbers.setdefault(clause_id, len(clause_numbers))
            policies[position] = policy_numbers.setdefault(policy_id, len(policy_numbers))
            vectors[position] = vector
        placed = np.argsort(digests)
        lists: dict[tuple[str, ...], int] = {}
        listing = [
            (clause_numbers[clause_id], lists.setdefault(names, len(lists)))
            for clause_id, names in catalog.departments()
            if clause_id in clause_numbers
        ]
        names, ends = _joined(clause_numbers)
        return cls(
            clauses=clauses,
            policies=policies,
            digests=digests[placed],
            placed=placed,
            vectors=vectors,
            clause_names=names,
            clause_ends=ends,
            listing=np.array(listing, dtype=np.int64).reshape(-1, 2),
            policy_ids=tuple(policy_numbers),
            department_lists=tuple(lists),
        )

    def save(self, folder: Path) -> None:
        """Write them to ``folder``, which appears complete or not at all; raises OSError."""
        names = json.dumps([self.policy_ids, self.department_lists], ensure_ascii=False)
        with appearing(folder) as unfinished:
            for name in _ARRAYS:
                np.save(unfinished / f"{name}.npy", getattr(self, name))
            (unfinished / _NAMES).write_text(names, encoding="utf-8")

    @classmethod
    def load(cls, folder: Path, known: Known | None = None) -> Columns:
        """Map those saved in ``folder``; raises StoreError when they are not as they were saved."""
        try:
            if not whole(folder, known):
                raise ValueError("its files are not those that were saved")
            # Plain arrays over the mapped files: numpy's own class for these takes microseconds a look.
            arrays = {name: np.asarray(np.load(folder / f"{name}.npy", mmap_mode="r")) for name in _ARRAYS}
            policy_ids, lists = json.loads((folder / _NAMES).read_text(encoding="utf-8"))
            return cls(**arrays, policy_ids=tuple(policy_ids), department_lists=tuple(map(tuple, lists)))
        except (OSError, ValueError, TypeError, EOFError) as error:
            raise StoreError(f"The passages in {folder} are damaged: {error}.") from error

    @classmethod
    def sound(cls, folder: Path, known: Known | None = None) -> Columns | None:
        """Map those saved in ``folder``; None when there are none, or they are damaged, which goes to the log."""
        return sound(
            folder, lambda: cls.load(folder, known), "They are read from the catalog; the next ingest saves them."
        )


_ARRAYS = ("clauses", "policies", "digests", "placed", "vectors", "clause_names", "clause_ends", "listing")


def _digest(vector_id: str) -> int:
    """64 bits of an id: that two of a million share them happens once in thirty million such indexes."""
    return int.from_bytes(hashlib.blake2b(vector_id.encode(), digest_size=8).digest(), "little")


def _joined(texts: Iterable[str]) -> tuple[npt.NDArray[np.uint8], Numbers]:
    """Texts one after the other in UTF-8, and where each ends."""
    pieces = [text.encode() for text in texts]
    ends = np.cumsum([len(piece) for piece in pieces], dtype=np.int64)
    return np.frombuffer(b"".join(pieces), dtype=np.uint8), ends
