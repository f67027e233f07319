import type { Bot } from "../bot/context.js";
import { officePlan, visitorActor } from "../bot/features/office/office-rights.js";
import {
  type EditableDepartment,
  type EditResult,
  editableDepartment,
  editableDepartments,
  editPlan,
} from "../bot/features/office/plan-editing.js";
import { DepartmentList } from "./department-list.js";
import { Notice, Page } from "./page.js";
import { Key, type OfficeContext, type Screens } from "./routes.js";

/** 目標を手直しする: a text, an addition, 廃止, 所管替え, the name of a 部, each with its reason. */
export const goalScreens =
  (bot: Bot): Screens =>
  (app) => {
    app.get("/office/goals", (c) =>
      c.html(<DepartmentList bot={bot} c={c} title="目標を手直しする" path="/office/goals" />),
    );

    const shown = (c: OfficeContext): EditableDepartment | null => {
      const plan = officePlan(bot, c.get("visitor"), c.req.param("plan") ?? "");
      const found = editableDepartment(bot, Number(c.req.param("department")));
      return plan === null || found?.department.planId !== plan.id ? null : found;
    };
    const screen = (c: OfficeContext, found: EditableDepartment, result: EditResult | null) => {
      const plan = officePlan(bot, c.get("visitor"), String(found.department.planId));
      const departments = plan === null ? [] : editableDepartments(bot, plan);
      const places = departments.flatMap(({ id }) => editableDepartment(bot, id) ?? []);
      return <Department c={c} found={found} places={places} result={result} />;
    };

    app.get("/office/goals/:plan/:department", (c) => {
      const found = shown(c);
      return found === null ? c.redirect("/office/goals", 303) : c.html(screen(c, found, null));
    });

    app.post("/office/goals/:plan/:department", (c) => {
      const found = shown(c);
      if (found === null) return c.redirect("/office/goals", 303);
      const form = c.get("form");
      const field = (name: string): string => String(form.get(name) ?? "").trim();
      const result = editPlan(bot, {
        what: field("do"),
        departmentId: found.department.id,
        goalId: /^\d{1,15}$/u.test(field("goal")) ? Number(field("goal")) : null,
        text: field("text"),
        place: field("place"),
        reason: field("reason"),
        actor: visitorActor(c.get("visitor")),
      });
      return c.html(screen(c, shown(c) ?? found, result), "problem" in result ? 422 : 200);
    });
  };

const Reason = ({ id }: { readonly id: string }) => (
  <>
    <label for={`reason-${id}`}>理由</label>
    <input type="text" id={`reason-${id}`} name="reason" placeholder="9月補正予算に伴う変更" required />
  </>
);

const Department = ({
  c,
  found,
  places,
  result,
}: {
  readonly c: OfficeContext;
  readonly found: EditableDepartment;
  readonly places: readonly EditableDepartment[];
  readonly result: EditResult | null;
}) => {
  const { department, sections, goals, retired } = found;
  const action = `/office/goals/${department.planId}/${department.id}`;
  const sectionName = (id: number | null): string =>
    sections.find((section) => section.id === id)?.name ?? "";
  return (
    <Page
      title={department.name}
      visitor={c.get("visitor")}
      formKey={c.get("formKey")}
      back={{ href: "/office/goals", label: "部を選ぶ" }}
    >
      {result === null ? null : "done" in result ? (
        <Notice kind="done">{result.done}</Notice>
      ) : (
        <Notice kind="wrong">{result.problem}</Notice>
      )}
      <p>番号は年度の終わりまで変わりません。直したことは、送ってある定期まとめのスレッドにも出ます。</p>
      <h2>重点目標 {goals.length}件</h2>
      {goals.map((goal) => (
        <details>
          <summary>
            {goal.number}　{goal.text}
            {sectionName(goal.sectionId) === "" ? null : (
              <span class="tag">{sectionName(goal.sectionId)}</span>
            )}
          </summary>
          <form method="post" action={action}>
            <Key c={c} />
            <input type="hidden" name="goal" value={String(goal.id)} />
            <label for={`text-${goal.id}`}>文</label>
            <textarea id={`text-${goal.id}`} name="text" maxlength={500}>
              {goal.text}
            </textarea>
            <Reason id={String(goal.id)} />
            <label for={`place-${goal.id}`}>移す先（所管替えのとき）</label>
            <select id={`place-${goal.id}`} name="place">
              <option value="">選んでください</option>
              {places.flatMap((place) => placeOptions(place))}
            </select>
            <div class="actions">
              <button type="submit" name="do" value="reword">
                文を直す
              </button>
              <button type="submit" name="do" value="move" class="quiet">
                移す
              </button>
              <button type="submit" name="do" value="retire" class="danger">
                計画から外す
              </button>
            </div>
          </form>
        </details>
      ))}
      <h2>目標を追加する</h2>
      <form method="post" action={action}>
        <Key c={c} />
        <label for="text-new">文</label>
        <textarea id="text-new" name="text" maxlength={500} required></textarea>
        <label for="place-new">柱</label>
        <select id="place-new" name="place">
          {placeOptions(found)}
        </select>
        <Reason id="new" />
        <div class="actions">
          <button type="submit" name="do" value="add">
            追加する
          </button>
        </div>
      </form>
      {retired.length === 0 ? null : (
        <section>
          <h2>外した目標 {retired.length}件</h2>
          {retired.map(({ id, text }) => (
            <details>
              <summary>{text}</summary>
              <form method="post" action={action}>
                <Key c={c} />
                <input type="hidden" name="goal" value={String(id)} />
                <Reason id={`back-${id}`} />
                <div class="actions">
                  <button type="submit" name="do" value="restore" class="quiet">
                    計画に戻す
                  </button>
                </div>
              </form>
            </details>
          ))}
        </section>
      )}
      <h2>部の名前を改める</h2>
      <form method="post" action={action}>
        <Key c={c} />
        <label for="text-name">新しい名前</label>
        <input type="text" id="text-name" name="text" value={department.name} required />
        <Reason id="name" />
        <div class="actions">
          <button type="submit" name="do" value="rename">
            名前を改める
          </button>
        </div>
      </form>
    </Page>
  );
};

function placeOptions({ department, sections }: EditableDepartment) {
  const own = sections.length === 0 ? [{ id: null, name: "" }] : sections;
  return own.map(({ id, name }) => (
    <option value={`${department.id}:${id ?? ""}`}>
      {department.name}
      {name === "" ? "" : `　${name}`}
    </option>
  ));
}
