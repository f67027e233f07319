import { describe, expect, it } from "vitest";
import { ConfigError, isLoopback, readConfig } from "../src/config.js";

const problemsOf = (env: NodeJS.ProcessEnv): readonly string[] => {
  try {
    readConfig(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
};

const TEAMS = {
  TEAMS_APP_ID: "0b6f3f3c-1f0b-4d41-8d1c-6f2a6b1f8a10",
  TEAMS_APP_PASSWORD: "a-secret",
  TEAMS_TENANT_ID: "5f0f5a1e-7b5a-4c0e-9d2f-2a6f0c9d7b11",
};
const SLACK = { SLACK_BOT_TOKEN: "xoxb-1", SLACK_SIGNING_SECRET: "0123456789abcdef" };

describe("the configuration", () => {
  it("is complete with nothing set: the web workspace on this machine alone", () => {
    expect(readConfig({})).toMatchObject({
      databasePath: "data/policy-bot.db",
      host: "127.0.0.1",
      port: 3000,
      slack: null,
      teams: null,
      web: { token: null },
      adminUsers: [],
      municipality: null,
      privacyPatterns: null,
      logLevel: "info",
      backups: null,
      metrics: false,
      proxy: null,
      retention: {
        notesYears: 5,
        auditYears: 10,
        instantsYears: 10,
        inboxDays: 30,
        outboxDays: 90,
        webDays: 365,
      },
    });
  });

  it("reads how long things are kept, and refuses periods that are none or contradict each other", () => {
    expect(readConfig({ RETENTION_NOTES_YEARS: "30", RETENTION_AUDIT_YEARS: "30" }).retention).toMatchObject({
      notesYears: 30,
      auditYears: 30,
      instantsYears: 10,
    });
    for (const bad of ["0", "-1", "1.5", "5年", "101"]) {
      expect(problemsOf({ RETENTION_NOTES_YEARS: bad })).toEqual([
        expect.stringContaining("RETENTION_NOTES_YEARS"),
      ]);
    }
    expect(problemsOf({ RETENTION_INBOX_DAYS: "6", RETENTION_OUTBOX_DAYS: "30" })).toHaveLength(2);
    expect(problemsOf({ RETENTION_NOTES_YEARS: "11" })).toEqual([
      expect.stringContaining("RETENTION_AUDIT_YEARS（10年）"),
    ]);
  });

  it("takes blank values as not set and trims the others", () => {
    const config = readConfig({ PORT: " ", HOST: "", SLACK_BOT_TOKEN: "  ", DATABASE_PATH: " a.db " });
    expect([config.port, config.host, config.slack, config.databasePath]).toEqual([
      3000,
      "127.0.0.1",
      null,
      "a.db",
    ]);
  });

  it("splits ADMIN_USERS at commas and blanks of either width", () => {
    expect(readConfig({ ADMIN_USERS: "U1, U2、U3　U4" }).adminUsers).toEqual(["U1", "U2", "U3", "U4"]);
  });

  it("reads Slack over HTTP and turns the web workspace off", () => {
    const config = readConfig(SLACK);
    expect(config.slack).toEqual({
      botToken: "xoxb-1",
      signingSecret: "0123456789abcdef",
      appToken: null,
      apiUrl: "https://slack.com/api/",
    });
    expect(config.web).toBeNull();
  });

  it("prefers Socket Mode where an app token is there", () => {
    const config = readConfig({ ...SLACK, SLACK_APP_TOKEN: "xapp-1" });
    expect([config.slack?.signingSecret, config.slack?.appToken]).toEqual([null, "xapp-1"]);
  });

  it("completes the API address with a slash and accepts plain http only within the machine", () => {
    expect(readConfig({ ...SLACK, SLACK_API_URL: "https://slack-gov.com/api" }).slack?.apiUrl).toBe(
      "https://slack-gov.com/api/",
    );
    expect(readConfig({ ...SLACK, SLACK_API_URL: "http://127.0.0.1:9/api/" }).slack?.apiUrl).toBe(
      "http://127.0.0.1:9/api/",
    );
    expect(problemsOf({ ...SLACK, SLACK_API_URL: "http://slack.example/api/" })).toEqual([
      expect.stringContaining("SLACK_API_URL"),
    ]);
    expect(problemsOf({ ...SLACK, SLACK_API_URL: "slack.example:443/api" })).toHaveLength(1);
  });

  it("keeps the web workspace beside Slack where it is asked for", () => {
    const both = { ...SLACK, WEB_WORKSPACE: "on", WEB_TOKEN: "a-word-for-the-page" };
    expect(readConfig(both).web).toEqual({ token: "a-word-for-the-page" });
    expect(problemsOf({ ...SLACK, WEB_WORKSPACE: "on" })).toEqual([expect.stringContaining("WEB_TOKEN")]);
    expect(readConfig({ WEB_WORKSPACE: "off" }).web).toBeNull();
  });
});

describe("a wrong configuration", () => {
  it("is reported with every problem at once, each by the name of its variable", () => {
    const problems = problemsOf({
      PORT: "65536",
      HOST: "0.0.0.0",
      SLACK_SIGNING_SECRET: "x",
      SLACK_APP_TOKEN: "xoxb-mixed-up",
      SLACK_API_URL: "slack",
      WEB_WORKSPACE: "yes please",
      WEB_TOKEN: "short",
      LOG_LEVEL: "loud",
    });
    const names = problems.map((problem) => /^[A-Z_]+/.exec(problem)?.[0]);
    expect(names).toEqual([
      "PORT",
      "SLACK_APP_TOKEN",
      "SLACK_API_URL",
      "WEB_WORKSPACE",
      "WEB_TOKEN",
      "LOG_LEVEL",
      "SLACK_BOT_TOKEN",
    ]);
    for (const problem of problems) expect(problem).toMatch(/。$/);
  });

  it("never repeats a secret", () => {
    const problems = problemsOf({
      SLACK_BOT_TOKEN: "secret-one",
      SLACK_APP_TOKEN: "secret-two",
      WEB_TOKEN: "secret-three",
    });
    expect(problems).toHaveLength(3);
    expect(problems.join()).not.toContain("secret");
  });

  it("does not take a mistyped Slack token for a wish to have the web workspace", () => {
    expect(problemsOf({ SLACK_BOT_TOKEN: "oops", SLACK_SIGNING_SECRET: "x", HOST: "0.0.0.0" })).toEqual([
      expect.stringContaining("SLACK_BOT_TOKEN"),
    ]);
  });

  it("says what Slack still needs", () => {
    expect(problemsOf({ SLACK_BOT_TOKEN: "xoxb-1" })).toEqual([
      expect.stringMatching(/SLACK_SIGNING_SECRET.*SLACK_APP_TOKEN/),
    ]);
    expect(problemsOf({ SLACK_SIGNING_SECRET: "x" })).toEqual([expect.stringContaining("SLACK_BOT_TOKEN")]);
  });

  it.each(["-1", "80a", "3000.5", "123456"])("refuses the port %j", (port) => {
    expect(problemsOf({ PORT: port })).toEqual([expect.stringContaining("PORT")]);
  });
});

describe("the web workspace beyond this machine", () => {
  it.each(["0.0.0.0", "::", "192.168.1.5", "bot.example.jp"])("needs a token on %s", (host) => {
    expect(problemsOf({ HOST: host })).toEqual([expect.stringMatching(/HOST=.*WEB_TOKEN/)]);
    expect(problemsOf({ HOST: host, WEB_TOKEN: "0123456789abcdef" })).toEqual([]);
  });

  it("is no matter where the workspace is off", () => {
    expect(problemsOf({ HOST: "0.0.0.0", ...SLACK })).toEqual([]);
  });

  it.each([
    ["127.0.0.1", true],
    ["127.5.0.1", true],
    ["::1", true],
    ["localhost", true],
    ["127.0.0.1.example.jp", false],
    ["0.0.0.0", false],
    ["10.0.0.1", false],
  ])("knows whether %s is this machine", (host, loopback) => {
    expect(isLoopback(host)).toBe(loopback);
  });
});

describe("Teams", () => {
  it("needs the app, its secret and the tenant, and turns the web workspace off", () => {
    const config = readConfig(TEAMS);
    expect(config.teams).toEqual({
      appId: TEAMS.TEAMS_APP_ID,
      password: TEAMS.TEAMS_APP_PASSWORD,
      tenantId: TEAMS.TEAMS_TENANT_ID,
      authenticated: true,
      sdk: "teams-ai",
    });
    expect(config.web).toBeNull();
    expect(readConfig({ ...TEAMS, ...SLACK }).slack).not.toBeNull();
  });

  it.each(Object.keys(TEAMS))("says that %s is missing, and never repeats a secret", (name) => {
    const problems = problemsOf({ ...TEAMS, [name]: " " });
    expect(problems).toEqual([expect.stringMatching(new RegExp(`^${name} がありません`))]);
    expect(problems.join()).not.toContain(TEAMS.TEAMS_APP_PASSWORD);
  });

  it.each(["TEAMS_APP_ID", "TEAMS_TENANT_ID"])("refuses a name in %s, where an id belongs", (name) => {
    expect(problemsOf({ ...TEAMS, [name]: "contoso.onmicrosoft.com" })).toEqual([
      expect.stringMatching(new RegExp(`^${name} は`)),
    ]);
  });

  it("is open without tokens on this machine alone, and never beside real ones", () => {
    expect(readConfig({ TEAMS_AUTH: "none" }).teams).toEqual({
      appId: "",
      password: "",
      tenantId: "",
      authenticated: false,
      sdk: "teams-ai",
    });
    expect(problemsOf({ TEAMS_AUTH: "none", HOST: "0.0.0.0" })).toEqual([
      expect.stringContaining("HOST=0.0.0.0"),
    ]);
    expect(problemsOf({ TEAMS_AUTH: "none", ...TEAMS })).toEqual([
      expect.stringContaining("一緒に使えません"),
    ]);
    expect(problemsOf({ TEAMS_AUTH: "off", ...TEAMS })).toEqual([expect.stringMatching(/^TEAMS_AUTH/)]);
  });
});

describe("the machine", () => {
  it("makes copies at half past two, for fourteen days and twelve months, once a folder is named", () => {
    expect(readConfig({ BACKUP_DIR: "/backup" }).backups).toEqual({
      dir: "/backup",
      time: "02:30",
      keepDays: 14,
      keepMonths: 12,
    });
    const own = {
      BACKUP_DIR: "/b",
      BACKUP_TIME: "4:05",
      BACKUP_KEEP_DAYS: "3",
      BACKUP_KEEP_MONTHS: "0",
    };
    expect(readConfig(own).backups).toEqual({ dir: "/b", time: "04:05", keepDays: 3, keepMonths: 0 });
    expect(readConfig({ BACKUP_TIME: "03:00" }).backups).toBeNull();
  });

  it("goes through the proxy that other programs use, small letters first", () => {
    const env = { HTTPS_PROXY: "http://a:8080", https_proxy: "http://b:8080", NO_PROXY: ".lg.jp" };
    expect(readConfig(env).proxy).toEqual({ url: "http://b:8080", exceptions: ".lg.jp" });
    expect(readConfig({ HTTPS_PROXY: "http://a:8080" }).proxy).toEqual({
      url: "http://a:8080",
      exceptions: "",
    });
  });

  it("refuses what makes no sense, each by its name and without repeating a password", () => {
    const problems = problemsOf({
      BACKUP_DIR: "/b",
      BACKUP_TIME: "25:00",
      BACKUP_KEEP_DAYS: "0",
      BACKUP_KEEP_MONTHS: "many",
      METRICS: "please",
      HTTPS_PROXY: "user:secret@proxy",
    });
    expect(problems.map((problem) => /^[A-Z_]+/.exec(problem)?.[0])).toEqual([
      "BACKUP_TIME",
      "BACKUP_KEEP_DAYS",
      "BACKUP_KEEP_MONTHS",
      "METRICS",
      "HTTPS_PROXY",
    ]);
    expect(problems.join()).not.toContain("secret");
  });
});
