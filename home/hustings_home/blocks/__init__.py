"""The StreamField blocks of every Hustings page body; plugins use `BodyBlock` or `LetterBlock`."""

from hustings_home.blocks.action import (
    ButtonBlock,
    EventListBlock,
    NewsListBlock,
    PageCardBlock,
    PetitionCardBlock,
    SignupFormBlock,
)
from hustings_home.blocks.body import BodyBlock, LetterBlock
from hustings_home.blocks.layout import CardsBlock, PeopleBlock
from hustings_home.blocks.media import DownloadBlock, GalleryBlock, ImageBlock, VideoBlock
from hustings_home.blocks.text import (
    CalloutBlock,
    DividerBlock,
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
    "DividerBlock",
    "DownloadBlock",
    "EventListBlock",
    "FaqBlock",
    "GalleryBlock",
    "HeadingBlock",
    "ImageBlock",
    "LetterBlock",
    "NewsListBlock",
    "NumbersBlock",
    "PageCardBlock",
    "PeopleBlock",
    "PetitionCardBlock",
    "QuoteBlock",
    "SignupFormBlock",
    "TableBlock",
    "TextBlock",
    "VideoBlock",
]
