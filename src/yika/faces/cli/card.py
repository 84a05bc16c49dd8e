"""``yika card …``: every act on a card, its password, or what is registered of a person."""

from typing import get_args

import typer

from yika.faces.cli.acts import add_acts
from yika.matters.cover import CoverAct
from yika.matters.model import Act

app = typer.Typer(no_args_is_help=True, help="办理卡与密码事项 / acts on cards and passwords")
_OF_COVER = frozenset(get_args(CoverAct))

add_acts(app, (act for act in get_args(Act) if act not in _OF_COVER))
