from functools import partial

from django.db import migrations
from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.state import StateApps

from services.seed import seed_matters


def seed(apps: StateApps, _schema_editor: BaseDatabaseSchemaEditor) -> None:
    seed_matters(partial(apps.get_model, "services"))


class Migration(migrations.Migration):
    dependencies = [("services", "0001_initial")]
    operations = [migrations.RunPython(seed, migrations.RunPython.noop)]
