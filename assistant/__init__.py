"""A question to an answer, and the faces people use."""
