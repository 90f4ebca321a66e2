from django.utils.translation import gettext_lazy as _

AUDIT_ACTIONS = {
    "organization.unit_saved": _("unit saved"),
    "organization.officer_saved": _("person saved"),
    "organization.role_given": _("role given"),
    "organization.role_ended": _("role ended"),
    "organization.password_set": _("password set"),
    "organization.password_changed": _("own password changed"),
    "organization.portrait_given": _("agreed to show the own photo"),
    "organization.portrait_withdrawn": _("own photo withdrawn and deleted"),
    "organization.setting_changed": _("setting changed"),
    "organization.file_imported": _("file imported"),
    "organization.personal_shown": _("personal data shown unmasked"),
    "organization.list_exported": _("list taken out"),
}

# What is recorded under a key that is no column of the entry's model.
AUDIT_FIELDS = {
    "organization.importjob.sha256": "organization.importjob.file_digest",
    "organization.officer.filter": _("filter"),
    "organization.officer.list": _("list"),
    "organization.officer.rows": _("rows"),
}
