from services.urls import (
    accidents,
    bookings,
    cases,
    following,
    guide,
    hall,
    leniency,
    passages,
    pioneers,
    ratings,
    tickets,
    windows,
)

app_name = "services"
urlpatterns = [
    *accidents.urlpatterns,
    *bookings.urlpatterns,
    *cases.urlpatterns,
    *following.urlpatterns,
    *guide.urlpatterns,
    *hall.urlpatterns,
    *leniency.urlpatterns,
    *passages.urlpatterns,
    *pioneers.urlpatterns,
    *ratings.urlpatterns,
    *tickets.urlpatterns,
    *windows.urlpatterns,
]
