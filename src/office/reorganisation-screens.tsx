import type { FC } from "hono/jsx";
import type { Bot } from "../bot/context.js";
import type { Division } from "../bot/features/lineage/division.js";
import type { PlannedReorganisation } from "../bot/features/lineage/planned-reorganisation.js";
import { divisionWords, reorganisationWords } from "../bot/features/lineage/reorganisation-view.js";
import {
  type AskedReorganisation,
  chargeOfficeGoals,
  decideOfficeReorganisation,
  type OfficeReorganisations,
  officeDivision,
  officeReorganisations,
  previewReorganisation,
  withdrawOfficeReorganisation,
} from "../bot/features/office/office-reorganisations.js";
import type { EditResult } from "../bot/features/office/plan-editing.js";
import { HOME, Notice, Page } from "./page.js";
import { Key, type OfficeContext, type Screens } from "./routes.js";

const PATH = "/office/reorganisations";
const PARTS = `${PATH}/parts`;
const HERE = { href: PATH, label: "機構改革" };

/** 機構改革: written → shown with what comes of it → decided; what is decided can be taken back before its day. */
export const reorganisationScreens =
  (bot: Bot): Screens =>
  (app) => {
    const overview = (
      c: OfficeContext,
      result: EditResult | null,
      asked: AskedReorganisation | null = null,
    ) => {
      const municipalities = officeReorganisations(bot, c.get("visitor"));
      const failed = result !== null && "problem" in result;
      return c.html(
        <Overview c={c} municipalities={municipalities} result={result} asked={asked} />,
        failed ? 422 : 200,
      );
    };

    app.get(PATH, (c) => overview(c, null));

    app.get(PARTS, (c) => {
      const known = officeDivision(bot, c.get("visitor"), Number(c.req.query("id")));
      return known === null
        ? overview(c, { problem: "この機構改革は登録されていません。" })
        : c.html(<Parts c={c} known={known} result={null} />);
    });

    app.post(PATH, (c) => {
      const form = c.get("form");
      const visitor = c.get("visitor");
      const what = form.get("do");
      if (what === "withdraw")
        return overview(c, withdrawOfficeReorganisation(bot, visitor, Number(form.get("id"))));
      const asked = askedIn(form);
      if (what === "charge") {
        const id = Number(form.get("id"));
        const result = chargeOfficeGoals(bot, visitor, id, asked.chosen);
        const known = officeDivision(bot, visitor, id);
        return known === null
          ? overview(c, result)
          : c.html(<Parts c={c} known={known} result={result} />, "problem" in result ? 422 : 200);
      }
      if (what === "decide") {
        const { undecided, ...result } = decideOfficeReorganisation(bot, visitor, asked);
        return undecided === undefined
          ? overview(c, result)
          : c.html(<Preview c={c} asked={asked} planned={undecided} result={result} />, 422);
      }
      const planned = previewReorganisation(bot, visitor, asked);
      if (planned === null) return overview(c, { problem: "自治体を選び直してください。" });
      if (planned.kind === "problem") return overview(c, { problem: planned.message }, asked);
      return c.html(<Preview c={c} asked={asked} planned={planned} result={null} />);
    });
  };

function askedIn(form: FormData): AskedReorganisation {
  const text = (name: string): string => String(form.get(name) ?? "").trim();
  return {
    municipality: text("municipality"),
    on: text("on"),
    before: form.getAll("before").map(String),
    after: text("after"),
    reason: text("reason").slice(0, 200),
    chosen: { goals: chosenIn(form, "part"), sections: chosenIn(form, "section") },
  };
}

/** Fields like `part-12` with a part's name; those that are left open are not in it. */
function chosenIn(form: FormData, field: string): ReadonlyMap<number, string> {
  return new Map(
    [...form.entries()].flatMap(([name, value]): [number, string][] => {
      const id = name.startsWith(`${field}-`) ? name.slice(field.length + 1) : "";
      return /^\d{1,15}$/u.test(id) && String(value) !== "" ? [[Number(id), String(value)]] : [];
    }),
  );
}

const Said: FC<{ readonly result: EditResult | null }> = ({ result }) =>
  result === null ? null : "done" in result ? (
    <Notice kind="done">{result.done}</Notice>
  ) : (
    <Notice kind="wrong">{result.problem}</Notice>
  );

const Overview: FC<{
  readonly c: OfficeContext;
  readonly municipalities: readonly OfficeReorganisations[];
  readonly result: EditResult | null;
  readonly asked: AskedReorganisation | null;
}> = ({ c, municipalities, result, asked }) => (
  <Page title="機構改革" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HOME}>
    <Said result={result} />
    <p>
      部の改称、統合、分割、廃止を、日付を付けて登録します。その日までは何も変わりません。これまでの記録は、その時の名前で残ります。
    </p>
    {municipalities.length === 0 ? <p>まだ計画がありません。</p> : null}
    {municipalities.map((each) => (
      <section>
        <h2>{each.municipality}</h2>
        <Known c={c} known={each.known} />
        <h3>新しく登録する</h3>
        <Write
          c={c}
          of={each}
          asked={asked !== null && asked.municipality === String(each.municipalityId) ? asked : null}
        />
      </section>
    ))}
  </Page>
);

const Known: FC<{ readonly c: OfficeContext; readonly known: OfficeReorganisations["known"] }> = ({
  c,
  known,
}) =>
  known.length === 0 ? (
    <p>登録されている機構改革はありません。</p>
  ) : (
    <ul class="plain">
      {known.map(({ decided: each, division }) => (
        <li>
          <p>
            <span class="tag">{each.doneAt === null ? "予定" : "済み"}</span> {reorganisationWords(each)}
          </p>
          <p class="hint">{each.reason}</p>
          {division === null ? null : (
            <>
              <p>受け持つ目標</p>
              <ul>
                {divisionWords(division).map((words) => (
                  <li>{words}</li>
                ))}
              </ul>
              <p>
                <a href={`${PARTS}?id=${each.id}`}>受け持ちを見直す</a>
              </p>
            </>
          )}
          {each.doneAt !== null ? null : (
            <form method="post" action={PATH} class="actions">
              <Key c={c} />
              <input type="hidden" name="do" value="withdraw" />
              <input type="hidden" name="id" value={String(each.id)} />
              <button type="submit" class="quiet">
                取り消す
              </button>
            </form>
          )}
        </li>
      ))}
    </ul>
  );

const Write: FC<{
  readonly c: OfficeContext;
  readonly of: OfficeReorganisations;
  readonly asked: AskedReorganisation | null;
}> = ({ c, of, asked }) => {
  const id = (name: string): string => `${name}-${of.municipalityId}`;
  return (
    <form method="post" action={PATH}>
      <Key c={c} />
      <input type="hidden" name="municipality" value={String(of.municipalityId)} />
      <label for={id("on")}>機構改革の日</label>
      <p class="hint" id={id("on-hint")}>
        新しい名前や受け持ちになる最初の日です。
      </p>
      <input
        type="date"
        id={id("on")}
        name="on"
        required
        value={asked?.on ?? ""}
        aria-describedby={id("on-hint")}
      />
      <fieldset>
        <legend>対象の部（統合のときは、いくつでも）</legend>
        {of.departments.map((name) => (
          <label class="choice">
            <input
              type="checkbox"
              name="before"
              value={name}
              checked={asked?.before.includes(name) ?? false}
            />{" "}
            {name}
          </label>
        ))}
      </fieldset>
      <label for={id("after")}>その日からの部の名前</label>
      <p class="hint" id={id("after-hint")}>
        改称は新しい名前、統合は続く部の名前を一つ、分割は1行に一つずつ入れます。廃止のときは空のままにします。
      </p>
      <textarea id={id("after")} name="after" rows={4} aria-describedby={id("after-hint")}>
        {asked?.after ?? ""}
      </textarea>
      <label for={id("reason")}>理由</label>
      <p class="hint" id={id("reason-hint")}>
        例: 組織条例の改正。変更の記録に残ります。
      </p>
      <input
        type="text"
        id={id("reason")}
        name="reason"
        required
        maxlength={200}
        value={asked?.reason ?? ""}
        aria-describedby={id("reason-hint")}
      />
      <div class="actions">
        <button type="submit">確かめる</button>
      </div>
    </form>
  );
};

const Preview: FC<{
  readonly c: OfficeContext;
  readonly asked: AskedReorganisation;
  readonly planned: Extract<PlannedReorganisation, { readonly kind: "planned" }>;
  readonly result: EditResult | null;
}> = ({ c, asked, planned, result }) => (
  <Page title="機構改革の確認" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
    <Said result={result} />
    <p>
      <strong>{reorganisationWords(planned.decided)}</strong>
    </p>
    <p>理由　{planned.decided.reason}</p>
    <ul>
      {planned.effects.map((effect) => (
        <li>{effect}</li>
      ))}
    </ul>
    <form method="post" action={PATH}>
      <Key c={c} />
      <input type="hidden" name="do" value="decide" />
      <input type="hidden" name="municipality" value={asked.municipality} />
      <input type="hidden" name="on" value={asked.on} />
      {asked.before.map((name) => (
        <input type="hidden" name="before" value={name} />
      ))}
      <input type="hidden" name="after" value={asked.after} />
      <input type="hidden" name="reason" value={asked.reason} />
      {planned.division === null ? null : <Shares division={planned.division} />}
      <div class="actions">
        <button type="submit">登録する</button>
      </div>
    </form>
  </Page>
);

/** Which part of a divided department has which goals, before the day and after it. */
const Parts: FC<{
  readonly c: OfficeContext;
  readonly known: NonNullable<ReturnType<typeof officeDivision>>;
  readonly result: EditResult | null;
}> = ({ c, known: { decided, division }, result }) => (
  <Page title="分割した部の受け持ち" visitor={c.get("visitor")} formKey={c.get("formKey")} back={HERE}>
    <Said result={result} />
    <p>
      <strong>{reorganisationWords(decided)}</strong>
    </p>
    <form method="post" action={PATH}>
      <Key c={c} />
      <input type="hidden" name="do" value="charge" />
      <input type="hidden" name="id" value={String(decided.id)} />
      <Shares division={division} />
      <div class="actions">
        <button type="submit">受け持ちを記録する</button>
      </div>
    </form>
  </Page>
);

/** Each goal with the parts to choose from; for a 柱 all that are still open at once. */
const Shares: FC<{ readonly division: Division }> = ({ division: { parts, sections } }) => (
  <>
    <h2>目標の受け持ち</h2>
    <p>
      目標ごとに、受け持つ部を一つ選んでください。柱の名前から分かるものは選んであります。週次まとめは、受け持つ部のチャンネルにだけ届きます。
    </p>
    {sections.map(({ department, section, goals }) => {
      const open = goals.some(({ part }) => part === null);
      return (
        <section>
          <h3>{[department, section?.name ?? ""].filter((name) => name !== "").join("　")}</h3>
          {section === null || !open ? null : (
            <>
              <label for={`section-${section.id}`}>この柱で選んでいない目標をまとめて</label>
              <select id={`section-${section.id}`} name={`section-${section.id}`}>
                <option value="">目標ごとに選ぶ</option>
                {parts.map((name) => (
                  <option value={name}>{name}</option>
                ))}
              </select>
            </>
          )}
          {goals.map(({ goal, part }) => (
            <fieldset class="goal">
              <legend>
                {goal.number}　{goal.text}
              </legend>
              {parts.map((name) => (
                <label class="choice">
                  <input type="radio" name={`part-${goal.id}`} value={name} checked={part === name} /> {name}
                </label>
              ))}
            </fieldset>
          ))}
        </section>
      );
    })}
  </>
);
