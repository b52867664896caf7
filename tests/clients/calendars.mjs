// Reads iCalendar files with ical.js: what they say of occurrences, and whether writing them loses anything.
import fs from "node:fs";
import ICAL from "ical.js";

const [folder, since, until] = process.argv.slice(2);
const [low, high] = [Date.parse(since) / 1000, Date.parse(until) / 1000];

function occurrences(calendar) {
  const parts = calendar.getAllSubcomponents("vevent").map((one) => new ICAL.Event(one));
  const found = [];
  for (const master of parts.filter((one) => !one.isRecurrenceException())) {
    for (const other of parts.filter((one) => one.isRecurrenceException())) {
      if (other.uid === master.uid) master.relateException(other);
    }
    found.push(...expanded(master));
  }
  return found;
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
