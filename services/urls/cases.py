from django.urls import path

from services.views import cases

urlpatterns = [
    path("cases/", cases.case_list, name="case_list"),
    path("cases/new/", cases.case_begin, name="case_begin"),
    path("cases/new/<str:code>/", cases.case_new, name="case_new"),
    path("cases/one-trip/<month:month>/", cases.one_trip, name="one_trip"),
    path("cases/<str:number>/", cases.case, name="case"),
    path("cases/<str:number>/applicant/", cases.case_show, name="case_show"),
    path("cases/<str:number>/slips/<int:position>/", cases.case_slip, name="case_slip"),
]
