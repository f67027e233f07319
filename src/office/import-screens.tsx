import type { Bot, OfficeErrand } from "../bot/context.js";
import { linkKey } from "../bot/features/lineage/settle-links.js";
import type { ImportIntake, Intakes } from "../bot/features/office/import-intake.js";
import { importCountWords, isRefusal, yearOf } from "../bot/features/office/import-words.js";
import type { SheetIntakes } from "../bot/features/office/sheet-intake.js";
import { FileUnavailable } from "../bot/platform.js";
import type { Visitor } from "./entrances.js";
import { FixLink, LINK_FIELD, planName } from "./import-preview.js";
import { Step } from "./import-steps.js";
import type { FetchDocument } from "./office-page.js";
import { HOME, Notice, Page } from "./page.js";
import { attachment, Key, type OfficeContext, type Screens } from "./routes.js";

/** 文書を取り込む: upload, or a document that lies in a conversation → questions → preview with every change → confirm. */
export const importScreens =
  (given: {
    readonly intakes: Intakes;
    readonly sheets: SheetIntakes;
    readonly fetchDocument: FetchDocument;
    readonly log: Bot["log"];
  }): Screens =>
  (app) => {
    const { intakes, sheets } = given;

    /** Reads a file; a 進捗一覧 that was filled in goes its own way. @returns where its next step is */
    const bring = async (visitor: Visitor, name: string, bytes: Uint8Array): Promise<string> => {
      const sheet = await sheets.openIfReturned(visitor, name, bytes);
      if (sheet !== null) return `/office/returned/${sheet}`;
      return `/office/import/${(await intakes.open(visitor, name, bytes)).id}`;
    };

    app.get("/office/import", (c) => c.html(<Upload c={c} problem={null} />));

    app.post("/office/import", async (c) => {
      const file = c.get("form").get("document");
      if (!(file instanceof File) || file.size === 0) {
        return c.html(<Upload c={c} problem="取り込むファイルを選んでください。" />, 422);
      }
      try {
        return c.redirect(
          await bring(c.get("visitor"), file.name, new Uint8Array(await file.arrayBuffer())),
          303,
        );
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return c.html(<Upload c={c} problem={error.message} />, 422);
      }
    });

    /** Fetched once, however often the page is opened. */
    const arrived = new WeakMap<OfficeErrand, Promise<string>>();
    const arrive = (
      visitor: Visitor,
      errand: Extract<OfficeErrand, { kind: "document" }>,
    ): Promise<string> => {
      const known = arrived.get(errand);
      if (known !== undefined) return known;
      const path = given
        .fetchDocument(errand.platform, errand.file)
        .then((bytes) => bring(visitor, errand.file.name, bytes));
      arrived.set(errand, path);
      path.catch(() => arrived.delete(errand));
      return path;
    };

    app.get("/office/errand", async (c) => {
      const errand = c.get("errand");
      if (errand?.kind !== "document" || errand.file.source === null)
        return c.redirect("/office/import", 303);
      try {
        return c.redirect(await arrive(c.get("visitor"), errand), 303);
      } catch (error) {
        if (error instanceof FileUnavailable) {
          given.log.warn(
            { platform: errand.platform, why: error.why, detail: error.message },
            "a document could not be fetched",
          );
        } else if (!isRefusal(error)) throw error;
        const problem = error instanceof FileUnavailable ? UNAVAILABLE[error.why] : error.message;
        return c.html(<Upload c={c} problem={problem} />, 422);
      }
    });

    const known = (c: OfficeContext): ImportIntake | null =>
      intakes.find(c.get("visitor"), c.req.param("id") ?? "");
    const gone = (c: OfficeContext) =>
      c.html(
        <Upload
          c={c}
          problem="途中の取込みは残っていません（2時間で消えます）。もう一度ファイルを選んでください。"
        />,
        404,
      );

    app.get("/office/import/:id", (c) => {
      const intake = known(c);
      return intake === null ? gone(c) : c.html(<Step c={c} intake={intake} step={intakes.step(intake)} />);
    });

    app.get("/office/import/:id/link", (c) => {
      const intake = known(c);
      if (intake === null) return gone(c);
      const step = intakes.step(intake);
      const key = c.req.query("key") ?? "";
      const links = step.kind === "preview" ? step.outcome.lineage : [];
      const link = links.find((each) => linkKey(each) === key);
      if (link === undefined) return c.redirect(`/office/import/${intake.id}`, 303);
      return c.html(<FixLink c={c} intake={intake} link={link} links={links} />);
    });

    app.post("/office/import/:id", async (c) => {
      const intake = known(c);
      if (intake === null) return gone(c);
      const form = c.get("form");
      switch (form.get("do")) {
        case "answer":
          intakes.answer(intake, String(form.get("question") ?? ""), Number(form.get("choice") ?? -1));
          break;
        case "judge": {
          const wrong = [...form.entries()].filter(([, value]) => value === "wrong").map(([name]) => name);
          intakes.judge(intake, new Set(wrong));
          break;
        }
        case "template": {
          const { name, bytes } = await intakes.template(intake);
          return c.body(new Uint8Array(bytes), 200, attachment(name));
        }
        case "back":
          intakes.back(intake);
          break;
        case "place": {
          const year = yearOf(String(form.get("year") ?? ""));
          const municipality = String(form.get("municipality") ?? "").trim();
          const track = String(form.get("track") ?? "")
            .split(/[、,\n]/u)
            .map((label) => label.trim())
            .filter((label) => label !== "");
          if (municipality === "" || year === null) {
            const problem = "自治体の名前と、年度（例: 令和8年度）を入力してください。";
            return c.html(<Step c={c} intake={intake} step={intakes.step(intake)} problem={problem} />, 422);
          }
          intakes.place(intake, { municipality, fiscalYear: year, track });
          break;
        }
        case "link":
          intakes.say(intake, saidOfLinks(form));
          break;
        case "drop":
          intakes.drop(intake);
          return c.redirect("/office/import", 303);
        case "confirm": {
          const confirmed = intakes.confirm(
            intakes.say(intake, saidOfLinks(form)),
            String(form.get("mark") ?? ""),
          );
          if (confirmed.kind === "ask") {
            if (!confirmed.outdated) break;
            const problem =
              "この画面を出したあとに、計画が変わりました。いまの違いを確かめてから、もう一度取り込んでください。";
            const now = intakes.find(c.get("visitor"), intake.id) ?? intake;
            return c.html(<Step c={c} intake={now} step={intakes.step(now)} problem={problem} />, 409);
          }
          const { outcome } = confirmed;
          return c.html(
            <Page title="取り込みました" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
              <Notice kind="done">
                {planName(outcome)} を取り込みました。{importCountWords(outcome.counts)}
              </Notice>
              <p>
                チャットで「/policy」と入力すると、取り込んだ計画が出ます。次の年度の文書も、同じ様式なら質問なしで読めます。
              </p>
              {outcome.lineage.length === 0 ? null : (
                <p>
                  <a href="/office/links">前の年度からの続き方を見る・直す</a>
                </p>
              )}
            </Page>,
          );
        }
      }
      return c.redirect(`/office/import/${intake.id}`, 303);
    });
  };

/** What the fields of a form say of links. */
function saidOfLinks(form: FormData): Map<string, string> {
  const said = new Map<string, string>();
  for (const [name, value] of form.entries())
    if (name.startsWith(LINK_FIELD) && typeof value === "string" && value !== "")
      said.set(name.slice(LINK_FIELD.length), value);
  return said;
}

/** Why a document that lies in a conversation does not come, and what to do. */
const UNAVAILABLE: Readonly<Record<FileUnavailable["why"], string>> = {
  gone: "チャットのファイルは、もう受け取れません（消されたか、時間が過ぎています）。ここで選んでください。",
  "too-large":
    "20 MB を超えるため読みません。写真や図を除いて保存し直すか、方針と目標の部分だけを取り出してください。",
  "not-allowed":
    "ボットに、チャットのファイルを読む許可がありません。ここで選んでください。続くときは情報システム担当にお伝えください。",
  unreachable:
    "チャットのファイルを受け取れませんでした。少し待ってこの画面を開き直すか、ここで選んでください。",
};

const Upload = ({ c, problem }: { readonly c: OfficeContext; readonly problem: string | null }) => (
  <Page title="文書を取り込む" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
    {problem === null ? null : <Notice kind="wrong">{problem}</Notice>}
    <p>
      経営方針や重点目標の書かれた文書を選んでください。取り込む前に、読み取った内容と前回との違いをお見せします。
    </p>
    <form method="post" action="/office/import" enctype="multipart/form-data">
      <Key c={c} />
      <label for="document">文書のファイル</label>
      <p class="hint" id="document-hint">
        Word（.docx）、PDF、Excel（.xlsx）、Web ページ（.html）、CSV、テキスト。20 MB まで。
      </p>
      <input
        type="file"
        id="document"
        name="document"
        required
        aria-describedby="document-hint"
        accept=".docx,.pdf,.xlsx,.html,.htm,.csv,.tsv,.txt,.md"
      />
      <div class="actions">
        <button type="submit">読み取る</button>
      </div>
    </form>
  </Page>
);
