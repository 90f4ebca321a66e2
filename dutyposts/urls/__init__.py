from dutyposts.urls import inspections, rankings

app_name = "dutyposts"
urlpatterns = [*rankings.urlpatterns, *inspections.urlpatterns]
