"""Prefect's surroundings, set before it is imported: private, silent, and calling nobody.

Without an API address of the user's own, a server is started. For one build its database and settings lie in a folder
that is deleted afterwards; for a series of builds they lie in the data folder, so that the history of runs outlives
the process. Nothing outside the data folder is needed: `HOME` may not exist.
"""

import os
import tempfile
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from flows.prefect_database import keep_database, restore_database
from flows.prefect_server import (
    PrefectServerError,
    PrivateServer,
    free_port,
    is_answering,
    private_server,
    start_server,
)
from flows.stores import is_url

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
UI_PORT = 4200  # Prefect's own


@contextmanager
def prefect_home(work: Path | None = None) -> Iterator[Callable[[], None]]:
    """Set Prefect's environment for this process and its children; undo it afterwards.

    Gives a function that returns once the server answers: until then, others can import what they need.

    Args:
        work: Cache of a data folder on a disk, which keeps the server's database as it is at its start.
    """
    with changed_environment(SILENCE):
        if "PREFECT_API_URL" in os.environ:
            yield lambda: None
            return
        with tempfile.TemporaryDirectory(prefix="presscorpus-prefect-", ignore_cleanup_errors=True) as home:
            os.environ.update(private_settings(home) | UNSEEN)
            if work is not None:
                restore_database(work, Path(home))
            with private_server(os.environ) as server:
                os.environ["PREFECT_API_URL"] = server.api_url

                def wait_until_ready() -> None:
                    server.wait_until_ready()
                    if work is not None:
                        keep_database(work, Path(home))

                yield wait_until_ready


@contextmanager
def changed_environment(changes: Mapping[str, str]) -> Iterator[None]:
    """Change the environment, and undo this and all later changes afterwards."""
    before = dict(os.environ)
    os.environ.update(changes)
    try:
        yield
    finally:
        os.environ.clear()
        os.environ.update(before)


class StandingServer:
    """A server for a series of builds, which can be started again at the same address."""

    def __init__(self, port: int) -> None:
        """Start the server with this process's environment."""
        self.page = f"http://127.0.0.1:{port}"
        self._port = port
        self._server: PrivateServer = start_server(os.environ, port)

    @property
    def has_ended(self) -> bool:
        """Whether the server is gone."""
        return self._server.has_ended

    def start_again(self) -> None:
        """Start the server that has ended again, without waiting for it."""
        self._server.end()
        self._server = start_server(os.environ, self._port)

    def wait_until_ready(self) -> None:
        """Return once the server answers; raises `PrefectServerError` where it doesn't."""
        self._server.wait_until_ready()

    def end(self) -> None:
        """End the server."""
        self._server.end()


class OthersServer:
    """The server that PREFECT_API_URL names: somebody else starts and ends it."""

    def __init__(self, api_url: str) -> None:
        """Know the server by its address."""
        self.page = api_url.rstrip("/").removesuffix("/api")
        self._api_url = api_url
        self.has_ended = False

    def start_again(self) -> None:
        """Leave it to whoever runs the server."""

    def wait_until_ready(self) -> None:
        """Raise `PrefectServerError` where the server does not answer."""
        if not is_answering(self._api_url):
            raise PrefectServerError(
                f"no Prefect server answers at PREFECT_API_URL={self._api_url}: start it, or unset the variable"
            )

    def end(self) -> None:
        """Leave it running."""


@contextmanager
def standing_home(home: Path, wanted_port: int | None) -> Iterator[StandingServer | OthersServer]:
    """Set Prefect's environment for a series of builds and start a server, if there is none; undo it afterwards.

    Args:
        home: Folder of the server's database and pages.
        wanted_port: Where the server listens on loopback; None for Prefect's own port, if it is free, or any.
    """
    with changed_environment(SILENCE):
        address = os.environ.get("PREFECT_API_URL")
        if address:
            others = OthersServer(address)
            others.wait_until_ready()
            yield others
            return
        if is_url(home):
            raise PrefectServerError(
                f"{home} cannot hold a server's database: name a Prefect server in PREFECT_API_URL to serve a store"
            )
        home.mkdir(parents=True, exist_ok=True)
        port = free_port(wanted_port or UI_PORT)
        if wanted_port not in (None, port):
            raise PrefectServerError(f"port {wanted_port} of 127.0.0.1 is taken: give another --port")
        os.environ.update(private_settings(str(home.absolute())) | standing_settings(home.absolute(), port))
        server = StandingServer(port)
        try:
            yield server
        finally:
            server.end()


def private_settings(home: str) -> dict[str, str]:
    """Return the settings of a server of our own and of those who use it."""
    proxied = os.environ.get("NO_PROXY", "")
    kept = {name: os.environ.get(name, os.path.expanduser(path)) for name, path in CREDENTIALS.items()}  # noqa: PTH111
    return kept | {
        "HOME": home,  # some libraries expand "~" when they are imported
        "NO_PROXY": f"{proxied},127.0.0.1".lstrip(","),
        "PREFECT_HOME": home,
        "PREFECT_PROFILES_PATH": os.path.join(home, "profiles.toml"),  # noqa: PTH118  # an environment value
        "PREFECT_SERVER_LOGGING_LEVEL": "CRITICAL",  # a server that is stopped with work in hand complains at length
        "PREFECT_CLI_PROMPT": "false",
    }


UNSEEN = {
    "PREFECT_LOGGING_TO_API_ENABLED": "false",  # nobody reads a log that is deleted with its server
    "PREFECT_LOGGING_LEVEL": "CRITICAL",  # errors are told once, by the command line
}


def standing_settings(home: Path, port: int) -> dict[str, str]:
    """Return the settings of a server that lasts, and whose pages people look at."""
    page = f"http://127.0.0.1:{port}"
    return {
        "PREFECT_API_URL": f"{page}/api",
        "PREFECT_UI_API_URL": f"{page}/api",
        "PREFECT_UI_STATIC_DIRECTORY": str(home / "pages"),  # else inside the installed package
        "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
        # Pages of other sites that the same browser shows have no business with it.
        "PREFECT_SERVER_CORS_ALLOWED_ORIGINS": page,
        # Who holds the only place outlives the server's process, so that a run goes on when it is started again.
        "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
        "PREFECT_LOGGING_LEVEL": "INFO",  # for the log of a run on its page
        "PREFECT_INTERNAL_LOGGING_LEVEL": "CRITICAL",  # a server that is started again is told in one line
        "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL": "CRITICAL",  # standard error has it from the run itself
    }
