"""Addresses of the people pages."""

from django.urls import path

from raters.web import views

urlpatterns = [
    path("", views.home, name="home"),
    path("profile/", views.show_profile, name="profile"),
    path("profile/preferences/", views.set_preferences, name="preferences"),
    path("profile/tokens/", views.make_token, name="make_token"),
    path("profile/tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("invitations/<str:token>/", views.invitation, name="invitation"),
]
