import type { FC } from "hono/jsx";
import type { Bot } from "../bot/context.js";
import { officePlans } from "../bot/features/office/office-rights.js";
import { editableDepartments } from "../bot/features/office/plan-editing.js";
import { HOME, Page } from "./page.js";
import type { OfficeContext } from "./routes.js";

/** A screen that begins with a department: each leads to `path/plan/department`. */
export const DepartmentList: FC<{
  readonly bot: Bot;
  readonly c: OfficeContext;
  readonly title: string;
  readonly path: string;
}> = ({ bot, c, title, path }) => {
  const plans = officePlans(bot, c.get("visitor"));
  return (
    <Page title={title} visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
      {plans.length === 0 ? <p>まだ計画がありません。</p> : <p>部を選んでください。</p>}
      {plans.map(({ plan, label }) => (
        <section>
          <h2>{label}</h2>
          <ul>
            {editableDepartments(bot, plan).map(({ id, name }) => (
              <li>
                <a href={`${path}/${plan.id}/${id}`}>{name}</a>
              </li>
            ))}
          </ul>
        </section>
      ))}
    </Page>
  );
};
