"""Every author and tag has a site; names and addresses are unique within it."""

import django.db.models.deletion
from django.db import migrations, models


def of_site():
    return models.ForeignKey(
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="wagtailcore.site",
        verbose_name="site",
    )


def unique(name, fields, message):
    return models.UniqueConstraint(fields=fields, name=name, violation_error_message=message)


class Migration(migrations.Migration):
    dependencies = [("hustings_blog", "0003_give_each_to_its_site")]

    operations = [
        migrations.AlterField(model_name="author", name="site", field=of_site()),
        migrations.AlterField(model_name="blogtag", name="site", field=of_site()),
        migrations.AddConstraint(
            model_name="author",
            constraint=unique(
                "hustings_blog_author_slug",
                ("site", "slug", "locale"),
                "Another author already has this slug.",
            ),
        ),
        migrations.AddConstraint(
            model_name="blogtag",
            constraint=unique(
                "hustings_blog_tag_name",
                ("site", "name"),
                "Another tag already has this name.",
            ),
        ),
        migrations.AddConstraint(
            model_name="blogtag",
            constraint=unique(
                "hustings_blog_tag_slug",
                ("site", "slug"),
                "Another tag already has this slug.",
            ),
        ),
    ]
