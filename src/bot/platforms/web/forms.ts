import type { Form, FormField, Span } from "../../reply.js";

/** A form as the JSON that the page reads, and as it comes back filled in. */

export interface WireForm {
  readonly id: string;
  readonly title: string;
  readonly submit: string;
  readonly context: string;
  readonly intro: readonly Span[];
  readonly fields: readonly FormField[];
}

export function wireForm(form: Form): WireForm {
  const { id, title, submit, context, intro, fields } = form;
  return { id, title, submit, context, intro, fields };
}

export interface Submission {
  readonly conversation: string;
  readonly thread: string | null;
  readonly form: string;
  readonly context: string;
  readonly values: Readonly<Record<string, string>>;
}
