import type { Bot } from "../bot/context.js";
import { askedWords } from "../bot/features/evaluation/occasion-view.js";
import {
  type DepartmentSheets,
  decideFromOffice,
  departmentSheets,
  evaluationFile,
  type OfficeResult,
  officeOccasion,
  officeOccasions,
  openFromOffice,
  saveFromOffice,
  setOpenFromOffice,
  settleFromOffice,
  setWordsFromOffice,
  sheetVersion,
  takeFromOffice,
} from "../bot/features/evaluation/office-evaluation.js";
import type { TakenSheet } from "../bot/features/evaluation/sheets.js";
import { isRefusal } from "../bot/features/office/import-words.js";
import { officePlan, officePlans } from "../bot/features/office/office-rights.js";
import { longDay, tokyoInstant } from "../domain/time.js";
import { EvaluationSheet, OccasionTable, OpeningForm, WordsForm } from "./evaluation-parts.js";
import { HOME, Notice, Page } from "./page.js";
import { Key, type OfficeContext, type Screens } from "./routes.js";

const XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet";
const HERE = { href: "/office/evaluations", label: "中間・年度末の評価" };

/** 中間・年度末の評価: opened and closed, how far each department is, the sheets themselves, and as Excel out and back. */
export const evaluationScreens =
  (bot: Bot): Screens =>
  (app) => {
    const field = (c: OfficeContext, name: string): string => String(c.get("form").get(name) ?? "");
    const overview = (c: OfficeContext, result: OfficeResult | null, taken: TakenSheet | null = null) =>
      c.html(
        <Overview c={c} bot={bot} result={result} taken={taken} />,
        result !== null && "problem" in result ? 422 : 200,
      );

    app.get("/office/evaluations", (c) => overview(c, null));
    app.post("/office/evaluations", (c) => {
      const plan = officePlan(bot, c.get("visitor"), field(c, "plan"));
      if (plan === null) return overview(c, { problem: "計画を選んでください。" });
      if (field(c, "do") === "words") {
        const words = { achievement: field(c, "achievement"), direction: field(c, "direction") };
        return overview(c, setWordsFromOffice(bot, c.get("visitor"), plan, words));
      }
      const asked = Object.fromEntries(
        ["achievement", "result", "issue", "direction"].map((name) => [name, field(c, name)]),
      );
      const fields = { name: field(c, "name"), asOf: field(c, "asOf"), dueOn: field(c, "dueOn"), asked };
      return overview(c, openFromOffice(bot, c.get("visitor"), plan, fields));
    });

    app.post("/office/evaluations/returned", async (c) => {
      const file = c.get("form").get("sheet");
      if (!(file instanceof File) || file.size === 0)
        return overview(c, { problem: "記入した評価シートを選んでください。" });
      try {
        const bytes = new Uint8Array(await file.arrayBuffer());
        return overview(c, null, await takeFromOffice(bot, c.get("visitor"), { name: file.name, bytes }));
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return overview(c, { problem: error.message });
      }
    });

    app.post("/office/evaluations/:occasion", (c) => {
      const found = officeOccasion(bot, c.get("visitor"), c.req.param("occasion"));
      if (found === null) return c.redirect("/office/evaluations", 303);
      const open = field(c, "do") === "open";
      return overview(c, setOpenFromOffice(bot, c.get("visitor"), found.standing.occasion, open));
    });

    app.post("/office/evaluations/:occasion/file", async (c) => {
      const found = officeOccasion(bot, c.get("visitor"), c.req.param("occasion"));
      if (found === null) return c.redirect("/office/evaluations", 303);
      const file = await evaluationFile(bot, c.get("visitor"), found.plan, found.standing.occasion);
      return c.body(new Uint8Array(file.bytes), 200, {
        "Content-Type": XLSX,
        "Content-Disposition": `attachment; filename="evaluation.xlsx"; filename*=UTF-8''${encodeURIComponent(file.name)}`,
      });
    });

    const shownTo = (c: OfficeContext): DepartmentSheets | null =>
      departmentSheets(
        bot,
        c.get("visitor"),
        Number(c.req.param("occasion")),
        Number(c.req.param("department")),
      );
    const sheets = (c: OfficeContext, result: OfficeResult | null) => {
      const shown = shownTo(c);
      return shown === null
        ? c.html(<Gone c={c} />, 404)
        : c.html(
            <Sheets c={c} shown={shown} result={result} />,
            result !== null && "problem" in result ? 422 : 200,
          );
    };
    app.get("/office/evaluations/:occasion/:department", (c) => sheets(c, null));
    app.post("/office/evaluations/:occasion/:department", (c) => {
      const shown = shownTo(c);
      if (shown === null) return sheets(c, null);
      const take = field(c, "take");
      if (take === "mine" || take === "theirs" || take === "both")
        return sheets(c, settleFromOffice(bot, c.get("visitor"), shown, Number(field(c, "conflict")), take));
      const act = field(c, "do");
      if (act === "confirm" || act === "public" || act === "return") {
        const versions = field(c, "versions").split(" ");
        const reason = act === "return" ? field(c, "reason") : null;
        const how = { public: act === "public", reason };
        return sheets(c, decideFromOffice(bot, c.get("visitor"), shown, versions, how));
      }
      const values = Object.fromEntries(
        ["achievement", "result", "issue", "direction"].map((name) => [name, field(c, name)]),
      );
      const given = { goal: Number(field(c, "goal")), revision: Number(field(c, "revision")), values };
      return sheets(c, saveFromOffice(bot, c.get("visitor"), shown, given));
    });
  };

const Gone = ({ c }: { readonly c: OfficeContext }) => (
  <Page title="画面が見つかりません" visitor={c.get("visitor")} formKey={c.get("formKey")} planning={false}>
    <p>この評価はご覧になれません。「/policy 評価」で部を確かめてください。</p>
  </Page>
);

/** A department's sheets: those that wait for a 確認 are decided at the top, all at once or each below its text. */
const Sheets = ({
  c,
  shown,
  result,
}: {
  readonly c: OfficeContext;
  readonly shown: DepartmentSheets;
  readonly result: OfficeResult | null;
}) => {
  const { occasion, name, words, confirming, planner } = shown;
  const waiting = shown.sheets.filter(({ mayDecide, conflicts }) => mayDecide && conflicts.length === 0);
  return (
    <Page
      title={`${occasion.name}　${name}`}
      visitor={c.get("visitor")}
      formKey={c.get("formKey")}
      planning={planner}
      {...(planner ? { back: HERE } : {})}
    >
      <Result result={result} />
      <p>
        {occasion.closedAt === null
          ? `期限 ${longDay(tokyoInstant(occasion.dueOn))}　項目 ${askedWords(occasion.asked)}`
          : "この評価は終わっています（読むだけです）。"}
      </p>
      {waiting.length < 2 ? null : (
        <form method="post" action={`/office/evaluations/${occasion.id}/${shown.departmentId}`}>
          <Key c={c} />
          <input type="hidden" name="versions" value={waiting.map(sheetVersion).join(" ")} />
          <p>確認を待っている評価が {waiting.length}件あります。下の内容をご覧になってから押してください。</p>
          <div class="actions">
            <button type="submit" name="do" value="confirm" class="quiet">
              {waiting.length}件をまとめて確認
            </button>
          </div>
        </form>
      )}
      {shown.sheets.map((sheet) => (
        <EvaluationSheet c={c} sheet={sheet} words={words} confirming={confirming} />
      ))}
    </Page>
  );
};

const Result = ({ result }: { readonly result: OfficeResult | null }) =>
  result === null ? null : "done" in result ? (
    <Notice kind="done">{result.done}</Notice>
  ) : (
    <Notice kind="wrong">{result.problem}</Notice>
  );

const Taken = ({ taken }: { readonly taken: TakenSheet | null }) => {
  if (taken === null) return null;
  const parts = [
    ["記録したもの", taken.recorded],
    ["別の方の記入と重なったもの（どちらも残してあります。部の画面で選んでください）", taken.collided],
    ["直していただきたいもの", taken.refused],
  ] as const;
  return (
    <Notice kind={taken.refused.length > 0 ? "wrong" : "done"}>
      {parts.every(([, lines]) => lines.length === 0) ? <p>新しく記録するものはありませんでした。</p> : null}
      {parts.map(([heading, lines]) =>
        lines.length === 0 ? null : (
          <section>
            <p>
              {heading} {lines.length}件
            </p>
            <ul>
              {lines.map((line) => (
                <li>{line}</li>
              ))}
            </ul>
          </section>
        ),
      )}
    </Notice>
  );
};

const Overview = ({
  c,
  bot,
  result,
  taken,
}: {
  readonly c: OfficeContext;
  readonly bot: Bot;
  readonly result: OfficeResult | null;
  readonly taken: TakenSheet | null;
}) => {
  const plans = officePlans(bot, c.get("visitor"));
  return (
    <Page title="中間・年度末の評価" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
      <Result result={result} />
      <Taken taken={taken} />
      {plans.length === 0 ? <p>まだ計画がありません。</p> : null}
      {plans.map(({ plan, label }) => {
        const { standings, words } = officeOccasions(bot, plan);
        return (
          <section>
            <h2>{label}</h2>
            {standings.length === 0 ? <p>始めた評価はまだありません。</p> : null}
            {standings.map((standing) => (
              <OccasionTable c={c} standing={standing} />
            ))}
            {plan.closedAt === null ? <OpeningForm c={c} plan={plan} now={bot.clock()} /> : null}
            <WordsForm c={c} plan={plan} words={words} />
          </section>
        );
      })}
      {plans.length === 0 ? null : (
        <section>
          <h2>記入した評価シートを取り込む</h2>
          <p class="hint">同じ欄に別の方の記入があるときは、どちらも残します。</p>
          <form method="post" action="/office/evaluations/returned" enctype="multipart/form-data">
            <Key c={c} />
            <label for="sheet">評価シートのファイル</label>
            <input type="file" id="sheet" name="sheet" required accept=".xlsx" />
            <div class="actions">
              <button type="submit">取り込む</button>
            </div>
          </form>
        </section>
      )}
    </Page>
  );
};
