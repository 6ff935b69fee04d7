"""Authors and tags get a site, none yet, and names need be unique no more."""

import django.db.models.deletion
from django.db import migrations, models

import hustings_blog.models.tag


def of_site():
    return models.ForeignKey(
        null=True,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="wagtailcore.site",
        verbose_name="site",
    )


class Migration(migrations.Migration):
    dependencies = [
        ("hustings_blog", "0001_initial"),
        ("wagtailcore", "0098_apitoken"),
        ("wagtailimages", "0027_image_description"),
    ]

    operations = [
        migrations.RemoveConstraint(model_name="author", name="hustings_blog_author_slug"),
        migrations.AddField(model_name="author", name="site", field=of_site()),
        migrations.AddField(model_name="blogtag", name="site", field=of_site()),
        migrations.AlterField(
            model_name="blogtag",
            name="name",
            field=models.CharField(max_length=100, verbose_name="name"),
        ),
        migrations.AlterField(
            model_name="blogtag",
            name="slug",
            field=models.SlugField(allow_unicode=True, max_length=100, verbose_name="slug"),
        ),
        migrations.AlterField(
            model_name="blogpage",
            name="tags",
            field=hustings_blog.models.tag.SiteTags(
                blank=True,
                help_text="Shared by all languages: tag once, every translation has it.",
                through="hustings_blog.PostTag",
                to="hustings_blog.BlogTag",
                verbose_name="tags",
            ),
        ),
    ]
