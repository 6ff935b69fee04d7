"""A letter is translated block by block, and each language gets its own edition."""

from wagtail_localize.fields import get_translatable_fields
from wagtail_localize.models import StringSegment, Translation, TranslationSource

from hustings_mailings.composing import compose
from hustings_mailings.models import NewsletterIndexPage, NewsletterPage


def test_the_words_of_a_letter_are_translated():
    words = {
        field.field_name
        for field in get_translatable_fields(NewsletterPage)
        if type(field).__name__ == "TranslatableField"
    }
    assert words == {"title", "slug", "preheader", "body", "seo_title", "search_description"}


def test_a_translated_letter_is_a_mail_in_its_language(
    campaign, make_post, django_capture_on_commit_callbacks
):
    index = NewsletterIndexPage(title="Lettres", slug="lettres")
    campaign.home_fr.add_child(instance=index)
    index.copy_for_translation(campaign.en).save_revision().publish()
    body = [
        ("text", "<p>Bonjour.</p>"),
        ("divider", None),
        ("heading", {"text": "Le bus", "level": "h2"}),
        ("card", {"page": make_post(("text", "<p>Oui.</p>"))}),
    ]
    letter = NewsletterPage(title="Le bus", preheader="Enfin.", body=body)
    index.add_child(instance=letter)
    letter.save_revision().publish()
    with django_capture_on_commit_callbacks(execute=True):
        source, _made = TranslationSource.get_or_create_from_instance(letter)
        translation = Translation.objects.create(source=source, target_locale=campaign.en)
        for segment in StringSegment.objects.filter(source=source).select_related("string"):
            segment.string.translations.create(
                locale=campaign.en, context=segment.context, data=f"EN {segment.string.data}"
            )
        translation.save_target(publish=True)
    english = translation.get_target_instance()
    composed = compose(english, site=campaign.site, web_url=english.full_url)
    assert composed.subject == "EN Le bus"
    assert '<html lang="en">' in composed.html
    assert "EN Bonjour." in composed.text and "* * *" in composed.text
    assert "Stop all news" in composed.text
