import { frame, open } from "./dialogs.js";
import { el } from "./dom.js";
import { send } from "./server.js";

/**
 * Lets a newcomer say who they are; resolves to null where they leave it as it was.
 * @param {readonly import("./types.d.ts").Person[]} people
 * @param {import("./types.d.ts").Person} current
 * @returns {Promise<import("./types.d.ts").Chosen | null>}
 */
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
        text: "お試し用のため、ご本人かどうかは確かめません。選択はこのブラウザーに記憶されます。投稿と報告には、選んだ名前が記録されます。",
      }),
    ];
    const leave = el("button", { type: "button", class: "button plain", text: "この画面から出る" });
    leave.addEventListener("click", async () => {
      await send("logout", {});
      location.reload();
    });
    const cancel = el("button", { type: "button", class: "button plain", text: "キャンセル" });
    const footer = el(
      "div",
      { class: "dialog-foot" },
      leave,
      cancel,
      el("button", { class: "button primary", text: "この人として使う" }),
    );
    const { dialog, form } = frame("どなたとして使いますか", inside, footer);
    cancel.addEventListener("click", () => dialog.close());
    form.addEventListener("submit", (event) => {
      /** @type {HTMLInputElement | null} */
      const checked = form.querySelector("[name=person]:checked");
      const chosen = checked?.value ?? "";
      if (chosen === "" && name.value.trim() === "") {
        event.preventDefault();
        error.textContent = "お名前を入れてください。";
        name.focus();
        return;
      }
      resolve(
        chosen === ""
          ? { id: null, name: name.value.trim() }
          : (people.find(({ id }) => id === chosen) ?? null),
      );
    });
    dialog.addEventListener("close", () => resolve(null));
    open(dialog);
  });
}
