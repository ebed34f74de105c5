// The head of every explorer: its title, its sentence (read out when it changes), and a shield
// that keeps the keys pressed inside the explorer away from the notebook's own shortcuts. Escape
// leads out of it, back to the cell, from wherever one is.
function shield(el) {
  const home = el.closest(".jp-OutputArea-output, .output_subarea, .owt-explorer") || el;
  if (home.dataset.owtShield) return;
  home.dataset.owtShield = "yes";
  home.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") event.stopPropagation();
  });
  // On its way down, because a text box keeps its keys to itself.
  const leave = (event) => event.key === "Escape" && home.closest(".jp-Cell")?.focus();
  home.addEventListener("keydown", leave, { capture: true });
}
// A table or a chart that is wider than the page scrolls in its own box: keys must reach the box.
function tend(el) {
  const explorer = el.closest(".owt-explorer");
  if (!explorer || explorer.dataset.owtTended) return;
  explorer.dataset.owtTended = "yes";
  const look = () => {
    for (const box of explorer.querySelectorAll(".widget-html-content, .owt-chart")) {
      const wide = box.scrollWidth > box.clientWidth + 1;
      if (wide === (box.tabIndex === 0)) continue;
      if (wide) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", "Wider than the page: the arrow keys move it");
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      }
    }
  };
  let waits = false;
  const soon = () => {
    if (!waits) requestAnimationFrame(() => { waits = false; look(); });
    waits = true;
  };
  new ResizeObserver(soon).observe(explorer);
  new MutationObserver(soon).observe(explorer, { childList: true, subtree: true });
}
function render({ model, el }) {
  const room = document.createElement("div");
  room.className = "owt-room";
  const title = document.createElement("p");
  title.className = "owt-title"; // no heading: an explorer may stand under any level
  const words = document.createElement("p");
  words.setAttribute("role", "status");
  room.append(title, words);
  el.append(room);
  const draw = () => {
    title.textContent = model.get("title");
    words.textContent = model.get("sentence");
  };
  model.on("change", draw);
  draw();
  const wait = () => {
    if (!el.isConnected) return requestAnimationFrame(wait);
    shield(el);
    tend(el);
  };
  wait();
}
export default { render };
