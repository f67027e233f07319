import type { Bot } from "../bot/context.js";
import { progressFile } from "../bot/features/hand-over/progress-file.js";
import { officePlan, officePlans, visitorActor } from "../bot/features/office/office-rights.js";
import { type StandingPage, standingPage } from "../bot/features/standing/department-page.js";
import { dataAddress, Notice, Page, Tables } from "./page.js";
import { attachment, Key, type OfficeContext, type Screens } from "./routes.js";

/** The first screen: what can be done here, and the 進捗一覧 as a file. */
export const homeScreens =
  (bot: Bot): Screens =>
  (app) => {
    app.get("/office", (c) => {
      const plans = officePlans(bot, c.get("visitor"));
      return c.html(
        <Page title="企画課の画面" visitor={c.get("visitor")} formKey={c.get("formKey")}>
          {plans.length === 0 ? (
            <Notice kind="hint">まだ計画がありません。文書を取り込むところから始めてください。</Notice>
          ) : null}
          <ul class="cards">
            <li>
              <h2>
                <a href="/office/import">文書を取り込む</a>
              </h2>
              <p class="hint">
                Word・PDF・Excel・Web ページ・テキストの計画を読み、確かめてから取り込みます。
              </p>
            </li>
            <li>
              <h2>
                <a href="/office/returned">記入した進捗一覧を取り込む</a>
              </h2>
              <p class="hint">各部が記入した Excel の進捗一覧を、報告として記録します。</p>
            </li>
            <li>
              <h2>
                <a href="/office/evaluations">中間・年度末の評価</a>
              </h2>
              <p class="hint">
                評価を始め、各部の集まり具合を見て、終えます。評価シート（Excel）の受渡しもできます。
              </p>
            </li>
            <li>
              <h2>
                <a href="/office/indicators">指標</a>
              </h2>
              <p class="hint">目標の指標と目標値を決め、直します。</p>
            </li>
            <li>
              <h2>
                <a href="/office/levels">施策の体系</a>
              </h2>
              <p class="hint">目標の上にある政策・施策・事業と、その成果指標を決めます。</p>
            </li>
            <li>
              <h2>
                <a href="/office/papers">庁議資料と時点</a>
              </h2>
              <p class="hint">
                庁議・部長会議の資料を、今の内容か固定した時点で、印刷するかファイルで受け取ります。
              </p>
            </li>
            <li>
              <h2>
                <a href="/office/links">年度のつながり</a>
              </h2>
              <p class="hint">前の年度の部と目標が、次の年度のどれに続くか（系譜）を確かめ、直します。</p>
            </li>
            <li>
              <h2>
                <a href="/office/goals">目標を手直しする</a>
              </h2>
              <p class="hint">年度の途中で、文言の訂正、目標の追加や廃止、部の名前の変更をします。</p>
            </li>
            <li>
              <h2>
                <a href="/office/reorganisations">機構改革</a>
              </h2>
              <p class="hint">部の改称、統合、分割、廃止を、日付を付けて登録します。</p>
            </li>
            <li>
              <h2>
                <a href="/office/people">担当一覧と人事異動</a>
              </h2>
              <p class="hint">
                だれが何を受け持っているかを見て、人事異動を一覧（CSV、Excel）か1件ずつ登録します。
              </p>
            </li>
          </ul>
          {plans.length === 0 ? null : (
            <section>
              <h2>進捗一覧を受け取る</h2>
              <p class="hint">
                氏名と報告の全文が入っています。取扱いに注意してください。受け取ったことは記録されます。
              </p>
              <form method="post" action="/office/progress">
                <Key c={c} />
                <label for="plan">計画</label>
                <select id="plan" name="plan">
                  {plans.map(({ plan, label }) => (
                    <option value={String(plan.id)}>{label}</option>
                  ))}
                </select>
                <div class="actions">
                  <button type="submit">Excel で受け取る</button>
                </div>
              </form>
            </section>
          )}
        </Page>,
      );
    });

    app.post("/office/progress", async (c) => {
      const plan = officePlan(bot, c.get("visitor"), String(c.get("form").get("plan")));
      if (plan === null) return c.redirect("/office", 303);
      const actor = visitorActor(c.get("visitor"));
      const file = await progressFile(bot, plan, { actor, via: "office" });
      return c.body(new Uint8Array(file.bytes), 200, attachment(file.name));
    });
  };

/** 部の進捗: one page for 課長 and 部長, A4 when it is printed. */
export const standingScreens =
  (bot: Bot): Screens =>
  (app) => {
    app.get("/office/standing/:department", (c) => {
      const shown = standingPage(bot, c.get("visitor"), Number(c.req.param("department")));
      return shown === null ? c.html(<Gone c={c} />, 404) : c.html(<Standing c={c} shown={shown} />);
    });
  };

const Gone = ({ c }: { readonly c: OfficeContext }) => (
  <Page title="画面が見つかりません" visitor={c.get("visitor")} formKey={c.get("formKey")} planning={false}>
    <p>この部の進捗はご覧になれません。「/policy 進捗」で部を確かめてください。</p>
  </Page>
);

const Standing = ({ c, shown }: { readonly c: OfficeContext; readonly shown: StandingPage }) => (
  <Page title={shown.title} visitor={c.get("visitor")} formKey={c.get("formKey")} planning={false}>
    <p>{shown.asOf}</p>
    <ul>
      {shown.summary.map((line) => (
        <li>{line}</li>
      ))}
    </ul>
    {shown.picture === null ? null : (
      <p>
        <img class="picture" src={dataAddress(shown.picture.svg)} alt={shown.picture.alt} />
      </p>
    )}
    <Tables sections={shown.sections} />
  </Page>
);
