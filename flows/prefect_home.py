"""Prefect's surroundings, set before it is imported: private, silent, and calling nobody.

Without an API address of the user's own, a server is started for the build alone, whose database and settings lie in
a folder that is deleted afterwards, so that nothing outside the data folder is needed: `HOME` may not exist.
"""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flows.prefect_server import private_server

# Where stores' libraries find credentials that are not in the environment, since "~" becomes another folder.
CREDENTIALS = {
    "AWS_SHARED_CREDENTIALS_FILE": "~/.aws/credentials",
    "AWS_CONFIG_FILE": "~/.aws/config",
    "CLOUDSDK_CONFIG": "~/.config/gcloud",
    "AZURE_CONFIG_DIR": "~/.azure",
    "FSSPEC_CONFIG_DIR": "~/.config/fsspec",
}
# Reports of use go nowhere, whoever's server it is.
SILENCE = {"DO_NOT_TRACK": "1", "PREFECT_SERVER_ANALYTICS_ENABLED": "false"}


@contextmanager
def prefect_home() -> Iterator[Callable[[], None]]:
    """Set Prefect's environment for this process and its children; undo it afterwards.

    Gives a function that returns once the server answers: until then, others can import what they need.
    """
    before = dict(os.environ)
    os.environ.update(SILENCE)
    try:
        if "PREFECT_API_URL" in os.environ:
            yield lambda: None
            return
        with tempfile.TemporaryDirectory(prefix="presscorpus-prefect-", ignore_cleanup_errors=True) as home:
            os.environ.update(private_settings(home))
            with private_server(os.environ) as server:
                os.environ["PREFECT_API_URL"] = server.api_url
                yield server.wait_until_ready
    finally:
        os.environ.clear()
        os.environ.update(before)


def private_settings(home: str) -> dict[str, str]:
    """Return the settings of a server of our own and of those who use it."""
    proxied = os.environ.get("NO_PROXY", "")
    kept = {name: os.environ.get(name, os.path.expanduser(path)) for name, path in CREDENTIALS.items()}  # noqa: PTH111
    return kept | {
        "HOME": home,  # some libraries expand "~" when they are imported
        "NO_PROXY": f"{proxied},127.0.0.1".lstrip(","),
        "PREFECT_HOME": home,
        "PREFECT_PROFILES_PATH": os.path.join(home, "profiles.toml"),  # noqa: PTH118  # an environment value
        "PREFECT_LOGGING_TO_API_ENABLED": "false",  # nobody reads a log that is deleted with its server
        "PREFECT_LOGGING_LEVEL": "CRITICAL",  # errors are told once, by the command line
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # a server that is stopped with work in hand complains at length
        "PREFECT_CLI_PROMPT": "false",
    }
