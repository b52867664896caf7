"""Why an upload does not begin, or does not go on."""

from cms.errors import N_, CmsError

MEGABYTE = 1_000_000


class UploadTooLarge(CmsError):
    """No such file is taken, however it is sent."""

    code = "file_too_large"
    status = 413

    def __init__(self, most: int) -> None:
        super().__init__(N_("This file is too large: at most {most} MB."), most=most // MEGABYTE)


class LongerThanSaid(CmsError):
    """More arrives than was announced."""

    code = "file_too_large"
    status = 413

    def __init__(self) -> None:
        super().__init__(N_("This file is larger than was said. Did it change? Begin anew."))


class TooManyUploads(CmsError):
    """Wait until some of those under way have ended."""

    code = "too_many_uploads"
    status = 429

    def __init__(self) -> None:
        super().__init__(
            N_("Too much is being uploaded at the same time. Wait until some of it is done.")
        )


class WrongOffset(CmsError):
    """What was sent does not begin where what is there ends."""

    code = "wrong_offset"
    status = 409

    def __init__(self, offset: int) -> None:
        super().__init__(N_("{offset} bytes of this file have arrived."), offset=offset)


class UploadBusy(CmsError):
    """Another request is writing to it."""

    code = "upload_busy"
    status = 423

    def __init__(self) -> None:
        super().__init__(N_("This file is being uploaded already."))


class WrongChecksum(CmsError):
    """What arrived is not what was sent; it was thrown away again."""

    code = "wrong_checksum"
    status = 460

    def __init__(self) -> None:
        super().__init__(N_("A part of this file was damaged on its way. Send it again."))
