// Makes Magwise faster to use; every page works without it. No framework: htmx fetches, this file minds focus and keys.
(() => {
  "use strict";
  const $ = (selector, root = document) => root.querySelector(selector);
  const $$ = (selector, root = document) => [...root.querySelectorAll(selector)];
  const coarse = matchMedia("(pointer: coarse)").matches;

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
  const complain = (text, link, href) => {
    const toast = $("#toast");
    const words = document.createElement("p");
    words.textContent = text;
    toast.replaceChildren(words);
    if (link) toast.append(Object.assign(document.createElement("a"), { textContent: link, href }));
    const close = Object.assign(document.createElement("button"), { type: "button", textContent: "Close" });
    close.dataset.close = "";
    toast.append(close);
    toast.hidden = false;
    clearTimeout(hiding); // what went wrong stays until it is read
  };
  // This page again, with what stands in the add box.
  const here = () => {
    const typed = $("#q")?.value;
    return location.pathname + (typed ? `?${new URLSearchParams({ q: typed })}` : location.search);
  };
  const KEPT = "What you typed is still there.";
  const REFUSED = "Not saved. ";
  const UNSURE = "We cannot tell whether it was saved. Send it again: it will not be counted twice. ";
  // Only Magwise itself can say that nothing was saved: an answer that was lost on the way, or that a proxy gave in its
  // place, says nothing about it.
  const outcome = (xhr, verb) => {
    if (verb === "get") return "";
    const refused = xhr.status >= 400 && xhr.status < 500;
    return refused || xhr.getResponseHeader("Magwise-Saved") === "no" ? REFUSED : UNSURE;
  };
  const failed = ({ detail: { xhr, requestConfig } }) => {
    const saving = outcome(xhr, requestConfig.verb);
    if (xhr.status === 0) complain(`The connection to Magwise broke. ${saving}${KEPT}`);
    else if (xhr.status === 401) {
      const signIn = `/accounts/login/?${new URLSearchParams({ next: here() })}`;
      complain(`${saving}You are signed out. ${KEPT}`, "Sign in", signIn);
    } else if (xhr.status === 403) {
      complain(`${saving}Somebody signed in or out since this page was opened. ${KEPT}`, "Load the page again", here());
    } else if (xhr.status === 404) complain(`${saving}It is not there any more. ${KEPT}`, "Load the page again", here());
    else if (xhr.status === 507) complain(`${saving}The disk of this Magwise is full. ${KEPT}`);
    else complain(`Magwise could not answer. ${saving}${KEPT} Try again in a minute.`);
  };
  document.addEventListener("htmx:sendError", failed);
  document.addEventListener("htmx:responseError", failed);

  // --- ids of forms --------------------------------------------------------------------------------------------------
  // By its id the server knows a form that comes twice. Once it has answered, the id is done: a form that the Back
  // button brings again gets a new one, to log the same once more. Where no answer came, the id stays: the first may
  // have been stored.
  const newId = () => {
    const bytes = crypto.getRandomValues(new Uint8Array(16)); // randomUUID() is there with TLS only
    bytes[6] = (bytes[6] & 0x0f) | 0x40;
    bytes[8] = (bytes[8] & 0x3f) | 0x80;
    const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
    return hex.replace(/(.{8})(.{4})(.{4})(.{4})(.{12})/, "$1-$2-$3-$4-$5");
  };
  const done = () => JSON.parse(sessionStorage.getItem("done") || "[]");
  const isDone = (id) => id && sessionStorage.setItem("done", JSON.stringify([...done().slice(-99), id]));
  document.addEventListener("submit", ({ target, defaultPrevented }) => {
    const field = target.querySelector?.("[name=client_id]");
    if (field && !defaultPrevented) sessionStorage.setItem("sent", JSON.stringify([target.action, field.value]));
  });
  window.addEventListener("pageshow", ({ persisted }) => {
    const [action, id] = JSON.parse(sessionStorage.getItem("sent") || "[]");
    const isBack = persisted || performance.getEntriesByType("navigation")[0]?.type === "back_forward";
    if (!isBack) {
      isDone(id);
      sessionStorage.removeItem("sent");
    }
    const used = done();
    for (const field of $$("[name=client_id]")) {
      if (isBack && id && field.form.action === action) field.value = id;
      else if (used.includes(field.value)) field.value = newId();
    }
  });
  const rowIds = new Map(); // of what rows are copied to, until that is done
  const rowId = (copy) => rowIds.get(copy) || rowIds.set(copy, newId()).get(copy);
  document.addEventListener("htmx:afterRequest", ({ detail: { successful, requestConfig } }) => {
    const id = successful && requestConfig.formData?.get("client_id");
    if (!id) return;
    isDone(id);
    for (const [copy, sent] of rowIds) if (sent === id) rowIds.delete(copy);
  });

  // --- two answers at once: the first has replaced what the second was sent for; it goes to what stands there now ----
  const retarget = (event) => {
    const { target, detail } = event;
    const now = document.getElementById(target.id);
    if (target.isConnected || !now || !detail.shouldSwap) return;
    event.preventDefault(); // htmx would look for the rest of the page around what was replaced
    htmx.swap(now, detail.serverResponse, { swapStyle: "outerHTML", swapDelay: 0, settleDelay: 20 });
  };
  document.addEventListener("htmx:beforeRequest", ({ detail }) => {
    detail.target.addEventListener("htmx:beforeSwap", retarget);
  });

  // --- the row menu: one for all rows --------------------------------------------------------------------------------
  const menu = $("#row-menu");
  const opener = () => menu?.parentElement && $("[data-menu]", menu.parentElement);
  const closeMenu = (refocus = false) => {
    if (!menu || menu.hidden) return;
    menu.hidden = true;
    opener()?.setAttribute("aria-expanded", "false");
    if (refocus) opener()?.focus();
  };
  const openMenu = (link) => {
    const again = !menu.hidden && opener() === link;
    closeMenu();
    if (again) return;
    link.closest(".entry").append(menu);
    link.setAttribute("aria-expanded", "true");
    const meal = link.closest("section").getAttribute("aria-labelledby");
    $$("[data-meal]", menu).forEach((item) => (item.hidden = meal === `m-${item.dataset.meal}`));
    menu.hidden = false;
    $("a, button", menu).focus({ preventScroll: true });
    menu.scrollIntoView({ block: "nearest" });
  };
  const post = (row, url, values = {}) =>
    htmx.ajax("POST", url, { source: row, target: "#day", swap: "outerHTML", values });
  const edit = (row, query = "") => {
    const link = $("[data-menu]", row);
    if (!link) return $(".entry__amt", row).click(); // a supplement is changed on a page of its own
    return htmx.ajax("GET", link.getAttribute("href") + query, { source: row, target: row, swap: "outerHTML" });
  };
  const act = (item) => {
    const row = item.closest(".entry");
    const url = $("[data-menu]", row).getAttribute("href");
    const { get, post: action, meal, to } = item.dataset;
    closeMenu(true);
    if (get !== undefined) return edit(row, get);
    if ("star" in item.dataset) return post(row, `${$(".entry__name", row).getAttribute("href")}star/`);
    const values = meal ? { meal } : to ? { to, client_id: rowId(`${url} ${to}`) } : {};
    return post(row, url + action, values);
  };

  // --- the amount editor: "47 mg" while typing -----------------------------------------------------------------------
  const FRACTIONS = { "½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1 / 3, "⅔": 2 / 3 };
  const number = (text) => {
    const words = text.trim().replace(",", ".");
    if (words in FRACTIONS) return FRACTIONS[words];
    const parts = words.split("/");
    return parts.length === 2 ? parts[0] / parts[1] : Number(words || NaN);
  };
  const preview = (editor) => {
    const out = $("[data-live]", editor);
    const { mg, basis } = editor.dataset; // so many mg in a basis: of grams, or one portion of unknown weight
    const { measure: each } = editor.elements.portion.selectedOptions[0].dataset;
    const measure = number(editor.elements.amount.value) * each;
    if (!(measure > 0)) out.textContent = "";
    else if (mg === "") out.textContent = "no value";
    else out.textContent = `${Math.round((measure * mg) / basis).toLocaleString("en-GB")} mg`;
  };
  document.addEventListener("input", (event) => {
    const editor = event.target.closest("[data-editor]");
    if (editor) preview(editor);
  });

  // --- focus: after a change it goes to the same row, a new one, the next one, or the box; it is never lost ----------
  let around = [];
  let hadFocus = false;
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!event.detail.target.closest("#day") || event.detail.target.matches(".entry")) return;
    hadFocus = document.activeElement !== document.body;
    const row = document.activeElement.closest(".entry") || event.detail.elt.closest(".entry");
    const rows = $$(".entry");
    const place = rows.indexOf(row);
    around = row ? [row, rows[place + 1], rows[place - 1]].filter(Boolean).map((near) => near.id) : [];
  });
  const refocus = () => {
    const question = $("[data-focus]");
    if (question) return question.focus();
    if (!hadFocus || document.activeElement !== document.body) return;
    const [same, ...near] = around.map((id) => $(`#${id} .entry__amt`));
    const box = coarse ? null : $("#q"); // on a phone the keyboard would cover the page
    (same || $(".entry--new .entry__amt") || near.find(Boolean) || box || $("#main")).focus();
  };
  document.addEventListener("htmx:afterSettle", (event) => {
    const editor = event.target.matches("[data-editor], .entry--edit") && $("[data-editor]", event.target.parentNode);
    if (editor) {
      preview(editor);
      editor.elements.amount.focus();
      editor.elements.amount.select();
    } else if (event.target.matches("#day, #main, .meal, .meal ul")) refocus();
    hideLater();
  });

  // --- clicks --------------------------------------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-menu]");
    const item = event.target.closest("#row-menu a, #row-menu button");
    if (event.target.closest("[data-close]")) $("#toast").hidden = true;
    if (link && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      openMenu(link);
    } else if (item) {
      event.preventDefault();
      act(item);
    } else if (!event.target.closest("#row-menu")) closeMenu();
  });

  // --- keys ----------------------------------------------------------------------------------------------------------
  const rowNow = () => document.activeElement?.closest(".entry");
  const step = (by) => {
    const rows = $$(".entry");
    const place = rows.indexOf(rowNow());
    const row = rows[place < 0 ? (by > 0 ? 0 : rows.length - 1) : Math.min(Math.max(place + by, 0), rows.length - 1)];
    if (row) $(".entry__amt, [name=amount]", row).focus();
  };
  const remove = () => rowNow() && post(rowNow(), `${$(".entry__menu", rowNow()).getAttribute("href")}delete/`);
  const KEYS = {
    "/": () => $("#q")?.focus(),
    a: () => $("#q")?.focus(),
    j: () => step(1),
    k: () => step(-1),
    e: () => rowNow() && edit(rowNow()),
    delete: remove,
    backspace: remove,
    z: () => $("#toast:not([hidden]) [data-undo]")?.click(),
    "[": () => $('[data-key="["]')?.click(),
    "]": () => $('[data-key="]"]')?.click(),
    t: () => $("[data-go=t]")?.click(),
    "?": () => $("#keys").showModal(),
  };
  let afterG = 0;
  const press = (event) => {
    const key = event.key.toLowerCase();
    const going = event.timeStamp - afterG < 1500 && $(`[data-go="${CSS.escape(key)}"]`);
    afterG = key === "g" ? event.timeStamp : -Infinity;
    const action = going ? () => going.click() : Object.hasOwn(KEYS, key) && KEYS[key];
    if (!action) return;
    event.preventDefault();
    action();
  };
  document.addEventListener("keydown", (event) => {
    const editor = event.target.closest?.("[data-editor]");
    if (event.key === "Escape") {
      closeMenu(true);
      if (editor) $("[data-cancel]", editor).click();
    }
    const typing = event.target.closest?.("input, select, textarea, [contenteditable], dialog") || event.isComposing;
    // The box has the focus when a day opens. No food begins with these three: there they work while it is empty.
    const inEmptyBox = event.target.id === "q" && !event.target.value && "[]?".includes(event.key);
    const modified = event.ctrlKey || event.metaKey || event.altKey;
    if ("keys" in document.body.dataset && (inEmptyBox || !typing) && !modified && !event.repeat) press(event);
  });
  hideLater();
})();
