"""The library mounted at /library, for admins."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from assistant.answer import Resources
from assistant.records.accounts import Role
from assistant.records.opened import Records
from assistant.ui.admin_bar import ADMIN_STYLE, admin_head
from assistant.ui.mounting import mount_blocks
from assistant.ui.policies import keeping
from assistant.ui.policies.page import build_policies
from assistant.ui.policies.routes import policies_routes
from assistant.ui.policies.work import Library
from assistant.web.guard import auth_dependency

POLICIES_STYLE = Path(__file__).with_name("policies.css")
POLICIES_SCRIPT = Path(__file__).with_name("policies.js")


def mount_policies(app: FastAPI, resources: Resources, records: Records) -> Library:
    """Put the library at ``/library`` of ``app`` and return it; to be called before the page at ``/`` is mounted.

    The index is read from now on with what the records hold; what an upload left behind when the program was killed is
    dropped. Raises StoreError when the index cannot be written.
    """
    library = Library(resources, records)
    library.apply()
    library.retitle()
    keeping.drop(keeping.staging_folder(resources.settings))
    app.include_router(policies_routes(library))
    mount_blocks(
        app,
        build_policies(library),
        "/library",
        auth_dependency=auth_dependency(Role.ADMIN),
        styles=[ADMIN_STYLE, POLICIES_STYLE],
        head=f"{admin_head()}<script>{POLICIES_SCRIPT.read_text(encoding='utf-8')}</script>",
    )
    return library
