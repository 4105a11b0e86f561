from __future__ import annotations

import ast
import sys

from tests.architecture.reading import Module, modules

EDGES = ("tasks/api/", "tasks/web/", "tasks/jobs.py", "raters/api/", "raters/web/", "raters/jobs.py")
ABOVE_THE_DOMAIN = (
    *EDGES,
    "tasks/admin",
    "tasks/management/",
    "tasks/metrics",
    "raters/admin",
    "raters/management/",
)
WRITES = {
    "save",
    "create",
    "delete",
    "update",
    "bulk_create",
    "bulk_update",
    "get_or_create",
    "update_or_create",
}
FROM_OUTSIDE = {
    "data",
    "POST",
    "GET",
    "FILES",
    "query_params",
    "validated_data",
    "cleaned_data",
    "payload",
    "body",
}
CLOCKS = {
    ("timezone", "now"),
    ("datetime", "now"),
    ("datetime", "utcnow"),
    ("date", "today"),
    ("time", "time"),
}


def writes(module: Module, call: ast.Call) -> bool:
    """A method of that name; a function of an imported module, as in `drafts.save`, is the domain's."""
    imports = [node for node in ast.walk(module.tree) if isinstance(node, ast.ImportFrom)]
    packages = {
        alias.asname or alias.name for node in imports for alias in node.names if alias.name.islower()
    }
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in WRITES:
        return False
    return not (isinstance(call.func.value, ast.Name) and call.func.value.id in packages)


def domain() -> list[Module]:
    return [module for module in modules("tasks", "raters") if not module.name.startswith(ABOVE_THE_DOMAIN)]


def named(node: ast.AST) -> set[str]:
    attributes = {part.attr for part in ast.walk(node) if isinstance(part, ast.Attribute)}
    return attributes | {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}


def test_the_edges_write_nothing_themselves() -> None:
    found = [module.at(call) for module in modules(*EDGES) for call in module.calls() if writes(module, call)]

    assert found == []


def test_pages_and_api_leave_counting_to_the_domain() -> None:
    found = [
        module.at(call)
        for module in modules("tasks/api/", "tasks/web/", "raters/api/", "raters/web/")
        for call in module.calls()
        if isinstance(call.func, ast.Attribute) and call.func.attr in ("aggregate", "annotate")
    ]

    assert found == []


def test_a_pseudonym_is_looked_up_in_one_place() -> None:
    found = [
        module.name
        for module in modules("tasks/api/", "tasks/web/", "raters/")
        for node in module.functions()
        if node.name == "rater_of"
    ]

    assert found == ["raters/access.py"]


def test_no_dictionary_from_outside_reaches_the_orm() -> None:
    found = [
        module.at(call)
        for module in modules("tasks", "raters")
        for call in module.calls()
        for keyword in call.keywords
        if keyword.arg is None and named(keyword.value) & FROM_OUTSIDE
    ]

    assert found == []


def test_no_address_is_made_from_the_host_header() -> None:
    """Whatever the client writes there would stand in our links and mails."""
    forged = {"build_absolute_uri", "get_host", "get_current_site", "HTTP_HOST"}
    found = [
        module.at(node)
        for module in modules("config", "raters", "tasks")
        for node in ast.walk(module.tree)
        if (isinstance(node, ast.Attribute) and node.attr in forged)
        or (isinstance(node, ast.Constant) and node.value in forged)
    ]

    assert found == []


def test_the_domain_never_reads_the_clock() -> None:
    found = [
        module.at(call)
        for module in domain()
        for call in module.calls()
        if isinstance(call.func, ast.Attribute) and (ast.unparse(call.func.value), call.func.attr) in CLOCKS
    ]

    assert found == []


def test_the_statistics_need_numpy_and_scipy_and_nothing_else() -> None:
    allowed = {*sys.stdlib_module_names, "numpy", "scipy"}
    for module in modules("tasks"):
        if not module.name.startswith("tasks/aggregation/"):
            continue
        nodes = list(ast.walk(module.tree))
        named = [node.module or "" for node in nodes if isinstance(node, ast.ImportFrom)]
        named += [alias.name for node in nodes if isinstance(node, ast.Import) for alias in node.names]
        foreign = {one for one in named if one.split(".")[0] not in allowed}
        assert all(one.startswith("tasks.aggregation") for one in foreign), module.name
