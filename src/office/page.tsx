import { raw } from "hono/html";
import type { Child, FC } from "hono/jsx";
import type { Visitor } from "./entrances.js";
import { STYLE } from "./style.js";

/** The way back to the first screen. */
export const HOME = { href: "/office", label: "企画課の画面" };

/** The frame of every screen of the office page: one heading, a way back, who is there, and the way out. */
export const Page: FC<{
  readonly title: string;
  readonly visitor: Visitor | null;
  readonly formKey?: string;
  /** The screen above this one. */
  readonly back?: { readonly href: string; readonly label: string };
  /** False for what others than 企画課 see, too. */
  readonly planning?: boolean;
  readonly children?: Child;
}> = ({ title, visitor, formKey, back, planning = true, children }) => (
  <html lang="ja">
    <head>
      <meta charset="utf-8" />
      <meta name="viewport" content="width=device-width, initial-scale=1" />
      <meta name="robots" content="noindex" />
      <title>{`${title} - ${planning ? "企画課の画面" : "重点目標の進捗"}`}</title>
      <style>{raw(STYLE)}</style>
    </head>
    <body>
      <a class="skip" href="#main">
        本文へ
      </a>
      <header>
        <p class="where">
          {!planning ? (
            "重点目標の進捗"
          ) : visitor === null ? (
            "重点目標の進捗 企画課の画面"
          ) : (
            <a href="/office">重点目標の進捗 企画課の画面</a>
          )}
        </p>
        {visitor !== null && formKey !== undefined ? (
          <form method="post" action="/office/leave" class="leave">
            <FormKey value={formKey} />
            <span>{visitor.name ?? (planning ? "企画課" : "職員")}</span>
            <button type="submit" class="quiet">
              終える
            </button>
          </form>
        ) : null}
      </header>
      <main id="main">
        {back === undefined ? null : (
          <p class="back">
            <a href={back.href}>← {back.label}</a>
          </p>
        )}
        <h1>{title}</h1>
        {children}
      </main>
    </body>
  </html>
);

/** Every form carries it: what another site sends has not got it. */
export const FormKey: FC<{ readonly value: string }> = ({ value }) => (
  <input type="hidden" name="form_key" value={value} />
);

/** Something that was done or went wrong, said at the top of the screen and read out by a screen reader. */
export const Notice: FC<{ readonly kind: "done" | "wrong" | "hint"; readonly children?: Child }> = ({
  kind,
  children,
}) => (
  <div class={`notice ${kind}`} role={kind === "wrong" ? "alert" : "status"}>
    {children}
  </div>
);
