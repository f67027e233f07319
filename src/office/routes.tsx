import { type Context, Hono } from "hono";
import { bodyLimit } from "hono/body-limit";
import { deleteCookie, getCookie, setCookie } from "hono/cookie";
import type { Bot, DepartmentErrand, OfficeErrand } from "../bot/context.js";
import { mayOpen } from "../bot/features/office/office-rights.js";
import { departmentPath } from "../bot/features/office/one-time-link.js";
import { type Address, isFromOurPage, isOurName, SECURITY_HEADERS } from "../domain/own-page.js";
import { newErrorId } from "../log.js";
import type { Entrances, Visitor } from "./entrances.js";
import { FormKey, Notice, Page } from "./page.js";

/** What every screen knows about the request: who is there, and the key that its forms carry. */
export interface OfficeEnv {
  readonly Variables: { visitor: Visitor; errand: OfficeErrand | null; formKey: string; form: FormData };
}

export type OfficeContext = Context<OfficeEnv>;

/** Adds screens to the office page. */
export type Screens = (app: Hono<OfficeEnv>) => void;

const CONTENT_SECURITY_POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; img-src 'self' data:; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";
const COOKIE = "policy_bot_office";
/** A document with everything around it; the reader's own bound is smaller. */
const MOST_BYTES = 25 * 1024 * 1024;

/**
 * The office page: everything below `/office`, rendered on the server, without script. Who comes in has a one-time link that the
 * bot gave privately; the role is asked for again at every request, because it may have been taken away since.
 */
export function createOfficeApp(given: {
  readonly bot: Bot;
  readonly entrances: Entrances;
  readonly address: Address;
  readonly screens: readonly Screens[];
}): Hono<OfficeEnv> {
  const { bot, entrances, address } = given;
  const secure = address.publicUrl?.startsWith("https:") ?? false;
  const app = new Hono<OfficeEnv>();

  app.use(async (c, next) => {
    if (!isOurName(c.req.header("host"), address)) return c.text("このアドレスでは開けません。", 421);
    await next();
    c.header("Content-Security-Policy", CONTENT_SECURITY_POLICY);
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) c.header(name, value);
    return undefined;
  });
  app.use(
    bodyLimit({
      maxSize: MOST_BYTES,
      onError: (c) =>
        c.html(
          <Stopped title="ファイルが大きすぎます">
            20 MB までのファイルを選んでください。写真や図を除いて保存し直すと、小さくなります。
          </Stopped>,
          413,
        ),
    }),
  );
  app.use(async (c, next) => {
    if (c.req.method === "GET" || c.req.method === "HEAD") return next();
    const headers = {
      site: c.req.header("sec-fetch-site"),
      origin: c.req.header("origin"),
      host: c.req.header("host"),
    };
    if (!isFromOurPage(headers, address)) {
      return c.html(
        <Stopped title="受け付けられません">
          この画面の外から送られた入力は受け付けていません。画面を開き直してください。
        </Stopped>,
        403,
      );
    }
    return next();
  });

  app.get("/office/enter", (c) => {
    const token = c.req.query("t") ?? "";
    if (!entrances.isOpen(token)) return c.html(<SpentLink />, 410);
    const { title, about, planning } = ENTRANCES[doorOf(entrances.errandOf(token))];
    return c.html(
      <Page title={title} visitor={null} planning={planning}>
        <p>{about}</p>
        <p>このリンクは、お渡しした方だけが一度だけ使えます。ほかの方に渡さないでください。</p>
        <form method="post" action="/office/enter" class="actions">
          <input type="hidden" name="t" value={token} />
          <button type="submit">開く</button>
        </form>
      </Page>,
    );
  });
  app.post("/office/enter", async (c) => {
    const form = await c.req.formData();
    const entered = entrances.enter(String(form.get("t") ?? ""));
    if (entered === null) return c.html(<SpentLink />, 410);
    setCookie(c, COOKIE, entered.cookie, { path: "/office", httpOnly: true, sameSite: "Strict", secure });
    return c.redirect(startOf(entered.errand), 303);
  });

  app.use("/office/*", authorise);
  app.use("/office", authorise);

  async function authorise(c: OfficeContext, next: () => Promise<void>): Promise<Response | undefined> {
    const known = entrances.visitorOf(getCookie(c, COOKIE) ?? "");
    if (known === null) return c.html(<SpentLink />, 401);
    if (!mayOpen(bot, known.visitor, c.req.path)) {
      if (doorOf(known.errand) !== "office") return c.redirect(startOf(known.errand), 303);
      entrances.leave(getCookie(c, COOKIE) ?? "");
      return c.html(
        <Stopped title="この画面は使えません">
          企画課の役割が外れています。必要なときは企画課の方にお申し出ください。
        </Stopped>,
        403,
      );
    }
    c.set("visitor", known.visitor);
    c.set("errand", known.errand);
    c.set("formKey", known.formKey);
    if (c.req.method === "POST") {
      const form = await c.req.formData();
      if (form.get("form_key") !== known.formKey) {
        return c.html(
          <Stopped title="受け付けられません">
            画面が古くなっています。前の画面に戻り、開き直してから送ってください。
          </Stopped>,
          403,
        );
      }
      c.set("form", form);
    }
    await next();
    return undefined;
  }

  app.post("/office/leave", (c) => {
    entrances.leave(getCookie(c, COOKIE) ?? "");
    deleteCookie(c, COOKIE, { path: "/office" });
    return c.html(
      <Page title="終わりました" visitor={null}>
        <p>もう一度使うときは、「/policy 管理」で新しいリンクを受け取ってください。</p>
      </Page>,
    );
  });

  for (const screens of given.screens) screens(app);

  app.notFound((c) =>
    c.html(<Stopped title="画面が見つかりません">アドレスを確かめてください。</Stopped>, 404),
  );
  app.onError((error, c) => {
    const id = newErrorId();
    bot.log.error({ err: error, errorId: id, path: c.req.routePath }, "the office page failed");
    return c.html(
      <Stopped title="うまくいきませんでした">
        申し訳ありません。処理の途中で問題が起きました。もう一度お試しになり、続くときは記録番号 {id}{" "}
        を情報システム担当にお伝えください。
      </Stopped>,
      500,
    );
  });
  return app;
}

/** Where somebody begins who came for something. */
function startOf(errand: OfficeErrand | null): string {
  if (errand === null) return "/office";
  return errand.kind === "standing" || errand.kind === "evaluation"
    ? departmentPath(errand)
    : "/office/errand";
}

type Door = "office" | DepartmentErrand["kind"];

const doorOf = (errand: OfficeErrand | null): Door =>
  errand?.kind === "standing" || errand?.kind === "evaluation" ? errand.kind : "office";

/** What stands at the door, before a link is used up. */
const ENTRANCES: Readonly<
  Record<Door, { readonly title: string; readonly about: string; readonly planning: boolean }>
> = {
  office: {
    title: "企画課の画面を開く",
    about: "この画面では、文書の取込み、進捗一覧の受渡し、目標の手直しができます。",
    planning: true,
  },
  standing: {
    title: "部の進捗を開く",
    about: "部の進捗を1枚の画面で見られます。そのまま印刷できます。",
    planning: false,
  },
  evaluation: {
    title: "部の評価を開く",
    about: "部の評価を目標ごとに記入し、管理職の方は確認できます。",
    planning: false,
  },
};

/** A screen that says why it goes no further. */
const Stopped = ({ title, children }: { readonly title: string; readonly children?: unknown }) => (
  <Page title={title} visitor={null}>
    <Notice kind="wrong">{children as string}</Notice>
    <p>
      <a href="/office">企画課の画面へ戻る</a>
    </p>
  </Page>
);

const SpentLink = () => (
  <Page title="新しいリンクが必要です" visitor={null}>
    <p>リンクの有効期限（10分）が過ぎたか、すでに使われています。</p>
    <p>Slack、Teams などで「/policy 管理」と入力すると、新しいリンクをお渡しします。</p>
  </Page>
);

/** The headers under which a browser keeps an Excel file. */
export const attachment = (name: string): Readonly<Record<string, string>> => {
  const ending = name.split(".").at(-1) ?? "";
  return {
    "Content-Type": TYPES[ending] ?? "application/octet-stream",
    "Content-Disposition": `attachment; filename="file.${ending}"; filename*=UTF-8''${encodeURIComponent(name)}`,
  };
};

const OFFICE = "application/vnd.openxmlformats-officedocument";
const TYPES: Readonly<Record<string, string>> = {
  xlsx: `${OFFICE}.spreadsheetml.sheet`,
  docx: `${OFFICE}.wordprocessingml.document`,
  csv: "text/csv; charset=utf-8",
  json: "application/json; charset=utf-8",
};

/** The form key of this request, for a form. */
export const Key = ({ c }: { readonly c: OfficeContext }) => <FormKey value={c.get("formKey")} />;
