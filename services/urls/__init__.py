from services.urls import cases, windows

app_name = "services"
urlpatterns = [
    *cases.urlpatterns,
    *windows.urlpatterns,
]
