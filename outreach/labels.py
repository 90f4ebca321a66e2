from django.utils.translation import gettext_lazy as _

AUDIT_ACTIONS = {
    "outreach.visit_booked": _("visit booked"),
    "outreach.visit_recorded": _("visit recorded"),
    "outreach.visit_changed": _("visit changed"),
    "outreach.visit_struck_out": _("visit struck out"),
    "outreach.opinion_raised": _("opinion entered"),
    "outreach.opinion_handed_over": _("opinion handed to another unit"),
    "outreach.opinion_answered": _("opinion answered"),
    "outreach.opinion_closed": _("opinion told back and closed"),
    "outreach.visits_exported": _("visit log exported"),
    "outreach.excuse_asked": _("asked to be excused from grassroots services"),
    "outreach.excuse_decided": _("excuse decided"),
    "outreach.month_recorded": _("grassroots services of the month recorded"),
    "outreach.shortfall_warned": _("squadron warned of missing grassroots services"),
    "outreach.drive_begun": _("donation drive begun"),
    "outreach.gifts_exported": _("donations exported"),
    "outreach.donation_entered": _("donation entered"),
    "outreach.receipt_noted": _("receipt noted"),
}
