from django.urls import path

from services.views import corrections, leniency

urlpatterns = [
    path("warnings/", leniency.leniency_list, name="leniency_list"),
    path("warnings/export/", leniency.leniency_export, name="leniency_export"),
    path("warnings/officers/", leniency.leniency_officers, name="leniency_officers"),
    path("warnings/new/", leniency.leniency_choose, name="leniency_choose"),
    path("warnings/new/<str:rule>/", leniency.leniency_new, name="leniency_new"),
    path("warnings/entry/<str:number>/", leniency.leniency, name="leniency"),
    path("warnings/entry/<str:number>/plate/", leniency.leniency_show, name="leniency_show"),
    path("warnings/entry/<str:number>/edit/", corrections.leniency_edit, name="leniency_edit"),
    path("warnings/entry/<str:number>/strike-out/", corrections.leniency_strike_out, name="leniency_strike_out"),
]
