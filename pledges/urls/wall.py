from django.urls import path

from pledges.views import wall

urlpatterns = [
    path("wall/", wall.wall_home, name="wall_home"),
    path("wall/<str:code>/", wall.wall, name="wall"),
    path("wall/<str:code>/portraits/<str:digest>/", wall.wall_portrait, name="wall_portrait"),
    path("wall/<str:code>/screen/", wall.wall_screen, name="wall_screen"),
]
