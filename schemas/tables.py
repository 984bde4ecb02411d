"""The tables of a release, in the order in which a reader meets them.

Spans are half-open and counted in Unicode code points of `documents.text`; times are UTC.
"""

from schemas.fields import (
    CODE_PATTERN,
    COUNT,
    FLAG,
    ID_PATTERN,
    SCORE,
    SHA256_PATTERN,
    TEXT,
    TEXTS,
    TIME,
    Field,
    Reference,
    Table,
)

LINE_KINDS = (
    "title",
    "byline",
    "date",
    "lead",
    "body",
    "subheading",
    "caption",
    "image_name",
    "source_credit",
    "hashtag",
    "nav",
    "related",
    "ad",
    "comment_ui",
    "other_boilerplate",
)
KEPT_KINDS = ("title", "lead", "body", "subheading", "caption")
PARAGRAPH_KINDS = ("lead", "body", "subheading", "caption")
QUOTE_KINDS = ("direct", "partial", "indirect", "answer")
DUPLICATE_METHODS = ("exact_text", "near", "older_version")
STATUSES = ("kept", "duplicate", "superseded", "rejected")
LANGUAGE_PATTERN = r"^([a-z]{2,3}|und)\Z"

DOCUMENT_ID = Field(
    "document_id", TEXT, "First 32 hex digits of the SHA-256 of the page's payload.", pattern=ID_PATTERN
)
ARTICLE_ID = Field(
    "article_id", TEXT, "Stable id of the article, from its URL or its title and body.", pattern=ID_PATTERN
)
PARAGRAPH_ID = Field(
    "paragraph_id",
    TEXT,
    "Stable id of the paragraph, from its article, text and occurrence.",
    pattern=ID_PATTERN,
)
QUOTE_ID = Field(
    "quote_id", TEXT, "Stable id of the quotation, from its article, text and occurrence.", pattern=ID_PATTERN
)
ARTICLE_INDEX = Field("article_index", COUNT, "Number of the article on its page, from 0.", minimum=0)
CHAR_START = Field("char_start", COUNT, "Start of the span in the document's text.", unit="code points", minimum=0)
CHAR_END = Field("char_end", COUNT, "End of the span, exclusive.", unit="code points", minimum=1)
SOURCE_PATH = Field("source_path", TEXT, "Container file, relative to the SOURCE argument that it came from.")
RECORD_OFFSET = Field(
    "record_offset",
    COUNT,
    "Offset of the record in its container: of its own member where records are packed one by one or archived, "
    "else after decompression; in Parquet, the row's number. Null for whole files.",
    unit="bytes",
    is_required=False,
    minimum=0,
)
URL = Field("url", TEXT, "Address of the page, where it is known.", is_required=False)
SITE = Field("site", TEXT, "Host of the page's address without 'www.'.", is_required=False)
FETCHED_AT = Field("fetched_at", TIME, "When the page was fetched, as the input says.", is_required=False)
LANGUAGE = Field(
    "language", TEXT, "ISO 639-1 code, else 639-3, else 'und' (not to be told).", pattern=LANGUAGE_PATTERN
)
LANGUAGE_SCORE = Field(
    "language_score",
    SCORE,
    "How likely the language is right: 0.5 to 1, at most 0.75 beside a close relative, and 0 for 'und'.",
    minimum=0,
    maximum=1,
)
WORD_COUNT = Field("word_count", COUNT, "Number of words.", unit="words", minimum=0)
QUOTE_COUNT = Field("quote_count", COUNT, "Number of quotations.", minimum=0)
SPEAKER_ROLE = Field("speaker_role", TEXT, "What the article says the speaker is.", is_required=False)

DOCUMENTS = Table(
    "documents",
    "distinct page received",
    (
        DOCUMENT_ID,
        SOURCE_PATH,
        RECORD_OFFSET,
        Field("source_sha256", TEXT, "SHA-256 of the container file's bytes.", pattern=SHA256_PATTERN),
        URL,
        SITE,
        FETCHED_AT,
        Field("media_type", TEXT, "Media type of the payload.", allowed=("text/plain", "text/html")),
        Field(
            "encoding",
            TEXT,
            "Character encoding the payload was decoded from; 'X-as-windows-1252' where it was misread and saved so.",
        ),
        Field("removed_character_count", COUNT, "Characters removed or replaced as unfit for text.", minimum=0),
        Field("text", TEXT, "Visible text, one block a line, NFC."),
        Field("metadata", TEXT, "The record's other fields, as a JSON object."),
        Field("status", TEXT, "What became of the page.", allowed=STATUSES),
        Field(
            "status_reason",
            TEXT,
            "Why it was not kept, as a code; null when kept.",
            is_required=False,
            pattern=CODE_PATTERN,
        ),
    ),
    ("document_id",),
    ("document_id",),
)
SIGHTINGS = Table(
    "sightings",
    "time a page was received",
    (
        DOCUMENT_ID,
        SOURCE_PATH,
        RECORD_OFFSET,
        Field(
            "source_id",
            TEXT,
            "The record's own id or its name in an archive, where the container has one.",
            is_required=False,
        ),
        URL,
        FETCHED_AT,
        Field(
            "is_revisit",
            FLAG,
            "Whether the record holds no page of its own and says that the one of an earlier record was met again.",
        ),
    ),
    ("source_path", "record_offset"),
    ("source_path", "record_offset"),
    (Reference(("document_id",), "documents", ("document_id",)),),
)
LINES = Table(
    "lines",
    "non-blank line of a document",
    (
        DOCUMENT_ID,
        Field("line_index", COUNT, "Number of the line in the text from 0, blank lines counted.", minimum=0),
        CHAR_START,
        CHAR_END,
        Field("kind", TEXT, "What the line is.", allowed=LINE_KINDS),
        Field("kind_score", SCORE, "How sure the kind is.", minimum=0, maximum=1),
        Field("is_kept", FLAG, "Whether the line belongs to a main text."),
        Field("evidence", TEXTS, "The facts that weighed most, at most 3, as name=value."),
        Field(
            "article_id",
            TEXT,
            "The published article that holds the line.",
            is_required=False,
            pattern=ID_PATTERN,
        ),
    ),
    ("document_id", "line_index"),
    ("document_id", "line_index"),
    (
        Reference(("document_id",), "documents", ("document_id",)),
        Reference(("article_id",), "articles", ("article_id",)),
    ),
)
ARTICLES = Table(
    "articles",
    "article kept",
    (
        ARTICLE_ID,
        DOCUMENT_ID,
        ARTICLE_INDEX,
        Field("title", TEXT, "Headline.", is_required=False),
        Field("lead", TEXT, "Opening summary set apart from the body.", is_required=False),
        Field("authors", TEXTS, "Names in the byline, in their order."),
        Field("published_at", TIME, "When the article says it was published.", is_required=False),
        Field(
            "published_precision",
            TEXT,
            "How exact published_at is.",
            is_required=False,
            allowed=("minute", "day"),
        ),
        Field(
            "published_utc_offset_minutes",
            COUNT,
            "Offset of the clock that published_at was printed in.",
            unit="minutes",
            is_required=False,
            minimum=-720,
            maximum=840,
        ),
        Field("source_credit", TEXT, "Outlet or agency that the article credits.", is_required=False),
        URL,
        SITE,
        Field("outlets", TEXTS, "Sites that carried the article, its copies included."),
        LANGUAGE,
        LANGUAGE_SCORE,
        Field("is_unaccented", FLAG, "Whether Vietnamese is written without its accents."),
        Field("text", TEXT, "Lead, subheadings and body paragraphs, joined by a blank line."),
        Field("char_count", COUNT, "Length of the text.", unit="code points", minimum=1),
        WORD_COUNT,
        Field("paragraph_count", COUNT, "Number of rows in paragraphs.", minimum=1),
        QUOTE_COUNT,
        Field("duplicate_count", COUNT, "Number of rows in duplicates that point here.", minimum=0),
        Field("tags", TEXTS, "Hashtags and topic words printed with the article."),
    ),
    ("article_id",),
    ("article_id",),
    (Reference(("document_id",), "documents", ("document_id",)),),
)
PARAGRAPHS = Table(
    "paragraphs",
    "paragraph of an article",
    (
        PARAGRAPH_ID,
        ARTICLE_ID,
        DOCUMENT_ID,
        Field("paragraph_index", COUNT, "Number of the paragraph in its article, from 0.", minimum=0),
        Field("kind", TEXT, "What the paragraph is.", allowed=PARAGRAPH_KINDS),
        Field("text", TEXT, "The paragraph."),
        CHAR_START,
        CHAR_END,
        LANGUAGE,
        LANGUAGE_SCORE,
        WORD_COUNT,
        Field("occurrence_count", COUNT, "Articles that carry the same paragraph.", minimum=1),
    ),
    ("article_id", "paragraph_index"),
    ("paragraph_id",),
    (
        Reference(("article_id",), "articles", ("article_id",)),
        Reference(("document_id",), "documents", ("document_id",)),
    ),
)
QUOTES = Table(
    "quotes",
    "quotation",
    (
        QUOTE_ID,
        ARTICLE_ID,
        PARAGRAPH_ID,
        DOCUMENT_ID,
        Field("quote_index", COUNT, "Number of the quotation in its article, from 0.", minimum=0),
        Field(
            "kind",
            TEXT,
            "How the words are reported: sentences in marks, words in marks within the author's clause, a clause "
            "without marks, or an interview's answer.",
            allowed=QUOTE_KINDS,
        ),
        Field("text", TEXT, "The words, without the marks."),
        CHAR_START,
        CHAR_END,
        WORD_COUNT,
        Field("speaker", TEXT, "Who speaks, as written nearest.", is_required=False),
        Field(
            "speaker_start",
            COUNT,
            "Start of the speaker in the document's text.",
            unit="code points",
            is_required=False,
            minimum=0,
        ),
        Field(
            "speaker_end",
            COUNT,
            "End of the speaker, exclusive.",
            unit="code points",
            is_required=False,
            minimum=1,
        ),
        Field(
            "speaker_name",
            TEXT,
            "The speaker in the fullest form of the article, or the description.",
            is_required=False,
        ),
        SPEAKER_ROLE,
        Field("cue", TEXT, "Word that reports the speech.", is_required=False),
        Field("rule", TEXT, "Pattern that tied the words to the speaker.", pattern=CODE_PATTERN),
        Field(
            "score",
            SCORE,
            "Share of the pattern's quotations whose words and speaker were right where it was counted.",
            minimum=0,
            maximum=1,
        ),
    ),
    ("article_id", "quote_index"),
    ("quote_id",),
    (
        Reference(("article_id",), "articles", ("article_id",)),
        Reference(("paragraph_id",), "paragraphs", ("paragraph_id",)),
        Reference(("document_id",), "documents", ("document_id",)),
    ),
)
SPEAKERS = Table(
    "speakers",
    "resolved speaker in an article",
    (
        ARTICLE_ID,
        Field("speaker_name", TEXT, "The speaker in the fullest form of the article, or the description."),
        SPEAKER_ROLE,
        Field("quote_count", COUNT, "Number of the speaker's quotations.", minimum=1),
        Field("word_count", COUNT, "Words of the speaker's quotations.", unit="words", minimum=0),
    ),
    ("article_id", "speaker_name"),
    ("article_id", "speaker_name"),
    (Reference(("article_id",), "articles", ("article_id",)),),
)
DUPLICATES = Table(
    "duplicates",
    "article dropped as a copy or an older version",
    (
        DOCUMENT_ID,
        ARTICLE_INDEX,
        Field("kept_document_id", TEXT, "Page of the article that was kept.", pattern=ID_PATTERN),
        Field("kept_article_id", TEXT, "The article that was kept.", pattern=ID_PATTERN),
        Field("method", TEXT, "How the copy was found.", allowed=DUPLICATE_METHODS),
        Field(
            "similarity",
            SCORE,
            "Mean share of the two texts that stands in passages they share.",
            minimum=0,
            maximum=1,
        ),
    ),
    ("document_id", "article_index"),
    ("document_id", "article_index"),
    (
        Reference(("document_id",), "documents", ("document_id",)),
        Reference(("kept_document_id",), "documents", ("document_id",)),
        Reference(("kept_article_id",), "articles", ("article_id",)),
    ),
)
REJECTIONS = Table(
    "rejections",
    "input record or document that gave no article",
    (
        SOURCE_PATH,
        RECORD_OFFSET,
        DOCUMENT_ID.optional(),
        Field("step", TEXT, "Step that rejected it.", pattern=CODE_PATTERN),
        Field("reason", TEXT, "Why, as a code.", pattern=CODE_PATTERN),
        Field("detail", TEXT, "What was seen, for a person.", is_required=False),
    ),
    ("source_path", "record_offset"),
    ("source_path", "record_offset", "document_id"),
    (Reference(("document_id",), "documents", ("document_id",)),),
)
CHANGES = Table(
    "changes",
    "id that differs from the parent release",
    (
        Field(
            "table",
            TEXT,
            "Table of the id.",
            allowed=("documents", "articles", "paragraphs", "quotes"),
        ),
        Field("id", TEXT, "Id of the row.", pattern=ID_PATTERN),
        Field("change", TEXT, "What happened.", allowed=("added", "changed", "removed")),
        Field("reason", TEXT, "Why, as a code.", pattern=CODE_PATTERN),
    ),
    ("table", "id"),
    ("table", "id"),
)
HISTORY = Table(
    "history",
    "article ever released",
    (
        ARTICLE_ID,
        Field("first_seen_release", TEXT, "Release that first held the article."),
        Field("last_changed_release", TEXT, "Release that last changed the article."),
        Field("removed_release", TEXT, "Release that left it out; null while it is there.", is_required=False),
        Field("removal_reason", TEXT, "Why it was left out, as a code.", is_required=False, pattern=CODE_PATTERN),
    ),
    ("article_id",),
    ("article_id",),
)

RELEASE_TABLES = (
    ARTICLES,
    PARAGRAPHS,
    QUOTES,
    SPEAKERS,
    DOCUMENTS,
    SIGHTINGS,
    LINES,
    DUPLICATES,
    REJECTIONS,
    CHANGES,
    HISTORY,
)
SCHEMA_VERSION = "1.2.0"
