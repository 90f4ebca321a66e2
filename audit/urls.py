from django.urls import path

from audit import views

app_name = "audit"
urlpatterns = [
    path("audit/", views.entry_list, name="entry_list"),
    path("audit/verification/", views.verification, name="verification"),
    path("audit/<int:number>/", views.entry_detail, name="entry_detail"),
]
