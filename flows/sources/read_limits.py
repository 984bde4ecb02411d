"""How much a record, a page, a file, a reading process and a frame may take."""

from dataclasses import dataclass

from flows.sources.pages import PageLimits


@dataclass(frozen=True)
class ReadLimits:
    """Bounds on what is read, so that neither memory nor time runs away whatever comes.

    Attributes:
        max_record_bytes: of a record after unpacking; more is rejected `too_large`.
        max_file_bytes_decompressed: of a packed file or archive; what lies behind is rejected `too_large`.
        max_page_lines: of a page's text; more is rejected `too_many_lines`.
        max_page_depth: of elements within each other; more is rejected `too_deep`.
        max_page_cpu_seconds: for parsing one page; more is rejected `timeout`.
        max_search_cpu_seconds: from one record to the next; more ends the file with a `timeout`.
        max_stalled_seconds: in which the process that reads gets no work done though it could; then the record is
            rejected `timeout`, if it happens at it twice.
        max_reader_memory_bytes: of the process that reads; what needs more is rejected `too_large`.
        max_frame_bytes: of the rows that are handed on together.
        max_frame_rows: of them.
    """

    # The longest pages met are 5 MB; parsing takes about ten times the page.
    max_record_bytes: int = 32 << 20
    max_file_bytes_decompressed: int = 16 << 30
    max_page_lines: int = PageLimits.max_lines
    max_page_depth: int = PageLimits.max_depth
    max_page_cpu_seconds: int = 20  # the costliest pages within the other limits took 3 s
    max_search_cpu_seconds: int = 600  # walking over 16 GB takes 60 s
    max_stalled_seconds: int = 60  # disks and network shares that spin up answer within 30 s
    # Two readers and the build itself stay below 1.5 GB; 2 MB with half a million elements took 490 MB.
    max_reader_memory_bytes: int = 512 << 20
    max_frame_bytes: int = 16 << 20
    max_frame_rows: int = 2_000
