import type { Bot } from "../bot/context.js";
import {
  chosenPaper,
  type PaperChoice,
  paperAsFile,
  paperChoices,
  type ShownPaper,
  shownPaper,
} from "../bot/features/office/papers.js";
import { HOME, Notice, Page } from "./page.js";
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
    app.get("/office/papers", (c) =>
      c.html(<Choices c={c} choices={paperChoices(bot, c.get("visitor"))} wrong={null} />),
    );

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
      const wrong = "CSV と JSON は、固定した時点を選んだときに受け取れます。";
      return c.html(<Choices c={c} choices={paperChoices(bot, visitor)} wrong={wrong} />, 422);
    });
  };

const Choices = ({
  c,
  choices,
  wrong,
}: {
  readonly c: OfficeContext;
  readonly choices: readonly PaperChoice[];
  readonly wrong: string | null;
}) => (
  <Page title="庁議資料と時点" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
    {wrong === null ? null : <Notice kind="wrong">{wrong}</Notice>}
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
    <p class="hint">時点は、チャットで「/policy 時点 9月末 2026-09-30」のように打って固定します。</p>
  </Page>
);

/** A department a page; 【案】 stands on each of them. */
const PaperPage = ({ c, paper }: { readonly c: OfficeContext; readonly paper: ShownPaper }) => (
  <Page title={paper.title} visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
    {paper.departments.map((department) => (
      <section class="sheet">
        <p class="running">
          {paper.isDraft ? <strong>【案】確認前の内容を含みます　</strong> : null}
          {paper.asOf}
        </p>
        <h2>{department.name}</h2>
        <p>
          {`重点目標 ${department.total}件　${department.counts.map(({ label, count }) => `${label} ${count}件`).join("　")}`}
        </p>
        <Goals heading="ご確認いただきたい目標" goals={department.exceptions} />
        <Goals heading="そのほかの目標" goals={department.others} />
        {department.unreported.length === 0 ? null : (
          <>
            <h3>まだ報告がない目標 {department.unreported.length}件</h3>
            <ul>
              {department.unreported.map(({ row }) => (
                <li>{`${row.number}　${row.text}`}</li>
              ))}
            </ul>
          </>
        )}
        {department.unconfirmed === 0 ? null : (
          <p>課長確認の済んでいない報告 {department.unconfirmed}件は、本文を載せていません。</p>
        )}
      </section>
    ))}
  </Page>
);

const COLUMNS = ["番号", "重点目標", "状態", "直近の報告"] as const;

const Goals = ({
  heading,
  goals,
}: {
  readonly heading: string;
  readonly goals: ShownPaper["departments"][number]["others"];
}) =>
  goals.length === 0 ? null : (
    <>
      <h3>{heading}</h3>
      <table class="wide">
        <thead>
          <tr>
            {COLUMNS.map((column) => (
              <th scope="col">{column}</th>
            ))}
          </tr>
        </thead>
        <tbody>
          {goals.map(({ row, words, exception }) => (
            <tr>
              <td data-label={COLUMNS[0]}>{row.number}</td>
              <td data-label={COLUMNS[1]}>{row.text}</td>
              <td data-label={COLUMNS[2]}>
                {[
                  row.stateLabel,
                  row.percent === null ? "" : `${row.percent}％`,
                  exception === row.stateLabel ? "" : (exception ?? ""),
                ]
                  .filter((part) => part !== "")
                  .join(" ")}
              </td>
              <td data-label={COLUMNS[3]}>{words === null ? "―" : `${words.text}（${words.on}）`}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
