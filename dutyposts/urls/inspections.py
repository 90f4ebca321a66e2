from django.urls import URLPattern, path

from dutyposts.views import events, inspection_device, inspections, photos

urlpatterns: list[URLPattern] = [
    path("inspections/", inspections.inspection_list, name="inspection_list"),
    path("inspections/new/", inspections.inspection_new, name="inspection_new"),
    path("inspections/worker.js", inspection_device.inspection_worker, name="inspection_worker"),
    path("inspections/token", inspection_device.inspection_token, name="inspection_token"),
    path("inspections/<str:number>/", inspections.inspection_detail, name="inspection_detail"),
    path("inspections/<str:number>/done/", inspections.inspection_done, name="inspection_done"),
    path("inspections/<str:number>/edit/", inspections.inspection_edit, name="inspection_edit"),
    path("inspections/<str:number>/void/", inspections.inspection_void, name="inspection_void"),
    path("inspections/<str:number>/discard/", inspections.draft_discard, name="draft_discard"),
    path("inspections/<str:number>/photos/", photos.photo_add, name="photo_add"),
    path("photos/<int:pk>/", photos.photo, name="photo"),
    path("photos/<int:pk>/thumbnail/", photos.photo_thumbnail, name="photo_thumbnail"),
    path("photos/<int:pk>/remove/", photos.photo_remove, name="photo_remove"),
    path("events/", events.event_list, name="event_list"),
    path("events/new/", events.event_new, name="event_new"),
    path("events/<str:number>/approve/", events.event_approve, name="event_approve"),
    path("events/<str:number>/void/", events.event_void, name="event_void"),
]
