// The reference: Bolt alone, answering a constant; the one in ANSWER_FILE where there is one.
import { readFileSync } from "node:fs";
import bolt from "@slack/bolt";

const receiver = new bolt.HTTPReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET });
const app = new bolt.App({ receiver, token: "xoxb-bench", botId: "B0BOT00000", botUserId: "U0BOT00000" });
const file = process.env.ANSWER_FILE;
const answer =
  file === undefined
    ? { response_type: "ephemeral", text: "constant" }
    : JSON.parse(readFileSync(file, "utf8"));
app.command("/policy", ({ ack }) => ack(answer));
const server = await app.start({ port: 0, host: "127.0.0.1" });
process.stderr.write(`{"port":${server.address().port},"msg":"ready"}\n`);
process.on("SIGTERM", () => process.exit(0));
