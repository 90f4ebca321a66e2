from django.utils.translation import gettext_lazy as _

AUDIT_ACTIONS = {
    "services.matters_imported": _("rules of matters brought up to a file"),
}

# What an entry holds beside the columns of its model.
AUDIT_FIELDS = {
    "version": _("version of the rules"),
}
