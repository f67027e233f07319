// The reference: Bolt alone, answering a constant.
import bolt from "@slack/bolt";

const receiver = new bolt.HTTPReceiver({ signingSecret: process.env.SLACK_SIGNING_SECRET });
const app = new bolt.App({ receiver, token: "xoxb-bench", botId: "B0BOT00000", botUserId: "U0BOT00000" });
app.command("/policy", ({ ack }) => ack({ response_type: "ephemeral", text: "constant" }));
const server = await app.start({ port: 0, host: "127.0.0.1" });
process.stderr.write(`{"port":${server.address().port},"msg":"ready"}\n`);
process.on("SIGTERM", () => process.exit(0));
