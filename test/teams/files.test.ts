import { describe, expect, it } from "vitest";
import { FileUnavailable } from "../../src/bot/platform.js";
import { documentsOf, fetchShared } from "../../src/bot/platforms/teams/files.js";
import { CONFIG } from "../kit/teams-bench.js";

const DOWNLOAD = "application/vnd.microsoft.teams.file.download.info";

describe("files that come with a message of Teams", () => {
  const given = (name: string, contentType: string, content: unknown = {}) => ({
    attachments: [{ contentType, name, content }],
  });

  it("are those that may be a plan", () => {
    const content = { downloadUrl: "https://city.sharepoint.com/x", uniqueId: "1", fileType: "docx" };
    expect(documentsOf(given("計画.docx", DOWNLOAD, content), [])).toEqual([
      { name: "計画.docx", size: null, source: { url: "https://city.sharepoint.com/x" } },
    ]);
    expect(documentsOf(given("写真.jpg", DOWNLOAD, content), [])).toEqual([]);
  });

  it("in a channel are known by a mark among the words alone, and quotations are none", () => {
    expect(documentsOf({ attachments: [] }, ["5d2f"])).toEqual([{ name: "", size: null, source: null }]);
    const quoted = { attachments: [{ id: "17", contentType: "messageReference" }] };
    expect(documentsOf(quoted, ["17"])).toEqual([]);
  });

  it.each([
    "https://city.sharepoint.com.example.jp/x",
    "http://city.sharepoint.com/x",
    "https://127.0.0.1/x",
    "https://169.254.169.254/metadata",
    "file:///etc/passwd",
    "",
  ])("are not fetched from %s", async (url) => {
    const error = await fetchShared(CONFIG, { name: "計画.docx", size: null, source: { url } }, 10).catch(
      (thrown: unknown) => thrown,
    );
    expect(error).toBeInstanceOf(FileUnavailable);
    expect(error).toMatchObject({ why: url === "" ? "gone" : "not-allowed" });
  });
});
