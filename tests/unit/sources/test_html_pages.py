import pytest

from flows.sources import html_pages
from flows.sources.html_pages import visible_text
from flows.sources.text_pages import PageError


@pytest.mark.parametrize(
    ("markup", "lines"),
    [
        pytest.param("<h1>Tin</h1><p>Một <b>hai</b>\n ba</p>", ["Tin", "Một hai ba"], id="blocks"),
        pytest.param("một<br>hai<hr>ba", ["một", "hai", "ba"], id="breaks"),
        pytest.param("<table><tr><td>a</td><td>b</td></tr><tr><th>c</th></tr></table>", ["a", "b", "c"], id="cells"),
        pytest.param("<ul><li>a<li>b</ul><dl><dt>c<dd>d</dl>", ["a", "b", "c", "d"], id="list items"),
        pytest.param("<button>Lưu</button><button>Gửi</button>", ["Lưu", "Gửi"], id="controls"),
        pytest.param("a&amp;lt;b &eacute;&nbsp;c &#x1ea1;", ["a&lt;b é\xa0c ạ"], id="entities once"),
        pytest.param(
            "<p>x<script>y</script><style>z</style><noscript>n</noscript></p><svg><text>s</text></svg>",
            ["x"],
            id="code",
        ),
        pytest.param("<template><p>t</p></template><iframe>i</iframe><textarea>v</textarea>x", ["x"], id="not shown"),
        pytest.param(
            "<p hidden>a<p style='color:red; display : NONE'>b<p style='visibility:hidden'>c<p style='x-display:none'>Một dòng hiện",
            ["Một dòng hiện"],
            id="hidden",
        ),
        pytest.param("<dialog>a</dialog><dialog open>Hộp mở</dialog>", ["Hộp mở"], id="dialog"),
        pytest.param('<p aria-hidden="true">Vẫn hiện</p>', ["Vẫn hiện"], id="hidden from screen readers only"),
        pytest.param(
            "<p hidden>Cả bài báo nằm sau tấm màn</p>Menu", ["Cả bài báo nằm sau tấm màn", "Menu"], id="curtain"
        ),
        pytest.param(
            "<p>Đang tải</p><noscript><h1>Tin</h1><p>Cả bài cho ai tắt script</p></noscript>",
            ["Đang tải", "Tin", "Cả bài cho ai tắt script"],
            id="page for readers without scripts",
        ),
        pytest.param(
            "<noscript><p>Cả bài<noscript></noscript><noscript><p>và tiếp</noscript>",
            ["Cả bài", "và tiếp"],
            id="several parts of a page for readers without scripts",
        ),
        pytest.param(
            "<p>Bài báo có đủ chữ</p><noscript><img src='/dem.gif?trang=1&may=2'>Hãy bật</noscript>",
            ["Bài báo có đủ chữ"],
            id="notice for readers without scripts",
        ),
        pytest.param(
            "<p>Ngắn</p><noscript>&lt;p>Cả bài là chữ, thẻ cũng là chữ&lt;/p></noscript>",
            ["Ngắn"],
            id="page without scripts saved as text",
        ),
        pytest.param("<pre>\n  a\n\n    b\n</pre>", ["  a", "    b"], id="preformatted"),
        pytest.param("a<!-- <p>b</p> -- > --> c", ["a c"], id="comment"),
        pytest.param(
            "a<!--[if !IE]><!--><p>b</p><!--<![endif]-->c", ["a", "b", "c"], id="comment that ends in a start"
        ),
        pytest.param("<div>a<?x y?></div>b", ["a", "b"], id="processing instruction"),
        pytest.param("a<span class='x'<b>b</span>", ["ab"], id="tag in a tag"),
        pytest.param("<div<b>x</div<b>y", ["xy"], id="tag name with an opening bracket"),
        pytest.param("<p title='a>b' id='<p>'>x</p>", ["x"], id="brackets in attributes"),
        pytest.param("<p title='a hidden= '>x</p>", ["x"], id="value that looks like an attribute"),
        pytest.param("<math><mi><![CDATA[a<b>]]></mi></math> c", ["a<b> c"], id="character data"),
        pytest.param("<math><mi>a</mi><svg><path/>b</svg><mo/>c</math>d", ["acd"], id="foreign elements"),
        pytest.param("<p> a\t b\n\n  c </p>\t<p>d</p>", ["a b c", "d"], id="runs of white space"),
        pytest.param(
            "<p>a\u00ad  b</p><p>c  d</p>", ["a b", "c d"], id="runs of white space beside unfit characters"
        ),
        pytest.param(
            "<p>e<b>\u0301</b></p><p>\u1100<b>\u1161</b></p>", ["\u00e9", "\uac00"], id="composed over a tag"
        ),
        pytest.param("<p>\u1100<b>\u1161</b></p>", ["\uac00"], id="composed over a tag without combining marks"),
        pytest.param("<div>" * 3_000 + "a" + "</div>" * 3_000 + "b", ["a", "b"], id="deep nesting"),
        pytest.param("<p>&nbsp;</p>\u3000<p> </p>x", ["x"], id="blank lines"),
        pytest.param("<p>a\u2028b\u200b\u0301</p>", ["a b\u0301"], id="normal form without line ends"),
        pytest.param("<p>\u200b</p>x", ["x"], id="nothing left"),
        pytest.param("<xmp><b></xmp>", ["<b>"], id="unescaped element"),
        pytest.param("<math><mi>x</mi><param></math> y", ["x y"], id="void name in MathML"),
        pytest.param("<body style='display:none'><p>a", ["a"], id="body that waits for its script"),
        pytest.param("</p></div>a", ["a"], id="stray end tags"),
        pytest.param("<frameset><frame></frameset>", [""], id="no body"),
        pytest.param("", [""], id="nothing"),
    ],
)
def test_the_lines_are_what_a_reader_sees(markup: str, lines: list[str]) -> None:
    page = visible_text(markup)
    assert page.lines == lines
    assert len(page.line_facts) == len(lines)


def test_a_line_knows_its_block_the_words_around_it_and_its_links() -> None:
    page = visible_text(
        '<body class="tin"><div id="main" class="a b"><ul><li class="item"> <a href="/x">Đọc</a> thêm <a name="y">ở đây</a></li></ul>'
        '<span class="by &amp;c">Tác giả</span></div>'
    )
    assert page.line_facts == [
        {"element": "div/ul/li", "attribute_words": "item main a b tin", "link_char_count": 3},
        {"element": "div", "attribute_words": "by &c main a b tin", "link_char_count": 0},
    ]
    assert page.lines == ["Đọc thêm ở đây", "Tác giả"]


def test_the_facts_follow_the_element_that_holds_the_whole_line() -> None:
    page = visible_text(
        '<p class="p"><span class="s"><b class="t">a</b> b</span></p><p class="p"><i class="i">x</i> y</p>'
    )
    assert [fact["attribute_words"] for fact in page.line_facts] == ["s p", "p"]


@pytest.mark.parametrize(
    ("markup", "count"),
    [
        ("<a href=x> một </a>", 3),
        ("<a href=x>một </a> <a href=y>hai</a>", 7),
        ("một <a href=x> hai</a> ba", 3),
        ("<a href=x>một </a> ba", 4),
        ("<pre>a <a href=x> b</a></pre>", 2),
    ],
)
def test_characters_in_links_are_counted_as_the_line_shows_them(markup: str, count: int) -> None:
    assert [fact["link_char_count"] for fact in visible_text(markup).line_facts] == [count]


def test_a_preformatted_line_is_held_by_what_holds_its_end() -> None:
    page = visible_text('<pre class="p"><b class="k">a</b>\n<b class="k">b\nc</b></pre>')
    assert [fact["attribute_words"] for fact in page.line_facts] == ["p", "k p", "k p"]


def test_each_line_has_the_facts_of_its_own_block() -> None:
    """Blocks without words, with words, and below a closed inline element."""
    page = visible_text(
        '<ul class="u"><li>a<li id="i">b<li><a class="c" href="/x">d</a></ul><i class="i"><p>e</p></i><pre class="z">f\ng</pre>'
    )
    assert [(fact["element"], fact["attribute_words"], fact["link_char_count"]) for fact in page.line_facts] == [
        ("ul/li", "u", 0),
        ("ul/li", "i u", 0),
        ("ul/li", "c u", 1),
        ("i/p", "i", 0),
        ("pre", "z", 0),
        ("pre", "z", 0),
    ]


def test_path_and_words_are_bounded() -> None:
    markup = "".join(f"<div class='lop-thu-{number}-{'x' * 60}'>" for number in range(12)) + "a"
    assert visible_text(markup).line_facts == [
        {
            "element": "/".join(["div"] * 8),
            "attribute_words": f"lop-thu-11-{'x' * 60} lop-thu-10-{'x' * 60}",
            "link_char_count": 0,
        }
    ]
    assert len(visible_text(f"<p class={'y' * 300}>a").line_facts[0]["attribute_words"]) == 200


def test_characters_that_the_parser_would_drop_are_counted() -> None:
    assert visible_text("a\ud800\0b\u200b").removed_character_count == 3


def test_nesting_deeper_than_the_limit_is_refused() -> None:
    assert visible_text("<div>" * 2_000 + "a").lines == ["a"]
    with pytest.raises(PageError, match="too_deep: elements are nested more than 10000 deep"):
        visible_text("<i>" * 10_000 + "<div>a")
    with pytest.raises(PageError, match="more than 3 deep"):
        visible_text("<div>" * 4 + "a", 3)


def test_more_elements_than_a_page_has_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(html_pages, "MAX_NODES", 10)
    with pytest.raises(PageError, match="more than 10 elements"):
        visible_text("<p>a</p>" * 20)
