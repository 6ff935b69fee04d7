"""Only one process at a time holds a lease."""

from datetime import timedelta

import pytest
from django.utils import timezone

from hustings_home import models
from hustings_home.lease import Lease, LeaseLost

pytestmark = pytest.mark.django_db


def test_a_second_holder_is_refused():
    with Lease("tick"), pytest.raises(LeaseLost), Lease("tick"):
        pass


def test_leases_of_other_names_are_free():
    with Lease("tick"), Lease("seal"):
        assert models.Lease.objects.exclude(holder="").count() == 2


def test_a_lease_is_given_back_even_after_an_error():
    with pytest.raises(ZeroDivisionError), Lease("tick"):
        raise ZeroDivisionError
    with Lease("tick"):
        pass


def test_a_dead_holder_loses_the_lease_when_it_expires():
    dead = Lease("tick")
    assert dead.acquire()
    assert not Lease("tick").acquire()
    models.Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    assert Lease("tick").acquire()
    assert not dead.acquire()


def test_releasing_a_lost_lease_does_not_take_it_from_the_new_holder():
    dead, new = Lease("tick"), Lease("tick")
    dead.acquire()
    models.Lease.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    new.acquire()
    dead.release()
    assert models.Lease.objects.get().holder == new.holder
    assert str(models.Lease.objects.get()) == "tick"


def test_renewing_moves_the_end():
    lease = Lease("tick")
    lease.acquire()
    before = models.Lease.objects.get().expires_at
    assert lease.acquire()
    assert models.Lease.objects.get().expires_at > before


def test_a_renewal_that_comes_too_late_is_logged(caplog):
    late, new = Lease("tick"), Lease("tick")
    new.acquire()
    late._renew()
    assert "taken over" in caplog.text
