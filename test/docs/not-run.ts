/**
 * What the documents say to type and a test cannot or must not run as it is. Everything else in them is run.
 * Stand-ins are `pretend.mjs` or `pretend.sh` under the program's name: they check what they are given and do the same below one folder.
 */

/** Programs with a stand-in, and why. */
export const STAND_INS: Readonly<Record<string, string>> = {
  sudo: "a test has no business with the machine's rights; what follows is run, with its paths below one folder",
  useradd: "it would make a user of this machine; the name and the folder are compared with the unit",
  rm: "a wrong line of a document must not remove anything of this machine; what lies below the folder is removed",
  install: "owners need rights; folders, files and modes are made",
  sudoedit: "it opens an editor; what the guide says to write is written",
  systemctl:
    "it would start a service of this machine; the unit's own command is started and stopped by signal",
  npm: "npm ci and the whole gate take minutes; start, cli and teams:package are run, of others the script must be there",
  podman:
    "there is no engine here; options, image, volume, port and paths are compared with the container file",
  litestream: "it is another program; what it restores must be what its configuration copies",
};

export interface NotRun {
  readonly command: RegExp;
  readonly why: string;
  /** What is looked at instead: must occur in this file of the repository. */
  readonly instead: { readonly file: string; readonly holds: RegExp };
}

export const NOT_RUN: readonly NotRun[] = [
  {
    command:
      /^npx @microsoft\/m365agentsplayground@0\.2\.28 start -e http:\/\/127\.0\.0\.1:3978\/api\/messages /,
    why: "it is Microsoft's tool, fetched from the network; the port must be the one of the line before it",
    instead: { file: "docs/teams.md", holds: /^TEAMS_AUTH=none PORT=3978 npm start$/m },
  },
  {
    command: /^git clone$/,
    why: "a way to get the folder, named without an address",
    instead: { file: "package.json", holds: /"name": "policy-goal-bot"/ },
  },
  {
    command: /^systemd-analyze verify deploy\/policy-bot\.service$/,
    why: "not every machine has it; where it is there, the test of the unit runs it",
    instead: { file: "test/deploy.test.ts", holds: /"systemd-analyze", \["verify"/ },
  },
  {
    command: /^journalctl -u policy-bot$/,
    why: "it shows the journal of systemd",
    instead: { file: "docs/it.md", holds: /^sudo systemctl enable --now policy-bot$/m },
  },
  {
    command: /^sudo systemctl edit policy-bot$/,
    why: "it opens an editor; what the guide says to write must be a setting of the unit",
    instead: { file: "deploy/policy-bot.service", holds: /^ReadWritePaths=/m },
  },
  {
    command: /^sudo systemctl enable --now policy-bot$/,
    why: "as far as this line a block is to be run again on another machine, which the story does",
    instead: { file: "docs/it.md", holds: /^sudo systemctl enable --now policy-bot$/m },
  },
  {
    command: /^node scripts\/guide-pictures\.mjs$/,
    why: "it writes the pictures of the guide anew; its test lets it write elsewhere",
    instead: { file: "test/faults/guide-pictures.test.ts", holds: /guide-pictures\.mjs/ },
  },
  {
    command: /^policy-bot transfer 異動\.csv$/,
    why: "an office without roles has nobody to pass them on from; its test runs it in one that has them",
    instead: { file: "test/people/who-holds.test.ts", holds: /"transfer"/ },
  },
];
