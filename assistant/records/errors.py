"""What goes wrong with the records.

PolicyAssistantError
├── StoreError       the records cannot be opened, read or written
└── RecordsError     what is asked of them cannot be done: a name that is taken, a password too short
"""

from __future__ import annotations

from index.errors import PolicyAssistantError


class RecordsError(PolicyAssistantError):
    """Something asked of the records cannot be done as it was asked."""
