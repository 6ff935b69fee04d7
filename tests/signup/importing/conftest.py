"""Files as other tools write them, with invented people, and the steps of an import."""

import io
from dataclasses import dataclass, field

import pytest
from django.utils import timezone

from hustings_signup.importing import checking, running, undoing
from hustings_signup.importing.counts import people
from hustings_signup.importing.uploading import upload
from hustings_signup.models import ImportBatch, Subscription, Supporter

WORDS = "Oui, je veux recevoir les nouvelles de la campagne par courriel."
WHERE = "Formulaire de l’ancien site, 2021-2024"

NATIONBUILDER = (
    "nationbuilder_id,prefix,first_name,last_name,email,email1_is_bad,email_opt_in,do_not_contact,"
    "primary_zip,primary_city,religion,party,support_level,inferred_support_level,"
    "facebook_username,twitter_login,state_file_id,tag_list,note,created_at,unsubscribed_at\n"
    "'1,',Ana,Un,ana@example.org,false,true,false,'69001,Lyon,catholic,D,2,1,ana.un,ana,X1,a,n,"
    "01/16/2020,\n"
    "'2,',Bob,Deux,bob@example.org,false,false,false,,,,,,,,,,,,01/16/2020,\n"
    "'3,',Cléa,Trois,clea@example.org,true,true,false,,,,,,,,,,,,01/16/2020,\n"
    "'4,',Dan,Quatre,dan@example.org,false,true,true,,,,,,,,,,,,01/16/2020,\n"
    "'5,',Eva,Cinq,eva@example.org,false,,false,,,,,,,,,,,,01/16/2020,\n"
    "'6,',Fanny,Six,fanny@example.org,false,true,false,,,,,,,,,,,,01/16/2020,02/03/2024 9:15 AM\n"
)
ACTION_NETWORK = (
    "uuid,first_name,last_name,email,zip_code,can2_user_address,can2_user_city,can2_phone,"
    "can2_user_tags,can2_subscription_status,can2_sms_status,can2_subscription_date,"
    "can2_lifetime_value\n"
    "u-1,Ana,Un,ana@example.org,69001,,Lyon,,petition,subscribed,,2023-04-05 10:11:12 UTC,0\n"
    "u-2,Bob,Deux,bob@example.org,,,,,,unsubscribed,,2023-04-05 10:11:12 UTC,0\n"
    "u-3,Cléa,Trois,clea@example.org,,,,,,bouncing,,2023-04-05 10:11:12 UTC,0\n"
    "u-4,Dan,Quatre,dan@example.org,,,,,,spam complaint,,2023-04-05 10:11:12 UTC,0\n"
    "u-5,Eva,Cinq,eva@example.org,,,,,,never,,,0\n"
)
MAILCHIMP_HEADER = (
    "Email Address,First Name,Last Name,MEMBER_RATING,OPTIN_TIME,OPTIN_IP,CONFIRM_TIME,CONFIRM_IP,"
    "LATITUDE,LONGITUDE,GMTOFF,DSTOFF,TIMEZONE,CC,REGION,LAST_CHANGED"
)
MAILCHIMP = {
    "subscribed_email_audience_export_1a2b.csv": (
        f"{MAILCHIMP_HEADER},LEID,EUID,NOTES,TAGS\n"
        "ana@example.org,Ana,Un,4,2022-05-06 07:08:09,192.0.2.1,2022-05-06 07:09:00,192.0.2.1,"
        "45.7,4.8,1,2,Europe/Paris,FR,69,2022-05-06 07:09:00,101,aa,,\n"
        "gus@example.org,Gus,Sept,2,,,,,,,,,,,,2022-05-06 07:09:00,107,gg,,\n"
        "bob@example.org,Bob,Deux,2,2022-05-06 07:08:09,,,,,,,,,,,2022-05-06 07:09:00,102,bb,,\n"
    ),
    "unsubscribed_email_audience_export_1a2b.csv": (
        f"{MAILCHIMP_HEADER},UNSUB_TIME,UNSUB_CAMPAIGN_TITLE,UNSUB_CAMPAIGN_ID,UNSUB_REASON,"
        "UNSUB_REASON_OTHER,LEID,EUID,NOTES,TAGS\n"
        "bob@example.org,Bob,Deux,2,2022-05-06 07:08:09,,,,,,,,,,,2023-01-01 00:00:00,"
        "2023-01-01 00:00:00,News,abc,NORMAL,,102,bb,,\n"
    ),
    "cleaned_email_audience_export_1a2b.csv": (
        f"{MAILCHIMP_HEADER},CLEAN_TIME,CLEAN_CAMPAIGN_TITLE,CLEAN_CAMPAIGN_ID,LEID,EUID,NOTES,"
        "TAGS\n"
        "clea@example.org,Cléa,Trois,2,2022-05-06 07:08:09,,,,,,,,,,,2023-01-01 00:00:00,"
        "2023-01-01 00:00:00,News,abc,103,cc,,\n"
    ),
}
CONSENTS = (
    "Identifiant;Prénom;Nom;E-mail;Newsletter e-mail – Accepts;Newsletter e-mail – Refuse;"
    "Newsletter SMS – Accepts;Newsletter SMS – Refuse\n"
    "1;Ana;Un;ana@example.org;Yes;No;;Yes\n"
    "2;Bob;Deux;bob@example.org;No;Yes;;\n"
    "3;Cléa;Trois;clea@example.org;;;True;\n"
)
PROVED = (
    "email;prénom;nom;code postal;date consentement;texte consentement;source;identifiant\n"
    f"ana@example.org;Ana;Un;69001;03/05/2022 10:30;{WORDS};{WHERE};1\n"
    f"bob@example.org;Bob;Deux;;04/05/2022;{WORDS};{WHERE};2\n"
)


@dataclass
class Import:
    """The steps in order, by their services."""

    site: object
    user: object = None
    now: object = field(default_factory=timezone.now)

    def upload(self, files, *, encoding="utf-8", **options) -> ImportBatch:
        """`files`: text or bytes of one file, or several by name."""
        named = files if isinstance(files, dict) else {"people.csv": files}
        defaults = {
            "purpose": "updates.campaign",
            "locale": "fr",
            "origin": "liste de l’ancien outil",
        }
        return upload(
            site=self.site,
            user=self.user,
            user_name="tester",
            files=[
                (name, io.BytesIO(text if isinstance(text, bytes) else text.encode(encoding)))
                for name, text in named.items()
            ],
            **(defaults | options),
        )

    def check(self, files, *, tags=(), **options) -> ImportBatch:
        """Uploaded, its tags chosen, and weighed."""
        batch = files if isinstance(files, ImportBatch) else self.upload(files, **options)
        if tags:
            assert checking.assign(
                batch=batch,
                mapping=batch.mapping,
                words=batch.words,
                source=batch.words_source,
            )
            batch.refresh_from_db()
            assert checking.choose_tags(batch=batch, names=tags)
        assert checking.start_check(batch=batch)
        assert checking.check(batch.pk, now=self.now) == "checked"
        batch.refresh_from_db()
        return batch

    def run(self, files, **options) -> ImportBatch:
        """Imported."""
        batch = self.check(files, **options)
        assert running.start(batch=batch, typed=people(batch))
        assert running.run(batch.pk, now=self.now) == "done"
        batch.refresh_from_db()
        return batch

    def undo(self, batch) -> ImportBatch:
        """Undone."""
        assert undoing.start_undo(batch=batch)
        assert undoing.undo(batch.pk) == "undone"
        batch.refresh_from_db()
        return batch


def outcomes(batch):
    """{row number: "outcome.reason"}, of the first section only where there are several."""
    return {
        row.number: f"{row.outcome}.{row.reason}".strip(".")
        for row in batch.results.order_by("section", "number")
    }


def active():
    """The mailboxes that may be written to."""
    rows = Subscription.objects.filter(state="active")
    return sorted(rows.values_list("supporter__email_canonical", flat=True))


def supporters():
    """All mailboxes of supporters."""
    return sorted(Supporter.objects.values_list("email_canonical", flat=True))


@pytest.fixture
def importer(signup) -> Import:
    """Imports into the site of the tests, which has a news form with published words."""
    return Import(site=signup.campaign.site)
