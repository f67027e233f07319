import { existsSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { openXlsx, saveXlsx } from "hucre/xlsx";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  type Command,
  DOCUMENTS,
  documentNamed,
  isCommand,
  ROOT,
  read,
  readDocument,
} from "../kit/guides.js";
import { sampleText } from "../kit/seeds.js";
import { Machine } from "./machine.js";
import { NOT_RUN, STAND_INS } from "./not-run.js";

/** Every command of the documents, in the order in which it stands there, on a machine that has nothing else. */

const SAMPLE = sampleText("itabashi-r8.md");
/** Its first three departments, for what is not about how much there is: a whole ward takes several times as long at each command. */
const FEW = SAMPLE.slice(0, SAMPLE.indexOf("## 区民文化部"));
const INSTALL = documentNamed("docs/it.md").commands.find(
  ({ under, kind }) => under === "動かし方" && kind === "block",
);

/** The subcommands that `policy-bot help` lists, with their options. */
let usage: ReadonlyMap<string, string> = new Map();

/** What has to happen before a command, because a person does it or the guide says it in words. */
interface Meanwhile {
  readonly before: RegExp;
  readonly done: (story: Story) => void | Promise<void>;
}

class Story {
  private readonly machines: Machine[] = [];

  get machine(): Machine {
    const last = this.machines.at(-1);
    if (last === undefined) throw new Error("no machine");
    return last;
  }

  async another(): Promise<Machine> {
    const machine = await aMachine();
    this.machines.push(machine);
    return machine;
  }

  /** A machine on which the guide for the 情報システム担当 was followed, before the program is started. */
  async installed(): Promise<void> {
    this.machines.push(await Machine.like(await theInstalled()));
  }

  close(): void {
    for (const machine of this.machines) machine.close();
  }
}

/** A machine with the documents that the guides tell to import. */
async function aMachine(): Promise<Machine> {
  const machine = await Machine.create();
  for (const name of ["文書.txt", "policy-goal-bot/文書.txt", "policy-goal-bot/FILE"])
    machine.write(name, FEW);
  machine.write("policy-goal-bot/ITABASHI.txt", SAMPLE);
  return machine;
}

/** The guide is followed once; what is done with it begins on machines like this one. */
let installed: Machine | undefined;
afterAll(() => installed?.close());

async function theInstalled(): Promise<Machine> {
  if (installed !== undefined) return installed;
  installed = await aMachine();
  done(installed.run(INSTALL?.text ?? "exit 1"));
  done(installed.run("sudo systemctl stop policy-bot"));
  return installed;
}

function done(ran: { status: number | null; out: string; err: string }): string {
  expect(ran.status, `${ran.out}\n${ran.err}`).toBe(0);
  expect(ran.err).not.toContain("予期しない");
  return ran.out;
}

/** The commands of a checkout are typed into it; the others where the officer sits. */
const inCheckout = (name: string, { text, kind }: Command): boolean =>
  !name.startsWith("docs/") ||
  (kind === "block" ? name === "docs/teams.md" : / ?(?:npm|node) /.test(` ${text}`)) ||
  text.startsWith("podman");

/** The form that `template` wrote, filled in by hand. */
async function fillForm({ machine }: Story): Promise<void> {
  const file = path.join(machine.checkout, "様式.xlsx");
  const workbook = await openXlsx(readFileSync(file));
  const headings = workbook.sheets[0]?.rows[0] ?? [];
  const row = (cells: Readonly<Record<string, string>>) =>
    headings.map((heading) => cells[String(heading)] ?? null);
  workbook.sheets[0]?.rows.splice(
    1,
    Infinity,
    row({ 部: "危機管理部", 読み: "ききかんりぶ" }),
    row({ 種別: "経営方針", 柱: "施策", 本文: "災害に強いまちをつくります。" }),
    row({ 種別: "重点目標", 柱: "施策", 本文: "地区ごとの防災計画の見直し" }),
  );
  machine.write("policy-goal-bot/様式.xlsx", await saveXlsx(workbook));
}

/** The second machine of 「別の機械に移す」: installed up to the line that the guide names, with what was carried over. */
async function moveHouse(story: Story): Promise<void> {
  const old = story.machine;
  const [copy, settings] = ["/var/lib/policy-bot/move.db", "/etc/policy-bot/env"].map((file) =>
    readFileSync(old.place(file)),
  );
  const machine = await story.another();
  const [before = ""] = (INSTALL?.text ?? "").split("sudo systemctl enable");
  done(machine.run(before));
  machine.write("move.db", copy ?? "");
  const carried = String(settings).replaceAll(old.root, machine.root);
  // Two machines of a test share one network.
  const port = /^PORT=.*$/m.exec(machine.read("/etc/policy-bot/env"))?.[0] ?? "";
  machine.write("env", carried.replace(/^PORT=.*$/m, port));
}

const MEANWHILE: Readonly<Record<string, readonly Meanwhile[]>> = {
  "README.ja.md": [{ before: /import 様式\.xlsx/, done: fillForm }],
  "docs/it.md": [
    {
      before: /litestream restore/,
      done: ({ machine }) =>
        machine.write(
          "/etc/litestream.yml",
          documentNamed("docs/it.md").fences.find(({ language }) => language === "yaml")?.text ?? "",
        ),
    },
    { before: /install .* move\.db/, done: moveHouse },
  ],
  "docs/planning.md": [
    {
      before: /policy-bot scale/,
      done: ({ machine }) => machine.write("段階.csv", documentNamed("docs/planning.md").insets[0] ?? ""),
    },
  ],
};

/** What must be there afterwards, beside a status of 0. */
const AFTERWARDS: readonly { readonly of: RegExp; readonly holds: (story: Story, out: string) => void }[] = [
  {
    of: /^npm ci && npm start$/,
    holds: (_story, out) => expect(out).toContain("ためしの画面を開いてください"),
  },
  {
    of: /import ITABASHI\.txt .*板橋区$/,
    holds: (_story, out) => expect(out).toMatch(/重点目標 307/),
  },
  {
    of: /--retry-connrefused/,
    holds: (_story, out) => {
      const { ok, checks } = JSON.parse(/^\{"ok".*\}/m.exec(out)?.[0] ?? "{}") as {
        ok: boolean;
        checks: object;
      };
      expect(ok).toBe(true);
      const explained = documentNamed("docs/it.md").spans;
      expect(Object.keys(checks).filter((check) => !explained.includes(check))).toEqual([]);
    },
  },
  { of: /policy-bot doctor/, holds: (_story, out) => expect(out).toMatch(/正常　データベース　/) },
  { of: /policy-bot doctor/, holds: (_story, out) => expect(out).not.toContain("要対応") },
  {
    of: /policy-bot doctor/,
    holds: (_story, out) => {
      const table = documentNamed("docs/it.md").text.split("| 調べるもの |")[1]?.split("\n\n")[0] ?? "";
      const explained = [...table.matchAll(/^ *\| ([^|]+) \|/gm)].flatMap(([, names = ""]) =>
        names.split("・"),
      );
      const examined = [...out.matchAll(/^(?:正常|注意)　(.+?)　/gm)].map(([, check = ""]) => check);
      expect(examined.length).toBeGreaterThan(9);
      expect(examined.filter((check) => !explained.includes(check))).toEqual([]);
    },
  },
  {
    of: /import 様式\.xlsx/,
    holds: ({ machine }) =>
      expect(done(machine.run('npm run cli -- ask "/policy 危機管理部 1"', machine.checkout))).toContain(
        "地区ごとの防災計画の見直し",
      ),
  },
  {
    of: /install .* move\.db/,
    holds: ({ machine }) =>
      expect(done(machine.run('policy-bot ask "/policy 危機管理部"'))).toContain("重点目標 16件"),
  },
  {
    of: /teams:package -- /,
    holds: ({ machine }) =>
      expect(existsSync(path.join(machine.checkout, "dist/teams/policy-goal-bot.zip"))).toBe(true),
  },
];

/** `policy-bot restore` in running text names a command; what belongs behind it is said elsewhere. */
const isMereName = ({ text, kind }: Command): boolean =>
  kind === "span" &&
  ((/^policy-bot \w+$/.test(text) && !/ (?:doctor|expire|version)$/.test(text)) ||
    /^npm run (?:--silent )?cli --$/.test(text));

beforeAll(async () => {
  const machine = await Machine.create();
  const help = done(machine.run("npm ci && npm run cli -- help", machine.checkout));
  machine.close();
  const lines = help.matchAll(/^ {2}policy-bot (\w+)(.*)$/gm);
  usage = new Map([...lines].map(([, name = "", rest = ""]) => [name, rest]));
});

describe.each(
  DOCUMENTS.filter(({ commands }) => commands.length > 0).map(
    (document) => [document.name, document] as const,
  ),
)("%s, followed as it is written", (name, document) => {
  const story = new Story();
  /** Commands that running text of this document named and that were run: naming one again says nothing new. */
  const named = new Set<string>();
  beforeAll(async () => {
    if (["docs/lgwan.md", "docs/planning.md", "docs/teams.md", "docs/threat-model.md"].includes(name))
      await story.installed();
    else await story.another();
    if (name.startsWith("docs/") || name === "samples/README.md")
      done(story.machine.run("npm ci", story.machine.checkout));
  });
  afterAll(() => story.close());

  it.each(document.commands.map((command) => [command.text.split("\n")[0] ?? "", command] as const))(
    "%s",
    async (_first, command) => {
      const { text } = command;
      if (isMereName(command)) {
        const [, subcommand = ""] = /^policy-bot (\w+)$/.exec(text) ?? [];
        expect(subcommand === "" || usage.has(subcommand)).toBe(true);
        return;
      }
      const excused = NOT_RUN.find((one) => one.command.test(text));
      if (excused !== undefined) {
        expect(read(excused.instead.file)).toMatch(excused.instead.holds);
        return;
      }
      if (command.kind === "span" && named.has(text)) return;
      if (command.kind === "span") named.add(text);
      for (const meanwhile of MEANWHILE[name] ?? [])
        if (meanwhile.before.test(text)) await meanwhile.done(story);
      const { machine } = story;
      // As README.md says: in a checkout, `policy-bot` is `npm run cli --`.
      const typed = /^README/.test(name) ? text.replace(/^policy-bot /, "npm run cli -- ") : text;
      const out = done(machine.run(typed, inCheckout(name, command) ? machine.checkout : machine.home));
      for (const { of, holds } of AFTERWARDS) if (of.test(text)) holds(story, out);
    },
  );
});

describe("what is not run", () => {
  const all = DOCUMENTS.flatMap(({ commands }) => commands.map(({ text }) => text));

  it("is a short list, of which nothing is left over", () => {
    expect(NOT_RUN.length).toBeLessThan(10);
    for (const { command } of NOT_RUN)
      expect(
        all.some((text) => command.test(text)),
        String(command),
      ).toBe(true);
    for (const name of Object.keys(STAND_INS))
      expect(
        all.some((text) => new RegExp(`(?:^|[ \n])${name} `).test(text)),
        name,
      ).toBe(true);
  });

  it("would be noticed: an unknown program, a wrong option, a wrong file, a missing script", async () => {
    const machine = await Machine.create();
    const status = (text: string) => machine.run(text, machine.checkout).status;
    expect(status("apt-get install nodejs")).toBe(127);
    expect(status("touch README.md")).toBe(127);
    expect(status("rm -rf ../../../README.md")).toBe(64);
    expect(status("rm docs")).toBe(64);
    expect(() => status("cp README.md /usr/share/README.md")).toThrow("reach out");
    expect(status("npm ci && npm run nothing")).toBe(64);
    expect(status("npm run cli -- export --nothing")).toBe(2);
    expect(status("npm run cli -- import none.txt")).toBe(1);
    expect(status("sudo useradd --nothing policy-bot")).toBe(64);
    expect(status("sudo useradd --system --home-dir /var/lib/other policy-bot")).toBe(64);
    expect(status("sudo systemctl start other")).toBe(64);
    expect(status("podman build -f Dockerfile -t policy-bot .")).toBe(64);
    expect(status("sudo install -m 0644 none /usr/local/bin/none")).toBe(64);
    machine.close();
  });
});

describe("新しい版にする, once more and back", () => {
  const story = new Story();
  afterAll(() => story.close());
  const blocks = documentNamed("docs/it.md").commands.filter(
    ({ under, kind }) => under === "新しい版にする" && kind === "block",
  );
  const [prepare = "exit 1", swap = "exit 1", back = "exit 1"] = blocks.map(({ text }) => text);

  /** A version that can be told from others by what lies in the program, the command and the unit. */
  function bring(version: number): void {
    const { machine } = story;
    machine.write("policy-goal-bot/docs/version.txt", String(version));
    for (const name of ["policy-bot", "policy-bot.service"]) {
      const file = `policy-goal-bot/deploy/${name}`;
      machine.write(file, `${machine.read(file).replace(/^# version .*\n/gm, "")}# version ${version}\n`);
    }
  }

  const versions = (): string[] => [
    story.machine.read("/opt/policy-bot/docs/version.txt"),
    ...["/usr/local/bin/policy-bot", "/etc/systemd/system/policy-bot.service"].map(
      (file) => /^# version (.*)$/m.exec(story.machine.read(file))?.[1] ?? "",
    ),
  ];
  const inOpt = (): string[] => readdirSync(story.machine.place("/opt")).sort();
  const inProgram = (): string[] => readdirSync(story.machine.place("/opt/policy-bot")).sort();
  const plans = (): string => done(story.machine.run('policy-bot ask "/policy 危機管理部"'));

  it("leaves one program, of the newest version, however often it is done", async () => {
    await story.installed();
    expect(blocks).toHaveLength(3);
    const contents = inProgram();
    for (const version of [2, 3]) {
      bring(version);
      done(story.machine.run(prepare));
      done(story.machine.run(swap));
      expect(versions()).toEqual(Array(3).fill(String(version)));
      expect([inOpt(), inProgram()]).toEqual([["policy-bot", "policy-bot.old"], contents]);
    }
    expect(story.machine.read("/opt/policy-bot.old/docs/version.txt")).toBe("2");
  });

  it("goes back to the program and to the database of before, even with a next one prepared, and forward again", () => {
    const before = plans();
    story.machine.write("/var/lib/policy-bot/文書.txt", FEW);
    done(story.machine.run("policy-bot import /var/lib/policy-bot/文書.txt --municipality 青葉市"));
    expect(done(story.machine.run('policy-bot ask "/policy 青葉市"'))).toContain("【青葉市");
    const contents = inProgram();
    done(story.machine.run(prepare));
    done(story.machine.run(back));
    expect(versions()).toEqual(["2", "2", "2"]);
    expect([inOpt(), inProgram()]).toEqual([["policy-bot"], contents]);
    expect(plans()).toBe(before);
    expect(story.machine.run('policy-bot ask "/policy 青葉市"').out).not.toContain("【青葉市");
    bring(4);
    done(story.machine.run(prepare));
    done(story.machine.run(swap));
    expect(versions()).toEqual(["4", "4", "4"]);
  });
});

describe("the administrator's command", () => {
  it("takes the proxy's certificate and the place of the database from the settings", async () => {
    const story = new Story();
    await story.installed();
    const { machine } = story;
    const settings = machine.read("/etc/policy-bot/env");
    const run = (changed: string) => {
      machine.write("/etc/policy-bot/env", changed);
      return machine.run("policy-bot version");
    };
    expect(run(settings)).toMatchObject({ status: 0, err: "" });
    expect(run(`${settings}\nNODE_EXTRA_CA_CERTS=none.pem\n`).err).toContain("extra certs from `none.pem`");
    const relative = run(settings.replace(/^DATABASE_PATH=.*$/m, "DATABASE_PATH=data/policy-bot.db"));
    expect([relative.status, relative.err.includes("DATABASE_PATH を / から")]).toEqual([2, true]);
    story.close();
  });
});

describe("the fences of other languages", () => {
  it("are accounted for, and one more would be noticed", () => {
    const others = DOCUMENTS.flatMap(({ name, fences }) =>
      fences
        .filter(({ language }) => language !== "sh")
        .map(({ language, under }) => `${name} ${language} ${under}`.trim()),
    );
    // The configuration files are read in settings.test.ts, the one for Litestream is used above; the first is a figure, and what an officer types into a page is none of the machine's.
    expect(others.sort()).toEqual([
      "docs/architecture.md  Architecture",
      "docs/it.md ini 毎日自動で取る",
      "docs/it.md json 記録してはいけない文字の並び",
      "docs/it.md yaml 書き込みのたびに写す（Litestream）",
      "docs/planning.md  指標",
      "docs/teams.md ini 3. ボットを設定して動かす",
    ]);
  });

  it("a command is known by its beginning, in a block, between words, and set in", () => {
    const { commands } = readDocument(
      "a.md",
      "# a\n\n`npm run x` and `policy-bot` or `sudo npm ci`\n\n```sh\nx\n```\n\n    npm run y\n\n    2 順調\n",
    );
    expect(commands.map(({ text, kind }) => [kind, text])).toEqual([
      ["span", "npm run x"],
      ["span", "sudo npm ci"],
      ["block", "x"],
      ["block", "npm run y"],
    ]);
    expect(isCommand("env A=b npm ci") && !isCommand("npm") && !isCommand("2 順調")).toBe(true);
  });
});

describe("the table of commands in README.md", () => {
  it("has every command of the program with all of its options, and no other", () => {
    const table = documentNamed("README.md").text.split("## The command line")[1]?.split("\n## ")[0] ?? "";
    const shown = new Map<string, string>();
    for (const row of table.split("\n").filter((line) => line.startsWith("| `")))
      for (const [, synopsis = ""] of (/^\| (.*?) (?<!\\)\|/.exec(row)?.[1] ?? "").matchAll(/`([^`]+)`/g)) {
        const [command = "", ...rest] = synopsis.split(" ");
        shown.set(command, rest.join(" "));
      }
    expect([...shown.keys()].sort()).toEqual([...usage.keys()].sort());
    const optionsOf = (text: string | undefined) => [...new Set(text?.match(/--[a-z-]+/g) ?? [])].sort();
    for (const [command, rest] of shown)
      expect(optionsOf(rest), command).toEqual(optionsOf(usage.get(command)));
  });

  it("and every option that stands alone in a document is one of the program", () => {
    const known = [...usage.values()].join(" ");
    const named = DOCUMENTS.flatMap(({ name, spans }) =>
      spans.filter((span) => /^--[a-z]/.test(span)).map((span) => [name, span] as const),
    );
    expect(named.length).toBeGreaterThan(4);
    const script = readFileSync(path.join(ROOT, "scripts/teams-package.mjs"), "utf8");
    for (const [name, span] of named) {
      const [option = ""] = span.split(" ");
      expect(known.includes(option) || (name === "docs/teams.md" && script.includes(option)), span).toBe(
        true,
      );
    }
  });
});
