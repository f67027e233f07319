import { COMMAND_NAME } from "./bot/commands.js";
import type { Bot } from "./bot/context.js";
import { COMMANDS } from "./bot/features.js";
import type { Platform } from "./bot/platform.js";
import { createWebPlatform } from "./bot/platforms/web/connection.js";
import type { Door } from "./bot/platforms/web/guard.js";
import type { WebChannel, WebOptions } from "./bot/platforms/web/web-options.js";
import type { Config } from "./config.js";
import { findPersonalData } from "./domain/privacy/privacy.js";
import { fiscalYearOf, longDay } from "./domain/time.js";
import { enqueueDigests, planDigests, readDigestInputs } from "./jobs/digest.js";
import { bindConversation, findBinding, listBindings } from "./store/bindings.js";
import { inTransaction } from "./store/database.js";
import { type Department, listDepartments } from "./store/departments.js";
import { isAnswered } from "./store/goals.js";
import { municipalityOf } from "./store/organisations.js";
import { ensurePerson, findPerson, grantRole, revokeRole, rolesGiven } from "./store/people.js";
import { currentMunicipality, currentPlan, listPlans, type Plan } from "./store/plans.js";
import { latestDigest, listThreadGoals } from "./store/threads.js";
import { createWebMessageStore } from "./store/web-messages.js";

/** The embedded web workspace: a channel per department of the current plan, one for 企画課, and people to be. */

const PLANNING = { id: "web:kikaku", name: "企画課" };
const PLANNING_CHANNEL = "kikaku";

/** The channels that the workspace has, by their organisations: looked up once for all departments, because every page asks for all. */
type Channels = ReadonlyMap<number | null, string>;

function channelsOf(bot: Bot): Channels {
  const channels = new Map<number | null, string>();
  for (const { platform, organisationId, conversation } of listBindings(bot.db))
    if (platform === "web" && !channels.has(organisationId)) channels.set(organisationId, conversation);
  return channels;
}

/** A channel goes with the organisation from year to year, under the address that it got first. */
const channelIn = (channels: Channels, { id, organisationId }: Department): string =>
  channels.get(organisationId) ?? `d${id}`;

export function createWorkspace(
  config: Config,
  bot: Bot,
  more: { readonly ahead: { days: number }; readonly origin: () => string; readonly door: Door },
): Platform {
  const plan = (): Plan | null => currentPlan(bot.db, fiscalYearOf(bot.clock()));
  const departmentsOf = (plan: Plan | null): Department[] =>
    plan === null ? [] : listDepartments(bot.db, plan.id);
  const departments = (): Department[] => departmentsOf(plan());
  const isTrial = config.slack === null && config.teams === null;
  bindChannels(bot, departments());
  tendPlanning(bot, isTrial);
  const channels = (): WebChannel[] => {
    const current = plan();
    const sample = current?.sample === true ? "見本です。" : "";
    return [
      {
        id: PLANNING_CHANNEL,
        name: "企画課",
        description: "全庁のまとめと、配信できなかった投稿のお知らせが届きます。",
      },
      ...withChannels(bot, departmentsOf(current)).map(({ department, channel }) => ({
        id: channel,
        name: department.name,
        description: `${sample}${department.name}の定期まとめが届き、スレッドへの返信が進捗になります。`,
      })),
    ];
  };
  const platform = createWebPlatform({
    store: createWebMessageStore(bot.db),
    channels,
    people: () => {
      tendPlanning(bot, isTrial);
      return [
        { ...PLANNING, note: "すべての部を見て、設定を変えられます。" },
        { id: "web:shokuin", name: "職員", note: "部のチャンネルで報告します。" },
        { id: "web:shomu", name: "庶務担当", note: "部をまとめて報告します。" },
      ];
    },
    completions: () =>
      COMMANDS.filter((command) => command.word !== "").map((command) => ({
        command: `${COMMAND_NAME} ${command.word}`,
        hint: command.help,
      })),
    departments: () => departments().map((department) => department.name),
    door: more.door,
    log: bot.log,
    clock: bot.clock,
    atomically: (work) => inTransaction(bot.db, work),
    address: { host: config.host, publicUrl: config.publicUrl },
    origin: more.origin,
    mustNotStore: (text) => findPersonalData(text, bot.privacy).length > 0,
    takesDocuments: (channel) => channel === PLANNING_CHANNEL,
    // Only where nobody works with it: the date and the digests of a workspace beside Slack or Teams are those of the office.
    ...(isTrial ? { controls: trialControls(bot, more.ahead) } : {}),
  });
  return platform;
}

/** The strip 「ためしに動かす」, for whoever plays 企画課. */
function trialControls(bot: Bot, ahead: { days: number }): NonNullable<WebOptions["controls"]> {
  return {
    isFor: (person) => person === PLANNING.id,
    digestNow: async () => digestNow(bot),
    moveClock: async (days) => {
      ahead.days += days;
      return `この画面の日付を ${longDay(bot.clock())} に進めました。`;
    },
    resetClock: async () => {
      ahead.days = 0;
      return `この画面の日付を今日 ${longDay(bot.clock())} に戻しました。`;
    },
    daysAhead: () => ahead.days,
    asked: (channel) => askedIn(bot, channel),
  };
}

/** What the last digest in a channel still asks about. */
function askedIn(bot: Bot, channel: string): { readonly goal: number | null } | null {
  const thread = latestDigest(bot.db, "web", channel, 0);
  if (thread === null) return null;
  const open = listThreadGoals(bot.db, thread).find(
    (goal) => thread.goalIds.includes(goal.id) && !isAnswered(goal, thread.afterNote),
  );
  return { goal: open?.number ?? null };
}

/**
 * The departments, each with its channel: what a new plan brings gets one as soon as it is looked for. Nothing is begun where nothing is
 * to be written: the page is looked at while somebody else is writing.
 */
function withChannels(
  bot: Bot,
  departments: readonly Department[],
): readonly { readonly department: Department; readonly channel: string }[] {
  const channels = channelsOf(bot);
  const known = new Set(channels.values());
  const each = departments.map((department) => ({ department, channel: channelIn(channels, department) }));
  if (each.some(({ channel }) => !known.has(channel))) bindChannels(bot, departments);
  return each;
}

/** The workspace's own channels are bound from the start. */
function bindChannels(bot: Bot, departments: readonly Department[]): void {
  inTransaction(bot.db, () => {
    const channels = channelsOf(bot);
    for (const department of departments) {
      const conversation = channelIn(channels, department);
      if (findBinding(bot.db, "web", conversation) !== null) continue;
      bindConversation(
        bot.db,
        {
          platform: "web",
          conversation,
          name: department.name,
          destination: { conversation },
          purpose: "department",
          municipalityId: municipalityOf(bot.db, department.id),
          organisationId: department.organisationId,
        },
        bot.clock(),
      );
    }
  });
}

/**
 * 企画課 of the workspace, and its channel. While it is tried out there is one for every municipality in it. Beside Slack or Teams the
 * workspace shows the current municipality, and whoever knows its word must not get at another one by it.
 */
function tendPlanning(bot: Bot, isTrial: boolean): void {
  const current = currentMunicipality(bot.db);
  const stored = new Set<number | null>(listPlans(bot.db).map(({ municipalityId }) => municipalityId));
  // Before there is any, it is this person who imports the first plan.
  const wanted = stored.size === 0 ? [null] : isTrial ? [...stored] : [current];
  const known = findPerson(bot.db, "web", PLANNING.id);
  const held = (known === null ? [] : rolesGiven(bot.db, known.id)).filter(({ role }) => role === "planning");
  const given = wanted.filter((id) => !held.some(({ municipalityId }) => municipalityId === id));
  const taken = isTrial ? [] : held.filter(({ municipalityId }) => !wanted.includes(municipalityId));
  const channel = findBinding(bot.db, "web", PLANNING_CHANNEL);
  const isElsewhere = channel === null || (current !== null && channel.municipalityId !== current);
  if (given.length === 0 && taken.length === 0 && !isElsewhere) return;
  inTransaction(bot.db, () => {
    const { id } = ensurePerson(bot.db, "web", PLANNING.id, PLANNING.name);
    for (const municipalityId of given)
      grantRole(bot.db, id, { role: "planning", municipalityId, organisationId: null, post: null });
    for (const role of taken) revokeRole(bot.db, id, role);
    if (isElsewhere)
      bindConversation(
        bot.db,
        {
          platform: "web",
          conversation: PLANNING_CHANNEL,
          name: "企画課",
          destination: { conversation: PLANNING_CHANNEL },
          purpose: "planning",
          municipalityId: current,
          organisationId: null,
        },
        bot.clock(),
      );
  });
}

function digestNow(bot: Bot): string {
  const now = bot.clock();
  const posts = planDigests(
    readDigestInputs(bot.db, now).filter((input) => input.binding.platform === "web"),
    now,
  );
  const count = inTransaction(bot.db, () => enqueueDigests(bot.db, posts, now, now, { atAnyTime: true }));
  bot.kick();
  return count === 0
    ? "報告をお願いしたい目標がないので、定期まとめは出しませんでした。"
    : `${count}部のチャンネルに定期まとめを出しました。`;
}
