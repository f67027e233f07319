/** Steps as dialogs (task modules) over the conversation. */

import { type Block, type Message, replyText } from "../../reply.js";
import { type Surface, shorten } from "./element.js";
import { renderForm } from "./forms.js";
import type { Answer } from "./link.js";
import { type Card, renderOne } from "./render.js";
import type { Step } from "./steps.js";

const IN_DIALOG: Surface = { own: true, key: null, dialogs: true, stands: "dialog" };
const CARD = "application/vnd.microsoft.card.adaptive";
const TITLE = "重点目標";
const MOST_TITLE = 40;

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/task-modules/task-modules-bots */
export function dialogOf(step: Step): Answer {
  switch (step.kind) {
    case "form":
      return withCard(step.form.title, renderForm(step.form, { inDialog: true, ...step.how }));
    case "shown":
      return shown(step.message);
    case "done":
      return withWords(step.words);
  }
}

function withCard(title: string, card: Card): Answer {
  const value = { title, height: "medium", width: "medium", card: { contentType: CARD, content: card } };
  return { status: 200, body: { task: { type: "continue", value } } };
}

const withWords = (value: string): Answer => ({ status: 200, body: { task: { type: "message", value } } });

/** What is no more than a few lines comes as words, which Teams shows with a button that closes them. */
function shown(message: Message): Answer {
  if (message.blocks.every(isLine)) return withWords(replyText(message));
  const title = message.blocks.find((block) => block.kind === "title");
  return withCard(
    title === undefined ? TITLE : shorten(title.text, MOST_TITLE),
    renderOne(message.blocks, IN_DIALOG),
  );
}

const isLine = ({ kind }: Block): boolean => kind === "text" || kind === "fine";
