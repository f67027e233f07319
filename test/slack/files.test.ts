import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { FileUnavailable } from "../../src/bot/platform.js";
import { Bench } from "../kit/slack-bench.js";

describe("a file that lies in Slack", () => {
  let bench: Bench;
  beforeEach(async () => {
    bench = new Bench();
    await bench.http();
    await bench.start();
  });
  afterEach(() => bench.stop());

  const fetched = (most = 100) =>
    bench.platform.fetchFile({ name: "計画.txt", size: null, source: { file: "F1" } }, most);
  const why = async (asked: Promise<unknown>): Promise<string> => {
    const error = await asked.catch((thrown: unknown) => thrown);
    return error instanceof FileUnavailable ? error.why : String(error);
  };

  it("is fetched by its id, with the bot's token, up to the bound", async () => {
    bench.slack.files.set("F1", Buffer.from("計画"));
    expect(Buffer.from(await fetched()).toString()).toBe("計画");
    expect(await why(fetched(5))).toBe("too-large");
  });

  it("that claims to be small is cut off where it is not", async () => {
    bench.slack.files.set("F1", Buffer.alloc(200));
    bench.slack.answers.set("files.info", {
      ok: true,
      file: { id: "F1", size: 3, url_private_download: `${new URL(bench.slack.apiUrl).origin}/files/F1` },
    });
    expect(await why(fetched())).toBe("too-large");
  });

  it.each([
    ["https://slack.com.example.jp/files/F1", "not-allowed"],
    ["http://files.slack.com/files/F1", "not-allowed"],
    ["file:///etc/passwd", "not-allowed"],
    ["", "not-allowed"],
  ])("whose address is %s is not asked for: the token stays with Slack", async (url, expected) => {
    bench.slack.answers.set("files.info", { ok: true, file: { id: "F1", url_private: url } });
    expect(await why(fetched())).toBe(expected);
    expect(bench.slack.called("download")).toEqual([]);
  });

  it("and cannot be had is told apart: taken away, no right, not reached", async () => {
    expect(await why(fetched())).toBe("gone");
    bench.slack.fail("files.info", { kind: "error", error: "missing_scope" });
    expect(await why(fetched())).toBe("not-allowed");
    bench.slack.fail("files.info", { kind: "reset", stored: false });
    expect(await why(fetched())).toBe("unreachable");
  });
});
