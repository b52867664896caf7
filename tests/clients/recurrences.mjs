// What ical.js makes of rules: the starts of each, on the wall and as seconds since 1970.
import { readFileSync } from "node:fs";
import ICAL from "ical.js";

const { rules, zones } = JSON.parse(readFileSync("rules.json", "utf8"));
for (const text of zones) {
  const component = new ICAL.Component(ICAL.parse(text)).getFirstSubcomponent("vtimezone");
  ICAL.TimezoneService.register(component);
}

function starts({ start, rrule, zone, most }) {
  const first = ICAL.Time.fromDateTimeString(start);
  first.zone = ICAL.TimezoneService.get(zone);
  const iterator = ICAL.Recur.fromString(rrule).iterator(first);
  const found = [];
  while (found.length < most) {
    const next = iterator.next();
    if (!next) break;
    found.push([next.toString(), next.toUnixTime()]);
  }
  return found;
}

console.log(JSON.stringify(rules.map(starts)));
