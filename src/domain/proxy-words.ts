/** 代理 as it stands behind the name of who wrote: whose, where it was said; null where it was not. */
export function proxyWords(onBehalfOf: string | null): string {
  if (onBehalfOf === null) return "";
  return onBehalfOf === "" ? "（代理）" : `（${onBehalfOf}の代理）`;
}
