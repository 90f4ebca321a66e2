from django.urls import path

from dutyposts.views.runs import run_list

urlpatterns = [path("rankings/runs/", run_list, name="run_list")]
