import { isComposing } from "./composer.js";
import { el, messageOf } from "./dom.js";

/**
 * A message of one's own while it is being changed.
 * @param {import("./types.d.ts").Message} message
 * @param {Node} avatar
 * @param {{edit: (message: import("./types.d.ts").Message, text: string) => Promise<void>, stop: () => void}} given
 */
export function createEditor(message, avatar, { edit, stop }) {
  const field = el("textarea", { rows: "3", maxlength: "12000", "aria-label": "メッセージを編集" });
  field.value = message.body.kind === "text" ? message.body.text : "";
  const error = el("p", { class: "error", role: "alert" });

  async function save() {
    if (field.value.trim() === "") {
      error.textContent = "本文を入れてください。消したいときは「削除する」を選んでください。";
      return;
    }
    try {
      await edit(message, field.value);
      stop();
    } catch (reason) {
      error.textContent = messageOf(reason);
    }
  }

  field.addEventListener("keydown", (event) => {
    if (isComposing(event)) return;
    if (event.key === "Escape") stop();
    else if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) save();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
  const buttons = [
    el("button", { type: "button", class: "button primary", text: "保存する", on: { click: save } }),
    el("button", { type: "button", class: "button plain", text: "やめる", on: { click: stop } }),
  ];
  return el(
    "div",
    { class: "message editor", data: { id: message.id } },
    avatar,
    el("div", { class: "message-main" }, field, error, el("div", { class: "block-buttons" }, ...buttons)),
  );
}
