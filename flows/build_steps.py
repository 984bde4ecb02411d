"""The steps of a build as the flow sends them over shards: which tables each takes and gives.

A step that is marked `is_per_document` takes whole shards and can be halved where it fails; one marked `is_lazy`
reads a part of many files.
"""

from collections.abc import Sequence

from flows import gates, measures, span_measures
from flows.changed_inputs import (
    documents_of_changed_articles,
    documents_of_changed_pairs,
    documents_of_changed_paragraphs,
    documents_of_changed_records,
)
from flows.shards import Step
from flows.steps import assemble_tables as assemble
from flows.steps import cluster_duplicates as cluster
from flows.steps import compare_releases as compare
from flows.steps import gather_pages as gather
from flows.steps import pair_articles as pairing
from flows.steps.count_lines import count_lines, find_line_evidence, hash_lines
from flows.steps.extract_quotes import extract_quotes
from flows.steps.identify_articles import identify_articles
from flows.steps.identify_language import identify_language, identify_paragraph_languages
from flows.steps.label_lines import label_lines
from flows.steps.resolve_revisits import resolve_revisits
from flows.steps.select_documents import select_articles, select_documents
from flows.steps.split_articles import split_articles
from flows.steps.split_paragraphs import split_paragraphs
from flows.tables import HASH_FORM, PASSED_FORM, RELEASE_FORM
from schemas import stages as between
from schemas import tables as release
from schemas.fields import Table

GATHER_PAGES = Step(
    gather.gather_pages,
    (between.RECORDS, between.SOURCE_FILES),
    between.PAGES,
    is_per_document=True,
    is_lazy=True,
    find_changed=documents_of_changed_records,
)
RESOLVE_REVISITS = Step(
    resolve_revisits, (between.RECORDS, between.SOURCE_FILES), between.RESOLVED_REVISITS, is_lazy=True
)
GATHER_SIGHTINGS = Step(
    gather.gather_sightings,
    (between.RECORDS, between.SOURCE_FILES, between.RESOLVED_REVISITS),
    release.SIGHTINGS,
    is_lazy=True,
    form=RELEASE_FORM,
)
GATHER_FAILURES = Step(
    gather.gather_failures,
    (between.RECORDS, between.SOURCE_FILES, between.RESOLVED_REVISITS, between.FAILURES),
    between.FAILURES,
    is_lazy=True,
)
COUNT_RECORDS = Step(
    gather.count_records, (between.RECORDS, between.SOURCE_FILES), between.SOURCE_RECORDS, is_lazy=True
)

HASH_LINES = Step(hash_lines, (between.PAGES,), between.LINE_HASHES, is_per_document=True)
COUNT_LINES = Step(count_lines, (between.LINE_HASHES,), between.LINE_COUNTS, is_lazy=True)
FIND_LINE_EVIDENCE = Step(
    find_line_evidence, (between.LINE_HASHES, between.LINE_COUNTS), between.LINE_EVIDENCE, is_lazy=True
)
LABEL_LINES = Step(label_lines, (between.PAGES, between.LINE_EVIDENCE), between.LABELLED_LINES, is_per_document=True)
SPLIT_ARTICLES = Step(
    split_articles, (between.PAGES, between.LABELLED_LINES), between.PAGE_ARTICLES, is_per_document=True
)
SPLIT_PARAGRAPHS = Step(
    split_paragraphs,
    (between.PAGE_ARTICLES, between.LABELLED_LINES, between.PAGES),
    between.PAGE_PARAGRAPHS,
    is_per_document=True,
)
IDENTIFY_LANGUAGE = Step(identify_language, (between.PAGE_ARTICLES,), between.ARTICLE_LANGUAGES, is_per_document=True)
IDENTIFY_PARAGRAPH_LANGUAGES = Step(
    identify_paragraph_languages,
    (between.PAGE_PARAGRAPHS, between.ARTICLE_LANGUAGES),
    between.TEXT_PARAGRAPHS,
    is_per_document=True,
)
EXTRACT_QUOTES = Step(extract_quotes, (between.TEXT_PARAGRAPHS,), between.PAGE_QUOTES, is_per_document=True)

IDENTIFY_ARTICLES = Step(
    identify_articles,
    (between.PAGE_ARTICLES, between.ARTICLE_LANGUAGES, release.SIGHTINGS, between.FAILED_DOCUMENTS),
    between.ARTICLE_IDENTITIES,
    is_lazy=True,
)
SIGN_ARTICLES = Step(
    pairing.sign_articles,
    (between.PAGE_ARTICLES,),
    between.SIGNATURES,
    is_per_document=True,
    form=HASH_FORM,
)
RANK_ARTICLES = Step(pairing.rank_articles, (between.ARTICLE_IDENTITIES,), between.ARTICLE_RANKS, is_lazy=True)
PAIR_ARTICLES = Step(
    pairing.pair_articles, (between.SIGNATURES, between.ARTICLE_RANKS), between.SHARED_RUNS, is_lazy=True
)
PLACE_TEXTS = Step(cluster.place_texts, (between.CANDIDATE_PAIRS,), between.TEXT_PLACES, is_lazy=True)
CHOOSE_CANDIDATES = Step(
    pairing.choose_candidates,
    (between.SHARED_RUNS, between.ARTICLE_IDENTITIES),
    between.CANDIDATE_PAIRS,
    is_lazy=True,
    followers=(PLACE_TEXTS,),
)
COLLECT_CANDIDATES = Step(
    cluster.collect_candidates,
    (between.PAGE_ARTICLES, between.TEXT_PLACES),
    between.CANDIDATE_TEXTS,
    is_per_document=True,
    is_lazy=True,
    form=PASSED_FORM,
)
VERIFY_PAIRS = Step(
    cluster.verify_pairs,
    (between.CANDIDATE_PAIRS, between.CANDIDATE_TEXTS),
    between.VERIFIED_PAIRS,
    is_per_document=True,
    is_lazy=True,
    find_changed=documents_of_changed_pairs,
)
CLUSTER_DUPLICATES = Step(
    cluster.drop_copies,
    (between.ARTICLE_IDENTITIES, between.VERIFIED_PAIRS),
    release.DUPLICATES,
    is_lazy=True,
    form=RELEASE_FORM,
    label="cluster_duplicates",
)

SELECT_ARTICLES = Step(
    select_articles, (between.ARTICLE_IDENTITIES, release.DUPLICATES), between.PUBLISHED_ARTICLES, is_lazy=True
)
SELECT_DOCUMENTS = Step(
    select_documents,
    (between.PAGES, between.ARTICLE_IDENTITIES, release.DUPLICATES, between.FAILED_DOCUMENTS),
    between.DOCUMENT_FATES,
    is_lazy=True,
)
REJECT_DOCUMENTS = Step(
    assemble.reject_documents,
    (between.DOCUMENT_FATES, release.SIGHTINGS, between.FAILURES),
    release.REJECTIONS,
    is_lazy=True,
    form=RELEASE_FORM,
)
TABLES_WITH_IDS = (release.DOCUMENTS, release.ARTICLES, release.PARAGRAPHS, release.QUOTES)


def digest_step(table: Table, columns: Sequence[str]) -> Step:
    """Return the step that hashes these columns of a table with ids."""
    return Step(
        compare.digest_rows,
        (table,),
        between.ROW_DIGESTS,
        is_lazy=True,
        parameters={"id_column": compare.id_column(table.name), "columns": list(columns)},
        form=HASH_FORM,
        label=f"digest_{table.name}",
    )


DIGEST_ROWS = {table.name: digest_step(table, table.columns) for table in TABLES_WITH_IDS}
FINISH_DOCUMENTS = Step(
    assemble.finish_documents,
    (between.PAGES, release.SIGHTINGS, between.SOURCE_FILES, between.DOCUMENT_FATES),
    release.DOCUMENTS,
    is_lazy=True,
    form=RELEASE_FORM,
    followers=(DIGEST_ROWS["documents"],),
)
FINISH_LINES = Step(
    assemble.finish_lines,
    (between.PAGES, between.LABELLED_LINES, between.PAGE_ARTICLES, between.PUBLISHED_ARTICLES),
    release.LINES,
    is_lazy=True,
    form=RELEASE_FORM,
)
COUNT_PARAGRAPHS = Step(
    assemble.count_paragraphs,
    (between.TEXT_PARAGRAPHS, between.PUBLISHED_ARTICLES),
    between.PARAGRAPH_COUNTS,
    is_lazy=True,
)
COUNT_COPIES = Step(
    assemble.count_copies, (between.PAGE_ARTICLES, release.DUPLICATES), between.ARTICLE_COPIES, is_lazy=True
)
FINISH_ARTICLES = Step(
    assemble.finish_articles,
    (
        between.PAGE_ARTICLES,
        between.ARTICLE_LANGUAGES,
        between.TEXT_PARAGRAPHS,
        between.PAGE_QUOTES,
        between.PUBLISHED_ARTICLES,
        between.ARTICLE_COPIES,
    ),
    release.ARTICLES,
    is_per_document=True,
    is_lazy=True,
    find_changed=documents_of_changed_articles,
    form=PASSED_FORM,
)
FINISH_PARAGRAPHS = Step(
    assemble.finish_paragraphs,
    (between.TEXT_PARAGRAPHS, between.PUBLISHED_ARTICLES, between.PARAGRAPH_COUNTS),
    release.PARAGRAPHS,
    is_per_document=True,
    is_lazy=True,
    find_changed=documents_of_changed_paragraphs,
    form=PASSED_FORM,
)
FINISH_QUOTES = Step(
    assemble.finish_quotes,
    (between.PAGE_QUOTES, between.TEXT_PARAGRAPHS, between.PUBLISHED_ARTICLES),
    release.QUOTES,
    is_per_document=True,
    is_lazy=True,
    form=PASSED_FORM,
)
COUNT_SPEAKERS = Step(
    assemble.count_speakers,
    (release.QUOTES,),
    release.SPEAKERS,
    is_lazy=True,
    form=RELEASE_FORM,
)
FOLLOWERS = {
    "articles": (DIGEST_ROWS["articles"],),
    "paragraphs": (DIGEST_ROWS["paragraphs"],),
    "quotes": (DIGEST_ROWS["quotes"], COUNT_SPEAKERS),
}
# Rows of all shards in the order of their article's id, one file per range of ids.
GATHER_BY_ARTICLE = {
    table.name: Step(
        assemble.gather_rows,
        (table,),
        table,
        is_lazy=True,
        parameters={"id_column": "article_id", "sort_key": table.sort_key},
        form=RELEASE_FORM,
        label=f"gather_{table.name}",
        followers=FOLLOWERS[table.name],
    )
    for table in (release.ARTICLES, release.PARAGRAPHS, release.QUOTES)
}
COMPARE_ROWS = {
    table.name: Step(
        compare.compare_rows,
        (between.ROW_DIGESTS, between.ROW_DIGESTS, table, release.DOCUMENTS),
        release.CHANGES,
        is_lazy=True,
        parameters={"table": table.name},
        label=f"compare_{table.name}",
    )
    for table in TABLES_WITH_IDS
}
GATHER_CHANGES = Step(compare.gather_changes, (release.CHANGES,), release.CHANGES, is_lazy=True, form=RELEASE_FORM)
EXTEND_HISTORY = Step(
    compare.extend_history,
    (release.ARTICLES, release.CHANGES, release.HISTORY),
    release.HISTORY,
    is_lazy=True,
    form=RELEASE_FORM,
)

FIND_PAGE_FAULTS = Step(
    span_measures.find_page_faults,
    (between.PAGES, between.LABELLED_LINES, release.PARAGRAPHS, release.QUOTES),
    between.PAGE_FAULTS,
    is_per_document=True,
    is_lazy=True,
)
MEASURE_SPANS = Step(span_measures.count_faults, (between.PAGE_FAULTS,), between.METRICS, is_lazy=True)
MEASURE_RELATIONS = Step(measures.measure_relations, release.RELEASE_TABLES, between.METRICS, is_lazy=True)
MEASURE_BOOKS = Step(
    measures.measure_books,
    (between.SOURCE_RECORDS, release.SIGHTINGS, release.REJECTIONS),
    between.METRICS,
    is_lazy=True,
)
MEASURE_CORPUS = Step(
    measures.measure_corpus,
    (release.DOCUMENTS, release.LINES, release.ARTICLES, release.QUOTES),
    between.METRICS,
    is_lazy=True,
)
MEASURE_CHANGES = Step(measures.measure_changes, (release.CHANGES,), between.METRICS, is_lazy=True)
VALIDATE_ROWS = {
    table.name: Step(
        gates.check_rows,
        (table,),
        between.CHECKS,
        is_lazy=True,
        parameters={"table_name": table.name},
        label=f"validate_{table.name}",
    )
    for table in release.RELEASE_TABLES
}
CHECK_METRICS = Step(gates.check_metrics, (between.METRICS,), between.CHECKS, is_lazy=True, label="validate_release")
