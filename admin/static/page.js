// Before the page is drawn: the light or dark that was chosen in the panel.
if (JSON.parse(localStorage.getItem("darkMode") ?? "false")) {
  document.querySelector("#app").className = "dark_mode";
}
