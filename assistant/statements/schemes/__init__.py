"""Sums by rules of several parts: a base with its steps, what is put on top and its ceilings, matched to the asker."""
