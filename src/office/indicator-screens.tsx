import type { Bot } from "../bot/context.js";
import type { ShownIndicator } from "../bot/features/indicators/indicator-view.js";
import {
  type OfficeIndicators,
  officeIndicators,
  setFromOffice,
} from "../bot/features/indicators/office-indicators.js";
import { officePlan } from "../bot/features/office/office-rights.js";
import { figureWords, indicatorWords } from "../domain/indicator.js";
import { DepartmentList } from "./department-list.js";
import { Notice, Page } from "./page.js";
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
