// The add box of the day: an ARIA combobox whose list the server draws. Without this file it is a search form.
(() => {
  "use strict";
  const box = document.querySelector("#q");
  const list = document.querySelector("#q-list");
  const live = document.querySelector("#q-live");
  const meal = document.querySelector("#q-meal");
  const add = document.querySelector("#add");

  // --- the list ------------------------------------------------------------------------------------------------------
  let at = -1;
  let saying;
  const options = () => [...list.querySelectorAll("[role=option]:not([aria-disabled])")];
  const isSimilar = () => list.querySelector("[data-similar]") !== null;
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
    if (!all.length) return box.removeAttribute("aria-activedescendant");
    at = (Math.max(index, -1) + all.length) % all.length;
    all.forEach((option, i) => option.setAttribute("aria-selected", String(i === at)));
    box.setAttribute("aria-activedescendant", all[at].id);
    all[at].scrollIntoView({ block: "nearest" });
  };
  const open = () => {
    const all = options();
    if (!all.length && !list.textContent.trim()) return close();
    list.hidden = false;
    box.setAttribute("aria-expanded", "true");
    const problem = list.querySelector("[aria-disabled]")?.textContent || "";
    if (isSimilar()) at = -1; // nothing is called what was typed: Enter adds none of what is only like it
    else point(0);
    say(all.length ? `${problem} ${all.length} choices. ${isSimilar() ? "" : all[0].textContent}` : list.textContent);
  };

  // --- what the list answers -----------------------------------------------------------------------------------------
  // A list may come late, and Enter early. A list counts only for the very text that is in the box: `asked` names it.
  let answered = null;
  let enterWhenDrawn = false;
  let closedFor = null; // the text for which Esc closed the list: an answer that is still on its way leaves it closed
  const used = () => [...box.form.querySelectorAll("[name=use]")];
  const asked = () => JSON.stringify([box.value, ...used().map((chosen) => chosen.value)]);
  const ask = () => {
    closedFor = null;
    htmx.trigger(box, "choices");
  };
  const use = (value) => {
    const chosen = document.createElement("input");
    Object.assign(chosen, { type: "hidden", name: "use", value });
    box.form.append(chosen);
    ask();
  };
  const choose = (option) => {
    if (!option) return;
    if (option.dataset.use) return use(option.dataset.use);
    if (!option.dataset.pick) option = options()[0]; // what was understood: it is added as a whole
    const { pick, assumed = "", meal: typed } = option.dataset;
    if (pick) send({ pick, assumed, meal: typed || meal.value }, box.value);
  };
  const enter = () => {
    if (list.hidden && !box.value.trim()) return ask();
    if (answered === asked() && !list.hidden) return choose(options()[at]);
    enterWhenDrawn = true;
    closedFor = null;
    if (answered === asked()) ask(); // the list was closed with Esc
  };

  // --- sending: one after the other, so that quick taps on two foods log both, and a double tap on one logs it once --
  const queue = [];
  let sending = null;
  let last = { pick: "", time: 0 };
  // `text` is what stood in the box when it was chosen from the list: only that is cleared once it is logged.
  const send = (values, text = null) => {
    const now = performance.now();
    const waiting = [sending, ...queue].some((sent) => sent?.values.pick === values.pick); // on a slow connection
    if (waiting || (values.pick === last.pick && now - last.time < 600)) return;
    last = { pick: values.pick, time: now };
    queue.push({ values, text });
    if (!sending) next();
  };
  const next = () => {
    sending = queue.shift() || null;
    if (!sending) return;
    for (const [name, value] of Object.entries(sending.values)) add.querySelector(`[name=${name}]`).value = value;
    htmx.trigger(add, "submit");
  };
  const logged = (text) => {
    if (text === null || box.value !== text) return;
    box.value = "";
    answered = null;
    used().forEach((chosen) => chosen.remove());
    close();
    box.focus();
  };

  box.addEventListener("keydown", (event) => {
    if (event.isComposing || event.keyCode === 229) return; // Enter ends the word of an input method, it adds nothing
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (list.hidden) ask();
      else point(at + (event.key === "ArrowDown" ? 1 : -1));
    } else if (event.key === "Enter") {
      event.preventDefault();
      enter();
    } else if (event.key === "Escape") {
      closedFor = asked();
      if (!list.hidden) close();
      else if (box.value) box.value = "";
      else document.querySelector("#main").focus({ preventScroll: true }); // where single keys are shortcuts
      enterWhenDrawn = false;
    } else if (event.key === "Tab") close();
  });
  // A field of one line drops line breaks, which would make one food of a pasted list, and what is too long.
  box.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain").trim().replace(/\s*[\r\n]+\s*/g, ", ");
    const { value, selectionStart: start, selectionEnd: end } = box;
    const length = value.length - (end - start) + text.length;
    event.preventDefault();
    if (length > box.maxLength) {
      list.textContent = `That is ${length} characters. Paste up to ${box.maxLength} at a time.`;
      return open();
    }
    box.setRangeText(text, start, end, "end");
    box.dispatchEvent(new InputEvent("input", { bubbles: true }));
  });
  box.addEventListener("input", () => {
    enterWhenDrawn = false;
    closedFor = null;
    if (!box.value.trim()) close();
  });
  list.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the focus in the box
  list.addEventListener("click", (event) => {
    if (answered === asked()) choose(event.target.closest("[role=option]:not([aria-disabled])"));
  });
  // Not on blur: VoiceOver moves the focus into the list.
  document.addEventListener("pointerdown", (event) => {
    if (!event.target.closest(".add__box")) close();
  });
  document.addEventListener("click", (event) => {
    const chip = event.target.closest(".chip[name=pick]");
    if (chip) {
      event.preventDefault();
      send({ pick: chip.value, assumed: "", meal: meal.value });
    }
    if (event.target.closest("[data-change]")) {
      event.preventDefault();
      document.querySelector("#question").replaceChildren();
      box.focus();
    }
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target !== list) return;
    const sent = event.detail.requestConfig.formData;
    answered = JSON.stringify([sent.get("q"), ...sent.getAll("use")]);
    box.removeAttribute("aria-activedescendant"); // its option went with the older list
    if (answered !== asked()) return;
    if (document.activeElement === box && closedFor !== asked()) open();
    if (enterWhenDrawn) choose(options()[at]);
    enterWhenDrawn = false;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    const { xhr, requestConfig } = event.detail;
    const { elt } = requestConfig; // the question's form is gone by now, so the event comes from elsewhere
    const successful = xhr.status >= 200 && xhr.status < 300;
    if (elt === box && !successful) enterWhenDrawn = false;
    if (elt.id === "keep" && successful) logged(box.value);
    if (elt !== add) return;
    if (successful) logged(sending.text);
    else close();
    setTimeout(next); // after the swap, which brings a new client id
  });
  if (!matchMedia("(pointer: coarse)").matches && !document.querySelector("[autofocus]")) {
    box.focus({ preventScroll: true });
  }
})();
