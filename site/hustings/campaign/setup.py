"""Builds a campaign from its facts: the one entry point of the command and of tests."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from wagtail.models import Site

from hustings.campaign import drafts as drafting
from hustings.campaign.builder import identity, neighbourhoods, news, notices, staff
from hustings.campaign.builder import site as sites
from hustings.campaign.builder.media import Media
from hustings.campaign.builder.site import Ground, OccupiedError
from hustings.campaign.builder.translations import link
from hustings.campaign.builder.tree import Tree
from hustings.campaign.drafts import Draft
from hustings.campaign.facts import LANGUAGES, Facts
from hustings.campaign.people.enact import has_cast
from hustings.campaign.report import Report
from hustings.campaign.topics import agenda, letters, petitions, programme
from hustings.campaign.topics import news as posts
from hustings_home.models import HomePage

#: The site of the demonstration, with the words under its forms, is older than all that happened.
AGE = timedelta(days=140)
#: What one of many sites begins with, besides the legal pages; the full starter adds the rest.
LIGHT = {"home", "news", "agenda", "petitions", "join"}


@dataclass(frozen=True)
class Plan:
    """What to build: facts, whether with the demonstration, at which moment "now" is."""

    facts: Facts
    is_demo: bool
    now: datetime
    is_light: bool = False

    @property
    def placeholders(self) -> dict[str, dict[str, str]]:
        """What may stand in braces, by language."""
        return {code: self.facts.placeholders(code) for code in LANGUAGES}

    @property
    def began_at(self) -> datetime:
        """When the site went public."""
        return self.now - AGE if self.is_demo else self.now

    def drafts(self) -> list[Draft]:
        """Every page of the campaign, parents first."""
        known = self.placeholders
        own = drafting.pages("demo" if self.is_demo else "starter", known, self.began_at)
        shared = drafting.pages("shared", known, self.began_at)
        if self.is_light:
            return [*(draft for draft in own if draft.key in LIGHT), *shared]
        if not self.is_demo:
            return [*own, *shared]
        return [
            *own,
            *shared,
            *programme.drafts(known),
            *posts.drafts(known, self.now),
            *agenda.drafts(known, self.now),
            *petitions.drafts(known, self.now),
            *letters.drafts(known, self.now),
        ]


def build(plan: Plan, report: Report, *, add: bool = False) -> Ground:
    """Build what is missing, in one transaction; OccupiedError when the site is somebody's."""
    with transaction.atomic():
        drafts = plan.drafts()
        refuse_occupied(plan, add=add)
        home = drafts[0].words[sites.languages()[0]]
        ground = sites.prepare(
            plan.facts, home_title=home["title"], home_lead=home["lead"], home_slug=home["slug"]
        )
        media = Media(sites.distinct_name(ground.site))
        report.count(
            "settings", identity.settle(ground.site, plan.facts, media, is_demo=plan.is_demo)
        )
        if plan.is_demo:
            news.make_tags(ground)
            news.make_authors(ground, media)
        _pages(Tree(ground, media), drafts, report)
        # Before the notices: their first version has a box for each.
        made = neighbourhoods.define(ground, plan.facts, plan.began_at)
        report.count("neighbourhoods", made)
        made = notices.publish(ground, plan.facts, plan.placeholders, plan.began_at)
        report.count("notices", made)
        report.count("groups", len(staff.make_groups(ground, media)))
        report.count("workflows", staff.make_workflow(ground))
        staff.remove_stock_groups()
    return ground


def _pages(tree: Tree, drafts: list[Draft], report: Report) -> None:
    made = tree.build(drafts)
    main, *others = tree.ground.locales
    for draft in made:
        source = tree.find(draft.key, main)
        for code in others:
            link(source, tree.find(draft.key, code))
    report.count("pages", len(made) * len(tree.ground.locales))


def refuse_occupied(plan: Plan, *, add: bool) -> None:
    """OccupiedError when the site holds pages that this command did not make, PeopleError when it
    holds people whom the demonstration must not join."""
    site = sites.find_site(plan.facts)
    if site is not None and plan.is_demo:
        has_cast(site)
    if site is None or add:
        return
    foreign = foreign_pages(site)
    if foreign:
        raise OccupiedError(
            f"The site {site} already has {foreign} pages of its own. With --add the missing "
            "pages of the campaign are added beside them; nothing that exists is changed."
        )


def foreign_pages(site: Site) -> int:
    """How many pages of a site were not made by this command."""
    root = site.root_page
    if not isinstance(root.specific, HomePage):
        return 0 if sites.is_stock(root) else root.get_descendants(inclusive=True).count()
    ground = Ground(site, {})
    facts = Facts(campaign_name="x")
    ours = {
        ground.key_of(draft.key)
        for is_demo in (True, False)
        for draft in Plan(facts, is_demo, timezone.now()).drafts()
    }
    homes = root.get_translations(inclusive=True)
    below = [home.get_descendants() for home in homes]
    return sum(pages.exclude(translation_key__in=ours).count() for pages in below)
