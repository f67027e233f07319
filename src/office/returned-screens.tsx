import { isRefusal } from "../bot/features/office/import-words.js";
import type { SheetOutcome } from "../bot/features/office/returned-sheet.js";
import { alsoRecorded } from "../bot/features/office/returned-words.js";
import type { SheetIntakes, SheetPreview } from "../bot/features/office/sheet-intake.js";
import { HOME, Notice, Page } from "./page.js";
import { Key, type OfficeContext, type Screens } from "./routes.js";

const HERE = { href: "/office/returned", label: "記入した進捗一覧を取り込む" };

/** 記入した進捗一覧を取り込む: upload → what it comes to → record. */
export const returnedScreens =
  (sheets: SheetIntakes): Screens =>
  (app) => {
    app.get("/office/returned", (c) => c.html(<Upload c={c} problem={null} />));

    app.post("/office/returned", async (c) => {
      const file = c.get("form").get("sheet");
      if (!(file instanceof File) || file.size === 0) {
        return c.html(<Upload c={c} problem="記入した進捗一覧を選んでください。" />, 422);
      }
      try {
        const id = await sheets.open(c.get("visitor"), file.name, new Uint8Array(await file.arrayBuffer()));
        return c.redirect(`/office/returned/${id}`, 303);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return c.html(<Upload c={c} problem={error.message} />, 422);
      }
    });

    const gone = (c: OfficeContext) =>
      c.html(
        <Upload c={c} problem="途中の取込みは残っていません。もう一度ファイルを選んでください。" />,
        404,
      );

    app.get("/office/returned/:id", (c) => {
      const id = c.req.param("id");
      const preview = sheets.preview(c.get("visitor"), id);
      return preview === null ? gone(c) : c.html(<Preview c={c} id={id} preview={preview} />);
    });

    app.post("/office/returned/:id", (c) => {
      const recorded = sheets.record(c.req.param("id"), c.get("visitor"));
      if (recorded === null) return gone(c);
      return c.html(
        <Page title="記録しました" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
          <Notice kind="done">{recordedWords(recorded)}</Notice>
        </Page>,
      );
    });
  };

function recordedWords(outcome: SheetOutcome): string {
  const reports = outcome.added === 0 ? "" : `${outcome.added}件の報告を記録しました。`;
  return `${reports}${alsoRecorded(outcome)}` || "新しく記録するものはありませんでした。";
}

const Upload = ({ c, problem }: { readonly c: OfficeContext; readonly problem: string | null }) => (
  <Page title="記入した進捗一覧を取り込む" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
    {problem === null ? null : <Notice kind="wrong">{problem}</Notice>}
    <p>黄色の欄に記入された進捗一覧（Excel）を選んでください。記録する前に、内容をお見せします。</p>
    <form method="post" action="/office/returned" enctype="multipart/form-data">
      <Key c={c} />
      <label for="sheet">進捗一覧のファイル</label>
      <input type="file" id="sheet" name="sheet" required accept=".xlsx" />
      <div class="actions">
        <button type="submit">読み取る</button>
      </div>
    </form>
  </Page>
);

const Preview = ({
  c,
  id,
  preview,
}: {
  readonly c: OfficeContext;
  readonly id: string;
  readonly preview: SheetPreview;
}) => (
  <Page title="記録の確認" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
    <p>{preview.title}</p>
    {preview.parts.length === 0 ? <p>黄色の欄に記入がありません。</p> : null}
    {preview.parts.map(({ heading, lines }) => (
      <section>
        <h2>{heading}</h2>
        <ul>
          {lines.map((line) => (
            <li>{line}</li>
          ))}
        </ul>
      </section>
    ))}
    {preview.writing === 0 ? (
      <p>新しく記録するものはありません。</p>
    ) : (
      <form method="post" action={`/office/returned/${id}`} class="actions">
        <Key c={c} />
        <button type="submit">{preview.writing}件を記録する</button>
      </form>
    )}
  </Page>
);
