"""The four categories of every standard; their names, points and tie order belong to a version."""

from enum import StrEnum


class Category(StrEnum):
    ENFORCEMENT = "enforcement"
    PRESENCE = "presence"
    APPEARANCE = "appearance"
    STYLE = "style"
