"""Recognises whose export a file is by its header, and proposes what each column becomes."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from hustings_signup.importing.names import fold, listed
from hustings_signup.importing.targets import REPEATABLE, Target
from hustings_signup.models import ImportBatch

Format = ImportBatch.Format
T = Target
#: Sections of a Mailchimp export; the first is a yes, the others are against.
SUBSCRIBED, UNSUBSCRIBED, CLEANED = "subscribed", "unsubscribed", "cleaned"

GENERIC: dict[str, Target] = {
    **dict.fromkeys(
        listed(
            "email e_mail mail courriel email_address e_mail_address adresse_e_mail adresse_email "
            "adresse_mail adresse_electronique"
        ),
        T.EMAIL,
    ),
    **dict.fromkeys(listed("first_name firstname given_name prenom fname"), T.GIVEN_NAME),
    **dict.fromkeys(
        listed("last_name lastname family_name surname nom nom_de_famille lname"), T.FAMILY_NAME
    ),
    **dict.fromkeys(listed("postcode postal_code code_postal cp zip zip_code zipcode"), T.POSTCODE),
    **dict.fromkeys(listed("town city ville commune"), T.TOWN),
    **dict.fromkeys(listed("language langue locale lang preferred_language"), T.LANGUAGE),
    **dict.fromkeys(listed("id external_id identifiant numero uuid"), T.FOREIGN_ID),
    **dict.fromkeys(
        listed("consent consentement opt_in optin email_opt_in newsletter accepte accepts inscrit"),
        T.YES,
    ),
    **dict.fromkeys(
        listed(
            "consent_date date_consentement date_du_consentement opt_in_date optin_date optin_time "
            "opted_in_at consented_at consentdatetime consent_timestamp date_d_inscription "
            "date_inscription subscribed_at"
        ),
        T.YES_AT,
    ),
    **dict.fromkeys(listed("ip ip_address adresse_ip optin_ip consentip"), T.IP),
    **dict.fromkeys(
        listed("consent_text texte_consentement texte_du_consentement consenttext text texte"),
        T.WORDS,
    ),
    **dict.fromkeys(listed("source origine consent_source formulaire page page_url"), T.SOURCE),
    **dict.fromkeys(listed("status statut etat subscription_status email_status"), T.STATUS),
    **dict.fromkeys(
        listed(
            "unsubscribed desinscrit desabonne refuse refused do_not_contact optout opt_out "
            "ne_pas_contacter is_banned"
        ),
        T.NO,
    ),
    **dict.fromkeys(
        listed(
            "unsubscribed_at unsubscribed_date date_desinscription date_de_desinscription "
            "withdrawn_at"
        ),
        T.NO_AT,
    ),
    **dict.fromkeys(listed("bounced bounce email_is_bad adresse_invalide"), T.BAD),
    **dict.fromkeys(
        listed("tags tag tag_list etiquettes etiquette mots_cles keywords activist_code"), T.TAGS
    ),
    **dict.fromkeys(listed("note notes remarque remarques commentaire commentaires"), T.NOTE),
    **dict.fromkeys(
        listed(
            "phone phone_number mobile mobile_number mobile_phone telephone tel portable "
            "numero_de_telephone telephone_mobile telephone_portable"
        ),
        T.PHONE,
    ),
    **dict.fromkeys(listed("do_not_call no_call ne_pas_appeler"), T.NO_CALL),
}
NATIONBUILDER: dict[str, Target] = {
    "nationbuilder_id": T.FOREIGN_ID,
    "email": T.EMAIL,
    "email1": T.EMAIL,
    "first_name": T.GIVEN_NAME,
    "last_name": T.FAMILY_NAME,
    "primary_zip": T.POSTCODE,
    "primary_city": T.TOWN,
    "language": T.LANGUAGE,
    "locale": T.LANGUAGE,
    "email_opt_in": T.YES,  # true when the field was omitted: a bare yes, never more
    "unsubscribed_at": T.NO_AT,
    "do_not_contact": T.NO,
    "email1_is_bad": T.BAD,
    "tag_list": T.TAGS,
    "note": T.NOTE,
    "mobile_number": T.PHONE,
    "phone_number": T.PHONE,
    "do_not_call": T.NO_CALL,
    "federal_donotcall": T.NO_CALL,
    "is_mobile_bad": T.NO_CALL,
}
ACTION_NETWORK: dict[str, Target] = {
    "uuid": T.FOREIGN_ID,
    "email": T.EMAIL,
    "first_name": T.GIVEN_NAME,
    "last_name": T.FAMILY_NAME,
    "zip_code": T.POSTCODE,
    "can2_user_city": T.TOWN,
    "can2_subscription_status": T.STATUS,
    "can2_subscription_date": T.YES_AT,
    "can2_user_tags": T.TAGS,
    "can2_phone": T.PHONE,
    "notes": T.NOTE,
}
MAILCHIMP: dict[str, Target] = {
    "email_address": T.EMAIL,
    "first_name": T.GIVEN_NAME,
    "last_name": T.FAMILY_NAME,
    "fname": T.GIVEN_NAME,
    "lname": T.FAMILY_NAME,
    "optin_time": T.YES_AT,
    "confirm_time": T.NOTHING,  # as good as OPTIN_TIME without words: grade B
    "optin_ip": T.IP,
    "confirm_ip": T.NOTHING,
    "unsub_time": T.NO_AT,
    "language": T.LANGUAGE,
    "leid": T.FOREIGN_ID,
    "euid": T.NOTHING,
    "tags": T.TAGS,
    "notes": T.NOTE,
    "phone": T.PHONE,
    "phone_number": T.PHONE,
}
KNOWN: dict[str, Mapping[str, Target]] = {
    Format.GENERIC: GENERIC,
    Format.CONSENTS: GENERIC,
    Format.NATIONBUILDER: NATIONBUILDER,
    Format.ACTION_NETWORK: ACTION_NETWORK,
    Format.MAILCHIMP: MAILCHIMP,
}
#: The system a foreign number is of: "nationbuilder:17".
SYSTEMS: dict[str, str] = {
    Format.GENERIC: "file",
    Format.CONSENTS: "qomon",
    Format.NATIONBUILDER: "nationbuilder",
    Format.ACTION_NETWORK: "action_network",
    Format.MAILCHIMP: "mailchimp",
}


def recognise(header: Iterable[str]) -> Format:
    """Whose export has these columns; GENERIC for any other table."""
    found = {fold(name) for name in header}
    if "nationbuilder_id" in found or {"email1", "email_opt_in"} <= found:
        return Format.NATIONBUILDER
    if any(name.startswith("can2_") for name in found):
        return Format.ACTION_NETWORK
    if found & {"leid", "euid"} or ({"optin_time", "confirm_time"} <= found):
        return Format.MAILCHIMP
    if any(_is_accepts(name) for name in found) and any(_is_refuse(name) for name in found):
        return Format.CONSENTS
    return Format.GENERIC


def section(name: str, header: Iterable[str]) -> str:
    """Which of Mailchimp's files this is, by its name, else by the columns only it has."""
    start = fold(name)
    for known in (UNSUBSCRIBED, CLEANED, "nonsubscribed", SUBSCRIBED):
        if start.startswith(known):
            return known
    found = {fold(column) for column in header}
    if "unsub_time" in found:
        return UNSUBSCRIBED
    return CLEANED if "clean_time" in found else SUBSCRIBED


def propose(file_format: str, columns: Iterable[str]) -> dict[str, str]:
    """A target for every column, "" for those without one; staff may change each."""
    known = KNOWN[file_format]
    taken: set[str] = set()
    proposed: dict[str, str] = {}
    for column in columns:
        target = _target(file_format, known, fold(column))
        if target in taken and target not in REPEATABLE:
            target = T.NOTHING
        taken.add(target)
        proposed[column] = target.value
    return proposed


def _target(file_format: str, known: Mapping[str, Target], name: str) -> Target:
    if file_format == Format.CONSENTS and (_is_accepts(name) or _is_refuse(name)):
        if not _is_about_mail(name):
            return T.NOTHING
        return T.YES if _is_accepts(name) else T.NO
    return known.get(name, T.NOTHING)


def _is_accepts(name: str) -> bool:
    return bool({"accepts", "accept", "accepte", "acceptes"} & set(name.split("_")))


def _is_refuse(name: str) -> bool:
    return bool({"refuse", "refuses", "refused"} & set(name.split("_")))


def _is_about_mail(name: str) -> bool:
    """A consent column names its channel; one that names none is about all of them."""
    words = set(name.split("_"))
    other = {"sms", "phone", "telephone", "tel", "call", "appel", "whatsapp", "courrier", "post"}
    return not words & other
