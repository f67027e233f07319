import type { PausePeriod } from "../../../domain/pauses.js";
import { type Binding, channelName } from "../../../store/bindings.js";
import type { DayOverride, Deadline } from "../../../store/calendar-days.js";
import type { Department } from "../../../store/departments.js";
import type { Plan } from "../../../store/plans.js";
import type { OwnCadence } from "../../../store/reminding.js";
import type { wordFor } from "../../platform.js";
import { type Block, type Button, type Form, type Message, quiet, say, span } from "../../reply.js";
import { planLabel } from "../look-up/plan-words.js";
import { retryButtons } from "../troubles/trouble-view.js";
import { cadenceWords, deadlineWords } from "./deadline-setting-view.js";
import { overrideWords, pauseWords } from "./pause-view.js";
import { type PersonalSettings, personalBlocks } from "./personal-view.js";

/** Whether replies of guests and of people of other organisations are recorded. */
export interface OutsidersSetting {
  readonly allowed: boolean;
  /** Whether `OUTSIDERS` says it, so that nothing can be chosen here. */
  readonly fixed: boolean;
}

const outsidersWords = ({ allowed, fixed }: OutsidersSetting): string =>
  `ゲストとほかの組織の方の返信: ${allowed ? "名前に印を付けて記録します。" : "記録しません。"}${
    fixed ? "環境変数 OUTSIDERS で決まっているため、ここでは変えられません。" : ""
  }`;

export const fixedOutsidersView = (): Message =>
  say(
    "ゲストとほかの組織の方の返信の扱いは、環境変数 OUTSIDERS で決まっています。変えるときは情報システム担当に頼んでください。",
  );

export const ALLOWED = "allow";
export const REFUSED = "refuse";

export function outsidersForm(plan: Plan, { allowed }: OutsidersSetting): Form {
  return {
    kind: "form",
    id: "outsiders",
    title: "外部の方の返信",
    submit: "保存する",
    context: JSON.stringify({ plan: plan.id }),
    intro: [
      span(
        "ゲストアカウントの方と、ほかの組織の方（Slack コネクト、別のテナント）の返信を、進捗として記録するかどうかを決めます。記録するときは、名前に「（ゲスト）」「（他組織）」を付けます。",
      ),
    ],
    fields: [
      {
        name: "outsiders",
        label: "外部の方の返信",
        type: "select",
        options: [
          { value: REFUSED, label: "記録しない（ご本人だけにそう伝える）" },
          { value: ALLOWED, label: "名前に印を付けて記録する" },
        ],
        initial: allowed ? ALLOWED : REFUSED,
      },
    ],
  };
}

export const outsidersSetView = (allowed: boolean): Message =>
  say(
    allowed
      ? "これからは、ゲストとほかの組織の方の返信も、名前に印を付けて記録します。"
      : "これからは、ゲストとほかの組織の方の返信は記録しません。企画課が役割や担当を付けた方の返信は記録します。",
  );

/** The municipality that is meant where none is named. */
export interface MeantMunicipality {
  readonly name: string;
  /** All that have a plan in use. */
  readonly names: readonly string[];
  /** Whether `MUNICIPALITY` says it, so that nothing can be chosen here. */
  readonly fixed: boolean;
}

const municipalityWords = ({ name, names, fixed }: MeantMunicipality): string =>
  `自治体を指定しない質問は、${name}の計画のこととして答えます（${names.length}つの自治体の計画があります）。${
    fixed ? "環境変数 MUNICIPALITY で決まっているため、ここでは変えられません。" : ""
  }`;

export const fixedMunicipalityView = (name: string): Message =>
  say(
    `${name}に決まっています。環境変数 MUNICIPALITY の値なので、変えるときは情報システム担当に頼んでください。`,
  );

export function municipalityForm({ name, names }: MeantMunicipality): Form {
  return {
    kind: "form",
    id: "municipality",
    title: "自治体を選ぶ",
    submit: "保存する",
    context: "{}",
    intro: [span("自治体を指定しない質問を、どの自治体の計画のこととして答えるかを決めます。")],
    fields: [
      {
        name: "municipality",
        label: "自治体",
        type: "select",
        options: names.map((each) => ({ value: each, label: each })),
        initial: name,
      },
    ],
  };
}

export const municipalitySetView = (name: string): string =>
  `これからは、自治体を指定しない質問は${name}の計画のこととして答えます。`;

/** `/policy 設定`: how everything is set at present, and what the asker may change. */

export interface SettingsData {
  readonly plan: Plan | null;
  /** Null for everybody but 企画課. */
  readonly planning: PlanningSettings | null;
  /** Which municipality is meant; null where nobody is to choose it. */
  readonly municipality: MeantMunicipality | null;
  readonly department: Department | null;
  /** Whether the asker may name owners in it. */
  readonly arranges: boolean;
  readonly bound: string | null;
  /** What the place is called (チャンネル, チャット); null in a direct message. */
  readonly here: ReturnType<typeof wordFor> | null;
  readonly coordinators: readonly string[];
  readonly personal: PersonalSettings;
}

export interface PlanningSettings {
  readonly plan: Plan;
  readonly departments: readonly Department[];
  /** The plan's channels, those of 企画課 included. */
  readonly channels: readonly Binding[];
  /** A kept rhythm in words. */
  readonly rhythmWords: (kept: string | null) => string;
  /** Departments with a live channel. */
  readonly reached: ReadonlySet<number>;
  readonly cadences: readonly OwnCadence[];
  /** Those that are not over. */
  readonly pauses: readonly PausePeriod[];
  readonly overrides: readonly DayOverride[];
  readonly deadlines: readonly Deadline[];
  /** How many events could not be worked off and wait to be tried again. */
  readonly setAside: number;
  readonly outsiders: OutsidersSetting;
}

export function settingsView(data: SettingsData): Message {
  const { plan, planning, personal } = data;
  return {
    kind: "message",
    audience: "private",
    blocks: [
      { kind: "title", text: "設定" },
      ...placeBlocks(data),
      ...(data.municipality === null ? [] : municipalityBlocks(data.municipality)),
      ...(planning === null ? [] : planningBlocks(planning)),
      ...personalBlocks(personal, plan),
      ...(planning === null
        ? [
            {
              kind: "fine" as const,
              spans: [
                quiet(
                  "ほかの設定を変えられるのは企画課の方です。目標の担当者は、その部の庶務担当の方も決められます。",
                ),
              ],
            },
          ]
        : []),
    ],
  };
}

const line = (text: string): Block => ({ kind: "text", spans: [span(text)] });

const listed = (texts: readonly string[]): Block[] =>
  texts.length === 0
    ? []
    : [{ kind: "list", items: texts.map((text) => ({ marker: "・", spans: [span(text)] })) }];

function placeBlocks({ planning, department, arranges, bound, here, coordinators }: SettingsData): Block[] {
  const blocks: Block[] = [];
  if (here !== null) {
    blocks.push(
      line(
        bound === null
          ? `この${here}は、まだどの部にも結び付いていません。`
          : `この${here}は${bound}に結び付いています。`,
      ),
    );
  }
  if (department !== null) {
    const names = coordinators.length === 0 ? "まだ決まっていません" : coordinators.join("、");
    blocks.push(line(`${department.name}の庶務担当: ${names}`));
  }
  const buttons: Button[] = [
    ...(planning !== null && here !== null
      ? [{ label: "部に結び付ける", press: { do: "bind-form" as const }, style: "primary" as const }]
      : []),
    ...(planning === null
      ? []
      : [
          { label: "担当一覧", press: { do: "who-holds" as const, plan: planning.plan.id } },
          { label: "人事異動", press: { do: "transfers" as const } },
          {
            label: "役割を付ける・外す",
            press: {
              do: "role-form" as const,
              ...(department === null ? {} : { department: department.id }),
            },
          },
        ]),
    ...(arranges && department !== null
      ? [
          {
            label: "目標の担当者を決める",
            press: { do: "owner-form" as const, department: department.id },
          },
        ]
      : []),
  ];
  return buttons.length === 0 ? blocks : [...blocks, { kind: "buttons", buttons }];
}

function municipalityBlocks(meant: MeantMunicipality): Block[] {
  return [
    { kind: "heading", text: "自治体" },
    line(municipalityWords(meant)),
    ...(meant.fixed ? [] : [buttonsFor([["自治体を選ぶ", "municipality"]])]),
  ];
}

function planningBlocks(settings: PlanningSettings): Block[] {
  const { plan, pauses, overrides, deadlines } = settings;
  return [
    { kind: "heading", text: `定期まとめ　${planLabel(plan)}` },
    ...listed(rhythmLines(settings)),
    buttonsFor([
      ["送る曜日・時刻", "rhythm"],
      ["報告の間隔", "cadence"],
    ]),
    { kind: "heading", text: "休止・開庁日・期限" },
    ...listed([
      ...pauses.map((pause) => pauseWords(pause, (id) => nameIn(settings.departments, id))),
      ...overrides.map(overrideWords),
      ...deadlines.map(deadlineWords),
    ]),
    ...(pauses.length + overrides.length + deadlines.length === 0
      ? [line("決まっているものはありません。")]
      : []),
    buttonsFor([
      ["休止を入れる", "pause"],
      ["休止を終える", "pause-end"],
      ["開庁日・閉庁日", "day"],
      ["期限を決める", "deadline"],
      ["期限を終える", "deadline-close"],
    ]),
    { kind: "heading", text: "チャンネル" },
    ...listed(channelLines(settings)),
    line(outsidersWords(settings.outsiders)),
    ...(settings.outsiders.fixed ? [] : [buttonsFor([["外部の方の返信", "outsiders"]])]),
    {
      kind: "buttons",
      buttons: [
        { label: "今すぐ送る", press: { do: "settings-form", form: "send-now" } },
        { label: "これから1週間の予定", press: { do: "coming-week", plan: plan.id } },
      ],
    },
    ...(settings.setAside === 0
      ? []
      : [line(`処理できずに取り置いた返信が ${settings.setAside}件あります。`), retryButtons(null)]),
  ];
}

type FormName = Extract<Button["press"], { do: "settings-form" }>["form"];

const buttonsFor = (forms: readonly (readonly [string, FormName])[]): Block => ({
  kind: "buttons",
  buttons: forms.map(([label, form]) => ({ label, press: { do: "settings-form", form } })),
});

const nameIn = (departments: readonly Department[], id: number): string =>
  departments.find((department) => department.id === id)?.name ?? "";

function rhythmLines({ plan, channels, cadences, rhythmWords }: PlanningSettings): string[] {
  const differing = channels.filter(({ schedule, sayAllDone }) => schedule !== null || sayAllDone);
  return [
    `送る曜日・時刻: ${rhythmWords(plan.schedule)}`,
    ...differing.map((channel) => {
      const rhythm = channel.schedule === null ? "全体と同じ" : rhythmWords(channel.schedule);
      return `${channelName(channel)}: ${rhythm}${channel.sayAllDone ? "、全件報告済みの週も知らせる" : ""}`;
    }),
    `報告の間隔: ${cadenceWords(plan.cadenceDays)}`,
    ...cadences.map(
      ({ department, number, days }) =>
        `${department}${number === null ? "" : ` ${number}`}の間隔: ${cadenceWords(days)}`,
    ),
  ];
}

function channelLines({ departments, channels, reached }: PlanningSettings): string[] {
  const missing = departments.filter(({ id }) => !reached.has(id));
  const planning = channels.filter(({ purpose, lostAt }) => purpose === "planning" && lostAt === null);
  return [
    `届く部 ${departments.length - missing.length}／${departments.length}`,
    ...(missing.length === 0 ? [] : [`まだ届かない部: ${missing.map(({ name }) => name).join("、")}`]),
    planning.length === 0
      ? "企画課のチャンネルはまだありません。"
      : `企画課のチャンネル: ${planning.map(channelName).join("、")}`,
    ...channels
      .filter(({ lostAt }) => lostAt !== null)
      .map(
        (channel) =>
          `「${channelName(channel)}」に届かなくなっています。ボットを招待し直してください。招待し直すと、届かなかった分から続きます。`,
      ),
  ];
}
