// Shows of the book only what holds every word that is looked for; without it, the book is whole.
(() => {
  const form = document.querySelector(".find"), field = form.querySelector("input"), told = form.querySelector("output");
  const parts = [...document.querySelectorAll("main [data-search]")].map(part => [part, part.textContent.toLowerCase()]);
  for (const found of parts) found[1] += " " + (found[0].closest("section")?.querySelector("h3").textContent.toLowerCase() ?? "");
  const headed = [...document.querySelectorAll("main section, main h2, main h2 ~ table, nav, dl.about")];
  const look = () => {
    const words = field.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const [part, text] of parts) {
      part.hidden = !words.every(word => text.includes(word));
      count += part.hidden ? 0 : 1;
    }
    for (const head of headed) {
      const inside = [...head.querySelectorAll("[data-search]")];
      head.hidden = words.length > 0 && (inside.length === 0 || inside.every(part => part.hidden));
    }
    told.textContent = words.length ? (count || form.dataset.none) : "";
  };
  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  field.addEventListener("input", look);
  addEventListener("beforeprint", () => { field.value = ""; look(); });
})();
