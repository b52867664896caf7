// What ical.js makes of rules: the starts of each, on the wall and as seconds since 1970.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const { rules, zones } = JSON.parse(readFileSync("rules.json", "utf8"));
for (const text of zones) {
  const component = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vtimezone");
  ICAL.TimezoneService.register(component);
}

// It goes by the wall: with a zone it loses what BYHOUR names in an hour that is skipped.
function starts({ start, rrule, zone, most }) {
  const timezone = ICAL.TimezoneService.get(zone);
  const rule = ICAL.Recur.fromString(rrule);
  if (rule.until) {
    rule.until = rule.until.convertToZone(timezone);
    rule.until.zone = ICAL.Timezone.localTimezone;
  }
  const iterator = rule.iterator(ICAL.Time.fromDateTimeString(start));
  const found = [];
  while (found.length < most) {
    const next = iterator.next();
    if (!next) break;
    const there = next.clone();
    there.zone = timezone;
    found.push([next.toString(), there.toUnixTime()]);
  }
  return found;
}

console.log(JSON.stringify(rules.map(starts)));
