"""What each table is, declared once; knows nothing of flows.

From these declarations come the Arrow schemas (meanings travel inside the Parquet files), the expectation
suites and the data dictionary.
"""
