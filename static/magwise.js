// Makes the diary faster; every page works without it. No framework; htmx fetches, this file handles keys and focus.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];

  // --- the add box: an ARIA combobox whose list the server draws ---------------------------------------------------
  const box = $("#q");
  const list = $("#q-list");
  const live = $("#q-live");
  const add = $("#add");
  let at = -1;
  let saying;

  const options = () => $$("[role=option]", list);
  const say = (text) => {
    clearTimeout(saying);
    saying = setTimeout(() => (live.textContent = text), 500); // not on every key: screen readers would stutter
  };
  const close = () => {
    list.hidden = true;
    at = -1;
    box.setAttribute("aria-expanded", "false");
    box.removeAttribute("aria-activedescendant");
  };
  const point = (index) => {
    const all = options();
    if (!all.length) return;
    at = (index + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    const all = options();
    if (!all.length && !list.textContent.trim()) return close();
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    point(0);
    say(all.length ? `${all.length} choices. ${all[0].textContent}` : list.textContent);
  };
  // "Or Spinach, boiled": the reading of that part changes, the rest stays.
  const use = (value) => {
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: "use", value });
    box.form.append(chosen);
    htmx.trigger(box, "choices");
  };
  const forget = () => $$("[name=use]", box.form).forEach((chosen) => chosen.remove());
  const choose = (option) => {
    if (!option) return;
    if (option.dataset.use) return use(option.dataset.use);
    if (!option.dataset.pick) option = options()[0]; // what was understood: it is added as a whole
    if (!option.dataset.pick) return;
    add.elements.meal.value = option.dataset.meal || $("#q-meal").value;
    add.elements.pick.value = option.dataset.pick;
    add.requestSubmit();
  };
  const start = () => {
    box.addEventListener("keydown", (event) => {
      if (event.key === "ArrowDown" || event.key === "ArrowUp") {
        event.preventDefault();
        if (list.hidden) htmx.trigger(box, "choices");
        else point(at + (event.key === "ArrowDown" ? 1 : -1));
      } else if (event.key === "Enter") {
        event.preventDefault();
        // Somebody may type faster than the list comes: Enter then waits for the list of what was typed.
        if (waiting) enterWhenDrawn = true;
        else if (!list.hidden) choose(options()[at]);
      } else if (event.key === "Escape") {
        if (list.hidden) box.value = "";
        else close();
      } else if (event.key === "Tab") close();
    });
    list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
    list.addEventListener("click", (event) => choose(event.target.closest("[role=option]")));
    // Not on blur: VoiceOver moves the focus into the list.
    document.addEventListener("pointerdown", (event) => {
      if (!event.target.closest(".add__box")) close();
    });
    if (!matchMedia("(pointer: coarse)").matches && !$("[autofocus]")) box.focus({ preventScroll: true });
  };
  let waiting = false;
  let enterWhenDrawn = false;

  // --- htmx ----------------------------------------------------------------------------------------------------------
  document.addEventListener("input", (event) => {
    if (event.target === box) {
      waiting = Boolean(box.value.trim());
      if (!waiting) close();
    }
    if (event.target.closest("[data-editor]")) preview(event.target.closest("[data-editor]"));
  });
  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.target === list) {
      waiting = false;
      if (!box.value.trim()) return close();
      open();
      if (enterWhenDrawn) choose(options()[0]);
      enterWhenDrawn = false;
    }
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.elt === add && event.detail.successful) {
      box.value = "";
      forget();
      close();
      box.focus();
    }
    if (event.detail.failed && !event.detail.xhr.getResponseHeader("content-type")?.includes("text/html")) notSaved();
  });
  document.addEventListener("htmx:sendError", () => notSaved());
  document.addEventListener("htmx:afterSettle", (event) => {
    const editor = $("[data-editor]", event.target.parentNode || document);
    if (editor) {
      preview(editor);
      if (!editor.contains(document.activeElement)) editor.elements.amount.select();
    }
    hideLater();
  });
  document.addEventListener("focus-on", (event) => document.getElementById(event.detail.value)?.focus());

  // --- the toast -----------------------------------------------------------------------------------------------------
  let hiding;
  const hideLater = () => {
    clearTimeout(hiding);
    hiding = setTimeout(() => {
      const toast = $("#toast");
      if (!toast || toast.hidden) return;
      if (toast.matches(":hover, :focus-within")) hideLater();
      else toast.hidden = true;
    }, 10000);
  };
  const notSaved = () => {
    const toast = $("#toast");
    const text = document.createElement("p");
    text.textContent = "Not saved: there is no connection to Magwise. What you typed is still there. Try again.";
    toast.replaceChildren(text);
    toast.hidden = false;
    hideLater();
  };

  // --- the amount editor: "47 mg, was 24" while typing ---------------------------------------------------------------
  const FRACTIONS = { "½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3 };
  const number = (text) => {
    const words = text.trim().replace(",", ".");
    if (words in FRACTIONS) return FRACTIONS[words];
    const parts = words.split("/");
    return parts.length === 2 ? parts[0] / parts[1] : Number(words || NaN);
  };
  const preview = (editor) => {
    const out = $("[data-live]", editor);
    const per100 = editor.dataset.mgPer100g;
    const grams = number(editor.elements.amount.value) * editor.elements.portion.selectedOptions[0].dataset.grams;
    if (!(grams > 0)) out.textContent = "";
    else if (per100 === "") out.textContent = "no value";
    else out.textContent = `${Math.round((grams * per100) / 100)} mg`;
  };

  // --- clicks and keys -----------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    if (event.target.closest("[data-close]")) $("#toast").hidden = true;
    const menu = event.target.closest(".menu");
    $$(".menu[open]").forEach((other) => {
      if (other !== menu) other.open = false;
    });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      $$(".menu[open]").forEach((menu) => {
        menu.open = false;
        $("summary", menu).focus();
      });
      if (event.target.closest?.("[data-editor]")) $("[data-cancel]", event.target.closest("[data-editor]")).click();
    }
    if (event.target.matches("input, select, textarea") || event.ctrlKey || event.metaKey || event.altKey) return;
    if ((event.key === "/" || event.key === "a") && box) {
      event.preventDefault();
      box.focus();
    } else if (event.key === "z") $("#toast:not([hidden]) [data-undo]")?.click();
    else if (event.key === "[" || event.key === "]") $(`[data-key="${event.key}"]`)?.click();
  });
  if (box) start();
  hideLater();
})();
