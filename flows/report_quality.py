"""The flow that builds the data-quality report of a release anew."""

from pathlib import Path

from prefect import flow

from flows.report.page import write_report


@flow(name="report_quality", validate_parameters=False, persist_result=False)
def report_quality(release: Path) -> Path:
    """Write the report of the release, which may lie in a store, and return the path of its page."""
    return write_report(release)
