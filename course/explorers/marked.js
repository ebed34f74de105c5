// A text with marks in it. Python sends runs: stretches of text, each with the marks it lies in.
function render({ model, el }) {
  const pane = document.createElement("div");
  pane.className = "owt-text";
  pane.tabIndex = 0;
  pane.setAttribute("role", "region");
  pane.setAttribute("aria-label", model.get("label"));
  el.append(pane);
  const draw = () => {
    pane.replaceChildren(
      ...model.get("runs").map((run) => {
        if (!run.row) return document.createTextNode(run.text);
        const mark = document.createElement("mark");
        mark.className = "owt-" + run.look;
        mark.dataset.row = run.row;
        mark.owtRows = run.rows;
        if (run.tag) {
          const tag = document.createElement("span");
          tag.className = "owt-tag";
          tag.textContent = run.tag;
          mark.append(tag);
        }
        mark.append(run.text);
        mark.addEventListener("click", () => {
          model.set("picked", run.row);
          model.save_changes();
        });
        return mark;
      })
    );
    point();
  };
  const point = () => {
    const picked = model.get("picked");
    let first = null;
    for (const mark of pane.querySelectorAll("mark")) {
      const here = mark.owtRows.includes(picked);
      mark.classList.toggle("owt-picked", here);
      if (here && !first) first = mark;
    }
    if (first) {
      const top = first.offsetTop - pane.offsetTop;
      if (top < pane.scrollTop || top > pane.scrollTop + pane.clientHeight - 40)
        pane.scrollTop = Math.max(0, top - 40);
    }
  };
  model.on("change:runs", draw);
  model.on("change:picked", point);
  draw();
}
export default { render };
