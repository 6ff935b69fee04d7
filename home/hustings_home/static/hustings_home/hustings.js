// Only adds to pages that work without it. No library, no global name.
(() => {
  const doc = document;
  const each = (selector, act) => doc.querySelectorAll(selector).forEach(act);

  const button = (words, act) => {
    const made = doc.createElement("button");
    made.type = "button";
    made.className = "btn btn--ghost btn--small";
    made.textContent = words;
    made.addEventListener("click", () => act(made));
    return made;
  };

  // Wide screens: open the menu where the style sheet alone cannot.
  const menu = doc.querySelector(".menu");
  if (menu && !CSS.supports("selector(::details-content)")) {
    menu.open = matchMedia("(min-width: 60em)").matches;
  }

  // Focus the error summary where `autofocus` on it is not understood.
  doc.getElementById("errors")?.focus();

  // The system's own sheet to share, and a link to copy.
  each("[data-share]", (box) => {
    const { share: url, title, shareLabel, copyLabel, copiedLabel } = box.dataset;
    const row = box.querySelector(".cluster");
    if (navigator.clipboard) {
      row.prepend(
        button(copyLabel, (self) =>
          navigator.clipboard.writeText(url).then(() => {
            self.textContent = copiedLabel;
            self.setAttribute("role", "status");
          }),
        ),
      );
    }
    if (navigator.share) {
      row.prepend(button(shareLabel, () => navigator.share({ title, url }).catch(() => {})));
    }
  });

  // One press is one submission; coming back to the page makes it ready again.
  const ready = (form, is) => {
    form.dataset.sent = is ? "" : "1";
    form.querySelectorAll("[type=submit]").forEach((b) => b.setAttribute("aria-busy", !is));
  };
  doc.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.method !== "post") return;
    if (form.dataset.sent) event.preventDefault();
    else ready(form, false);
  });
  addEventListener("pageshow", () => each("form[data-sent]", (form) => ready(form, true)));

  // A video frame is made only after the press that says whom it asks.
  doc.addEventListener("click", (event) => {
    const box = event.target.closest(".video a") && event.target.closest("[data-embed]");
    if (!box?.dataset.embed) return;
    event.preventDefault();
    const frame = doc.createElement("iframe");
    frame.src = box.dataset.embed;
    frame.title = box.dataset.title;
    frame.allow = "autoplay; fullscreen";
    frame.referrerPolicy = "strict-origin-when-cross-origin";
    box.replaceChildren(frame);
    frame.focus();
  });

  // The action that stays in reach steps aside while its form is in view.
  each(".sticky-action", (bar) => {
    const form = doc.querySelector(bar.querySelector("a").hash);
    if (form) new IntersectionObserver(([seen]) => (bar.hidden = seen.isIntersecting)).observe(form);
  });

  // Counts: the server answers { shown, value }; asked again each half minute while looked at.
  each("[data-count]", (box) => {
    const refresh = async () => {
      if (doc.hidden) return;
      const answer = await fetch(box.dataset.count, { credentials: "omit" }).catch(() => null);
      if (!answer?.ok) return;
      const { shown, value } = await answer.json();
      box.querySelector("b, strong").textContent = shown;
      const bar = box.querySelector("progress");
      if (bar) bar.value = value;
    };
    setInterval(refresh, 30000);
  });
})();
