"""Addresses of the API of the work, below `/api/v1/`."""

from django.urls import path

from tasks.api import assignments, batch_steps, batches, evaluation, export_policies, exports, media, projects

urlpatterns = [
    # First what is asked for most.
    path("assignments/<int:pk>/rating", assignments.SubmitRating.as_view(), name="api-rating"),
    path("projects/", projects.ProjectList.as_view(), name="api-projects"),
    path("projects/<slug:slug>/", projects.ProjectDetail.as_view(), name="api-project"),
    path("projects/<slug:slug>/policy", projects.ProjectPolicy.as_view(), name="api-policy"),
    path("items/<int:pk>/", projects.ItemDetail.as_view(), name="api-item"),
    path("projects/<slug:slug>/assignments/next", assignments.NextAssignment.as_view(), name="api-next"),
    path("assignments/<int:pk>/", assignments.AssignmentDetail.as_view(), name="api-assignment"),
    path("assignments/<int:pk>/draft", assignments.DraftView.as_view(), name="api-draft"),
    path("assignments/<int:pk>/extend", assignments.ExtendLease.as_view(), name="api-extend"),
    path("assignments/<int:pk>/skip", assignments.SkipAssignment.as_view(), name="api-skip"),
    path("assignments/<int:pk>/release", assignments.ReleaseAssignment.as_view(), name="api-release"),
    path("assignments/<int:pk>/resume", assignments.ResumeAssignment.as_view(), name="api-resume"),
    path("assignments/<int:pk>/undo", assignments.UndoRating.as_view(), name="api-undo"),
    path("assignments/<int:pk>/media/<slug:which>", media.AssignmentMedia.as_view(), name="api-media"),
    *batches.urlpatterns,
    *batch_steps.urlpatterns,
    *evaluation.urlpatterns,
    *export_policies.urlpatterns,
    *exports.urlpatterns,
]
