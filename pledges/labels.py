from django.utils.translation import gettext_lazy as _

AUDIT_ACTIONS = {
    "pledges.cycle_saved": _("pledge cycle saved"),
    "pledges.template_saved": _("pledge template saved"),
    "pledges.pledge_begun": _("pledge begun"),
    "pledges.items_saved": _("promises changed"),
    "pledges.pledge_submitted": _("pledge signed and handed in"),
    "pledges.pledge_revised": _("new version of a pledge begun"),
    "pledges.pledge_reviewed": _("pledge reviewed"),
    "pledges.review_handed_over": _("review handed over"),
    "pledges.review_reminded": _("reviewer reminded"),
    "pledges.pledge_posted": _("pledge posted"),
    "pledges.progress_added": _("progress noted"),
    "pledges.comment_given": _("leader's comment given"),
    "pledges.ballots_opened": _("ballots opened"),
    "pledges.ballot_cast": _("ballot cast"),
    "pledges.public_ballots_counted": _("public ballots counted"),
    "pledges.item_concluded": _("promise concluded"),
    "pledges.organization_marked": _("organization's mark given"),
    "pledges.pledge_concluded": _("pledge concluded"),
    "pledges.cycle_concluded": _("pledge cycle concluded"),
    "pledges.ledger_exported": _("ledger of pledges taken out"),
}
