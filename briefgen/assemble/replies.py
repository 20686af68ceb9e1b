"""Readers' replies: which brief they belong to, and which reply they answer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable

from briefgen.assemble.nearest import nearest
from briefgen.model.comments import PROVIDERS, ReplyTarget
from briefgen.model.config import CommentsConfig
from briefgen.model.content import Brief, Reply
from briefgen.model.diagnostics import Checked, Diagnostic, Location
from briefgen.model.identity import path_key
from briefgen.model.views import RepliesView, ReplyView

_DEEPEST = 3


def replies_by_brief(
    replies: Iterable[Reply], briefs: Iterable[Brief], withheld: Iterable[Brief]
) -> Checked[dict[str, tuple[Reply, ...]]]:
    """Group replies by the path of their brief, the oldest first.

    Replies to a brief that is not published yet are held back with it, without a warning. Briefs
    with the same slug, such as versions in several languages, share their replies.
    """
    paths: dict[str, list[str]] = defaultdict(list)
    for brief in briefs:
        paths[path_key(brief.slug)].append(brief.path)
    waiting = {path_key(brief.slug) for brief in withheld}
    by_brief: dict[str, list[Reply]] = defaultdict(list)
    diagnostics = []
    slugs = frozenset(paths)
    for reply in replies:
        slug = path_key(reply.slug)
        if slug in paths:
            for path in paths[slug]:
                by_brief[path].append(reply)
        elif slug not in waiting:
            message = f"no brief has the slug `{reply.slug}`, so the reply is not shown"
            similar = nearest(reply.slug, slugs)
            hint = (
                f"did you mean `{similar}`?"
                if similar
                else "rename the folder to the slug of a brief, or remove it"
            )
            diagnostics.append(Diagnostic("unused-reply", message, Location(reply.path), hint))
    ordered = {path: tuple(sorted(each, key=_age)) for path, each in by_brief.items()}
    return Checked(ordered, tuple(diagnostics))


def replies_view(
    config: CommentsConfig, brief: Brief, replies: Iterable[Reply], url: str, absolute_url: str
) -> RepliesView | None:
    """Return the replies to a brief, or None if replies are turned off."""
    provider = PROVIDERS.get(config.provider)
    if provider is None or not brief.comments:
        return None
    shown = tuple(replies) if provider.is_stored else ()
    target = ReplyTarget(brief, url, absolute_url)
    form = provider.form(config, target)
    return RepliesView(
        provider=config.provider,
        action=form.action if form else config.url.rstrip("/"),
        form=form,
        mail=provider.mail(config, target),
        frame=provider.frame(config, target),
        slug=brief.slug,
        path=url,
        count=len(shown),
        thread=_thread(shown),
    )


def _thread(replies: tuple[Reply, ...]) -> tuple[ReplyView, ...]:
    """Nest replies under their parents. A reply without a known parent is at the top level."""
    ids = {reply.id for reply in replies}
    under: dict[str, list[Reply]] = defaultdict(list)
    for reply in replies:
        parent = reply.parent if reply.parent in ids and reply.parent != reply.id else ""
        under[parent].append(reply)
    placed: set[str] = set()

    def views(parent: str, depth: int) -> list[ReplyView]:
        thread: list[ReplyView] = []
        for reply in under.get(parent, ()):
            if reply.path in placed:
                continue
            placed.add(reply.path)
            below = views(reply.id, depth + 1)
            if depth < _DEEPEST:
                thread.append(_view(reply, tuple(below)))
            else:  # deeper nesting would leave room for two words per line
                thread += [_view(reply), *below]
        return thread

    nested = views("", 1)
    cyclic = [reply for reply in replies if reply.path not in placed]
    return (*nested, *(_view(reply) for reply in cyclic))


def _view(reply: Reply, replies: tuple[ReplyView, ...] = ()) -> ReplyView:
    blocks = (block.strip() for block in reply.text.replace("\r\n", "\n").split("\n\n"))
    return ReplyView(
        id=reply.id,
        name=reply.name,
        initial=reply.name[0].upper(),
        website=reply.website,
        date=reply.date,
        paragraphs=tuple(tuple(block.splitlines()) for block in blocks if block),
        replies=replies,
    )


def _age(reply: Reply) -> tuple[float, str]:
    return (reply.date.at.timestamp() if reply.date else 0.0, reply.path)
