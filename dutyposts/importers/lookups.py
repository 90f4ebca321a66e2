"""What the rows of a file name: posts, people, standards and months, each read once a file."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.utils.translation import gettext_noop as _

from dutyposts.actions.scoring import maxima_of
from dutyposts.locks import share_month
from dutyposts.models import DutyPost, Item, Standard
from dutyposts.models.months import is_closed
from dutyposts.rules.categories import Category
from organization.calendar import Month
from organization.importers.people import People
from organization.importers.runs import Row
from organization.models import Unit


@dataclass(frozen=True, slots=True)
class Book:
    """A version of the standard with everything that is looked up in it."""

    standard: Standard
    items: dict[str, Item]
    maxima_h: dict[Category, int]


@dataclass(slots=True)
class Lookups(People):
    """Finds for one run; what is not found, or out of reach, is refused with the row that names it."""

    posts: dict[str, DutyPost] = field(default_factory=dict)
    books: dict[Month, Book | None] = field(default_factory=dict)
    closed: dict[tuple[int, Month], bool] = field(default_factory=dict)

    def fetch_posts(self, codes: Iterable[str]) -> None:
        missing = {code for code in codes if code not in self.posts}
        if missing:
            found = DutyPost.objects.filter(code__in=missing).select_related("unit", "brigade")
            self.posts |= {post.code: post for post in found if self.run.reaches(post.unit)}

    def post(self, row: Row) -> DutyPost | None:
        post = self.posts.get(row["post_code"])
        if post is None:
            self.run.refuse(row.line, "post_code", _("There is no duty post %(value)s."), value=row["post_code"])
        else:
            self.run.brigades.add(post.brigade.path)
        return post

    def book(self, row: Row, column: str, month: Month) -> Book | None:
        """Return the standard in force in `month`."""
        if month not in self.books:
            standard = Standard.objects.in_force(month).prefetch_related("categories").first()
            self.books[month] = None if standard is None else _book(standard)
        book = self.books[month]
        if book is None:
            self.run.refuse(row.line, column, _("No appraisal standard is in force in %(month)s."), month=str(month))
        return book

    def is_open(self, row: Row, column: str, brigade: Unit, month: Month) -> bool:
        """Keep the month from being closed until the import is done, unless it is closed already."""
        if (brigade.pk, month) not in self.closed:
            share_month(brigade.pk, month)
            self.closed[brigade.pk, month] = is_closed(brigade, month)
        if self.closed[brigade.pk, month]:
            self.run.refuse(
                row.line, column, _("%(month)s is on notice or published and takes no entries."), month=str(month)
            )
        return not self.closed[brigade.pk, month]


def _book(standard: Standard) -> Book:
    items = {item.code: item for item in standard.items.select_related("category")}
    return Book(standard, items, maxima_of(standard))
