"""The tables between steps: what a step takes and gives before the release is put together.

They hold only what follows from the payload and the record's own fields, never a path, a time of the run or
a run id, so that finished work can be found again by content.
"""

import pyarrow as pa

from schemas import tables as release
from schemas.fields import CODE_PATTERN, COUNT, FLAG, ID_PATTERN, TEXT, TEXTS, TIME, Field, Table

# Facts of one visible line of an HTML page that its text does not tell.
LINE_FACTS = pa.list_(
    pa.struct(
        [
            pa.field("element", pa.string()),  # path of tag names from the body, "div/article/p"
            pa.field("attribute_words", pa.string()),  # class and id words of the elements around the line
            pa.field("link_char_count", pa.int64()),  # characters of the line inside <a>
        ]
    )
)

SOURCE_SHA256 = release.DOCUMENTS.field("source_sha256")
SIZE_BYTES = Field("size_bytes", COUNT, "Size of the file.", unit="bytes", minimum=0)
PAGE_METADATA = Field("page_metadata", TEXT, "What the page's HTML says of itself, as JSON.", is_required=False)
PAGE_LINE_FACTS = Field("line_facts", LINE_FACTS, "One entry per line; null for plain text.", is_required=False)

PAGE_BYTES = Field("page_bytes", COUNT, "Bytes of the text and of what else is told of pages, roughly.", minimum=0)

# One row per record met in a file: either a page or the reason why there is none.
RECORDS = Table(
    "records",
    "record met in a source file",
    (
        SOURCE_SHA256,
        release.RECORD_OFFSET,
        release.SIGHTINGS.field("source_id"),
        release.URL,
        release.FETCHED_AT,
        release.DOCUMENT_ID.optional(),
        release.DOCUMENTS.field("media_type").optional(),
        release.DOCUMENTS.field("encoding").optional(),
        release.DOCUMENTS.field("removed_character_count").optional(),
        release.DOCUMENTS.field("text").optional(),
        release.DOCUMENTS.field("metadata").optional(),
        PAGE_METADATA,
        PAGE_LINE_FACTS,
        PAGE_BYTES,
        Field("failure_reason", TEXT, "Why the record gave no page, as a code.", is_required=False),
        Field("failure_detail", TEXT, "What was seen, for a person.", is_required=False),
        Field("payload_digest", TEXT, "Digest that a WARC record claims of its payload.", is_required=False),
        Field("refers_to_id", TEXT, "Id of the record that a revisit refers to.", is_required=False),
        Field("refers_to_url", TEXT, "Address under which that one was captured.", is_required=False),
        Field("refers_to_at", TIME, "When it was captured.", is_required=False),
    ),
    ("source_sha256", "record_offset"),
    ("source_sha256", "record_offset"),
)

# A revisit whose original was read is no failure, but a sighting of that page.
RESOLVED_REVISITS = Table(
    "resolved_revisits",
    "record that refers to a page of another record",
    (SOURCE_SHA256, release.RECORD_OFFSET, release.DOCUMENT_ID),
    ("source_sha256", "record_offset"),
    ("source_sha256", "record_offset"),
)

# A page as the per-document steps see it. Its path is joined at publication.
PAGES = Table(
    "pages",
    "distinct page received",
    (
        release.DOCUMENT_ID,
        release.URL,
        release.SITE,
        release.FETCHED_AT,
        release.DOCUMENTS.field("media_type"),
        release.DOCUMENTS.field("encoding"),
        release.DOCUMENTS.field("removed_character_count"),
        release.DOCUMENTS.field("text"),
        release.DOCUMENTS.field("metadata"),
        PAGE_METADATA,
        PAGE_LINE_FACTS,
    ),
    ("document_id",),
    ("document_id",),
)

# Files and records that gave no page.
FAILURES = release.REJECTIONS.subset(
    "failures", "input file or record that gave no page", ["source_path", "record_offset", "reason", "detail"]
)

COPY_ID = Field(
    "copy_id", pa.uint64(), "Same for pages that count once in site evidence: same URL or same long lines."
)
LINE_HASH = Field("line_hash", pa.uint64(), "Hash of the line's text and its page's site.")
LINE_HASHES = Table(
    "line_hashes",
    "line of a page, as site evidence",
    (
        release.DOCUMENT_ID,
        release.LINES.field("line_index"),
        LINE_HASH,
        COPY_ID,
        Field("url_hash", pa.uint64(), "Hash of the page's URL, else of its id."),
    ),
    ("document_id", "line_index"),
    ("document_id", "line_index"),
)
SITE_COUNT_BUCKET = Field(
    "site_count_bucket",
    COUNT,
    "How many pages of the site carry the line: 1 for 2-4, 2 for 5-19, 3 for 20 or more.",
    minimum=1,
    maximum=3,
)
LINE_COUNTS = Table(
    "line_counts",
    "line that several pages of a site carry",
    (LINE_HASH, SITE_COUNT_BUCKET),
    ("line_hash",),
    ("line_hash",),
)
LINE_EVIDENCE = Table(
    "line_evidence",
    "line of a page that several pages of its site carry",
    (release.DOCUMENT_ID, release.LINES.field("line_index"), SITE_COUNT_BUCKET),
    ("document_id", "line_index"),
    ("document_id", "line_index"),
)

LABELLED_LINES = release.LINES.subset(
    "labelled_lines",
    "non-blank line of a page",
    ["document_id", "line_index", "char_start", "char_end", "kind", "kind_score", "is_kept", "evidence"],
)

# An article as found on its page, before duplicates are known; article_id follows from its own page alone.
PAGE_ARTICLES = release.ARTICLES.subset(
    "page_articles",
    "article found on a page",
    [
        "article_id",
        "document_id",
        "article_index",
        "title",
        "lead",
        "authors",
        "published_at",
        "published_precision",
        "published_utc_offset_minutes",
        "source_credit",
        "url",
        "site",
        "text",
        "char_count",
        "word_count",
        "tags",
    ],
    Field("fetched_at", TIME, "When the page was fetched.", is_required=False),
    Field("is_url_identity", FLAG, "Whether article_id follows from the URL, not from title and body."),
    Field(
        "content_id",
        TEXT,
        "Id from title and body, used where the URL cannot be believed.",
        pattern=ID_PATTERN,
    ),
    Field("line_indexes", pa.list_(pa.int64()), "Lines of the page that are the article's."),
)
PAGE_ARTICLES = Table(
    PAGE_ARTICLES.name,
    PAGE_ARTICLES.row,
    PAGE_ARTICLES.fields,
    ("document_id", "article_index"),
    ("document_id", "article_index"),
)
ARTICLE_LANGUAGES = Table(
    "article_languages",
    "article found on a page, with its language",
    (
        release.DOCUMENT_ID,
        release.ARTICLE_INDEX,
        release.LANGUAGE,
        release.LANGUAGE_SCORE,
        release.ARTICLES.field("is_unaccented"),
    ),
    ("document_id", "article_index"),
    ("document_id", "article_index"),
)
PARAGRAPH_HASH = Field("text_hash", pa.uint64(), "Hash of the paragraph's text.")
PAGE_PARAGRAPHS = Table(
    "page_paragraphs",
    "paragraph of an article found on a page",
    (
        release.PARAGRAPH_ID,
        release.ARTICLE_ID,
        release.DOCUMENT_ID,
        release.ARTICLE_INDEX,
        *(
            release.PARAGRAPHS.field(name)
            for name in ("paragraph_index", "kind", "text", "char_start", "char_end", "word_count")
        ),
    ),
    ("document_id", "article_index", "paragraph_index"),
    ("document_id", "article_index", "paragraph_index"),
)

PAGE_ARTICLE_ID = Field("page_article_id", TEXT, "Id of the article as its page alone gives it.", pattern=ID_PATTERN)

# Which article of a page is which: its released id, and the newest version of it, itself where it is the newest.
ARTICLE_IDENTITIES = Table(
    "article_identities",
    "article found on a page, with its released id",
    (
        release.DOCUMENT_ID,
        release.ARTICLE_INDEX,
        release.ARTICLE_ID,
        PAGE_ARTICLE_ID,
        Field("newest_document_id", TEXT, "Page of the newest version.", pattern=ID_PATTERN),
        Field("newest_article_index", COUNT, "Number of the newest version on its page.", minimum=0),
        Field(
            "keep_rank", COUNT, "Place in the order in which copies are kept: 0 is kept before all others.", minimum=0
        ),
        Field("is_wanted", FLAG, "Whether the article is in a wanted language."),
    ),
    ("document_id", "article_index"),
    ("document_id", "article_index"),
)
ARTICLE_KEY = Field("article_key", pa.uint64(), "Hash of the page's id and the article's number on it.")
KEEP_RANK = Field("keep_rank", pa.uint32(), "Place in the order in which copies are kept.")
HASH_COUNT = Field("hash_count", pa.uint32(), "Hashes that speak for the article.", minimum=1)
DOCUMENT_KEY = Field("document_key", pa.uint64(), "Hash of the page's id.")
SIGNATURES = Table(
    "signatures",
    "hash that speaks for an article",
    (
        Field("run_hash", pa.uint64(), "Hash of a run of words, or of the whole of a short text."),
        ARTICLE_KEY,
        HASH_COUNT,
        DOCUMENT_KEY,
    ),
    ("run_hash",),
    ("run_hash", "article_key"),
)
ARTICLE_RANKS = Table(
    "article_ranks",
    "article that may be kept",
    (ARTICLE_KEY, KEEP_RANK),
    ("article_key",),
    ("article_key",),
)
SHARED_RUNS = Table(
    "shared_runs",
    "pair of articles that share hashes of one range",
    (
        KEEP_RANK,
        Field("other_rank", pa.uint32(), "Place of the article that would be kept."),
        Field("hash_count", pa.uint32(), "Hashes of the one that has fewer.", minimum=1),
        Field("shared_count", pa.uint32(), "Hashes that both have.", minimum=1),
    ),
    ("keep_rank", "other_rank"),
    ("keep_rank", "other_rank"),
)
CANDIDATE_PAIRS = Table(
    "candidate_pairs",
    "pair of articles that may be copies",
    (
        release.DOCUMENT_ID,
        release.ARTICLE_INDEX,
        Field("other_document_id", TEXT, "Page of the article that would be kept.", pattern=ID_PATTERN),
        Field("other_article_index", COUNT, "Number of that article on its page.", minimum=0),
        Field("is_version", FLAG, "Whether the other is a newer version of this article."),
    ),
    ("document_id", "article_index", "other_document_id", "other_article_index"),
    ("document_id", "article_index", "other_document_id", "other_article_index"),
)
BESIDE_ARTICLE = (
    Field("beside_document_id", TEXT, "Page of the article that the text is compared at.", pattern=ID_PATTERN),
    Field("beside_article_index", COUNT, "Number of that article on its page.", minimum=0),
)
TEXT_PLACES = Table(
    "text_places",
    "article that a text is to be laid beside",
    (release.DOCUMENT_ID, release.ARTICLE_INDEX, *BESIDE_ARTICLE),
    ("document_id", "article_index", "beside_document_id", "beside_article_index"),
    ("document_id", "article_index", "beside_document_id", "beside_article_index"),
)
CANDIDATE_TEXTS = Table(
    "candidate_texts",
    "text to be compared, beside the article that it is compared at",
    (
        *BESIDE_ARTICLE,
        Field("text_document_id", TEXT, "Page that the text stands on.", pattern=ID_PATTERN),
        Field("text_article_index", COUNT, "Number of the text's article on that page.", minimum=0),
        release.ARTICLES.field("title"),
        release.ARTICLES.field("text"),
        Field("compared_hash", pa.uint64(), "Hash of title and text."),
        DOCUMENT_KEY,
    ),
    ("beside_document_id", "beside_article_index", "text_document_id", "text_article_index"),
    ("beside_document_id", "beside_article_index", "text_document_id", "text_article_index"),
)
VERIFIED_PAIRS = Table(
    "verified_pairs",
    "pair of articles whose texts were compared",
    (
        *(CANDIDATE_PAIRS.field(name) for name in CANDIDATE_PAIRS.unique_key),
        # None where less than the texts, such as headlines, told the two apart.
        release.DUPLICATES.field("similarity").optional(),
        Field("is_copy", FLAG, "Whether a reader would want only one of the two."),
        Field("is_exact", FLAG, "Whether the two have the same words in the same order."),
        Field("is_half_copy", FLAG, "Whether half of both is shared and nothing tells the two apart."),
    ),
    CANDIDATE_PAIRS.unique_key,
    CANDIDATE_PAIRS.unique_key,
)

FAILED_DOCUMENTS = Table(
    "failed_documents",
    "page that a step failed on",
    (release.DOCUMENT_ID, *(release.REJECTIONS.field(name) for name in ("step", "reason", "detail"))),
    ("document_id",),
    ("document_id",),
)
PUBLISHED_ARTICLES = Table(
    "published_articles",
    "article of the release",
    (release.DOCUMENT_ID, release.ARTICLE_INDEX, release.ARTICLE_ID, PAGE_ARTICLE_ID),
    ("document_id", "article_index"),
    ("article_id",),
)
DOCUMENT_FATES = Table(
    "document_fates",
    "distinct page received, with what became of it",
    (
        release.DOCUMENT_ID,
        release.DOCUMENTS.field("status"),
        release.DOCUMENTS.field("status_reason"),
        release.REJECTIONS.field("step").optional(),
        release.REJECTIONS.field("detail"),
    ),
    ("document_id",),
    ("document_id",),
)
ARTICLE_COPIES = Table(
    "article_copies",
    "published article that others are copies of",
    (
        release.ARTICLE_ID,
        release.ARTICLES.field("duplicate_count"),
        Field("copy_sites", TEXTS, "Sites that carried the copies."),
    ),
    ("article_id",),
    ("article_id",),
)
PARAGRAPH_COUNTS = Table(
    "paragraph_counts",
    "text that several published articles have as a paragraph",
    (
        PARAGRAPH_HASH,
        release.PARAGRAPHS.field("occurrence_count"),
    ),
    ("text_hash",),
    ("text_hash",),
)
SOURCE_FILES = Table(
    "source_files",
    "source file that is read",
    (
        release.SOURCE_PATH,
        SOURCE_SHA256,
        SIZE_BYTES,
    ),
    ("source_path",),
    ("source_path",),
)
TEXT_PARAGRAPHS = Table(
    "text_paragraphs",
    "paragraph of an article found on a page, with its language and the hash that tells paragraphs of one text",
    (*PAGE_PARAGRAPHS.fields, release.LANGUAGE, release.LANGUAGE_SCORE, PARAGRAPH_HASH),
    PAGE_PARAGRAPHS.sort_key,
    PAGE_PARAGRAPHS.unique_key,
)
ROW_DIGESTS = Table(
    "row_digests",
    "row of a table with ids",
    (
        Field("id", TEXT, "Id of the row."),
        Field("content", pa.uint64(), "Hash of the values of the columns that are compared."),
    ),
    ("id",),
    ("id",),
)
METRICS = Table(
    "metrics",
    "number measured on a release",
    (
        Field("name", TEXT, "What was measured.", pattern=CODE_PATTERN),
        Field("value", COUNT, "The number."),
        Field("examples", TEXTS, "Rows that were counted, at most 5."),
    ),
    ("name",),
    ("name",),
)
PAGE_FAULTS = Table(
    "page_faults",
    "number of spans, or of lines, of a page that do not fit its text",
    (release.DOCUMENT_ID, *METRICS.fields),
    ("document_id", "name"),
    ("document_id", "name"),
)
CHECKS = Table(
    "checks",
    "expectation checked on a part of a release",
    (
        Field("table", TEXT, "Table, or 'release' for numbers measured on the whole."),
        Field("column", TEXT, "Column or metric."),
        Field("expectation", TEXT, "Rule."),
        Field("severity", TEXT, "Whether a failure refuses the release.", allowed=("critical", "warning", "info")),
        Field("status", TEXT, "What came out.", allowed=("passed", "failed", "error")),
        Field("observed", TEXT, "What was seen."),
        Field("unexpected_count", COUNT, "Rows that break the rule.", minimum=0),
        Field("examples", TEXTS, "Some of these rows."),
        Field("meaning", TEXT, "What the rule says."),
        Field("row_count", COUNT, "Rows that were checked.", minimum=0),
    ),
    ("table", "column", "expectation", "severity"),
    ("table", "column", "expectation", "severity"),
)
SOURCE_RECORDS = Table(
    "source_records",
    "source file, with the records met in it",
    (
        release.SOURCE_PATH,
        SOURCE_SHA256,
        SIZE_BYTES,
        Field("record_count", COUNT, "Records met in the file, read or not.", minimum=0),
        PAGE_BYTES,
    ),
    ("source_path",),
    ("source_path",),
)
PAGE_QUOTES = Table(
    "page_quotes",
    "quotation of an article found on a page",
    release.QUOTES.fields,
    ("article_id", "document_id", "quote_index"),
    ("article_id", "document_id", "quote_index"),
)
