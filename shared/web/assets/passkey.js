// Passkeys: what stands in <div data-passkey="sign-in|add" hidden> appears where the browser knows them. The server's
// words for every refusal are shown in the part with role=alert; the page works without any of this by password.
const encode = (bytes) => {
  let text = "";
  for (const byte of new Uint8Array(bytes)) text += String.fromCharCode(byte);
  return btoa(text).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
};
const decode = (text) => Uint8Array.from(atob(text.replaceAll("-", "+").replaceAll("_", "/")), (c) => c.charCodeAt(0));

const ask = async (url, body) => {
  const headers = { "content-type": "application/json", accept: "application/json" };
  const answer = await fetch(url, { method: "POST", headers, body: JSON.stringify(body), credentials: "same-origin" });
  const said = await answer.json().catch(() => ({}));
  if (!answer.ok) throw new Error(said.detail ?? said.title ?? "");
  return said;
};

const signIn = async (part) => {
  const asked = await ask("/signin/passkey/begin", {});
  const { challenge, rpId, timeout } = asked;
  const found = await navigator.credentials.get({
    publicKey: { challenge: decode(challenge), rpId, timeout, userVerification: "required" },
  });
  const { clientDataJSON, authenticatorData, signature, userHandle } = found.response;
  const credential = {
    id: encode(found.rawId),
    clientData: encode(clientDataJSON),
    authenticatorData: encode(authenticatorData),
    signature: encode(signature),
    userHandle: userHandle ? encode(userHandle) : null,
  };
  return ask("/signin/passkey", { next: part.dataset.next, credential });
};

const add = async (part) => {
  const asked = await ask("/account/passkeys/begin", {});
  const made = await navigator.credentials.create({
    publicKey: {
      challenge: decode(asked.challenge),
      rp: { id: asked.rpId, name: asked.rpName },
      user: { id: decode(asked.user), name: asked.userName, displayName: asked.displayName },
      pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: asked.exclude.map((id) => ({ type: "public-key", id: decode(id) })),
      authenticatorSelection: { residentKey: "required", requireResidentKey: true, userVerification: "required" },
      attestation: "none",
      timeout: asked.timeout,
    },
  });
  return ask("/account/passkeys", {
    name: part.querySelector("input").value.trim() || part.dataset.unnamed,
    clientData: encode(made.response.clientDataJSON),
    attestation: encode(made.response.attestationObject),
  });
};

for (const part of document.querySelectorAll("[data-passkey]")) {
  // At another host name than passkeys are bound to, the browser would refuse them.
  const here = location.hostname === part.dataset.host || location.hostname.endsWith(`.${part.dataset.host}`);
  if (!window.PublicKeyCredential || !here) continue;
  part.hidden = false;
  const button = part.querySelector("button");
  const alert = part.querySelector("[role=alert]");
  button.addEventListener("click", async () => {
    alert.textContent = "";
    button.setAttribute("aria-busy", "true");
    try {
      const done = await (part.dataset.passkey === "add" ? add(part) : signIn(part));
      location.assign(done.next);
    } catch (error) {
      // A window that was closed, a device that knows no passkey, or one registered already; else the server's words.
      const own = { NotAllowedError: part.dataset.stopped, InvalidStateError: part.dataset.known };
      alert.textContent = own[error.name] ?? (error.constructor === Error && error.message ? error.message : part.dataset.failed);
    } finally {
      button.removeAttribute("aria-busy");
    }
  });
}
