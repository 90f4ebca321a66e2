"""Passwords that somebody who knows the force tries first."""

import re

# The longest first, so that what a longer word leaves behind is not taken for letters of one's own.
_WORDS = sorted(
    (
        *("jiaojing", "jingcha", "gongan", "jiaotong", "zhidui", "dadui", "zhongdui", "zhifa", "xunluo"),
        *("gangqin", "xianfeng", "hongqi", "mima", "guanliyuan", "woaini", "nihao"),
        *("vanguard", "traffic", "police", "officer", "supervisor", "admin", "root", "portal"),
        *("password", "passw0rd", "welcome", "letmein", "iloveyou", "changeme", "secret", "login"),
        *("qwerty", "qwertyuiop", "asdfgh", "asdfghjkl", "zxcvbn", "zxcvbnm", "abcdef", "abc"),
    ),
    key=lambda word: (-len(word), word),
)
_ANY_WORD = re.compile("|".join(_WORDS))
_NOT_LETTERS = re.compile(r"[\W\d_]+")
_FEWEST_LETTERS = 6


def is_guessable(password: str) -> bool:
    """Tell whether little but digits and signs remains when the words that everybody tries are taken out."""
    rest, found = _ANY_WORD.subn("", password.casefold())
    return found > 0 and len(_NOT_LETTERS.sub("", rest)) < _FEWEST_LETTERS
