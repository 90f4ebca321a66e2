"""What the rules of pledges refuse; the pages say it in words."""


class PledgeError(ValueError):
    """A step that the rules refuse."""


class NotAMemberError(PledgeError):
    """Only Party members pledge, a group's leader for the group, the secretary for the branch."""


class CycleClosedError(PledgeError):
    """The cycle takes no pledges and no changes any more."""


class NotTheAuthorError(PledgeError):
    """Only whoever wrote a pledge changes it and hands it in."""


class NotADraftError(PledgeError):
    """The pledge is under review or posted; a posted one changes by a new version."""


class ChangedMeanwhileError(PledgeError):
    """The draft was saved from another page after this one was opened."""


class NumberOfItemsError(PledgeError):
    """A pledge has two to five promises."""


class IncompleteItemError(PledgeError):
    """A promise lacks something, or its criterion or date does not fit; the argument is its number."""


class NoReviewerError(PledgeError):
    """Nobody can review at the level that is next; the argument is the level."""


class NotTheReviewerError(PledgeError):
    """The review is somebody else's; nobody reviews the own pledge."""


class ReviewClosedError(PledgeError):
    """The review is closed already."""


class UndecidedItemError(PledgeError):
    """Every promise that is open needs a decision, and what is returned a reason; the argument is its number."""


class ReasonMissingError(PledgeError):
    """The step needs a reason."""


class NotEntitledError(PledgeError):
    """The officer has no part in this step."""


class AlreadyVotedError(PledgeError):
    """One ballot each in a cycle."""


class BallotIncompleteError(PledgeError):
    """A ballot marks every pledge that it is about, and no other."""


class TooManyExcellentError(PledgeError):
    """At most a third of the graded members are excellent; the argument is how many may be."""


class UnconcludedItemError(PledgeError):
    """Every promise is concluded before its pledge is; the argument is its number."""


class AppraisalBegunError(PledgeError):
    """Once ballots are open, what was noted no longer changes."""


class AlreadyWithdrawnError(PledgeError):
    """It was withdrawn before."""


class NotOnTheWallError(PledgeError):
    """Only what stands on the wall without a verdict is taken off it."""
