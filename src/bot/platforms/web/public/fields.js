import { el } from "./dom.js";

// The fields of a form. Each gives its node, its value as text, and shows its own error.

/**
 * @typedef {object} Kind how a kind of field is filled in
 * @property {HTMLElement} node
 * @property {HTMLElement[]} controls
 * @property {() => string} value
 * @property {() => void} focus
 * @property {HTMLElement} [counter]
 */
/** @typedef {Record<string, string | null>} Common what every control of a field has */
/** @typedef {readonly {id: string, name: string}[]} People */

/**
 * @param {import("./types.d.ts").Field} field
 * @param {People} people for a field that asks for a person
 */
export function createField(field, people) {
  const id = `field-${field.name}`;
  const hint =
    field.hint === undefined ? null : el("p", { class: "hint", id: `${id}-hint`, text: field.hint });
  const error = el("p", { class: "error", id: `${id}-error`, role: "alert" });
  const described = [hint === null ? "" : hint.id, error.id].join(" ").trim();
  const label = [
    document.createTextNode(field.label),
    field.optional === true ? el("span", { class: "optional", text: "任意" }) : null,
  ];
  const isGroup = field.type === "radio" || field.type === "several";
  const kind = isGroup ? choices(field, id, described) : single(field, id, described, people);
  const node = isGroup
    ? el("fieldset", { class: "field" }, el("legend", {}, ...label), hint, error, kind.node)
    : el(
        "div",
        { class: "field" },
        el("label", { for: id }, ...label),
        hint,
        error,
        kind.node,
        kind.counter ?? null,
      );
  return {
    name: field.name,
    node,
    value: kind.value,
    focus: kind.focus,
    fail(/** @type {string} */ text) {
      error.textContent = text;
      for (const control of kind.controls) {
        if (text === "") control.removeAttribute("aria-invalid");
        else control.setAttribute("aria-invalid", "true");
      }
    },
  };
}

/**
 * Radio buttons, or boxes where several may be chosen: their values with a comma between them.
 * @param {import("./types.d.ts").ChoiceField} field
 * @param {string} id
 * @param {string} described
 * @returns {Kind}
 */
function choices(field, id, described) {
  const initial = String(field.initial ?? "").split(",");
  const controls = field.options.map(({ value }) =>
    el("input", {
      type: field.type === "several" ? "checkbox" : "radio",
      name: id,
      value,
      checked: initial.includes(value),
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
    value: () =>
      controls
        .filter((control) => control.checked)
        .map((control) => control.value)
        .join(","),
    focus: () => (controls.find((control) => control.checked) ?? controls[0])?.focus(),
  };
}

/**
 * @param {import("./types.d.ts").Field} field
 * @param {string} id
 * @param {string} described
 * @param {People} people
 * @returns {Kind}
 */
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

/**
 * @param {import("./types.d.ts").Field} field
 * @param {Common} common
 * @param {People} people
 */
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

/**
 * @param {Common} common
 * @param {readonly {value: string, label: string}[]} options
 */
function choice(common, options) {
  const blank = el("option", { value: "", text: "選んでください" });
  return el(
    "select",
    common,
    blank,
    ...options.map(({ value, label }) => el("option", { value, text: label })),
  );
}

/**
 * Counts as the limit does; what is too long may still be written and then shortened.
 * @param {import("./types.d.ts").TextField} field
 * @param {HTMLInputElement | HTMLTextAreaElement | HTMLSelectElement} control
 */
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
