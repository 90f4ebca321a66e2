from django.urls import path

from services.views import windows

urlpatterns = [
    path("windows/", windows.window_list, name="window_list"),
]
