// Says what went wrong with a passkey; django-allauth writes it to the console only.
(() => {
  const box = document.getElementById("passkey_failed");
  document.addEventListener("allauth.error", (event) => {
    event.preventDefault();
    const words = box.dataset;
    // Names of WebAuthn (W3C, level 2, sections 5.1.3 and 5.1.4.1).
    const said = {
      SecurityError: words.address,
      InvalidStateError: words.known,
      NotAllowedError: words.stopped,
    };
    box.textContent = said[event.detail.exception?.name] ?? words.other;
    box.hidden = false;
  });
})();
