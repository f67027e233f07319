/**
 * The environment that every process of a test starts with, and nothing of the machine's beside it. `npm run test:any-day` moves
 * the clock through NODE_OPTIONS.
 */
export function inherited(): Record<string, string> {
  const names = ["PATH", "TZ", "NODE_OPTIONS", "ANY_DAY_SHIFT"];
  const given = names.map((name): [string, string] => [name, process.env[name] ?? ""]);
  return Object.fromEntries(given.filter(([, value]) => value !== ""));
}
