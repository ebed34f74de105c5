// A day on a slider: the browser's own range input, which has keys, a name and a spoken value.
function render({ model, el }) {
  const label = document.createElement("label");
  label.className = "owt-slider";
  const words = document.createElement("span");
  const box = document.createElement("input");
  box.type = "range";
  box.step = "1";
  label.append(words, box);
  el.append(label);
  const say = () => {
    const day = new Date(Number(box.value) * 86400000).toISOString().slice(0, 10);
    box.setAttribute("aria-valuetext", day);
  };
  const draw = () => {
    words.textContent = model.get("label");
    box.min = model.get("first");
    box.max = model.get("last");
    box.value = model.get("value");
    box.disabled = model.get("disabled");
    say();
  };
  let mine = false;
  box.addEventListener("input", () => {
    say();
    mine = true;
    model.set("value", Number(box.value));
    model.save_changes();
    mine = false;
  });
  model.on("change", () => {
    if (!mine) draw();
  });
  draw();
}
export default { render };
