"""What each refusal on the way of a pledge says, and how to mend it."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from organization.uploads import UploadTooLargeError, UploadUnreadableError
from pledges.actions import errors
from pledges.actions.evidence import TooManyFilesError
from pledges.actions.keeping import FutureProgressError
from pledges.models.kinds import LevelName

REFUSALS: dict[type[ValueError], str | Promise] = {
    errors.NotAMemberError: _(
        "Only Party members pledge; a group through its leader, the branch through its secretary. "
        "Ask the branch if your Party standing is out of date."
    ),
    errors.CycleClosedError: _("The cycle takes no changes any more. Wait for the next one."),
    errors.NotTheAuthorError: _("Only whoever wrote this pledge changes it."),
    errors.NotADraftError: _(
        "This pledge is under review or has changed meanwhile. Open the page again and look where it is."
    ),
    errors.ChangedMeanwhileError: _(
        "This draft was changed on another page or device meanwhile, so nothing is saved. What you typed is still here."
    ),
    errors.NumberOfItemsError: _("Write two to five promises."),
    errors.IncompleteItemError: _("Promise %(which)s lacks something. Fill in all its fields."),
    errors.NoReviewerError: _(
        "Nobody can review at the level “%(which)s” now. Ask the branch to name somebody; what you wrote is kept."
    ),
    errors.NotTheReviewerError: _("This review is with somebody else now. Go back to your reviews."),
    errors.ReviewClosedError: _("This review is closed already. Go back to your reviews."),
    errors.UndecidedItemError: _("Decide promise %(which)s; what goes back needs a reason."),
    errors.ReasonMissingError: _("Write the reason."),
    errors.NotEntitledError: _(
        "This step is for the reviewer or whoever leads the branch, and never on the own pledge."
    ),
    errors.AppraisalBegunError: _("The appraisal has begun; what is noted no longer changes."),
    errors.NotOnTheWallError: _("This pledge is not on the wall, or its verdict is given. Look at its state."),
    errors.AlreadyWithdrawnError: _("This was withdrawn already. Open the page again."),
    FutureProgressError: _("Choose a day within the cycle, today at the latest."),
    UploadTooLargeError: _("It is larger than %(which)s MB or 50 million pixels. Choose another or make it smaller."),
    UploadUnreadableError: _(
        "It is no whole JPEG, PNG or WebP picture and no whole PDF without password and programs. Choose another."
    ),
    TooManyFilesError: _("One note keeps %(which)s files. Remove one first, or note it as a new line."),
}
# The same refusals at the appraisal, where another step mends them.
APPRAISAL: Mapping[type[ValueError], str | Promise] = REFUSALS | {
    errors.CycleClosedError: _("The cycle is not at this step. Go back to the appraisal and look at its state."),
    errors.NotEntitledError: _(
        "This is not yours to decide: nobody judges the own pledge, and only members have grades."
    ),
    errors.AlreadyVotedError: _("Your ballot is in already; everybody has one."),
    errors.BallotIncompleteError: _("The list of pledges has changed. Mark every line and send the ballot again."),
    errors.ReasonMissingError: _("Write a reason for everything that is less than fulfilled or satisfied."),
    errors.TooManyExcellentError: _("A third of the members are excellent already. Choose another grade."),
    errors.UnconcludedItemError: _("Conclude every promise first."),
}
REFUSED = tuple(APPRAISAL)


def refusal(error: ValueError, words: Mapping[type[ValueError], str | Promise] = REFUSALS) -> str:
    which = str(error)
    if isinstance(error, errors.NoReviewerError):
        which = str(LevelName(which).label)
    return str(words[type(error)]) % {"which": which}
