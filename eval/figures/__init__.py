"""The figures of the evaluation, one module a kind; none of them asks a model for its opinion."""
