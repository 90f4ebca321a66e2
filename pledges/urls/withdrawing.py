from django.urls import URLPattern, path

from pledges.views import withdrawing

urlpatterns: list[URLPattern] = [
    path("pledges/<int:pk>/take-back/", withdrawing.take_back, name="take_back"),
    path("pledges/<int:pk>/withdraw/", withdrawing.withdraw, name="withdraw"),
    path("pledges/<int:pk>/take-down/", withdrawing.take_down, name="take_down"),
]
