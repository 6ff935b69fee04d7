"""What a form may name by number: pictures, files, pages and snippets within the user's reach.

Wagtail's choosers offer what somebody may choose; its forms take any number that is posted. What a
page already held, or held in an older version, stays: it was chosen by who might.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.core.exceptions import FieldDoesNotExist, ValidationError
from django.db import models
from django.forms import BaseModelForm
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms import WagtailAdminPageForm
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.models import CollectionMember, Page
from wagtail.permissions import policy_registry

from hustings_home.site_policy import SitePolicy, site_ids_for
from hustings_home.site_tree import site_id_of

#: Any of these on its folder puts a picture or a file within reach.
ANY = ("add", "change", "delete", "choose")
NOT_YOURS = _(
    "A picture, file, page or author named here is not yours to use. What was stored before is "
    "shown again."
)
#: A model and a primary key.
Named = tuple[type[models.Model], str]


def may_choose(user: Any, model: type[models.Model], pk: Any) -> bool:
    """Whether the user may name this object; for models of no folder, page tree or site always."""
    if user.is_superuser or not str(pk).isdigit():
        return True
    if issubclass(model, Page):
        return _may_name_page(user, Page.objects.filter(pk=pk).first())
    policy = policy_registry.get_by_type(model)
    if issubclass(model, CollectionMember):
        reached = policy.instances_user_has_any_permission_for(user, ANY)
        return bool(reached.filter(pk=pk).exists())
    if isinstance(policy, SitePolicy):
        own = model._default_manager.filter(site__in=policy.site_ids(user))
        return own.filter(pk=pk).exists()
    return True


def _may_name_page(user: Any, page: Page | None) -> bool:
    """One of the user's sites, or what everybody may read."""
    if page is None or page.is_root() or site_id_of(page) in site_ids_for(user):
        return True
    return page.live and not page.get_view_restrictions().exists()


def named_in(field: models.Field, value: Any) -> Iterator[Named]:
    """What the value of a field names: by foreign key, in blocks, in rich text."""
    if value in (None, ""):
        return
    if isinstance(field, models.ForeignKey):
        yield _base(field.related_model), str(value)
    elif hasattr(field, "extract_references"):
        for model, pk, *_paths in field.extract_references(value):
            yield _base(model), str(pk)


def _base(model: type[models.Model]) -> type[models.Model]:
    return Page if issubclass(model, Page) else model


def named_by(instance: models.Model) -> set[Named]:
    """All that the fields of an object name."""
    return {
        found
        for field in instance._meta.concrete_fields
        for found in named_in(field, field.value_from_object(instance))
    }


def refuse_foreign(form: BaseModelForm, user: Any) -> None:
    """Adds an error to each field that newly names what the user may not choose; the form then
    shows what was stored, never what the number stands for. Rows of the form included."""
    stored = named_by(form.instance)
    for name, form_field in form.fields.items():
        field = _model_field(form, name)
        if field is None:
            continue
        posted = form_field.widget.value_from_datadict(form.data, form.files, form.add_prefix(name))
        new = set(named_in(field, posted)) - stored
        foreign = {found for found in new if not may_choose(user, *found)}
        if foreign and foreign - _named_before(form.instance):
            form.add_error(name, ValidationError(NOT_YOURS))
            form_field.bound_data = _as_stored  # type: ignore[method-assign]
    for formset in getattr(form, "formsets", {}).values():
        for row in formset.forms:
            if row.errors is not None:  # cleaned first: errors can be added then
                refuse_foreign(row, user)


def _as_stored(data: Any, initial: Any) -> Any:
    return initial


def _model_field(form: BaseModelForm, name: str) -> models.Field | None:
    try:
        return form._meta.model._meta.get_field(name)
    except FieldDoesNotExist:
        return None


def _named_before(instance: models.Model) -> set[Named]:
    """What older versions of a page name: one of them may be on its way back."""
    if instance.pk is None or not hasattr(instance, "revisions"):
        return set()
    return {
        found for revision in instance.revisions.all() for found in named_by(revision.as_object())
    }


class OwnChoices:
    """For forms of Wagtail's admin."""

    def clean(self) -> dict[str, Any]:
        """Looks at what is named by number."""
        cleaned: dict[str, Any] = super().clean()  # type: ignore[misc]
        if self.for_user is not None:  # type: ignore[attr-defined]
            refuse_foreign(self, self.for_user)  # type: ignore[arg-type, attr-defined]
        return cleaned


class OwnChoicesForm(OwnChoices, WagtailAdminModelForm):
    """Of a snippet or a setting."""


class PageForm(OwnChoices, WagtailAdminPageForm):
    """Of every page of ours."""
