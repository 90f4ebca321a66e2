from services.urls import cases, guide, windows

app_name = "services"
urlpatterns = [
    *cases.urlpatterns,
    *guide.urlpatterns,
    *windows.urlpatterns,
]
