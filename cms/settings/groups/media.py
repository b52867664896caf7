"""Files of the library."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.readers import bucket, number

MOST_MEGABYTES = 2000
MOST_KEPT_MEGABYTES = 999_999


@dataclass(frozen=True)
class Media:
    """Files of the library."""

    media_url: str = setting(
        "CMS_MEDIA_URL",
        bucket,
        "",
        "a bucket for the files of the library, as `s3://bucket/prefix?endpoint=https://…&region=…`;"
        " empty: the folder `media/` under `CMS_VAR`",
        page="how-to/media.md",
    )
    upload_megabytes: int = setting(
        "CMS_UPLOAD_MB",
        number(1, MOST_MEGABYTES),
        "200",
        "the megabytes that one file of the library may have, at most 2000",
    )
    renditions_megabytes: int = setting(
        "CMS_RENDITIONS_MB",
        number(1, MOST_KEPT_MEGABYTES),
        "10000",
        "the megabytes that all pictures made from its files may have on the disk; the oldest go"
        " each hour, and are made again when they are asked for",
    )
