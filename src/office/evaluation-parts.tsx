import type { Child } from "hono/jsx";
import {
  CONFLICT_FIRST,
  joinLabel,
  sheetLine,
  writtenWords,
} from "../bot/features/evaluation/evaluation-view.js";
import { usualDays } from "../bot/features/evaluation/occasion-opening.js";
import {
  askedWords,
  missingWords,
  type OccasionStanding,
  occasionName,
} from "../bot/features/evaluation/occasion-view.js";
import {
  type OfficePlan,
  type OfficeSheet,
  sheetVersion,
} from "../bot/features/evaluation/office-evaluation.js";
import {
  beginning,
  EVALUATION_FIELDS,
  EVALUATION_TEXT_LIMIT,
  type EvaluationField,
  type EvaluationWord,
  FIELD_LABELS,
  shownWord,
  wordLines,
} from "../domain/evaluation.js";
import { longDay, tokyoInstant } from "../domain/time.js";
import { Key, type OfficeContext } from "./routes.js";

/** An occasion: how far each department is, as Excel, and its end. */
export const OccasionTable = ({
  c,
  standing: { occasion, departments, confirming },
}: {
  readonly c: OfficeContext;
  readonly standing: OccasionStanding;
}) => (
  <section>
    <h3>{occasionName(occasion)}</h3>
    <p>
      {occasion.closedAt === null ? `期限 ${longDay(tokyoInstant(occasion.dueOn))}` : "終了（読むだけです）"}
      {`　項目 ${askedWords(occasion.asked)}`}
    </p>
    <div class="scroll">
      <table class="counts">
        <caption>部ごとの記入の件数</caption>
        <thead>
          <tr>
            <th scope="col">部</th>
            <th scope="col" class="number">
              目標
            </th>
            <th scope="col" class="number">
              記入済み
            </th>
            <th scope="col" class="number">
              残り
            </th>
            {confirming ? (
              <th scope="col" class="number">
                確認済み
              </th>
            ) : null}
          </tr>
        </thead>
        <tbody>
          {departments.map(({ department, total, complete, confirmed, collided }) => (
            <tr>
              <td>
                <a href={`/office/evaluations/${occasion.id}/${department.id}`}>{department.name}</a>
                {collided === 0 ? null : <span class="place">記入の重なり {collided}件</span>}
              </td>
              <td class="number">{total}</td>
              <td class="number">{complete}</td>
              <td class="number">{total - complete}</td>
              {confirming ? <td class="number">{confirmed}</td> : null}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    <div class="actions">
      <form method="post" action={`/office/evaluations/${occasion.id}/file`}>
        <Key c={c} />
        <button type="submit">評価シート（Excel）を受け取る</button>
      </form>
      <form method="post" action={`/office/evaluations/${occasion.id}`}>
        <Key c={c} />
        {occasion.closedAt === null ? (
          <Closing name={occasion.name} missing={missingWords({ occasion, departments, confirming })} />
        ) : (
          <button type="submit" name="do" value="open" class="quiet">
            {occasion.name}を再び開く
          </button>
        )}
      </form>
    </div>
  </section>
);

/** The button that ends an occasion; where something is missing, behind what is. */
const Closing = ({ name, missing }: { readonly name: string; readonly missing: readonly string[] }) => {
  const button = (words: string) => (
    <button type="submit" name="do" value="close" class="danger">
      {words}
    </button>
  );
  if (missing.length === 0) return button(`${name}を終える`);
  return (
    <details>
      <summary>{name}を終える</summary>
      <p>{missing.join("、")} が残っています。終えると読むだけになります。</p>
      {button("このまま終える")}
    </details>
  );
};

const WANTED = [
  ["required", "必ず記入"],
  ["optional", "任意"],
  ["off", "求めない"],
] as const;

/** 評価を始める */
export const OpeningForm = ({
  c,
  plan,
  now,
}: {
  readonly c: OfficeContext;
  readonly plan: OfficePlan;
  readonly now: number;
}) => {
  const { asOf, dueOn } = usualDays(plan, now);
  const id = (name: string): string => `${name}-${plan.id}`;
  return (
    <details>
      <summary>評価を始める</summary>
      <form method="post" action="/office/evaluations">
        <Key c={c} />
        <input type="hidden" name="plan" value={String(plan.id)} />
        <label for={id("name")}>名前（例: 中間評価）</label>
        <input type="text" id={id("name")} name="name" maxlength={40} required />
        <label for={id("asOf")}>時点</label>
        <input type="date" id={id("asOf")} name="asOf" value={asOf} required />
        <label for={id("dueOn")}>期限の日</label>
        <input type="date" id={id("dueOn")} name="dueOn" value={dueOn} required />
        {EVALUATION_FIELDS.map((field) => (
          <>
            <label for={id(field)}>{FIELD_LABELS[field]}</label>
            <select id={id(field)} name={field}>
              {WANTED.map(([value, label]) => (
                <option value={value} selected={value === (field === "issue" ? "optional" : "required")}>
                  {label}
                </option>
              ))}
            </select>
          </>
        ))}
        <p>始めると、目標のある部のチャンネルへお知らせが出ます。</p>
        <div class="actions">
          <button type="submit" name="do" value="open">
            始める
          </button>
        </div>
      </form>
    </details>
  );
};

/** 達成度の段階 and 今後の方向, a line each. */
export const WordsForm = ({
  c,
  plan,
  words,
}: {
  readonly c: OfficeContext;
  readonly plan: OfficePlan;
  readonly words: readonly EvaluationWord[];
}) => (
  <details>
    <summary>達成度・今後の方向の段階</summary>
    <form method="post" action="/office/evaluations">
      <Key c={c} />
      <input type="hidden" name="plan" value={String(plan.id)} />
      <label for={`levels-${plan.id}`}>達成度（1行に1つ、良い順。例: A,達成した）</label>
      <textarea id={`levels-${plan.id}`} name="achievement" maxlength={400}>
        {wordLines(words, "achievement")}
      </textarea>
      <label for={`directions-${plan.id}`}>
        今後の方向（1行に1つ。例:
        現状維持,継続。後ろは、継続・拡充・見直し・縮小・統合・終了のどれに当たるか）
      </label>
      <textarea id={`directions-${plan.id}`} name="direction" maxlength={400}>
        {wordLines(words, "direction")}
      </textarea>
      <p>記入済みの評価は、記入したときのことばのまま残ります。</p>
      <div class="actions">
        <button type="submit" name="do" value="words">
          保存する
        </button>
      </div>
    </form>
  </details>
);

/** One goal's sheet: what stands there, what collided, and the form with what the year's reports offer. */
export const EvaluationSheet = ({
  c,
  sheet,
  words,
  confirming,
}: {
  readonly c: OfficeContext;
  readonly sheet: OfficeSheet;
  readonly words: readonly EvaluationWord[];
  readonly confirming: boolean;
}) => {
  const {
    occasion,
    department,
    goal,
    evaluation,
    conflicts,
    offered,
    standing,
    mayWrite,
    maySettle,
    mayDecide,
  } = sheet;
  const action = `/office/evaluations/${occasion.id}/${department.id}`;
  const begun = beginning(evaluation, offered);
  const line = sheetLine(occasion.asked, evaluation, confirming);
  return (
    <details open={conflicts.length > 0 || mayDecide}>
      <summary>
        {goal.number}　{goal.text} <span class="tag">{line}</span>
      </summary>
      {conflicts.map((conflict) => (
        <div class="notice hint">
          <p>同じ欄に別の記入があります。どちらも残してあります。</p>
          <dl>
            {EVALUATION_FIELDS.filter((field) => conflict.fields[field] !== undefined).map((field) => (
              <>
                <dt>{FIELD_LABELS[field]}　今の記入</dt>
                <dd>{evaluation?.[field]}</dd>
                <dt>
                  {FIELD_LABELS[field]}　{conflict.authorName}さんの記入
                </dt>
                <dd>{conflict.fields[field]}</dd>
              </>
            ))}
          </dl>
          {maySettle ? (
            <form method="post" action={action} class="actions">
              <Key c={c} />
              <input type="hidden" name="conflict" value={String(conflict.id)} />
              <button type="submit" name="take" value="theirs" class="quiet">
                今の記入のまま
              </button>
              <button type="submit" name="take" value="mine" class="quiet">
                {conflict.authorName}さんの記入にする
              </button>
              {conflict.fields.result === undefined && conflict.fields.issue === undefined ? null : (
                <button type="submit" name="take" value="both" class="quiet">
                  {joinLabel(EVALUATION_FIELDS.filter((field) => conflict.fields[field] !== undefined))}
                </button>
              )}
            </form>
          ) : null}
        </div>
      ))}
      {mayDecide ? <Decision c={c} sheet={sheet} action={action} /> : null}
      <p>最後に報告された状態: {standing}</p>
      {offered.promised.length === 0 ? null : (
        <p>予定とされ、その後の報告がないもの: {offered.promised.join("、")}</p>
      )}
      {mayWrite ? (
        <Foldable label={mayDecide ? "記入を直す" : null}>
          <form method="post" action={action}>
            <Key c={c} />
            <input type="hidden" name="goal" value={String(goal.id)} />
            <input type="hidden" name="revision" value={String(evaluation?.revision ?? 0)} />
            {evaluation === null && (offered.result !== "" || offered.issue !== "") ? (
              <p>これまでの報告を下書きとして入れてあります。直してから保存してください。</p>
            ) : null}
            {EVALUATION_FIELDS.filter((field) => occasion.asked[field] !== "off").map((field) => (
              <SheetField
                field={field}
                id={`${field}-${goal.id}`}
                value={begun[field]}
                words={words}
                required={occasion.asked[field] === "required"}
              />
            ))}
            <div class="actions">
              <button type="submit">保存する</button>
            </div>
          </form>
        </Foldable>
      ) : mayDecide || evaluation === null ? null : (
        <Written evaluation={evaluation} />
      )}
    </details>
  );
};

/** Below a text that waits for its 確認, the form that changes it stands folded, so that nobody takes one for the other. */
const Foldable = ({ label, children }: { readonly label: string | null; readonly children?: Child }) =>
  label === null ? (
    children
  ) : (
    <details>
      <summary>{label}</summary>
      {children}
    </details>
  );

/** What stands in a sheet, for reading, and who wrote it. */
const Written = ({ evaluation }: { readonly evaluation: NonNullable<OfficeSheet["evaluation"]> }) => (
  <>
    <dl>
      {EVALUATION_FIELDS.filter((field) => evaluation[field] !== "").map((field) => (
        <>
          <dt>{FIELD_LABELS[field]}</dt>
          <dd>{evaluation[field]}</dd>
        </>
      ))}
    </dl>
    <p class="hint">{writtenWords(evaluation)}</p>
  </>
);

/** The text as it stands, and a manager's yes or no to it. */
const Decision = ({
  c,
  sheet,
  action,
}: {
  readonly c: OfficeContext;
  readonly sheet: OfficeSheet;
  readonly action: string;
}) =>
  sheet.evaluation === null ? null : (
    <div class="notice">
      <p>
        <strong>確認をお願いします</strong>
      </p>
      <Written evaluation={sheet.evaluation} />
      <form method="post" action={action}>
        <Key c={c} />
        <input type="hidden" name="versions" value={sheetVersion(sheet)} />
        {sheet.conflicts.length > 0 ? (
          <p>{CONFLICT_FIRST}</p>
        ) : (
          <div class="actions">
            <button type="submit" name="do" value="confirm">
              確認
            </button>
            <button type="submit" name="do" value="public" class="quiet">
              確認（公表可）
            </button>
          </div>
        )}
        <label for={`reason-${sheet.goal.id}`}>差し戻すときの理由（記入した方だけに届きます）</label>
        <textarea id={`reason-${sheet.goal.id}`} name="reason" maxlength={500} />
        <div class="actions">
          <button type="submit" name="do" value="return" class="danger">
            差し戻す
          </button>
        </div>
      </form>
    </div>
  );

const SheetField = ({
  field,
  id,
  value,
  words,
  required,
}: {
  readonly field: EvaluationField;
  readonly id: string;
  readonly value: string;
  readonly words: readonly EvaluationWord[];
  readonly required: boolean;
}) => {
  const label = `${FIELD_LABELS[field]}${required ? "" : "（任意）"}`;
  if (field === "result" || field === "issue")
    return (
      <>
        <label for={id}>{label}</label>
        <textarea id={id} name={field} maxlength={EVALUATION_TEXT_LIMIT}>
          {value}
        </textarea>
      </>
    );
  const shown = words.filter(({ kind }) => kind === field).map(shownWord);
  const known = value === "" || shown.includes(value) ? shown : [value, ...shown];
  return (
    <>
      <label for={id}>{label}</label>
      <select id={id} name={field}>
        <option value="">（まだ選ばない）</option>
        {known.map((word) => (
          <option value={word} selected={word === value}>
            {word}
          </option>
        ))}
      </select>
    </>
  );
};
