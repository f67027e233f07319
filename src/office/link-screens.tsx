import type { Bot } from "../bot/context.js";
import { AS_PROPOSED, isToBeLookedAt } from "../bot/features/lineage/settle-links.js";
import { officeLink, officeSteps, settleOfficeLink } from "../bot/features/office/office-links.js";
import type { EditResult } from "../bot/features/office/plan-editing.js";
import { fiscalYearLabel } from "../domain/time.js";
import { ChoiceOptions, LinkCard, SettledLinks } from "./link-parts.js";
import { HOME, Notice, Page } from "./page.js";
import { Key, type OfficeContext, type Screens } from "./routes.js";

const HERE = { href: "/office/links", label: "年度のつながり" };
const SHOWN_OPEN = 50;

/** 年度のつながり（系譜）: what goes on as what from year to year, confirmed and put right. */
export const linkScreens =
  (bot: Bot): Screens =>
  (app) => {
    app.get("/office/links", (c) => c.html(<Steps c={c} bot={bot} result={null} />));

    app.get("/office/links/:link", (c) => {
      const found = officeLink(bot, c.get("visitor"), Number(c.req.param("link")));
      if (found === null) return c.redirect("/office/links", 303);
      const { link, links } = found;
      return c.html(
        <Page title="続き方を直す" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
          <ul class="plain">
            <LinkCard link={link}>
              <form method="post" action={`/office/links/${link.id}`}>
                <Key c={c} />
                <label for="choice">続き方</label>
                <select id="choice" name="choice">
                  <ChoiceOptions link={link} links={links} chosen={undefined} later={null} />
                </select>
                <div class="actions">
                  <button type="submit">決める</button>
                </div>
              </form>
            </LinkCard>
          </ul>
        </Page>,
      );
    });

    app.post("/office/links/:link", (c) => {
      const choice = String(c.get("form").get("choice") ?? "");
      const result = settleOfficeLink(bot, c.get("visitor"), Number(c.req.param("link")), choice);
      return c.html(<Steps c={c} bot={bot} result={result} />, "problem" in result ? 422 : 200);
    });
  };

const Steps = ({
  c,
  bot,
  result,
}: {
  readonly c: OfficeContext;
  readonly bot: Bot;
  readonly result: EditResult | null;
}) => {
  const steps = officeSteps(bot, c.get("visitor"));
  return (
    <Page title="年度のつながり（系譜）" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
      {result === null ? null : "done" in result ? (
        <Notice kind="done">{result.done}</Notice>
      ) : (
        <Notice kind="wrong">{result.problem}</Notice>
      )}
      {steps.length === 0 ? (
        <p>まだ二つの年度の計画がありません。次の年度の文書を取り込むと、続き方の案を示します。</p>
      ) : (
        <p>
          確かなものは選んであります。担当者と報告の間隔は、続く先に引き継がれます。決めたことは、あとから何度でも直せます。
        </p>
      )}
      {steps.map(({ from, to, links }) => {
        const open = links.filter(isToBeLookedAt);
        return (
          <section>
            <h2>
              {to.municipality}　{fiscalYearLabel(from.fiscalYear)} → {fiscalYearLabel(to.fiscalYear)}
            </h2>
            <p>
              全{links.length}件のうち、確かめていただきたいもの {open.length}件
            </p>
            <ul class="plain">
              {open.slice(0, SHOWN_OPEN).map((link) => (
                <LinkCard link={link}>
                  <form method="post" action={`/office/links/${link.id}`} class="actions">
                    <Key c={c} />
                    <button type="submit" name="choice" value={AS_PROPOSED}>
                      このとおり
                    </button>
                    <a class="button quiet" href={`/office/links/${link.id}`}>
                      直す
                    </a>
                  </form>
                </LinkCard>
              ))}
            </ul>
            {open.length > SHOWN_OPEN ? (
              <p>ほか {open.length - SHOWN_OPEN}件は、これらのあとに出ます。</p>
            ) : null}
            <SettledLinks links={links} fix={(link) => `/office/links/${link.id}`} said={() => null} />
          </section>
        );
      })}
    </Page>
  );
};
