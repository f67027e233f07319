import type { Bot } from "../bot/context.js";
import {
  fixFromOffice,
  type InstantResult,
  officeDifference,
  removeFromOffice,
  type ShownDifference,
} from "../bot/features/instants/office-instants.js";
import { officePlan } from "../bot/features/office/office-rights.js";
import {
  chosenPaper,
  type PaperChoice,
  paperAsFile,
  paperChoices,
  type ShownPaper,
  shownPaper,
} from "../bot/features/office/papers.js";
import { tokyoDate } from "../domain/time.js";
import { dataAddress, HOME, Notice, Page, Tables, WideTable } from "./page.js";
import { attachment, Key, type OfficeContext, type Screens } from "./routes.js";

const HERE = { href: "/office/papers", label: "庁議資料と時点" };
const OUTPUTS = [
  { value: "docx", label: "庁議・部長会議資料（Word）" },
  { value: "xlsx", label: "進捗一覧（Excel）" },
  { value: "csv", label: "進捗一覧（CSV、固定した時点だけ）" },
  { value: "json", label: "データ（JSON、固定した時点だけ）" },
] as const;

/** 庁議資料と時点: papers as files and as a page that prints. */
export const paperScreens =
  (bot: Bot): Screens =>
  (app) => {
    const choices = (c: OfficeContext, result: InstantResult | null) =>
      c.html(
        <Choices c={c} choices={paperChoices(bot, c.get("visitor"))} result={result} today={bot.clock()} />,
        result !== null && "problem" in result ? 422 : 200,
      );

    app.get("/office/papers", (c) => choices(c, null));

    app.get("/office/papers/:plan/difference", (c) => {
      const plan = officePlan(bot, c.get("visitor"), c.req.param("plan"));
      const shown =
        plan === null
          ? null
          : officeDifference(bot, plan, c.req.query("from") ?? "", c.req.query("to") ?? "now");
      return shown === null
        ? choices(c, { problem: "比べる時点を2つ選んでください。" })
        : c.html(<DifferencePage c={c} shown={shown} />);
    });

    app.post("/office/papers/instants", (c) => {
      const form = c.get("form");
      const field = (name: string): string => String(form.get(name) ?? "");
      const visitor = c.get("visitor");
      const plan = officePlan(bot, visitor, field("plan"));
      if (plan === null) return choices(c, { problem: "計画を選んでください。" });
      return choices(
        c,
        field("do") === "remove"
          ? removeFromOffice(bot, visitor, plan, { instant: field("instant"), reason: field("reason") })
          : fixFromOffice(bot, visitor, plan, { name: field("name"), day: field("day") }),
      );
    });

    app.get("/office/papers/:plan/:instant", (c) => {
      const chosen = chosenPaper(bot, c.get("visitor"), {
        plan: c.req.param("plan"),
        instant: c.req.param("instant"),
      });
      return chosen === null
        ? c.redirect("/office/papers", 303)
        : c.html(<PaperPage c={c} paper={shownPaper(bot, chosen)} />);
    });

    app.post("/office/papers", async (c) => {
      const form = c.get("form");
      const [plan = "", instant = ""] = String(form.get("moment") ?? "").split("/");
      const visitor = c.get("visitor");
      const chosen = chosenPaper(bot, visitor, { plan, instant });
      const file =
        chosen === null ? null : await paperAsFile(bot, visitor, chosen, String(form.get("output") ?? ""));
      if (file !== null) return c.body(new Uint8Array(file.bytes), 200, attachment(file.name));
      return choices(c, { problem: "CSV と JSON は、固定した時点を選んだときに受け取れます。" });
    });
  };

const Choices = ({
  c,
  choices,
  result,
  today,
}: {
  readonly c: OfficeContext;
  readonly choices: readonly PaperChoice[];
  readonly result: InstantResult | null;
  readonly today: number;
}) => (
  <Page title="庁議資料と時点" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
    {result === null ? null : "done" in result ? (
      <Notice kind="done">{result.done}</Notice>
    ) : (
      <Notice kind="wrong">{result.problem}</Notice>
    )}
    <h2>画面で見る・印刷する</h2>
    {choices.map(({ plan, label, instants }) => (
      <section>
        <h3>{label}</h3>
        <ul>
          <li>
            <a href={`/office/papers/${plan.id}/now`}>今の内容</a>
          </li>
          {instants.map(({ id, name }) => (
            <li>
              <a href={`/office/papers/${plan.id}/${id}`}>{name}</a>
            </li>
          ))}
        </ul>
      </section>
    ))}
    <h2>ファイルで受け取る</h2>
    <p class="hint">氏名と報告の全文が入るものがあります。受け取ったことは記録されます。</p>
    <form method="post" action="/office/papers">
      <Key c={c} />
      <label for="moment">いつの内容か</label>
      <select id="moment" name="moment">
        {choices.flatMap(({ plan, label, instants }) => [
          <option value={`${plan.id}/now`}>{`${label}　今の内容`}</option>,
          ...instants.map(({ id, name }) => (
            <option value={`${plan.id}/${id}`}>{`${label}　${name}`}</option>
          )),
        ])}
      </select>
      <label for="output">資料</label>
      <select id="output" name="output">
        {OUTPUTS.map(({ value, label }) => (
          <option value={value}>{label}</option>
        ))}
      </select>
      <div class="actions">
        <button type="submit">受け取る</button>
      </div>
    </form>
    <h2>時点を固定する</h2>
    <p class="hint">
      その日の終わりに分かっていた内容を、名前を付けて固定します。あとから報告を直しても、固定した内容は変わりません。
    </p>
    <form method="post" action="/office/papers/instants">
      <Key c={c} />
      <label for="fixed-plan">計画</label>
      <select id="fixed-plan" name="plan">
        {choices.map(({ plan, label }) => (
          <option value={String(plan.id)}>{label}</option>
        ))}
      </select>
      <label for="fixed-name">名前（例: 9月末）</label>
      <input type="text" id="fixed-name" name="name" maxlength={30} required />
      <label for="fixed-day">いつの内容か（今日を選ぶと、今の内容になります）</label>
      <input type="date" id="fixed-day" name="day" value={tokyoDate(today)} max={tokyoDate(today)} required />
      <div class="actions">
        <button type="submit" name="do" value="fix">
          固定する
        </button>
      </div>
    </form>
    {choices
      .filter(({ instants }) => instants.length > 0)
      .map((choice) => (
        <Instants c={c} choice={choice} />
      ))}
  </Page>
);

/** The 時点 of a plan: set beside each other, and taken away. */
const Instants = ({
  c,
  choice: { plan, label, instants },
}: {
  readonly c: OfficeContext;
  readonly choice: PaperChoice;
}) => (
  <section>
    <h2>時点を比べる　{label}</h2>
    <form method="get" action={`/office/papers/${plan.id}/difference`}>
      <label for={`from-${plan.id}`}>この時点から</label>
      <select id={`from-${plan.id}`} name="from">
        {instants.map(({ id, name }) => (
          <option value={String(id)}>{name}</option>
        ))}
      </select>
      <label for={`to-${plan.id}`}>ここまで</label>
      <select id={`to-${plan.id}`} name="to">
        <option value="now">今</option>
        {instants.map(({ id, name }) => (
          <option value={String(id)}>{name}</option>
        ))}
      </select>
      <div class="actions">
        <button type="submit">違いを見る</button>
      </div>
    </form>
    <details>
      <summary>時点を消す</summary>
      <form method="post" action="/office/papers/instants">
        <Key c={c} />
        <input type="hidden" name="plan" value={String(plan.id)} />
        <p>時点の内容と、そこから作った資料の控えを消します。元には戻せません。</p>
        <label for={`removed-${plan.id}`}>消す時点</label>
        <select id={`removed-${plan.id}`} name="instant">
          {instants.map(({ id, name }) => (
            <option value={String(id)}>{name}</option>
          ))}
        </select>
        <label for={`reason-${plan.id}`}>理由</label>
        <input type="text" id={`reason-${plan.id}`} name="reason" maxlength={200} required />
        <div class="actions">
          <button type="submit" name="do" value="remove" class="danger">
            消す
          </button>
        </div>
      </form>
    </details>
  </section>
);

/** What changed between two 時点, a department after the other; on paper every one of them is unfolded. */
const DifferencePage = ({ c, shown }: { readonly c: OfficeContext; readonly shown: ShownDifference }) => (
  <Page title={shown.title} visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
    <p>{shown.sentence}</p>
    {shown.departments.map(({ name, counts, sections }) => (
      <details open={shown.open}>
        <summary>
          <h2>{name}</h2>　{counts}
        </summary>
        <Tables sections={sections} below />
      </details>
    ))}
  </Page>
);

/** A department a page; 【案】 stands on each of them. */
const PaperPage = ({ c, paper }: { readonly c: OfficeContext; readonly paper: ShownPaper }) => (
  <Page title={paper.title} visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
    {paper.departments.map((department) => (
      <section class="sheet" style={`--size: ${department.size}pt`}>
        <p class="running">
          {paper.isDraft ? <strong>【案】確認前の内容を含みます　</strong> : null}
          <span class="on-paper">{paper.title}　</span>
          {paper.asOf}
        </p>
        <h2>{department.name}</h2>
        {department.tooLong === null ? null : <p class="on-paper">{department.tooLong}</p>}
        <p class="on-phone">{department.counts}</p>
        <p class="bar">
          <img class="picture" src={dataAddress(department.picture.svg)} alt={department.picture.alt} />
        </p>
        {department.tables.map(({ heading, rows }) => (
          <Goals heading={heading} rows={rows} />
        ))}
        {department.lists.map(({ heading, lines }) => (
          <Lines heading={heading} lines={lines} />
        ))}
        {department.leftOut === null ? null : <p>{department.leftOut}</p>}
      </section>
    ))}
  </Page>
);

const Lines = ({ heading, lines }: { readonly heading: string; readonly lines: readonly string[] }) =>
  lines.length === 0 ? null : (
    <>
      <h3>{heading}</h3>
      <ul>
        {lines.map((line) => (
          <li>{line}</li>
        ))}
      </ul>
    </>
  );

const COLUMNS = ["番号", "重点目標", "状態", "直近の報告"] as const;

const Goals = ({
  heading,
  rows,
}: {
  readonly heading: string;
  readonly rows: readonly (readonly string[])[];
}) =>
  rows.length === 0 ? null : (
    <>
      <h3>{heading}</h3>
      <WideTable columns={COLUMNS} rows={rows} />
    </>
  );
