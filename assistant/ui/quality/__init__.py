"""The page of quality: stored runs of the evaluation, by kind, compared, with what went wrong. For admins."""
