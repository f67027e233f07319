import { spans } from "./blocks.js";
import { el, messageOf } from "./dom.js";
import { createField } from "./fields.js";

// Forms and questions in a <dialog>, which keeps the focus inside and gives it back.

/** @param {HTMLDialogElement} dialog */
export function open(dialog) {
  document.body.append(dialog);
  dialog.addEventListener("close", () => dialog.remove());
  dialog.showModal();
}

/**
 * A dialog with a title, its content and its buttons.
 * @param {string} title
 * @param {(Node | null)[]} inside
 * @param {Node} footer
 */
export function frame(title, inside, footer) {
  const form = el("form", { novalidate: true, method: "dialog" }, ...inside, footer);
  const dialog = el(
    "dialog",
    { "aria-labelledby": "dialog-title" },
    el("h2", { id: "dialog-title", text: title }),
    form,
  );
  return { dialog, form };
}

/**
 * A yes-or-no question; resolves when it is answered.
 * @param {string} title
 * @param {string} text
 * @param {string} yes
 * @returns {Promise<boolean>}
 */
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
 * @param {import("./types.d.ts").Form} given
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
      general.textContent = messageOf(reason);
    } finally {
      save.disabled = false;
    }
  });
  open(dialog);
}
