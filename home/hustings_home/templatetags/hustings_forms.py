"""The tag that renders a form: `{% hustings_form form %}`."""

from django import template
from django.forms import BaseForm, BoundField, CheckboxInput
from django.http import HttpRequest
from django.utils.safestring import SafeString
from wagtail.models import Page
from wagtail.models.sites import SiteRootPath

from hustings_home.blocks.choosers import in_language_of_page
from hustings_home.forms import render_form
from hustings_home.memory import remember
from hustings_home.models import HomePage
from hustings_home.site_tree import home_root

register = template.Library()


@register.simple_tag(takes_context=True)
def hustings_form(context: template.Context, form: BaseForm) -> SafeString:
    """The fields of the form with their linked error summary; no `<form>` element."""
    return render_form(form, context)


@register.simple_tag
def form_page(page: Page | None) -> Page | None:
    """`{% form_page page as target %}`: the live page with a form, in the language being read."""
    target = in_language_of_page(page)
    return target if getattr(target, "form_template", "") else None


@register.simple_tag(takes_context=True)
def footer_form_page(context: template.Context) -> Page | None:
    """`{% footer_form_page as target %}`: whose form stands at the foot of this page.

    The one the home page names; none on a page that already shows a form, nor outside the tree.
    """
    page = context.get("page")
    if context.get("form") or not isinstance(page, Page) or isinstance(page.specific, HomePage):
        return None
    root = home_root(page, context.get("request"))
    return remember(f"footer.{root.root_path}", lambda: _named_by_home(root)) if root else None


def _named_by_home(root: SiteRootPath) -> Page | None:
    home = HomePage.objects.filter(url_path=root.root_path).select_related("signup_page").first()
    return form_page(home.signup_page) if home else None


@register.simple_tag(takes_context=True)
def form_of(context: template.Context, page: Page | None) -> BaseForm | None:
    """`{% form_of target as its_form %}`: its form; None while it accepts nobody.

    The ids are made unlike those of any other form on the page being read.
    """
    if page is None or page.accepts_now(context.get("request")):
        return None
    request = context.get("request")
    form: BaseForm | None = page.get_public_form(request)
    if form is not None:
        form.auto_id = f"f{_next_number(request)}_%s"
    return form


def _next_number(request: HttpRequest | None) -> int:
    """One more with each form of a page; blocks share nothing but the request."""
    shown = {} if request is None else request.__dict__
    shown["_hustings_forms_shown"] = shown.get("_hustings_forms_shown", 0) + 1
    return int(shown["_hustings_forms_shown"])


@register.filter
def is_checkbox(field: BoundField) -> bool:
    """Whether the field is one box whose label stands beside it."""
    return isinstance(field.field.widget, CheckboxInput)


@register.filter
def is_honeypot(field: BoundField) -> bool:
    """Whether only robots should meet the field: no key leads to it."""
    return field.field.widget.attrs.get("tabindex") == "-1"
