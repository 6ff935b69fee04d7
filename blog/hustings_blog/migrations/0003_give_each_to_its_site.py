"""Each author and tag goes to the site whose posts use it. Used on several sites, the default or
oldest of these keeps it and each other one gets a copy, to which its posts and their drafts then
point. What nobody uses goes to the default site."""

import uuid
from collections import defaultdict

from django.db import migrations


class Install:
    """The rows as they are while this migration runs."""

    def __init__(self, apps):
        self.apps = apps
        sites = apps.get_model("wagtailcore", "Site").objects.select_related("root_page")
        self.sites = list(sites.order_by("-is_default_site", "pk"))
        self.pages = self.posts_by_site()

    def model(self, name):
        return self.apps.get_model("hustings_blog", name).objects

    def posts_by_site(self):
        """Ids of posts by site: below its home page, in any language."""
        Page = self.apps.get_model("wagtailcore", "Page")
        keys = {site.root_page.translation_key: site.pk for site in reversed(self.sites)}
        homes = Page.objects.filter(translation_key__in=list(keys))
        roots = sorted(
            ((path, keys[key]) for path, key in homes.values_list("path", "translation_key")),
            key=lambda root: -len(root[0]),
        )
        found = defaultdict(set)
        for pk, path in self.model("BlogPage").values_list("pk", "path"):
            site = next((site for root, site in roots if path.startswith(root)), None)
            if site is not None:
                found[site].add(pk)
        return found

    def revisions(self, site):
        """Of the posts of a site, with their contents."""
        ContentType = self.apps.get_model("contenttypes", "ContentType")
        kind = ContentType.objects.filter(app_label="hustings_blog", model="blogpage").first()
        Revision = self.apps.get_model("wagtailcore", "Revision")
        ids = {str(pk) for pk in self.pages[site]}
        for revision in Revision.objects.filter(content_type=kind).iterator(chunk_size=100):
            if revision.object_id in ids:
                yield revision

    def uses(self, lines, field, rows):
        """Sites by id of author or tag; from posts and from drafts (`rows` in their content)."""
        sites = defaultdict(list)
        for site in self.sites:
            used = set(
                self.model(lines).filter(**{f"{self.link(lines)}__in": self.pages[site.pk]})
                .values_list(field, flat=True)
            )  # fmt: skip
            for revision in self.revisions(site.pk):
                used |= {row.get(field) for row in revision.content.get(rows) or []}
            for pk in used - {None}:
                sites[pk].append(site.pk)
        return sites

    @staticmethod
    def link(lines):
        return "page_id" if lines == "Byline" else "content_object_id"

    def repoint(self, site, lines, field, rows, copies):
        """What the site's posts and drafts name becomes the copy."""
        own = self.model(lines).filter(**{f"{self.link(lines)}__in": self.pages[site]})
        for old, new in copies.items():
            own.filter(**{field: old}).update(**{field: new})
        for revision in self.revisions(site):
            changed = [row for row in revision.content.get(rows) or [] if row[field] in copies]
            for row in changed:
                row[field] = copies[row[field]]
            if changed:
                revision.save(update_fields=["content"])

    def refer(self, site, model, copies):
        """Wagtail's index of who uses what; else the old one's screen named the other's pages."""
        ContentType = self.apps.get_model("contenttypes", "ContentType")
        kind = ContentType.objects.filter(app_label="hustings_blog", model=model).first()
        references = self.apps.get_model("wagtailcore", "ReferenceIndex").objects
        pages = {str(pk) for pk in self.pages[site]}
        for row in references.filter(to_content_type=kind, to_object_id__in=list(copies)):
            if row.object_id in pages:
                row.to_object_id = str(copies[row.to_object_id])
                row.save(update_fields=["to_object_id"])


def give(apps, schema_editor):
    install = Install(apps)
    if not install.sites:
        return
    default = install.sites[0].pk
    if len(install.sites) == 1:
        for name in ("BlogTag", "Author"):
            install.model(name).update(site_id=default)
        return
    give_tags(install, default)
    give_authors(install, default)


def give_tags(install, default):
    used = install.uses("PostTag", "tag", "tagged_items")
    copies = defaultdict(dict)
    for tag in list(install.model("BlogTag").all()):
        tag.site_id, *others = used.get(tag.pk) or [default]
        tag.save(update_fields=["site"])
        for site in others:
            words = list(install.model("BlogTagWording").filter(tag=tag))
            made = install.model("BlogTag").create(site_id=site, name=tag.name, slug=tag.slug)
            for word in words:
                install.model("BlogTagWording").create(
                    tag=made, locale_id=word.locale_id, name=word.name
                )
            copies[site][tag.pk] = made.pk
    for site, known in copies.items():
        install.repoint(site, "PostTag", "tag", "tagged_items", known)
        install.refer(site, "blogtag", {str(old): new for old, new in known.items()})


def give_authors(install, default):
    used = install.uses("Byline", "author", "bylines")
    families = defaultdict(list)
    for author in install.model("Author").order_by("pk"):
        families[author.translation_key].append(author)
    copies = defaultdict(dict)
    order = [site.pk for site in install.sites]
    for family in families.values():
        sites = {site for author in family for site in used.get(author.pk, [])} or {default}
        first, *others = sorted(sites, key=order.index)
        for author in family:
            author.site_id = first
            author.save(update_fields=["site"])
        for site in others:
            key = uuid.uuid4()
            for author in family:
                made = install.model("Author").create(
                    site_id=site, translation_key=key, locale_id=author.locale_id,
                    name=author.name, slug=author.slug, role=author.role,
                    photo_id=author.photo_id,
                )  # fmt: skip
                copies[site][author.pk] = made.pk
    for site, known in copies.items():
        install.repoint(site, "Byline", "author", "bylines", known)
        install.refer(site, "author", {str(old): new for old, new in known.items()})


class Migration(migrations.Migration):
    dependencies = [("hustings_blog", "0002_site_of_authors_and_tags")]

    operations = [migrations.RunPython(give, migrations.RunPython.noop)]
