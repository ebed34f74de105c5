// The head of every explorer: its title, its sentence (read out when it changes), and a shield
// that keeps the keys pressed inside the explorer away from the notebook's own shortcuts.
function shield(el) {
  const home = el.closest(".jp-OutputArea-output, .output_subarea, .owt-explorer") || el;
  if (home.dataset.owtShield) return;
  home.dataset.owtShield = "yes";
  home.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" && event.key !== "Tab") event.stopPropagation();
  });
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
  const wait = () => (el.isConnected ? shield(el) : requestAnimationFrame(wait));
  wait();
}
export default { render };
