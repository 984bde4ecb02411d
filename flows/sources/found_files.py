"""What a SOURCE argument leads to before anything is read: files and objects, their names, and patterns of names."""

import fnmatch
import os
import unicodedata
from dataclasses import dataclass

# Not refused by the file system, but line ends, invisible or unpaired: no reader of a table expects them.
ESCAPED_CATEGORIES = ("Cc", "Cf", "Cs", "Zl", "Zp")


class SourceNotFoundError(ValueError):
    """A SOURCE argument names nothing that can be read; the message says which and what to do."""


@dataclass(frozen=True)
class Found:
    """A directory entry or an object below an argument.

    Attributes:
        location: its path, or its URL.
        parts: of the location; the last `depth` of them are its source path.
        depth: how many parts lie below the argument, more where names clash.
        argument_index: the argument that it was found by.
        reason: why it is not read, if it is not.
        detail: the same for a person.
    """

    location: str
    parts: tuple[str, ...]
    depth: int
    argument_index: int
    reason: str | None = None
    detail: str = ""

    @property
    def source_path(self) -> str:
        """The path below the argument, as tables show it."""
        return escape_path("/".join(self.parts[-self.depth :]))


def is_match(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Return whether the pattern names the path or a folder above it; `**` stands for any folders, none for all."""
    if not pattern:
        return True
    if pattern[0] == "**":
        return any(is_match(parts[start:], pattern[1:]) for start in range(len(parts) + 1))
    return bool(parts) and fnmatch.fnmatchcase(parts[0], pattern[0]) and is_match(parts[1:], pattern[1:])


def may_hold_match(parts: tuple[str, ...], pattern: tuple[str, ...]) -> bool:
    """Return whether something below the folder can match, so that the rest is not walked through."""
    if not pattern or not parts or pattern[0] == "**":
        return True
    return fnmatch.fnmatchcase(parts[0], pattern[0]) and may_hold_match(parts[1:], pattern[1:])


def escape_path(path: str) -> str:
    r"""Return a path that is valid Unicode on one line; different paths stay different.

    Every backslash is doubled, and each byte of a character that is not UTF-8, a control, an invisible format
    character or a line end becomes `\xNN`: a single backslash in the result always begins an escape.
    """
    # What is printable is of no such category, and is told at once.
    if "\\" not in path and (
        path.isprintable() or not any(unicodedata.category(char) in ESCAPED_CATEGORIES for char in path)
    ):
        return path
    return "".join(_escaped(char) for char in path)


def _escaped(char: str) -> str:
    if char == "\\":
        return "\\\\"
    if unicodedata.category(char) not in ESCAPED_CATEGORIES:
        return char
    return "".join(f"\\x{byte:02x}" for byte in os.fsencode(char))
