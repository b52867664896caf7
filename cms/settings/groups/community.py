"""What visitors do: sign up, ask for speakers, offer to speak."""

from dataclasses import dataclass

from cms.settings.declaring import setting
from cms.settings.groups.working import MOST_DAYS
from cms.settings.readers import number, one_of


@dataclass(frozen=True)
class Community:
    """What visitors do."""

    sign_up_days: int = setting(
        "CMS_SIGN_UP_DAYS",
        number(1, MOST_DAYS),
        "30",
        "how many days after a session it is kept who signed up; then names and addresses are"
        " erased, and only numbers stay",
    )
    speaker_requests: str = setting(
        "CMS_SPEAKER_REQUESTS",
        one_of("direct", "reviewed"),
        "direct",
        "whether a confirmed request for a speaker goes to the speakers `direct`, or is `reviewed`"
        " by an organiser first",
    )
    speaker_answer_days: int = setting(
        "CMS_SPEAKER_ANSWER_DAYS",
        number(1, MOST_DAYS),
        "10",
        "how many days speakers have to answer a request",
    )
    request_days: int = setting(
        "CMS_REQUEST_DAYS",
        number(1, MOST_DAYS),
        "90",
        "how many days requests for speakers, offers to speak and proposals are kept once they ended",
    )
