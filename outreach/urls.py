from django.urls import path

from outreach.views import donations, excuses, months, opinions, photos, places, reports, visits

app_name = "outreach"
urlpatterns = [
    path("outreach/", months.month_current, name="month_current"),
    path("outreach/<month:month>/", months.month, name="month"),
    path("outreach/report/", reports.report, name="report"),
    path("outreach/report/docx/", reports.report_docx, name="report_docx"),
    path("outreach/report/xlsx/", reports.report_xlsx, name="report_xlsx"),
    path("outreach/donations/", donations.drive_list, name="drive_list"),
    path("outreach/donations/<int:pk>/", donations.drive, name="drive"),
    path("outreach/donations/<int:pk>/export/", donations.drive_export, name="drive_export"),
    path("outreach/donations/gifts/<int:pk>/receipt/", donations.receipt, name="receipt"),
    path("outreach/places/", places.place_list, name="place_list"),
    path("outreach/places/<int:pk>/leave-out/", places.place_leave_out, name="place_leave_out"),
    path("outreach/photos/<int:pk>/", photos.photo, name="photo"),
    path("outreach/photos/<int:pk>/thumbnail/", photos.photo_thumbnail, name="photo_thumbnail"),
    path("outreach/photos/<int:pk>/remove/", photos.photo_remove, name="photo_remove"),
    path("outreach/excuses/", excuses.excuse_list, name="excuse_list"),
    path("outreach/excuses/<int:pk>/decide/", excuses.excuse_decide, name="excuse_decide"),
    path("outreach/visits/", visits.visit_list, name="visit_list"),
    path("outreach/visits/export/", visits.visit_export, name="visit_export"),
    path("outreach/visits/new/", visits.visit_new, name="visit_new"),
    path("outreach/visits/<str:number>/", visits.visit_detail, name="visit_detail"),
    path("outreach/visits/<str:number>/opinions/new/", opinions.opinion_new, name="opinion_new"),
    path("outreach/visits/<str:number>/photos/", photos.photo_add, name="photo_add"),
    path("outreach/visits/<str:number>/contact/", visits.visit_contact, name="visit_contact"),
    path("outreach/opinions/", opinions.opinion_list, name="opinion_list"),
    path("outreach/opinions/<int:pk>/", opinions.opinion, name="opinion"),
    path("outreach/visits/<str:number>/edit/", visits.visit_edit, name="visit_edit"),
    path("outreach/visits/<str:number>/strike-out/", visits.visit_strike_out, name="visit_strike_out"),
]
