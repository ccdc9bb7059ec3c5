"""Table: the encodings that a CHARSET parameter may name, as vCalendar 1.0 has it, and Python's names for them."""

_SAME = (
    *(f"iso-8859-{number}" for number in (*range(1, 12), *range(13, 17))),
    *(f"windows-{number}" for number in range(1250, 1259)),
    *(f"cp{number}" for number in range(1250, 1259)),
    *("cp437", "cp850", "cp852", "cp866", "koi8-r", "koi8-u", "macintosh", "tis-620", "utf-8"),
    *("shift_jis", "euc-jp", "iso-2022-jp", "gb2312", "gbk", "gb18030", "big5", "big5-hkscs", "euc-kr"),
)

CHARSETS: dict[str, str] = {
    **{name: name for name in _SAME},
    **{f"iso8859-{number}": f"iso-8859-{number}" for number in range(1, 12)},
    "cp932": "cp932",
    "ks_c_5601-1987": "cp949",
    "latin1": "iso-8859-1",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "shift_jis": "cp932",  # what programs call Shift_JIS is Microsoft's
    "gb2312": "gb18030",  # which holds it
    "windows-31j": "cp932",
    "x-sjis": "cp932",
}


def codec_of(label: str) -> str | None:
    """Python's name of an encoding; None for one that is not read."""
    return CHARSETS.get(label.strip().strip('"').lower())
