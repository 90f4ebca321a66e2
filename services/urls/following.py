from django.urls import path

from services.views import following

urlpatterns = [
    path("follow/", following.follow, name="follow"),
]
