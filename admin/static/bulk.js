// One box ticks all, and follows when they are ticked one by one.

for (const all of document.querySelectorAll("[data-all]")) {
  const boxes = [...all.form.querySelectorAll(`[name="${all.dataset.all}"]`)];
  const follow = () => {
    const ticked = boxes.filter((box) => box.checked).length;
    all.checked = ticked === boxes.length;
    all.indeterminate = ticked > 0 && !all.checked;
  };
  all.addEventListener("change", () => boxes.forEach((box) => { box.checked = all.checked; }));
  boxes.forEach((box) => box.addEventListener("change", follow));
  follow();
}
