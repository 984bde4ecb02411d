"""Words that the rules for quotations go by, as data: alternatives are separated by "|", a longer one wins."""

from flows.steps.lexicons import WordRule

QUOTE_CUES = {
    "vi": WordRule(
        "nói thêm|nói rõ|nói rằng|nói|cho biết thêm|cho biết|cho hay|cho rằng|chia sẻ thêm|chia sẻ|viết|nhấn mạnh|"
        "khẳng định|nhận định|nhận xét|tâm sự|kể lại|kể|phát biểu|trả lời|đánh giá|bày tỏ|cảnh báo|tuyên bố|"
        "thừa nhận|giải thích|lý giải|lí giải|thông báo|bình luận|hỏi|đáp lại|đáp|bảo|nhớ lại|quả quyết|băn khoăn|"
        "lên tiếng|bộc bạch|giãi bày|phân trần|đặt ra nghi vấn|đặt câu hỏi|chỉ ra|chỉ rõ|ghi nhận|mô tả|thú nhận|"
        "khoe|bật mí|tiết lộ|hô lớn|hô|dự đoán|dự báo|ví von|lưu ý|phân tích|đề nghị|kêu gọi|bác bỏ|phủ nhận|"
        "than thở|thốt lên|nêu thêm|nêu rõ|nêu|kết luận|khuyến cáo|khuyên|cam kết|tin rằng|tin tưởng|hy vọng|"
        "hi vọng|quan niệm|thắc mắc|chất vấn|phản bác|phản hồi|tố cáo|tố giác|cáo buộc|trấn an|động viên|ca ngợi|"
        "khen ngợi|khen|chỉ trích|lên án|nhắn nhủ|nhắn tin|nhắn|góp ý|đề xuất|kiến nghị|xác nhận|căn dặn|dặn|"
        "giới thiệu|đưa tin|bổ sung|tiếp lời|tự nhủ|thở dài|reo lên|hét lên|trình bày|yêu cầu|"
        "nhìn nhận|lập luận|than phiền|đặt vấn đề|"
        "cập nhật|đe dọa|đe doạ|quy định|ra tuyên bố|trao đổi|tường thuật|nghĩ rằng|nhắc lại|cười nói",
        "Verbs of saying met in Vietnamese news, those that took a quotation in the annotated windows first.",
    ),
    "en": WordRule(
        "said|says|say|saying|told|tells|telling|added|adds|adding|wrote|writes|writing|asked|asks|asking|"
        "continued|continues|called|calls|calling|tweeted|replied|replies|stated|states|stating|explained|"
        "explains|explaining|reported|reports|described|describes|describing|declared|declaring|concluded|noted|"
        "notes|noting|responded|recalled|recalls|recalling|argued|argues|arguing|pledged|promised|promises|warned|"
        "warns|warning|reads|read|remarked|remarking|praised|acknowledged|vowed|joked|suggested|suggests|put it|"
        "claimed|claims|claiming|pointed out|points out|portrayed|admitted|admits|chanted|lamented|announced|"
        "criticized|proclaimed|predicted|remembered|cited|citing|accused|accuses|accusing|agreed|agrees|assured|"
        "shouted|barked|asserted|asserting|insisted|insists|insisting|alleged|blasted|implied|mocked|denounced|"
        "retorted|urged|recommended|posted|quipped|mused|testified|boasted|complained|contended|observed|denied|"
        "went on|goes on|yelled|screamed|whispered|snapped|scoffed|referred to|dubbed|slammed|touted|dismissed|"
        "hailed|expressed|labeled|characterized|blamed|ripped|repeated|answered|believes|believed|thinks|thought|"
        "feels|hopes|hoped|mentioned|emphasized|stressed|cautioned|conceded|confirmed|defended|demanded|disputed|"
        "echoed|elaborated|lauded|maintained|advised|opined|ordered|pleaded|questioned|reiterated|revealed|"
        "tweeting|countered|condemned",
        "Verbs of saying that carried quotations in annotated English news.",
    ),
}
NOT_QUOTE_CUES = {
    "vi": WordRule(
        "tin nhắn|Tin nhắn|một số quy định|nhà phân tích|chuyên gia phân tích|bài phân tích|nhà bình luận|"
        "câu hỏi|dấu hỏi|tiếng nói|giọng nói|lời nói|nói chung|nói riêng|có thể nói|phải nói|nói đến|nói tới|"
        "đảm bảo|bảo đảm|bảo vệ|bảo hiểm|bảo tàng|bảo tồn|bảo trì|bảo hành|bảo mật|đáp ứng|kể từ|kể cả|đáng kể|"
        "bài viết|thông báo số|suy nghĩ rằng|thăm hỏi|đòi hỏi|học hỏi|hỏi thăm|nêu trên|nói trên|kể trên|"
        "cơ sở dự báo|được đánh giá|bảo lãnh|bảo thủ|bảo dưỡng|bảo toàn|không nói|khỏi nói|viết tắt|chữ viết|"
        "hỏi đáp|giải đáp|khai báo|được giới thiệu|được mô tả|được ghi nhận|được xác nhận|theo quy định|"
        "bị chỉ trích|được ca ngợi|bị cáo buộc",
        "Compounds and passives that hold a verb of saying and report nobody's words.",
    ),
    "en": WordRule(
        "is called|are called|was called|were called|so-called|being called|called off|called for|calls for|"
        "news reports|press reports|poll reports|to read|have read|book reports|warning signs",
        "Passives and nouns spelt like a verb of saying.",
    ),
}
QUOTE_PRONOUNS = {
    "vi": WordRule(
        "ông|bà|anh|chị|cô|chú|bác|em|cậu|thầy|cụ|ngài|nàng|chàng|hắn|gã|y|bạn|họ|tôi|chúng tôi",
        "Pronouns that stand alone for a person, or as the honorific before a name.",
    ),
    "en": WordRule(
        "he|she|they|it|i|we|who",
        "Pronouns that stand for a speaker named before.",
    ),
}
PRONOUN_NOUNS = WordRule(
    "bà con|anh em|chị em|cô giáo|thầy giáo|thầy cô|ông chủ|bà chủ|ông bố|bà mẹ|chú rể|cô dâu|cô gái|anh trai|"
    "chị gái|em gái|em trai|ông trùm|bạn đọc|bạn bè|bạn trẻ|bác sĩ|bác sỹ|cậu bé|cô bé|chàng trai|họ hàng|"
    "anh chàng|cô nàng",
    "Nouns that begin like a pronoun and are none.",
)
SPEAKER_TITLES = {
    "vi": WordRule(
        "gs.tskh|gs.ts|gs. ts|gs|pgs.ts|pgs. ts|pgs|ts.bs|tskh|ts|ths|thạc sĩ|tiến sĩ|giáo sư|phó giáo sư|bs|"
        "bác sĩ|bác sỹ|ks|kỹ sư|kts|kiến trúc sư|luật sư|ls|nsnd|nsưt|nghệ sĩ|nghệ sỹ|ca sĩ|diễn viên|đạo diễn|"
        "nhạc sĩ|nhà văn|nhà thơ|nhà báo|mc|người mẫu|hoa hậu|á hậu|hlv|huấn luyện viên|cầu thủ|tiền vệ|tiền đạo|"
        "trung vệ|hậu vệ|thủ môn|đội trưởng|ceo|tổng thống|thủ tướng|phó thủ tướng|phó tổng thống|ngoại trưởng|"
        "bộ trưởng|thứ trưởng|chủ tịch nước|chủ tịch quốc hội|chủ tịch|phó chủ tịch|tổng bí thư|bí thư|phó bí thư|"
        "giám đốc|phó giám đốc|tổng giám đốc|phó tổng giám đốc|thống đốc|thị trưởng|đại sứ|đại tướng|thượng tướng|"
        "trung tướng|thiếu tướng|tướng|đại tá|thượng tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy|đại biểu|đbqh|"
        "nghị sĩ|thượng nghị sĩ|hạ nghị sĩ|người phát ngôn|phát ngôn viên|mục sư|linh mục|hòa thượng|thượng tọa|"
        "tỷ phú|tỉ phú|đb|thái tử|bị cáo|doanh nhân|"
        "cựu tổng thống|cựu thủ tướng|cựu|nguyên|nữ|quyền|phó|trưởng|tài khoản|"
        "nhân chứng|cố vấn|chuyên gia|hiệu trưởng|viện trưởng|cục trưởng|vụ trưởng|trưởng phòng|trưởng ban|"
        "chánh văn phòng|thẩm phán",
        "Titles and trades that stand before a person's name.",
    ),
    "en": WordRule(
        "mr.|mrs.|ms.|dr.|mr|mrs|ms|dr|sen.|rep.|gov.|sens.|reps.|prof.|gen.|lt.|col.|capt.|sgt.|rev.|president|"
        "vice|senator|representative|governor|congressman|congresswoman|secretary|professor|judge|justice|sheriff|"
        "mayor|chairman|chairwoman|speaker|former|republican|democrat|democratic|spokesman|spokeswoman|strategist|"
        "analyst|director|attorney|general|leader|pollster|candidate|nominee|billionaire|campaign|manager|"
        "consultant|host|columnist|editor|author|reporter|economist|activist|officer|chief|executive|sir|king|"
        "queen|prince|pope|ambassador|minister|prime|deputy|frontrunner|front-runner|presidential|conservative|"
        "communications|adviser|advisor|aide|businessman|mogul|rival|businesswoman|press|senior|gop|democrats|"
        "republicans|state|u.s.|fellow",
        "Titles, parties and trades that stand before a person's name.",
    ),
}
SPEAKER_DESCRIPTIONS = {
    "vi": WordRule(
        "một|các|những|nhiều|vị|người|lãnh đạo|đại diện|thành viên|nhân viên|cán bộ|quan chức|giới chức|giới|nhà|"
        "ủy ban|uỷ ban|bộ|sở|cục|ban|hội|tổ chức|công ty|tập đoàn|ngân hàng|hãng|báo|tờ|đài|kênh|báo cáo|cơ quan|"
        "công an|cảnh sát|chính phủ|chính quyền|nguồn tin|văn phòng|quân đội|viện|trường|đại học|bệnh viện|tòa án|"
        "toà án|viện kiểm sát|hiệp hội|liên đoàn|clb|câu lạc bộ|đội|truyền thông|thông cáo|tuyên bố|cáo trạng|"
        "bản án|nghiên cứu|khách hàng|người dân|cư dân|phụ huynh|học sinh|giáo viên|sinh viên|nạn nhân|bị cáo|chủ|"
        "con|vợ|chồng|mẹ|bố|cha|phóng viên|chính trị gia|tay vợt|võ sĩ|nữ|nam|chàng|cô gái|chàng trai|thiếu niên|"
        "chánh án|chính khách|fan|cđv|cổ động viên|khán giả|độc giả|bạn đọc|cả|toàn|hai|ba|đôi|nhóm|phía|bên|"
        "gia đình|người thân|cô giáo|thầy giáo|thầy cô|bà con|anh em|nghị định|thông tư|luật|kết luận|văn bản|"
        "quyết định|hđxx|vks|ubnd|cqđt|hội đồng|đoàn|phòng|đơn vị|doanh nghiệp|nhà đầu tư|tác giả|ban tổ chức|btc|"
        "lực lượng|tổng cục|tổng thư ký|thành|xã|huyện|tỉnh|thành phố|quốc hội|đảng|cặp|trọng tài|cậu bé|cô bé|"
        "đồng nghiệp|luật sư",
        "Heads of a description that speaks without a name: persons, offices, papers.",
    ),
    "en": WordRule(
        "the|a|an|one|another|some|many|several|his|her|their|our|my|its|two|three|critics|supporters|officials|"
        "aides|democrats|republicans|people|others|reporters|researchers|police|authorities|experts|both|most|"
        "this|that|these|those|someone|everyone|opponents|analysts|lawmakers|conservatives|protesters|voters|fans",
        "Words that open a description of a speaker without a name.",
    ),
}
NOT_SPEAKER_STARTS = {
    "vi": WordRule(
        "trên|trong|tại|khi|sau|trước|về|với|ngày|hôm|sáng|chiều|tối|đêm|từ|đến|ở|vì|do|nếu|dù|mặc|để|bởi|bằng|"
        "qua|nhờ|tuy|nhưng|song|và|hay|hoặc|mà|thì|là|điều|đây|đó|việc|sự|cuộc|vụ|có|không|chưa|được|bị|ngay|cùng|"
        "đồng|bên|ngoài|nhận|phát|phản|liên|bàn|hiện|tháng|năm|lúc|vào|cho|theo|ảnh|nguồn|video|clip|xem|mới|đáng|"
        "đặc|chia|trả|trao|nhìn|nghe|biết|thấy|đứng|nhằm|giữa|rồi|còn|nên|cũng|đã|đang|sẽ|như|hãy|kể|tuyên|nói|"
        "tuần|giờ|phút|quá|tất|ai|gì|sao|tức|nghĩa|thực|thật|rất|tiếp|đầu|cuối|tính|so|gần|dưới|hơn|khoảng|lần|"
        "mỗi|mọi|bất|chính|riêng|lý|câu|bài|lời|ý|vấn|tham|thông",
        "First words that open an adverbial or a clause, never a person, even with a capital.",
    ),
    "en": WordRule(
        "in|on|at|after|before|when|while|if|as|but|and|or|so|because|for|with|from|by|to|of|about|there|then|"
        "that's|what|how|why|where|yet|though|although|since|during|until|asked|speaking|not|also|even|now|monday|"
        "tuesday|wednesday|thursday|friday|saturday|sunday|january|february|march|april|may|june|july|august|"
        "september|october|november|december|here|just|still|later|meanwhile|however|once|like|only|earlier|yes|"
        "no|well|instead|according|despite|last|next|perhaps|maybe|indeed|finally|nor|photo|watch",
        "First words that open an adverbial or a clause, never a person, even with a capital.",
    ),
}
SPEAKER_LEADS = {
    "vi": WordRule(
        "trong khi đó|trong khi|trong lúc đó|đích thân|bản thân|còn|riêng|tuy nhiên|nhưng|và|mà|song|thế nhưng|"
        "như|chính|cũng theo|theo|sau đó|đồng thời|ngoài ra|bên cạnh đó|mới đây|vì vậy|vì thế|do đó|do vậy|"
        "trước đó|hiện|khi đó|lúc này|lúc đó|dù vậy|thậm chí|đặc biệt|ngay sau đó|cụ thể|tương tự|mặt khác|"
        "gần đây|rồi|khi|được|bởi|do|đến lượt|tiếp đó|tờ|cuối cùng|nói về điều này|về phía|về phần mình|"
        "về vấn đề này|tại đây|cũng tại đây|cùng quan điểm|vậy mà|để rồi",
        "Connecting words before the subject of a clause.",
    ),
    "en": WordRule(
        "but|and|while|as|meanwhile|however|then|later|still|so|yet|because|that|when|what|which|although|though|"
        "on monday|on tuesday|on wednesday|on thursday|on friday|on saturday|on sunday|also|now|even|since|after|"
        "before|until|where|or|if|in addition|for example|of course|instead|afterward|by",
        "Connecting words before the subject of a clause.",
    ),
}
SPEAKER_TAILS = {
    "vi": WordRule(
        "đã|cũng|từng|vẫn|còn|lại|thì|mới|liền|bèn|đang|sẽ|chỉ|luôn|thậm chí|tiếp tục|tự tin|thẳng thắn|dõng dạc|"
        "khẽ|bức xúc|vui vẻ|nhiều lần|sau đó|hôm qua|hôm nay|trước đó|đồng thanh|nghẹn ngào|xúc động|hài hước|"
        "tự hào|rất|nhanh chóng|vội|thường|đều|chính thức|mạnh mẽ|đau đớn|hào hứng|phấn khởi|buồn bã|bình tĩnh|"
        "hóm hỉnh|thành thật|có|phải|cười|vừa|trực tiếp|công khai|bất ngờ|không ngần ngại|thêm|tỏ ra|không quên|"
        "nghiêm túc|ngắn gọn|chân thành",
        "Tense, aspect and manner words between the subject and the verb of saying.",
    ),
    "en": WordRule(
        "has|have|had|also|then|later|recently|often|is|was|were|are|would|will|did|does|once|even|repeatedly|"
        "quickly|further|first|just|still|previously|again|publicly|simply|only|now|could|can|'s|reportedly|"
        "famously|actually|never|not|always|who|wryly|bluntly|flatly|to reporters|sarcastically|immediately|"
        "angrily",
        "Auxiliaries and adverbs between the subject and the verb of saying.",
    ),
}
CLAUSE_WORDS = {
    "vi": WordRule(
        "đến|đã|sẽ|đang|được|bị|khi|cho|với|qua|vào|vừa|cũng|từng|thì|là|rằng|để|nhưng|mà|nếu|vì|không|chưa|nghe|"
        "thấy|có|cảm|muốn|phải|nên|luôn|vẫn|lại|nhận|tỏ|bày|trả|trong|sau|trước|khá|rất|đưa|dẫn|nói|gửi|làm|đi|bước|"
        "xuất|hôm|ngày|sáng|chiều|tối|tuần|tháng|còn|chỉ|như|thường|tự|tiếp|bởi|đồng|đều|mong|coi|gọi|ví|dùng|"
        "hiện|mới|xin",
        "Words that end a noun phrase in front of its verb.",
    ),
    "en": WordRule(
        "has|have|had|is|was|were|are|will|would|could|did|does|said|who|which|that|when|as|after|because|if|but|"
        "while|also|then|went|made|took|came|gave|put|got|used|to|by|whose|where|before|during|since|on|with|at|"
        "in|from",
        "Words that end a noun phrase in front of its verb.",
    ),
}
SURNAMES = WordRule(
    "nguyễn|trần|lê|phạm|hoàng|huỳnh|phan|vũ|võ|đặng|bùi|đỗ|hồ|ngô|dương|lý|đào|đoàn|vương|trịnh|trương|đinh|lâm|"
    "phùng|mai|tô|hà|tạ|lương|thái|châu|cao|tống|kiều|quách|nghiêm|lưu|từ|chu|thân|tăng|bạch|la|triệu|thạch|kpă|"
    "mạc|doãn|đàm|thích|cù|khúc|viên|văn|ninh|lại|khổng|tôn|uông|giang|vi|lò|lường|cầm|hứa|diệp|quan|trà|mạch|"
    "âu|ngụy|nghiêm",
    "Vietnamese family names: where they stand in a run of capitals, the person's name begins.",
)
PLACE_WORDS = WordRule(
    "mỹ|nga|anh|pháp|đức|trung quốc|nhật bản|nhật|hàn quốc|triều tiên|ukraine|israel|iran|ấn độ|thái lan|lào|"
    "philippines|campuchia|indonesia|malaysia|singapore|việt nam|hà nội|úc|canada|thổ nhĩ kỳ|syria|iraq|ai cập|"
    "đài loan|eu|nato|liên hợp quốc|nhà trắng|lầu năm góc|điện kremlin|kremlin|bộ ngoại giao|bộ quốc phòng|"
    "quốc hội|chính phủ|hạ viện|thượng viện|hội đồng bảo an|new zealand|hà lan|tây ban nha|italia|italy|brazil|"
    "argentina|bồ đào nha|myanmar|ba lan",
    "Countries and offices between a title and the name of its holder.",
)
NAMED_NOT_SAID = {
    "vi": WordRule(
        "ca khúc|bài hát|phim|bộ phim|cuốn|cuốn sách|tác phẩm|tự truyện|tiểu thuyết|bài thơ|bài báo|triển lãm|"
        "hội thảo|tọa đàm|toạ đàm|chương trình|cuộc thi|chủ đề|đề tài|khẩu hiệu|chiến lược|chính sách|nghị quyết|"
        "danh hiệu|tên|tội|tội danh|vụ|vụ án|mang tên|có tên|tựa đề|nhan đề|tiêu đề|dự án|phong trào|giải thưởng|"
        "giải|quy tắc|nguyên tắc|phương châm|thông điệp|album|mv|vở|vở kịch|vở diễn|gameshow|show|cuộc vận động|"
        "lễ phát động|lễ hội|đề án|kế hoạch|mô hình|chuyên mục|luận văn|học thuyết|luận thuyết|thuyết|khái niệm|"
        "thuật ngữ|cụm từ|từ|chữ|cái gọi là|mệnh danh là|mệnh danh|biệt danh|biệt hiệu|nickname|thương hiệu|"
        "loạt phim|serie|niềm tin|tinh thần|tâm lý|quyển|truyện|sách|bức tranh|bức ảnh|clip|video|trò chơi|game|"
        "câu lạc bộ|quỹ|chiến dịch|diễn đàn|hội nghị|đêm nhạc|liveshow|vai|bộ ảnh|hành vi|vị thế|của",
        "Nouns and verbs of naming: the marked words after them are a title or a name.",
    ),
    "en": WordRule(
        "book|memoir|novel|film|movie|song|album|series|show|titled|entitled|slogan|nicknamed|so-called|headline|"
        "known as",
        "Nouns and verbs of naming: the marked words after them are a title or a name.",
    ),
}
CALLED_NOT_SAID = {
    "vi": WordRule(
        "gọi|gọi là|được gọi là|ví như|được ví như|xem là|được xem là|coi là|được coi là|trở thành|xem như|coi như",
        "Verbs of calling: a short name after them is a nickname, a long one somebody's words.",
    ),
    "en": WordRule("so-called|nicknamed|known as", "Verbs of calling: a short name after them is a nickname."),
}
ACCORDING_TO = WordRule(
    r"(?:cũng |còn )?theo\s+(?:(?:\w+\s+){1,3}của\s+)?|according to\s+",
    "The words in front of a source that no verb follows.",
)
RELAYED_WORDS = WordRule(
    r"\b(?:dẫn lời|trích lời|trích dẫn lời|trích dẫn|dẫn phát biểu của)\s+",
    "A paper relays somebody: the speaker stands behind these words, not before.",
)
CUE_OWNERS = WordRule(
    r"(?:bình luận|chia sẻ|lời|nhận xét|phát biểu|giọng nói[\w ]{0,20}?)\s+của\s+",
    "Nouns of saying whose owner is the speaker.",
)
PLACE_NOUNS = WordRule(
    "ở|tại|tỉnh|tp|tp.|huyện|xã|quận|phường|đường|thôn|ấp|bản|sân|phố|từ|về|in|at|near",
    "Words before a run of capitals that is a place and nobody's name.",
)
# How often a rule's quotation and its speaker were both right on the Vietnamese and English development sets:
# first estimates, to be measured again by tests/quality/test_quotes_quality.py whenever a rule changes.
QUOTE_RULE_SCORES = {
    "speaker_after": 0.97,
    "speaker_without_verb": 0.65,
    "speaker_before_colon": 0.9,
    "speaker_before_clause": 0.83,
    "speaker_at_sentence_end": 0.87,
    "coordinated": 0.93,
    "continued": 0.97,
    "carried_paragraph": 0.73,
    "previous_sentence": 0.62,
    "unattributed": 0.1,
}
ABBREVIATIONS = WordRule(
    "ts|gs|pgs|ths|bs|ths|ks|ls|tp|mr|mrs|ms|dr|st|sen|rep|gov|prof|gen|lt|col|jr|sr|u.s|d.c|no|vs|sens|reps|rev|"
    "sgt|inc",
    "Shortened words whose full stop ends no sentence.",
)
