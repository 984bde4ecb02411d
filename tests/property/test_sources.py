import json
import os
import tempfile
from pathlib import Path

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from selectolax.lexbor import LexborHTMLParser

from flows.sources.detect_format import foreign_format
from flows.sources.html_pages import visible_text
from flows.sources.inventory import escape_path, list_sources
from flows.sources.read_limits import ReadLimits
from flows.sources.read_sources import plan_ranges, read_source
from flows.sources.transcode import as_utf_8
from flows.steps.normalize_text import normalize_text
from schemas.stages import RECORDS

json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(st.characters(codec=None)),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=6,
)
names = st.sampled_from(["text", "html", "id", "url", "fetched_at", "date", "title"]) | st.text(max_size=3)
lines = st.one_of(
    st.dictionaries(names, json_values, max_size=5).map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=30).map(lambda data: data.replace(b"\n", b"")),
    st.sampled_from([b"", b" ", b'{"text": "a"}']),
)
tags = st.sampled_from(
    [
        "p",
        "div",
        "b",
        "a href=x",
        "table",
        "td",
        "pre",
        "li",
        "br",
        "script",
        "p hidden",
        "span<b",
        "svg",
        "!--",
        "title",
    ]
)
markup = st.lists(
    tags.map(lambda tag: f"<{tag}>")
    | tags.map(lambda tag: f"</{tag.split()[0]}>")
    | st.text(st.characters(codec=None), max_size=6),
    max_size=25,
).map("".join)


@settings(max_examples=60, deadline=None)
@given(content=st.lists(lines, max_size=12), range_bytes=st.integers(1, 60), is_ended=st.booleans())
def test_ranges_and_small_frames_give_each_record_once(
    *, content: list[bytes], range_bytes: int, is_ended: bool
) -> None:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder, "a.jsonl")
        path.write_bytes(b"\n".join(content) + (b"\n" if is_ended else b""))
        assume(as_utf_8(path.read_bytes()) is None)  # such a file is no lines of bytes
        assume(foreign_format(path.read_bytes()) is None)  # nor is a picture
        file = list_sources([folder]).files[0]
        assume((file.source_format, file.packing) == ("json_lines", ""))  # nor an array, a page or a packed file
        limits = ReadLimits(max_record_bytes=100)
        whole = pl.concat(read_source(file, 0, None, limits))
        ranges = plan_ranges(file, range_bytes, 100)
        frames = [
            frame
            for start, end in ranges
            for frame in read_source(file, start, end, ReadLimits(100, max_frame_rows=1))
        ]
    assert whole.schema == RECORDS.to_polars()
    if len(ranges) > 1 and whole["failure_reason"].to_list() == ["empty_file"]:
        assert frames == []
    else:
        assert pl.concat(frames).equals(whole)
    assert whole.height == max(1, sum(bool(line.strip()) for line in content))


@settings(max_examples=150, deadline=None)
@given(markup)
def test_lines_of_html_are_in_normal_form_with_a_fact_each(text: str) -> None:
    page = visible_text(text)
    joined = "\n".join(page.lines)
    assert joined.split("\n") == page.lines
    assert normalize_text(joined).text == joined
    assert len(page.line_facts) == len(page.lines)
    assert all(
        0 <= fact["link_char_count"] <= len(line) for fact, line in zip(page.line_facts, page.lines, strict=True)
    )


@given(st.binary(min_size=1), st.binary(min_size=1))
def test_different_names_stay_different(first: bytes, second: bytes) -> None:
    escaped = escape_path(os.fsdecode(first)), escape_path(os.fsdecode(second))
    assert (first == second) == (escaped[0] == escaped[1])
    assert "\n" not in escaped[0].encode().decode()


inline_nodes = st.recursive(
    st.sampled_from(
        ["Một", " hai ", "ba\n", "&amp;lt;", "é\u0301", "\u200b", "<!-- x --><br>", "<wbr>", "<img alt='a>b'>"]
    ),
    lambda inner: st.tuples(
        st.sampled_from(["b", "i class='x y'", "a href=/x", "span id=s"]), st.lists(inner, max_size=3)
    ).map(lambda node: f"<{node[0]}>{''.join(node[1])}</{node[0].split()[0]}>"),
    max_leaves=6,
)
block_nodes = st.recursive(
    st.lists(inline_nodes, max_size=3).map("".join),
    lambda inner: st.tuples(
        st.sampled_from(["div", "ul", "section class=s", "pre", "td"]), st.lists(inner, max_size=3)
    ).map(lambda node: f"<{node[0]}>{''.join(node[1])}</{node[0].split()[0]}>"),
    max_leaves=6,
)


@settings(deadline=None)
@given(block_nodes, st.sampled_from(["", "<script>'<p>'</script>", "<svg><text>s</text></svg>"]))
def test_the_lines_hold_the_text_nodes_of_the_page(markup: str, unseen: str) -> None:
    """The same words in the same order as the parser's own text nodes, which it gives one by one."""
    body = LexborHTMLParser(f"<body>{markup}").body
    nodes = body.traverse(include_text=True) if body is not None else ()
    words = "".join(node.text_content or "" for node in nodes if node.tag == "-text")
    page = visible_text(markup + unseen)
    assert "".join("".join(page.lines).split()) == "".join(normalize_text(words).text.split())
    for line, fact in zip(page.lines, page.line_facts, strict=True):
        assert 0 <= fact["link_char_count"] <= len(line)
