"""The hotline desk: search while the caller speaks, an answer to read aloud, the call kept, answers approved."""
