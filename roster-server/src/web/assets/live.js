// While something is going on, looks again every two seconds and exchanges the parts marked with data-live.
// Without this script the page says the same after it is loaded anew.
(() => {
  const parts = (page) => [...page.querySelectorAll("[data-live][id]")];
  const look = async () => {
    if (document.hidden) return true;
    const answer = await fetch(location.href, { credentials: "same-origin" });
    if (!answer.ok || answer.redirected) return false;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    for (const part of parts(document)) {
      const now = page.getElementById(part.id);
      // Whoever is about to press a button or write in a field must not lose it.
      if (part.contains(document.activeElement)) continue;
      if (!now || (now.innerHTML === part.innerHTML && now.className === part.className)) continue;
      part.className = now.className;
      part.replaceChildren(...now.childNodes);
    }
    return page.body.hasAttribute("data-moving");
  };
  const again = () => setTimeout(() => look().catch(() => true).then((goesOn) => goesOn && again()), 2000);
  again();
})();
