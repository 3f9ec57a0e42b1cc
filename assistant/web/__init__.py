"""What protects the doors: sign-in, roles, limits, headers, logs and metrics."""
