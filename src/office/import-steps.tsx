import type { Child } from "hono/jsx";
import type { Intake, IntakeStep } from "../bot/features/office/import-intake.js";
import { changeRows, countWords } from "../bot/features/office/import-words.js";
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
      return <Preview {...props} step={step} />;
  }
};

const BACK = { href: "/office/import", label: "文書を取り込む" };

/** Goes on where there is a way on, gives an answer back, or gives the document up. */
const Ways = ({
  c,
  intake,
  children,
}: {
  readonly c: OfficeContext;
  readonly intake: Intake;
  readonly children?: Child;
}) => (
  <form method="post" class="actions">
    <Key c={c} />
    {children}
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
      <form method="post">
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

const Preview = ({
  c,
  intake,
  step,
}: StepProps & { readonly step: Extract<IntakeStep, { kind: "preview" }> }) => {
  const { outcome, plan, planned } = step;
  const rows = changeRows(outcome.changes);
  const losing = rows.filter(({ notes, what }) => what === "削除" && notes > 0);
  return (
    <Page title="取込みの確認" visitor={c.get("visitor")} formKey={c.get("formKey")} back={BACK}>
      <p>
        {outcome.municipality} {outcome.title}（{intake.name}）
      </p>
      <p>{countWords(outcome.counts)}</p>
      {losing.length === 0 ? null : (
        <Notice kind="wrong">
          進捗の付いた目標 {losing.length}
          件が文書からなくなります。取り込むと見えなくなります（記録は残ります）。
        </Notice>
      )}
      {planned.checks.length === 0 ? null : (
        <Notice kind="hint">
          <ul>
            {planned.checks.map((check) => (
              <li>{check.message}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Ways c={c} intake={intake}>
        <button type="submit" name="do" value="confirm">
          取り込む
        </button>
      </Ways>
      <h2>前回との違い {rows.length}件</h2>
      {rows.length === 0 ? (
        <p>前回と同じ内容です。</p>
      ) : (
        <div class="scroll">
          <table>
            <thead>
              <tr>
                <th scope="col">違い</th>
                <th scope="col">どこの</th>
                <th scope="col">前</th>
                <th scope="col">後</th>
                <th scope="col" class="number">
                  進捗
                </th>
              </tr>
            </thead>
            <tbody>
              {rows.slice(0, SHOWN_LINES).map((row) => (
                <tr>
                  <td>
                    <span class="tag">{row.what}</span>
                  </td>
                  <td>{row.place}</td>
                  <td>{row.before}</td>
                  <td>{row.after}</td>
                  <td class="number">{row.notes}件</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {rows.length > SHOWN_LINES ? <p>ほか {rows.length - SHOWN_LINES}件</p> : null}
      <h2>部ごとの内容</h2>
      {plan.departments.map((department) => (
        <details>
          <summary>
            {department.name}（重点目標{" "}
            {department.sections.reduce((sum, { goals }) => sum + goals.length, 0)}件）
          </summary>
          {department.sections.map((section) => (
            <section>
              {section.name === "" ? null : <h3>{section.name}</h3>}
              {section.policies.length === 0 ? null : (
                <ul>
                  {section.policies.map(({ text }) => (
                    <li>{text}</li>
                  ))}
                </ul>
              )}
              {section.goals.length === 0 ? null : (
                <ol>
                  {section.goals.map(({ text }) => (
                    <li>{text}</li>
                  ))}
                </ol>
              )}
            </section>
          ))}
        </details>
      ))}
      <h2>取り込まない行 {planned.notTaken.length}件</h2>
      <ul>
        {[
          ...planned.notTaken.map(({ message }) => message),
          ...intake.document.notices.map(({ message }) => message),
        ]
          .slice(0, SHOWN_LINES)
          .map((message) => (
            <li>{message}</li>
          ))}
      </ul>
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
