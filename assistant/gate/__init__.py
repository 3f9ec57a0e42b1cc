"""The checks of the gate, one module a kind of thing that may be falsified."""
