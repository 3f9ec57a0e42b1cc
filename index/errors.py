"""The exceptions a user may see, each message one clear line.

PolicyAssistantError
├── SourceError        a file could not be read: empty, too large, binary, wrong format
├── StoreError         the index is damaged, not writable, or made by another version
├── ModelError         a model folder or model file is missing, wrong or does not answer
├── QuestionError      a question is empty or too long
└── SettingError       a setting has a value that cannot be used
"""


class PolicyAssistantError(Exception):
    """Base of all errors whose message is written for the user."""


class SourceError(PolicyAssistantError):
    """A source file could not be read."""


class StoreError(PolicyAssistantError):
    """The index could not be opened, read or written."""


class ModelError(PolicyAssistantError):
    """A model could not be prepared, loaded or reached."""


class QuestionError(PolicyAssistantError):
    """A question cannot be answered as it was put."""


class SettingError(PolicyAssistantError):
    """A setting has a value that cannot be used."""
