"""As much of schema.org as a site like this needs, to check linked data against without the network.

For each type: the types above it, the properties that schema.org gives it, and those without which
whoever uses it has nothing (as search engines say in their guides).
"""

from typing import NamedTuple


class Type(NamedTuple):
    above: tuple[str, ...] = ()
    has: str = ""
    needs: str = ""


TYPES = {
    "Thing": Type(
        has="name description url sameAs mainEntityOfPage potentialAction subjectOf alternateName image"
    ),
    "CreativeWork": Type(
        ("Thing",),
        has="about abstract author datePublished dateModified inLanguage isAccessibleForFree isPartOf"
        " keywords mainEntity headline alternativeHeadline translationOfWork workTranslation workExample",
    ),
    "WebPage": Type(
        ("CreativeWork",),
        has="breadcrumb primaryImageOfPage",
        needs="name url inLanguage datePublished",
    ),
    "ImageObject": Type(("CreativeWork",), has="width height caption creditText", needs="url"),
    "WebSite": Type(("CreativeWork",), needs="url"),
    "Article": Type(("CreativeWork",), needs="headline datePublished dateModified inLanguage"),
    "Book": Type(("CreativeWork",), has="isbn bookEdition numberOfPages"),
    "Course": Type(("CreativeWork",), has="hasCourseInstance", needs="name"),
    "Person": Type(
        ("Thing",), has="givenName familyName jobTitle affiliation knowsAbout", needs="name"
    ),
    "Organization": Type(("Thing",), needs="name"),
    "Event": Type(
        ("Thing",),
        has="startDate endDate location eventStatus eventSchedule subEvent superEvent performer about"
        " previousStartDate maximumAttendeeCapacity inLanguage",
        needs="name startDate",
    ),
    "EducationEvent": Type(("Event",)),
    "CourseInstance": Type(("Event",), has="instructor"),
    "Schedule": Type(
        ("Thing",),
        has="repeatFrequency repeatCount byDay byMonth byMonthDay startDate endDate startTime endTime"
        " scheduleTimezone exceptDate",
        needs="repeatFrequency scheduleTimezone startDate",
    ),
    "Place": Type(("Thing",), has="address", needs="name"),
    "PostalAddress": Type(("Thing",), has="streetAddress addressLocality"),
    "BreadcrumbList": Type(("Thing",), has="itemListElement", needs="itemListElement"),
    "ListItem": Type(("Thing",), has="position item", needs="position name item"),
    "ReadAction": Type(("Thing",), has="target", needs="target"),
    "OrderAction": Type(("Thing",), has="target", needs="target"),
    "WatchAction": Type(("Thing",), has="target", needs="target"),
}
ADDRESSES = "url sameAs item target"
CONTEXT = {
    "@vocab": "https://schema.org/",
    **{name: {"@type": "@id"} for name in ADDRESSES.split()},
}


def properties_of(kind: str) -> set[str]:
    """All that a thing of a type may say."""
    one = TYPES[kind]
    return set(one.has.split()).union(*map(properties_of, one.above))


def needs_of(kind: str) -> set[str]:
    """All that it must say."""
    one = TYPES[kind]
    needed = set() if kind == "CourseInstance" else set().union(*map(needs_of, one.above))
    return needed | set(one.needs.split())
