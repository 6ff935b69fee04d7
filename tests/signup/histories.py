"""Whatever people, staff and time may do to a small list, one step after another."""

import contextlib
import io
from datetime import timedelta

from django.utils import timezone
from hypothesis import strategies as st

from hustings_signup import services, upkeep
from hustings_signup.importing import checking, running, undoing
from hustings_signup.importing.counts import people
from hustings_signup.importing.uploading import upload
from hustings_signup.models import (
    EndWarning,
    ImportBatch,
    NoticeText,
    Submission,
    Subscription,
    Supporter,
)
from hustings_signup.retention import letters, unconfirmed, vote
from hustings_signup.services.confirming import NotConfirmable
from hustings_signup.services.merging import NotMergeable
from hustings_signup.visits import Visit
from tests.signup.conftest import Signup

BOXES = ("updates.beyond", "volunteer.contact")
PURPOSES = ("updates.campaign", *BOXES)
#: Two addresses of one mailbox, by the aliases of its provider, and a stranger's.
EMAILS = ("lea.martin@gmail.com", "leamartin@googlemail.com", "tom@example.org")

#: What people do, with what time does to forms nobody confirmed.
BY_PEOPLE = (
    st.tuples(
        st.just("submit"),
        st.integers(0, 2),
        st.sets(st.sampled_from(BOXES)),
        st.booleans(),
    ),
    st.tuples(st.just("confirm"), st.integers(0, 5), st.booleans()),
    st.tuples(
        st.just("withdraw"), st.integers(0, 1), st.none() | st.sets(st.sampled_from(PURPOSES))
    ),
    st.tuples(st.just("disown"), st.integers(0, 5)),
    st.tuples(st.just("release"), st.integers(0, 5)),
    st.tuples(st.just("expire")),
    st.tuples(st.just("tidy")),
)
#: What staff do, and what people answer when they are asked again.
BY_STAFF = (
    st.tuples(st.just("merge"), st.integers(0, 2), st.integers(0, 2)),
    st.tuples(st.just("erase"), st.integers(0, 2)),
    st.tuples(st.just("import"), st.integers(0, 2), st.sampled_from(PURPOSES), st.booleans()),
    st.tuples(st.just("undo")),
    st.tuples(st.just("renew"), st.integers(0, 2), st.sets(st.sampled_from(PURPOSES))),
    st.tuples(st.just("stay"), st.integers(0, 2)),
    st.tuples(st.just("vote"), st.integers(0, 2)),
)
HOURS = st.sampled_from([0, 1, 20, 80, 170])


def play(signup: Signup, step: tuple, at) -> None:
    """One step; those that do not apply (nothing sent yet, too late) change nothing."""
    what, *rest = step
    if what == "submit":
        number, ticked, is_held = rest
        visit = Visit(held_reason="no_origin" if is_held else "")
        signup.submit(EMAILS[number], ticked=tuple(ticked), visit=visit, at=at)
    elif what == "expire":
        upkeep.expire_unconfirmed(at=at)
    elif what == "tidy":
        unconfirmed.end_submissions(unconfirmed.due_submissions(signup.campaign.site, at), at)
    elif what in ("confirm", "disown", "release"):
        submissions = list(Submission.objects.order_by("pk"))
        if rest[0] < len(submissions):
            _of_submission(what, submissions[rest[0]], rest, at)
    elif what == "import":
        _import(signup, EMAILS[rest[0]], rest[1], is_no=rest[2], at=at)
    elif what == "undo":
        done = ImportBatch.objects.filter(state=ImportBatch.State.DONE).order_by("-pk").first()
        if done:
            ImportBatch.objects.filter(pk=done.pk).update(state=ImportBatch.State.UNDOING)
            assert undoing.undo(done.pk, now=at) == "undone"
    else:
        supporters = list(Supporter.objects.order_by("pk"))
        if rest[0] < len(supporters):
            _of_person(what, supporters, rest, at)


def _of_submission(what: str, submission: Submission, rest: list, at) -> None:
    if what == "disown":
        services.disown(submission=submission, at=at)
    elif what == "release":
        services.release(submission=submission, at=at)
    else:
        with contextlib.suppress(NotConfirmable):
            services.confirm(submission=submission, only_act=rest[1], at=at)


def _of_person(what: str, supporters: list[Supporter], rest: list, at) -> None:
    person = supporters[rest[0]]
    if what == "withdraw":
        services.withdraw(supporter=person, purpose_keys=rest[1], at=at)
    elif what == "merge" and rest[1] < len(supporters):
        with contextlib.suppress(NotMergeable):
            services.merge(kept=person, gone=supporters[rest[1]], at=at)
    elif what == "erase":
        services.erase(
            supporter=person, reason="request", actor="data_subject", channel="email_link", at=at
        )
    elif what == "renew":
        text = NoticeText.objects.get(slug="news", locale__language_code="fr")
        text.controller += " bis"
        text.save_revision().publish()
        services.renew(supporter=person, ticked=rest[1], at=at)
    elif what == "vote":
        rows = person.subscriptions.filter(state="active").exclude(purpose="updates.beyond")
        vote.end(Subscription.objects.filter(pk__in=rows.values("pk")), at)
    elif what == "stay":
        letters.tell([person], EndWarning.Kind.INACTIVE, at)
        services.stay(supporter=person, at=at)


def _import(signup: Signup, email: str, purpose: str, *, is_no: bool, at) -> None:
    """One row with its proof of years ago, or a no."""
    day = "" if is_no else "03/05/2022"
    text = (
        "email;newsletter;date consentement;texte consentement;source\n"
        f"{email};{'non' if is_no else 'oui'};{day};Oui, écrivez-moi.;Ancien site\n"
    )
    batch = upload(
        site=signup.campaign.site,
        user=None,
        user_name="tester",
        files=[("people.csv", io.BytesIO(text.encode()))],
        purpose=purpose,
        locale="fr",
        origin="liste de l’ancien outil",
    )
    assert checking.start_check(batch=batch)
    assert checking.check(batch.pk, now=at) == "checked"
    batch.refresh_from_db()
    assert running.start(batch=batch, typed=people(batch))
    running.run(batch.pk, now=at)


def begin():
    """The moment before the first step: long enough ago for any history to end in the past."""
    return timezone.now() - timedelta(days=200)
