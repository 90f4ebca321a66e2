from django.urls import URLPattern, path

from pledges.views import pledging, reading, reviewing

urlpatterns: list[URLPattern] = [
    path("pledges/mine/", pledging.mine, name="mine"),
    path("pledges/mine/begin/", pledging.begin, name="begin"),
    path("pledges/<int:pk>/", reading.detail, name="detail"),
    path("pledges/<int:pk>/save/", pledging.save, name="save"),
    path("pledges/<int:pk>/revise/", pledging.revise, name="revise"),
    path("pledges/reviews/", reviewing.review_list, name="review_list"),
    path("pledges/reviews/<int:pk>/", reviewing.review, name="review"),
    path("pledges/reviews/<int:pk>/hand-over/", reviewing.review_hand_over, name="review_hand_over"),
]
