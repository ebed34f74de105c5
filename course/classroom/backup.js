// Two native controls: a button that fetches the student's folder as a zip, and a file box that
// sends a zip back. Bytes go through the kernel's own connection, so no address is needed.
const MOST = 8_000_000; // a Jupyter server takes 10 MB in one message

function render({ model, el }) {
  const box = document.createElement("div");
  box.className = "owt-backup";

  const save = document.createElement("button");
  save.type = "button";
  save.className = "owt-save jupyter-widgets jupyter-button widget-button";
  save.textContent = "Download my work";
  save.addEventListener("click", () => {
    save.disabled = true;
    model.send({ kind: "pack" });
  });

  const label = document.createElement("label");
  label.className = "owt-restore";
  label.append("Bring back work from a zip: ");
  const file = document.createElement("input");
  file.type = "file";
  file.accept = ".zip,application/zip";
  label.append(file);
  file.addEventListener("change", async () => {
    const chosen = file.files[0];
    if (!chosen) return;
    if (chosen.size > MOST) {
      model.send({ kind: "too big", name: chosen.name });
    } else {
      model.send({ kind: "restore", name: chosen.name }, undefined, [await chosen.arrayBuffer()]);
    }
    file.value = ""; // so that the same file can be chosen again
  });

  const ready = document.createElement("p");
  const heard = (message, buffers) => {
    save.disabled = false;
    if (message.kind !== "packed") return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([buffers[0]], { type: "application/zip" }));
    link.download = message.name;
    link.textContent = `${message.name}: press here if the download did not start`;
    const old = ready.querySelector("a");
    if (old) URL.revokeObjectURL(old.href);
    ready.replaceChildren(link);
    link.click();
  };
  model.on("msg:custom", heard);

  box.append(save, label, ready);
  el.append(box);
  return () => model.off("msg:custom", heard);
}
export default { render };
