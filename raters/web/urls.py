"""Addresses of the people pages."""

from django.urls import path

from raters.web import identity, invitations, security, views

urlpatterns = [
    path("", views.home, name="home"),
    path("profile/", views.show_profile, name="profile"),
    path("profile/preferences/", views.set_preferences, name="preferences"),
    path("profile/tokens/", views.make_token, name="make_token"),
    path("profile/tokens/<int:pk>/revoke/", views.revoke_token, name="revoke_token"),
    path("profile/name/", identity.change_name, name="change_name"),
    path("profile/email/", identity.change_email, name="change_email"),
    path("profile/email/confirm/", identity.confirm_email, name="confirm_email"),
    path("profile/email/confirm/<str:token>/", identity.take_email_link, name="take_email_link"),
    path("profile/sessions/end/", identity.end_session, name="end_session"),
    path("profile/sessions/end-others/", identity.end_other_sessions, name="end_other_sessions"),
    path("security-events/", security.security_events, name="security_events"),
    path("invitations/", invitations.choose_password, name="choose_password"),
    path("invitations/<str:token>/", invitations.take_link, name="invitation"),
]
