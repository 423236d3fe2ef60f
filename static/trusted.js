// The one Trusted Types policy. htmx puts HTML from our own server into the page; templates escape all that people wrote,
// so a script element in an answer can only be an attack, and is refused. Nothing else may make HTML or script.
if (window.trustedTypes) {
  window.trustedTypes.createPolicy("default", { createHTML: (html) => (/<script/i.test(html) ? null : html) });
}
