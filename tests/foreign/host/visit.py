"""Runs inside the host: builds a few pages of both sides and visits them as a browser would."""

import datetime

import django

django.setup()

from blog.models import BlogIndexPage as HostBlogIndexPage
from django.test import Client
from django.utils import timezone, translation
from home.models import HomePage as HostHomePage
from wagtail.models import Page, Site

from hustings_blog.models import BlogIndexPage
from hustings_events.models import EventIndexPage, EventPage
from hustings_home import __file__ as where
from hustings_home.models import HomePage
from hustings_petitions.models import PetitionIndexPage

print("imported from", where)
root = Page.objects.get(depth=1)
front = root.add_child(instance=HostHomePage(title="Host", slug="host"))
Site.objects.update(root_page=front, hostname="localhost", is_default_site=True)
front.add_child(instance=HostBlogIndexPage(title="Host blog", slug="host-blog"))

site_front = root.add_child(instance=HomePage(title="Campaign", slug="campaign", lead="Hello."))
site_front.add_child(instance=BlogIndexPage(title="News", slug="news"))
site_front.add_child(instance=PetitionIndexPage(title="Petitions", slug="petitions"))
agenda = site_front.add_child(instance=EventIndexPage(title="Agenda", slug="agenda"))
starts_at = timezone.now() + datetime.timedelta(days=9)
ends_at = starts_at + datetime.timedelta(hours=2)
event = EventPage(title="Meeting", slug="meeting", starts_at=starts_at, ends_at=ends_at)
agenda.add_child(instance=event)
event.save_revision().publish()


def visit(path: str) -> str:
    """The body of a page that answers 200."""
    answer = Client().get(path, headers={"Host": "localhost"})
    assert answer.status_code == 200, (path, answer.status_code, answer.get("Location"))
    return answer.content.decode()


assert "The host's own page" in visit("/en/")
Site.objects.update(root_page=site_front)
for path in ("/en/", "/en/news/", "/en/petitions/", "/en/agenda/", "/en/agenda/meeting/"):
    assert "the-hosts-own-frame" in visit(path), path
assert '"database": "ok"' in visit("/healthz")
assert visit("/cms/login/")
with translation.override("fr"):
    print("in French:", translation.gettext("Skip to content"))
print("all pages answered")
