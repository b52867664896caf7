"""Which passwords nobody may choose."""

from dataclasses import replace
from pathlib import Path

import pytest

from cms import settings
from cms.access.passwords import check_password
from cms.errors import InvalidInput
from cms.settings import BadSetting, read_settings

FINE = "correct horse battery"


@pytest.mark.parametrize(
    ("lines", "refused"),
    [
        ("", False),
        ("something else entirely\n", False),
        (f"first\n{FINE}\nlast", True),
        (f"{FINE}", True),
        (f"first\r\n{FINE}\r\nlast\r\n", True),
        (f"{FINE} staple\n", False),
        (f"a {FINE}\n", False),
    ],
)
def test_who_has_a_list_of_passwords_may_refuse_them(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, lines: str, refused: bool
) -> None:
    file = tmp_path / "leaked.txt"
    file.write_bytes(lines.encode())
    chosen = replace(
        settings.settings,
        refused_passwords=read_settings({"CMS_REFUSED_PASSWORDS": str(file)}).refused_passwords,
    )
    monkeypatch.setattr(settings, "settings", chosen)

    for password in (FINE, FINE.title()):
        if refused:
            with pytest.raises(InvalidInput) as caught:
                check_password(password)
            assert [one.code for one in caught.value.problems] == ["bad_password"]
        else:
            check_password(password)


def test_a_list_that_is_not_there_is_no_list(tmp_path: Path) -> None:
    with pytest.raises(BadSetting):
        read_settings({"CMS_REFUSED_PASSWORDS": str(tmp_path / "nothing.txt")})
