"""A notice keeps what its hash covers: also what its site was called when it was published."""

from django.db import migrations, models

TABLE = "hustings_signup_notice"


def fill(apps, schema_editor):
    """Give each version the name its hash was made with, where a name we know of is that one.

    Records hold what the site was called when somebody read the words. Where nothing fits, the
    name stays empty, and `verify_ledger` says that the hash cannot be recomputed.
    """
    from hustings_signup import ledger, triggers

    connection = schema_editor.connection
    notices = apps.get_model("hustings_signup", "Notice").objects.using(connection.alias)
    records = apps.get_model("hustings_signup", "ConsentRecord").objects.using(connection.alias)
    found = {}
    for notice in notices.filter(site_name="").select_related("site"):
        spoken = records.filter(site=notice.site_id).order_by().distinct()
        for name in (
            f"{notice.site.hostname}:{notice.site.port}",
            *spoken.values_list("site_name", flat=True),
        ):
            notice.site_name = name
            if ledger.notice_hash(notice) == notice.sha256:
                found[notice.pk] = name
                break
    if not found:
        return
    # Only the owner of the table can do this, and `ensure` puts the guard back before anything
    # else is done to these rows.
    suffix = f" ON {TABLE}" if connection.vendor == "postgresql" else ""
    schema_editor.execute(f"DROP TRIGGER IF EXISTS {TABLE}_no_update{suffix}")
    for pk, name in found.items():
        notices.filter(pk=pk).update(site_name=name)
    triggers.ensure(connection.alias)


class Migration(migrations.Migration):

    dependencies = [
        ("hustings_signup", "0014_sources_per_site"),
    ]

    operations = [
        migrations.AddField(
            model_name="notice",
            name="site_name",
            field=models.CharField(default="", max_length=255),
            preserve_default=False,
        ),
        migrations.RunPython(fill, migrations.RunPython.noop, elidable=True),
    ]
