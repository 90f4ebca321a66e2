from django.urls import path

from organization.views import portraits, session

app_name = "organization"
urlpatterns = [
    path("login/", session.SignIn.as_view(), name="login"),
    path("logout/", session.SignOut.as_view(), name="logout"),
    path("stay/", session.stay_signed_in, name="stay"),
    path("password/", session.ChangePassword.as_view(), name="password"),
    path("portrait/", portraits.portrait, name="portrait"),
    path("portrait/withdraw/", portraits.portrait_withdraw, name="portrait_withdraw"),
    path("portrait/image/", portraits.portrait_image, name="portrait_image"),
    path("theme/", session.choose_theme, name="theme"),
    path("accessibility/", session.accessibility, name="accessibility"),
]
