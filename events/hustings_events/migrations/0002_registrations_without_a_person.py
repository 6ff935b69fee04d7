"""A registration of an event that is over may stay in the count without its person."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('hustings_events', '0001_initial'),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name='registration',
            name='hustings_events_seats_match_state',
        ),
        migrations.AlterField(
            model_name='registration',
            name='state',
            field=models.CharField(choices=[('pending', 'to be confirmed'), ('registered', 'registered'), ('waiting', 'waiting list'), ('cancelled', 'cancelled'), ('expired', 'never confirmed'), ('anonymised', 'anonymised')], default='pending', max_length=10, verbose_name='state'),
        ),
        migrations.AlterField(
            model_name='registration',
            name='submission',
            field=models.OneToOneField(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='event_registration', to='hustings_signup.submission'),
        ),
        migrations.AlterField(
            model_name='registration',
            name='supporter',
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.CASCADE, related_name='event_registrations', to='hustings_signup.supporter', verbose_name='supporter'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('seats_held', models.F('party_size')), ('state__in', ['registered', 'anonymised'])), models.Q(('seats_held__lte', 2), ('state', 'pending')), models.Q(('seats_held', 0), ('state__in', ['waiting', 'cancelled', 'expired'])), _connector='OR'), name='hustings_events_seats_match_state'),
        ),
        migrations.AddConstraint(
            model_name='registration',
            constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'anonymised'), ('submission', None), ('supporter', None)), models.Q(('submission__isnull', False), ('supporter__isnull', False), models.Q(('state', 'anonymised'), _negated=True)), _connector='OR'), name='hustings_events_anonymised_is_nobodys'),
        ),
    ]
