"""The key of a site: from the environment only, never from the database or a form."""

from wagtail.models import Site

from hustings_home import conf
from hustings_mailchimp.api import Api

#: The name under which a key stands for every site that has none of its own.
ANY_SITE = ""


def key_of(site: Site) -> str:
    """The key of this site; "" when there is none."""
    keys: dict[str, str] = conf.get("MAILCHIMP_KEYS")
    return keys.get(site.hostname, keys.get(ANY_SITE, ""))


def api_of(site: Site) -> Api:
    """What the key opens; ApiFailure when it is none."""
    return Api(key_of(site))
