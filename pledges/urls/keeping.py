from django.urls import URLPattern, path

from pledges.views import keeping

urlpatterns: list[URLPattern] = [
    path("pledges/progress/<int:pk>/", keeping.progress, name="progress"),
    path("pledges/progress/<int:pk>/files/", keeping.evidence_add, name="evidence_add"),
    path("pledges/progress/<int:pk>/withdraw/", keeping.progress_withdraw, name="progress_withdraw"),
    path("pledges/evidence/<int:pk>/", keeping.evidence, name="evidence"),
    path("pledges/evidence/<int:pk>/small/", keeping.evidence_thumbnail, name="evidence_thumbnail"),
]
