from django.urls import path

from services.views import hall

urlpatterns = [
    path("hall/<str:code>/", hall.hall, name="hall"),
    path("hall/<str:code>/screen/", hall.hall_screen, name="hall_screen"),
    path("hall/<str:code>/portraits/<str:digest>/", hall.hall_portrait, name="hall_portrait"),
]
