"""A report on runs of the evaluation: one HTML page that needs nothing but itself."""
