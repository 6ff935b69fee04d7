"""The words under every form, in both languages, published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from hustings.campaign.builder.site import Ground
from hustings.campaign.content_files import read_folder, words
from hustings.campaign.drafts import Placeholders
from hustings.campaign.facts import Facts
from hustings_signup.models import NoticeOffer, NoticeText
from hustings_signup.services import publish_notice
from hustings_signup.services.notices import NAME

RIGHTS = {
    "fr": " Vos droits : consulter, corriger, effacer, en écrivant à {data_email}.",
    "en": " Your rights: to see, correct, erase, by writing to {data_email}.",
}
WORDS = ("title", "body", "act_label", "withdrawal")


def publish(ground: Ground, facts: Facts, placeholders: Placeholders, at: datetime) -> int:
    """Write and publish each notice that the site does not have; returns how many."""
    with_rights = {
        code: {**known, "rights": _rights(code, facts), "name": NAME}
        for code, known in placeholders.items()
    }
    return sum(
        _publish_one(ground, facts, slug, texts, words(texts, with_rights), at)
        for slug, texts in read_folder("shared", "notices").items()
    )


def _rights(code: str, facts: Facts) -> str:
    if not facts.data_contact_email:
        return ""
    return RIGHTS[code].format(data_email=facts.data_contact_email)


def _publish_one(
    ground: Ground,
    facts: Facts,
    slug: str,
    texts: dict[str, Any],
    translated: dict[str, Any],
    at: datetime,
) -> int:
    made = 0
    for code, locale in ground.locales.items():
        if NoticeText.objects.filter(site=ground.site, slug=slug, locale=locale).exists():
            continue
        fields = translated[code]
        text = NoticeText(
            site=ground.site,
            slug=slug,
            locale=locale,
            translation_key=ground.key_of(f"notice/{slug}"),
            controller=facts.controller,
            recipients=fields.get("recipients", ""),
            processors=facts.host_name,
            retention=texts["retention"],
            phone_label=fields.get("phone_label", ""),
            neighbourhood_label=fields.get("neighbourhood_label", ""),
            **{name: fields[name] for name in WORDS},
        )
        text.offers = [
            NoticeOffer(
                purpose=purpose,
                label=label,
                help_text=help_text,
                sort_order=place,
                locale=locale,
                translation_key=ground.key_of(f"notice/{slug}/{purpose}"),
            )
            for place, (purpose, label, help_text) in enumerate(
                zip(texts["offers"], fields["offer_labels"], fields["offer_help"], strict=True)
            )
        ]
        text.save()
        publish_notice(text=text, at=at)
        text.save_revision().publish()
        made += 1
    return made
