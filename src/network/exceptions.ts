/** Which hosts are reached without the proxy, as `NO_PROXY` says it: names with what stands below them, `*`, a port. */

/** What is on this machine is never asked of a proxy. */
export const THIS_MACHINE = ["localhost", "127.0.0.1", "[::1]"] as const;

/** @param exceptions separated by commas or blanks */
export function isExcepted(host: string, port: number, exceptions: string): boolean {
  if (exceptions.trim() === "*") return true;
  const name = host.replace(/^\[|\]$/g, "").toLowerCase();
  return [...exceptions.split(/[,\s]+/), ...THIS_MACHINE].some((entry) => {
    const { 1: plain = entry, 2: only } = /^(.+?):(\d+)$/.exec(entry) ?? [];
    if (plain === "" || (only !== undefined && Number(only) !== port)) return false;
    const excepted = plain
      .replace(/^\*?\./, "")
      .replace(/^\[|\]$/g, "")
      .toLowerCase();
    return name === excepted || name.endsWith(`.${excepted}`);
  });
}
