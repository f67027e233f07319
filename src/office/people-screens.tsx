import type { Bot } from "../bot/context.js";
import { isRefusal } from "../bot/features/office/import-words.js";
import { officePlans } from "../bot/features/office/office-rights.js";
import {
  type Answers,
  type Candidate,
  type MoveRow,
  type PlannedMove,
  peopleNamed,
  type UnclearMove,
} from "../bot/features/people/planned-moves.js";
import { carriedWords, moveWords } from "../bot/features/people/transfer-view.js";
import { TransferIntakes, type TransferPreview } from "../bot/features/people/transferring.js";
import { holderName, type WhoHolds, whoHoldsNow } from "../bot/features/people/who-holds.js";
import { dayWithYear } from "../domain/time.js";
import { HOME, Notice, Page } from "./page.js";
import { Key, type OfficeContext, type Screens } from "./routes.js";

const HERE = { href: "/office/people", label: "担当一覧と人事異動" };

type Plans = ReturnType<typeof officePlans>;

/** 担当一覧, and 人事異動 as a list or one by one: written → shown, with names asked about → decided. */
export const peopleScreens =
  (bot: Bot): Screens =>
  (app) => {
    const intakes = new TransferIntakes(bot);
    const plansOf = (c: OfficeContext): Plans => officePlans(bot, c.get("visitor"));

    const overview = (c: OfficeContext, problem: string | null = null) => {
      const plans = plansOf(c);
      const chosen = plans.find(({ plan }) => String(plan.id) === c.req.query("plan")) ?? plans[0];
      return c.html(
        <Overview
          c={c}
          plans={plans}
          list={chosen === undefined ? null : whoHoldsNow(bot, chosen.plan)}
          problem={problem}
        />,
        problem === null ? 200 : 422,
      );
    };

    app.get("/office/people", (c) => overview(c));

    app.post("/office/people", async (c) => {
      const form = c.get("form");
      const chosen = plansOf(c).find(({ plan }) => String(plan.id) === form.get("plan"))?.plan;
      if (chosen === undefined) return overview(c, "計画を選んでください。");
      const file = form.get("list");
      const text = (name: string): string => String(form.get(name) ?? "").trim();
      try {
        const id =
          file instanceof File && file.size > 0
            ? await intakes.open(
                c.get("visitor"),
                chosen.municipalityId,
                file.name,
                new Uint8Array(await file.arrayBuffer()),
              )
            : text("on") === ""
              ? null
              : intakes.openOne(c.get("visitor"), chosen.municipalityId, {
                  on: text("on"),
                  department: text("department"),
                  post: text("post"),
                  from: text("from"),
                  to: text("to"),
                });
        if (id === null) return overview(c, "一覧のファイルを選ぶか、異動日を入れてください。");
        return c.redirect(`/office/people/${id}`, 303);
      } catch (error) {
        if (!isRefusal(error)) throw error;
        return overview(c, error.message);
      }
    });

    const gone = (c: OfficeContext) =>
      overview(c, "途中の登録は残っていません。もう一度、一覧を選ぶか入力してください。");

    app.get("/office/people/:id", (c) => {
      const id = c.req.param("id");
      const preview = intakes.preview(c.get("visitor"), id);
      return preview === null ? gone(c) : c.html(<Preview c={c} id={id} preview={preview} />);
    });

    app.post("/office/people/:id", (c) => {
      const id = c.req.param("id");
      const visitor = c.get("visitor");
      if (c.get("form").get("do") === "answer") {
        return intakes.answer(visitor, id, answersIn(c.get("form")))
          ? c.redirect(`/office/people/${id}`, 303)
          : gone(c);
      }
      const left = intakes.preview(visitor, id)?.rows.filter(({ kind }) => kind === "unclear") ?? [];
      const count = intakes.decide(visitor, id);
      if (count === null) return gone(c);
      return c.html(
        <Page title="登録しました" visitor={visitor} formKey={c.get("formKey")} back={HERE}>
          <Notice kind="done">
            {count === 0
              ? "新しく登録するものはありませんでした。"
              : `${count}件の異動を登録しました。異動日に、役割と目標が後任の方に移ります。`}
          </Notice>
          {left.length === 0 ? null : (
            <Notice kind="hint">
              {`読み取れなかった行が ${left.length}件あります（${left.map(({ line }) => line).join("、")}行目）。直してから、もう一度登録してください。`}
            </Notice>
          )}
        </Page>,
      );
    });
  };

/** What was chosen in the menus of the preview. */
function answersIn(form: FormData): Answers {
  const found: [`${number}:${"from" | "to"}`, number][] = [];
  for (const [name, value] of form.entries()) {
    const [, line = "", who = ""] = /^person:(\d+):(from|to)$/u.exec(name) ?? [];
    if (line === "" || typeof value !== "string" || !/^\d{1,15}$/u.test(value)) continue;
    found.push([`${Number(line)}:${who === "from" ? "from" : "to"}`, Number(value)]);
  }
  return new Map(found);
}

const Overview = ({
  c,
  plans,
  list,
  problem,
}: {
  readonly c: OfficeContext;
  readonly plans: Plans;
  readonly list: WhoHolds | null;
  readonly problem: string | null;
}) => (
  <Page title="担当一覧と人事異動" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
    {problem === null ? null : <Notice kind="wrong">{problem}</Notice>}
    {list === null ? (
      <Notice kind="hint">まだ計画がありません。</Notice>
    ) : (
      <Register c={c} plans={plans} list={list} />
    )}
    {list === null ? null : <Holders plans={plans} list={list} />}
  </Page>
);

const Chosen = ({
  plans,
  list,
  id,
}: {
  readonly plans: Plans;
  readonly list: WhoHolds;
  readonly id: string;
}) => (
  <>
    <label for={id}>計画</label>
    <select id={id} name="plan">
      {plans.map(({ plan, label }) => (
        <option value={String(plan.id)} selected={plan.id === list.plan.id}>
          {label}
        </option>
      ))}
    </select>
  </>
);

const ONE = [
  { name: "department", label: "部", hint: "企画課のときは「全庁」と入れます。" },
  { name: "post", label: "職", hint: "例: 地域防災支援係長" },
  { name: "from", label: "前任", hint: "Slack や Teams の表示名のとおりに入れます。" },
  { name: "to", label: "後任", hint: "空のときは欠員になります。" },
] as const;

const Register = ({
  c,
  plans,
  list,
}: {
  readonly c: OfficeContext;
  readonly plans: Plans;
  readonly list: WhoHolds;
}) => (
  <section>
    <h2>人事異動を登録する</h2>
    <p>登録する前に、引き継ぐ役割と目標をお見せします。</p>
    <form method="post" action="/office/people" enctype="multipart/form-data">
      <Key c={c} />
      <Chosen plans={plans} list={list} id="plan-list" />
      <label for="list">一覧のファイル（CSV、Excel）</label>
      <p class="hint" id="list-hint">
        1行目に「異動日、部、職、前任、後任」の見出しを付けます。
      </p>
      <input type="file" id="list" name="list" required accept=".csv,.xlsx" aria-describedby="list-hint" />
      <div class="actions">
        <button type="submit">読み取る</button>
      </div>
    </form>
    <details>
      <summary>1件だけ入力する</summary>
      <form method="post" action="/office/people">
        <Key c={c} />
        <Chosen plans={plans} list={list} id="plan-one" />
        <label for="on">異動日</label>
        <p class="hint" id="on-hint">
          後任の方の最初の日です。
        </p>
        <input type="date" id="on" name="on" required aria-describedby="on-hint" />
        {ONE.map(({ name, label, hint }) => (
          <>
            <label for={name}>{label}</label>
            <p class="hint" id={`${name}-hint`}>
              {hint}
            </p>
            <input type="text" id={name} name={name} maxlength={80} aria-describedby={`${name}-hint`} />
          </>
        ))}
        <div class="actions">
          <button type="submit">確かめる</button>
        </div>
      </form>
    </details>
  </section>
);

const names = (roles: WhoHolds["planning"], role: WhoHolds["planning"][number]["role"]): string => {
  const own = roles.filter((held) => held.role === role).map(holderName);
  return own.length === 0 ? "なし" : own.join("、");
};

const Holders = ({ plans, list }: { readonly plans: Plans; readonly list: WhoHolds }) => (
  <section>
    <h2>担当一覧</h2>
    {plans.length < 2 ? null : (
      <form method="get" action="/office/people">
        <Chosen plans={plans} list={list} id="plan-shown" />
        <div class="actions">
          <button type="submit" class="quiet">
            この計画を見る
          </button>
        </div>
      </form>
    )}
    <p>企画課: {names(list.planning, "planning")}</p>
    <div class="scroll">
      <table>
        <caption>部ごとの役割</caption>
        <thead>
          <tr>
            <th scope="col">部</th>
            <th scope="col">庶務担当</th>
            <th scope="col">課長・部長</th>
            <th scope="col" class="number">
              担当者のいない目標
            </th>
          </tr>
        </thead>
        <tbody>
          {list.departments.map(({ department, roles, goals }) => (
            <tr>
              <th scope="row">{department.name}</th>
              <td>{names(roles, "coordinator")}</td>
              <td>{names(roles, "manager")}</td>
              <td class="number">
                {goals.length === 0
                  ? "—"
                  : `${goals.filter(({ owners }) => owners.length === 0).length}／${goals.length}件`}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
    {list.departments
      .filter(({ goals }) => goals.length > 0)
      .map(({ department, goals }) => (
        <details>
          <summary>{department.name}の目標と担当</summary>
          <table>
            <thead>
              <tr>
                <th scope="col" class="number">
                  番号
                </th>
                <th scope="col">重点目標</th>
                <th scope="col">担当</th>
              </tr>
            </thead>
            <tbody>
              {goals.map(({ number, text, owners }) => (
                <tr>
                  <td class="number">{number}</td>
                  <td>{text}</td>
                  <td>{owners.length === 0 ? "担当者なし" : owners.join("、")}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </details>
      ))}
  </section>
);

const Preview = ({
  c,
  id,
  preview,
}: {
  readonly c: OfficeContext;
  readonly id: string;
  readonly preview: TransferPreview;
}) => {
  const of = <K extends MoveRow["kind"]>(kind: K) => preview.rows.filter((row) => row.kind === kind);
  const moves = of("move") as PlannedMove[];
  const repeated = of("repeated") as PlannedMove[];
  const unclear = of("unclear") as UnclearMove[];
  return (
    <Page title="人事異動の確認" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
      {unclear.length === 0 ? null : <Unclear c={c} id={id} rows={unclear} preview={preview} />}
      {moves.length === 0 ? null : (
        <section>
          <h2>登録するもの {moves.length}件</h2>
          <Moves rows={moves} />
          <form method="post" action={`/office/people/${id}`} class="actions">
            <Key c={c} />
            <button type="submit">{moves.length}件を登録する</button>
          </form>
        </section>
      )}
      {repeated.length === 0 ? null : (
        <section>
          <h2>すでに登録されているもの {repeated.length}件</h2>
          <Moves rows={repeated} />
        </section>
      )}
      {moves.length === 0 ? <p>新しく登録するものはありません。</p> : null}
    </Page>
  );
};

const Moves = ({ rows }: { readonly rows: readonly PlannedMove[] }) => (
  <div class="scroll">
    <table>
      <thead>
        <tr>
          <th scope="col">異動日</th>
          <th scope="col">職と人</th>
          <th scope="col">引き継ぐもの</th>
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <tr>
            <td>{dayWithYear(row.move.on)}</td>
            <td>
              {moveWords(row)}
              {row.remarks.map((remark) => (
                <div class="place">{remark}</div>
              ))}
            </td>
            <td>
              {carriedWords(row) === "" ? "なし" : carriedWords(row)}
              {row.goals.map(({ number, text }) => (
                <div class="place">
                  {number} {text}
                </div>
              ))}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** Those of the written name come first. */
const likelyFirst = (people: readonly Candidate[], name: string): readonly Candidate[] => {
  const likely = peopleNamed(people, name);
  return [...likely, ...people.filter((person) => !likely.includes(person))];
};

const Unclear = ({
  c,
  id,
  rows,
  preview,
}: {
  readonly c: OfficeContext;
  readonly id: string;
  readonly rows: readonly UnclearMove[];
  readonly preview: TransferPreview;
}) => (
  <section>
    <h2>確かめていただきたい行 {rows.length}件</h2>
    <form method="post" action={`/office/people/${id}`}>
      <Key c={c} />
      <input type="hidden" name="do" value="answer" />
      {rows.map(({ line, reason, who, written }) => (
        <fieldset>
          <legend>
            {line}行目　
            {[written.on, written.department, written.post].filter((text) => text !== "").join(" ")}
          </legend>
          <p class="hint">{reason}</p>
          {who === null ? null : (
            <>
              <label for={`person-${line}`}>{who === "from" ? "前任" : "後任"}の方</label>
              <select id={`person-${line}`} name={`person:${line}:${who}`}>
                <option value="">選ばない（この行は登録しない）</option>
                {likelyFirst(preview.people, written[who]).map(({ id: person, label }) => (
                  <option value={String(person)}>{label}</option>
                ))}
              </select>
            </>
          )}
        </fieldset>
      ))}
      {rows.every(({ who }) => who === null) ? null : (
        <div class="actions">
          <button type="submit" class="quiet">
            選んだ内容で確かめ直す
          </button>
        </div>
      )}
    </form>
  </section>
);
