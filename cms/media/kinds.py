"""What a file is, by its first bytes; its name says nothing but which of two names for a text it has."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Kind:
    """A kind of file that the library takes: its media type, and how the names of such files end."""

    media_type: str
    suffixes: tuple[str, ...]


JPEG = Kind("image/jpeg", (".jpg", ".jpeg", ".jpe"))
PNG = Kind("image/png", (".png", ".apng"))
GIF = Kind("image/gif", (".gif",))
WEBP = Kind("image/webp", (".webp",))
AVIF = Kind("image/avif", (".avif",))
HEIC = Kind("image/heic", (".heic",))
SVG = Kind("image/svg+xml", (".svg",))
PDF = Kind("application/pdf", (".pdf",))
ZIP = Kind("application/zip", (".zip",))
MP3 = Kind("audio/mpeg", (".mp3",))
OGG = Kind("audio/ogg", (".ogg", ".oga", ".opus"))
OGG_VIDEO = Kind("video/ogg", (".ogv", ".ogg"))
MP4 = Kind("video/mp4", (".mp4", ".m4v", ".mov"))
M4A = Kind("audio/mp4", (".m4a", ".mp4"))
WEBM = Kind("video/webm", (".webm",))
VTT = Kind("text/vtt", (".vtt",))
CSV = Kind("text/csv", (".csv",))
TEXT = Kind("text/plain", (".txt", ".md", ".text", ".log"))

_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"mif1", b"msf1")
_AVIF = (b"avif", b"avis")
_AUDIO = (b"M4A ", b"M4B ")
_FILM = (b"isom", b"iso2", b"iso4", b"iso5", b"iso6", b"mp41", b"mp42", b"avc1", b"M4V ", b"qt  ",
         b"MSNV", b"dash", b"3gp4", b"3gp5", b"XAVC")  # fmt: skip
_STARTS = (
    (b"\xff\xd8\xff", JPEG),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"GIF87a", GIF),
    (b"GIF89a", GIF),
    (b"%PDF-", PDF),
    (b"PK\x03\x04", ZIP),
    (b"ID3", MP3),
    (b"\x1a\x45\xdf\xa3", WEBM),
)


def recognised(head: bytes) -> Kind | None:
    """The kind that the first bytes speak of; none if they speak of nothing that is known here.

    It is no promise: what is in the file is looked at by the module of its format.
    """
    for start, kind in _STARTS:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return WEBP
    if head[:4] == b"OggS":
        return OGG_VIDEO if b"\x80theora" in head[:512] else OGG
    if head[4:8] == b"ftyp":
        return _boxed(head)
    if len(head) > 1 and head[0] == 0xFF and head[1] & 0xE6 == 0xE2:  # MPEG audio, layer 3
        return MP3
    return None


def _boxed(head: bytes) -> Kind | None:
    size = min(int.from_bytes(head[:4], "big"), len(head))
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    if any(one in _AVIF for one in brands):
        return AVIF
    if brands[0] in _HEIC:
        return HEIC
    if brands[0] in _AUDIO:
        return M4A
    return MP4 if any(one in _FILM for one in brands) else None
