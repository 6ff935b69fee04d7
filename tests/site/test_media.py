"""Uploaded images are served; nothing else under the folder of uploads is."""

from pathlib import Path

import pytest

PNG = bytes.fromhex("89504e470d0a1a0a")


@pytest.fixture
def uploads(settings, tmp_path: Path) -> Path:
    settings.MEDIA_ROOT = tmp_path / "media"
    for name in ("images/a.png", "original_images/b.png", "documents/c.pdf", "images/d.html"):
        path = settings.MEDIA_ROOT / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(PNG)
    (tmp_path / "secret.png").write_bytes(PNG)
    return settings.MEDIA_ROOT


def test_an_image_is_served_for_a_month_to_anyone(client, uploads):
    answer = client.get("/media/images/a.png")
    assert answer.status_code == 200
    assert b"".join(answer.streaming_content) == PNG
    assert answer["Content-Type"] == "image/png"
    assert answer["Cache-Control"] == "public, max-age=2592000"
    assert "sandbox" in answer["Content-Security-Policy"]
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert not answer.cookies


def test_an_unchanged_image_is_not_sent_twice(client, uploads):
    first = client.get("/media/original_images/b.png")
    since = {"If-Modified-Since": first["Last-Modified"]}
    assert client.get("/media/original_images/b.png", headers=since).status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "documents/c.pdf",  # its privacy is Wagtail's to check
        "images/d.html",  # not an image
        "images/nothing.png",
        "images/",
        "images/../documents/c.pdf",
        "images/../../secret.png",
        "images/%2e%2e/%2e%2e/secret.png",
        "../secret.png",
        "images//etc/passwd",
        "",
    ],
)
def test_nothing_else_is_served(client, db, uploads, path):
    assert client.get(f"/media/{path}", follow=True).status_code == 404


def test_only_reading_is_answered(client, uploads):
    assert client.post("/media/images/a.png").status_code == 405
