"""What is said on the console when nobody can sign in yet: the way to a first password, never a password."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from assistant.records.opened import Records


def first_start_lines(records: Records, address: str) -> tuple[str, ...]:
    """Make the first admin's one-time link when no admin has a password, and the lines that say so; else none."""
    from assistant.records import audit
    from assistant.records.links import first_start

    if (first := first_start(records)) is None:
        return ()
    account, token = first
    audit.note(records, "account.link_made", who="console", on=account.name)
    return (
        f"管理员账号 {account.name} 还没有密码。请在一小时内打开此链接设置（只能用一次）：",
        f"The account {account.name} has no password yet. This link sets it, once, within an hour:",
        link_address(address, token),
    )


def link_address(address: str, token: str) -> str:
    """Write the address of a one-time link as a person opens it."""
    return f"{address.rstrip('/')}/sign-in/link/{token}"
