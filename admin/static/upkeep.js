// A file that was chosen goes into the text field, where it can be seen; the form sends text alone.

for (const input of document.querySelectorAll("input[data-into]")) {
  input.closest("label").hidden = false;
  input.addEventListener("change", async () => {
    const [file] = input.files;
    if (file) document.getElementById(input.dataset.into).value = await file.text();
  });
}
