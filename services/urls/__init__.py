from services.urls import accidents, cases, following, guide, hall, leniency, tickets, windows

app_name = "services"
urlpatterns = [
    *accidents.urlpatterns,
    *cases.urlpatterns,
    *following.urlpatterns,
    *guide.urlpatterns,
    *hall.urlpatterns,
    *tickets.urlpatterns,
    *leniency.urlpatterns,
    *windows.urlpatterns,
]
