"""Tables of Django, Wagtail and their companions, by table: we add no column to them."""

from django.conf import settings

from hustings_home.inventory.kinds import ACCOUNT, DRAFT, PUBLISHED, SESSION, TRACE, WITHOUT_RECORD
from hustings_home.inventory.registry import REST, declare, declare_tables, plain
from hustings_home.inventory.terms import PLAIN, Personal

NOBODY = {REST: PLAIN}
#: Tables that say nothing about a person: structure, permissions, versions, an index of ids.
#: A key of a row of people is no value by itself: what it points at is declared there.
STRUCTURE = """
    django_content_type django_migrations django_site sqlite_sequence
    auth_permission auth_group auth_group_permissions auth_user_groups auth_user_user_permissions
    taggit_tag taggit_taggeditem
    wagtailcore_collection wagtailcore_collectionviewrestriction*
    wagtailcore_group* wagtailcore_locale wagtailcore_page wagtailcore_pagesubscription
    wagtailcore_pageviewrestriction* wagtailcore_referenceindex wagtailcore_site wagtailcore_task
    wagtailcore_workflow wagtailcore_workflowcontenttype wagtailcore_workflowpage
    wagtailcore_workflowstate wagtailcore_workflowtask wagtailadmin_admin
    wagtailredirects_redirect wagtailimages_rendition
    wagtail_localize_localesynchronization wagtail_localize_overridablesegment
    wagtail_localize_relatedobjectsegment wagtail_localize_stringsegment
    wagtail_localize_templatesegment wagtail_localize_translatableobject
    wagtail_localize_translation wagtail_localize_translationcontext
    wagtail_localize_translationlog
    wagtailsearch_indexentry_fts*
"""


def declare_all() -> None:
    """Called once, when the shell starts; what is not installed is ignored."""
    declare_tables(STRUCTURE)
    declare(
        settings.AUTH_USER_MODEL,
        {**plain("id is_superuser is_staff is_active"), REST: ACCOUNT},
    )
    # Arguments of background tasks are ids only.
    for label in ("django_tasks_database.DBTaskResult", "socialaccount.SocialApp"):
        declare(label, NOBODY)
    for label, said, names in PERSONAL:
        declare(label, {**NOBODY, **dict.fromkeys(names.split(), said)})


PERSONAL: tuple[tuple[str, Personal, str], ...] = (
    ("account.EmailAddress", ACCOUNT, "email"),
    ("account.EmailConfirmation", ACCOUNT, "key"),
    ("mfa.Authenticator", ACCOUNT, "data"),
    ("usersessions.UserSession", SESSION, "ip user_agent"),
    ("sessions.Session", SESSION, "session_data"),
    ("admin.LogEntry", TRACE, "object_repr change_message"),
    ("wagtailusers.UserProfile", ACCOUNT, "preferred_language current_time_zone avatar"),
    ("wagtailcore.APIToken", ACCOUNT, "name"),
    ("wagtailcore.ModelLogEntry", TRACE, "label data"),
    ("wagtailcore.PageLogEntry", TRACE, "label data"),
    ("wagtailcore.Revision", PUBLISHED, "content object_str"),
    ("wagtailcore.Comment", DRAFT, "text"),
    ("wagtailcore.CommentReply", DRAFT, "text"),
    ("wagtailcore.TaskState", DRAFT, "comment"),
    ("wagtailcore.UploadedFile", PUBLISHED, "file"),
    ("wagtailadmin.EditingSession", DRAFT, "last_seen_at"),
    ("wagtailadmin.FormState", DRAFT, "data"),
    ("wagtaildocs.Document", PUBLISHED, "title file"),
    ("wagtailimages.Image", PUBLISHED, "title file description"),
    ("wagtailembeds.Embed", PUBLISHED, "title author_name html"),
    ("wagtailforms.FormSubmission", WITHOUT_RECORD, "form_data"),
    ("wagtailsearch.IndexEntry", PUBLISHED, "title body autocomplete"),
    ("wagtail_localize.Template", PUBLISHED, "template"),
    ("wagtail_localize.TranslationSource", PUBLISHED, "object_repr content_json"),
    ("wagtail_localize.String", PUBLISHED, "data"),
    ("wagtail_localize.StringTranslation", PUBLISHED, "data"),
    ("wagtail_localize.SegmentOverride", PUBLISHED, "data_json"),
)
