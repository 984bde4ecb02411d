"""The pure part: one module per pipeline step, no Prefect, no files, no clock, no network."""
