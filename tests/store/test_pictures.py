"""Photos and videos: what they are is read from their bytes, where they were taken goes, and they go only by reason."""

from __future__ import annotations

import io
import struct

import pytest
from PIL import Image

from intake.access import NotAllowed
from intake.picture_files import MOST_PHOTO, PictureKind, Unusable, taken_in
from intake.store import ReasonNeeded, Refused
from intake.store.pictures import MOST
from tests.store.conftest import NOW

PLACE = b"+51.5007-000.1246/"


def photo(shape: str = "JPEG", size: tuple[int, int] = (40, 20)) -> bytes:
    """A photo with a place, a camera, a thumbnail's worth of remarks, and lying on its side."""
    drawn, kept = Image.new("RGB", size, "red"), io.BytesIO()
    exif = Image.Exif()
    exif[0x0112], exif[0x010F], exif[0x9286] = 6, "Camera of somebody", "Place " + PLACE.decode()
    drawn.save(kept, shape, exif=exif)
    return kept.getvalue()


def box(kind: bytes, content: bytes) -> bytes:
    return struct.pack(">I4s", len(content) + 8, kind) + content


def video(seconds: float, brand: bytes = b"mp42") -> bytes:
    """The boxes of a video that say what matters here."""
    header = box(b"mvhd", struct.pack(">IIIII", 0, 0, 0, 600, int(seconds * 600)) + bytes(80))
    place = box(b"udta", box(b"\xa9xyz", PLACE))
    track = box(b"trak", box(b"tkhd", bytes(20)) + box(b"meta", PLACE))
    return box(b"ftyp", brand + bytes(4)) + box(b"moov", header + track + place) + box(b"mdat", b"moving" * 9)


@pytest.mark.parametrize("shape", ["JPEG", "PNG", "WEBP"])
def test_of_a_photo_nothing_but_the_picture_is_kept_and_it_stands_upright(shape):
    raw = photo(shape)
    assert b"Camera of somebody" in raw or shape == "WEBP"
    kept = taken_in(raw)
    assert (kept.kind, kept.media_type) == (PictureKind.PHOTO, "image/jpeg")
    assert PLACE not in kept.content
    assert b"Camera" not in kept.content
    with Image.open(io.BytesIO(kept.content)) as found:
        assert (found.format, found.size, dict(found.getexif())) == ("JPEG", (20, 40), {})


def test_a_large_photo_is_made_smaller():
    with Image.open(io.BytesIO(taken_in(photo("JPEG", (4000, 1000))).content)) as found:
        assert max(found.size) == 2560


@pytest.mark.parametrize(("brand", "media_type"), [(b"mp42", "video/mp4"), (b"qt  ", "video/quicktime")])
def test_where_a_video_was_filmed_is_blanked_and_no_position_in_it_moves(brand, media_type):
    raw = video(10, brand)
    kept = taken_in(raw)
    assert (kept.kind, kept.media_type, len(kept.content)) == (PictureKind.VIDEO, media_type, len(raw))
    assert PLACE not in kept.content
    assert kept.content.count(b"free") == 2
    assert kept.content.endswith(b"moving" * 9)


def test_a_video_of_a_minute_is_refused_with_what_to_do():
    with pytest.raises(Unusable, match="longer than fifteen seconds"):
        taken_in(video(60))


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"<svg xmlns='http://www.w3.org/2000/svg'><script>1</script></svg>", b"<html>", b"%PDF-1.7", b"GIF89a",
        b"MZ", b"\x1a\x45\xdf\xa3matroska",
    ],
)  # fmt: skip
def test_what_is_no_photo_and_no_video_is_refused_whatever_it_is_called(raw):
    with pytest.raises(Unusable, match="none that can be kept"):
        taken_in(raw)


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        (b"\x00\x00\x00\x18ftypheic", "Most Compatible"),
        (b"\xff\xd8\xff" + bytes(50), "cannot be read"),
        (photo()[:60], "cannot be read"),
        (b"\xff\xd8\xff" + bytes(MOST_PHOTO), "too large"),
    ],
)
def test_what_cannot_be_kept_is_said_with_the_remedy(raw, said):
    with pytest.raises(Unusable, match=said):
        taken_in(raw)


# --- In the store --------------------------------------------------------------------------------------


def add(store, reference, who, content=b"jpeg"):
    return store.pictures.add(reference, "photo", "image/jpeg", content, "left calf", who, NOW)


def test_a_picture_is_handed_out_as_it_was_kept_and_only_with_its_case(store, amara, received):
    number = add(store, received, amara)
    assert store.pictures.file(received, number) == ("image/jpeg", b"jpeg")
    assert store.pictures.file("TW-2222222", number) is None
    (kept,) = store.cases.read(received).pictures
    assert (kept.remark, kept.by, kept.removed_by) == ("left calf", "Dr Amara Osei", "")


def test_a_picture_that_is_removed_is_gone_and_that_there_was_one_stays(store, amara, received, ready_url):
    number = add(store, received, amara)
    with pytest.raises(ReasonNeeded, match="why it is removed"):
        store.pictures.remove(received, number, " ", amara, NOW)
    store.pictures.remove(received, number, "Shows somebody else", amara, NOW)
    assert store.pictures.file(received, number) is None
    case = store.cases.read(received)
    assert case.pictures[0].why_removed == "Shows somebody else"
    assert [entry.what for entry in case.timeline][-2:] == [
        "Added a photo. left calf", "Removed a picture: Shows somebody else",
    ]  # fmt: skip
    assert store.audit.verify().ok


def test_reception_adds_and_removes_no_picture(store, amara, tom, received):
    with pytest.raises(NotAllowed, match="ask a clinician"):
        add(store, received, tom)
    number = add(store, received, amara)
    with pytest.raises(NotAllowed, match="ask a clinician"):
        store.pictures.remove(received, number, "x", tom, NOW)


def test_there_is_an_end_to_how_many_lie_on_a_case(store, amara, received):
    for _ in range(MOST):
        add(store, received, amara)
    with pytest.raises(Refused, match="Remove one that is not needed first"):
        add(store, received, amara)
