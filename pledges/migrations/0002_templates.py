from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from pledges.seed import TEMPLATES


def seed(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    template = apps.get_model("pledges", "PledgeTemplate")
    for kind, criterion, text, shown_by in TEMPLATES:
        template.objects.get_or_create(
            brigade=None, text=text, defaults={"kind": kind, "criterion": criterion, "shown_by": shown_by}
        )


class Migration(migrations.Migration):
    dependencies = [("pledges", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
