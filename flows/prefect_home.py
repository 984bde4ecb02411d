"""Prefect's surroundings, set before it is imported: private, silent, and calling nobody.

Without an API address of the user's own, Prefect keeps its database and settings in a folder that is deleted
afterwards, so that nothing outside the data folder is needed: `HOME` may not exist.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager

# Reports of use go nowhere, whoever's server it is.
SILENCE = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


@contextmanager
def prefect_home() -> Iterator[None]:
    """Set Prefect's environment for this process and its children; undo it afterwards."""
    before = dict(os.environ)
    try:
        with tempfile.TemporaryDirectory(prefix="presscorpus-prefect-", ignore_cleanup_errors=True) as home:
            os.environ.update(SILENCE)
            if "PREFECT_API_URL" not in os.environ:
                os.environ.update(private_settings(home))
            yield
    finally:
        os.environ.clear()
        os.environ.update(before)


def private_settings(home: str) -> dict[str, str]:
    """Return the settings of a server of our own that lives as long as the build."""
    return {
        "HOME": home,  # some libraries expand "~" when they are imported
        "PREFECT_HOME": home,
        "PREFECT_PROFILES_PATH": os.path.join(home, "profiles.toml"),  # noqa: PTH118  # an environment value
        "PREFECT_SERVER_ALLOW_EPHEMERAL_MODE": "true",
        "PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS": "120",  # a busy machine starts it slowly
        "PREFECT_LOGGING_TO_API_ENABLED": "false",  # nobody reads a log that is deleted with its server
        "PREFECT_LOGGING_LEVEL": "CRITICAL",  # errors are told once, by the command line
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # a server that is stopped with work in hand complains at length
    }
