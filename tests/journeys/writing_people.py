"""People who write to the site over HTTP until they are acknowledged, whatever happens to it."""

import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event
from typing import Any
from uuid import UUID

import lxml.html
import requests

PATIENCE_SECONDS = 60
DONE = (201, 303)


@dataclass
class Acknowledged:
    """What the site has said yes to: it has to be there, once."""

    requests: list[str] = field(default_factory=list)
    messages: list[str] = field(default_factory=list)
    answers: list[UUID] = field(default_factory=list)
    ratings: list[str] = field(default_factory=list)
    decisions: list[str] = field(default_factory=list)


class Browser:
    """A browser without a screen: it keeps cookies, sends forms, and tries again."""

    def __init__(self, site: str, stop: Event, cookies: dict[str, str] | None = None) -> None:
        self.site = site
        self.stop = stop
        self.session = requests.Session()
        self.session.cookies.update(cookies or {})

    def _persist(self, ask: Callable[[], requests.Response]) -> requests.Response:
        """Ask until the site answers with something else than that it is busy."""
        deadline = time.monotonic() + PATIENCE_SECONDS
        while True:
            try:
                answer = ask()
                if answer.status_code < 500:
                    return answer
                assert answer.status_code in {502, 503}, answer.text[:500]
            except requests.RequestException:
                pass
            assert time.monotonic() < deadline, "the site did not come back"
            time.sleep(0.1)

    def look(self, path: str) -> requests.Response:
        """Ask for a page that may not be there any more."""
        return self._persist(lambda: self.session.get(self.site + path, timeout=10))

    def open(self, path: str) -> "Paper":
        """Open a page."""
        answer = self.look(path)
        assert answer.status_code == 200, (path, answer.status_code)
        return Paper(answer.text)

    def send(self, form: "Filled") -> requests.Response:
        """Send a form, the same again until it is answered."""
        return self._persist(
            lambda: self.session.post(
                self.site + form.action, data=form.values, timeout=10, allow_redirects=False
            )
        )


@dataclass
class Filled:
    """A form with what was filled in."""

    action: str
    values: list[tuple[str, str]]


class Paper:
    """A page as a program reads it."""

    def __init__(self, text: str) -> None:
        self.tree = lxml.html.document_fromstring(text)

    def form(self, ending: str, **values: str) -> Filled:
        """The form that is sent to an address ending so, filled in."""
        for form in self.tree.forms:
            if str(form.action or "").endswith(ending):
                kept = [(k, v) for k, v in _values(form) if k not in values]
                return Filled(str(form.action), [*kept, *values.items()])
        raise AssertionError(f"no form for {ending}: {[f.action for f in self.tree.forms]}")

    def has_form(self, ending: str) -> bool:
        return any(str(form.action or "").endswith(ending) for form in self.tree.forms)

    def links(self, part: str) -> list[str]:
        """The addresses of links that hold this."""
        found: Iterable[Any] = self.tree.xpath("//a/@href")
        return [str(href) for href in found if part in str(href)]


def _values(form: Any) -> Iterable[tuple[str, str]]:
    """What a browser would send of a form as it stands; an empty value of a choice is one."""
    for field_ in form.inputs:
        kind = (field_.get("type") or "").lower()
        if not field_.get("name") or kind in {"submit", "button", "image", "file"}:
            continue
        if kind in {"radio", "checkbox"}:
            if field_.get("checked") is not None:
                yield field_.get("name"), field_.get("value", "on")
        elif field_.value is not None:
            yield field_.get("name"), str(field_.value)


@dataclass
class Storyteller:
    """One thread of people: each asks, writes, is helped, rates, and is published."""

    name: str
    site: str
    service: UUID
    body: UUID
    provider: dict[str, str]
    moderator: dict[str, str]
    stop: Event
    done: Acknowledged = field(default_factory=Acknowledged)
    failure: BaseException | None = None

    def run(self) -> None:
        number = 0
        try:
            while not self.stop.is_set():
                self.tell(f"{self.name}{number}")
                number += 1
        except BaseException as failure:
            self.failure = failure

    def tell(self, who: str) -> None:
        """One story from the request to the published rating."""
        person = Browser(self.site, self.stop)
        contact = f"{who}@example.org"
        page = person.open(f"/it/services/{self.service}/request")
        form = page.form(
            "/request", contact_kind="email", email=contact, consent="1", words="Aiuto"
        )
        if person.send(form).status_code in DONE:
            self.done.requests.append(contact)
        (path,) = {
            link
            for link in person.open("/it/requests").links("/it/requests/")
            if len(link.rsplit("/", 1)[-1]) == 36
        }
        request_id = path.rsplit("/", 1)[-1]
        text = f"messaggio di {who}"
        if person.send(person.open(path).form("/messages", text=text)).status_code == 303:
            self.done.messages.append(text)
        self.help(request_id)
        self.rate(person, path, who)

    def help(self, request_id: str) -> None:
        """Let the body open the request and say that there was help."""
        body = Browser(self.site, self.stop, self.provider)
        path = f"/it/provider/organizations/{self.body}/requests/{request_id}"
        page = body.open(path)
        if page.has_form("/open"):
            body.send(page.form("/open"))
            page = body.open(path)
        if page.has_form("/answer"):
            answer = body.send(page.form("/answer", state="helped", reason=""))
            if answer.status_code == 303:
                self.done.answers.append(UUID(request_id))

    def rate(self, person: Browser, path: str, who: str) -> None:
        """Rate the request, and let the Region publish it."""
        comment = f"Tutto bene, dice {who}"
        page = person.open(f"{path}/rating")
        if page.has_form("/rating"):
            sent = person.send(page.form("/rating", score="4", met="yes", comment=comment))
            if sent.status_code == 303:
                self.done.ratings.append(comment)
        region = Browser(self.site, self.stop, self.moderator)
        for kind in ("bursts", "ratings"):
            for link in region.open("/it/moderation/").links(f"/it/moderation/{kind}/")[:1]:
                self.decide(region, link, kind)

    def decide(self, region: Browser, link: str, kind: str) -> None:
        """Decide about the first thing in the queue; another thread may be quicker."""
        answer = region.look(link)
        if answer.status_code != 200:
            return
        page = Paper(answer.text)
        ending = link.split("?", maxsplit=1)[0]
        if not page.has_form(ending):
            return
        act = {"act": "release"} if kind == "bursts" else {"verdict": "publish"}
        values = {"reason": "keeps_rules", "note": "", **act}
        sent = region.send(page.form(ending, **values))
        if sent.status_code == 303 and kind == "ratings":
            self.done.decisions.append(ending.rsplit("/", 1)[-1])
