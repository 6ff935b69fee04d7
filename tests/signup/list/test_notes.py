"""Notes: the author's to change, the person's to read."""

from django.urls import reverse

from hustings_signup import services
from hustings_signup.models import Note
from tests.signup.staff.conftest import EVERYTHING, enter, make_user


def test_a_note_keeps_who_wrote_it_and_when(join, officer):
    lea, client = join(), enter(officer)
    client.post(reverse("hustings_people:note", args=[lea.pk]), {"text": "Can lend a van."})
    note = Note.objects.get()
    assert (note.text, note.author, note.author_name) == ("Can lend a van.", officer, "officer")
    page = client.get(reverse("hustings_people:person", args=[lea.pk])).content.decode()
    assert "Can lend a van." in page


def test_the_page_warns_that_the_person_may_read_the_notes(join, officer):
    page = enter(officer).get(reverse("hustings_people:person", args=[join().pk]))
    assert "This person may read it" in page.content.decode()


def test_only_its_author_changes_or_deletes_a_note(join, officer, signup):
    lea = join()
    note = services.write_note(supporter=lea, text="Old words", author=officer)
    colleague = make_user("colleague", sites=[signup.campaign.site], permissions=EVERYTHING)
    url = reverse("hustings_people:change_note", args=[lea.pk, note.pk])
    assert enter(colleague).get(url, follow=True).status_code == 404
    assert enter(colleague).post(url, {"delete": "1"}, follow=True).status_code == 404
    assert not services.change_note(note=note, text="Forged", author=colleague)
    assert not services.delete_note(note=note, author=colleague)
    client = enter(officer)
    client.post(url, {"text": "New words"})
    note.refresh_from_db()
    assert note.text == "New words"
    assert note.edited_at is not None
    client.post(url, {"delete": "1"})
    assert not Note.objects.exists()


def test_a_note_about_a_person_of_another_site_cannot_be_written_or_read(join, other, officer):
    theirs = join("b@example.org", page=other.page, notice=other.notice)
    client = enter(officer)
    url = reverse("hustings_people:note", args=[theirs.pk])
    assert client.post(url, {"text": "x"}, follow=True).status_code == 404
    assert not Note.objects.exists()


def test_an_empty_note_is_refused_in_words(join, officer):
    lea, client = join(), enter(officer)
    answer = client.post(reverse("hustings_people:note", args=[lea.pk]), {"text": " "}, follow=True)
    assert "This field is required" in answer.content.decode()
    assert not Note.objects.exists()


def test_no_text_of_a_note_or_name_stands_in_what_logs_print(join, officer):
    note = services.write_note(supporter=join(), text="Private", author=officer)
    assert str(note) == f"Note {note.pk}"
