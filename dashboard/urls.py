from django.urls import URLPattern, path

from dashboard.views import imports

app_name = "dashboard"
urlpatterns: list[URLPattern] = [
    path("imports/", imports.import_list, name="import_list"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/template/<slug:kind>.csv", imports.import_template, name="import_template"),
]
