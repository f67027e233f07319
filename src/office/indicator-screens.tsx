import type { Bot } from "../bot/context.js";
import type { ShownIndicator } from "../bot/features/indicators/indicator-view.js";
import {
  type OfficeIndicators,
  officeIndicators,
  officeLevels,
  setFromOffice,
  setLevelsFromOffice,
} from "../bot/features/indicators/office-indicators.js";
import { officePlan, officePlans } from "../bot/features/office/office-rights.js";
import { figureWords, indicatorWords } from "../domain/indicator.js";
import { DepartmentList } from "./department-list.js";
import { HOME, Notice, Page } from "./page.js";
import { Key, type OfficeContext, type Screens } from "./routes.js";

const HERE = { href: "/office/indicators", label: "指標" };
const FIELDS = ["name", "unit", "direction", "base", "baseOn", "target", "targetOn", "source"] as const;

/** 指標: what the goals are measured by, set and put right. */
export const indicatorScreens =
  (bot: Bot): Screens =>
  (app) => {
    app.get("/office/indicators", (c) =>
      c.html(<DepartmentList bot={bot} c={c} title="指標" path="/office/indicators" />),
    );

    const levels = (c: OfficeContext, result: LevelsResult | null, sent: SentLevels | null) =>
      c.html(
        <Levels c={c} bot={bot} result={result} sent={sent} />,
        result !== null && "problem" in result ? 422 : 200,
      );
    app.get("/office/levels", (c) => levels(c, null, null));
    app.post("/office/levels", (c) => {
      const field = (name: string): string => String(c.get("form").get(name) ?? "");
      const plan = officePlan(bot, c.get("visitor"), field("plan"));
      if (plan === null) return levels(c, { problem: "計画を選んでください。" }, null);
      const sent = { lines: field("levels"), public: field("public") === "1" };
      const result = setLevelsFromOffice(bot, c.get("visitor"), plan, sent);
      return levels(c, result, "problem" in result ? { ...sent, plan: plan.id } : null);
    });

    const shown = (c: OfficeContext): OfficeIndicators | null => {
      const plan = officePlan(bot, c.get("visitor"), c.req.param("plan") ?? "");
      const found = officeIndicators(bot, Number(c.req.param("department")));
      return plan === null || found?.planId !== plan.id ? null : found;
    };

    app.get("/office/indicators/:plan/:department", (c) => {
      const found = shown(c);
      return found === null
        ? c.redirect("/office/indicators", 303)
        : c.html(<Department c={c} found={found} result={null} />);
    });

    app.post("/office/indicators/:plan/:department", (c) => {
      const found = shown(c);
      if (found === null) return c.redirect("/office/indicators", 303);
      const field = (name: string): string => String(c.get("form").get(name) ?? "");
      const result = setFromOffice(bot, c.get("visitor"), found, {
        goal: Number(field("goal")),
        indicator: /^\d{1,15}$/u.test(field("indicator")) ? Number(field("indicator")) : null,
        remove: field("do") === "remove",
        values: Object.fromEntries(FIELDS.map((name) => [name, field(name)])),
      });
      return c.html(
        <Department c={c} found={shown(c) ?? found} result={result} />,
        "problem" in result ? 422 : 200,
      );
    });
  };

const Department = ({
  c,
  found,
  result,
}: {
  readonly c: OfficeContext;
  readonly found: OfficeIndicators;
  readonly result: ReturnType<typeof setFromOffice> | null;
}) => (
  <Page title={`指標　${found.name}`} visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
    {result === null ? null : "done" in result ? (
      <Notice kind="done">{result.done}</Notice>
    ) : (
      <Notice kind="wrong">{result.problem}</Notice>
    )}
    <p>報告に「加入率 52.3%」のように名前と値が書かれると、その日の値として残ります。</p>
    {found.goals.map(({ goal, shown }) => (
      <section>
        <h2>
          {goal.number}　{goal.text}
        </h2>
        {shown.map((each) => (
          <details>
            <summary>{indicatorWords(each.indicator, each.values.at(-1)?.value ?? null)}</summary>
            <IndicatorForm c={c} found={found} goal={goal.id} shown={each} />
          </details>
        ))}
        <details>
          <summary>指標を加える</summary>
          <IndicatorForm c={c} found={found} goal={goal.id} shown={null} />
        </details>
      </section>
    ))}
  </Page>
);

const IndicatorForm = ({
  c,
  found,
  goal,
  shown,
}: {
  readonly c: OfficeContext;
  readonly found: OfficeIndicators;
  readonly goal: number;
  readonly shown: ShownIndicator | null;
}) => {
  const indicator = shown?.indicator ?? null;
  const number = (value: number | null | undefined): string => (value == null ? "" : figureWords(value, ""));
  const fields = [
    ["name", "名前（例: 加入率）", indicator?.name ?? ""],
    ["unit", "単位（例: %、団体）", indicator?.unit ?? ""],
    ["base", "基準の値", number(indicator?.base)],
    ["baseOn", "基準の時点（例: 令和7年度末）", indicator?.baseOn ?? ""],
    ["target", "目標の値", number(indicator?.target)],
    ["targetOn", "目標の時点（例: 令和8年度末）", indicator?.targetOn ?? ""],
    ["source", "値の出どころ", indicator?.source ?? ""],
  ] as const;
  const id = (name: string): string => `${name}-${goal}-${indicator?.id ?? "new"}`;
  return (
    <form method="post" action={`/office/indicators/${found.planId}/${found.id}`}>
      <Key c={c} />
      <input type="hidden" name="goal" value={String(goal)} />
      {indicator === null ? null : <input type="hidden" name="indicator" value={String(indicator.id)} />}
      {fields.map(([name, label, value]) => (
        <>
          <label for={id(name)}>{label}</label>
          <input
            type="text"
            id={id(name)}
            name={name}
            value={value}
            maxlength={60}
            required={name === "name"}
          />
        </>
      ))}
      <label for={id("direction")}>良くなる向き</label>
      <select id={id("direction")} name="direction">
        <option value="up" selected={indicator?.direction !== "down"}>
          増えるとよい
        </option>
        <option value="down" selected={indicator?.direction === "down"}>
          減るとよい
        </option>
      </select>
      <div class="actions">
        <button type="submit" name="do" value="set">
          保存する
        </button>
        {indicator === null ? null : (
          <button type="submit" name="do" value="remove" class="danger">
            外す
          </button>
        )}
      </div>
    </form>
  );
};

type LevelsResult = ReturnType<typeof setLevelsFromOffice>;

type SentLevels = ReturnType<typeof officeLevels> & { readonly plan: number };

/** 施策の体系: the levels above the goals, as lines. @param sent what was sent and could not be kept */
const Levels = ({
  c,
  bot,
  result,
  sent,
}: {
  readonly c: OfficeContext;
  readonly bot: Bot;
  readonly result: LevelsResult | null;
  readonly sent: SentLevels | null;
}) => {
  const shown = (plan: Parameters<typeof officeLevels>[1]) =>
    sent?.plan === plan.id ? sent : officeLevels(bot, plan);
  return (
    <Page title="施策の体系" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
      {result === null ? null : "done" in result ? (
        <Notice kind="done">{result.done}</Notice>
      ) : (
        <Notice kind="wrong">{result.problem}</Notice>
      )}
      <p>
        重点目標の上にある政策・施策・事業と、その成果指標・目標値を、1行に1つずつ書きます。指標と目標は、すぐ上の政策・施策・事業のものになります。
      </p>
      <ul class="lines">
        {EXAMPLE.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
      {officePlans(bot, c.get("visitor")).map(({ plan, label }) => (
        <section>
          <h2>{label}</h2>
          <form method="post" action="/office/levels">
            <Key c={c} />
            <input type="hidden" name="plan" value={String(plan.id)} />
            <label for={`levels-${plan.id}`}>政策・施策・事業</label>
            <textarea id={`levels-${plan.id}`} name="levels" rows={14} maxlength={60_000}>
              {shown(plan).lines}
            </textarea>
            <label class="choice">
              <input type="checkbox" name="public" value="1" checked={shown(plan).public} />
              公表用のページにも載せる（公表可）
            </label>
            <div class="actions">
              <button type="submit">保存する</button>
            </div>
          </form>
        </section>
      ))}
    </Page>
  );
};

const EXAMPLE = [
  "政策 安心して暮らせるまち",
  "施策 防災体制の強化",
  "指標 防災訓練の参加率（%） 現状 40（令和5年度） 目標 60（令和8年度末）",
  "事業 福祉避難所の整備",
  "目標 危機管理部 2、3",
];
