"""A whole build: the site's lock, the check of the output directory, publication and receipt.

This is what `briefgen build` does, without a command line. What only a build with changes needs is
imported late, because otherwise reading the receipt of the last build is enough.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from briefgen.cache import WORK_FOLDER, receipt
from briefgen.cache.file_stamps import file_stamps
from briefgen.cache.receipt import BuildRequest, Receipt
from briefgen.model.diagnostics import Checked, Diagnostic, Location, in_order

if TYPE_CHECKING:
    from briefgen.pipeline import Build, BuildOptions, StartedBuild
    from briefgen.publish import Watch


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """What to build, and how.

    `clock` returns the time of the build, and `is_by_clock` says whether that is the current time.
    `review` builds all texts for reviewers. `everything` shows every problem, even if the same one
    occurs in many files.
    """

    root: Path
    target: Path
    clock: Callable[[], datetime]
    is_by_clock: bool = True
    base_url: str = ""
    drafts: bool = False
    future: bool = False
    review: bool = False
    clean: bool = False
    strict: bool = False
    everything: bool = False
    jobs: int = 1


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a build did, in numbers of files.

    `receipt` is None if nothing was published. `has_started` is False if the build could not begin,
    and `is_current` is True if nothing had changed since the last one.
    """

    diagnostics: tuple[Diagnostic, ...]
    receipt: Receipt | None = None
    written: int = 0
    removed: int = 0
    has_started: bool = True
    is_current: bool = False


def publish_site(
    request: Request, *, waiting: Callable[[Diagnostic], object], watched: Watch
) -> Outcome:
    """Build a site and publish it, unless its output is up to date.

    `waiting` is called if another build has to finish first; `watched` observes the files.
    """
    root, target, folder = request.root, request.target, request.root / WORK_FOLDER
    inputs = receipt.inputs_digest(root, _build_request(request))
    # The receipt is about the published site.
    if not request.clean and not request.review:
        former = receipt.current(folder, inputs, target, request.clock())
        if former is not None:
            return Outcome(former.diagnostics, former, is_current=True)
    from briefgen import pipeline, publish

    if not (root / pipeline.SITE_FILE).is_file():
        return Outcome(pipeline.read_site_config(root).diagnostics, has_started=False)
    with publish.site_lock(folder, waiting=waiting) as lock:
        if not lock.value:
            return Outcome(lock.diagnostics, has_started=False)
        outcome = _published(request, watched)
        if outcome.receipt is not None and not request.review:
            # This warning is about a folder that a receipt does not cover, so check it again.
            is_lasting = all(each.code != "former-release" for each in outcome.diagnostics)
            receipt.write(folder, inputs if is_lasting else "", outcome.receipt)
        return outcome


def _published(request: Request, watched: Watch) -> Outcome:
    from briefgen import pipeline, publish, report

    root, target, folder = request.root, request.target, request.root / WORK_FOLDER
    pipeline.keep_schema(folder)
    # A time that is set says nothing about the clock, and `clean` is how to override this check.
    is_checked = request.is_by_clock and not request.clean and not request.review
    last = receipt.last_build(folder) if is_checked else None
    if request.clean:
        pipeline.clear_cache(root)
    store = pipeline.open_store(root)
    refused = publish.check_target(root, target, store, is_review=request.review)
    if refused:
        return Outcome(refused, has_started=False)
    pipeline.collect_rarely()
    options = _options(request)
    published: Checked[publish.Published | None]
    with pipeline.Workers(request.jobs) as workers:
        stream = pipeline.begin(root, options, store, workers)
        if withdrawal := _withdrawal(stream.started, last):
            published = Checked(None, (withdrawal,))
        elif request.strict and (wrong := _strictly(stream.finish(), target)):
            published = Checked(None, (*wrong, *pipeline.problems(stream.finish(), workers)))
        else:
            published = publish.publish(
                stream, target, workers, clean=request.clean, watched=watched
            )
    build, result = stream.finish(), published.value
    diagnostics = report.with_hints(
        in_order((*build.diagnostics, *published.diagnostics)),
        build.hint,
        everything=request.everything,
    )
    if result is None:
        return Outcome(diagnostics)
    record = Receipt(
        request=_build_request(request),
        built_at=options.now,
        is_by_clock=request.is_by_clock,
        next_change=build.next_change,
        left_out=build.left_out,
        briefs=build.briefs,
        pages=build.pages,
        files=result.files,
        # The next build does not say again what is gone.
        diagnostics=tuple(each for each in diagnostics if each.code != publish.GONE),
        notes=build.notes,
        output_stamps=result.output_stamps,
        folder_stamps=file_stamps(str(folder), [pipeline.SCHEMA]),
        listing=receipt.listing(target),
    )
    return Outcome(diagnostics, record, result.written, result.removed)


def _build_request(request: Request) -> BuildRequest:
    return BuildRequest(
        str(request.target.resolve()),
        request.strict,
        request.everything,
        request.base_url,
        request.drafts,
        request.future,
    )


def _options(request: Request) -> BuildOptions:
    from briefgen.pipeline import BuildOptions

    now, base_url, review = request.clock(), request.base_url, request.review
    if review:
        return BuildOptions(
            now=now,
            base_url=base_url,
            drafts=True,
            future=True,
            embargoed=True,
            purpose="review",
            ahead="ignore",
        )
    return BuildOptions(now=now, base_url=base_url, drafts=request.drafts, future=request.future)


def _strictly(build: Build, target: Path) -> tuple[Diagnostic, ...]:
    """Return the problems that stop a publication if warnings do."""
    from briefgen import publish

    return (*build.diagnostics, *publish.lost_addresses(build, target))


def _withdrawal(build: StartedBuild, last: datetime | None) -> Diagnostic | None:
    """Report a clock behind the last build, which would unpublish what that build published."""
    now, due = build.options.now, build.left_out.next_release
    if last is None or due is None or not now < due <= last:
        return None
    clock, last_build = (each.isoformat(" ", timespec="minutes") for each in (now, last))
    return Diagnostic(
        "clock",
        f"the clock says {clock}, but the last build was at {last_build}: "
        "this build would remove what was published in between",
        Location(build.left_out.next_path),
        "correct the clock; if it is correct, build once with --clean",
    )
