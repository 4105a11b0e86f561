"""Every address. Pages stand at the root, the API below `/api/v1/`, allauth's pages below `/accounts/`."""

from django.urls import include, path

from config import health
from config.security.csp_report import csp_report
from raters.admin import site
from raters.api.page import api_page
from raters.api.schema_view import SchemaView

handler400 = "config.problems.bad_request"
handler403 = "config.problems.forbidden"
handler404 = "config.problems.not_found"
handler500 = "config.problems.server_error"

urlpatterns = [
    path("api/v1/", include("tasks.api.urls")),
    path("livez", health.livez, name="livez"),
    path("readyz", health.readyz, name="readyz"),
    path("metrics", health.metrics_page, name="metrics"),
    path("csp-report/", csp_report, name="csp_report"),
    path("api/v1/schema/", SchemaView.as_view(), name="api-schema"),
    path("api/v1/docs/", api_page, name="api-page"),
    path("api/v1/", include("raters.api.urls")),
    path("admin/", site.urls),
    path("accounts/", include("raters.web.account_urls")),
    path("", include("tasks.web.urls")),
    path("", include("raters.web.urls")),
]
