from django.urls import URLPattern, path

from dutyposts.views import bulletins, closing, flags, objections, posts, rankings, runs, years

urlpatterns: list[URLPattern] = [
    path("rankings/", rankings.ranking_current, name="ranking_current"),
    path("rankings/runs/", runs.run_list, name="run_list"),
    path("rankings/<int:year>/", years.ranking_year, name="ranking_year"),
    path("rankings/<month:month>/", rankings.ranking_month, name="ranking_month"),
    path("rankings/<month:month>/why/<str:code>/", rankings.ranking_why, name="ranking_why"),
    path("rankings/<month:month>/compute/", closing.month_compute, name="month_compute"),
    path("rankings/<month:month>/notice/", closing.month_notice, name="month_notice"),
    path("rankings/<month:month>/publish/", closing.month_publish, name="month_publish"),
    path("rankings/<month:month>/flags/", closing.flag_decision, name="flag_decision"),
    path("rankings/<month:month>/reopen/", closing.month_reopen, name="month_reopen"),
    path("rankings/<month:month>/bulletin/", bulletins.bulletin, name="bulletin"),
    path("posts/", posts.post_list, name="post_list"),
    path("posts/<str:code>/", posts.post_detail, name="post_detail"),
    path("findings/<int:pk>/object/", objections.objection_new, name="objection_new"),
    path("objections/", objections.objection_list, name="objection_list"),
    path("objections/<int:pk>/", objections.objection_decide, name="objection_decide"),
    path("flags/", flags.flag_list, name="flag_list"),
    path("flags/<int:pk>/withdraw/", flags.flag_withdraw, name="flag_withdraw"),
]
