import type { Bot } from "../bot/context.js";
import {
  evaluationFile,
  type OfficeResult,
  officeOccasion,
  officeOccasions,
  officeSheets,
  openFromOffice,
  saveFromOffice,
  setOpenFromOffice,
  settleFromOffice,
  setWordsFromOffice,
  takeFromOffice,
} from "../bot/features/evaluation/office-evaluation.js";
import type { TakenSheet } from "../bot/features/evaluation/sheets.js";
import { isRefusal } from "../bot/features/office/import-words.js";
import { officePlan, officePlans } from "../bot/features/office/office-rights.js";
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

    const sheets = (c: OfficeContext, result: OfficeResult | null) => {
      const found = officeOccasion(bot, c.get("visitor"), c.req.param("occasion") ?? "");
      const department =
        found === null ? null : officeSheets(bot, found.standing.occasion, Number(c.req.param("department")));
      if (found === null || department === null) return c.redirect("/office/evaluations", 303);
      const { occasion } = found.standing;
      const { words } = officeOccasions(bot, found.plan);
      return c.html(
        <Page
          title={`${occasion.name}　${department.name}`}
          visitor={c.get("visitor")}
          formKey={c.get("formKey")}
          back={HERE}
        >
          <Result result={result} />
          {occasion.closedAt === null ? null : <p>この評価は終わっています（読むだけです）。</p>}
          {department.sheets.map((sheet) => (
            <EvaluationSheet c={c} sheet={sheet} words={words} confirming={department.confirming} />
          ))}
        </Page>,
        result !== null && "problem" in result ? 422 : 200,
      );
    };
    app.get("/office/evaluations/:occasion/:department", (c) => sheets(c, null));
    app.post("/office/evaluations/:occasion/:department", (c) => {
      const found = officeOccasion(bot, c.get("visitor"), c.req.param("occasion"));
      if (found === null) return c.redirect("/office/evaluations", 303);
      const take = field(c, "take");
      if (take === "mine" || take === "theirs" || take === "both")
        return sheets(c, settleFromOffice(bot, c.get("visitor"), Number(field(c, "conflict")), take));
      const values = Object.fromEntries(
        ["achievement", "result", "issue", "direction"].map((name) => [name, field(c, name)]),
      );
      const given = { goal: Number(field(c, "goal")), revision: Number(field(c, "revision")), values };
      return sheets(c, saveFromOffice(bot, c.get("visitor"), found.standing.occasion, given));
    });
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
