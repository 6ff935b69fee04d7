"""The StreamField blocks of every Hustings page body; plugins use `BodyBlock` only."""

from hustings_home.blocks.action import (
    ButtonBlock,
    EventListBlock,
    NewsListBlock,
    PetitionCardBlock,
    SignupFormBlock,
)
from hustings_home.blocks.body import BodyBlock
from hustings_home.blocks.layout import CardsBlock, PeopleBlock
from hustings_home.blocks.media import DownloadBlock, GalleryBlock, ImageBlock, VideoBlock
from hustings_home.blocks.text import (
    CalloutBlock,
    FaqBlock,
    HeadingBlock,
    NumbersBlock,
    QuoteBlock,
    TableBlock,
    TextBlock,
)

__all__ = [
    "BodyBlock",
    "ButtonBlock",
    "CalloutBlock",
    "CardsBlock",
    "DownloadBlock",
    "EventListBlock",
    "FaqBlock",
    "GalleryBlock",
    "HeadingBlock",
    "ImageBlock",
    "NewsListBlock",
    "NumbersBlock",
    "PeopleBlock",
    "PetitionCardBlock",
    "QuoteBlock",
    "SignupFormBlock",
    "TableBlock",
    "TextBlock",
    "VideoBlock",
]
