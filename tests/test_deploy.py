"""The files of deploy/: what they name is there."""

import re
from ipaddress import ip_address, ip_network
from pathlib import Path

import pytest
import yaml

from cms.settings import Settings
from cms.settings.declaring import declared

ROOT = Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
FILES = sorted(one for one in DEPLOY.rglob("*") if one.is_file() and one.suffix != ".json")


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.name)
def test_the_settings_that_a_file_names_exist(path: Path) -> None:
    named = set(re.findall(r"\bCMS_[A-Z_]+", path.read_text("utf-8")))
    assert named <= {one.variable for _, one in declared(Settings)}


@pytest.mark.parametrize("path", FILES, ids=lambda one: one.name)
def test_a_file_says_how_far_it_was_tried(path: Path) -> None:
    if path.name != "example.env":
        assert "Tried: " in path.read_text("utf-8")[:900]


def test_the_image_has_what_it_copies() -> None:
    copied = re.findall(
        r"^COPY (?:--chown=\S+ )?([^-].*) /srv", (DEPLOY / "Dockerfile").read_text(), re.M
    )
    let_in = (ROOT / ".dockerignore").read_text().split()
    for name in " ".join(copied).split():
        assert (ROOT / name).exists()
        assert f"!{name}" in let_in


def test_the_containers_fit_together() -> None:
    composed = yaml.safe_load((DEPLOY / "compose.yaml").read_text())
    for service in composed["services"].values():
        assert set(service.get("depends_on", ())) <= set(composed["services"])
        for volume in service["volumes"]:
            assert volume.partition(":")[0] in composed["volumes"]
    (bridge,) = composed["networks"]["default"]["ipam"]["config"]
    assert composed["x-site"]["environment"]["CMS_PROXIES"] == bridge["gateway"]
    assert ip_address(bridge["gateway"]) in ip_network(bridge["subnet"])
