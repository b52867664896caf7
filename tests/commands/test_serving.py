"""`cms serve`, before it listens."""

from pathlib import Path

import pytest

from cms.commands.serving import run_serve
from cms.settings import BadSetting, Settings


@pytest.mark.parametrize("password", ["short", "aaaaaaaaaa", "x" * 200])
def test_a_password_that_cannot_be_used_is_refused_before_anything_is_made(
    tmp_path: Path, password: str
) -> None:
    with pytest.raises(BadSetting) as refused:
        run_serve(Settings(var=tmp_path, admin_password=password), demo=True)

    assert str(refused.value).startswith("CMS_ADMIN_PASSWORD cannot be used. ")
    assert list(tmp_path.iterdir()) == []
