// Reads iCalendar files with ical.js: what they say of occurrences, and whether writing them loses anything.
import fs from "node:fs";
import ICAL from "ical.js";

const [folder, since, until] = process.argv.slice(2);
const [low, high] = [Date.parse(since) / 1000, Date.parse(until) / 1000];

function occurrences(calendar) {
  const [masters, others] = [[], []];
  for (const one of calendar.getAllSubcomponents("vevent")) {
    (one.hasProperty("recurrence-id") ? others : masters).push(one);
  }
  return masters.flatMap((one) => {
    const uid = one.getFirstPropertyValue("uid");
    const exceptions = others.filter((other) => other.getFirstPropertyValue("uid") === uid);
    return [...expanded(new ICAL.Event(one, { exceptions }))];
  });
}

function* expanded(master) {
  if (!master.isRecurring()) {
    yield told(master.startDate, master.endDate, master);
    return;
  }
  const starts = master.iterator();
  for (let next = starts.next(); next && next.toUnixTime() < high; next = starts.next()) {
    const { startDate, endDate, item } = master.getOccurrenceDetails(next);
    if (startDate.toUnixTime() >= low) yield told(startDate, endDate, item);
  }
}

function told(start, end, event) {
  const status = event.component.getFirstPropertyValue("status");
  return [start.toUnixTime(), end.toUnixTime(), event.location, status];
}

const read = {};
for (const name of fs.readdirSync(folder).filter((one) => one.endsWith(".ics"))) {
  ICAL.TimezoneService.reset();
  const text = fs.readFileSync(`${folder}/${name}`, "utf8");
  const calendar = new ICAL.Component(ICAL.parse(text));
  for (const zone of calendar.getAllSubcomponents("vtimezone")) ICAL.TimezoneService.register(zone);
  const again = ICAL.parse(calendar.toString());
  const same = JSON.stringify(again) === JSON.stringify(ICAL.parse(text));
  read[name] = { same, occurrences: occurrences(calendar) };
}
console.log(JSON.stringify(read));
