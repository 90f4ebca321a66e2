"""A QR code holds the address that it was made of."""

import re

from organization.drawing import qr_squares
from organization.templatetags.components import qr

ADDRESS = "https://vanguard.example/rate/abcdefgh23456789/"


def test_the_code_has_its_three_finders_inside_a_quiet_zone() -> None:
    path, side = qr_squares(ADDRESS)
    dark = {(int(x), int(y)) for x, y in re.findall(r"M(\d+) (\d+)h1v1h-1z", path)}
    finders = [(4, 4), (side - 5, 4), (4, side - 5)]
    assert [corner in dark for corner in finders] == [True, True, True]
    assert (min(min(place) for place in dark), max(max(place) for place in dark)) == (4, side - 5)


def test_the_label_cannot_break_out_of_the_drawing() -> None:
    assert '"><script>' not in qr(ADDRESS, '"><script>')
