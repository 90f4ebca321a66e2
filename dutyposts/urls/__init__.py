from dutyposts.urls import inspections, rankings, runs

app_name = "dutyposts"
urlpatterns = [*runs.urlpatterns, *rankings.urlpatterns, *inspections.urlpatterns]
