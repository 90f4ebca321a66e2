from django.urls import path

from services.views import passages

urlpatterns = [
    path("passages/", passages.passage_list, name="passage_list"),
    path("passages/export/", passages.passage_export, name="passage_export"),
    path("passages/find/", passages.passage_find, name="passage_find"),
    path("passages/new/", passages.passage_new, name="passage_new"),
    path("passages/permit/<str:number>/", passages.passage, name="passage"),
    path("passages/permit/<str:number>/paper/", passages.passage_paper, name="passage_paper"),
    path("passages/permit/<str:number>/plates/", passages.passage_show, name="passage_show"),
]
