"""Pages as mails: each block says itself in plain HTML, and the text is read from that HTML."""

from hustings_home.mail.parts import MailParts, stream_html
from hustings_home.mail.portable import portable
from hustings_home.mail.shell import MAIL_SHELL, inlined, look
from hustings_home.mail.text import as_text

__all__ = ["MAIL_SHELL", "MailParts", "as_text", "inlined", "look", "portable", "stream_html"]
