"""The issues of the programme."""

from hustings.campaign.content_files import read_folder, words
from hustings.campaign.drafts import Draft, Placeholders


def drafts(placeholders: Placeholders) -> list[Draft]:
    """One page per file of content/demo/programme, in the order of their numbers."""
    return [
        Draft(
            key=f"programme/{key}",
            model="hustings_home.IssuePage",
            parent="programme",
            words=words(texts, placeholders),
        )
        for key, texts in read_folder("demo", "programme").items()
    ]
