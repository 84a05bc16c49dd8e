"""A home of its own for a server that is killed, since the shared one serves the other tests."""

from tests.rooms.store.conftest import home

__all__ = ["home"]
