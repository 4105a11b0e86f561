"""Addresses of the pages about the work."""

from django.urls import path

from tasks.web import batches, exports, guideline, home, people, projects, rating

urlpatterns = [
    path("tray/", home.show_tray, name="tray"),
    path("projects/", projects.projects_list, name="projects"),
    path("projects/new/", projects.new_project, name="new_project"),
    path("projects/<slug:slug>/", projects.overview, name="project"),
    path("projects/<slug:slug>/batches/", projects.batch_list, name="batches"),
    path("projects/<slug:slug>/batches/<int:pk>/", batches.show, name="batch"),
    path("projects/<slug:slug>/batches/<int:pk>/rejected.jsonl", batches.rejected, name="rejected"),
    path("projects/<slug:slug>/batches/<int:pk>/<slug:verb>/", batches.act, name="batch_act"),
    path("projects/<slug:slug>/people/", people.people, name="people"),
    path("projects/<slug:slug>/people/invite/", people.invite, name="invite"),
    path("projects/<slug:slug>/people/add/", people.add_member, name="add_member"),
    path("projects/<slug:slug>/people/skills/", people.grant_skill, name="grant_skill"),
    path("projects/<slug:slug>/people/<int:pk>/remove/", people.remove_member, name="remove_member"),
    path("projects/<slug:slug>/people/<int:pk>/invite/", people.invite_again, name="invite_again"),
    path("projects/<slug:slug>/guideline/", guideline.guideline, name="guideline"),
    path("projects/<slug:slug>/exports/", exports.exports, name="exports"),
    path("projects/<slug:slug>/exports/<int:pk>/cancel/", exports.cancel, name="cancel_export"),
    path("projects/<slug:slug>/exports/<int:pk>/files/<str:name>", exports.file, name="export_file"),
    path("projects/<slug:slug>/rate/", rating.rate, name="rate"),
    path("projects/<slug:slug>/undo/", rating.undo_last, name="undo_rating"),
    path("assignments/<int:pk>/rating/", rating.submit, name="rate_assignment"),
    path("assignments/<int:pk>/draft/", rating.save_draft, name="draft"),
    path("assignments/<int:pk>/skip/", rating.skip, name="skip_assignment"),
    path("assignments/<int:pk>/release/", rating.release, name="release_assignment"),
    path("assignments/<int:pk>/extend/", rating.extend, name="extend_assignment"),
    path("assignments/<int:pk>/resume/", rating.resume, name="resume_assignment"),
]
