// Stands in for the programs that a test must not or cannot run: it is started under their names by the commands of
// the documents; `sudo` and `install` are in pretend.sh. It does what they do as far as that is possible below one folder, and fails (status 64) on anything that
// the real program would refuse or that it does not know.
//   PRETEND_ROOT  the folder that stands for /     PRETEND_REPO  the repository     PRETEND_PORT  a free port
import { spawn } from "node:child_process";
import * as fs from "node:fs";
import path from "node:path";
import { pathToFileURL } from "node:url";
import { parseArgs, parseEnv } from "node:util";

/** A service has a clean environment, but the machine's clock; `npm run test:any-day` moves it through these. */
const CLOCK = Object.fromEntries(
  ["NODE_OPTIONS", "ANY_DAY_SHIFT"].flatMap((key) => (process.env[key] ? [[key, process.env[key]]] : [])),
);
const { PRETEND_ROOT: root, PRETEND_REPO: repo, PRETEND_PORT: port } = process.env;
const [name, ...args] = process.argv.slice(2);

/** The folders that the documents name, below the folder that stands for /. */
const map = (text) =>
  text.replace(
    /(?<![\w./-])\/(?=(?:opt\/policy-bot|etc\/policy-bot|etc\/systemd|etc\/litestream|var\/lib\/policy-bot|usr\/local\/bin|backup|mnt\/replica)\b)/g,
    `${root}/`,
  );
const at = (file) => map(file);

function refuse(why) {
  process.stderr.write(`${name}: ${why}\n`);
  process.exit(64);
}

const must = (condition, why) => condition || refuse(why);
const read = (file) => fs.readFileSync(file, "utf8");

/** Options of one program; unknown ones are refused. */
function options(given, known, rest = args) {
  try {
    return parseArgs({ args: rest, options: given, allowPositionals: true, strict: true, ...known });
  } catch (error) {
    return refuse(error.message);
  }
}

const USERS = path.join(root, "etc", "users");
const isUser = (user) => fs.existsSync(USERS) && read(USERS).split("\n").includes(user);

const UNIT = at("/etc/systemd/system/policy-bot.service");
/** The settings of the unit that was installed; the last of a name counts. */
const unit = () =>
  Object.fromEntries(
    read(UNIT)
      .split("\n")
      .filter((line) => /^[A-Z]\w*=/.test(line))
      .map((line) => [line.slice(0, line.indexOf("=")), line.slice(line.indexOf("=") + 1)]),
  );
const RUNNING = path.join(root, "running");
const LOG = path.join(root, "policy-bot.log");

const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));

async function until(look, why) {
  for (let tries = 0; tries < 400; tries++) {
    if (await look()) return;
    await wait(50);
  }
  refuse(why);
}

/** Ended, whether or not the parent that it was left to has taken note of it. */
function isGone(pid) {
  try {
    process.kill(pid, 0);
  } catch {
    return true;
  }
  const stat = `/proc/${pid}/stat`;
  return fs.existsSync(stat) && read(stat).includes(") Z ");
}

const answers = async (address) => {
  try {
    return (await fetch(address)).ok;
  } catch {
    return false;
  }
};

const SERVICE = {
  "daemon-reload": () => must(fs.existsSync(UNIT), "there is no unit"),
  start() {
    if (fs.existsSync(RUNNING)) return;
    const { User, WorkingDirectory, EnvironmentFile, ExecStart } = unit();
    must(isUser(User), `there is no user ${User}`);
    const [program, ...rest] = ExecStart.split(" ");
    must(program === "/usr/bin/node", `ExecStart is ${program}`);
    const log = fs.openSync(LOG, "w");
    const child = spawn(process.execPath, rest.map(at), {
      cwd: at(WorkingDirectory),
      env: { ...CLOCK, NODE_ENV: "production", ...parseEnv(read(at(EnvironmentFile))) },
      stdio: ["ignore", log, log],
      detached: true,
    });
    child.unref();
    fs.writeFileSync(RUNNING, String(child.pid));
  },
  async stop() {
    if (!fs.existsSync(RUNNING)) return;
    const pid = Number(read(RUNNING));
    if (!isGone(pid)) process.kill(pid, "SIGTERM");
    await until(() => isGone(pid), `it did not stop: ${read(LOG)}`);
    fs.rmSync(RUNNING);
  },
};

/** What a script of package.json runs, without the build in front of it. */
function runScript(script, rest) {
  must(fs.existsSync("node_modules"), "npm ci comes first");
  const { scripts } = JSON.parse(read("package.json"));
  const line = scripts[script];
  must(line !== undefined, `there is no script ${script}`);
  const files = line.split(/\s+/).filter((word) => /^(?:bench|scripts)\//.test(word));
  for (const file of files) must(fs.existsSync(path.join(repo, file)), `there is no ${file}`);
  const [command, ...words] = line.split("&& ").at(-1).split(" ");
  if (script === "start") return start(words);
  if (!["cli", "teams:package"].includes(script)) return;
  must(command === "node", `${script} runs ${command}`);
  // In this process: starting another one would say nothing more.
  process.argv = [process.execPath, path.resolve(words[0]), ...words.slice(1), ...rest];
  return import(pathToFileURL(process.argv[1]).href);
}

/** Starts the program, sees that it answers, and stops it as Ctrl+C does. */
async function start(words) {
  const child = spawn(process.execPath, words, {
    env: { ...process.env, PORT: port },
    stdio: ["ignore", "inherit", "pipe"],
  });
  let said = "";
  child.stderr.on("data", (data) => {
    said += data;
  });
  const ended = new Promise((resolve) => child.on("exit", resolve));
  await until(() => answers(`http://127.0.0.1:${port}/healthz`), `it did not start: ${said}`);
  process.stdout.write(said);
  child.kill("SIGINT");
  process.exit(await ended);
}

const PROGRAMS = {
  sudoedit() {
    must(args.length === 1 && fs.existsSync(at(args[0])), "there is no such file");
    const edited = read(at(args[0]))
      .replace(/^DATABASE_PATH=.*$/m, `DATABASE_PATH=${at("/var/lib/policy-bot/policy-bot.db")}`)
      .replace(/^PORT=.*$/m, `PORT=${port}`);
    must(
      edited.includes(`PORT=${port}\n`) && edited.includes(`DATABASE_PATH=${root}`),
      "it has no such lines",
    );
    fs.writeFileSync(at(args[0]), edited);
  },

  useradd() {
    const { values, positionals } = options({
      system: { type: "boolean" },
      "user-group": { type: "boolean" },
      "home-dir": { type: "string" },
      shell: { type: "string" },
    });
    const wanted = Object.fromEntries(
      [
        ...read(path.join(repo, "deploy/policy-bot.service")).matchAll(
          /^(User|Group|WorkingDirectory)=(.*)$/gm,
        ),
      ].map(([, key, value]) => [key, value]),
    );
    must(positionals.join() === wanted.User, `the unit runs as ${wanted.User}`);
    must(values["home-dir"] === at(wanted.WorkingDirectory), `the unit works in ${wanted.WorkingDirectory}`);
    must(
      wanted.Group !== wanted.User || values["user-group"],
      `the unit's group ${wanted.Group} is not made`,
    );
    must(!isUser(wanted.User), "the user is there already");
    fs.mkdirSync(path.dirname(USERS), { recursive: true });
    fs.appendFileSync(USERS, `${wanted.User}\n`);
  },

  rm() {
    const { values, positionals } = options({
      recursive: { type: "boolean", short: "r" },
      force: { type: "boolean", short: "f" },
    });
    for (const one of positionals) {
      const file = path.resolve(map(one));
      must(file.startsWith(`${root}${path.sep}`), `${one} lies outside`);
      must(values.force || fs.existsSync(file), `there is no ${one}`);
      must(
        values.recursive || !fs.statSync(file, { throwIfNoEntry: false })?.isDirectory(),
        `${one} is a folder`,
      );
      fs.rmSync(file, { recursive: true, force: true });
    }
  },

  async systemctl() {
    const { values, positionals } = options({ now: { type: "boolean" } });
    const [verb, ...units] = positionals;
    if (verb === "daemon-reload") return SERVICE["daemon-reload"]();
    must(units.length > 0, "no unit is named");
    for (const one of units) {
      // The clock of the machine is its own affair.
      if (one === "chrony-wait") continue;
      if (one === "litestream") {
        must(fs.existsSync(at("/etc/litestream.yml")), "litestream is not set up");
        continue;
      }
      must(one === "policy-bot" && fs.existsSync(UNIT), `there is no unit ${one}`);
      if (verb === "enable" || verb === "start")
        await (verb === "start" || values.now ? SERVICE.start() : undefined);
      else if (verb === "disable" || verb === "stop")
        await (verb === "stop" || values.now ? SERVICE.stop() : undefined);
      else if (verb === "restart") {
        await SERVICE.stop();
        await SERVICE.start();
      } else refuse(`${verb} is not known`);
    }
  },

  /** Only where the real one is not installed. */
  async curl() {
    const given = {
      fail: { type: "boolean" },
      retry: { type: "string" },
      "retry-connrefused": { type: "boolean" },
    };
    const { values, positionals } = options(given);
    const look = () => answers(positionals[0]);
    if (values["retry-connrefused"]) await until(look, "it does not answer");
    else must(await look(), "it does not answer");
    process.stdout.write(await (await fetch(positionals[0])).text());
  },

  litestream() {
    const { values, positionals } = options({ output: { type: "string", short: "o" } });
    const [verb, database] = positionals;
    must(verb === "restore" && values.output !== undefined, "restore -o FILE DATABASE is all that is known");
    const named = [...read(at("/etc/litestream.yml")).matchAll(/^ {2}- path: (.*)$/gm)].map(([, file]) =>
      at(file),
    );
    must(named.includes(database), `${database} is not in /etc/litestream.yml`);
    must(!fs.existsSync(values.output), `${values.output} is there already`);
    must(!fs.existsSync(RUNNING), "the program is still running");
    fs.copyFileSync(database, values.output);
  },

  async npm() {
    const words = args.filter((arg) => arg !== "--silent");
    must(fs.existsSync("package.json"), "there is no package.json here");
    if (words[0] === "ci") {
      const lock = JSON.parse(read("package-lock.json"));
      const { name: wanted, version, scripts } = JSON.parse(read("package.json"));
      must(lock.name === wanted && lock.version === version, "package-lock.json is of another package");
      must(scripts.prepare === "npm run --silent build", "nothing is built");
      for (const made of ["node_modules", "dist"])
        if (!fs.existsSync(made)) fs.symlinkSync(path.join(repo, made), made);
      return;
    }
    const [script, rest] = words[0] === "run" ? [words[1], words.slice(2)] : [words[0], words.slice(1)];
    must(words[0] === "run" || ["start", "test"].includes(script), `npm ${script} is not known`);
    await runScript(script, rest[0] === "--" ? rest.slice(1) : rest);
  },

  podman() {
    const file = read(path.join(repo, "deploy/Containerfile"));
    const [verb, ...rest] = args;
    const tag = path.join(root, "image");
    if (verb === "build") {
      const { values, positionals } = options(
        { file: { type: "string", short: "f" }, tag: { type: "string", short: "t" } },
        {},
        rest,
      );
      must(fs.existsSync(values.file) && read(values.file) === file, "there is no such container file");
      must(positionals.join() === ".", "the context is not this folder");
      fs.writeFileSync(tag, values.tag);
      return;
    }
    if (verb === "run") {
      const text = { type: "string" };
      const flag = { type: "boolean" };
      const known = {
        "read-only": flag,
        detach: { ...flag, short: "d" },
        name: text,
        tmpfs: text,
        "cap-drop": text,
        "security-opt": text,
        volume: { ...text, short: "v" },
        "env-file": text,
        env: { ...text, short: "e", multiple: true },
        publish: { ...text, short: "p" },
      };
      const { values, positionals } = options(known, {}, rest);
      must(positionals.join() === read(tag), "this image was not built");
      const [, inside] = values.volume.split(":");
      must(new RegExp(`^VOLUME ${inside}$`, "m").test(file), `${inside} is no volume of the image`);
      must(fs.existsSync(values["env-file"]), "there is no file of settings");
      // The settings are a copy of the example, which names this machine's own address and a file beside the program.
      const given = {
        ...parseEnv(read(values["env-file"])),
        ...Object.fromEntries(values.env.map((one) => one.split("="))),
      };
      must(given.DATABASE_PATH.startsWith(`${inside}/`), "the database does not lie in the volume");
      must(given.HOST === "0.0.0.0", "nobody can reach it");
      must(values.publish.split(":").at(-1) === /^EXPOSE (\d+)$/m.exec(file)[1], "another port is published");
      fs.writeFileSync(path.join(root, "container"), values.name);
      return;
    }
    must(
      verb === "exec" && rest[0] === read(path.join(root, "container")) && rest[1] === "node",
      "unknown to podman",
    );
    const workdir = /^WORKDIR (.*)$/m.exec(file)[1];
    const inside = path.relative(workdir, rest[2]);
    must(new RegExp(`^COPY ${inside.split("/")[0]} `, "m").test(file), `${rest[2]} is not in the image`);
    must(fs.existsSync(path.join(repo, inside)), `there is no ${inside}`);
  },
};

await (PROGRAMS[name] ?? (() => refuse("it is not known")))();
