import { asObject, stringAt } from "../../json.js";
import type { Form, FormField } from "../../reply.js";
import { cost, type Element, richText, shorten, VERB_FORM } from "./element.js";
import { type Card, frame, MOST_CARD } from "./render.js";

/** Forms as cards: in a dialog, or inline where dialogs cannot be opened. */

/** Every input's id begins with it, so that nothing else that comes back is taken for one. */
const FIELD = "field:";
const MANY_OPTIONS = 15;
const MOST_CHARACTERS = 100;

export interface FormCard {
  readonly inDialog: boolean;
  /** What was filled in before, by field name. */
  readonly values?: Readonly<Record<string, string>>;
  /** A Japanese sentence per field name. */
  readonly errors?: Readonly<Record<string, string>>;
  /** What opened the form, so that it can be shown again with its mistakes. */
  readonly opener: string | null;
}

/** The names in its menus are shortened as far as the card must become smaller; their numbers tell them apart. */
export function renderForm(form: Form, how: FormCard): Card {
  for (const most of [MOST_CHARACTERS, 40, 24, 12]) {
    const card = cardOf(shortenOptions(form, most), how);
    if (cost(card) <= MOST_CARD) return card;
  }
  throw new Error(`the form ${form.id} is too large for a card`);
}

function shortenOptions(form: Form, most: number): Form {
  const fields = form.fields.map((field) =>
    "options" in field
      ? {
          ...field,
          options: field.options.map(({ value, label }) => ({ value, label: shorten(label, most) })),
        }
      : field,
  );
  return { ...form, fields };
}

function cardOf(form: Form, how: FormCard): Card {
  const errors = Object.entries(how.errors ?? {});
  const known = new Set(form.fields.map(({ name }) => name));
  const body = [
    ...richText(form.intro),
    ...errors.filter(([name]) => !known.has(name)).flatMap(([, sentence]) => mistake(sentence)),
    ...form.fields.flatMap((field) => [
      inputOf(field, how.values?.[field.name]),
      ...(how.errors?.[field.name] === undefined ? [] : mistake(how.errors[field.name] ?? "")),
      ...(field.hint === undefined || field.hint === ""
        ? []
        : richText([{ text: field.hint }], { size: "Small", subtle: true, spacing: "None" })),
    ]),
  ];
  const data = { f: form.id, c: form.context, ...(how.opener === null ? {} : { o: how.opener }) };
  const submit = { type: "Action.Submit", title: form.submit, data };
  const action: Element = how.inDialog
    ? submit
    : {
        type: "Action.Execute",
        title: form.submit,
        verb: VERB_FORM,
        data: { ...data, own: true },
        fallback: submit,
      };
  const title = how.inDialog ? [] : richText([{ text: form.title }], { size: "Medium", weight: "Bolder" });
  return frame([...title, ...body], form.title, false, [action]);
}

const mistake = (sentence: string): Element[] =>
  richText([{ text: sentence }], { color: "Attention", weight: "Bolder", spacing: "None" });

function inputOf(field: FormField, filled: string | undefined): Element {
  const required = field.optional !== true;
  const base = {
    id: `${FIELD}${field.name}`,
    label: field.label,
    ...(required ? { isRequired: true } : {}),
    errorMessage: errorOf(field),
  };
  switch (field.type) {
    case "radio":
    case "select":
      return {
        type: "Input.ChoiceSet",
        ...base,
        style: styleOf(field),
        choices: field.options.map(({ value, label }) => ({ title: label, value })),
        ...initially(filled ?? field.initial),
        placeholder: "選んでください",
      };
    case "several":
      return {
        type: "Input.ChoiceSet",
        ...base,
        isMultiSelect: true,
        style: field.options.length <= MANY_OPTIONS && isPlain(field.options) ? "expanded" : "compact",
        choices: field.options.map(({ value, label }) => ({ title: label, value })),
        ...initially(filled ?? field.initial),
        placeholder: "選んでください",
      };
    case "text":
      return {
        type: "Input.Text",
        ...base,
        isMultiline: field.multiline === true,
        maxLength: field.maxLength,
        ...initially(filled ?? field.initial),
      };
    case "number": {
      const value = filled === undefined ? field.initial : numberOf(filled);
      return {
        type: "Input.Number",
        ...base,
        min: field.min,
        max: field.max,
        ...(value === undefined ? {} : { value }),
      };
    }
    case "date":
      return { type: "Input.Date", ...base, ...initially(filled ?? field.initial) };
    case "person":
      // The people of the conversation, by their Entra object ids
      // (https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/people-picker).
      return {
        type: "Input.ChoiceSet",
        ...base,
        choices: [],
        "choices.data": { type: "Data.Query", dataset: "graph.microsoft.com/users?scope=currentContext" },
        ...initially(filled ?? field.initial),
        placeholder: "名前を入れてください",
      };
  }
}

const initially = (value: string | undefined) => (value === undefined || value === "" ? {} : { value });

function numberOf(text: string): number | undefined {
  const value = Number(text);
  return text === "" || Number.isNaN(value) ? undefined : value;
}

const isPlain = (options: readonly { readonly label: string }[]): boolean =>
  options.every(({ label }) => /^[^*_~`[\]\\<>|#&@{}:]+$/.test(label));

/** Radio buttons read their texts as Markdown, menus do not. */
function styleOf(field: Extract<FormField, { type: "radio" | "select" }>): string {
  if (field.type === "radio" && isPlain(field.options)) return "expanded";
  return field.options.length > MANY_OPTIONS ? "filtered" : "compact";
}

function errorOf(field: FormField): string {
  switch (field.type) {
    case "radio":
    case "select":
    case "several":
    case "person":
    case "date":
      return `${field.label}を選んでください。`;
    case "text":
      return `${field.label}を${field.maxLength}字以内で入れてください。`;
    case "number":
      return `${field.min} から ${field.max} までの数字で入れてください。`;
  }
}

/** A form that came back. */
export interface Filled {
  readonly form: string;
  readonly context: string;
  readonly opener: string | null;
  readonly values: Readonly<Record<string, string>>;
}

/** What a person filled in; null where the data is none of a form of ours. */
export function filledOf(data: unknown): Filled | null {
  const given = asObject(data);
  const form = stringAt(given, "f");
  if (form === null) return null;
  const values: Record<string, string> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!name.startsWith(FIELD)) continue;
    if (typeof value === "string" || typeof value === "number")
      values[name.slice(FIELD.length)] = String(value);
  }
  return { form, context: stringAt(given, "c") ?? "", opener: stringAt(given, "o"), values };
}
