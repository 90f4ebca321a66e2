from django.urls import URLPattern, path

from dashboard.views import home, imports

app_name = "dashboard"
urlpatterns: list[URLPattern] = [
    path("", home.home, name="home"),
    path("start/", home.start, name="start"),
    path("dashboard/", home.overview, name="overview"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/template/<slug:kind>.csv", imports.import_template, name="import_template"),
]
