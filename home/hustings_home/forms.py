"""How our forms are rendered: through crispy, with our own template pack.

`{% crispy %}` itself reads settings that a host project may not have, so the tag
`{% hustings_form form %}` gives the template pack to crispy's node directly.
"""

from crispy_forms.helper import FormHelper
from crispy_forms.templatetags.crispy_forms_tags import CrispyFormNode
from django.forms import BaseForm
from django.template import Context
from django.utils.safestring import SafeString, mark_safe

TEMPLATE_PACK = "hustings_home/forms"


def form_helper(form: BaseForm) -> FormHelper:
    """The form's own helper, or a plain one; `<form>` and button belong to the page's template."""
    helper = getattr(form, "helper", None) or FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    helper.template_pack = TEMPLATE_PACK
    return helper


def render_form(form: BaseForm, context: Context) -> SafeString:
    """The error summary and all fields of a form."""
    with context.push(rendered_form=form, rendered_helper=form_helper(form)):
        node = CrispyFormNode("rendered_form", "rendered_helper", TEMPLATE_PACK)
        return mark_safe(node.render(context))
