import type { Child } from "hono/jsx";
import { ENDED, endWords, NOTHING_AFTER } from "../bot/features/lineage/lineage-view.js";
import {
  AS_PROPOSED,
  endKey,
  isToBeLookedAt,
  linkKey,
  linkTargets,
  type ShownLink,
} from "../bot/features/lineage/settle-links.js";
import type { ImportIntake, IntakeStep } from "../bot/features/office/import-intake.js";
import {
  CHANGE_WORDS,
  type ChangeRow,
  changeRows,
  importCountWords,
  nameNotes,
} from "../bot/features/office/import-words.js";
import { grouped } from "../domain/grouping.js";
import { LEVEL_LABELS } from "../domain/plan-levels.js";
import { ChoiceOptions, compared, LinkCard, SettledLinks } from "./link-parts.js";
import { Notice, Page } from "./page.js";
import { Key, type OfficeContext } from "./routes.js";

export const BACK = { href: "/office/import", label: "文書を取り込む" };
const SHOWN_LINES = 400;
/** A kind of which more is not taken is folded. */
const SHOWN_OPEN = 20;
/** The form that says yes; what is chosen further down belongs to it. */
const CONFIRM = "confirm";
/** How the fields begin that say something of a link. */
export const LINK_FIELD = "link:";

/** 取込みの確認: what would change and how the year before goes on, and the yes. */
export const Preview = ({
  c,
  intake,
  step,
  problem,
}: {
  readonly c: OfficeContext;
  readonly intake: ImportIntake;
  readonly step: Extract<IntakeStep, { kind: "preview" }>;
  readonly problem: string | undefined;
}) => {
  const { outcome, plan, planned, mark } = step;
  const rows = changeRows(outcome.changes);
  const losing = rows.filter(({ notes, what }) => what === "削除" && notes > 0);
  return (
    <Page title="取込みの確認" visitor={c.get("visitor")} formKey={c.get("formKey")} back={BACK}>
      {problem === undefined ? null : <Notice kind="wrong">{problem}</Notice>}
      <p>
        {planName(outcome)}（{intake.name}）
      </p>
      <p>{importCountWords(outcome.counts)}</p>
      {losing.length === 0 ? null : (
        <Notice kind="wrong">
          進捗の付いた目標 {losing.length}
          件が文書からなくなります。取り込むと見えなくなります（記録は残ります）。
        </Notice>
      )}
      {nameNotes(outcome).map((note) => (
        <Notice kind="hint">{note}</Notice>
      ))}
      {planned.checks.length === 0 ? null : (
        <Notice kind="hint">
          <ul>
            {planned.checks.map((check) => (
              <li>{check.message}</li>
            ))}
          </ul>
        </Notice>
      )}
      <Ways c={c} intake={intake} id={CONFIRM}>
        <input type="hidden" name="mark" value={mark} />
        <button type="submit" name="do" value="confirm">
          取り込む
        </button>
      </Ways>
      <Lineage intake={intake} links={outcome.lineage} />
      <h2>前回との違い {rows.length}件</h2>
      {rows.length === 0 ? <p>前回と同じ内容です。</p> : <Differences rows={rows} />}
      {rows.length > SHOWN_LINES ? <p>ほか {rows.length - SHOWN_LINES}件</p> : null}
      <h2>部ごとの内容</h2>
      {plan.departments.map((department) => (
        <details>
          <summary>
            {department.name}（重点目標{" "}
            {department.sections.reduce((sum, { goals }) => sum + goals.length, 0)}件）
          </summary>
          {department.vision === null ? null : (
            <ul>
              {[department.vision.lead, ...department.vision.items].map((one) =>
                one === null ? null : <li>{one.text}（ビジョン）</li>,
              )}
            </ul>
          )}
          {department.sections.map((section, at) => (
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
                <ol
                  start={department.sections.slice(0, at).reduce((next, { goals }) => next + goals.length, 1)}
                >
                  {section.goals.map((goal) => (
                    <GoalItem goal={goal} />
                  ))}
                </ol>
              )}
            </section>
          ))}
          {department.initiatives.length === 0 ? null : (
            <ul>
              {department.initiatives.map(({ heading, text }) => (
                <li>
                  {heading === null ? null : `${heading}：`}
                  {text}（横断の取組）
                </li>
              ))}
            </ul>
          )}
        </details>
      ))}
      <Remarks planned={planned} notices={intake.document.notices} />
      <LeftOut planned={planned} notices={intake.document.notices} />
    </Page>
  );
};

type Notices = ImportIntake["document"]["notices"];
type Planned = Extract<IntakeStep, { kind: "preview" }>["planned"];

/** Notices of what is read all the same, otherwise than it stands in the file. */
const READ: ReadonlySet<Notices[number]["kind"]> = new Set(["gaiji", "mended", "formula"]);

/** What is said of texts that are taken: a number that is missing before them, a character that was mended. */
const Remarks = ({ planned, notices }: { readonly planned: Planned; readonly notices: Notices }) => {
  const remarks = [
    ...planned.notTaken.flatMap(({ where, message, left }) =>
      left === null ? [`${where}　${message}`] : [],
    ),
    ...notices.flatMap(({ kind, message }) => (READ.has(kind) ? [message] : [])),
  ];
  if (remarks.length === 0) return null;
  return (
    <>
      <h2>元の文書と見比べていただきたい点 {remarks.length}件</h2>
      <ul>
        {remarks.slice(0, SHOWN_LINES).map((remark) => (
          <li>{remark}</li>
        ))}
      </ul>
    </>
  );
};

const NOTICES: Readonly<Partial<Record<Notices[number]["kind"], string>>> = {
  struck: "取り消し線や変更履歴で消された文字",
  hidden: "表示されていない文字・行・列・シート",
  furigana: "ふりがな",
  page_furniture: "ページの飾り（ページ番号など）",
  unreadable: "読み取れなかったところ",
};

/** What is not taken, by kind: an officer looks for a kind that should have been. */
const LeftOut = ({ planned, notices }: { readonly planned: Planned; readonly notices: Notices }) => {
  const all = [
    ...planned.notTaken.flatMap(({ where, message, left }) =>
      left === null ? [] : [{ kind: left, line: `${where}${message.slice(left.length, -1)}` }],
    ),
    ...notices.flatMap(({ kind: of, message }) => {
      const kind = NOTICES[of];
      return kind === undefined ? [] : [{ kind, line: message }];
    }),
  ];
  return (
    <>
      <h2>取り込まないもの {all.length}件</h2>
      {[...grouped(all, ({ kind }) => kind)].map(([kind, lines]) => (
        <details open={lines.length <= SHOWN_OPEN}>
          <summary>
            {kind}（{lines.length}件）
          </summary>
          <ul>
            {lines.slice(0, SHOWN_LINES).map(({ line }) => (
              <li>{line}</li>
            ))}
          </ul>
          {lines.length > SHOWN_LINES ? <p>ほか {lines.length - SHOWN_LINES}件</p> : null}
        </details>
      ))}
    </>
  );
};

type Goal = Extract<
  IntakeStep,
  { kind: "preview" }
>["plan"]["departments"][number]["sections"][number]["goals"][number];

/** A goal with what would be kept beside it: its heading, 担当課, 指標, 目標値 and 期限, and the 政策 and 施策 above it. */
const GoalItem = ({ goal: { heading, text, details = [], levels = [] } }: { readonly goal: Goal }) => (
  <li>
    {heading == null ? null : <strong>{heading}　</strong>}
    {text}
    {details.length === 0 ? null : (
      <>
        <br />
        <small>
          {details
            .map(({ kind, label, text: said }) =>
              kind === "number" ? `${label}${said}` : `${label}：${said}`,
            )
            .join("　")}
        </small>
      </>
    )}
    {levels.length === 0 ? null : (
      <>
        <br />
        <small>{levels.map(levelWords).join("　")}</small>
      </>
    )}
  </li>
);

/** `施策：防災（訓練の参加率 60％）` */
const levelWords = ({ kind, name, indicators }: NonNullable<Goal["levels"]>[number]): string => {
  const figures = indicators.map((one) => `${one.name} ${one.target}`.trim()).join("、");
  return `${LEVEL_LABELS[kind]}：${name}${figures === "" ? "" : `（${figures}）`}`;
};

/** The plan as people name it; most documents print the municipality in their title. */
export const planName = ({
  municipality,
  title,
}: {
  readonly municipality: string;
  readonly title: string;
}): string => (title.includes(municipality) ? title : `${municipality} ${title}`);

/** Every difference; of a plan that is new as a whole there is nothing to compare, and it is folded away. */
const Differences = ({ rows }: { readonly rows: readonly ChangeRow[] }) => {
  const table = (
    <div class="scroll">
      <table>
        <thead>
          <tr>
            <th scope="col">違い</th>
            <th scope="col">場所</th>
            <th scope="col">前</th>
            <th scope="col">後</th>
            <th scope="col" class="number">
              進捗
            </th>
          </tr>
        </thead>
        <tbody>
          {rows.slice(0, SHOWN_LINES).map((row) => {
            const words = compared(row.before, row.after);
            return (
              <tr>
                <td>
                  <span class="tag">{row.what}</span>
                </td>
                <td>{row.place}</td>
                <td>{words.before}</td>
                <td>{words.after}</td>
                <td class="number">{row.notes}件</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
  return rows.every(({ what }) => what === CHANGE_WORDS.added) ? (
    <details>
      <summary>すべて新しいものです（{rows.length}件）</summary>
      {table}
    </details>
  ) : (
    table
  );
};

/** 前の年度からの続き方: what is not sure with a choice each, what is sure to be looked at and put right. */
const Lineage = ({
  intake,
  links,
}: {
  readonly intake: ImportIntake;
  readonly links: readonly ShownLink[];
}) => {
  if (links.length === 0) return null;
  const open = links.filter(isToBeLookedAt);
  return (
    <section>
      <h2>前の年度からの続き方 {links.length}件</h2>
      {open.length === 0 ? (
        <p>どれも確かなものです。担当者と報告の間隔は、続く先に引き継がれます。</p>
      ) : (
        <p>
          確かめていただきたいものが {open.length}
          件あります。ここで選んでも、取り込んだあとに「年度のつながり」で決めてもかまいません。
        </p>
      )}
      <ul class="plain">
        {open.map((link) => {
          const key = linkKey(link);
          return (
            <LinkCard link={link}>
              <label for={`choice-${link.id}`}>続き方</label>
              <select id={`choice-${link.id}`} name={`${LINK_FIELD}${key}`} form={CONFIRM}>
                <ChoiceOptions
                  link={link}
                  links={links}
                  chosen={intake.links.get(key)}
                  later="あとで決める"
                />
              </select>
            </LinkCard>
          );
        })}
      </ul>
      {open.length === 0 ? null : (
        <p class="actions">
          <button type="submit" form={CONFIRM} name="do" value="confirm">
            選んだとおりに取り込む
          </button>
        </p>
      )}
      <SettledLinks
        links={links}
        fix={(link) =>
          link.from === null
            ? null
            : `/office/import/${intake.id}/link?key=${encodeURIComponent(linkKey(link))}`
        }
        said={(link) => saidWords(link, links, intake.links.get(linkKey(link)))}
      />
    </section>
  );
};

/** What the person said of a link that needs no answer; null where nothing. */
function saidWords(link: ShownLink, links: readonly ShownLink[], choice: string | undefined): string | null {
  if (choice === undefined) return null;
  if (choice === AS_PROPOSED) return "このとおり";
  if (choice === ENDED) return `直しました: ${NOTHING_AFTER}`;
  const end = linkTargets(links, link).find((each) => endKey(each) === choice);
  return end === undefined ? null : `直しました: ${endWords(end)}`;
}

/** One link of the preview that is put right before the import. */
export const FixLink = ({
  c,
  intake,
  link,
  links,
}: {
  readonly c: OfficeContext;
  readonly intake: ImportIntake;
  readonly link: ShownLink;
  readonly links: readonly ShownLink[];
}) => {
  const here = `/office/import/${intake.id}`;
  const key = linkKey(link);
  return (
    <Page
      title="続き方を直す"
      visitor={c.get("visitor")}
      formKey={c.get("formKey")}
      back={{ href: here, label: "取込みの確認" }}
    >
      <ul class="plain">
        <LinkCard link={link}>
          <form method="post" action={here}>
            <Key c={c} />
            <label for="choice">続き方</label>
            <select id="choice" name={`${LINK_FIELD}${key}`}>
              <ChoiceOptions link={link} links={links} chosen={intake.links.get(key)} later={null} />
            </select>
            <div class="actions">
              <button type="submit" name="do" value="link">
                決める
              </button>
            </div>
          </form>
        </LinkCard>
      </ul>
    </Page>
  );
};

/** Goes on where there is a way on, gives an answer back, or gives the document up. */
export const Ways = ({
  c,
  intake,
  id,
  children,
}: {
  readonly c: OfficeContext;
  readonly intake: ImportIntake;
  /** For fields further down that belong to it. */
  readonly id?: string;
  readonly children?: Child;
}) => (
  <form
    method="post"
    action={`/office/import/${intake.id}`}
    class="actions"
    {...(id === undefined ? {} : { id })}
  >
    <Key c={c} />
    {children}
    {intake.answered.length > 1 ? (
      <button type="submit" name="do" value="back" class="quiet">
        一つ前の答えを直す
      </button>
    ) : null}
    {intake.form !== null ? null : (
      <button type="submit" name="do" value="template" class="quiet">
        様式（Excel）で受け取って直す
      </button>
    )}
    <button type="submit" name="do" value="drop" class="quiet">
      取込みをやめる
    </button>
  </form>
);
