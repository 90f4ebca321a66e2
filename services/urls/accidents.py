from django.urls import path

from services.views import accidents

urlpatterns = [
    path("accidents/", accidents.accident_list, name="accident_list"),
    path("accidents/export/", accidents.accident_export, name="accident_export"),
    path("accidents/responses/", accidents.accident_responses, name="accident_responses"),
    path("accidents/new/", accidents.accident_new, name="accident_new"),
    path("accidents/case/<str:number>/", accidents.accident, name="accident"),
    path("accidents/case/<str:number>/parties/", accidents.accident_show, name="accident_show"),
]
