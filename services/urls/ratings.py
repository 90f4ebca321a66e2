from django.urls import path

from services.views import ratings

urlpatterns = [
    path("rate/<str:token>/", ratings.rate, name="rate"),
    path("ratings/<month:month>/", ratings.rating_month, name="rating_month"),
    path("ratings/calls/<int:pk>/", ratings.rating_call, name="rating_call"),
    path("ratings/reviews/<int:pk>/", ratings.rating_review, name="rating_review"),
    path("cases/<str:number>/rating/", ratings.case_rating, name="case_rating"),
]
