"""Mail."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.readers import sender, smtp_url


@dataclass(frozen=True)
class Mail:
    """Mail."""

    smtp_url: str = setting(
        "CMS_SMTP_URL",
        smtp_url,
        "",
        "where mail goes: `smtps://user:password@host:465`, `starttls://…:587` or, unencrypted,"
        " `smtp://…:25`; empty: each mail becomes a file in `mail/` under `CMS_VAR`. Write `%40` for"
        " an `@` in the user or password",
        hidden=True,
    )
    mail_from: str = setting(
        "CMS_MAIL_FROM",
        sender,
        "",
        "the sender: `Klankbord <cms@example.org>`; needed with `CMS_SMTP_URL`",
    )
