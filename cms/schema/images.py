"""Files of the media library: images in every size that is offered, and files to download."""

from enum import StrEnum
from typing import Annotated

import strawberry
from strawberry import UNSET

from cms.content.assets import Licence
from cms.errors import N_
from cms.media import sizes
from cms.media.presets import PRESETS, STEPS, Fit, Format
from cms.reading.files import File as Kept
from cms.reading.view import View
from cms.representations import pictures
from cms.schema.directives import Cost
from cms.schema.enums import Locale
from cms.schema.errors import BadArgument, OverLimit
from cms.schema.ids import write_image_id
from cms.schema.node import Node

LONGEST_SIDE = STEPS[-1]

strawberry.enum(Licence, description="What others may do with a file.")
strawberry.enum(Fit, description="How a picture fills a size.")
strawberry.enum(Format, description="How a picture is written.")


@strawberry.enum(description="Uses of pictures, each with its widths and its shape.")
class ImagePreset(StrEnum):
    """Its members are the presets."""

    _ignore_ = ["members", "one"]  # noqa: RUF012 - the enum module's own way to make members
    members = vars()
    for one in PRESETS:
        members[one.upper()] = one


@strawberry.type(description="A picture in one format, for a `<source>` of a `<picture>`.")
class ImageSource:
    type: str = strawberry.field(description="The media type.")
    srcset: str
    sizes: str


@strawberry.type(description="A picture in the widths of a preset, as `<img>` takes it.")
class ImageSet:
    src: str = strawberry.field(description="For whoever knows no `srcset`.")
    srcset: str = strawberry.field(description="Empty of a drawing, which has one size for all.")
    sizes: str
    width: int = strawberry.field(description="That of `src`, in pixels.")
    height: int
    kept: strawberry.Private[Kept]
    preset: strawberry.Private[str]
    site: strawberry.Private[str]

    @strawberry.field(
        description="The same by format, the smallest first; empty of a drawing. `src` is the last."
    )
    def sources(self) -> list[ImageSource]:
        if not self.kept.scalable:
            return []
        return [self._source(written) for written in (Format.AVIF, Format.WEBP)]

    def _source(self, written: Format) -> ImageSource:
        made = pictures.image_set(self.kept, PRESETS[self.preset], self.site, written)
        return ImageSource(type=f"image/{written}", srcset=made.srcset, sizes=made.sizes)


@strawberry.type(description="A picture in one size.")
class Rendition:
    url: str
    width: int
    height: int
    format: Format


Side = Annotated[
    int | None,
    strawberry.argument(description="In pixels, up to 2560. With one side alone the shape stays."),
]


@strawberry.type(description="An image of the media library.")
class Image(Node):
    kept: strawberry.Private[Kept]
    view: strawberry.Private[View]
    site: strawberry.Private[str]

    @strawberry.field(
        description="Opaque: names uid, locale and view, so client caches never mix languages."
    )
    def id(self) -> strawberry.ID:
        return strawberry.ID(write_image_id(self.kept.uid, self.view))

    @strawberry.field(description="The same in every language.")
    def uid(self) -> strawberry.ID:
        return strawberry.ID(self.kept.uid)

    @strawberry.field(description="The name of the file.")
    def name(self) -> str:
        return self.kept.name

    @strawberry.field(
        description=(
            "What one reads who does not see it, in the first language of the view that says it;"
            " empty if none does."
        )
    )
    def alt(self) -> str:
        return self.kept.alt(self.view.locales)[0]

    @strawberry.field(description="The language of `alt`; null if that is empty.")
    def alt_locale(self) -> Locale | None:
        language = self.kept.alt(self.view.locales)[1]
        return Locale(language) if language else None

    @strawberry.field(description="Whom to name beside it.")
    def credit(self) -> str | None:
        return self.kept.credit or None

    @strawberry.field
    def licence(self) -> Licence:
        return Licence(self.kept.licence)

    @strawberry.field(description="As the file is kept: `image/jpeg`.")
    def media_type(self) -> str:
        return self.kept.media_type

    @strawberry.field(description="In pixels, as one sees it.")
    def width(self) -> int:
        return self.kept.width

    @strawberry.field(description="In pixels, as one sees it.")
    def height(self) -> int:
        return self.kept.height

    @strawberry.field(description="How many bytes the file has.")
    def size(self) -> int:
        return self.kept.size

    @strawberry.field(description="Where its subject is: from 0, the left, to 1.")
    def focus_x(self) -> float:
        return self.kept.focus_x

    @strawberry.field(description="Where its subject is: from 0, the top, to 1.")
    def focus_y(self) -> float:
        return self.kept.focus_y

    @strawberry.field(
        description="A tiny picture as a `data:` address, to show until it is there; may be empty."
    )
    def placeholder(self) -> str:
        return self.kept.placeholder

    @strawberry.field(description="The whole address of the file as it is kept.")
    def url(self) -> str:
        return pictures.original(self.kept, self.site)

    @strawberry.field(description="It in all widths of a use.")
    def set(self, preset: ImagePreset) -> ImageSet:
        made = pictures.image_set(self.kept, PRESETS[preset.value], self.site)
        return ImageSet(
            src=made.src,
            srcset=made.srcset,
            sizes=made.sizes,
            width=made.width,
            height=made.height,
            kept=self.kept,
            preset=preset.value,
            site=self.site,
        )

    @strawberry.field(
        description=(
            "It in a size of one's own, rounded up to one that is offered, and never larger than the"
            " picture. Without a side it is as large as it comes."
        ),
        directives=[Cost(weight=5)],
    )
    def rendition(
        self,
        width: Side = UNSET,
        height: Side = UNSET,
        fit: Fit = Fit.COVER,
        format: Format = Format.AUTO,  # noqa: A002 - what it is called in the schema
    ) -> Rendition:
        width, height = checked(width), checked(height)
        if self.kept.scalable and format not in sizes.formats(transparent=self.kept.transparent):
            raise BadArgument(N_("A photograph is not offered as PNG."), field="format")
        made = pictures.rendition(self.kept, width, height, fit, format, self.site)
        return Rendition(url=made.url, width=made.width, height=made.height, format=format)


def checked(side: int | None) -> int | None:
    """A side that some rendition may have; raises `OverLimit` and `BadArgument`."""
    if side is None or side is UNSET:
        return None
    if side < 1:
        raise BadArgument(N_("A picture has at least one pixel."))
    if side > LONGEST_SIDE:
        raise OverLimit("pixels", LONGEST_SIDE, asked=side)
    return side


@strawberry.type(description="A file of the media library, to download.")
class File:
    kept: strawberry.Private[Kept]
    view: strawberry.Private[View]
    site: strawberry.Private[str]

    @strawberry.field(description="The same in every language.")
    def uid(self) -> strawberry.ID:
        return strawberry.ID(self.kept.uid)

    @strawberry.field(description="The name of the file.")
    def name(self) -> str:
        return self.kept.name

    @strawberry.field(
        description="What it is, in the first language of the view that says it; may be empty."
    )
    def description(self) -> str:
        return self.kept.alt(self.view.locales)[0]

    @strawberry.field(description="Whom to name beside it.")
    def credit(self) -> str | None:
        return self.kept.credit or None

    @strawberry.field
    def licence(self) -> Licence:
        return Licence(self.kept.licence)

    @strawberry.field(description="As the file is kept: `application/pdf`.")
    def media_type(self) -> str:
        return self.kept.media_type

    @strawberry.field(description="How many bytes it has.")
    def size(self) -> int:
        return self.kept.size

    @strawberry.field(description="Its whole address.")
    def url(self) -> str:
        return pictures.original(self.kept, self.site)
