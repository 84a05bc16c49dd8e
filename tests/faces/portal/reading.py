"""A visitor who reads pages and sends their forms, as a browser without scripts does."""

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser

import httpx

Sent = dict[str, str]


class Forms(HTMLParser):
    """The forms of a page with what they would send, by id, or by action where there is none."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.found: dict[str, Sent] = {}
        self.actions: dict[str, str] = {}
        self._form: Sent = {}
        self._select: str | None = None
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = {}
            name = given.get("id") or given.get("action", "")
            self.found[name] = self._form
            self.actions[name] = given.get("action", "")
        elif tag == "select":
            self._select = given["name"]
        elif tag == "option" and self._select is not None:
            if "selected" in given or self._select not in self._form:
                self._form[self._select] = given["value"]
        elif tag == "input" and "name" in given:
            self._form[given["name"]] = given.get("value", "")

    def handle_endtag(self, tag: str) -> None:
        if tag == "select":
            self._select = None


def forms(page: str) -> dict[str, Sent]:
    """The forms of a page."""
    return Forms(page).found


def text_of(page: str) -> str:
    """What a page says, without tags."""
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


@dataclass
class Visitor:
    """Somebody looking at the pages."""

    client: httpx.AsyncClient
    page: str = ""
    replies: list[httpx.Response] = field(default_factory=list[httpx.Response])

    @property
    def says(self) -> str:
        """What the page in front of them says."""
        return text_of(self.page)

    @property
    def verdict(self) -> str:
        """works, partly or stopped."""
        found = re.search(r'class="verdict (\w+)"', self.page)
        assert found is not None, self.says
        return found[1]

    @property
    def codes(self) -> list[str]:
        """The codes of the reasons why something was refused."""
        return re.findall(r'data-code="(\w+)"', self.page)

    async def open(self, path: str = "/my-card", **query: str) -> httpx.Response:
        """Look at a page."""
        return self._keep(await self.client.get(path, params=query or None))

    async def sign_in(self, key: str) -> None:
        """Become a character and see their card."""
        await self.send("/sign-in", character=key)

    async def send(self, path: str, **sent: str) -> httpx.Response:
        """Send a form, and follow where it leads."""
        reply = self._keep(await self.client.post(path, data=sent))
        while reply.status_code == 303:
            reply = self._keep(await self.client.get(reply.headers["location"]))
        return reply

    async def press(self, form: str, **filled: str) -> httpx.Response:
        """Send a form of the page in front, with some fields filled in."""
        found = Forms(self.page)
        name = f"form-{form}"
        return await self.send(found.actions[name], **(found.found[name] | filled))

    def offers(self, act: str, **fields: str) -> list[str]:
        """The ids of the forms that do an act, in the order of the page."""
        wanted = {"act": act, **fields}
        return [
            name.removeprefix("form-")
            for name, sent in forms(self.page).items()
            if wanted.items() <= sent.items()
        ]

    def _keep(self, reply: httpx.Response) -> httpx.Response:
        self.replies.append(reply)
        self.page = reply.text
        return reply
