from pledges.urls import appraisal, papers, pledging, wall

app_name = "pledges"
urlpatterns = [*pledging.urlpatterns, *wall.urlpatterns, *appraisal.urlpatterns, *papers.urlpatterns]
