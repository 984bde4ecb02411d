"""Which HTML elements matter to a reader's view of a page, and how. From the HTML Standard's rendering section."""

# What is not text of the page: code, embedded content, what shows only where scripts or media fail, form values.
NOSCRIPT = "noscript"
NOT_VISIBLE = (
    *("script", "style", NOSCRIPT, "template", "svg", "iframe", "head", "title"),
    *("noembed", "noframes", "object", "audio", "video", "canvas", "textarea", "datalist"),
)
# Serialised without escaping, so their tags are taken off and their text stays.
UNESCAPED = ("xmp", "plaintext")
# Elements that browsers set apart, and controls: each is a text of its own even where they stand in a row.
BLOCKS = frozenset(
    (
        *("address", "article", "aside", "blockquote", "body", "br", "button", "caption", "center", "col"),
        *("colgroup", "dd", "details", "dialog", "dir", "div", "dl", "dt", "fieldset", "figcaption", "figure"),
        *("footer", "form", "frameset", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hgroup", "hr"),
        *("legend", "li", "listing", "main", "menu", "nav", "ol", "optgroup", "option", "p", "pre", "search"),
        *("section", "select", "summary", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "ul"),
    )
)
# Elements without an end tag.
VOID = frozenset(
    (
        *("area", "base", "basefont", "bgsound", "br", "col", "embed", "frame", "hr", "img", "input"),
        *("keygen", "link", "meta", "param", "source", "track", "wbr"),
    )
)
# Elements that the parser opens anew in each following block while they are not closed.
FORMATTING = frozenset(("b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"))
# Closed by the next of their kind or by their container, so that they do not nest of themselves.
IMPLIED_END = frozenset(("p", "li", "dt", "dd", "option", "optgroup", "tr", "td", "th", "thead", "tbody", "tfoot"))
PREFORMATTED = ("pre", "listing")
