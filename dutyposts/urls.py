from django.urls import URLPattern

app_name = "dutyposts"
urlpatterns: list[URLPattern] = []
