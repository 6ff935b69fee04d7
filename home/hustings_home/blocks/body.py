"""The streams of blocks that bodies are made of: those of pages and those of letters."""

from wagtail.blocks import StreamBlock

from hustings_home.blocks.action import (
    ButtonBlock,
    EventListBlock,
    NewsListBlock,
    PageCardBlock,
    PetitionCardBlock,
    SignupFormBlock,
)
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


class BodyBlock(StreamBlock):
    """All blocks, in the order in which the editor offers them."""

    heading = HeadingBlock()
    text = TextBlock()
    quote = QuoteBlock()
    callout = CalloutBlock()
    faq = FaqBlock()
    table = TableBlock()
    numbers = NumbersBlock()
    image = ImageBlock()
    gallery = GalleryBlock()
    video = VideoBlock()
    download = DownloadBlock()
    button = ButtonBlock()
    news_list = NewsListBlock()
    event_list = EventListBlock()
    petition_card = PetitionCardBlock()
    signup_form = SignupFormBlock()
    people = PeopleBlock()
    cards = CardsBlock()

    class Meta:
        template = "hustings_home/blocks/body.html"


class LetterBlock(StreamBlock):
    """What a letter is made of: all of it stands in a mail as it does on the site."""

    text = TextBlock()
    heading = HeadingBlock()
    quote = QuoteBlock()
    button = ButtonBlock()
    card = PageCardBlock()
    divider = DividerBlock()

    class Meta:
        template = "hustings_home/blocks/body.html"
