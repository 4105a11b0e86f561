"""Addresses of the people's side of the API, below `/api/v1/`."""

from django.urls import path

from raters.api import views

urlpatterns = [path("me/", views.me, name="api-me")]
