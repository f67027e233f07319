import type { types } from "@slack/bolt";
import { arrayAt, asObject, type Json, objectAt, stringAt } from "../../json.js";
import type { Where } from "../../platform.js";
import type { Block, Form, FormField } from "../../reply.js";
import {
  MAX_INPUT,
  MAX_LABEL,
  MAX_METADATA,
  MAX_OPTION_TEXT,
  MAX_OPTION_VALUE,
  MAX_OPTIONS,
  MAX_RADIO,
  MAX_VIEW_TITLE,
  shorten,
} from "./limits.js";
import { renderView } from "./render.js";
import { plainText, richBlocks } from "./rich.js";

/** Forms as modals, and the home page; what a modal must bring back travels in its private_metadata. */

const FORM = "form:";
const FIELD = "field:";
const VALUE = "value";
const CLOSE = "閉じる";

/** Where a view was opened from, and the form's own context. */
export interface Memo {
  readonly context: string;
  readonly channel: string | null;
  readonly thread: string | null;
}

function encodeMemo(memo: Memo): string {
  const text = JSON.stringify(memo);
  if (text.length > MAX_METADATA)
    throw new Error(`the context of a form is too long: ${text.length} characters`);
  return text;
}

/** The memo of a view that came back; everything is absent where it is not one of ours. */
export function decodeMemo(view: Json): Memo {
  let memo: Json = {};
  try {
    memo = asObject(JSON.parse(stringAt(view, "private_metadata") ?? "{}"));
  } catch {
    // Not written by this program: as good as empty.
  }
  return {
    context: stringAt(memo, "context") ?? "",
    channel: stringAt(memo, "channel"),
    thread: stringAt(memo, "thread"),
  };
}

/** The memo of a place; the App Home has no channel. */
export const memoOf = (where: Where, context: string): Memo => ({
  context,
  channel: where.destination.channel ?? null,
  thread: where.thread,
});

/** @throws Error where context or an option's value is longer than Slack carries */
export function renderForm(form: Form, where: Where): types.ModalView {
  return {
    type: "modal",
    callback_id: `${FORM}${form.id}`,
    title: plainText(shorten(form.title, MAX_VIEW_TITLE)),
    submit: plainText(shorten(form.submit, MAX_VIEW_TITLE)),
    close: plainText(CLOSE),
    private_metadata: encodeMemo(memoOf(where, form.context)),
    blocks: [...richBlocks(form.intro), ...form.fields.map(inputOf)],
  };
}

/** The home page; `channel` is the direct conversation it belongs to. */
export function renderHome(blocks: readonly Block[], where: Where): types.HomeView {
  return {
    type: "home",
    private_metadata: encodeMemo(memoOf(where, "")),
    blocks: renderView(blocks),
  };
}

/** An answer for somebody who asked from the App Home, where nothing can be posted. */
export function renderModal(blocks: readonly Block[], where: Where): types.ModalView {
  return {
    type: "modal",
    title: plainText("重点目標"),
    close: plainText(CLOSE),
    private_metadata: encodeMemo(memoOf(where, "")),
    blocks: renderView(blocks),
  };
}

function inputOf(field: FormField): types.InputBlock {
  return {
    type: "input",
    block_id: `${FIELD}${field.name}`,
    label: plainText(shorten(field.label, MAX_LABEL) || "　"),
    element: elementOf(field),
    optional: field.optional === true,
    ...(field.hint === undefined || field.hint === ""
      ? {}
      : { hint: plainText(shorten(field.hint, MAX_LABEL)) }),
  };
}

function elementOf(field: FormField): types.InputBlock["element"] {
  const base = { action_id: VALUE };
  switch (field.type) {
    case "radio":
    case "select":
      return choiceOf(field);
    case "several":
      return severalOf(field);
    case "text": {
      const most = Math.min(field.maxLength, MAX_INPUT);
      return {
        type: "plain_text_input",
        ...base,
        multiline: field.multiline === true,
        max_length: most,
        ...(field.initial === undefined || field.initial === ""
          ? {}
          : { initial_value: field.initial.slice(0, most) }),
      };
    }
    case "number":
      return {
        type: "number_input",
        ...base,
        is_decimal_allowed: false,
        min_value: String(field.min),
        max_value: String(field.max),
        ...(field.initial === undefined ? {} : { initial_value: String(field.initial) }),
      };
    case "date":
      return {
        type: "datepicker",
        ...base,
        ...(field.initial === undefined ? {} : { initial_date: field.initial }),
      };
    case "person":
      return {
        type: "users_select",
        ...base,
        ...(field.initial === undefined ? {} : { initial_user: field.initial }),
      };
  }
}

function severalOf(field: Extract<FormField, { type: "several" }>): types.MultiStaticSelect {
  const { options, initial = "" } = field;
  const most = options.slice(0, MAX_OPTIONS).map(optionOf);
  const chosen = most.filter(({ value }) => initial.split(",").includes(value ?? ""));
  return {
    type: "multi_static_select",
    action_id: VALUE,
    options: most,
    ...(chosen.length === 0 ? {} : { initial_options: chosen }),
  };
}

function optionOf({
  value,
  label,
}: {
  readonly value: string;
  readonly label: string;
}): types.PlainTextOption {
  if (value.length > MAX_OPTION_VALUE)
    throw new Error(`an option is too long for Slack: ${value.length} characters`);
  return { text: plainText(shorten(label, MAX_OPTION_TEXT) || "　"), value };
}

function choiceOf(
  field: Extract<FormField, { type: "radio" | "select" }>,
): types.RadioButtons | types.StaticSelect {
  const options = field.options.map(optionOf);
  const chosen = options.find((option) => option.value === field.initial);
  const initial = chosen === undefined ? {} : { initial_option: chosen };
  if (field.type === "radio" && options.length <= MAX_RADIO) {
    return { type: "radio_buttons", action_id: VALUE, options, ...initial };
  }
  if (options.length <= MAX_OPTIONS) return { type: "static_select", action_id: VALUE, options, ...initial };
  const groups = [];
  for (let from = 0; from < options.length; from += MAX_OPTIONS) {
    const part = options.slice(from, from + MAX_OPTIONS);
    groups.push({ label: plainText(`${from + 1}〜${from + part.length}`), options: part });
  }
  return { type: "static_select", action_id: VALUE, option_groups: groups, ...initial };
}

/** The form's id of a view that came back, or null where the view is no form of ours. */
export function formIdOf(view: Json): string | null {
  const callback = stringAt(view, "callback_id");
  return callback?.startsWith(FORM) === true ? callback.slice(FORM.length) : null;
}

/** What a person filled in, by field name; a field that was left empty is the empty string. */
export function valuesOf(view: Json): Record<string, string> {
  const values: Record<string, string> = {};
  for (const [block, actions] of Object.entries(objectAt(objectAt(view, "state"), "values"))) {
    if (!block.startsWith(FIELD)) continue;
    const state = objectAt(asObject(actions), VALUE);
    values[block.slice(FIELD.length)] =
      stringAt(state, "value") ??
      stringAt(objectAt(state, "selected_option"), "value") ??
      severalIn(state) ??
      stringAt(state, "selected_date") ??
      stringAt(state, "selected_user") ??
      "";
  }
  return values;
}

function severalIn(state: Json): string | null {
  if (!("selected_options" in state)) return null;
  return arrayAt(state, "selected_options")
    .map((option) => stringAt(asObject(option), "value") ?? "")
    .join(",");
}

/** Mistakes by field name as Slack wants them, by block; a name that is no field stands at the first one. */
export function errorsByBlock(view: Json, errors: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(valuesOf(view));
  const byBlock: Record<string, string> = {};
  for (const [name, sentence] of Object.entries(errors)) {
    const block = `${FIELD}${names.includes(name) ? name : (names[0] ?? name)}`;
    byBlock[block] = byBlock[block] === undefined ? sentence : `${byBlock[block]}\n${sentence}`;
  }
  return byBlock;
}
