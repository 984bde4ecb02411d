"""What the command line accepts: commands, their options, and the help that explains them."""

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction["Parser"]  # noqa: SLF001  # argparse has no public name for it

COULD_NOT_RUN = 3
MEGABYTE = 1 << 20

DESCRIPTION = "Turn scraped news pages into a cleaned, versioned, checked Parquet dataset."
EXAMPLES = """examples:
  presscorpus build seeds                                 a release of the five sample pages, under data/releases
  presscorpus build 'crawl/*.warc.gz' pages --data /srv/corpus --languages vi,en
  presscorpus serve crawl --cron '0 2 * * *' --timezone Asia/Ho_Chi_Minh    every night at two
  presscorpus build s3://crawl/2024/12 --data s3://corpus everything in a store
  presscorpus verify data/releases/2026-11-21.0           checksums, counts, spans, foreign keys, books
  presscorpus explain data/releases/2026-11-21.0 page.txt the fate of every line of a page

exit codes of build:
  0  published, and every record could be read (or there was nothing new)
  1  published, but some input was damaged, unreadable or skipped
  2  a gate refused the release; nothing was published
  3  could not run: bad arguments, unreadable input, disk, another build on the same data folder
"""


class Parser(argparse.ArgumentParser):
    """An argument parser whose errors end with the exit code for what could not run."""

    def error(self, message: str) -> NoReturn:
        """Say what is wrong and what to do."""
        self.exit(COULD_NOT_RUN, f"{self.prog}: {message}\nTry '{self.prog} --help'.\n")


def parser() -> Parser:
    """Return the parser of all commands."""
    style = argparse.RawDescriptionHelpFormatter
    top = Parser(prog="presscorpus", description=DESCRIPTION, epilog=EXAMPLES, formatter_class=style)
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND", parser_class=Parser)
    build = commands.add_parser("build", help="sources in, a new release out", epilog=EXAMPLES, formatter_class=style)
    add_build_options(build)
    add_release_name(build)
    add_serve(commands)
    add_release_commands(commands)
    add_upkeep_commands(commands)
    return top


def add_build_options(build: Parser) -> None:
    """Add what every command takes that builds releases."""
    build.add_argument(
        "sources",
        nargs="+",
        metavar="SOURCE",
        help="files, folders, globs or URLs (s3://...) of .txt .html .jsonl .warc.gz .parquet .zip ... (README)",
    )
    build.add_argument(
        "--data", type=location, default="data", metavar="DIR", help="folder or URL of releases (default: data)"
    )
    build.add_argument(
        "--runner",
        choices=("threads", "processes", "dask"),
        help="where shards are worked on (default: threads for a few MB of input, else processes)",
    )
    build.add_argument(
        "--address", metavar="tcp://HOST:PORT", help="scheduler of the Dask cluster (default: one is started here)"
    )
    build.add_argument(
        "--workers", type=positive, metavar="N", help="shards at a time (default: the number of cores)"
    )
    build.add_argument(
        "--worker-memory",
        type=megabytes,
        dest="worker_memory_bytes",
        metavar="MB",
        help="what each worker process may ask for (default: its share of 80 %% of the machine's)",
    )
    build.add_argument("--languages", metavar="vi,en", help="keep articles in these languages only")
    build.add_argument(
        "--config", type=Path, metavar="FILE", help="parameters (default: presscorpus.toml, if there is one)"
    )
    build.add_argument(
        "--max-cache-size",
        metavar="20GB",
        help="of finished work that is kept for later builds (default: no limit)",
    )
    build.add_argument(
        "--settle-seconds",
        type=seconds,
        metavar="N",
        help="leave files modified less than N seconds ago for the next time (default: 0, of serve 10)",
    )
    build.add_argument("--quiet", action="store_true", help="no progress on standard error")
    build.add_argument("--json", action="store_true", help="print the outcome as one JSON object")


def add_release_name(build: Parser) -> None:
    """Add the option that names a release, for commands that build one at most."""
    build.add_argument("--release", metavar="NAME", help="name of the release (default: the date and a counter)")


def add_serve(commands: "Commands") -> None:
    """Add the command that builds at set times."""
    serve = commands.add_parser("serve", help="build at set times, until stopped")
    serve.add_argument(
        "--cron", required=True, metavar="'0 2 * * *'", help="when: minute, hour, day of month, month, day of week"
    )
    serve.add_argument("--timezone", default="UTC", metavar="ZONE", help="of --cron (default: UTC)")
    serve.add_argument(
        "--port",
        type=positive,
        metavar="N",
        help="of the pages on 127.0.0.1 (default: 4200, or any where that is taken)",
    )
    add_build_options(serve)


def add_release_commands(commands: "Commands") -> None:
    """Add the commands that look at a release."""
    verify = commands.add_parser("verify", help="check a release: 0 sound, 2 not, 3 no release there")
    verify.add_argument("release", type=location, metavar="RELEASE")
    verify.add_argument("--json", action="store_true", help="print the findings as one JSON object")

    explain = commands.add_parser("explain", help="the fate of every line of a page and why")
    explain.add_argument("release", type=location, metavar="RELEASE")
    explain.add_argument(
        "name", metavar="SOURCE_PATH|ID", help="a source path, or an id of a document, article, paragraph or quote"
    )
    explain.add_argument("--json", action="store_true", help="print the pages as one JSON object")

    report = commands.add_parser("report", help="build the data-quality report of a release again")
    report.add_argument("release", type=location, metavar="RELEASE")


def location(text: str) -> Path:
    """Return the path of a folder, which may be a URL."""
    from flows.stores import place  # noqa: PLC0415

    try:
        return place(text)
    except ValueError as error:
        raise argparse.ArgumentTypeError(str(error)) from None


def add_upkeep_commands(commands: "Commands") -> None:
    """Add the commands that look after a data folder."""
    status = commands.add_parser("status", help="what a build would do and why, without doing it")
    add_build_options(status)  # so that the command line of a build can be asked about
    add_release_name(status)
    gc = commands.add_parser("gc", help="remove finished work that the next build will not look for")
    gc.add_argument("--max-size", metavar="20GB", help="then what was used longest ago, down to this size")
    prune = commands.add_parser("prune", help="remove old releases")
    prune.add_argument("--keep", type=positive, required=True, metavar="N", help="how many of the newest stay")
    for command in (gc, prune):
        command.add_argument("--data", type=location, default="data", metavar="DIR", help="(default: data)")
        command.add_argument("--dry-run", action="store_true", help="say what would be removed and remove nothing")
        command.add_argument("--json", action="store_true", help="print the outcome as one JSON object")


def seconds(text: str) -> float:
    """Return a length of time."""
    try:
        number = float(text)
    except ValueError:
        number = -1
    if not 0 <= number < float("inf"):
        raise argparse.ArgumentTypeError(f"{text!r} is no number of seconds")
    return number


def megabytes(text: str) -> int:
    """Return the bytes of a whole number of megabytes, 1 or more."""
    return positive(text) * MEGABYTE


def positive(text: str) -> int:
    """Return a whole number of 1 or more."""
    try:
        number = int(text)
    except ValueError:
        number = 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number of 1 or more")
    return number
