from services.urls import cases, following, guide, hall, tickets, windows

app_name = "services"
urlpatterns = [
    *cases.urlpatterns,
    *following.urlpatterns,
    *guide.urlpatterns,
    *hall.urlpatterns,
    *tickets.urlpatterns,
    *windows.urlpatterns,
]
