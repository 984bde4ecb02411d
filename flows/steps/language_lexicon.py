"""Letters, syllables and relatives of languages, as data."""

from flows.steps.lexicons import listed

# Of the letters of Vietnamese those that some other language has too: Yoruba and Igbo (ẹ ọ ị ụ), Romanian (ă),
# Croatian (đ), Guarani (ẽ ỹ), Welsh (ỳ).
SHARED_VIETNAMESE_LETTERS = "ăđẹọịụẽỹỳ"
# Letters that a language does not write, but one that a detector takes for it does: languages in Cyrillic, and those
# of the highlands of Vietnam (Ê-đê, Gia-rai, Ba-na) with their short vowels. A few stand in foreign names.
FOREIGN_LETTERS: dict[str, str] = {
    "be": "ищъїєґ",
    "bg": "ыэёіїєўј",
    "mk": "йщъыьэюяёіїєў",
    "ru": "іїєґўјљњђћ",
    "sr": "йщъыьэюяёіїєў",
    "uk": "ыэёъўј",
    "vi": "ƀčĕĭŏŭ\u0306",
}
# Languages that share most of their words: from a page's text alone either may be meant.
CLOSE_RELATIVES = (
    ("bs", "hr", "sr"),
    ("id", "ms"),
    ("nb", "nn"),
    ("nso", "st", "tn"),  # Sotho and Tswana
    ("xh", "zu"),
)
# Each letter of Vietnamese syllables with the forms that marks give it, by the letter that is left without them.
VIETNAMESE_FORMS: dict[str, str] = {
    "a": "aàáảãạăằắẳẵặâầấẩẫậ",
    "d": "dđ",
    "e": "eèéẻẽẹêềếểễệ",
    "i": "iìíỉĩị",
    "o": "oòóỏõọôồốổỗộơờớởỡợ",
    "u": "uùúủũụưừứửữự",
    "y": "yỳýỷỹỵ",
}
# Beginnings and ends of Vietnamese syllables, each with or without its marks.
SYLLABLE_ONSETS = listed("ngh, ch, gh, gi, kh, ng, nh, ph, qu, th, tr, b, c, d, g, h, k, l, m, n, p, r, s, t, v, x")
SYLLABLE_RHYMES = listed(
    "a, ac, ach, ai, am, an, ang, anh, ao, ap, at, au, ay, "
    "e, ec, ech, em, en, eng, enh, eo, ep, et, eu, "
    "i, ia, ich, iec, iem, ien, ieng, iep, iet, ieu, im, in, inh, ip, it, iu, "
    "o, oa, oac, oach, oai, oam, oan, oang, oanh, oao, oap, oat, oay, oc, oe, oen, oeo, oet, oi, om, on, ong, "
    "ooc, oong, op, ot, "
    "u, ua, uan, uang, uat, uay, uc, ue, uech, uenh, ui, um, un, ung, uo, uoc, uoi, uom, uon, uong, uop, uot, uou, "
    "up, ut, uu, uy, uya, uych, uyen, uyet, uynh, uyt, uyu, "
    "y, ych, yem, yen, yet, yeu, ynh, yt"
)
# CLD2's older codes.
CLD2_CODES = {"iw": "he", "jw": "jv", "no": "nb", "zh-Hant": "zh", "sr-ME": "sr", "mo": "ro", "sh": "sr"}
# What CLD2 answers for texts that it cannot read and for jokes; its codes of scripts ("xx-Cher") are no codes at all.
NO_LANGUAGES = ("un", "tlh", "zzb", "zze", "zzh", "zzp")
