// A read-only text box: its own selection, by mouse or with Shift and the arrow keys, is the span.
// A browser counts UTF-16 units here; Python turns them into characters.
function render({ model, el }) {
  const box = document.createElement("textarea");
  box.className = "owt-text";
  // Not readOnly: Chromium then has no caret, and the arrow keys select nothing. Edits are refused.
  box.setAttribute("aria-readonly", "true");
  box.spellcheck = false;
  box.inputMode = "none";
  box.addEventListener("beforeinput", (event) => event.preventDefault());
  box.addEventListener("input", () => (box.value = model.get("text"))); // what cannot be refused
  box.setAttribute("aria-label", model.get("label"));
  box.value = model.get("text");
  box.setSelectionRange(...model.get("units")); // else it begins at the end
  el.append(box);
  let mine = false;
  const tell = () => {
    const span = [box.selectionStart, box.selectionEnd];
    const old = model.get("units");
    if (span[0] === span[1] || (old[0] === span[0] && old[1] === span[1])) return;
    mine = true;
    model.set("units", span);
    model.save_changes();
    mine = false;
  };
  for (const name of ["select", "mouseup", "keyup"]) box.addEventListener(name, tell);
  model.on("change:text", () => (box.value = model.get("text")));
  model.on("change:label", () => box.setAttribute("aria-label", model.get("label")));
  model.on("change:text change:units", () => {
    if (mine) return;
    const [start, end] = model.get("units");
    box.setSelectionRange(start, end);
    const before = box.value.slice(0, start).length / Math.max(1, box.value.length);
    box.scrollTop = Math.max(0, before * box.scrollHeight - box.clientHeight / 3);
  });
}
export default { render };
