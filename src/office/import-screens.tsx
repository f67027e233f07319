import type { Bot } from "../bot/context.js";
import { linkKey } from "../bot/features/lineage/settle-links.js";
import { type Intake, type IntakeStep, Intakes } from "../bot/features/office/import-intake.js";
import { countWords, isRefusal, yearOf } from "../bot/features/office/import-words.js";
import { FixLink, LINK_FIELD, Preview } from "./import-preview.js";
import { Notice, Page } from "./page.js";
import { Key, type OfficeContext, type Screens } from "./routes.js";

const HOME = { href: "/office", label: "企画課の画面" };
const SHOWN_LINES = 400;

/** 文書を取り込む: upload → questions → preview with every change → confirm. */
export const importScreens =
  (bot: Bot): Screens =>
  (app) => {
    const intakes = new Intakes(bot);
    app.get("/office/import", (c) => c.html(<Upload c={c} problem={null} />));

    app.post("/office/import", async (c) => {
      const file = c.get("form").get("document");
      if (!(file instanceof File) || file.size === 0) {
        return c.html(<Upload c={c} problem="取り込むファイルを選んでください。" />, 422);
      }
      try {
        const bytes = new Uint8Array(await file.arrayBuffer());
        const intake = await intakes.open(c.get("visitor"), file.name, bytes);
        return c.redirect(`/office/import/${intake.id}`, 303);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return c.html(<Upload c={c} problem={error.message} />, 422);
      }
    });

    const known = (c: OfficeContext): Intake | null =>
      intakes.find(c.get("visitor"), c.req.param("id") ?? "");
    const gone = (c: OfficeContext) =>
      c.html(
        <Upload
          c={c}
          problem="途中の取込みは残っていません（2時間で消えます）。もう一度ファイルを選んでください。"
        />,
        404,
      );

    app.get("/office/import/:id", (c) => {
      const intake = known(c);
      return intake === null ? gone(c) : c.html(<Step c={c} intake={intake} step={intakes.step(intake)} />);
    });

    app.get("/office/import/:id/link", (c) => {
      const intake = known(c);
      if (intake === null) return gone(c);
      const step = intakes.step(intake);
      const key = c.req.query("key") ?? "";
      const links = step.kind === "preview" ? step.outcome.lineage : [];
      const link = links.find((each) => linkKey(each) === key);
      if (link === undefined) return c.redirect(`/office/import/${intake.id}`, 303);
      return c.html(<FixLink c={c} intake={intake} link={link} links={links} />);
    });

    app.post("/office/import/:id", (c) => {
      const intake = known(c);
      if (intake === null) return gone(c);
      const form = c.get("form");
      switch (form.get("do")) {
        case "answer":
          intakes.answer(intake, String(form.get("question") ?? ""), Number(form.get("choice") ?? -1));
          break;
        case "back":
          intakes.back(intake);
          break;
        case "place": {
          const year = yearOf(String(form.get("year") ?? ""));
          const municipality = String(form.get("municipality") ?? "").trim();
          const track = String(form.get("track") ?? "")
            .split(/[、,\n]/u)
            .map((label) => label.trim())
            .filter((label) => label !== "");
          if (municipality === "" || year === null) {
            const problem = "自治体の名前と、年度（例: 令和8年度）を入力してください。";
            return c.html(<Step c={c} intake={intake} step={intakes.step(intake)} problem={problem} />, 422);
          }
          intakes.place(intake, { municipality, fiscalYear: year, track });
          break;
        }
        case "link":
          intakes.say(intake, saidOfLinks(form));
          break;
        case "drop":
          intakes.drop(intake);
          return c.redirect("/office/import", 303);
        case "confirm": {
          const confirmed = intakes.confirm(
            intakes.say(intake, saidOfLinks(form)),
            String(form.get("mark") ?? ""),
          );
          if (confirmed.kind === "ask") {
            if (!confirmed.outdated) break;
            const problem =
              "この画面を出したあとに、計画が変わりました。いまの違いを確かめてから、もう一度取り込んでください。";
            const now = intakes.find(c.get("visitor"), intake.id) ?? intake;
            return c.html(<Step c={c} intake={now} step={intakes.step(now)} problem={problem} />, 409);
          }
          const { outcome } = confirmed;
          return c.html(
            <Page title="取り込みました" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
              <Notice kind="done">
                {outcome.municipality} {outcome.title} を取り込みました。{countWords(outcome.counts)}
              </Notice>
              <p>
                チャットで「/policy」と入力すると、取り込んだ計画が出ます。次の年度の文書も、同じ様式なら質問なしで読めます。
              </p>
              {outcome.lineage.length === 0 ? null : (
                <p>
                  <a href="/office/links">前の年度からの続き方を見る・直す</a>
                </p>
              )}
            </Page>,
          );
        }
      }
      return c.redirect(`/office/import/${intake.id}`, 303);
    });
  };

/** What the fields of a form say of links. */
function saidOfLinks(form: FormData): Map<string, string> {
  const said = new Map<string, string>();
  for (const [name, value] of form.entries())
    if (name.startsWith(LINK_FIELD) && typeof value === "string" && value !== "")
      said.set(name.slice(LINK_FIELD.length), value);
  return said;
}

const Upload = ({ c, problem }: { readonly c: OfficeContext; readonly problem: string | null }) => (
  <Page title="文書を取り込む" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
    {problem === null ? null : <Notice kind="wrong">{problem}</Notice>}
    <p>
      経営方針や重点目標の書かれた文書を選んでください。取り込む前に、読み取った内容と前回との違いをお見せします。
    </p>
    <form method="post" action="/office/import" enctype="multipart/form-data">
      <Key c={c} />
      <label for="document">文書のファイル</label>
      <p class="hint" id="document-hint">
        Word（.docx）、PDF、Excel（.xlsx）、Web ページ（.html）、CSV、テキスト。20 MB まで。
      </p>
      <input
        type="file"
        id="document"
        name="document"
        required
        aria-describedby="document-hint"
        accept=".docx,.pdf,.xlsx,.html,.htm,.csv,.tsv,.txt,.md"
      />
      <div class="actions">
        <button type="submit">読み取る</button>
      </div>
    </form>
  </Page>
);

interface StepProps {
  readonly c: OfficeContext;
  readonly intake: Intake;
  readonly step: IntakeStep;
  readonly problem?: string;
}

const Step = (props: StepProps) => {
  const { step } = props;
  switch (step.kind) {
    case "refused":
      return <Refused {...props} message={step.message} />;
    case "question":
      return <Question {...props} step={step} />;
    case "place":
      return <Place {...props} />;
    case "preview":
      return <Preview c={props.c} intake={props.intake} step={step} problem={props.problem} />;
  }
};

const BACK = { href: "/office/import", label: "文書を取り込む" };

/** Gives an answer back, or gives the document up. */
const Ways = ({ c, intake }: { readonly c: OfficeContext; readonly intake: Intake }) => (
  <form method="post" action={`/office/import/${intake.id}`} class="actions">
    <Key c={c} />
    {intake.answered.length > 1 ? (
      <button type="submit" name="do" value="back" class="quiet">
        一つ前の答えを直す
      </button>
    ) : null}
    <button type="submit" name="do" value="drop" class="quiet">
      取込みをやめる
    </button>
  </form>
);

const Refused = ({ c, intake, message }: StepProps & { readonly message: string }) => (
  <Page title="取り込めませんでした" visitor={c.get("visitor")} formKey={c.get("formKey")} back={BACK}>
    <Notice kind="wrong">{message}</Notice>
    <Ways c={c} intake={intake} />
  </Page>
);

const Question = ({
  c,
  intake,
  step,
}: StepProps & { readonly step: Extract<IntakeStep, { kind: "question" }> }) => {
  const { question } = step.planned;
  if (question === null) return null;
  return (
    <Page
      title={`${intake.answered.length}つ目の確認`}
      visitor={c.get("visitor")}
      formKey={c.get("formKey")}
      back={BACK}
    >
      <p>{intake.name}</p>
      <form method="post" action={`/office/import/${intake.id}`}>
        <Key c={c} />
        <input type="hidden" name="question" value={question.id} />
        <fieldset>
          <legend>{question.text}</legend>
          {question.choices.map((choice, index) => (
            <label class="choice">
              <input type="radio" name="choice" value={String(index)} required />
              <span>
                {choice.label}
                {choice.samples.length === 0 ? null : (
                  <span class="hint">
                    <br />
                    例: {choice.samples.slice(0, 4).join(" ／ ")}
                  </span>
                )}
              </span>
            </label>
          ))}
        </fieldset>
        <div class="actions">
          <button type="submit" name="do" value="answer">
            次へ
          </button>
        </div>
      </form>
      <Ways c={c} intake={intake} />
      <h2>文書の内容</h2>
      <DocumentLines intake={intake} />
    </Page>
  );
};

const Place = ({ c, intake, step, problem }: StepProps) => {
  const plan = step.kind === "place" ? step.plan : null;
  return (
    <Page title="自治体と年度" visitor={c.get("visitor")} formKey={c.get("formKey")} back={BACK}>
      {problem === undefined ? null : <Notice kind="wrong">{problem}</Notice>}
      <p>文書から自治体の名前か年度を読み取れませんでした。入力してください。</p>
      <form method="post" action={`/office/import/${intake.id}`}>
        <Key c={c} />
        <label for="municipality">自治体の名前</label>
        <input
          type="text"
          id="municipality"
          name="municipality"
          value={intake.municipality ?? plan?.municipality ?? ""}
        />
        <label for="year">年度</label>
        <input
          type="text"
          id="year"
          name="year"
          placeholder="令和8年度"
          value={plan?.fiscalYear ? String(plan.fiscalYear) : ""}
        />
        <label for="track">目標として追う項目（重点目標のほかに、あれば）</label>
        <input
          type="text"
          id="track"
          name="track"
          placeholder="組織運営方針"
          value={intake.track.join("、")}
        />
        <div class="actions">
          <button type="submit" name="do" value="place">
            次へ
          </button>
        </div>
      </form>
      <Ways c={c} intake={intake} />
    </Page>
  );
};

/** The document's own lines, so that a question can be answered by looking at it. */
const DocumentLines = ({ intake }: { readonly intake: Intake }) => {
  const lines = intake.document.elements.flatMap(printed);
  return (
    <ul class="lines" tabindex={0}>
      {lines.slice(0, SHOWN_LINES).map(({ role, text, kind }) => (
        <li class={kind}>
          {role === "" ? null : <span class="role">{role}</span>}
          {text}
        </li>
      ))}
    </ul>
  );
};

interface PrintedLine {
  readonly role: string;
  readonly text: string;
  readonly kind: string;
}

function printed(element: Intake["document"]["elements"][number]): PrintedLine[] {
  switch (element.kind) {
    case "heading":
      return [{ role: `見出し${element.level}`, text: element.text, kind: "role-department" }];
    case "line":
      return [{ role: element.mark, text: element.text, kind: element.bold ? "role-section" : "" }];
    case "table":
      return element.rows.map((row) => ({
        role: "表",
        text: row
          .flatMap((cell) => (cell === null ? [] : [cell.lines.map(({ text }) => text).join("")]))
          .join(" ｜ "),
        kind: "role-other",
      }));
  }
}
