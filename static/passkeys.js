// Passkeys: the one thing on the account pages that a browser cannot do without script. Each form says what it asks
// for in data-passkey (create, get, or login, which fetches its options), and sends the answer as JSON.
(() => {
  "use strict";

  const FAILED = "That did not work. Try again, or choose another way.";
  const STOPPED = "Nothing was chosen, or it took too long. Try again.";

  const bytes = (text) => Uint8Array.from(atob(text.replace(/-/g, "+").replace(/_/g, "/")), (letter) => letter.charCodeAt(0));
  const text = (buffer) =>
    buffer && btoa(String.fromCharCode(...new Uint8Array(buffer))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=/g, "");
  const withBytes = (credentials) => (credentials || []).map((credential) => ({ ...credential, id: bytes(credential.id) }));

  const create = async (options) => {
    options.challenge = bytes(options.challenge);
    options.user.id = bytes(options.user.id);
    options.excludeCredentials = withBytes(options.excludeCredentials);
    // A key that is found without a name typed in, and asks for a PIN, a finger or a face.
    const wanted = { residentKey: "required", requireResidentKey: true, userVerification: "required" };
    options.authenticatorSelection = { ...options.authenticatorSelection, ...wanted };
    const made = await navigator.credentials.create({ publicKey: options });
    const transports = made.response.getTransports ? made.response.getTransports() : [];
    return answer(made, { attestationObject: text(made.response.attestationObject), transports });
  };

  const get = async (options) => {
    options.challenge = bytes(options.challenge);
    options.allowCredentials = withBytes(options.allowCredentials);
    const used = await navigator.credentials.get({ publicKey: options });
    const { authenticatorData, signature, userHandle } = used.response;
    return answer(used, { authenticatorData: text(authenticatorData), signature: text(signature), userHandle: text(userHandle) });
  };

  const answer = (credential, response) => ({
    type: credential.type,
    id: credential.id,
    rawId: text(credential.rawId),
    authenticatorAttachment: credential.authenticatorAttachment,
    response: { clientDataJSON: text(credential.response.clientDataJSON), ...response },
    clientExtensionResults: credential.getClientExtensionResults(),
  });

  const written = () => JSON.parse(document.getElementById("passkey-options").textContent);
  const fetched = async (form) => {
    const response = await fetch(form.action, { headers: { Accept: "application/json" } });
    if (!response.ok) throw new Error(response.status);
    return response.json();
  };
  const ways = {
    create: async () => create(written().creation_options.publicKey),
    get: async () => get(written().request_options.publicKey),
    login: async (form) => get((await fetched(form)).request_options.publicKey),
  };

  for (const form of document.querySelectorAll("form[data-passkey]")) {
    if (!window.PublicKeyCredential) continue;
    const problem = form.querySelector("[data-problem]");
    const button = form.querySelector("button");
    form.hidden = false;
    form.addEventListener("submit", async (event) => {
      event.preventDefault();
      problem.hidden = true;
      button.disabled = true;
      try {
        form.elements.credential.value = JSON.stringify(await ways[form.dataset.passkey](form));
        form.submit();
      } catch (error) {
        problem.textContent = error.name === "NotAllowedError" ? STOPPED : FAILED;
        problem.hidden = false;
        button.disabled = false;
      }
    });
  }
  if (window.PublicKeyCredential) document.querySelectorAll("[data-no-passkeys]").forEach((note) => (note.hidden = true));
})();
