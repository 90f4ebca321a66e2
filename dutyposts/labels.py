from django.utils.translation import gettext_lazy as _

AUDIT_ACTIONS = {
    "dutyposts.standard_wording_allowed": _("wording of a standard opened"),
    "dutyposts.inspection_drafted": _("inspection kept as a draft"),
    "dutyposts.inspection_recorded": _("inspection submitted"),
    "dutyposts.inspection_corrected": _("inspection corrected"),
    "dutyposts.inspection_voided": _("inspection voided"),
    "dutyposts.draft_discarded": _("draft discarded"),
    "dutyposts.photo_added": _("photo added"),
    "dutyposts.photo_removed": _("photo removed"),
    "dutyposts.event_recorded": _("event recorded"),
    "dutyposts.bonus_approved": _("bonus approved"),
    "dutyposts.event_voided": _("event voided"),
    "dutyposts.objection_filed": _("objection filed"),
    "dutyposts.objection_decided": _("objection decided"),
    "dutyposts.month_computed": _("ranking computed"),
    "dutyposts.month_noticed": _("ranking put on notice"),
    "dutyposts.flags_decided": _("decided who gets the flags"),
    "dutyposts.month_published": _("month published"),
    "dutyposts.reopening_asked": _("asked to reopen a month"),
    "dutyposts.month_reopened": _("month reopened"),
    "dutyposts.flag_made": _("flag made"),
    "dutyposts.flag_handed_over": _("flag handed over"),
    "dutyposts.flag_withdrawn": _("flag withdrawn"),
}

# What is recorded under a key that is no column of the entry's model.
AUDIT_FIELDS = {
    "dutyposts.event.reason": "dutyposts.event.void_reason",
    "dutyposts.flag.month": "dutyposts.ranking.month",
    "dutyposts.flag.post": "dutyposts.flagholding.post",
    "dutyposts.flag.reason": "dutyposts.flagholding.reason",
    "dutyposts.inspection.findings": _("findings"),
    "dutyposts.inspection.reason": "dutyposts.inspection.void_reason",
    "dutyposts.objection.code": "dutyposts.finding.code",
    "dutyposts.objection.count": "dutyposts.finding.count",
    "dutyposts.objection.inspection": "dutyposts.finding.inspection",
    "dutyposts.objection.score": "dutyposts.inspection.score",
    "dutyposts.ranking.ends_on": "dutyposts.ranking.notice_ends_on",
    "dutyposts.ranking.paper": _("fingerprint of the bulletin"),
    "dutyposts.ranking.posts": _("duty posts"),
    "dutyposts.ranking.reason": _("reason"),
}
