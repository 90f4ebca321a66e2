from pledges.models.appraisal import Appraisal, BallotMark, PublicTally, Voter
from pledges.models.cycles import Cycle, PledgeTemplate
from pledges.models.keeping import Comment, Evidence, Progress
from pledges.models.pledges import Pledge, PledgeItem
from pledges.models.reviews import ItemReview, Review

__all__ = [
    "Appraisal",
    "BallotMark",
    "Comment",
    "Cycle",
    "Evidence",
    "ItemReview",
    "Pledge",
    "PledgeItem",
    "PledgeTemplate",
    "Progress",
    "PublicTally",
    "Review",
    "Voter",
]
