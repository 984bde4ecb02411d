"""How Vietnamese papers write quotations, pattern by pattern, with invented words and names."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))  # test folders are no packages
from quote_cases import Case, a, d, found_quotes, i, p

Q = "Mùa nước năm nay về muộn hơn mọi năm khoảng nửa tháng"
LATE = "nước lũ năm nay sẽ về muộn hơn nửa tháng"
R = "Chúng tôi sẽ phải tính lại lịch xuống giống cho bà con"


MARKS: dict[str, Case] = {
    "curly": (f"Bà Tạ Minh Khuê nói: “{Q}”.", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "straight": (f'Bà Tạ Minh Khuê nói: "{Q}".', d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "straight to curly": (f'Bà Tạ Minh Khuê nói: "{Q}”.', d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "curly to straight": (f'“{Q}", bà Tạ Minh Khuê nói.', d(Q, "bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "closing mark opens": (f"Bà Tạ Minh Khuê nói: ”{Q}”.", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "opening mark closes": (f"Bà Tạ Minh Khuê nói: “{Q}“.", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "doubled single marks": (f"Bà Tạ Minh Khuê nói: ''{Q}''.", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "single marks in a headline": (f"Bà Tạ Minh Khuê: '{Q}'", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "curly single marks": (f"‘{Q}’, bà Tạ Minh Khuê nói.", d(Q, "bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "guillemets": (f"Bà Tạ Minh Khuê nói: «{Q}».", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "low mark": (f"Bà Tạ Minh Khuê nói: „{Q}“.", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "blanks inside": (f"Bà Tạ Minh Khuê nói: “ {Q} ”.", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "glued in front": (f'Bà Tạ Minh Khuê cho biết:"{Q}".', d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "glued behind": (f'"{Q}"bà Tạ Minh Khuê nói.', d(Q, "bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "nested, same shape": (
        'Ông Bế Văn Thuyết nói: "Ở đây lũ được coi là "lộc trời" của cả vùng. Ai cũng mong nước về".',
        d('Ở đây lũ được coi là "lộc trời" của cả vùng. Ai cũng mong nước về', "Ông Bế Văn Thuyết", "Bế Văn Thuyết"),
    ),
    "nested at the end": (
        "Ông Bế Văn Thuyết nói: “Người quê tôi vẫn gọi mùa lũ là “mùa của tôm cá””.",
        d("Người quê tôi vẫn gọi mùa lũ là “mùa của tôm cá”", "Ông Bế Văn Thuyết", "Bế Văn Thuyết"),
    ),
    "nested single": (
        "Ông Bế Văn Thuyết nói: “Lũ về mới là ‘lộc trời’ của cả vùng này”.",
        d("Lũ về mới là ‘lộc trời’ của cả vùng này", "Ông Bế Văn Thuyết", "Bế Văn Thuyết"),
    ),
    "editor's brackets": (
        "Bà Tạ Minh Khuê nói: “Nước [sông Hậu] về muộn lắm (cười), nửa tháng rồi”.",
        d("Nước [sông Hậu] về muộn lắm (cười), nửa tháng rồi", "Bà Tạ Minh Khuê", "Tạ Minh Khuê"),
    ),
    "apostrophe in a name": (f"Chị Ksor H'Lan nói: “{Q}”.", d(Q, "Chị Ksor H'Lan", "Ksor H'Lan")),
    "apostrophe in a foreign name": (f"Tiền vệ O’Rourke nói: “{Q}”.", d(Q, "Tiền vệ O’Rourke", "O’Rourke")),
    "bullet arrow": (f"» Nước về muộn\n“{Q}”, bà Khuê nói.\n» Xem thêm tin khác", d(Q, "bà Khuê", "Khuê")),
    "stray mark in the paragraph before": (
        f'Nước dâng 5" rồi rút. Cá về “nhiều lắm.\n“{Q}”, bà Khuê nói.',
        d(Q, "bà Khuê", "Khuê"),
    ),
    "two stray marks make the count even": (
        f"Cá “về nhiều lắm. “{Q}”, bà Khuê nói. Chợ đông vui” cả ngày.",
        d(Q, "bà Khuê", "Khuê"),
    ),
    "inch inside": (
        '“Tấm kính 32" này chịu được gió rất to”, bà Khuê nói.',
        d('Tấm kính 32" này chịu được gió rất to', "bà Khuê", "Khuê"),
    ),
    "over a line end": (
        "Bà Khuê nói: “Mùa nước năm nay về muộn\nhơn mọi năm khoảng nửa tháng”.",
        d("Mùa nước năm nay về muộn\nhơn mọi năm khoảng nửa tháng", "Bà Khuê", "Khuê"),
    ),
    "every paragraph opens, the last one closes": (
        f"Bà Khuê nói: “{Q}.\n“{R}”.",
        d(f"{Q}.", "Bà Khuê", "Khuê"),
        d(R, "Bà Khuê", "Khuê"),
    ),
}

BEFORE: dict[str, Case] = {
    "A name cue colon": (f"Hồ Bảo Trân cho biết: “{Q}”.", d(Q, "Hồ Bảo Trân")),
    "A title name": (f"HLV Lương Gia Bách khẳng định: “{Q}”.", d(Q, "HLV Lương Gia Bách", "Lương Gia Bách")),
    "A foreign name": (f"Bergqvist nói thêm: “{Q}”.", d(Q, "Bergqvist")),
    "A with whom": (f"Trân chia sẻ với phóng viên: “{Q}”.", d(Q, "Trân")),
    "A where": (f"Ca sĩ Hồ Bảo Trân viết trên trang cá nhân: “{Q}”.", d(Q, "Ca sĩ Hồ Bảo Trân", "Hồ Bảo Trân")),
    "A manner": (f"Anh Bách bức xúc nói: “{Q}”.", d(Q, "Anh Bách", "Bách")),
    "A manner behind": (f"Anh Bách kể lại trong nước mắt: “{Q}”.", d(Q, "Anh Bách", "Bách")),
    "A rare verb": (f"Anh Bách rành rọt kể tội: “{Q}”.", d(Q, "Anh Bách", "Bách")),
    "A no verb": (f"Anh Bách lắc đầu: “{Q}”.", d(Q, "Anh Bách", "Bách")),
    "A tense": (f"Bà Khuê từng nhấn mạnh: “{Q}”.", d(Q, "Bà Khuê", "Khuê")),
    "A answering a question": (
        f"Trả lời câu hỏi của cử tri, ông Phạm Khắc Lương nói rõ: “{Q}”.",
        d(Q, "ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "A long title": (
        f"Phó Chủ tịch UBND huyện Tam Hà Phạm Khắc Lương thông tin: “{Q}”.",
        d(Q, "Phó Chủ tịch UBND huyện Tam Hà Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "A spokesperson": (
        f"Người phát ngôn Bộ Ngoại giao Đặng Thu Uyên tuyên bố: “{Q}”.",
        d(Q, "Người phát ngôn Bộ Ngoại giao Đặng Thu Uyên", "Đặng Thu Uyên"),
    ),
    "A2 dash apposition": (
        f"Đại tá Phạm Khắc Lương - Phó Giám đốc Công an tỉnh Tam Hà cho hay: “{Q}”.",
        d(Q, "Đại tá Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "A2 comma apposition": (
        f"Maria Oyelaran, giám đốc nghiên cứu tại quỹ Blue Delta, nhận định: “{Q}”.",
        d(Q, "Maria Oyelaran"),
    ),
    "A2 bracket apposition": (
        f"Anh Lương Gia Bách (32 tuổi, ngụ xã An Phú) kể: “{Q}”.",
        d(Q, "Anh Lương Gia Bách", "Lương Gia Bách"),
    ),
    "A2 apposition with a name in it": (
        f"Ông Phạm Khắc Lương, Trưởng ban Quản lý chợ Tam Hà, qua điện thoại chia sẻ với báo rằng: “{Q}”.",
        d(Q, "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "A3 adverbial": (
        f"Phát biểu tại lễ khánh thành, PGS.TS Đặng Thu Uyên, Hiệu trưởng nhà trường, nhấn mạnh: “{Q}”.",
        d(Q, "PGS.TS Đặng Thu Uyên", "Đặng Thu Uyên"),
    ),
    "A3 talking to": (f"Trao đổi với phóng viên, bà Khuê cho biết: “{Q}”.", d(Q, "bà Khuê", "Khuê")),
    "A3 time": (f"Sáng 12/3, ông Phạm Khắc Lương nói: “{Q}”.", d(Q, "ông Phạm Khắc Lương", "Phạm Khắc Lương")),
    "A3 about": (
        f"Về vấn đề này, luật sư Lương Gia Bách phân tích: “{Q}”.",
        d(Q, "luật sư Lương Gia Bách", "Lương Gia Bách"),
    ),
    "A3 about a person": (
        f"Nói về Hồ Bảo Trân, đạo diễn Lương Gia Bách chia sẻ: “{Q}”.",
        d(Q, "đạo diễn Lương Gia Bách", "Lương Gia Bách"),
    ),
    "A4 rằng": (f"Ông Lương cho rằng “{Q}”.", d(Q, "Ông Lương", "Lương")),
    "A3 a pronoun behind words without a comma": (
        f"Bà Tạ Minh Khuê đến từ sớm. Về giá cá ở chợ bà cho biết: “{Q}”.",
        d(Q, "bà", "Tạ Minh Khuê"),
    ),
    "A3 a title and a name behind words without a comma": (
        f"Trong buổi họp báo chiều qua nhạc sĩ Hồ Bảo Trân chia sẻ: “{Q}”.",
        d(Q, "nhạc sĩ Hồ Bảo Trân", "Hồ Bảo Trân"),
    ),
    "A3 a name behind a conjunction": (
        f"Mọi người đều khuyên nghỉ nhưng Bảo Trân vẫn khẳng định với báo Sông: “{Q}”.",
        d(Q, "Bảo Trân"),
    ),
    "A3 a name behind a verb is another's": (
        f"Chiều qua thường rao hàng qua Blue Delta than phiền: “{Q}”.",
        d(Q, None),
    ),
    "A3 an example given": (f"“{Q}”, đại diện Blue Delta dẫn chứng.", d(Q, "đại diện Blue Delta")),
    "A4 a verb and rằng": (f"Cảnh sát Oslo lưu ý rằng “{Q}”.", d(Q, "Cảnh sát Oslo")),
    "A4 a feeling and rằng": (f"Cảnh sát Oslo lo ngại rằng “{Q}”.", d(Q, "Cảnh sát Oslo")),
    "A4 a statement issued": (f"Cảnh sát Oslo ra thông cáo nêu rõ: “{Q}”.", d(Q, "Cảnh sát Oslo")),
    "A4 nothing": (f'Cảnh sát Oslo cho biết "{Q}".', d(Q, "Cảnh sát Oslo")),
    "A4 là": (f"Bà Khuê nói là “{Q}”.", d(Q, "Bà Khuê", "Khuê")),
    "A5 theo": (f"Theo ông Phạm Khắc Lương: “{Q}”.", d(Q, "ông Phạm Khắc Lương", "Phạm Khắc Lương")),
    "A5 theo a description": (
        f"Cũng theo người đứng đầu ngành nông nghiệp Tam Hà: “{Q}”.",
        d(Q, "người đứng đầu ngành nông nghiệp Tam Hà"),
    ),
    "A description": (f"Một tiểu thương ở chợ Tam Hà than thở: “{Q}”.", d(Q, "Một tiểu thương ở chợ Tam Hà")),
    "A lãnh đạo": (f"Lãnh đạo Ngân hàng Sông Xanh khẳng định: “{Q}”.", d(Q, "Lãnh đạo Ngân hàng Sông Xanh")),
    "A organisation": (f"Ủy ban An toàn Đường sông nhận định: “{Q}”.", d(Q, "Ủy ban An toàn Đường sông")),
    "A report": (f"Báo cáo của quỹ Blue Delta nêu rõ: “{Q}”.", d(Q, "Báo cáo của quỹ Blue Delta")),
    "A paper": (f"Tờ Morgenposten viết: “{Q}”.", d(Q, "Tờ Morgenposten")),
    "A question": (
        "Em bé ngước mắt hỏi mẹ: “Sao mùa nước năm nay lại về muộn thế?”.",
        d("Sao mùa nước năm nay lại về muộn thế?", "Em bé"),
    ),
    "A colon in the paragraph before": (f"Bà Khuê nói:\n“{Q}”.", d(Q, "Bà Khuê", "Khuê")),
    "label in front": (f"Bà Tạ Minh Khuê: “{Q}”", d(Q, "Bà Tạ Minh Khuê", "Tạ Minh Khuê")),
    "account": (f"Tài khoản lan.phuong89 bình luận: “{Q}”.", d(Q, "Tài khoản lan.phuong89", "lan.phuong89")),
    "relayed before": (
        f"Hãng tin Nordisk dẫn lời ông Tomas Bergqvist: “{Q}”.",
        d(Q, "ông Tomas Bergqvist", "Tomas Bergqvist"),
    ),
    "relayed with a verb": (
        f"Tờ Morgenposten dẫn lời Bộ trưởng Nông nghiệp Tomas Bergqvist nói: “{Q}”.",
        d(Q, "Bộ trưởng Nông nghiệp Tomas Bergqvist", "Tomas Bergqvist"),
    ),
    "owner of a noun of saying": (f"Lời của bà Khuê vang lên: “{Q}”.", d(Q, "bà Khuê", "Khuê")),
}

AFTER: dict[str, Case] = {
    "B": (f"“{Q}”, ông Lương nói.", d(Q, "ông Lương", "Lương")),
    "B comma inside": (f'"{Q}," Maria Oyelaran nói.', d(f"{Q},", "Maria Oyelaran")),
    "B and where": (f"“{Q}”, ông Lương nói tại cuộc họp báo chiều 3/4.", d(Q, "ông Lương", "Lương")),
    "B inner question": ("“Nước có về không?”, cô Trân hỏi lại.", d("Nước có về không?", "cô Trân", "Trân")),
    "B title": (
        f"“{Q}”, Thứ trưởng Phạm Khắc Lương nhấn mạnh.",
        d(Q, "Thứ trưởng Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "B description": (f"“{Q}”, một cán bộ thủy nông tiết lộ.", d(Q, "một cán bộ thủy nông")),
    "B organisation": (f"“{Q}”, thông báo của Cục Đường sông nêu.", d(Q, "Cục Đường sông")),
    "B rare verb": (f"“{Q}”, bà Khuê rơm rớm nước mắt.", d(Q, "bà Khuê", "Khuê")),
    "B verb of the long tail": (f"“{Q}”, bà Khuê đúc kết.", d(Q, "bà Khuê", "Khuê")),
    "B2 dash": (f"“{Q}” - Hồ Bảo Trân tâm sự.", d(Q, "Hồ Bảo Trân")),
    "B2 en dash": (f"“{Q}” – ông Lương cho hay.", d(Q, "ông Lương", "Lương")),
    "B2 tight dash": (f"“{Q}”-bà Khuê cho biết thêm.", d(Q, "bà Khuê", "Khuê")),
    "B2 comma and dash": (f"“{Q}”, - anh Bách kể.", d(Q, "anh Bách", "Bách")),
    "B3 blank": (f'"{Q}" ông Lương nói.', d(Q, "ông Lương", "Lương")),
    "B3 stop inside": (f"“{Q}.” Cô Trân nói.", d(f"{Q}.", "Cô Trân", "Trân")),
    "B3 stop outside": (f"“{Q}”. Ông Lương nhấn mạnh.", d(Q, "Ông Lương", "Lương")),
    "B4": (
        f'"{Q}", Kenji Moriyama, quản lý trạm bơm Hirono, cách biển 12 km, cho biết.',
        d(Q, "Kenji Moriyama"),
    ),
    "B4 dash": (
        f"“{Q}”, ông Phạm Khắc Lương - Chủ tịch UBND xã An Phú - nói.",
        d(Q, "ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "B5": (f"“{Q}” - theo Maria Oyelaran, CEO của quỹ Blue Delta.", d(Q, "Maria Oyelaran")),
    "B5 comma": (f"“{Q}”, theo ông Lương.", d(Q, "ông Lương", "Lương")),
    "B5 a paper is the source": (f"Bà Khuê nói: “{Q}”, theo VnMorning.", d(Q, "Bà Khuê", "Khuê")),
    "B6": (f'"{Q}", tờ Morgenposten dẫn lời một người dân Oslo phát biểu.', d(Q, "một người dân Oslo")),
    "B6 with a name": (
        f"“{Q}”, hãng Nordisk dẫn lời bà Maria Oyelaran nói hôm 5/6.",
        d(Q, "bà Maria Oyelaran", "Maria Oyelaran"),
    ),
    "B6 quoted": (f"“{Q}”, Nordisk trích dẫn ông Bergqvist.", d(Q, "ông Bergqvist", "Bergqvist")),
    "C": (f"“{Q}”, ông Lương nói. “{R}”.", d(Q, "ông Lương", "Lương"), d(R, "ông Lương", "Lương")),
    "C one sentence": (
        f"“{Q}”, ông Lương nói, “{R}”.",
        d(Q, "ông Lương", "Lương"),
        d(R, "ông Lương", "Lương"),
    ),
    "C year": (
        f'"{Q}," ông Lương nói trong một cuộc phỏng vấn năm ngoái. "{R}."',
        d(f"{Q},", "ông Lương", "Lương"),
        d(f"{R}.", "ông Lương", "Lương"),
    ),
    "C and a new speaker": (
        f"“{Q}”, ông Lương nói. Bà Khuê bổ sung: “{R}”.",
        d(Q, "ông Lương", "Lương"),
        d(R, "Bà Khuê", "Khuê"),
    ),
    "D": (f"“{Q}”, ông Lương nói.\n“{R}”.", d(Q, "ông Lương", "Lương"), d(R, "ông Lương", "Lương")),
    "D after a colon": (f"Ông Lương nói: “{Q}”.\n“{R}”.", d(Q, "Ông Lương", "Lương"), d(R, "Ông Lương", "Lương")),
    "D own cue wins": (
        f"“{Q}”, ông Lương nói.\n“{R}”, bà Khuê đáp.",
        d(Q, "ông Lương", "Lương"),
        d(R, "bà Khuê", "Khuê"),
    ),
    "E": (f"Bà Khuê thú nhận đã nhiều lần trễ vụ. “{Q}”.", d(Q, "Bà Khuê", "Khuê")),
    "E answer": (f"Ông Lương không giấu được lo lắng khi nhắc chuyện cũ. “{Q}”.", d(Q, "Ông Lương", "Lương")),
    "G": (f"“{Q}” HỒ BẢO TRÂN", d(Q, "HỒ BẢO TRÂN")),
    "G with a title": (f"“{Q}”\nÔng PHẠM KHẮC LƯƠNG", d(Q, "Ông PHẠM KHẮC LƯƠNG", "PHẠM KHẮC LƯƠNG")),
    "H": (
        f"“{Q}” Bạn Gia Bách thì đặt ra nghi vấn: “{R}?”.",
        d(Q, None),
        d(f"{R}?", "Bạn Gia Bách", "Gia Bách"),
    ),
    "H cue before and colon after": (
        f"Bà Khuê nói: “{Q}”. Ông Lương đáp: “{R}”.",
        d(Q, "Bà Khuê", "Khuê"),
        d(R, "Ông Lương", "Lương"),
    ),
    "A holds although indirect speech follows": (
        f"Bà Khuê nói: “{Q}”. Ông Lương cho biết đập sẽ đóng từ thứ hai.",
        d(Q, "Bà Khuê", "Khuê"),
        i("đập sẽ đóng từ thứ hai", "Ông Lương", "Lương"),
    ),
}

PARTIAL: dict[str, Case] = {
    "believes": (
        "Bà Khuê tin rằng hai xã “vẫn không có gì khác biệt lớn”.",
        i("hai xã “vẫn không có gì khác biệt lớn”", "Bà Khuê", "Khuê"),
        p("vẫn không có gì khác biệt lớn", "Bà Khuê", "Khuê"),
    ),
    "two parts": (
        "Ông Lương nói thêm rằng đập có “thiết kế rất dễ vận hành” nên không cần “thay toàn bộ cửa van cũ”.",
        i(
            "đập có “thiết kế rất dễ vận hành” nên không cần “thay toàn bộ cửa van cũ”",
            "Ông Lương",
            "Lương",
        ),
        p("thiết kế rất dễ vận hành", "Ông Lương", "Lương"),
        p("thay toàn bộ cửa van cũ", "Ông Lương", "Lương"),
    ),
    "verb behind the sentence": (
        "Con đập đã “thay đổi hoàn toàn cuộc sống ở đây”, Kenji Moriyama, kỹ sư trưởng, cho biết.",
        i("Con đập đã “thay đổi hoàn toàn cuộc sống ở đây”", "Kenji Moriyama"),
        p("thay đổi hoàn toàn cuộc sống ở đây", "Kenji Moriyama"),
    ),
    "theo in front": (
        "Theo bà Maria Oyelaran, nông dân “cần biết rằng nước sẽ không về sớm”.",
        i("nông dân “cần biết rằng nước sẽ không về sớm”", "bà Maria Oyelaran", "Maria Oyelaran"),
        p("cần biết rằng nước sẽ không về sớm", "bà Maria Oyelaran", "Maria Oyelaran"),
    ),
}

NONE: dict[str, str] = {
    "scare word": "Nông dân phải “xé rào” để lấy nước.",
    "scare with a speaker": "Bà Khuê nói giá lúa đang “nhảy múa”.",
    "two scare words": "Hết “sốt đất” lại đến “bay đêm”.",
    "idiom": "Đàn bò bỗng “không cánh mà bay” sau một đêm.",
    "nickname before": "“Vua cá tra” Phạm Khắc Lương đến dự.",
    "nickname after": "Hồ Bảo Trân, chàng “hoàng tử miệt vườn”, đã hát.",
    "called": "Dân trong vùng gọi con đập là “con quái vật bê tông”.",
    "likened": "Con đập được báo chí ví như “bức tường thành của đồng bằng”.",
    "so-called": "Ông Lương nhắc tới cái gọi là “giải pháp xanh cho tương lai”.",
    "song": "Hồ Bảo Trân hát ca khúc “Chiều nay nước lại về đồng”.",
    "film": "Phim “Người đàn bà gánh nước qua sông” ra rạp tuần này.",
    "book": "Ông Lương vừa in cuốn “Đồng bằng và những mùa nước nổi”.",
    "workshop": "Hội thảo “Phát triển nông nghiệp bền vững vùng lũ trong bối cảnh mới và vai trò của hợp tác xã”.",
    "programme": "Chương trình “Tiếp sức cho em đến trường mùa lũ” trao quà.",
    "law": "Chỉ thị số 12 về “Tăng cường quản lý đê điều trong mùa mưa bão” có hiệu lực.",
    "charge": "Bách bị khởi tố về tội “Vi phạm quy định về bảo vệ công trình thủy lợi”.",
    "charge of behaviour": "Bách bị điều tra hành vi “lừa đảo chiếm đoạt tài sản”.",
    "award": "Chị Trân nhận danh hiệu “Phụ nữ nông dân sản xuất giỏi toàn quốc”.",
    "slogan": "Huyện làm theo khẩu hiệu “Nhà nước và nhân dân cùng làm đường”.",
    "sign": "Trước cổng có tấm biển ghi “Khu vực nguy hiểm cấm bơi lội”.",
    "column": "Mời bạn gửi bài về chuyên mục “Viết từ đồng bằng quê tôi”.",
    "theme": "Triển lãm mang tên “Ký ức của những dòng sông” mở cửa.",
    "contest": "Vòng chung kết cuộc thi “Giọng hát vàng miền sông nước” bắt đầu.",
    "law name": "Nghị quyết “Về phát triển bền vững đồng bằng sông Tam Hà” được thông qua.",
    "title with a person around": "Bà Khuê cho biết dự án “Nước sạch cho mọi nhà ở An Phú” đã xong.",
    "product": "Mẫu xe “Sông Xanh” được bán từ tháng sau.",
    "inch only": 'Màn hình 5" và 7" đều hết hàng.',
    "blank": "Ông nói: “ ”.",
    "word of manner": "Anh Bách cho biết cá “nhiều vô kể”.",
    "picture title": "Bức ảnh “Mẹ gánh con qua đồng nước” đoạt giải.",
    "campaign": "Tỉnh phát động phong trào “Toàn dân bảo vệ dòng sông quê hương”.",
    "terms": "Khái niệm “nông nghiệp thuận thiên” còn mới.",
}

INTERVIEW: dict[str, Case] = {
    "labels": (
        f"PV: Thưa ông, nước năm nay ra sao?\nÔng Phạm Khắc Lương: {Q}.\nPV: Vậy phải làm gì?\nÔng Phạm Khắc Lương: {R}.",
        a(f"{Q}.", "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
        a(f"{R}.", "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "labels in one line": (
        f"Phóng viên: Thưa bà, nước năm nay ra sao? Bà Tạ Minh Khuê: {Q}.",
        a(f"{Q}.", "Bà Tạ Minh Khuê", "Tạ Minh Khuê"),
    ),
    "paper's label": (
        f"Sông Hậu News: Nước năm nay ra sao?\nĐại sứ Bergqvist: {Q}.\nSông Hậu News: Còn năm sau?\nĐại sứ Bergqvist: {R}.",
        a(f"{Q}.", "Đại sứ Bergqvist", "Bergqvist"),
        a(f"{R}.", "Đại sứ Bergqvist", "Bergqvist"),
    ),
    "star and dash": (
        f"Phóng viên đã trao đổi với ông Phạm Khắc Lương về mùa nước.\n* Nước năm nay ra sao, thưa ông?\n- {Q}.\n"
        f"* Phải làm gì bây giờ?\n- {R}.",
        a(f"{Q}.", "ông Phạm Khắc Lương", "Phạm Khắc Lương"),
        a(f"{R}.", "ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "dash questions with a label": (
        f"- Nước năm nay ra sao, thưa bà?\n- Bà Tạ Minh Khuê: {Q}.\n- Phải làm gì bây giờ?\n- {R}.",
        a(f"{Q}.", "Bà Tạ Minh Khuê", "Tạ Minh Khuê"),
        a(f"{R}.", "Bà Tạ Minh Khuê", "Tạ Minh Khuê"),
    ),
    "question and dash in one line": (
        f"Cuộc trò chuyện với bà Tạ Minh Khuê. Nước năm nay ra sao, thưa bà? - {Q}. Bà sẽ làm gì? - {R}.",
        a(f"{Q}.", "bà Tạ Minh Khuê", "Tạ Minh Khuê"),
        a(f"{R}.", "bà Tạ Minh Khuê", "Tạ Minh Khuê"),
    ),
    "an answer of several paragraphs": (
        f"PV: Nước năm nay ra sao, thưa ông?\nÔng Phạm Khắc Lương: {Q}.\n{R}.\nPV: Cảm ơn ông!",
        a(f"{Q}.", "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
        a(f"{R}.", "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
}
NO_INTERVIEW: dict[str, str] = {
    "list of dashes": "Cần chuẩn bị:\n- Gạo và nước uống đủ ba ngày cho cả nhà.\n- Đèn pin và áo phao cho trẻ em.",
    "label of a table": "Địa điểm: Nhà văn hóa xã An Phú.\nThời gian: 8 giờ sáng thứ bảy.\nGiá vé: 50.000 đồng.",
    "first person without a name": "Tôi lớn lên ở vùng lũ.\nChúng tôi đã quen với nước từ nhỏ.",
    "rhetorical question": "Vì sao nước về muộn?\nMưa đầu nguồn năm nay ít hơn mọi năm gần một nửa.",
}

INDIRECT: dict[str, Case] = {
    "cho biết": (
        "Ông Phạm Khắc Lương cho biết đập chính sẽ đóng từ ngày 5/6.",
        i("đập chính sẽ đóng từ ngày 5/6", "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "cho biết rằng": (
        "Bà Khuê cho biết rằng lúa sẽ chín sau hai tuần nữa.",
        i("lúa sẽ chín sau hai tuần nữa", "Bà Khuê", "Khuê"),
    ),
    "cho biết and a comma": (
        "Bộ Nông nghiệp Na Uy cho biết, giá cá đã giảm gần một nửa.",
        i("giá cá đã giảm gần một nửa", "Bộ Nông nghiệp Na Uy"),
    ),
    "such is": (
        "Bà Khuê cho rằng như vậy không công bằng với các hộ trồng lúa.",
        i("như vậy không công bằng với các hộ trồng lúa", "Bà Khuê", "Khuê"),
    ),
    "a statement issued, and what it says": (
        "Bộ Nông nghiệp Na Uy ra tuyên bố cho biết giá cá đã giảm gần một nửa.",
        i("giá cá đã giảm gần một nửa", "Bộ Nông nghiệp Na Uy"),
    ),
    "theo in front": (
        "Theo ông Phạm Khắc Lương, đập chính sẽ đóng từ tuần sau.",
        i("đập chính sẽ đóng từ tuần sau", "ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "theo an office of two parts": (
        "Theo Bộ Lao động - Thương binh và Xã hội, giá cá sẽ còn giảm trong năm tới.",
        i("giá cá sẽ còn giảm trong năm tới", "Bộ Lao động - Thương binh và Xã hội"),
    ),
    "theo an office of letters": (
        "Theo Sở TN - MT, giá cá sẽ còn giảm trong năm tới.",
        i("giá cá sẽ còn giảm trong năm tới", "Sở TN - MT"),
    ),
    "theo a place of two parts": (
        "Theo Sở Y tế Bà Rịa - Vũng Tàu, giá cá sẽ còn giảm trong năm tới.",
        i("giá cá sẽ còn giảm trong năm tới", "Sở Y tế Bà Rịa - Vũng Tàu"),
    ),
    "an office behind a dash": (
        "Ông Phạm Khắc Lương - Giám đốc Sở Tài chính - Công ty Nordisk cho biết, giá cá sẽ còn giảm.",
        i("giá cá sẽ còn giảm", "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "theo with an apposition": (
        "Theo Maria Oyelaran, giám đốc quỹ Blue Delta, giá cá sẽ còn giảm trong năm tới.",
        i("giá cá sẽ còn giảm trong năm tới", "Maria Oyelaran"),
    ),
    "theo behind": (
        "Giá cá sẽ còn giảm trong năm tới, theo Maria Oyelaran.",
        i("Giá cá sẽ còn giảm trong năm tới", "Maria Oyelaran"),
    ),
    "clause first": (
        "Nếu mưa không về, cả vùng sẽ mất mùa, ông Lương cảnh báo.",
        i("Nếu mưa không về, cả vùng sẽ mất mùa", "ông Lương", "Lương"),
    ),
    "estimate": (
        "Blue Delta ước tính đồng bằng cần 7 tỷ USD để xây lại đê.",
        i("đồng bằng cần 7 tỷ USD để xây lại đê", "Blue Delta"),
    ),
    "adverbial in front": (
        "Trả lời phỏng vấn sáng nay, Thứ trưởng Đặng Thu Uyên khẳng định đê sẽ không vỡ.",
        i("đê sẽ không vỡ", "Thứ trưởng Đặng Thu Uyên", "Đặng Thu Uyên"),
    ),
    "pronoun": (
        "Bà Tạ Minh Khuê đến từ sớm. Bà cho biết lúa sẽ chín sau hai tuần.",
        i("lúa sẽ chín sau hai tuần", "Bà", "Tạ Minh Khuê"),
    ),
}
NO_INDIRECT: dict[str, str] = {
    "theo the law": "Theo Luật Đê điều, nhà dân phải cách chân đê 20 m.",
    "theo the hour": "Tàu rời bến lúc 5 giờ, theo giờ địa phương.",
    "theo a faith": "Cả làng theo đạo Hồi từ nhiều đời nay.",
    "theo a credit": "(Theo Nordisk)",
    "theo a plan": "Theo kế hoạch, đập sẽ đóng từ tuần sau.",
    "nobody named": "Nhiều người cho rằng mưa sẽ về sớm hơn.",
    "some": "Một số chuyên gia nhận định giá cá sẽ tăng.",
    "saying as a noun": "Ông Lương không có câu trả lời cho việc này.",
    "talk about": "Ông Lương kể về những ngày nước nổi ở quê.",
    "another's statement": "Bộ Nông nghiệp Na Uy bác bỏ kết luận của Blue Delta là giá cá sẽ còn giảm mạnh.",
    "said where": "Ông Lương khẳng định như vậy tại cuộc họp của xã, khi đê đã được đắp xong.",
    "more about something": "Bà Khuê tiết lộ thêm về kế hoạch đã được xã duyệt từ năm ngoái.",
    "a statement issued about something": "Bộ Nông nghiệp Na Uy ra tuyên bố chung về giá cá đang giảm.",
    "asks for": "Bà Khuê yêu cầu công ty bồi thường.",
}

RESOLUTION: dict[str, Case] = {
    "last syllable": (
        f"Ông Phạm Khắc Lương về quê từ sớm.\n“{Q}”, ông Lương nói.",
        d(Q, "ông Lương", "Phạm Khắc Lương"),
    ),
    "last syllable, introduced later": (
        f"“{Q}”, ông Lương nói.\nÔng Phạm Khắc Lương là chủ vườn ở An Phú.",
        d(Q, "ông Lương", "Phạm Khắc Lương"),
    ),
    "foreign last name": (
        f"Giám đốc Maria Oyelaran đến từ Lagos.\n“{Q}”, Oyelaran nói.",
        d(Q, "Oyelaran", "Maria Oyelaran"),
    ),
    "foreign family name in front": (
        f"Nhà sáng lập Park Dong-wook có mặt.\n“{Q}”, ông Park nói.",
        d(Q, "ông Park", "Park Dong-wook"),
    ),
    "two persons of one last syllable": (
        f"Ông Phạm Khắc Lương và bà Trần Thị Lương cùng dự.\n“{Q}”, bà Lương nói.",
        d(Q, "bà Lương", "Trần Thị Lương"),
    ),
    "pronoun after a quotation": (
        f"“{Q}”, bà Tạ Minh Khuê nói.\nBà nói thêm: “{R}”.",
        d(Q, "bà Tạ Minh Khuê", "Tạ Minh Khuê"),
        d(R, "Bà", "Tạ Minh Khuê"),
    ),
    "pronoun to the subject": (
        f"Ông Phạm Khắc Lương vừa trở về từ Blue Delta. Ông nói: “{Q}”.",
        d(Q, "Ông", "Phạm Khắc Lương"),
    ),
    "pronoun skips the other gender": (
        f"Bà Tạ Minh Khuê vừa tới. Ông Phạm Khắc Lương đi cùng. Bà nói: “{Q}”.",
        d(Q, "Bà", "Tạ Minh Khuê"),
    ),
    "vị này": (
        f"“{Q}”, ông Phạm Khắc Lương nói. “{R}”, vị này nói thêm.",
        d(Q, "ông Phạm Khắc Lương", "Phạm Khắc Lương"),
        d(R, "vị này", "Phạm Khắc Lương"),
    ),
    "ông này": (
        f"Ông Phạm Khắc Lương nói: “{Q}”. Ông này cho biết thêm: “{R}”.",
        d(Q, "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
        d(R, "Ông này", "Phạm Khắc Lương"),
    ),
    "they are the organisation": (
        f"Quỹ Blue Delta đã công bố kế hoạch mới hôm qua. Họ nói: “{Q}”.",
        d(Q, "Họ", "Quỹ Blue Delta"),
    ),
    "a description is kept": (
        f"Ông Phạm Khắc Lương đến sớm. Một nông dân trong vùng nói: “{Q}”.",
        d(Q, "Một nông dân trong vùng"),
    ),
    "not a place": (
        f"Sáng nay ở Tam Hà trời mưa. Ông nói: “{Q}”.",
        d(Q, "Ông"),
    ),
    "a relative told by another's name": (
        f"Vợ anh Trần Văn Thử cho biết: “{Q}”.",
        d(Q, "Vợ anh Trần Văn Thử"),
    ),
    "somebody of a person's": (
        f"Luật sư của ông Lê Văn Thử nói: “{Q}”.",
        d(Q, "Luật sư của ông Lê Văn Thử"),
    ),
    "a relative's own name": (
        f"“{Q}”, mẹ của em, bà Phạm Thị Mẫu, nói.",
        d(Q, "bà Phạm Thị Mẫu", "Phạm Thị Mẫu"),
    ),
    "title alone": (
        f"Chủ tịch xã Phạm Khắc Lương đến sớm. “{Q}”, ông chủ tịch nói.",
        d(Q, "ông chủ tịch"),
    ),
}

CREDITS: dict[str, Case] = {
    "office behind a credit": (
        f"Xe lăn bánh. Ảnh: Mai Lan Cảnh sát Tam Hà cho biết {LATE}.",
        i(LATE, "Cảnh sát Tam Hà"),
    ),
    "honorific behind an agency's letters": (
        f"Ảnh: AB/CDN Ông Phạm Khắc Lương cho biết {LATE}.",
        i(LATE, "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "title behind a credit": (
        f"Ảnh minh họa: Mai Lan/ABC Chủ tịch xã Phạm Khắc Lương cho biết {LATE}.",
        i(LATE, "Chủ tịch xã Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "family name behind a credit": (
        f"Ảnh: Mai Lan Phạm Khắc Lương cho biết {LATE}.",
        i(LATE, "Phạm Khắc Lương"),
    ),
    "somebody who is not named": (f"Ảnh: Mai Lan Nhiều người cho biết {LATE}.",),
    "nobody but the credit": (f"Ảnh: Mai Lan cho biết {LATE}.",),
}

OFFICES: dict[str, Case] = {
    "noun of two syllables at the end": (f"TAND Tối cao cho biết {LATE}.", i(LATE, "TAND Tối cao")),
    "noun inside": (
        f"Tổng Công ty Cấp nước Tam Hà cho biết {LATE}.",
        i(LATE, "Tổng Công ty Cấp nước Tam Hà"),
    ),
    "title with the office behind the name": (
        f"Ông Phạm Khắc Lương, Vụ trưởng Vụ Kế hoạch tài chính, nói: “{Q}”.",
        d(Q, "Ông Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "holder behind the office": (
        f"Tổng Thanh tra Chính phủ Phạm Khắc Lương nói: “{Q}”.",
        d(Q, "Tổng Thanh tra Chính phủ Phạm Khắc Lương", "Phạm Khắc Lương"),
    ),
    "a call name before such a syllable": (
        f"“{Q}”, ông Bảo vệ sinh xong mới nói.",
        d(Q, "ông Bảo", "Bảo"),
    ),
    "title of a country": (f"Thủ tướng Phần Lan cho biết {LATE}.", i(LATE, "Thủ tướng Phần Lan")),
    "title of no place": (f"Vị thủ tướng cho biết {LATE}.",),
    "public prosecutor": (
        f"“{Q}”, công tố viên Lena Hartmann nói.",
        d(Q, "công tố viên Lena Hartmann", "Lena Hartmann"),
    ),
}

CASES = {
    f"{group}: {name}": case
    for group, cases in {
        "marks": MARKS, "before": BEFORE, "after": AFTER, "partial": PARTIAL, "interview": INTERVIEW,
        "indirect": INDIRECT, "resolution": RESOLUTION, "credits": CREDITS, "offices": OFFICES,
    }.items()
    for name, case in cases.items()
}  # fmt: skip


@pytest.mark.parametrize("case", CASES.values(), ids=CASES.keys())
def test_a_pattern_of_the_press_gives_its_quotations(case: Case) -> None:
    text, *expected = case
    assert found_quotes(text) == expected


@pytest.mark.parametrize("text", NONE.values(), ids=NONE.keys())
def test_marked_words_that_nobody_said_are_no_quotations(text: str) -> None:
    assert [quote for quote in found_quotes(text) if quote[0] != "indirect"] == []


@pytest.mark.parametrize("text", [*NO_INTERVIEW.values(), *NO_INDIRECT.values()], ids=[*NO_INTERVIEW, *NO_INDIRECT])
def test_plain_sentences_are_no_quotations(text: str) -> None:
    assert found_quotes(text) == []
