import { raw } from "hono/html";
import type { Child, FC } from "hono/jsx";
import type { Visitor } from "./entrances.js";

/**
 * The office page's style sheet. Sizes, hit areas and the focus ring follow デジタル庁デザインシステム: 16 px text, targets of
 * 44 px, a ring of two colours that is seen on any ground. No image, no script, no font is fetched.
 */
const STYLE = `
:root { color-scheme: light dark; --ink: #1a1a1c; --ground: #fff; --soft: #f1f1f4; --quiet: #55555e; --line: #767680; --link: #0017c1;
  --key: #0017c1; --on-key: #fff; --good: #e6f5ec; --bad: #fdeeee; --bad-ink: #a90000; --hint: #fff8e0;
  --role-department: #0017c1; --role-section: #007a41; --role-policy: #8a5a00; --role-goal: #b30000; --role-other: #6b2fb3; }
@media (prefers-color-scheme: dark) { :root { --ink: #f2f2f5; --ground: #17171a; --soft: #26262b; --quiet: #c2c2cb; --line: #94949e;
  --link: #9db7f9; --key: #9db7f9; --on-key: #0a0a23; --good: #10341f; --bad: #431414; --bad-ink: #ffb3b3; --hint: #3a3010;
  --role-department: #9db7f9; --role-section: #6fd3a0; --role-policy: #f0b252; --role-goal: #ff9c9c; --role-other: #c9a6ff; } }
* { box-sizing: border-box; }
body { margin: 0; font: 16px/1.7 "Noto Sans JP", "Hiragino Sans", "Yu Gothic UI", Meiryo, sans-serif; color: var(--ink);
  background: var(--ground); overflow-wrap: anywhere; }
header, main { max-width: 64rem; margin: 0 auto; padding: 0.5rem 1rem; }
header { display: flex; flex-wrap: wrap; gap: 0.5rem 1rem; align-items: center; justify-content: space-between;
  border-bottom: 1px solid var(--line); }
header p { margin: 0; font-weight: 700; }
.leave { display: flex; gap: 0.75rem; align-items: center; }
h1 { font-size: 1.75rem; line-height: 1.4; margin: 1rem 0; }
h2 { font-size: 1.35rem; line-height: 1.5; margin: 2rem 0 0.5rem; }
h3 { font-size: 1.1rem; margin: 1.25rem 0 0.25rem; }
a { color: var(--link); }
a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible, textarea:focus-visible,
summary:focus-visible { outline: 4px solid #000; outline-offset: 2px; box-shadow: 0 0 0 2px #ffd43d; border-radius: 4px; }
@media (prefers-color-scheme: dark) { a:focus-visible, button:focus-visible, input:focus-visible, select:focus-visible,
textarea:focus-visible, summary:focus-visible { outline-color: #ffd43d; box-shadow: 0 0 0 2px #000; } }
.skip { position: absolute; left: -100rem; } .skip:focus { position: static; }
button, .button { display: inline-flex; align-items: center; justify-content: center; min-height: 44px; min-width: 44px;
  padding: 0.5rem 1.25rem; font: inherit; font-weight: 700; border: 1px solid var(--key); border-radius: 8px;
  background: var(--key); color: var(--on-key); text-decoration: none; cursor: pointer; }
button.quiet, .button.quiet { background: transparent; color: var(--key); }
button.danger { background: var(--ground); border-color: var(--bad-ink); color: var(--bad-ink); }
.actions { display: flex; flex-wrap: wrap; gap: 0.75rem; margin: 1rem 0; }
.back a { display: inline-block; min-height: 44px; padding: 0.5rem 0; }
label { display: block; font-weight: 700; margin-top: 1rem; }
.hint { margin: 0; }
input[type="text"], input[type="date"], input[type="file"], select, textarea { width: 100%; max-width: 40rem; min-height: 48px; padding: 0.5rem 0.75rem;
  font: inherit; color: inherit; background: var(--ground); border: 1px solid var(--line); border-radius: 8px; }
textarea { min-height: 6rem; }
fieldset { border: 1px solid var(--line); border-radius: 8px; margin: 1rem 0; padding: 0.5rem 1rem 1rem; }
legend { font-weight: 700; padding: 0 0.5rem; }
.choice { display: flex; gap: 0.75rem; align-items: flex-start; min-height: 44px; padding: 0.5rem 0; font-weight: 400; margin: 0; }
.goal > legend { float: left; width: 100%; padding: 0.25rem 0; } .goal > legend ~ * { clear: both; }
.choice input { flex: none; width: 24px; height: 24px; margin: 2px 0 0; }
.notice { padding: 0.75rem 1rem; border-radius: 8px; border-left: 6px solid var(--line); margin: 1rem 0; }
.notice.done { background: var(--good); } .notice.wrong { background: var(--bad); color: var(--bad-ink); border-color: var(--bad-ink); }
.notice.hint { background: var(--hint); }
.cards { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 1rem; padding: 0; list-style: none; }
.cards li { border: 1px solid var(--line); border-radius: 12px; padding: 1rem; }
.cards h2 { margin: 0 0 0.25rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; } caption { text-align: left; font-weight: 700; padding: 0.5rem 0; }
th, td { border: 1px solid var(--line); padding: 0.5rem 0.75rem; text-align: left; vertical-align: top; }
th { background: var(--soft); } td.number, th.number { text-align: right; white-space: nowrap; }
del { background: var(--bad); text-decoration: line-through; } ins { background: var(--good); font-weight: 700; text-decoration: none; }
.plain { list-style: none; padding: 0; margin: 1rem 0; } .link { border: 1px solid var(--line); border-radius: 12px; padding: 0.75rem 1rem; margin: 0 0 1rem; }
.link p { margin: 0; } .place { display: block; font-size: 1rem; color: var(--quiet); } .none { color: var(--quiet); }
.pair { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(100%, 18rem), 1fr)); gap: 0.5rem 1.5rem; margin: 0.5rem 0; }
.pair dt { font-weight: 700; } .pair dd { margin: 0; } .fix { display: inline-block; min-height: 44px; padding: 0.5rem 0; margin-left: 0.5rem; }
.tag { display: inline-block; padding: 0 0.5rem; border: 1px solid var(--line); border-radius: 4px; font-size: 1rem; white-space: nowrap; }
.lines { list-style: none; padding: 0.5rem; margin: 0.5rem 0; border: 1px solid var(--line); border-radius: 8px; max-height: 28rem; overflow: auto; }
.lines li { padding: 0.15rem 0.5rem; border-left: 6px solid transparent; }
.lines .role { font-weight: 700; margin-right: 0.5rem; } mark { print-color-adjust: exact; }
.lines .row { display: flex; flex-wrap: wrap; gap: 0.25rem; border: 0; border-bottom: 1px solid var(--line); break-inside: avoid; }
.lines .cell { flex: 1 1 8rem; min-width: 0; padding: 0.15rem 0.5rem; border-left: 6px solid var(--line); }
.role-department { border-color: var(--role-department) !important; } .role-section { border-color: var(--role-section) !important; }
.role-policy { border-color: var(--role-policy) !important; } .role-goal { border-color: var(--role-goal) !important; }
.role-other { border-color: var(--role-other) !important; }
details { margin: 0.75rem 0; } summary { min-height: 44px; padding: 0.5rem 0; cursor: pointer; font-weight: 700; }
summary h2 { display: inline; margin: 0; font-size: inherit; }
.wide th { white-space: nowrap; }
.picture { width: 100%; max-width: 48rem; height: auto; background: #fff; }
@media (max-width: 40rem) { .wide thead { position: absolute; left: -100rem; } .wide tr { display: block; border: 1px solid var(--line);
  margin: 0 0 0.75rem; } .wide td { display: block; border: 0; padding: 0.25rem 0.75rem; } .wide td::before { content: attr(data-label) "　";
  font-weight: 700; } .wide td:empty { display: none; } }
@media (max-width: 40rem) { table.links thead { position: absolute; left: -100rem; } table.links tr { display: block; border: 1px solid var(--line);
  border-radius: 8px; margin: 0 0 0.75rem; padding: 0.5rem 0.75rem; } table.links td { display: block; border: 0; padding: 0.15rem 0; } }
@media (max-width: 40rem) { .counts th, .counts td { padding: 0.4rem 0.3rem; } .counts td:first-child { min-width: 8rem; } .counts th.number { white-space: normal; } }
.running { margin: 0; text-align: right; }
.sheet td:nth-child(3) { white-space: pre-line; } .sheet td:first-child, .sheet td:nth-child(3) { min-width: 3.5rem; }
@media screen { .on-paper { display: none; } } .on-phone { display: none; } @media screen and (max-width: 40rem) { .on-phone { display: block; } }
@media print { .sheet { font-size: var(--size); line-height: 1.3; } .sheet p { margin: 0; } .sheet .running { font-size: 9pt; }
  .sheet h2 { font-size: 16pt; line-height: 1.3; margin: 0 0 4pt; } .sheet h3 { font-size: 10.5pt; line-height: 15pt; margin: 6pt 0 2pt; break-after: avoid; }
  .sheet ul { list-style: none; margin: 0; padding: 0; } .sheet .bar { margin: 3pt 0 0; } .sheet .picture { display: block; width: 384pt; }
  .sheet table { table-layout: fixed; width: 510pt; font-size: inherit; line-height: inherit; } .sheet th, .sheet td { padding: 1.5pt 3pt; }
  .sheet th:nth-child(1) { width: 28pt; } .sheet th:nth-child(2) { width: 150pt; } .sheet th:nth-child(3) { width: 66pt; } }
@media print { details::details-content { content-visibility: visible; block-size: auto; } }
@media print { .sheet + .sheet { break-before: page; } .sheet tr { break-inside: avoid; } }
@media print { header, .actions, .back, .skip, form button { display: none !important; } @page { size: A4; margin: 15mm; }
  h2, h3 { break-after: avoid; } p > .picture { width: auto; max-width: 100%; max-height: 165mm; }
  main { max-width: none; margin: 0; padding: 0; } .lines, .scroll { max-height: none; overflow: visible; } tr { break-inside: avoid; } }
`;

/** A browser may lack the font that the picture was measured in. */
const readable = (svg: string): string => svg.replaceAll('"Noto Sans JP"', '"Noto Sans JP, sans-serif"');

/** An address that the page's own policy lets pictures come from; nothing in it is fetched or run. */
export const dataAddress = (svg: string): string =>
  `data:image/svg+xml;base64,${Buffer.from(readable(svg), "utf8").toString("base64")}`;

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

/** Words in rows, which a phone shows one below the other with what each is. */
export const WideTable: FC<{
  readonly columns: readonly string[];
  readonly rows: readonly (readonly string[])[];
}> = ({ columns, rows }) => (
  <table class="wide">
    <thead>
      <tr>
        {columns.map((column) => (
          <th scope="col">{column}</th>
        ))}
      </tr>
    </thead>
    <tbody>
      {rows.map((row) => (
        <tr>
          {row.map((cell, index) => (
            <td data-label={columns[index] ?? ""}>{cell}</td>
          ))}
        </tr>
      ))}
    </tbody>
  </table>
);

/** Tables with a heading each, for the screen, a phone and A4. */
export const Tables: FC<{
  readonly sections: readonly {
    readonly heading: string;
    readonly columns: readonly string[];
    readonly rows: readonly (readonly string[])[];
  }[];
  /** True below a heading of the same screen. */
  readonly below?: boolean;
}> = ({ sections, below = false }) => (
  <>
    {sections.map(({ heading, columns, rows }) => (
      <section>
        {below ? <h3>{heading}</h3> : <h2>{heading}</h2>}
        {rows.length === 0 ? (
          <p>ありません。</p>
        ) : (
          <div class="scroll">
            <WideTable columns={columns} rows={rows} />
          </div>
        )}
      </section>
    ))}
  </>
);
