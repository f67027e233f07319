import { spans } from "./blocks.js";
import { el } from "./dom.js";

// Forms and questions in a <dialog>, which keeps the focus inside and gives it back.

function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

function frame(title, inside, footer) {
  const form = el("form", { novalidate: true, method: "dialog" }, ...inside, footer);
  const dialog = el(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    el("h2", { id: "dialog-title", text: title }),
    form,
  );
  return { dialog, form };
}

/** A yes-or-no question; resolves when it is answered. */
export function confirm(title, text, yes) {
  return new Promise((resolve) => {
    const no = el("button", { type: "button", class: "button plain", text: "やめる", autofocus: true });
    const footer = el(
      "div",
      { class: "dialog-foot" },
      no,
      el("button", { class: "button danger", text: yes }),
    );
    const { dialog, form } = frame(title, [el("p", { class: "block-text", text })], footer);
    no.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", () => resolve(true));
    dialog.addEventListener("close", () => resolve(false));
    open(dialog);
  });
}

/**
 * Shows a form of the bot.
 * @param {object} given the form
 * @param {readonly {id: string, name: string}[]} people for fields that ask for a person
 * @param {(values: Record<string, string>) => Promise<{errors: Record<string, string> | null}>} submit
 */
export function showForm(given, people, submit) {
  const fields = given.fields.map((field) => createField(field, people));
  const intro = given.intro.length === 0 ? [] : [el("p", { class: "block-text" }, spans(given.intro))];
  const general = el("p", { class: "error", role: "alert" });
  const cancel = el("button", { type: "button", class: "button plain", text: "キャンセル" });
  const save = el("button", { class: "button primary", text: given.submit });
  const footer = el("div", { class: "dialog-foot" }, cancel, save);
  const { dialog, form } = frame(given.title, [...intro, ...fields.map(({ node }) => node), general], footer);
  cancel.addEventListener("click", () => dialog.close());
  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    if (save.disabled) return;
    save.disabled = true;
    general.textContent = "";
    for (const field of fields) field.fail("");
    try {
      const { errors } = await submit(Object.fromEntries(fields.map((field) => [field.name, field.value()])));
      if (errors === null) {
        dialog.close();
        return;
      }
      const failed = fields.filter(({ name }) => errors[name] !== undefined);
      for (const field of failed) field.fail(errors[field.name]);
      const rest = Object.entries(errors).filter(([name]) => !fields.some((field) => field.name === name));
      general.textContent = rest.map(([, text]) => text).join("\n");
      failed[0]?.focus();
    } catch (reason) {
      general.textContent = reason.message;
    } finally {
      save.disabled = false;
    }
  });
  open(dialog);
}

function createField(field, people) {
  const id = `field-${field.name}`;
  const hint =
    field.hint === undefined ? null : el("p", { class: "hint", id: `${id}-hint`, text: field.hint });
  const error = el("p", { class: "error", id: `${id}-error`, role: "alert" });
  const described = [hint === null ? "" : hint.id, error.id].join(" ").trim();
  const label = [
    document.createTextNode(field.label),
    field.optional === true ? el("span", { class: "optional", text: "任意" }) : null,
  ];
  const kind = field.type === "radio" ? radios(field, id, described) : single(field, id, described, people);
  const node =
    field.type === "radio"
      ? el("fieldset", { class: "field" }, el("legend", {}, ...label), hint, kind.node, error)
      : el(
          "div",
          { class: "field" },
          el("label", { for: id }, ...label),
          hint,
          kind.node,
          kind.counter ?? null,
          error,
        );
  return {
    name: field.name,
    node,
    value: kind.value,
    focus: kind.focus,
    fail(text) {
      error.textContent = text;
      for (const control of kind.controls) {
        if (text === "") control.removeAttribute("aria-invalid");
        else control.setAttribute("aria-invalid", "true");
      }
    },
  };
}

function radios(field, id, described) {
  const controls = field.options.map(({ value }) =>
    el("input", {
      type: "radio",
      name: id,
      value,
      checked: field.initial === value,
      "aria-describedby": described,
    }),
  );
  const node = el(
    "div",
    { class: "radios" },
    ...field.options.map(({ label }, at) =>
      el("label", { class: "radio" }, controls[at], el("span", { text: label })),
    ),
  );
  return {
    node,
    // A radio button has no aria-invalid; its group's error is announced by itself.
    controls: [],
    value: () => controls.find((control) => control.checked)?.value ?? "",
    focus: () => (controls.find((control) => control.checked) ?? controls[0])?.focus(),
  };
}

function single(field, id, described, people) {
  const common = {
    id,
    "aria-describedby": described,
    "aria-required": field.optional === true ? null : "true",
  };
  const control = controlOf(field, common, people);
  control.value = String(field.initial ?? "");
  const result = {
    node: control,
    controls: [control],
    value: () => control.value,
    focus: () => control.focus(),
  };
  return field.type === "text" ? { ...result, counter: counterOf(field, control) } : result;
}

function controlOf(field, common, people) {
  switch (field.type) {
    case "select":
      return choice(common, field.options);
    case "person":
      return choice(
        common,
        people.map((person) => ({ value: person.id, label: person.name })),
      );
    case "number":
      return el("input", { ...common, type: "number", min: field.min, max: field.max, inputmode: "numeric" });
    case "date":
      return el("input", { ...common, type: "date" });
    case "text":
      return field.multiline === true
        ? el("textarea", { ...common, rows: "4" })
        : el("input", { ...common, type: "text", autocomplete: "off" });
  }
  return el("input", { ...common, type: "text" });
}

function choice(common, options) {
  const blank = el("option", { value: "", text: "選んでください" });
  return el(
    "select",
    common,
    blank,
    ...options.map(({ value, label }) => el("option", { value, text: label })),
  );
}

/** Counts as the limit does; what is too long may still be written and then shortened. */
function counterOf(field, control) {
  const counter = el("p", { class: "counter" });
  const count = () => {
    const length = control.value.length;
    counter.textContent = `${length} / ${field.maxLength} 文字`;
    counter.classList.toggle("over", length > field.maxLength);
  };
  control.addEventListener("input", count);
  count();
  return counter;
}

/** Lets a newcomer say who they are; resolves to null where they leave it as it was. */
export function choosePerson(people, current) {
  return new Promise((resolve) => {
    const isGuest = !people.some(({ id }) => id === current.id);
    const entries = people.map(({ id, name, note }) => {
      const input = el("input", { type: "radio", name: "person", value: id, checked: id === current.id });
      const text = el("span", {}, el("strong", { text: name }), el("span", { class: "hint", text: note }));
      return el("label", { class: "radio tall" }, input, text);
    });
    const own = el("input", { type: "radio", name: "person", value: "", checked: isGuest });
    const name = el("input", {
      type: "text",
      id: "own-name",
      maxlength: "20",
      autocomplete: "off",
      "aria-label": "お名前",
      placeholder: "例: 防災 花子",
      value: isGuest ? current.name : null,
    });
    name.addEventListener("input", () => {
      own.checked = true;
    });
    const error = el("p", { class: "error", role: "alert" });
    const inside = [
      el(
        "fieldset",
        { class: "field" },
        el("legend", { class: "visually-hidden", text: "どなたとして使うか" }),
        ...entries,
        el(
          "div",
          { class: "own-name" },
          el("label", { class: "radio" }, own, el("span", { text: "別の名前で" })),
          name,
        ),
      ),
      error,
      el("p", {
        class: "block-fine",
        text: "おためし用の場所なので、本人かどうかは確かめません。選んだ名前はこのブラウザーだけに残ります。",
      }),
    ];
    const cancel = el("button", { type: "button", class: "button plain", text: "キャンセル" });
    const footer = el(
      "div",
      { class: "dialog-foot" },
      cancel,
      el("button", { class: "button primary", text: "この人として使う" }),
    );
    const { dialog, form } = frame("どなたとして使いますか", inside, footer);
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => {
      const chosen = form.querySelector("[name=person]:checked")?.value ?? "";
      if (chosen === "" && name.value.trim() === "") {
        event.preventDefault();
        error.textContent = "お名前を入れてください。";
        name.focus();
        return;
      }
      resolve(chosen === "" ? { id: null, name: name.value.trim() } : people.find(({ id }) => id === chosen));
    });
    dialog.addEventListener("close", () => resolve(null));
    open(dialog);
  });
}
