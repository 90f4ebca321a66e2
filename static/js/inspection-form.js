/* The form of an inspection, new or corrected: live score, steppers, phrases, who serves at the post. It works without this file. */
(() => {
  "use strict";
  const form = document.querySelector("[data-inspect]");
  if (!form || !form.querySelector("[data-item]")) return;
  const one = (selector, within = form) => within.querySelector(selector);
  const all = (selector, within = form) => Array.from(within.querySelectorAll(selector));
  const words = form.dataset;
  const fill = (text, values) => text.replace(/\{(\w+)\}/g, (_, name) => values[name]);
  const show = (element, isShown) => { if (element) element.hidden = !isShown; };
  const saveButton = one("[data-save]");
  const saveText = saveButton.textContent;

  /* Score: whole hundredths as on the server; a category never falls below 0. */
  const countOf = (row) => {
    const count = parseInt(one("input[type=number]", row).value, 10);
    return Math.min(99, Math.max(1, count || 1));
  };
  const isOn = (row) => one("input[name=item]", row).checked;
  const text = (hundredths) => (hundredths / 100).toFixed(2);
  const score = () => {
    let total = 0, lost = 0, items = 0;
    all("[data-category]").forEach((group) => {
      const most = Number(group.dataset.max);
      let off = 0;
      all("[data-item]", group).forEach((row) => {
        row.classList.toggle("on", isOn(row));
        if (isOn(row)) { off += Number(row.dataset.pts) * countOf(row); items += 1; }
      });
      off = Math.min(most, off);
      total += most - off;
      lost += off;
      all(`[data-catlost="${group.dataset.category}"]`).forEach((chip) => {
        chip.textContent = off ? "−" + text(off) : "0";
        chip.parentNode.classList.toggle("hit", off > 0);
      });
    });
    one("[data-score]").textContent = text(total);
    one("[data-lost]").textContent = items ? fill(words.lostText, { lost: text(lost), items }) : words.noneText;
    return text(total);
  };

  const note = one("[data-note]");
  const left = () => {
    one("[data-note-left]").textContent = fill(words.leftText, { count: note.maxLength - note.value.length });
  };
  form.classList.add("js");
  all("[data-live], [data-step]").forEach((element) => show(element, true));
  form.addEventListener("click", (event) => {
    const step = event.target.closest("[data-step]"), phrase = event.target.closest("[data-phrase]");
    if (step) {
      const row = step.closest("[data-item]");
      one("input[type=number]", row).value = Math.min(99, Math.max(1, countOf(row) + Number(step.dataset.step)));
    } else if (phrase) {
      const joined = (note.value ? note.value + "；" : "") + phrase.textContent;
      if (joined.length <= note.maxLength) note.value = joined;
      left();
    }
    if (step || phrase) form.dispatchEvent(new Event("change"));
  });
  form.addEventListener("input", () => { left(); score(); });
  form.addEventListener("change", score);
  score();
  left();

  let isBusy = false;
  const busy = (is) => { isBusy = is; saveButton.textContent = is ? words.savingText : saveText; };
  if ("correction" in words) {
    form.addEventListener("submit", (event) => { if (isBusy) event.preventDefault(); busy(true); });
    return;
  }

  /* Post: who serves there, and who may be second inspector. */
  const checked = (name) => one(`input[name=${name}]:checked`);
  const servingAt = (post) => (post.dataset.people ? post.dataset.people.split(";").map((line) => line.split("|")) : []);
  const choosePost = () => {
    const post = checked("post"), people = servingAt(post);
    one("[data-post-name]").textContent = post.dataset.name;
    one("[data-recording]").textContent = fill(words.recordingText, { post: post.dataset.name });
    one("[data-post-unit]").textContent = one("small", post.closest("label")).textContent;
    const line = one("[data-post-people]");
    line.textContent = line.dataset.label + people.map((person) => person[2]).join("、");
    all("[data-item]").forEach((row) => {
      const fitting = people.filter((person) => ["both", person[1]].includes(row.dataset.applies));
      one("[data-people]", row).replaceChildren(...fitting.map((person) => personChip(row.dataset.code, person)));
      show(one(".who", row), fitting.length > 0);
    });
    all("[data-second] option").forEach((option) => { option.disabled = option.dataset.unit === post.dataset.unit; });
  };
  const choosePostKeepingPeople = () => {
    const named = all("input[name^=people_]:checked").map((box) => box.name + box.value);
    choosePost();
    all("input[name^=people_]").forEach((box) => { box.checked = named.includes(box.name + box.value); });
  };
  const personChip = (code, [pk, , name]) => {
    const label = document.createElement("label"), box = document.createElement("input");
    label.className = "chip";
    Object.assign(box, { type: "checkbox", className: "form-check-input", name: `people_${code}`, value: pk });
    label.append(box, " " + name);
    return label;
  };
  all("input[name=post]").forEach((radio) => radio.addEventListener("change", () => {
    choosePost();
    one(".postpick").open = false;
  }));

  window.inspectionForm = {
    form, one, all, words, fill, show, score, isOn, note, left, checked, choosePost, choosePostKeepingPeople, saveButton, busy,
    isBusy: () => isBusy,
  };
})();
