from django.utils.translation import gettext_lazy as _

AUDIT_ACTIONS = {
    "services.case_opened": _("case taken in"),
    "services.materials_checked": _("materials of a case checked"),
    "services.green_channel_granted": _("green channel opened"),
    "services.case_sent_to_violations": _("case sent to the violation window"),
    "services.case_back_from_violations": _("case back from the violation window"),
    "services.notice_issued": _("notice of what is missing given"),
    "services.case_accepted": _("case accepted"),
    "services.case_deemed_accepted": _("case deemed accepted"),
    "services.case_ended": _("case ended without acceptance"),
    "services.step_taken": _("step of a case taken"),
    "services.learner_noted": _("learner's certificate noted"),
    "services.ticket_taken": _("ticket taken"),
    "services.ticket_called": _("ticket called"),
    "services.ticket_served": _("service begun"),
    "services.ticket_held": _("ticket put on hold"),
    "services.ticket_missed": _("nobody came for a ticket"),
    "services.ticket_done": _("ticket done"),
    "services.ticket_withdrawn": _("ticket withdrawn"),
    "services.violations_exported": _("tickets of violations exported"),
}

# What an entry holds beside the columns of its model.
AUDIT_FIELDS = {
    "services.case.fields": _("covered fields"),
    "services.case.late": _("told late"),
    "services.case.materials": _("materials"),
    "services.case.minutes": _("minutes"),
    "services.case.missing": _("missing"),
    "services.case.passed": _("passed"),
    "services.case.slip": _("slip"),
    "services.case.step": _("step"),
    "services.case.subject": "services.casestep.subject",
    "services.case.version": _("version of the rules"),
    "services.case.violations": "services.caseblock.violations",
    "services.ticket.code": _("ticket"),
}
