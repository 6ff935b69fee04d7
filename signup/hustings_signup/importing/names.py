"""Names of columns: made comparable, and those whose content we never take."""

import re
import unicodedata


def listed(text: str) -> list[str]:
    """Words of a text, in order: long lists of names read better so."""
    return text.split()


#: migration-formats.md, section 0: reported by name, never stored. Compared after `fold`.
REFUSED = frozenset(
    listed("""
    religion church eglise confession ethnicity ethnicities ethnicity_name ethnie race
    party parties party_identification party_member parti parti_politique orientation_politique
    opinion opinions opinion_politique opinions_politiques tendance_politique nuance
    vote_intention intention_de_vote vote_precedent
    support_level inferred_support_level niveau_de_soutien soutien score scores member_rating
    syndicat union_member sante health sexual_orientation orientation_sexuelle
    priority_level availability
    capital political_capital_amount_in_cents social_capital profile profiles profile_image_url
    sex sexe gender genre gender_identity gender_pronouns dob born_at birthdate birth_date birthday
    date_of_birth date_de_naissance naissance age year_of_birth
    electeur numero_electeur bureau_de_vote bureau_vote numero_national_electeur ine
    precinct_id precinct_name precinct_code pf_strat_id ngp_id ngp_van_id van_id vanid dwid
    external_voter_id
    can2_lifetime_value
    """)
)
PATTERN = re.compile(
    r"""^inferred|_score$|^score_|_scores$|voter|_file_id$|^rnc_|
    facebook|twitter|instagram|linkedin|tiktok|youtube|snapchat|mastodon|bluesky|telegram|meetup|
    ^social_|_social$|^capital_|_capital$|religi|ethni|^latitude$|^longitude$|^gmtoff$|^dstoff$""",
    re.VERBOSE,
)


def fold(name: str) -> str:
    """`E-mail adresse` and `e_mail_adresse` are one: no accents, lower case, `_` between words."""
    plain = unicodedata.normalize("NFKD", name)
    plain = "".join(c for c in plain if not unicodedata.combining(c)).casefold()
    return re.sub(r"[^a-z0-9]+", "_", plain).strip("_")


def is_refused(name: str) -> bool:
    """Whether what stands in a column of this name is never stored."""
    folded = fold(name)
    return folded in REFUSED or PATTERN.search(folded) is not None
