"""Requests about data, deletions owed by who made an export, changes of address."""

import django.db.models.deletion
import django.utils.timezone
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hustings_signup', '0009_log_of_access'),
        ('wagtailcore', '0098_apitoken'),
    ]

    operations = [
        migrations.CreateModel(
            name='AddressChange',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('email', models.CharField(max_length=254)),
                ('email_canonical', models.CharField(max_length=254)),
                ('email_before', models.CharField(max_length=254)),
                ('created_at', models.DateTimeField()),
                ('expires_at', models.DateTimeField(db_index=True)),
                ('confirmed_at', models.DateTimeField(blank=True, null=True)),
                ('supporter', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, related_name='address_change', to='hustings_signup.supporter')),
            ],
        ),
        migrations.CreateModel(
            name='DataRequest',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('kind', models.CharField(choices=[('access', 'a copy of the data (art. 15)'), ('rectify', 'a correction (art. 16)'), ('erase', 'erasure (art. 17)'), ('object', 'an objection (art. 21)')], max_length=10, verbose_name='asks for')),
                ('channel', models.CharField(choices=[('letter', 'letter'), ('mail', 'e-mail'), ('phone', 'phone')], max_length=10, verbose_name='came by')),
                ('received_on', models.DateField(default=django.utils.timezone.localdate, verbose_name='received on')),
                ('due_on', models.DateField(editable=False, verbose_name='answer due on')),
                ('state', models.CharField(choices=[('open', 'open'), ('done', 'answered'), ('refused', 'refused, with reasons')], default='open', max_length=10, verbose_name='state')),
                ('note', models.TextField(blank=True, help_text='The person may read this. Emptied when the person is erased.', max_length=1000, verbose_name='note')),
                ('closed_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='closed')),
                ('site', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='wagtailcore.site', verbose_name='site')),
                ('supporter', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name='data_requests', to='hustings_signup.supporter', verbose_name='supporter')),
            ],
            options={
                'verbose_name': 'request',
                'verbose_name_plural': 'requests',
                'ordering': ['due_on', 'pk'],
                'default_permissions': (),
                'indexes': [models.Index(fields=['site', 'state', 'due_on'], name='hustings_signup_request_due')],
                'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('closed_at', None), ('state', 'open')), models.Q(models.Q(('state', 'open'), _negated=True), ('closed_at__isnull', False)), _connector='OR'), name='hustings_signup_request_closed_once')],
            },
        ),
        migrations.CreateModel(
            name='ExportRecall',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('supporter_number', models.PositiveBigIntegerField(verbose_name='person no.')),
                ('created_at', models.DateTimeField(verbose_name='erased on')),
                ('done_at', models.DateTimeField(blank=True, null=True, verbose_name='deleted from the file on')),
                ('export', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='recalls', to='hustings_signup.exportrecord', verbose_name='export')),
            ],
            options={
                'verbose_name': 'deletion from an export',
                'verbose_name_plural': 'deletions from exports',
                'ordering': ['-pk'],
                'default_permissions': (),
                'constraints': [models.UniqueConstraint(fields=('export', 'supporter_number'), name='hustings_signup_recall_once')],
            },
        ),
    ]
