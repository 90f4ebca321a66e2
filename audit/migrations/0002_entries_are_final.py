from django.db import migrations

from audit.guards import guarding
from audit.triggers import GUARDS


class Migration(migrations.Migration):
    dependencies = [("audit", "0001_initial")]
    operations = [guarding(GUARDS)]
