from collections.abc import Iterator

from django.utils.translation import gettext as _

from outreach.models import Lesson
from outreach.models.lessons import LessonQuerySet


def header() -> list[str]:
    return [
        _("Wished for"),
        _("Who asks"),
        _("Kind"),
        _("Contact"),
        _("Topic"),
        _("Where it is held"),
        _("Unit"),
        _("State"),
        _("Asked on"),
        _("Answer due on"),
        _("Held on"),
        _("Who teaches"),
        _("People who came"),
        _("Minutes"),
        _("Material handed out"),
        _("What was taught"),
        _("What the audience said"),
        _("Reason"),
    ]


def rows_of(lessons: LessonQuerySet) -> Iterator[list[str]]:
    """Yield the lessons, the latest wished day first; whom to call stays masked. Two queries for each thousand."""
    rows = lessons.order_by("-wished_on", "-pk").select_related("unit").prefetch_related("teachers")
    return (_row(lesson) for lesson in rows.iterator(chunk_size=1000))


def _row(lesson: Lesson) -> list[str]:
    is_held = lesson.state == Lesson.State.HELD
    return [
        lesson.wished_on.isoformat(),
        lesson.body,
        lesson.get_kind_display(),
        lesson.masked_contact,
        lesson.topic,
        lesson.place,
        lesson.unit.name,
        lesson.get_state_display(),
        lesson.asked_on.isoformat(),
        lesson.due_on.isoformat(),
        lesson.happens_on.isoformat() if is_held and lesson.happens_on else "",
        "；".join(teacher.name for teacher in lesson.teachers.all()),
        str(lesson.attendance) if is_held else "",
        str(lesson.minutes) if is_held else "",
        lesson.material,
        lesson.taught,
        lesson.feedback,
        lesson.reason,
    ]
