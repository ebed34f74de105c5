"""What the marking page does in the browser: keeps what is typed, adds comments, saves a table."""

SCRIPT = """
"use strict";
const name = document.getElementById("sheet").dataset.name;
const answers = [...document.querySelectorAll(".answer")];
const state = document.getElementById("state");
const points = one => one.querySelector(".points");
const comment = one => one.querySelector(".comment");
const place = one => `${name} ${one.dataset.student} ${one.dataset.question}`;
let unsaved = false;

function count() {
  const done = answers.filter(one => points(one).value !== "").length;
  state.textContent = `${done} of ${answers.length} have points.`;
}
function keep(one) {
  unsaved = true;
  count();
  try {
    localStorage.setItem(place(one), JSON.stringify([points(one).value, comment(one).value]));
  } catch { state.textContent += " This browser keeps nothing: save often."; }
}
for (const one of answers) {
  try {
    const kept = JSON.parse(localStorage.getItem(place(one)));
    if (kept) { [points(one).value, comment(one).value] = kept; }
  } catch { /* nothing was kept */ }
  one.addEventListener("input", () => keep(one));
  for (const chip of one.querySelectorAll(".say")) {
    chip.addEventListener("click", () => {
      comment(one).value = `${comment(one).value} ${chip.dataset.say}`.trim();
      keep(one);
    });
  }
}
const cell = words => {
  const safe = /^\\s*[=+@-]/.test(words) ? `'${words}` : words;
  return `"${safe.replaceAll('"', '""')}"`;
};
document.getElementById("save").addEventListener("click", () => {
  // Where a mark stood and was emptied, it is taken back.
  const given = one => points(one).value || (points(one).defaultValue ? "none" : "");
  const rows = answers.map(one => [one.dataset.student, one.dataset.question, given(one),
    comment(one).value].map(cell).join(","));
  const text = "\\ufeff" + ["student,question,points,comment", ...rows].join("\\r\\n") + "\\r\\n";
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], {type: "text/csv"}));
  link.download = "marked.csv";
  link.click();
  unsaved = false;
});
addEventListener("beforeunload", event => { if (unsaved) { event.preventDefault(); } });
count();
"""
