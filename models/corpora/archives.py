"""Source files in a zip or a jar. Nothing is written to disk, so no name in it can lead anywhere."""

import zipfile
from collections.abc import Callable
from io import BytesIO

from models.corpora.limits import check_count, check_size

ZIP = (b"PK\x03\x04", b"PK\x05\x06")  # how one begins, and an empty one
PLAIN = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
ENCRYPTED = 1  # the bit of a member's flags
DAMAGED = "the zip is damaged and cannot be unpacked"


def is_archive(data: bytes) -> bool:
    """Whether the bytes begin as a zip."""
    return data.startswith(ZIP)


def unpack(data: bytes, wanted: Callable[[str], bool]) -> tuple[dict[str, bytes], int]:
    """The wanted files of a zip by their names, sorted, and how many there are of others.

    Their sizes are added up before anything is unpacked, and no file gives more bytes than it says.

    Args:
        data: the zip.
        wanted: whether a file of this name is read.

    Raises:
        ValueError: for a damaged, encrypted or too large zip.
    """
    # The bytes are anyone's: whatever breaks in zipfile on them is told as a damaged zip.
    try:
        archive = zipfile.ZipFile(BytesIO(data))
        members = [member for member in archive.infolist() if not member.is_dir()]
    except Exception as error:
        raise ValueError(DAMAGED) from error
    check_count(len(members), "the zip")
    chosen = sorted((m for m in members if wanted(m.filename)), key=lambda m: m.filename)
    check_size(sum(member.file_size for member in chosen), "what is packed in the zip")
    if any(member.flag_bits & ENCRYPTED for member in chosen):
        raise ValueError("the zip is encrypted; pack it without a password")
    if any(member.compress_type not in PLAIN for member in chosen):
        raise ValueError("the zip is packed in an unusual way; pack it with deflate, as is common")
    try:
        return {member.filename: archive.read(member) for member in chosen}, len(members) - len(chosen)
    except Exception as error:
        raise ValueError(DAMAGED) from error
