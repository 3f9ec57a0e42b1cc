"""Everything that is kept and is not the index: accounts, calls, approved answers, feedback, keys, what was changed."""
