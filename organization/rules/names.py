"""The order of Chinese names: by pinyin, with the readings that surnames take."""

from pypinyin import lazy_pinyin

# Characters that are read differently as a surname than in a word.
_SURNAMES = {
    "曾": "zeng",
    "单": "shan",
    "区": "ou",
    "仇": "qiu",
    "解": "xie",
    "查": "zha",
    "盖": "ge",
    "朴": "piao",
    "任": "ren",
    "华": "hua",
    "召": "shao",
    "缪": "miao",
    "翟": "zhai",
    "覃": "qin",
    "尉": "wei",
    "员": "yun",
    "乐": "yue",
    "黑": "he",
    "折": "she",
    "种": "chong",
    "秘": "bi",
    "冼": "xian",
    "逄": "pang",
    "宓": "mi",
    "纪": "ji",
    "隗": "wei",
    "晁": "chao",
    "尹": "yin",
    "訾": "zi",
    "万俟": "moqi",
    "尉迟": "yuchi",
    "长孙": "zhangsun",
}


def sort_key(name: str) -> str:
    """Return the pinyin of a name, syllables parted by blanks: `曾晓东` gives `zeng xiao dong`."""
    for length in (2, 1):
        surname = name[:length]
        if surname in _SURNAMES:
            return " ".join([_SURNAMES[surname], *lazy_pinyin(name[length:])]).strip()
    return " ".join(lazy_pinyin(name))
