from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from pledges.seed import seed_templates


def seed(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    seed_templates(apps.get_model("pledges", "PledgeTemplate"))


class Migration(migrations.Migration):
    dependencies = [("pledges", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
