"""Two small tables for tests of how steps are run: the words of pages, and the same with their lengths."""

from schemas.fields import COUNT, TEXT, Field, Table

WORDS = Table(
    "words",
    "word of a page",
    (Field("document_id", TEXT, "Page."), Field("word", TEXT, "Word.")),
    ("document_id", "word"),
    ("document_id", "word"),
)
LENGTHS = Table(
    "lengths",
    "word of a page with its length",
    (*WORDS.fields, Field("length", COUNT, "Length.")),
    WORDS.sort_key,
    WORDS.unique_key,
)
