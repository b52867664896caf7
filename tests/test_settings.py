"""Settings: read from the environment, refused when unusable, documented one by one."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from cms.settings import BadSetting, Settings, read_settings
from cms.settings.declaring import declared
from cms.settings.reference import PAGE, page_with, reference

ROOT = Path(__file__).parents[1]


def test_the_documentation_is_that_of_the_declarations() -> None:
    page = PAGE.read_text("utf-8")

    assert page_with(reference(), page) == page


def test_every_variable_that_the_code_names_is_declared() -> None:
    named = {
        name
        for folder in ("cms", "admin")
        for module in (ROOT / folder).rglob("*.py")
        for name in re.findall(r"\bCMS_[A-Z_]*[A-Z]\b", module.read_text("utf-8"))
    }

    assert named == {one.variable for _, one in declared(Settings)}


def test_secrets_are_not_shown() -> None:
    read = read_settings({"CMS_SECRET": "x" * 40, "CMS_DATABASE_URL": "postgresql://a:hunter2@b/c"})

    assert "hunter2" not in repr(read)
    assert "xxx" not in repr(read)


def test_defaults() -> None:
    found = read_settings({})

    assert (found.host, found.port, found.locales) == ("127.0.0.1", 8000, ("nl", "en"))
    assert found.public_url == "http://127.0.0.1:8000"


@pytest.mark.parametrize(
    ("environ", "address"),
    [
        ({"CMS_HOST": "::1"}, "http://[::1]:8000"),
        ({"CMS_HOST": "::", "CMS_PORT": "80"}, "http://[::]:80"),
        ({"CMS_HOST": "cms.example.org"}, "http://cms.example.org:8000"),
        ({"CMS_BASE_URL": "https://example.org:8443/"}, "https://example.org:8443"),
        ({"CMS_BASE_URL": "http://[2001:db8::1]/cms"}, "http://[2001:db8::1]/cms"),
    ],
)
def test_the_sites_own_address(environ: dict[str, str], address: str) -> None:
    assert read_settings(environ).public_url == address


@pytest.mark.parametrize(
    "environ",
    [
        {"CMS_PORT": "eighty"}, {"CMS_PORT": "0"}, {"CMS_PORT": "70000"}, {"CMS_LOCALES": "nl,EN-gb"},
        {"CMS_BASE_URL": "www.example.org"}, {"CMS_BASE_URL": "https://"}, {"CMS_BASE_URL": "ftp://a"},
        {"CMS_SMTP_URL": "mail.example.org"}, {"CMS_SMTP_URL": "http://mail.example.org"},
        {"CMS_SMTP_URL": "smtp://"}, {"CMS_MAIL_FROM": "nobody"}, {"CMS_MAIL_FROM": "a@b.c\nBcc: d@e.f"},
        {"CMS_SECOND_FACTOR": "perhaps"}, {"CMS_GRAPHQL_BUDGET": "-1"}, {"CMS_GRAPHQL_BUDGET": "much"},
        {"CMS_TIMEZONE": "Amsterdam"}, {"CMS_TIMEZONE": "../etc/passwd"},
        {"CMS_MACHINE_TRANSLATOR": "module"}, {"CMS_MACHINE_TRANSLATOR": "a-b:c"},
        {"CMS_LICENCE": "CC0"}, {"CMS_CONTACT": "nobody"}, {"CMS_CONTACT": "https://"},
        {"CMS_MEDIA_URL": "https://bucket"}, {"CMS_MEDIA_URL": "s3://a"}, {"CMS_MEDIA_URL": "s3://key:pw@bucket"},
        {"CMS_MEDIA_URL": "s3://bucket?secret=x"}, {"CMS_MEDIA_URL": "s3://bucket?endpoint=here"},
        {"CMS_UPLOAD_MB": "0"}, {"CMS_UPLOAD_MB": "2001"}, {"CMS_UPLOAD_MB": "much"},
        {"CMS_CONTACT": "a@b.example\n<x>"}, {"CMS_BASE_URL": "https://a:b"}, {"CMS_BASE_URL": "https://[::1"},
        {"CMS_SECURITY_CONTACT": "security@example.org"}, {"CMS_SECURITY_CONTACT": "http://example.org"},
        {"CMS_SECURITY_CONTACT": "mailto:nobody"}, {"CMS_SECURITY_CONTACT": "https://"},
        {"CMS_SECURITY_CONTACT": "https://example.org/\nExpires: never"},
        {"CMS_SECURITY_CONTACT": "mailto:a@b.example\n"}, {"CMS_SECURITY_CONTACT": "https://[::1"},
    ],
)  # fmt: skip
def test_an_unusable_value_is_refused_by_name(environ: dict[str, str]) -> None:
    with pytest.raises(BadSetting, match=next(iter(environ))):
        read_settings(environ)


@pytest.mark.parametrize(
    "environ",
    [{"CMS_PORT": "abc"}, {"CMS_LOCALES": "nl,nl"}, {"CMS_PRODUCTION": "perhaps"}],
)
def test_a_command_says_in_one_line_what_setting_is_wrong(environ: dict[str, str]) -> None:
    ran = subprocess.run(
        [sys.executable, "-m", "cms.cli", "--help"],
        capture_output=True,
        text=True,
        env=os.environ | environ,
        cwd=ROOT,
        check=False,
    )

    assert ran.returncode == 1
    assert ran.stderr.startswith("cms: ")
    assert next(iter(environ)) in ran.stderr
    assert len(ran.stderr.splitlines()) == 1


def test_a_password_in_the_address_of_a_store_is_not_shown() -> None:
    with pytest.raises(BadSetting) as refused:
        read_settings({"CMS_MEDIA_URL": "s3://key:hunter2@bucket/x"})
    assert "hunter2" not in str(refused.value)


def test_several_frontends_show_previews() -> None:
    both = "De_site=https://www.example.org/p?t={token}&to={path} https://app.example.org/{token}"

    found = read_settings({"CMS_PREVIEW_URL": both}).frontends

    assert [(one.name, one.origin) for one in found] == [
        ("De site", "https://www.example.org"),
        ("app.example.org", "https://app.example.org"),
    ]
    assert found[0].link == "https://www.example.org/p?t={token}&to={path}"
    assert read_settings({}).frontends == ()


@pytest.mark.parametrize(
    "wrong",
    [
        "www.example.org/{token}",
        "https://www.example.org/",
        "https://{token}.example.org/",
        "https://www.example.org;script-src/{token}",
        "A=https://a.example.org/{token} A=https://b.example.org/{token}",
        "A= https://a.example.org/{token}",
    ],
)
def test_addresses_that_show_no_previews(wrong: str) -> None:
    with pytest.raises(BadSetting):
        read_settings({"CMS_PREVIEW_URL": wrong})
