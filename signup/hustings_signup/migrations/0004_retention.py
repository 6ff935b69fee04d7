"""Tables of retention: what ran, what is planned, and who was warned."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hustings_signup', '0003_seal_the_ledger'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.AlterField(
            model_name='noticetext',
            name='slug',
            field=models.CharField(choices=[('news', 'News sign-up'), ('volunteer', 'Volunteer sign-up'), ('petition', 'Petitions'), ('event', 'Events'), ('after_vote', 'The question after the vote')], max_length=20, verbose_name='forms'),
        ),
        migrations.CreateModel(
            name='EndWarning',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('after_vote', 'the end after the vote'), ('inactive', 'the end for inactivity')], max_length=10, verbose_name='kind')),
                ('told_at', models.DateTimeField(verbose_name='told')),
                ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                ('supporter', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='end_warnings', to='hustings_signup.supporter')),
            ],
            options={
                'verbose_name': 'warning of an end',
                'verbose_name_plural': 'warnings of an end',
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(condition=models.Q(('answered_at', None)), fields=('supporter', 'kind'), name='hustings_signup_warned_once')],
            },
        ),
        migrations.CreateModel(
            name='PlannedEnd',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40, verbose_name='rule')),
                ('ref', models.CharField(max_length=60)),
                ('title', models.CharField(blank=True, max_length=255, verbose_name='what')),
                ('ends_at', models.DateTimeField(verbose_name='ends')),
                ('shown_since', models.DateTimeField(verbose_name='shown since')),
                ('people', models.PositiveIntegerField(default=0, verbose_name='people')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'planned end',
                'verbose_name_plural': 'planned ends',
                'ordering': ['ends_at', 'pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('site', 'rule', 'ref'), name='hustings_signup_one_plan_per_end')],
            },
        ),
        migrations.CreateModel(
            name='RetentionRun',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('rule', models.CharField(max_length=40, verbose_name='rule')),
                ('started_at', models.DateTimeField(verbose_name='started')),
                ('finished_at', models.DateTimeField(blank=True, null=True, verbose_name='finished')),
                ('reached', models.BigIntegerField(default=0)),
                ('counted', models.PositiveIntegerField(default=0, verbose_name='found')),
                ('applied', models.PositiveIntegerField(default=0, verbose_name='done')),
                ('upcoming', models.PositiveIntegerField(default=0, verbose_name='in the next 7 days')),
                ('stopped_by_brake', models.BooleanField(default=False, verbose_name='stopped by the brake')),
                ('site', models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='+', to='wagtailcore.site')),
            ],
            options={
                'verbose_name': 'run of a retention rule',
                'verbose_name_plural': 'runs of retention rules',
                'ordering': ['-pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['site', 'rule', '-id'], name='hustings_signup_last_run')],
            },
        ),
    ]
