from pledges.urls import appraisal, keeping, papers, pledging, wall, withdrawing

app_name = "pledges"
urlpatterns = [
    *pledging.urlpatterns,
    *wall.urlpatterns,
    *appraisal.urlpatterns,
    *keeping.urlpatterns,
    *papers.urlpatterns,
    *withdrawing.urlpatterns,
]
