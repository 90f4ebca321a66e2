import datetime as dt

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from audit.actions import record
from organization.models import Officer
from pledges.models import Cycle, PledgeTemplate


def save_cycle(cycle: Cycle, *, by: Officer | None) -> Cycle:
    """Store a new or changed cycle; its state changes only by the appraisal, its name not once something is signed."""
    with transaction.atomic():
        before = None
        if cycle.pk:
            stored = Cycle.objects.select_for_update().get(pk=cycle.pk)
            before = _told(stored)
            cycle.state = stored.state
            if cycle.name != stored.name and stored.pledges.exclude(digest="").exists():
                raise ValidationError({"name": _("Pledges are signed under this name; it no longer changes.")})
        cycle.full_clean()
        cycle.save()
        record("pledges.cycle_saved", on=cycle, by=by, scope=cycle.brigade.path, before=before, after=_told(cycle))
    return cycle


def save_template(template: PledgeTemplate, *, by: Officer | None) -> PledgeTemplate:
    with transaction.atomic():
        template.full_clean()
        template.save()
        scope = template.brigade.path if template.brigade else ""
        record("pledges.template_saved", on=template, by=by, scope=scope, after={"text": template.text})
    return template


def _told(cycle: Cycle) -> dict[str, str | dt.date]:
    return {"name": cycle.name, "from": cycle.starts_on, "to": cycle.ends_on, "by": cycle.submit_by}
