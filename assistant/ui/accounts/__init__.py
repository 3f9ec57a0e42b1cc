"""The page of accounts: who may sign in, the keys of programs, and the audit log. For admins."""
