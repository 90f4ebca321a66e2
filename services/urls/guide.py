from django.urls import path

from services.views import guide

urlpatterns = [
    path("guide/", guide.guide_home, name="guide_home"),
    path("guide/<str:code>/", guide.guide, name="guide"),
    path("guide/<str:code>/<str:matter>/", guide.guide_matter, name="guide_matter"),
]
