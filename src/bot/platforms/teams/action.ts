import { asObject, type Json } from "../../json.js";
import { encodePress, opensForm, type Press } from "../../query.js";
import type { Button } from "../../reply.js";
import { cost, type Element, shorten } from "./element.js";

/** Buttons of cards, and what they carry back. Nothing of it is trusted: a press is decoded with its schema. */

/** How a card is shown, as far as its buttons must know. */
export interface Surface {
  /** Shown to one person: turning a page replaces it. */
  readonly own: boolean;
  /** What the program calls a posted message; a press on it tells under which id Teams stored it. */
  readonly key: string | null;
  /** Whether forms open as dialogs. */
  readonly dialogs: boolean;
  /**
   * Where it stands: a message of a conversation; a step of a form, whose next step takes its place; or a dialog, which knows no
   * other action than to be sent.
   */
  readonly stands: "message" | "step" | "dialog";
}

export const VERB_PRESS = "press";
export const VERB_FORM = "form";
const MOST_LABEL = 60;
const MOST_BUTTONS = 6;
/** Bytes of one row of buttons. */
const MOST_ROW = 12_000;

const dataOf = (press: Press, surface: Surface): Json => ({
  p: encodePress(press),
  ...(surface.own ? { own: true } : {}),
  ...(surface.stands === "step" ? { step: true } : {}),
  ...(surface.key === null ? {} : { key: surface.key }),
});

export function pressAction(label: string, press: Press, surface: Surface): Element {
  const title = shorten(label, MOST_LABEL) || "開く";
  const data = dataOf(press, surface);
  if (surface.stands === "dialog") return { type: "Action.Submit", title, data };
  if (opensForm(press) && surface.dialogs)
    return { type: "Action.Submit", title, data: { ...data, msteams: { type: "task/fetch" } } };
  return {
    type: "Action.Execute",
    title,
    verb: VERB_PRESS,
    data,
    fallback: { type: "Action.Submit", title, data },
  };
}

/** What pressing a whole row does; without a fallback, because old clients show the row all the same. */
export function selectAction(label: string, press: Press, surface: Surface): Element {
  const { fallback: _, ...action } = pressAction(label, press, surface);
  return { ...action, type: String(action.type) };
}

/** Buttons in as many rows as their number and size need. */
export function buttonRows(buttons: readonly Button[], surface: Surface): Element[] {
  const rows: Element[][] = [];
  let room = 0;
  for (const { label, press, style } of buttons) {
    const action = pressAction(label, press, surface);
    const styled =
      style === undefined ? action : { ...action, style: style === "primary" ? "positive" : "destructive" };
    const size = cost(styled);
    const row = rows.at(-1);
    if (row !== undefined && row.length < MOST_BUTTONS && size <= room) row.push(styled);
    else {
      rows.push([styled]);
      room = MOST_ROW;
    }
    room -= size;
  }
  return rows.map((actions) => ({ type: "ActionSet", actions }));
}

/** What a pressed button carried. */
export interface Pressed {
  readonly value: string;
  readonly own: boolean;
  readonly key: string | null;
  /** On a step of a form: what comes next takes its place. */
  readonly step: boolean;
}

export function pressedOf(data: unknown): Pressed | null {
  const { p, own, key, step } = asObject(data);
  if (typeof p !== "string") return null;
  return { value: p, own: own === true, key: typeof key === "string" ? key : null, step: step === true };
}
