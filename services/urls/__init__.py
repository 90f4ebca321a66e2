from services.urls import cases, following, guide, windows

app_name = "services"
urlpatterns = [
    *cases.urlpatterns,
    *following.urlpatterns,
    *guide.urlpatterns,
    *windows.urlpatterns,
]
