"""Words that the steps go by, as data: each entry a pattern and the reason why it is there."""

from typing import NamedTuple


class WordRule(NamedTuple):
    """A pattern that a step goes by and why."""

    pattern: str
    reason: str


def listed(text: str) -> tuple[str, ...]:
    """Return the words or phrases that stand between commas."""
    return tuple(entry for part in text.split(",") if (entry := part.strip()))


class PhraseGroup(NamedTuple):
    """Whole lines that mean one kind (case, digits and punctuation aside) and why."""

    kind: str
    phrases: tuple[str, ...]
    reason: str
    opens_section: bool = False


# Whole lines, compared after case folding, with digits and punctuation as blanks.
LINE_PHRASES = (
    PhraseGroup(
        "related",
        listed(
            "tin liên quan, bài liên quan, bài viết liên quan, cùng chủ đề, cùng chuyên mục, "
            "tin cùng chuyên mục, bài cùng chuyên mục, tin bài liên quan, có thể bạn quan tâm, "
            "tin mới, tin mới nhất, mới nhất, tin mới cập nhật, nổi bật, tin nổi bật, "
            "bài đọc nhiều, đọc nhiều, đọc nhiều nhất, tin đọc nhiều, xem nhiều, tin xem nhiều, "
            "video xem nhiều, cùng tác giả, bài viết cùng tác giả, tin khác, các tin khác, "
            "bài viết khác, đọc tiếp, xem thêm, đọc thêm, xem tiếp, tin tức liên quan, "
            "tin nên đọc, đừng bỏ lỡ, bạn có thể thích, bài mới nhất, tiêu điểm, chủ đề liên quan, "
            "bài viết mới, dành cho bạn, các bài khác, video liên quan, chuyên mục khác, "
            "related, related articles, related stories, related posts, related news, related topics, "
            "related content, read more, read also, read next, more stories, more news, see also, "
            "most read, most popular, most viewed, trending, trending now, popular, popular posts, "
            "recommended, recommended for you, you may also like, you might also like, latest news, "
            "latest, recent posts, top stories, more on this topic, more from this author, up next, "
            "don t miss, editor s picks, also read, what to read next, more like this, next story, "
            "mehr zum thema, lesen sie auch, auch interessant, meistgelesen, weitere artikel, "
            "das könnte sie auch interessieren, verwandte artikel, neueste artikel, weitere themen, "
            "lire aussi, à lire aussi, articles similaires, les plus lus, sur le même sujet, "
            "leer también, te puede interesar, noticias relacionadas, lo más leído, leggi anche, "
            "читайте также, по теме, похожие статьи, другие новости, популярное, новости по теме, "
            "czytaj też, czytaj także, zobacz także, zobacz też, przeczytaj także, powiązane, "
            "najczęściej czytane, najnowsze, polecane, více k tématu, čtěte také, les også, "
            "διαβάστε επίσης, σχετικά άρθρα, σχετικά, δείτε επίσης, δημοφιλή, ilgili haberler, "
            "相关新闻, 相关阅读, 相关文章, 推荐阅读, 热门文章, 热点新闻, 最新文章, 延伸阅读, "
            "相關新聞, 相關文章, 延伸閱讀, 推薦閱讀, 関連記事, 関連ニュース, あわせて読みたい, "
            "おすすめ記事, 人気記事, ランキング, 관련기사, 관련 기사, 많이 본 뉴스, 인기기사, "
            "tin liên quan khác, tin nóng, tin hot, tin trong ngày, tin mới đăng, tin mới trong ngày, "
            "tin đọc nhiều nhất, đang được quan tâm, được quan tâm nhất, đọc nhiều trong tuần, chủ đề nổi bật, "
            "cùng sự kiện, theo dòng sự kiện, tin cùng sự kiện, tin cùng chủ đề, bài cùng chủ đề, tin cùng loại, "
            "các bài viết liên quan, các tin liên quan, những tin mới hơn, những tin cũ hơn, tin mới hơn, "
            "tin cũ hơn, các tin cũ hơn, các tin mới hơn, gợi ý cho bạn, đề xuất cho bạn, tin tiếp theo, "
            "bài tiếp theo, bài trước, bài sau, video nổi bật, video mới, video mới nhất, video hot, "
            "cùng danh mục, bài viết cùng chuyên mục, bạn nên đọc, nên đọc, đừng bỏ qua, không thể bỏ lỡ, "
            "mới cập nhật, có thể bạn thích, bài mới, bài viết nổi bật, bài viết mới nhất, bài nổi bật, "
            "bài viết gần đây, tin tức mới nhất, tin tức khác, tin tức nổi bật, tin tức mới, sản phẩm liên quan, "
            "keep reading, in other news, other stories, other news, other articles, you may like, "
            "you might like, we recommend, you may be interested in, you may also be interested in, our picks, "
            "editors picks, editor s choice, staff picks, featured stories, featured articles, must read, "
            "must reads, more articles, more posts, more to read, more to explore, explore more, discover more, "
            "similar articles, similar posts, similar stories, similar news, suggested for you, "
            "suggested articles, what s hot, hot topics, in this section, popular now, popular stories, "
            "popular articles, popular news, popular this week, most shared, most commented, most recent, "
            "most watched, recent news, recent articles, recent stories, latest articles, latest stories, "
            "latest posts, latest headlines, latest updates, latest videos, top news, top posts, top articles, "
            "more headlines, just in, from the web, around the web, from our partners, promoted stories, "
            "sponsored stories, recommended stories, recommended articles, recommended reading, "
            "recommended videos, read this next, read more on this story, next article, previous article, "
            "next post, previous post, older posts, newer posts, more videos, watch more, more coverage, "
            "more on this, more on this story, related links, related coverage, related reading, related videos, "
            "related video, related products, you may have missed, in case you missed it, people also read, "
            "others also read, readers also liked, what others are reading, today s headlines, "
            "want more stories like this, mehr dazu, mehr nachrichten, mehr artikel, weitere nachrichten, "
            "weitere meldungen, weitere beiträge, zum thema, aktuelle nachrichten, aktuelle meldungen, "
            "neueste beiträge, neueste nachrichten, meistgelesene artikel, meist gelesen, beliebte artikel, "
            "beliebteste artikel, empfehlungen der redaktion, unsere empfehlungen, passend zum thema, "
            "ähnliche artikel, ähnliche beiträge, das könnte dich auch interessieren, "
            "das könnte ihnen auch gefallen, lesen sie jetzt, lesen sie mehr, lies auch, nächster artikel, "
            "vorheriger artikel, topthemen, schlagzeilen, articles liés, articles associés, "
            "articles recommandés, les plus lues, les plus populaires, à lire ensuite, voir aussi, "
            "derniers articles, les derniers articles, dernières actualités, dernières nouvelles, "
            "les plus consultés, les plus partagés, recommandé pour vous, vous aimerez aussi, "
            "vous pourriez aussi aimer, nos suggestions, cela pourrait vous intéresser, dans la même rubrique, "
            "sur le même thème, plus d articles, autres articles, artículos relacionados, más noticias, "
            "más leídas, las más leídas, lo más visto, lo último, últimas noticias, ver también, lea también, "
            "lee también, también te puede interesar, te recomendamos, noticias recomendadas, relacionados, "
            "temas relacionados, más sobre este tema, otras noticias, no te pierdas, le puede interesar, "
            "quizás te interese, leia também, leia mais, veja também, veja mais, mais lidas, "
            "notícias relacionadas, artigos relacionados, últimas notícias, mais notícias, você pode gostar, "
            "você também pode gostar, mais vistos, outras notícias, posts relacionados, recomendado para você, "
            "articoli correlati, potrebbe interessarti, potrebbe interessarti anche, ti potrebbe interessare, "
            "i più letti, più letti, ultime notizie, notizie correlate, altri articoli, ultimi articoli, "
            "vedi anche, lees ook, lees meer, lees verder, gerelateerde artikelen, meest gelezen, "
            "laatste nieuws, meer nieuws, ook interessant, bekijk ook, meer over dit onderwerp, net binnen, "
            "läs också, läs även, läs mer, mest läst, mest lästa, senaste nytt, relaterade artiklar, "
            "fler artiklar, fler nyheter, mer om ämnet, les mer, mest lest, siste nytt, siste nyheter, "
            "relaterte artikler, relaterte saker, flere saker, mer om, anbefalte artikler, læs også, læs mere, "
            "mest læste, seneste nyt, relaterede artikler, flere nyheder, mere om, lue myös, lue lisää, "
            "luetuimmat, aiheesta lisää, czytaj więcej, więcej na ten temat, zobacz więcej, podobne artykuły, "
            "powiązane artykuły, powiązane tematy, najnowsze artykuły, najnowsze wiadomości, najpopularniejsze, "
            "najchętniej czytane, najczęściej komentowane, wybrane dla ciebie, inne artykuły, warto przeczytać, "
            "polecamy, przeczytaj więcej, przeczytaj również, sprawdź także, sprawdź też, zobacz również, "
            "może cię zainteresować, może cię również zainteresować, ostatnie wpisy, související články, "
            "mohlo by vás zajímat, nejčtenější, další články, doporučujeme, přečtěte si také, čítajte aj, "
            "najčítanejšie, súvisiace články, mohlo by vás zaujímať, ďalšie články, kapcsolódó cikkek, "
            "ajánlott cikkek, legolvasottabb, további cikkek, citește și, citeste si, articole similare, "
            "cele mai citite, vezi și, alte știri, похожие новости, похожие материалы, похожие записи, "
            "материалы по теме, статьи по теме, смотрите также, читать также, ещё по теме, еще по теме, "
            "другие материалы, другие статьи, последние новости, свежие новости, главные новости, "
            "самое читаемое, самое популярное, популярные новости, популярные статьи, рекомендуем, "
            "вам может быть интересно, вам будет интересно, новости партнеров, новости партнёров, "
            "лента новостей, выбор редакции, читайте також, схожі новини, новини по темі, останні новини, "
            "дивіться також, більше новин, διαβάστε ακόμα, διαβάστε ακόμη, διαβάστε περισσότερα, σχετικά θέματα, "
            "σχετικές ειδήσεις, δείτε ακόμα, τελευταία νέα, ροή ειδήσεων, τελευταίες ειδήσεις, τα πιο δημοφιλή, "
            "μη χάσετε, benzer haberler, son haberler, en çok okunanlar, çok okunanlar, önerilen haberler, "
            "diğer haberler, bunlar da ilginizi çekebilir, baca juga, berita terkait, artikel terkait, "
            "terpopuler, berita lainnya, artikel lainnya, berita terbaru, lihat juga, 関連リンク, "
            "関連トピックス, 新着記事, 最新記事, 最新ニュース, アクセスランキング, 人気の記事, 注目の記事, "
            "注目記事, こちらもおすすめ, 次の記事, 前の記事, あなたにおすすめの記事, 主要ニュース, "
            "人気ランキング, あわせて読む, もっと見る, 관련 뉴스, 관련뉴스, 연관기사, 추천기사, 추천 기사, "
            "인기 기사, 인기뉴스, 인기 뉴스, 최신기사, 최신 기사, 최신뉴스, 주요뉴스, 주요 뉴스, 많이 본 기사, "
            "많이본 뉴스, 이 시각 주요뉴스, 함께 볼만한 기사, 다른 기사, 相关推荐, 相关报道, 相关链接, 相关内容, "
            "相关资讯, 猜你喜欢, 热门推荐, 热点推荐, 热门新闻, 热门资讯, 最新新闻, 最新资讯, 精彩推荐, 编辑推荐, "
            "为你推荐, 为您推荐, 更多新闻, 更多文章, 更多精彩, 阅读排行, 点击排行, 新闻排行, 上一篇, 下一篇, "
            "今日热点, 大家都在看, 你可能喜欢, 你可能感兴趣, 相關報導, 相關連結, 相關閱讀, 熱門文章, 熱門新聞, "
            "最新新聞, 推薦文章, 為你推薦, 猜你喜歡, 你可能也喜歡, 你可能會喜歡, 其他人也看, 人氣文章, 更多新聞, "
            "ข่าวที่เกี่ยวข้อง, ข่าวล่าสุด, อ่านเพิ่มเติม, यह भी पढ़ें, ये भी पढ़ें, संबंधित खबरें, ताजा खबरें, اقرأ أيضا, "
            "مقالات ذات صلة, أخبار ذات صلة, الأكثر قراءة, مواضيع ذات صلة, آخر الأخبار, مطالب مرتبط, "
            "כתבות נוספות, "
        ),
        "headings above lists of other pages",
        opens_section=True,
    ),
    PhraseGroup(
        "comment_ui",
        listed(
            "bình luận, ý kiến, ý kiến bạn đọc, gửi bình luận, viết bình luận, ý kiến của bạn, "
            "bình luận của bạn, gửi ý kiến, gửi phản hồi, bình luận mới nhất, thảo luận, "
            "comments, leave a comment, leave a reply, post a comment, add a comment, view comments, "
            "join the conversation, add comment, write a comment, be the first to comment, responses, "
            "kommentare, kommentar schreiben, kommentare anzeigen, commentaires, laisser un commentaire, "
            "comentarios, deja un comentario, commenti, комментарии, оставить комментарий, "
            "komentarze, dodaj komentarz, σχόλια, προσθήκη σχολίου, komentáře, diskuse, yorumlar, "
            "发表评论, 评论, 网友评论, 發表評論, 評論, コメント, コメントを残す, 댓글, 댓글쓰기, "
            "bình luận bài viết, ý kiến độc giả, bạn đọc bình luận, bình luận hay nhất, bình luận facebook, "
            "gửi ý kiến của bạn, để lại bình luận, để lại một bình luận, gửi bình luận của bạn, "
            "ý kiến bình luận, viết bình luận của bạn, đăng nhận xét, chia sẻ ý kiến của bạn, "
            "phản hồi của bạn đọc, reader comments, readers comments, comments policy, leave your comment, "
            "leave comment, post your comment, post comment, user comments, user reviews, have your say, "
            "join the discussion, start the conversation, show all comments, see all comments, all comments, "
            "latest comments, recent comments, top comments, comment on this article, comments are closed, "
            "facebook comments, leave a response, submit a comment, your comment, kommentar verfassen, "
            "kommentar abgeben, schreiben sie einen kommentar, schreibe einen kommentar, leserkommentare, "
            "ihr kommentar, diskutieren sie mit, mitdiskutieren, lesermeinungen, alle kommentare, "
            "neueste kommentare, laissez un commentaire, poster un commentaire, ajouter un commentaire, "
            "vos réactions, réagissez, réagir à cet article, vos commentaires, tous les commentaires, "
            "votre commentaire, dejar un comentario, deja una respuesta, deja tu comentario, "
            "escribe un comentario, ver comentarios, comentários, deixe um comentário, deixe seu comentário, "
            "deixe uma resposta, enviar comentário, lascia un commento, scrivi un commento, i commenti, "
            "reacties, plaats een reactie, geef een reactie, kommentarer, skriv en kommentar, wasze komentarze, "
            "wybrane komentarze, twój komentarz, napisz komentarz, skomentuj, zostaw komentarz, "
            "komentarze użytkowników, twoja opinia, najnowsze komentarze, přidat komentář, diskuze, "
            "vstoupit do diskuze, добавить комментарий, ваш комментарий, написать комментарий, все комментарии, "
            "комментарии читателей, коментарі, залишити коментар, додати коментар, αφήστε ένα σχόλιο, "
            "γράψτε το σχόλιό σας, σχολιάστε, yorum yap, yorum yapın, yorum yaz, komentar, tulis komentar, "
            "kirim komentar, tinggalkan komentar, 评论区, 最新评论, 热门评论, 全部评论, 网友留言, 我来说两句, "
            "写评论, 查看评论, 我要评论, 参与评论, 讀者留言, 發表留言, 我要留言, 网友跟贴, コメント一覧, "
            "みんなのコメント, コメントを書く, コメントする, コメント投稿, この記事へのコメント, 댓글 쓰기, "
            "댓글 보기, 전체댓글, 댓글목록, 의견쓰기, 댓글 작성, 독자의견, التعليقات, اترك تعليقا, أضف تعليق, "
        ),
        "heads of comment sections: what follows is the readers', not the article's",
        opens_section=True,
    ),
    PhraseGroup(
        "comment_ui",
        listed(
            "phản hồi, trả lời, thích, thành viên, thành viên mới đăng, xem thêm bình luận, "
            "moderator, "
            "senior member, well known member, new member, active member, quan tâm nhất, comment, "
            "reply, show comments, no comments, cancel reply, load more comments, antworten, "
            "kommentar, réagir, ответить, odpowiedz, 留言, report, quote, like reply, "
        ),
        "buttons of comments and ranks of forum members",
    ),
    PhraseGroup(
        "ad",
        listed(
            "quảng cáo, tài trợ, thông tin doanh nghiệp, advertisement, advertisements, ad, ads, "
            "sponsored, sponsored content, promoted, advertise, anzeige, werbung, publicité, "
            "publicidad, pubblicità, реклама, reklama, διαφήμιση, 广告, 廣告, 広告, 광고, "
            "story continues below advertisement, continue reading below, article continues below, "
        ),
        "labels of advertisements",
    ),
    PhraseGroup(
        "nav",
        listed(
            "trang chủ, đăng nhập, đăng ký, tìm kiếm, menu, top, về đầu trang, liên hệ, giới thiệu, "
            "chia sẻ, chia sẻ facebook, in bài viết, lưu bài viết, copy link, sao chép liên kết, theo dõi, "
            "quay lại, trang trước, trang sau, lên đầu trang, nghe bài viết, tải ứng dụng, zalo, "
            "facebook, twitter, linkedin, pinterest, whatsapp, telegram, reddit, instagram, youtube, "
            "email, e mail, print, share, tweet, pin, save, like, follow, follow us, subscribe, "
            "home, search, log in, login, sign in, sign up, register, contact, contact us, about, "
            "about us, next, previous, back, back to top, skip to content, skip to main content, "
            "close, more, share this, share this article, share on facebook, share on twitter, archive, "
            "privacy policy, terms of use, terms of service, cookie policy, sitemap, newsletter, rss, "
            "startseite, suche, anmelden, drucken, teilen, zurück, weiter, merken, impressum, "
            "datenschutz, accueil, partager, imprimer, recherche, inicio, compartir, buscar, imprimir, "
            "главная, поиск, поделиться, войти, печать, szukaj, drukuj, udostępnij, zaloguj, "
            "αρχική, αναζήτηση, εκτύπωση, 首页, 登录, 注册, 搜索, 分享, 打印, ホーム, 検索, "
        ),
        "buttons, menus and sharing links",
    ),
)
# Beginnings of headings like those above, which go on with a subject, an outlet or a number.
SECTION_BEGINNINGS: dict[str, tuple[WordRule, ...]] = {
    "comment_ui": (
        WordRule(
            r"(?:comments?|kommentare|commentaires|comentarios|komentarze|комментарии|bình luận)"
            r"\s*\(\s*\d+\s*\)",
            "counted comments on a title",
        ),
    ),
    "related": (
        WordRule(r"more (?:stories |news |articles )?(?:from|in|on|about|by) [^.!?]{2,40}\Z", "English"),
        WordRule(r"(?:recommended|suggested|selected|picked) (?:by|for) [^.!?]{2,40}\Z", "English"),
        WordRule(r"related (?:to|on) [^.!?]{2,40}\Z", "English"),
        WordRule(r"(?:mehr|weitere \w+) (?:aus|von|zu|zum|zur|über) [^.!?]{2,40}\Z", "German"),
        WordRule(r"(?:tin|bài|bài viết|video|các tin|các bài) (?:cùng|liên quan|khác)\b[^.!?]{0,30}\Z", "Vietnamese"),
        WordRule(r"xem (?:thêm )?(?:các |những )?(?:tin|bài)\b[^.!?]{0,40}\Z", "Vietnamese"),
    ),
}
TAG_LABELS = WordRule(
    r"(?:tags?|từ kh[óo][aá]|chủ đề|thẻ|key ?words?|schlagw[oö]rte?r?|schlagworte|mots[- ]clés|etiquetas|теги)\b",
    "names the topics of an article, which follow",
)
# Beginnings of lines; the rest of the line is the thing pointed to.
LINE_BEGINNINGS: dict[str, tuple[WordRule, ...]] = {
    "related": (
        WordRule(r"(?:>>+|»)\s*\w", "arrows before a link to another page"),
        WordRule(r"(?:xem|đọc) (?:thêm|tiếp|ngay)\s*[:>»-]", "Vietnamese pointer to another page"),
        WordRule(r"(?:mời|quý) (?:bạn|độc giả|quý vị)[\w ,]{0,30} (?:đón xem|xem thêm|đọc thêm)", "the same, polite"),
        WordRule(r"(?:read|see|watch) (?:more|also|next)\s*[:>»-]|(?:also|related)(?: read)?\s*[:>»]", "English"),
        WordRule(r"(?:lesen sie (?:auch|mehr)|mehr zum thema|siehe auch)\s*[:>»]", "German"),
        WordRule(r"(?:à )?lire (?:aussi|également)\s*[:>»]|leg?gi anche\s*[:>»]", "French, Italian"),
        WordRule(r"(?:читайте|смотрите) также\s*[:>»]?|czytaj (?:też|także|więcej)\s*[:>»]?", "Russian, Polish"),
    ),
    "comment_ui": (
        WordRule(r"(?:phản hồi|bình luận|comments?|kommentare|комментарии)\s*[:(]\s*\d", "counter of comments"),
        WordRule(r"\d+\s*(?:phản hồi|bình luận|comments?|replies|likes?|kommentare)\W*\Z", "the same, number first"),
        WordRule(r"(?:you must be|please) (?:logged|log) in", "asks for a login"),
        WordRule(r"(?:bạn (?:phải|cần)|vui lòng) đăng (?:nhập|ký)", "the same in Vietnamese"),
        WordRule(r"đăng nhập\b.{0,40}\b(?:thảo luận|bình luận|ý kiến)\b", "asks for a login to take part"),
        WordRule(
            r"(?:intern|junior|senior|staff|new|active|well-known|guest) (?:writer|editor|reporter|member)\W*\Z",
            "rank of a forum's member, printed under the name",
        ),
    ),
    "ad": (WordRule(r"https?://\S*(?:adslk|textlink|doubleclick|utm_|affiliate)\S*\Z", "bare address of an ad"),),
    "source_credit": (
        WordRule(
            r"(?:(?:dẫn |trích |link )?nguồn(?: tin| tham khảo)?|link bài gốc|"
            r"source|quelle|źródło|источник|πηγή|来源|來源)\s*[:：]",
            "names the source",
        ),
        WordRule(r"(?:nguồn|source|quelle)\Z", "the label of a source whose name was an image"),
    ),
    "hashtag": (WordRule(rf"{TAG_LABELS.pattern}\s*[:：]\s*[^.!?:]{{2,200}}\Z", "line of topics"),),
    "byline": (
        WordRule(r"(?:tác giả|người viết|bài và ảnh|bài, ảnh|bài|thực hiện)\s*[:：]\s*\w", "Vietnamese byline"),
        WordRule(r"(?:written |posted |published )?by:? (?-i:[A-ZÀ-ÞĐ])", "English byline"),
        WordRule(r"(?:von|par|por|di|autor|author|автор|text)\s*:? (?-i:[A-ZÀ-ÞА-Я])", "byline in other languages"),
    ),
    "caption": (
        WordRule(
            r"(?:ảnh|hình|ảnh minh họa|photo|photos|image|foto|bild|фото)\s*(?:\d+\s*)?[:：]", "opens a caption"
        ),
    ),
    "other_boilerplate": (
        WordRule(r"(?:©|\(c\)|copyright\b|bản quyền|all rights reserved|® )", "copyright line"),
        WordRule(r"(?:giấy phép|tổng biên tập|cơ quan chủ quản|hotline|đường dây nóng|tòa soạn)\b", "imprint"),
        WordRule(r"(?:mọi )?(?:ý kiến|tin,? bài).{0,60}(?:hộp thư|gửi về|email)", "asks readers to write"),
        WordRule(r"(?:bấm|nhấn|click|tap) (?:vào|để|here|to)\b.{0,60}\Z", "tells where to press"),
        WordRule(
            r"(?:sign up|subscribe|register|abonnieren|đăng ký (?:nhận|theo dõi))\b.{0,90}\Z", "asks to subscribe"
        ),
        WordRule(r"(?:we use|this (?:web)?site uses|diese website|ce site).{0,40}cookies?", "cookie notice"),
        WordRule(r"(?:your email|required fields|email address) ", "form of a comment or a newsletter"),
    ),
}
# Anywhere in a line that is no long paragraph, in lower case.
BOILERPLATE_MARKERS = listed(
    "all rights reserved, alle rechte vorbehalten, tous droits réservés, todos los derechos, "
    "ghi rõ nguồn, giữ bản quyền, 版权所有, 版權所有, wszelkie prawa zastrzeżone, все права защищены, "
    "giấy phép số, giấy phép hoạt động, giấy phép thiết lập, giấy phép xuất bản, số giấy phép, icp备, "
    "privacy policy, terms of use, terms of service, cookie, datenschutz, javascript, newsletter, "
)
CREDITED_NAME = (
    r"(?:\b(?-i:[A-ZÀ-ÞĐ]){1,2}\.|[^:.]){1,60}\.?\Z"  # the end of a line; names can be shortened, as in V.Vũ
)
CAPTION_ENDINGS = (
    WordRule(
        r"[(\[]\s*(?:ảnh|nguồn|photo|image|foto|credit|source|bild|фото)\b[^()]{0,80}[)\]]\W*\Z", "credit in brackets"
    ),
    WordRule(
        rf"(?:[-–—.|/]\s*|\s)(?:ảnh|photo|foto|bild|фото)(?: minh họa)?\s*[:：]{CREDITED_NAME}",
        "credit after a mark",
    ),
    WordRule(
        r"[-–—.|/]\s*ảnh (?:tư liệu|minh họa|chụp|cắt|internet|ctv|nvcc|tl|do|của|nhân vật)\b[^:.]{0,60}\.?\Z",
        "credit without a colon",
    ),
    WordRule(rf"\w\s*[-–—|]\s*nguồn\s*[:：]{CREDITED_NAME}", "source of a picture, after a mark"),
    WordRule(r"(?:getty images|shutterstock|ap photo|/reuters|/afp)\W*\Z", "ends in a picture agency"),
)
SENTENCE_CLOSERS = "\"'”’»›)]}』」）】〉》*†  "
OUTLET_NAMES = listed(
    "vnexpress, dân trí, tuổi trẻ, thanh niên, vietnamnet, vietnamplus, ttxvn, zing, zing.vn, znews, "
    "vov, vtv, vtc, người lao động, tiền phong, lao động, nhân dân, kenh14, cafef, cafebiz, "
    "soha, infonet, dân việt, pháp luật, trí thức trẻ, tri thức trẻ, giao thông, công an nhân dân, "
    "reuters, afp, ap, bbc, cnn, cnbc, bloomberg, the guardian, guardian, sputnik, tass, ria novosti, "
    "xinhua, kyodo, yonhap, al jazeera, dpa, efe, ansa, rt, scmp, nikkei, forbes, fortune, "
    "techcrunch, the verge, wired, politico, axios, business insider, rest of world, engadget, "
)
OUTLET_WORDS = listed(
    "times, news, post, journal, daily, tribune, herald, gazette, magazine, press, "
    "báo, tạp chí, đài, thông tấn xã, zeitung, today, telegraph, observer, "
)
# A part of a byline in which one of these words stands is no person.
NOT_AUTHOR_WORDS = WordRule(
    "by|updated|published|posted|share|story|follow|editor|editors|writer|reporter|correspondent|analyst|contributor|"
    "columnist|staff|photographer|biên tập viên|phóng viên|cập nhật|đăng|"
    "monday|tuesday|wednesday|thursday|friday|saturday|sunday|the|from|latest|most|our|your|about|top|new|news|more|all|"
    "nghe|chia sẻ|cỡ chữ|bài viết|chuyên mục|bình luận|theo dõi|đọc báo|đọc bài|nghe đọc|xem thêm|tin tức|tin mới|"
    "nhóm phóng viên|toàn cảnh|độc giả",
    "labels, days, words of menus and offices that stand beside a name in a byline",
)
# Beside a name below an article: whose words or pictures it did not make.
COLLECTED_NOTES = WordRule(
    "tổng hợp|t[/.]?h|sưu tầm|st|(?:lược |biên )?dịch|lược thuật|ghi|thực hiện|theo tổng hợp",
    "collected, translated or written down by the one who signs",
)
PICTURE_CREDIT = WordRule(
    "(?:nguồn )?(?:ảnh|clip|video|đồ họa|đồ hoạ)(?: minh họa| minh hoạ)?|photos?|ảnh và clip|video clip",
    "who made the pictures, at the end of a signature",
)
SIGNATURE_LABEL = WordRule(
    "tin,? (?:và )?ảnh|bài,? (?:và )?ảnh|bài|tác giả|người viết|thực hiện|tổng hợp|ctv|pv|by|von|par",
    "says who signs",
)
# They begin a credit or name an office where a person's name would begin.
NO_SIGNING_WORDS = listed("theo, nguồn, nhóm, ban, báo, ảnh, clip, video, tổng, xem")
STAFF_SIGNATURES = listed("pv, ctv, nhóm pv, pv - ctv, phóng viên, nhóm phóng viên, btv, biên tập viên")
# Sections of newspapers; menus print them beside the text, capitalised like names.
SECTION_NAMES = listed(
    "thời sự, thế giới, quốc tế, trong nước, chính trị, kinh tế, kinh doanh, xã hội, đời sống, nhịp sống, pháp luật, "
    "an ninh, hình sự, giải trí, văn hóa, văn hoá, thể thao, bóng đá, giáo dục, sức khỏe, sức khoẻ, y tế, du lịch, "
    "công nghệ, khoa học, số hóa, ô tô xe máy, ô tô, xe, bạn đọc, góc nhìn, tâm sự, tâm điểm, bất động sản, "
    "tài chính, chứng khoán, doanh nghiệp, phóng sự, phóng sự điều tra, điều tra, gia đình, tình yêu, giới trẻ, "
    "việc làm, quân sự, quốc phòng, môi trường, nông thôn, nông nghiệp, thị trường, tiêu dùng, ẩm thực, làm đẹp, "
    "thời trang, âm nhạc, phim ảnh, điện ảnh, sao, chuyên đề, chuyên mục, media, multimedia, podcast, video, ảnh, "
    "infographic, tin tức, tin nóng, tin nhanh, dân sinh, giao thông, đô thị, hà nội, cộng đồng, nhân ái, từ thiện, "
    "world, politics, business, economy, finance, markets, money, sports, sport, health, science, technology, tech, "
    "culture, entertainment, lifestyle, life, travel, opinion, education, environment, climate, local, national, "
    "international, weather, music, movies, politik, wirtschaft, panorama, kultur, wissen, reise, gesellschaft, "
    "wissenschaft, ausland, inland, gesundheit, meinung, politique, économie, société, monde, "
)
UPDATE_WORDS = WordRule(
    "cập nhật|sửa|updated?|modified|edited|aktualisiert|stand|mis à jour|actualizado|обновлено",
    "a date beside these words is later than the publication",
)
CLOCK_WORDS = WordRule(
    "est|edt|pst|pdt|cst|cdt|mst|mdt|gmt|utc|ict|cet|cest|mez|uhr", "clocks after the time of a byline"
)
MONTH_NAMES: dict[str, int] = {
    name: number
    for number, names in enumerate(
        (
            "january jan januar janvier enero gennaio styczeń stycznia января ιανουαρίου leden ledna",
            "february feb februar février febrero febbraio luty lutego февраля φεβρουαρίου únor února",
            "march mar märz mars marzo marzec marca марта μαρτίου březen března",
            "april apr avril abril aprile kwiecień kwietnia апреля απριλίου duben dubna",
            "may mai mayo maggio maj maja мая μαΐου květen května",
            "june jun juni juin junio giugno czerwiec czerwca июня ιουνίου červen června",
            "july jul juli juillet julio luglio lipiec lipca июля ιουλίου červenec července",
            "august aug août agosto sierpień sierpnia августа αυγούστου srpen srpna",
            "september sep sept septembre septiembre settembre wrzesień września сентября σεπτεμβρίου září",
            "october oct oktober okt octobre octubre ottobre październik października октября οκτωβρίου říjen října",
            "november nov novembre noviembre listopad listopada ноября νοεμβρίου listopadu",
            "december dec dezember dez décembre diciembre dicembre grudzień grudnia декабря δεκεμβρίου prosince",
        ),
        start=1,
    )
    for name in names.split()
} | {
    f"tháng {name}": number
    for number, name in enumerate(
        listed("một, hai, ba, tư, năm, sáu, bảy, tám, chín, mười, mười một, mười hai"), start=1
    )
}
DATE_FILLERS = listed(
    "thứ, một, hai, ba, tư, năm, sáu, bảy, tám, chín, mười, chủ, nhật, cn, ngày, tháng, lúc, sa, ch, of, cách, đây, "
    "tuần, tiếng, week, weeks, cập, đăng, gmt, utc, "
    "giờ, phút, xuất, bản, published, updated, posted, on, at, date, last, modified, am, pm, "
    "monday, tuesday, wednesday, thursday, friday, saturday, sunday, mon, tue, wed, thu, fri, "
    "sat, sun, st, nd, rd, th, pt, et, est, edt, pst, pdt, cet, uhr, stand, um, de, "
    "montag, dienstag, mittwoch, donnerstag, freitag, samstag, sonntag, veröffentlicht, aktualisiert, "
    "le, à, publié, mis, jour, publicado, дата, г, года, 发布, 时间, 發布, 年, 月, 日, "
    "ago, hours, hour, minutes, minute, days, day, trước, h, ict, dodano, opublikowano, δημοσίευση, "
)
# Beginnings of headings that belong to one article, whatever date or name stands below them.
LIST_HEADINGS = (
    WordRule(r"\W*\d{1,3}\s*[.):/–-]", "numbered heading"),
    WordRule(r"\W*(?:#|№|no\.?\s?)\d", "numbered heading"),
    WordRule(r"(?:bước|phần|câu|tập|kỳ|chương|ngày|step|part|chapter|day|tip|question)\s\d", "part of a whole"),
    WordRule(r"[ivx]{1,4}[.)]\s", "numbered in Roman figures"),
    WordRule(r"\d{1,2}\s?[:hg]\s?\d{2}\b", "entry of running coverage"),
    WordRule(r"(?:re|aw|trả lời|fwd?)\s?:", "answer in a forum"),
)
# Whole lines below a summary that lead to the rest of the story; punctuation aside.
MORE_LINKS = listed(
    "xem thêm, đọc tiếp, đọc thêm, xem tiếp, xem chi tiết, chi tiết, read more, continue reading, more, full story, "
    "read full article, read the full story, weiterlesen, mehr lesen, mehr, lire la suite, leer más, continua, "
    "читать далее, подробнее, czytaj więcej, czytaj dalej, περισσότερα, 阅读全文, 続きを読む, 더보기, "
)
# Grave, acute, tilde, hook above, dot below: the marks of Vietnamese tones. Those that make another letter (ă â ê ô
# ơ ư) are none of them.
TONE_MARKS = "\u0300\u0301\u0303\u0309\u0323"
# Letters that of all widely written languages only Vietnamese has; NFC, lower case.
VIETNAMESE_LETTERS = "ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ"
# Words of class names and ids, and of tags, that say where on a page a line stands.
CHROME_ELEMENTS = ("nav", "footer", "aside", "form", "button", "select", "menu", "dialog", "noscript")
CHROME_ATTRIBUTE_WORDS: dict[str, tuple[str, ...]] = {
    "comment_ui": listed("comment, comments, disqus, replies, respond, reply"),
    "related": listed("related, recommend, recommended, trending, popular, teaser, teasers, mostread, lienquan"),
    "ad": listed("ad, ads, advert, advertisement, sponsor, sponsored, promo, banner, outbrain, taboola"),
    "nav": listed("nav, navbar, menu, breadcrumb, breadcrumbs, share, sharing, social, pagination, toolbar"),
    "other_boilerplate": listed("footer, sidebar, cookie, newsletter, subscribe, copyright, signup, popup, modal"),
}
LEAD_ATTRIBUTE_WORDS = ("sapo", "lead", "standfirst", "summary", "chapo", "excerpt", "subtitle", "intro", "dek")
CAPTION_ATTRIBUTE_WORDS = ("caption", "figcaption", "imgcaption", "photocms")
BYLINE_ATTRIBUTE_WORDS = ("author", "byline", "authors", "tacgia")
