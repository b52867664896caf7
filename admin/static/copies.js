// Texts to copy: a tab for each form. Without scripts all forms are shown.

for (const section of document.querySelectorAll(".copies")) {
  const forms = [...section.querySelectorAll(".form")];
  if (forms.length) dress(section, forms);
}

function dress(section, forms) {
  const list = document.createElement("div");
  list.setAttribute("role", "tablist");
  list.setAttribute("aria-label", section.dataset.label);
  const tabs = forms.map((form, place) => tabOf(form, `${section.querySelector("h2").id}-${place}`));
  list.append(...tabs);
  section.querySelector("h2").after(list);
  section.classList.add("tabbed");
  const choose = (place) => {
    tabs.forEach((tab, other) => {
      tab.setAttribute("aria-selected", String(other === place));
      tab.tabIndex = other === place ? 0 : -1;
      forms[other].hidden = other !== place;
    });
  };
  tabs.forEach((tab, place) => tab.addEventListener("click", () => choose(place)));
  list.addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step) return;
    const place = (tabs.indexOf(document.activeElement) + step + tabs.length) % tabs.length;
    choose(place);
    tabs[place].focus();
  });
  choose(0);
}

function tabOf(form, id) {
  const tab = document.createElement("button");
  Object.assign(tab, { type: "button", id: `${id}-tab`, textContent: form.dataset.form });
  tab.setAttribute("role", "tab");
  tab.setAttribute("aria-controls", (form.id = id));
  form.setAttribute("role", "tabpanel");
  form.setAttribute("aria-labelledby", tab.id);
  return tab;
}
