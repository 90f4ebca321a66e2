from django.urls import URLPattern, path

from pledges.views import appraisal, comments, ledger

urlpatterns: list[URLPattern] = [
    path("pledges/", ledger.ledger, name="ledger"),
    path("pledges/cycles/<int:pk>/ballot/", appraisal.ballot, name="ballot"),
    path("pledges/cycles/<int:pk>/appraisal/", appraisal.appraisal, name="appraisal"),
    path("pledges/cycles/<int:pk>/ballots/", appraisal.ballots_open, name="ballots_open"),
    path("pledges/cycles/<int:pk>/ballots/close/", appraisal.ballots_close, name="ballots_close"),
    path("pledges/cycles/<int:pk>/conclude/", appraisal.cycle_conclude, name="cycle_conclude"),
    path("pledges/<int:pk>/conclude/", appraisal.conclude, name="conclude"),
    path("pledges/<int:pk>/public-ballots/", appraisal.tally_add, name="tally_add"),
    path("pledges/comments/", comments.comment_list, name="comment_list"),
    path("pledges/comments/new/", comments.comment_new, name="comment_new"),
]
