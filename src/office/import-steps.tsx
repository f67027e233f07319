import {
  type DocumentDoubt,
  type ImportIntake,
  type IntakeStep,
  intakeLines,
  type ShownLine,
} from "../bot/features/office/import-intake.js";
import { BACK, Preview, Ways } from "./import-preview.js";
import { Notice, Page } from "./page.js";
import { Key, type OfficeContext } from "./routes.js";

/** The steps of an import: what is asked, what it comes to, why it cannot be. */

const SHOWN_LINES = 400;

interface StepProps {
  readonly c: OfficeContext;
  readonly intake: ImportIntake;
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
      <p class="hint">
        左の色と言葉は、いまの読み取り方です（表は、欄ごとに付けています）。尋ねている行と欄には背景の色を付けています。
      </p>
      <DocumentLines intake={intake} planned={step.planned} />
    </Page>
  );
};

/** Each doubt with the document's own lines, to be answered by itself. */
const Doubts = ({ doubts, text }: { readonly doubts: readonly DocumentDoubt[]; readonly text: string }) => (
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

/** The document's own lines, coloured by what is known of them; those that the question is about are marked. */
const DocumentLines = ({
  intake,
  planned,
}: {
  readonly intake: ImportIntake;
  readonly planned: Extract<IntakeStep, { kind: "question" }>["planned"];
}) => {
  const { question } = planned;
  const asked = new Set([
    ...(question?.choices ?? []).flatMap(({ samples }) => samples),
    ...(question?.doubts ?? []).flatMap(({ samples }) => samples),
  ]);
  const lines = intakeLines(intake, planned).filter(({ text }) => text !== "");
  return (
    <ul class="lines" tabindex={0}>
      {lines.slice(0, SHOWN_LINES).map(({ sign, text, word, cells }) =>
        cells.length > 0 ? (
          <li class="row">
            {cells.map((cell) => (
              <span class={`cell ${colourOf(cell.word)}`}>
                {cell.word === null ? null : <span class="role">{cell.word}</span>}
                {asked.has(cell.text) || asked.has(text) ? <mark>{cell.text}</mark> : cell.text}
              </span>
            ))}
          </li>
        ) : (
          <li class={colourOf(word)}>
            {word === null ? null : <span class="role">{word}</span>}
            {sign === "" ? null : <span class="role">{sign}</span>}
            {asked.has(text) ? <mark>{text}</mark> : text}
          </li>
        ),
      )}
    </ul>
  );
};

const colourOf = (word: ShownLine["word"]): string => (word === null ? "" : (COLOURS[word] ?? "role-other"));

const COLOURS: Readonly<Partial<Record<NonNullable<ShownLine["word"]>, string>>> = {
  部: "role-department",
  政策: "role-section",
  施策: "role-section",
  柱: "role-section",
  方針: "role-policy",
  ビジョン: "role-policy",
  目標: "role-goal",
};
