"""The authors of the demonstration and the vocabulary of its posts."""

from __future__ import annotations

from django.utils.text import slugify

from hustings.campaign.builder.media import Media
from hustings.campaign.builder.site import Ground
from hustings.campaign.builder.translations import link
from hustings.campaign.topics.news import author_facts, author_slug, topic_names
from hustings_blog.models import Author, BlogTag, BlogTagWording


def make_authors(ground: Ground, media: Media) -> None:
    """Every author in both languages, translations of each other."""
    for key, facts in author_facts().items():
        made = [
            Author.objects.get_or_create(
                site=ground.site,
                slug=author_slug(facts),
                locale=locale,
                defaults={
                    "translation_key": ground.key_of(f"author/{key}"),
                    "name": facts["name"],
                    "role": facts[code],
                    "photo_id": media.image(facts["portrait"]),
                },
            )[0]
            for code, locale in ground.locales.items()
        ]
        for translated in made[1:]:
            link(made[0], translated)


def make_tags(ground: Ground) -> None:
    """Every tag, named in the main language, with its wording in the other."""
    main, *others = ground.locales
    for names in topic_names().values():
        tag, _ = BlogTag.objects.get_or_create(
            site=ground.site, slug=slugify(names["fr"]), defaults={"name": names[main]}
        )
        for code in others:
            BlogTagWording.objects.get_or_create(
                tag=tag, locale=ground.locales[code], defaults={"name": names[code]}
            )
