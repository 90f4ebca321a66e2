from django.urls import path

from services.views import pioneers

urlpatterns = [
    path("pioneers/", pioneers.pioneer_list, name="pioneer_list"),
    path("pioneers/<int:pk>/<int:year>/<int:quarter>/", pioneers.pioneer_check, name="pioneer_check"),
]
