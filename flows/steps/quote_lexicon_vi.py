"""What the rules for quotations need to know of Vietnamese."""

from flows.steps.lexicons import WordRule
from flows.steps.quote_lexicon import QuoteWords

VIETNAMESE_WORDS = QuoteWords(
    cues=WordRule(
        "rằng|nói thêm|nói rõ|nói rằng|nói|cho biết thêm|cho biết|cho hay|cho rằng|chia sẻ thêm|chia sẻ|viết|"
        "nhấn mạnh|"
        "khẳng định|nhận định|nhận xét|tâm sự|kể lại|kể|phát biểu|trả lời|đánh giá|bày tỏ|cảnh báo|tuyên bố|"
        "thừa nhận|giải thích|lý giải|lí giải|thông báo|bình luận|hỏi|đáp lại|đáp|bảo|nhớ lại|quả quyết|băn khoăn|"
        "lên tiếng|bộc bạch|giãi bày|phân trần|đặt ra nghi vấn|đặt câu hỏi|chỉ ra|chỉ rõ|ghi nhận|mô tả|thú nhận|"
        "khoe|bật mí|tiết lộ|hô lớn|hô to|hô|dự đoán|dự báo|ví von|lưu ý|phân tích|đề nghị|kêu gọi|bác bỏ|phủ nhận|"
        "than thở|thốt lên|thốt|nêu thêm|nêu rõ|nêu quan điểm|nêu|kết luận|khuyến cáo|khuyên|cam kết|tin rằng|"
        "tin tưởng|hy vọng|hi vọng|quan niệm|thắc mắc|chất vấn|phản bác|phản hồi|tố cáo|tố giác|cáo buộc|trấn an|"
        "động viên|ca ngợi|khen ngợi|khen|chỉ trích|lên án|nhắn nhủ|nhắn tin|nhắn|góp ý|đề xuất|kiến nghị|xác nhận|"
        "căn dặn|dặn dò|dặn|giới thiệu|đưa tin|bổ sung|tiếp lời|tự nhủ|thở dài|reo lên|hét lên|trình bày|yêu cầu|"
        "nhìn nhận|lập luận|than phiền|đặt vấn đề|cập nhật|đe dọa|quy định|ra tuyên bố|ra thông cáo|ra thông báo|"
        "trao đổi|tường thuật|"
        "nghĩ rằng|nhắc lại|nhắc nhở|cười nói|thông tin thêm|thông tin|trần tình|phản ánh|bức xúc|trải lòng|"
        "thổ lộ|thủ thỉ|đúc kết|tóm lại|nói tiếp|quát|gào lên|la lên|mắng|chửi|đề cập|ví|khai|khai nhận|nói vui|"
        "nói đùa|hứa|thề|cầu nguyện|thuyết phục|ủng hộ|phản đối|cảm thán|xúc động|tự tin|ước tính|báo cáo|nghĩ|"
        "đính chính|hồi tưởng|tái khẳng định|phàn nàn|chúc mừng|chúc|tự hào|suy đoán|trích dẫn|đồng tình|trăn trở|"
        "nói thẳng|xin lỗi|cảm ơn|hài lòng|hào hứng|rủ|mời gọi|nài nỉ|giục|gợi ý|chốt lại|ghi rõ|ghi|đăng tải|"
        "đăng đàn|cam đoan|cho biết rõ|hồi đáp|"
        "thẳng thắn|lo ngại|lo lắng|hối hận|vui mừng|chỉ đạo|đặt ra yêu cầu|đặt yêu cầu|diễn giải|dí dỏm|bực dọc|"
        "thúc giục|dẫn chứng|xuýt xoa|giảng giải|"
        "nói nhỏ|thì thầm|quát tháo|phân bua|tự trào|tự an ủi|mách|kể tội|tố|rao|hồ hởi",
        "Verbs of saying in Vietnamese news, and words of feeling that stand in their place.",
    ),
    not_cues=WordRule(
        "đơn kiến nghị|đơn đề nghị|đơn yêu cầu|đơn phản ánh|bản kiến nghị|bản yêu cầu|bản cam kết|đoạn mô tả|"
        "đoạn thông báo|cách nói|cách giải thích|cách bình luận|giới phân tích|công tố|dẫn nguồn tin|"
        "thụ lý|báo tin|tin nhắn|niềm tin|lòng tin|đức tin|tin tức|bản tin|nguồn tin|tin đồn|tin nóng|"
        "một số quy định|"
        "nhà phân tích|chuyên gia phân tích|bài phân tích|nhà bình luận|câu hỏi|dấu hỏi|"
        "tiếng nói|giọng nói|lời nói|nói chung|nói riêng|có thể nói|phải nói|nói đến|nói tới|nói về|đảm bảo|bảo đảm|"
        "bảo vệ|bảo hiểm|bảo tàng|bảo tồn|bảo trì|bảo hành|bảo mật|đáp ứng|kể từ|kể cả|đáng kể|bài viết|"
        "thông báo số|suy nghĩ rằng|thăm hỏi|đòi hỏi|học hỏi|hỏi thăm|nêu trên|nói trên|kể trên|cơ sở dự báo|"
        "bị đánh giá|nhận được cảnh báo|lời cảnh báo|nhận cảnh báo|được cảnh báo|đưa ra cảnh báo|"
        "được dự báo|theo dự báo|đưa ra dự báo|bị tuyên bố|được tuyên bố|được khẳng định|được nhận định|được coi|"
        "bị coi|"
        "lối suy nghĩ|cách suy nghĩ|"
        "được đánh giá|bảo lãnh|bảo thủ|bảo dưỡng|bảo toàn|không nói|không nói thêm|"
        "không nói rõ|khỏi nói|viết tắt|chữ viết|hỏi đáp|giải đáp|"
        "khai báo|được giới thiệu|được mô tả|được ghi nhận|được xác nhận|theo quy định|bị chỉ trích|được ca ngợi|"
        "bị cáo buộc|ghi bàn|ghi hình|ghi âm|ghi chép|ghi danh|ghi điểm|khai thác|khai trương|khai mạc|triển khai|"
        "công khai|khai giảng|khai sinh|khai quật|ví dụ|ví tiền|ví điện tử|cổ động viên|động viên viên|hứa hẹn|"
        "nguồn thông tin|công nghệ thông tin|thông tin liên lạc|báo cáo viên|dư luận|thư viết|bảo bối|hướng dẫn viên|"
        "nghĩa|nghĩ ngợi|khen thưởng|thông báo về|giải thích về|bảo quản|bảo kê|bảo ban|chúc mừng năm mới|nói dối|"
        "nói xấu|nói lên|nêu cao|nêu gương|đặt câu hỏi về|bản báo cáo|xúc động mạnh",
        "Compounds and passives that hold a verb of saying and report nobody's words.",
    ),
    clause_cues=WordRule(
        "cho biết thêm|cho biết|cho hay|cho rằng|khẳng định|nhấn mạnh|nhận định|tuyên bố|cảnh báo|ước tính|dự báo|"
        "dự đoán|thừa nhận|tiết lộ|nói thêm|nói|chia sẻ|thông báo|xác nhận|đánh giá|chỉ ra|lưu ý|tin|kết luận|"
        "giải thích|lý giải|thông tin|viết|kể|nhận xét|phân tích|bày tỏ|cáo buộc|đưa tin|nhìn nhận|phản ánh|"
        "bình luận|khuyến cáo|cam kết|báo cáo|tái khẳng định|nêu rõ|quả quyết|phủ nhận|ghi nhận|hy vọng|"
        "kỳ vọng|lập luận|phát biểu|tiên đoán|nêu|bổ sung|ra tuyên bố|ra thông cáo|ra thông báo",
        "Verbs of saying that take a clause as their content.",
    ),
    linked_cues=WordRule(
        "nói|nói thêm|chia sẻ|đánh giá|chỉ ra|giải thích|lý giải|viết|kể|nhận xét|phân tích|bày tỏ|phản ánh|"
        "bình luận|"
        "cam kết|báo cáo|ghi nhận|phát biểu|nêu|bổ sung|tin|hy vọng|kỳ vọng|thông báo|thông tin|đưa tin|cáo buộc|"
        "lưu ý|khuyến cáo|nhìn nhận|nêu rõ|phủ nhận|lập luận|ra tuyên bố|ra thông cáo|ra thông báo",
        "Verbs of saying that take other things too: a link or a comma must follow.",
    ),
    clause_links=WordRule("rằng|là", "Words that open the clause said."),
    clause_signs=WordRule(
        "sẽ|đã|đang|là|có|được|bị|không|chưa|cần|phải|vẫn|đều|nên|muốn|khiến|giúp|thuộc|còn|cũng|từng|chỉ|luôn|lại|"
        "mất|tăng|giảm|đạt|gồm|chiếm|trở thành|cho thấy|chi|hơn|thể",
        "Words that show a clause rather than a noun phrase.",
    ),
    feelings=WordRule(
        "bức xúc|xúc động|tự tin|tự hào|trăn trở|hài lòng|hào hứng|thẳng thắn|lo ngại|lo lắng|hối hận|vui mừng|"
        "bực dọc|dí dỏm|băn khoăn|thở dài|thắc mắc|phấn khởi|nghĩ|ghi|khai|thông tin|báo cáo|yêu cầu|quy định|"
        "giới thiệu|trao đổi|ủng hộ|phản đối|hứa|mời gọi|rủ|tố|rao|mách|đề cập|hồ hởi|động viên|đồng tình|cập nhật|"
        "dẫn chứng|xuýt xoa",
        "Words that report speech behind the marks or before a colon, and in a clause mean what they say.",
    ),
    charges=WordRule(
        "lừa đảo chiếm đoạt|lạm dụng tín nhiệm|lạm dụng chức vụ|lợi dụng chức vụ|lợi dụng quyền|cố ý gây thương tích|"
        "cố ý làm trái|cố ý làm hư hỏng|giết người|tham ô|nhận hối lộ|đưa hối lộ|môi giới hối lộ|vi phạm quy định|"
        "vi phạm các quy định|thiếu trách nhiệm|mua bán trái phép|tàng trữ trái phép|vận chuyển trái phép|"
        "sản xuất trái phép|tổ chức đánh bạc|đánh bạc|gây rối trật tự|chống người thi hành|hiếp dâm|cướp tài sản|"
        "cướp giật|cưỡng đoạt|trộm cắp|bắt giữ người|làm nhục người|vu khống|trốn thuế|rửa tiền|buôn lậu|"
        "làm giả|sử dụng tài liệu giả|mua bán người|chứa mại dâm|môi giới mại dâm|hủy hoại tài sản|che giấu tội phạm",
        "How the names of crimes in the penal code begin.",
    ),
    male=WordRule("ông|anh|chú|cậu|thầy|ngài|chàng|hắn|gã", "Pronouns and honorifics of men."),
    female=WordRule("bà|chị|cô|nàng", "Pronouns and honorifics of women."),
    other_pronouns=WordRule("bác|em|cụ|y|bạn|họ|tôi|chúng tôi", "Pronouns that do not tell men from women."),
    titles=WordRule(
        "gs.tskh|gs.ts|gs. ts|gs|pgs.ts|pgs. ts|pgs|ts.bs|tskh|ts|ths.bs|ths|thạc sĩ|thạc sỹ|tiến sĩ|tiến sỹ|giáo sư|"
        "phó giáo sư|bs|bs.ck2|bs.ckii|bs.cki|bs.ck1|bác sĩ|bác sỹ|ks|kỹ sư|kts|kiến trúc sư|luật sư|ls|nsnd|nsưt|"
        "nghệ sĩ|nghệ sỹ|ca sĩ|ca sỹ|diễn viên|đạo diễn|nhạc sĩ|nhạc sỹ|nhà văn|nhà thơ|nhà báo|nhà nghiên cứu|"
        "nhà sáng lập|nhà thiết kế|ntk|mc|rapper|người mẫu|siêu mẫu|hoa hậu|á hậu|hlv|huấn luyện viên|cầu thủ|"
        "tiền vệ|tiền đạo|trung vệ|hậu vệ|thủ môn|đội trưởng|thủ quân|tay vợt|võ sĩ|kình ngư|ceo|tổng thống|"
        "thủ tướng|phó thủ tướng|phó tổng thống|ngoại trưởng|bộ trưởng|thứ trưởng|chủ tịch nước|chủ tịch quốc hội|"
        "chủ tịch|phó chủ tịch|tổng bí thư|bí thư|phó bí thư|giám đốc|phó giám đốc|tổng giám đốc|phó tổng giám đốc|"
        "thống đốc|phó thống đốc|thị trưởng|đại sứ|đại tướng|thượng tướng|trung tướng|thiếu tướng|tướng|đại tá|"
        "thượng tá|trung tá|thiếu tá|đại úy|thượng úy|trung úy|thiếu úy|đại biểu|đbqh|nghị sĩ|nghị sỹ|"
        "thượng nghị sĩ|hạ nghị sĩ|dân biểu|người phát ngôn|phát ngôn viên|mục sư|linh mục|hòa thượng|thượng tọa|"
        "đại đức|giám mục|giáo hoàng|tỷ phú|tỉ phú|đb|thái tử|nữ hoàng|quốc vương|vua|hoàng tử|bị cáo|bị can|"
        "doanh nhân|cựu tổng thống|cựu thủ tướng|cựu|cố|nguyên|nữ|quyền|phó|trưởng|tài khoản|nhân chứng|cố vấn|"
        "chuyên gia|hiệu trưởng|hiệu phó|viện trưởng|viện phó|cục trưởng|cục phó|vụ trưởng|vụ phó|trưởng phòng|"
        "phó phòng|trưởng ban|phó ban|trưởng khoa|phó khoa|trưởng công an|chánh văn phòng|chánh án|chánh thanh tra|"
        "thẩm phán|kiểm sát viên|tổng thư ký|tổng biên tập|phó tổng biên tập|nghệ nhân|chuẩn đô đốc|đô đốc|"
        "phó đô đốc|đề đốc|hạm trưởng|đồng chí|đ/c|"
        "hướng dẫn viên|thuyền trưởng|cơ trưởng|phi công|phi hành gia|tư lệnh|chính ủy|trợ lý|thư ký|blogger|"
        "youtuber|"
        "tiktoker|streamer|game thủ|kỳ thủ|vđv|vận động viên|trọng tài|bình luận viên|btv|biên tập viên|phóng viên|"
        "giáo viên|giảng viên|sinh viên|học sinh|nông dân|ngư dân|công nhân|tài xế|người dùng|độc giả|bạn đọc|"
        "thủ lĩnh|công tố viên|"
        "bầu|chủ tọa|chủ tịch hđqt|chủ nhiệm|phó chủ nhiệm|thượng sĩ|chuyên viên|nhà đầu tư|nhà kinh tế|"
        "nhà phân tích|nhà sử học|nhà khoa học|hot girl|vlogger",
        "Titles and trades that stand before a person's name.",
    ),
    title_ends=WordRule("trưởng", "The last syllable of titles."),
    descriptions=WordRule(
        "một|các|những|nhiều|vị|người|lãnh đạo|đại diện|thành viên|nhân viên|cán bộ|quan chức|giới chức|giới|nhà|"
        "ủy ban|bộ|sở|cục|ban|hội|tổ chức|công ty|tập đoàn|ngân hàng|hãng|báo|tờ|đài|kênh|báo cáo|cơ quan|hãng tin|"
        "công an|cảnh sát|chính phủ|chính quyền|nguồn tin|nguồn thạo tin|văn phòng|quân đội|viện|trường|đại học|"
        "bệnh viện|tòa án|viện kiểm sát|hiệp hội|liên đoàn|clb|câu lạc bộ|đội|truyền thông|thông cáo|tuyên bố|"
        "cáo trạng|bản án|nghiên cứu|khách hàng|người dân|cư dân|phụ huynh|học sinh|giáo viên|sinh viên|nạn nhân|"
        "bị cáo|chủ|con trai|con gái|con dâu|con rể|con ông|con bà|vợ|chồng|mẹ|bố|cha|phóng viên|chính trị gia|"
        "tay vợt|võ sĩ|nữ|nam|chàng|cô gái|chàng trai|"
        "thiếu niên|chánh án|chính khách|fan|cđv|cổ động viên|khán giả|độc giả|bạn đọc|cả|toàn|hai|ba|đôi|nhóm|phía|"
        "bên|gia đình|người thân|cô giáo|thầy giáo|thầy cô|bà con|anh em|nghị định|thông tư|luật|kết luận|văn bản|"
        "quyết định|hđxx|vks|ubnd|cqđt|hội đồng|đoàn|phòng|đơn vị|doanh nghiệp|nhà đầu tư|tác giả|ban tổ chức|btc|"
        "lực lượng|tổng cục|tổng thư ký|thành|xã|huyện|tỉnh|thành phố|quốc hội|đảng|cặp|trọng tài|cậu bé|cô bé|"
        "đồng nghiệp|luật sư|em bé|hàng xóm|bạn bè|bạn trai|bạn gái|em trai|em gái|anh trai|chị gái|nhân chứng|"
        "tiểu thương|nông dân|ngư dân|tài xế|cộng đồng mạng|dân mạng|cư dân mạng|tân hoa xã|tổng thống|nhà trường|"
        "thương hiệu|quỹ|trung tâm|tạp chí|nhật báo|thông tấn xã|lầu năm góc|nhà trắng|điện kremlin|tòa soạn|"
        "thông báo|bức thư|lá thư|tin nhắn|dòng chữ|đám đông|ông chủ|bà chủ|cụ ông|cụ bà|ông lão|bà lão|chuyên gia|"
        "thẩm phán|hội đồng xét xử|cơ quan điều tra|bị can|đối tượng|nghi phạm|bệnh nhân|du khách|hành khách",
        "Heads of a description that speaks without a name: persons, offices, papers.",
    ),
    offices=WordRule(
        "ủy ban|bộ|sở|cục|ban|hội|tổ chức|công ty|tập đoàn|ngân hàng|hãng|báo|tờ|đài|kênh|cơ quan|hãng tin|công an|"
        "cảnh sát|chính phủ|chính quyền|văn phòng|quân đội|viện|trường|đại học|bệnh viện|tòa án|viện kiểm sát|"
        "hiệp hội|liên đoàn|clb|câu lạc bộ|đội|ubnd|hội đồng|tổng cục|đảng|quốc hội|tân hoa xã|quỹ|trung tâm|"
        "tạp chí|nhật báo|thông tấn xã|lầu năm góc|nhà trắng|điện kremlin|phòng|lực lượng|đơn vị|truyền thông",
        "Heads of organisations and papers: named where a capital follows.",
    ),
    indefinite=WordRule(
        "một|các|những|nhiều|cả|toàn|hai|ba|vài|không ít|đa số|phần lớn|giới|có|mọi|tất cả|một số",
        "Openings of noun phrases that name nobody in particular.",
    ),
    not_starts=WordRule(
        "trên|trong|tại|khi|sau|trước|về|với|ngày|hôm|sáng|chiều|tối|đêm|từ|đến|ở|vì|do|nếu|dù|mặc|để|bởi|bằng|"
        "qua|nhờ|tuy|nhưng|song|và|hay|hoặc|mà|thì|là|điều|đây|đó|việc|sự|cuộc|vụ|có|không|chưa|được|bị|ngay|cùng|"
        "đồng|bên|ngoài|nhận|phát|phản|liên|bàn|hiện|tháng|năm|lúc|vào|cho|theo|ảnh|nguồn|video|clip|xem|mới|đáng|"
        "đặc|chia|trả|trao|nhìn|nghe|biết|thấy|đứng|nhằm|giữa|rồi|còn|nên|cũng|đã|đang|sẽ|như|hãy|kể|tuyên|nói|"
        "tuần|giờ|phút|quá|tất|ai|gì|sao|tức|nghĩa|thực|thật|rất|tiếp|đầu|cuối|tính|so|gần|dưới|hơn|khoảng|lần|"
        "mỗi|mọi|bất|chính|riêng|lý|câu|bài|lời|ý|vấn|tham|thông|thế|nhất|vậy|cứ|phải|cần|xin|thêm|dẫu|ngược|"
        "trái|tóm|hầu|đa|phần|kết|giải|đề|khẳng|đánh|cảm|vừa|chỉ|nhiều|một|các|những|thứ|cả|toàn|từng|đúng|hai|ba",
        "First words that open an adverbial or a clause, never a person, even with a capital.",
    ),
    leads=WordRule(
        "nếu|chẳng hạn|ví dụ|đơn cử|thay vào đó|nói cách khác|bởi vậy|điển hình là|"
        "trong khi đó|trong khi|trong lúc đó|đích thân|bản thân|còn|riêng|tuy nhiên|nhưng|và|mà|song|thế nhưng|"
        "như|chính|cũng theo|theo|sau đó|đồng thời|ngoài ra|bên cạnh đó|mới đây|vì vậy|vì thế|do đó|do vậy|"
        "trước đó|hiện|khi đó|lúc này|lúc đó|dù vậy|thậm chí|đặc biệt|ngay sau đó|cụ thể|tương tự|mặt khác|"
        "gần đây|rồi|khi|được|bởi|do|đến lượt|tiếp đó|cuối cùng|nói về điều này|về phía|về phần mình|"
        "về vấn đề này|tại đây|cũng tại đây|cùng quan điểm|vậy mà|để rồi|thế là|hôm qua|hôm nay|sáng nay|chiều nay|"
        "tối qua|mới đây nhất|trả lời|đáp lại|thay vì|cùng ngày|ở chiều ngược lại|trái lại|ngược lại|sáng qua|"
        "theo đó|tháng trước|tuần trước|năm ngoái|có mặt tại hiện trường|trước đây|từ đó",
        "Connecting words before the subject of a clause.",
    ),
    tails=WordRule(
        "đã|cũng|từng|vẫn|còn|lại|thì|mới|liền|bèn|đang|sẽ|chỉ|luôn|thậm chí|tiếp tục|tự tin|thẳng thắn|dõng dạc|"
        "khẽ|bức xúc|vui vẻ|nhiều lần|sau đó|hôm qua|hôm nay|trước đó|đồng thanh|nghẹn ngào|xúc động|hài hước|"
        "tự hào|rất|nhanh chóng|vội|thường|đều|chính thức|mạnh mẽ|đau đớn|hào hứng|phấn khởi|buồn bã|bình tĩnh|"
        "hóm hỉnh|thành thật|có|phải|cười|vừa|trực tiếp|công khai|bất ngờ|không ngần ngại|thêm|tỏ ra|không quên|"
        "nghiêm túc|ngắn gọn|chân thành|gay gắt|lo lắng|ngậm ngùi|rưng rưng|bồi hồi|tâm đắc|thản nhiên|lạnh lùng|"
        "nhẹ nhàng|say sưa|hồn nhiên|giận dữ|tức giận|quả quyết|dí dỏm|ôn tồn|trầm ngâm|buồn rầu|xót xa|nói thêm|"
        "lần đầu|cùng|đồng loạt|khiêm tốn|rành rọt|run run|hồ hởi|mếu máo|nức nở|thở dài|gật gù|lắc đầu|sung sướng|"
        "vui mừng|hạnh phúc|cười tươi|mừng rỡ|thẳng thừng|dứt khoát|lập tức|ngay lập tức|tranh thủ|kịp|bỗng|chợt|"
        "một mực|hết lời|không ngừng|tình cờ|lo ngại|bình thản|tha thiết|lý giải thêm|mỉm cười|hôm thứ hai|"
        "hôm thứ ba|"
        "hôm thứ tư|hôm thứ năm|hôm thứ sáu|hôm thứ bảy|hôm chủ nhật|nay|mạnh dạn|chậm rãi|từ tốn|hùng hồn|nhắn nhủ|"
        "ra tuyên bố|ra thông cáo|ra thông báo",
        "Tense, aspect and manner words between the subject and the verb of saying.",
    ),
    clause_words=WordRule(
        "đến|đã|sẽ|đang|được|bị|khi|cho|với|qua|vào|vừa|cũng|từng|thì|là|rằng|để|nhưng|mà|nếu|vì|không|chưa|nghe|"
        "thấy|có|cảm|muốn|phải|nên|luôn|vẫn|lại|nhận|tỏ|bày|trả|trong|sau|trước|khá|rất|đưa|dẫn|nói|gửi|làm|đi|bước|"
        "xuất|hôm|ngày|sáng|chiều|tối|tuần|tháng|còn|chỉ|như|thường|tự|tiếp|bởi|đồng|đều|mong|coi|gọi|ví|dùng|"
        "hiện|mới|xin|chia|kể|khẳng|nhấn|lo|ngước|quay|nhìn|liên tục|tỏ ra|thừa|thông|lắc|gật",
        "Words that end a noun phrase in front of its verb.",
    ),
    naming=WordRule(
        "ca khúc|bài hát|phim|bộ phim|phim ngắn|phim tài liệu|cuốn|cuốn sách|tác phẩm|tự truyện|tiểu thuyết|bài thơ|"
        "bài báo|triển lãm|hội thảo|tọa đàm|chương trình|cuộc thi|chủ đề|đề tài|khẩu hiệu|chiến lược|chính sách|"
        "nghị quyết|danh hiệu|tên|tội|tội danh|vụ|vụ án|mang tên|có tên|tựa đề|tựa|nhan đề|tiêu đề|dự án|phong trào|"
        "giải thưởng|giải|quy tắc|nguyên tắc|phương châm|thông điệp|album|mv|vở|vở kịch|vở diễn|gameshow|show|"
        "cuộc vận động|lễ phát động|lễ hội|đề án|kế hoạch|mô hình|chuyên mục|luận văn|luận án|học thuyết|luận thuyết|"
        "thuyết|khái niệm|thuật ngữ|cụm từ|từ|chữ|cái gọi là|mệnh danh là|mệnh danh|biệt danh|biệt hiệu|nickname|"
        "thương hiệu|loạt phim|serie|series|niềm tin|tinh thần|tâm lý|quyển|truyện|truyện ngắn|sách|bức tranh|"
        "bức ảnh|clip|video|trò chơi|game|câu lạc bộ|quỹ|chiến dịch|diễn đàn|hội nghị|đêm nhạc|liveshow|vai|bộ ảnh|"
        "hành vi|vị thế|của|chủ trương|quy định|điều luật|bộ luật|luật|nghị định|thông tư|công ước|hiệp ước|tạp chí|"
        "tuần báo|trang|fanpage|kênh|group|nhóm|hội|hội thi|hội diễn|liên hoan|festival|lễ|ngày hội|chuyên đề|"
        "bài giảng|khóa học|bài|ca cảnh|hợp xướng|trích đoạn|tuồng|chèo|cải lương|kịch|truyện tranh|tập thơ|"
        "trường ca|"
        "hồi ký|nhật ký|bản nhạc|nhạc phẩm|single|ep|sự kiện|dịch vụ|gói|sản phẩm|ứng dụng|phần mềm|mẫu xe|dòng xe|"
        "được ví như|được ví là|được gọi là|được coi là|được xem là|được xem như|tư tưởng|suy nghĩ|lối suy nghĩ|"
        "quan niệm|tâm thế|thói quen|lối sống|tình trạng|giật tít|chạy tít|danh sách|loạt bài|cụm từ khóa|"
        "hình tượng|mục tiêu|giấc mơ|danh xưng|cụm|câu thành ngữ|thành ngữ|tục ngữ|câu tục ngữ|tước vị|bằng khen|"
        "kỷ niệm chương|huy chương|giải pháp|sáng kiến|phong cách|lối|kiểu|dạng|loại|biển đề|biển hiệu|biển báo|"
        "mang chủ đề|nổi tiếng với|hội chứng|bệnh|hiện tượng|vấn nạn|nạn|trò|chiêu|chiêu trò|thủ đoạn|chức danh|"
        "danh sách|lớp|câu chuyện|tiết mục|talkshow|hoạt cảnh|chương|phần|tập|số|mục|ấn phẩm|trường phái|thế hệ|"
        "giai thoại|huyền thoại|học phần|môn|tuyến|khu|quán|nhà hàng|tổ hợp|hạng mục|cơ chế",
        "Nouns and verbs of naming: the marked words after them are a title or a name.",
    ),
    naming_near=WordRule(
        "hội thảo|tọa đàm|triển lãm|chương trình|cuộc thi|cuộc vận động|chỉ thị|nghị quyết|đề án|tội|phong trào|"
        "chuyên đề|hội nghị|quyết định số|dự án|bộ phim|ca khúc|cuốn sách|tác phẩm|chiến dịch|khẩu hiệu|tấm biển|"
        "được báo chí|được giới truyền thông|được truyền thông|được người dân|được nhiều người|được dân|biển|"
        "tấm bảng|băng rôn|danh hiệu|mang tên|có tên|đề tài",
        "The same with a few words between them and the marks, as a number or a place.",
    ),
    calling=WordRule(
        "gọi|gọi là|gọi đó là|gọi đây là|được gọi là|ví như|ví là|được ví như|được ví là|xem là|được xem là|coi là|"
        "được coi là|trở thành|xem như|coi như|mang danh|tự xưng là|tự xưng|gắn mác|phong là|được phong là",
        "Verbs of calling: a short name after them is a nickname, a long one somebody's words.",
    ),
    documents=WordRule(
        "luật|bộ luật|nghị định|thông tư|quy định|kế hoạch|giờ|đạo|chân|đuổi|dõi|học|hướng|kiểu|cách|mẫu|tiêu chuẩn|"
        "điều|khoản|nghị quyết|quyết định|hợp đồng|lịch|lịch trình|thông lệ|truyền thống|phong tục|thỏa thuận|"
        "yêu cầu|"
        "đề nghị|chủ trương|đơn|hồ sơ|cáo trạng|bản án|tính toán|thống kê|số liệu|kết quả|dự kiến|dự báo|tiến độ|"
        "quan sát|quan niệm|đó|đường|phương|thời gian|từng|thứ tự|tỷ lệ|nguyên tắc|hình thức|ghi nhận|tìm hiểu|"
        "khảo sát|nội dung|nhận định|đánh giá|thông tin|như|dòng|nhóm|lời|ý kiến|quyền|chế độ|công thức|phong cách|"
        "lệnh|hiệp định|dân gian|tục lệ|âm lịch|dương lịch|tôi|chúng tôi|phân công|bảng|điều tra|danh sách",
        "What follows 'theo' without being a source that speaks.",
    ),
    source_leads=WordRule("cũng|còn|vẫn|bởi|cùng", "Words right before 'theo'."),
    source_pattern=WordRule(
        r"theo\s+(?:(?:lời|chia sẻ|nhận định|đánh giá|ý kiến|quan điểm|thông tin|thông báo|"
        r"phân tích|tiết lộ|mô tả|ghi nhận|báo cáo|nghiên cứu|số liệu|thống kê|nguồn tin)\s+(?:kể\s+)?(?:của|từ)\s+)?"
        r"(?:lời\s+(?:kể\s+)?(?:của\s+)?)?",
        "The words in front of a source that no verb follows.",
    ),
    relay_pattern=WordRule(
        r"(?:dẫn|Dẫn|trích|Trích) (?:lời|lại lời|dẫn lời|dẫn|phát biểu của|tuyên bố của|thông báo của|nguồn tin từ|"
        r"nguồn từ|nguồn)\s+(?:của\s+)?",
        "A paper relays somebody: the speaker stands behind these words, not before.",
    ),
    owner_pattern=WordRule(
        r"(?:bình luận|chia sẻ|lời|nhận xét|nội dung|phát biểu|giọng nói[\w ]{0,20}?|thông báo|tuyên bố|"
        r"thông cáo|bài viết|"
        r"dòng trạng thái|tin nhắn|bức thư|đánh giá|nhận định|câu nói[\w ]{0,12}?|câu trả lời|lời khuyên|lời kể)"
        r"\s+(?:của|từ)\s+",
        "Nouns of saying whose owner is the speaker.",
    ),
    saying_nouns=WordRule(
        "phát ngôn|câu nói|lời nói|lời|tuyên bố|nhận xét|bình luận|câu hỏi|chia sẻ|phát biểu|lời khen|lời khuyên|"
        "câu trả lời|nhận định|khẳng định|thừa nhận|dòng trạng thái|lời chê|lời hứa|câu",
        "Nouns of saying right before the marks.",
    ),
    owner_links=WordRule("của", "The word before their owner."),
    asker_pattern=WordRule(
        r"(?:PV|P\.V\.?|Pv|pv|Phóng viên|PHÓNG VIÊN|Nhà báo|MC|Hỏi|HỎI|BTV|Người dẫn chương trình|Bạn đọc|Độc giả)"
        r"(?:[ \u00a0][\w.&-]+){0,5}",
        "Labels of the journalist in an interview.",
    ),
    answerer_pattern=WordRule(r"(?:Đáp|Trả lời|TRẢ LỜI|TL|A)", "Labels of an answer that name nobody."),
    interview_pattern=WordRule(
        r"(?:phỏng vấn|trao đổi|trò chuyện|đối thoại|cuộc gặp|gặp gỡ|trả lời phỏng vấn của|chia sẻ)"
        r"\s+(?:nhanh\s+|riêng\s+)?(?:với\s+|cùng\s+|giữa\s+phóng viên\s+(?:với|và)\s+)?",
        "Words before the name of the person who is interviewed.",
    ),
    question_pattern=WordRule(
        r"\b(?:thưa (?:ông|bà|anh|chị|cô|bác|giáo sư|luật sư|tiến sĩ|bác sĩ|đại tá|bộ trưởng)|"
        r"(?:ông|bà|anh|chị) (?:có thể|nghĩ|đánh giá|cho biết|nhìn nhận|suy nghĩ|cảm thấy|lý giải|nhận định|"
        r"sẽ|có|đã))\b",
        "Forms of address in an interviewer's question.",
    ),
)
