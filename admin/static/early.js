// Runs before piccolo-admin's script: its texts, the names of tables, the defaults of a new browser.
"use strict";

window.cmsText = (text, values = {}) => {
  const key = text.trim();
  const found = cms.texts[key];
  const shown = found === undefined ? text : text.replace(key, () => found);
  return shown.replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
};

window.cmsTable = (table, number = "many") => cms.tables[table]?.[number] ?? table.split("_").join(" ");

window.cmsHeading = (text, table) => cmsText(text, { type: cmsTable(table, "one").toLowerCase() });

// What a row is called in a question about it; main.js knows better once the list is there.
window.cmsRow = (key) => key;

// Somebody who must turn on a second factor goes there; nothing after the login is done.
window.cmsLoggedIn = ({ data }) => {
  if (!data.onwards) return undefined;
  location.assign(data.onwards);
  return new Promise(() => {});
};

// Nobody is logged in: the form for that is shown at once, not after everything else was asked for and refused.
if ("out" in document.documentElement.dataset && !location.hash.startsWith("#/login")) {
  const wanted = location.hash.replace(/^#/, "").split("?")[0] || "/";
  history.replaceState(null, "", `#/login/?nextURL=${encodeURIComponent(wanted)}`);
}

localStorage.setItem("piccoloAdminDefaultLanguage", cms.locale);
if (!localStorage.getItem("defaultTimezone")) localStorage.setItem("defaultTimezone", cms.timezone);
