import type { Platform, SendResult } from "../bot/platform.js";
import type { Gauge, Metrics } from "../metrics.js";
import { all, type Db } from "../store/database.js";

/** A platform that counts what becomes of everything that is sent through it. */
export function metered(platform: Platform, metrics: Metrics): Platform {
  const counted =
    <Args extends unknown[]>(kind: string, send: (...args: Args) => Promise<SendResult>) =>
    async (...args: Args): Promise<SendResult> => {
      const count = (outcome: string) =>
        metrics.count("sends_total", { platform: platform.name, kind, outcome });
      try {
        const result = await send(...args);
        count(result.outcome);
        return result;
      } catch (error) {
        count("unknown");
        throw error;
      }
    };
  return {
    name: platform.name,
    pageSize: platform.pageSize,
    routes: platform.routes,
    ...(platform.canFind === undefined ? {} : { canFind: platform.canFind }),
    start: (host) => platform.start(host),
    stop: () => platform.stop(),
    healthy: () => platform.healthy(),
    answer: counted("answer", (incoming, reply) => platform.answer(incoming, reply)),
    ...(platform.parts === undefined ? {} : { parts: (message) => platform.parts?.(message) ?? 1 }),
    post: counted("post", (to, thread, message, key, standing) =>
      platform.post(to, thread, message, key, standing),
    ),
    update: counted("update", (to, message, replacement) => platform.update(to, message, replacement)),
    tell: counted("tell", (person, message, key, standing) => platform.tell(person, message, key, standing)),
    find: (to, thread, key, since) => platform.find(to, thread, key, since),
    permalink: (to, message) => platform.permalink(to, message),
    profile: async (person) => (await platform.profile?.(person)) ?? null,
  };
}

/** What waits, and what lies aside. */
export function queueLengths(db: Db): Gauge[] {
  return all<{ queue: string; status: string; n: number }>(
    db,
    `SELECT 'inbox' AS queue, status, count(*) AS n FROM inbox WHERE status IN ('new', 'set_aside') GROUP BY status
     UNION ALL
     SELECT 'outbox', status, count(*) FROM outbox WHERE status IN ('pending', 'sending', 'dead') GROUP BY status`,
  ).map(({ queue, status, n }) => ({ labels: { queue, status }, value: n }));
}
