import type { Doubt, Intake, IntakeStep } from "../bot/features/office/import-intake.js";
import { BACK, Preview, Ways } from "./import-preview.js";
import { Notice, Page } from "./page.js";
import { Key, type OfficeContext } from "./routes.js";

/** The steps of an import: what is asked, what it comes to, why it cannot be. */

const SHOWN_LINES = 400;

interface StepProps {
  readonly c: OfficeContext;
  readonly intake: Intake;
  readonly step: IntakeStep;
  readonly problem?: string;
}

export const Step = (props: StepProps) => {
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
  const { doubts } = question;
  return (
    <Page
      title={`${intake.answered.length}つ目の確認`}
      visitor={c.get("visitor")}
      formKey={c.get("formKey")}
      back={BACK}
    >
      <p>{intake.name}</p>
      <form method="post">
        <Key c={c} />
        <input type="hidden" name="question" value={question.id} />
        {doubts === undefined ? (
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
        ) : (
          <Doubts doubts={doubts} text={question.text} />
        )}
        <div class="actions">
          <button type="submit" name="do" value={doubts === undefined ? "answer" : "judge"}>
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

/** Each doubt with the document's own lines, to be answered by itself. */
const Doubts = ({ doubts, text }: { readonly doubts: readonly Doubt[]; readonly text: string }) => (
  <>
    <p>{text}</p>
    {doubts.map(({ kind, message, samples }) => (
      <fieldset>
        <legend>{message}</legend>
        {samples.length === 0 ? null : (
          <ul>
            {samples.map((line) => (
              <li>{line}</li>
            ))}
          </ul>
        )}
        {JUDGEMENTS.map(([value, words]) => (
          <label class="choice">
            <input type="radio" name={kind} value={value} required />
            <span>{words}</span>
          </label>
        ))}
      </fieldset>
    ))}
  </>
);

const JUDGEMENTS = [
  ["fine", "このままでよい"],
  ["wrong", "違うので、様式（Excel）で受け取って直す"],
] as const;

const Place = ({ c, intake, step, problem }: StepProps) => {
  const plan = step.kind === "place" ? step.plan : null;
  return (
    <Page title="自治体と年度" visitor={c.get("visitor")} formKey={c.get("formKey")} back={BACK}>
      {problem === undefined ? null : <Notice kind="wrong">{problem}</Notice>}
      <p>文書から自治体の名前か年度を読み取れませんでした。入力してください。</p>
      <form method="post">
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
