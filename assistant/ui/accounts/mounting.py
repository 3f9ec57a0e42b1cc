"""The page of accounts mounted at /accounts, for admins."""

from __future__ import annotations

from pathlib import Path

from fastapi import FastAPI

from assistant.records.accounts import Role
from assistant.records.opened import Records
from assistant.settings import Settings
from assistant.ui.accounts.page import build_accounts
from assistant.ui.accounts.routes import accounts_routes
from assistant.ui.admin_bar import ADMIN_STYLE, admin_head
from assistant.ui.mounting import mount_blocks
from assistant.web.guard import auth_dependency

ACCOUNTS_STYLE = Path(__file__).with_name("accounts.css")
ACCOUNTS_SCRIPT = Path(__file__).with_name("accounts.js")


def mount_accounts(app: FastAPI, records: Records, settings: Settings) -> None:
    """Put the page at ``/accounts`` of ``app``; to be called before the page at ``/`` is mounted."""
    app.include_router(accounts_routes(records))
    mount_blocks(
        app,
        build_accounts(records, settings),
        "/accounts",
        auth_dependency=auth_dependency(Role.ADMIN),
        styles=[ADMIN_STYLE, ACCOUNTS_STYLE],
        head=f"{admin_head()}<script>{ACCOUNTS_SCRIPT.read_text(encoding='utf-8')}</script>",
    )
