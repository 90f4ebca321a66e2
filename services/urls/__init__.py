from services.urls import windows

app_name = "services"
urlpatterns = [
    *windows.urlpatterns,
]
