from django.contrib import admin
from django.contrib.auth import admin as auth_admin
from django.contrib.auth.models import Group

from organization.admin import calendar_days, imports, officers, party, roles, settings, units

__all__ = ["auth_admin", "calendar_days", "imports", "officers", "party", "roles", "settings", "units"]

# Rights come from roles; Django's groups would promise rights that they do not give.
admin.site.unregister(Group)
