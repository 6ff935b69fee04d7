// Google's program is asked for after the press, never before.
(() => {
  document.querySelectorAll("[data-recaptcha]").forEach((box) => {
    const button = box.querySelector("button");
    const place = button.nextElementSibling;
    const { recaptcha: sitekey, script: source, language, away } = box.dataset;
    button.hidden = false;
    button.addEventListener("click", () => {
      button.hidden = true;
      const script = document.createElement("script");
      script.src = `${source}?render=explicit&hl=${language}`;
      script.onload = () => window.grecaptcha.ready(() => window.grecaptcha.render(place, { sitekey }));
      script.onerror = () => {
        place.setAttribute("role", "status");
        place.textContent = away;
      };
      document.head.append(script);
    });
  });
})();
