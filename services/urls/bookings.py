from django.urls import path

from services.views import bookings, lookup

urlpatterns = [
    path("appointments/", bookings.booking_list, name="booking_list"),
    path("appointments/export/", bookings.booking_export, name="booking_export"),
    path("appointments/new/", bookings.booking_new, name="booking_new"),
    path("appointments/times/", bookings.slot_list, name="slot_list"),
    path("appointments/lookup/", lookup.lookup, name="lookup"),
    path("appointments/<str:number>/", bookings.booking, name="booking"),
    path("appointments/<str:number>/applicant/", bookings.booking_show, name="booking_show"),
    path("appointments/<str:number>/paper/", bookings.booking_paper, name="booking_paper"),
]
