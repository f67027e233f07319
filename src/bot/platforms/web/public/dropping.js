import { byId, el } from "./dom.js";
import { channelOf, directId, page } from "./page.js";

// Putting a document into the conversation that is open: by its button, or by dropping it on the messages.

const takesDocuments = () =>
  page.conversation === directId() || channelOf(page.conversation)?.documents === true;

/**
 * @param {(files: File[]) => unknown} give what is done with the documents
 * @returns {{button: HTMLButtonElement, draw: () => void}} the button, and what shows it where documents are taken
 */
export function createDropping(give) {
  const zone = byId("conversation");
  const chooser = el("input", { type: "file", multiple: true, hidden: true });
  const button = el("button", {
    type: "button",
    class: "button",
    text: "ファイル",
    title: "計画の文書や、記入した進捗一覧を送る",
    on: { click: () => chooser.click() },
  });
  chooser.addEventListener("change", () => {
    const files = [...(chooser.files ?? [])];
    chooser.value = "";
    if (files.length > 0) give(files);
  });

  const carriesFiles = (/** @type {DragEvent} */ event) =>
    takesDocuments() && event.dataTransfer?.types.includes("Files") === true;
  // Entered once for each element under the pointer.
  let depth = 0;
  const mark = (/** @type {number} */ change) => {
    depth = Math.max(depth + change, 0);
    zone.classList.toggle("dropping", depth > 0);
  };
  zone.addEventListener("dragenter", (event) => carriesFiles(event) && mark(1));
  zone.addEventListener("dragleave", (event) => carriesFiles(event) && mark(-1));
  zone.addEventListener("dragover", (event) => {
    if (carriesFiles(event)) event.preventDefault();
  });
  zone.addEventListener("drop", (event) => {
    mark(-depth);
    if (!carriesFiles(event)) return;
    event.preventDefault();
    const files = [...(event.dataTransfer?.files ?? [])];
    if (files.length > 0) give(files);
  });

  return {
    button,
    draw: () => {
      button.hidden = !takesDocuments();
    },
  };
}
