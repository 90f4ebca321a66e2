from django.db import migrations

from audit.guards import guarding
from dutyposts.triggers import GUARDS


class Migration(migrations.Migration):
    dependencies = [("dutyposts", "0001_initial")]
    operations = [guarding(GUARDS)]
