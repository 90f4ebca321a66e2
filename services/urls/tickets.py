from django.urls import path

from services.views import tickets, violations

urlpatterns = [
    path("tickets/", tickets.ticket_home, name="ticket_home"),
    path("tickets/day/", tickets.ticket_day, name="ticket_day"),
    path("tickets/<int:pk>/", tickets.ticket, name="ticket"),
    path("tickets/windows/<int:pk>/", tickets.ticket_window, name="ticket_window"),
    path("violations/", violations.violation_list, name="violation_list"),
    path("violations/export/", violations.violation_export, name="violation_export"),
]
