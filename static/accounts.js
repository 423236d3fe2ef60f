// Small help on the pages about the account; each of them works without it.
(() => {
  "use strict";

  // "Show password" instead of typing it twice. It is hidden again on submit, or the browser would offer it as a text.
  for (const label of document.querySelectorAll("[data-show-password]")) {
    const box = label.querySelector("input");
    const form = label.closest("form");
    const passwords = [...form.querySelectorAll("input[type=password]")];
    const show = (visible) => passwords.forEach((input) => (input.type = visible ? "text" : "password"));
    label.hidden = false;
    box.checked = false;
    box.addEventListener("change", () => show(box.checked));
    form.addEventListener("submit", () => show(false));
  }

  // The time zone of the device, until the person has chosen one.
  const zones = document.querySelector("select[data-guess-time-zone]");
  const guess = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if (zones && [...zones.options].some((option) => option.value === guess)) zones.value = guess;
})();
