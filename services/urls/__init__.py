from services.urls import cases, following, guide, tickets, windows

app_name = "services"
urlpatterns = [
    *cases.urlpatterns,
    *following.urlpatterns,
    *guide.urlpatterns,
    *tickets.urlpatterns,
    *windows.urlpatterns,
]
