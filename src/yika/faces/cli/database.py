"""``yika keys …`` and ``yika db …``: care of keys and schema, by whoever runs the machine."""

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.progress import Progress, TaskID

from yika.config import load_config
from yika.faces.cli.edge import out, telling
from yika.store.db import Database, open_database, upgrade
from yika.store.keys import backup, rotate
from yika.store.reseal import START, SealedColumn, outdated, reseal_some, sealed_columns

db = typer.Typer(no_args_is_help=True, help="数据库 / the database")
keys = typer.Typer(no_args_is_help=True, help="密钥 / the keys")


@db.callback()
def care_of_the_database() -> None:
    """数据库。/ The database."""


@db.command("upgrade")
def upgrade_schema() -> None:
    """升级数据库结构。/ Bring the schema to this release."""
    applied = telling(lambda: upgrade(load_config()))
    for number in applied:
        out.print(f"[green]✓[/] {number:04}")
    if not applied:
        out.print("数据库结构已是最新。/ The schema is up to date.")


@keys.command("rotate")
def rotate_keys() -> None:
    """启用新密钥,旧密钥仍可读取。/ Put new keys to use; the old ones still read."""
    new = telling(lambda: rotate(load_config().keys))
    out.print(f"[green]✓[/] 新密钥 / new keys: {new.sealing.active}")
    out.print("请重启所有 yika 程序,再运行 yika keys reseal,并重新备份密钥文件。")
    out.print("Start every yika program anew, run `yika keys reseal`, back the key file up again.")


@keys.command("reseal")
def reseal_all() -> None:
    """旧密钥加密的数据改用新密钥。/ Seal anew what is under older keys."""
    count = telling(lambda: asyncio.run(_reseal()))
    out.print(f"[green]✓[/] {count} 条已重新加密。/ {count} sealed anew.")


@keys.command("backup")
def backup_keys(
    path: Annotated[Path, typer.Argument(help="新文件 / a new file")],
) -> None:
    """备份密钥文件,仅本人可读。/ Copy the key file, readable by its owner only."""
    telling(lambda: backup(load_config().keys, path))
    out.print(f"[green]✓[/] {path}", highlight=False)


async def _reseal() -> int:
    async with open_database(load_config()) as database:
        async with database.transaction() as conn:
            columns = await sealed_columns(conn)
            counts = [await outdated(conn, database.keys, column) for column in columns]
        with Progress(console=out) as progress:
            task = progress.add_task("重新加密 / sealing anew", total=sum(counts))
            for column in columns:
                await _reseal_column(database, column, progress, task)
        return sum(counts)


async def _reseal_column(
    database: Database, column: SealedColumn, progress: Progress, task: TaskID
) -> None:
    done, place = await reseal_some(database, column, START)
    while done:
        progress.advance(task, done)
        done, place = await reseal_some(database, column, place)
