// A load generator in a process of its own: signed requests over kept-alive connections, as fast as they are answered or, with `times`,
// each at its own moment.
import { createHmac } from "node:crypto";
import { Pool } from "undici";

process.once("message", async ({ port, count, connections, secret, kind, thread, times, first = 0 }) => {
  const pool = new Pool(`http://127.0.0.1:${port}`, {
    connections: times === undefined ? connections : null,
    pipelining: 1,
  });
  const latencies = [];
  const sent = [];
  let next = 0;
  let failed = 0;
  let sample = "";
  const begin = performance.now();
  const request = async (number) => {
    const { body, type, ts } = kind === "command" ? command(number) : reply(number, thread);
    const at = Math.floor(Date.now() / 1000);
    const hash = createHmac("sha256", secret).update(`v0:${at}:${body}`).digest("hex");
    const started = performance.now();
    sent.push({ ts, at: performance.timeOrigin + started });
    const response = await pool.request({
      path: "/slack/events",
      method: "POST",
      body,
      headers: {
        "content-type": type,
        "x-slack-request-timestamp": String(at),
        "x-slack-signature": `v0=${hash}`,
      },
    });
    const text = await response.body.text();
    sample = text;
    latencies.push(performance.now() - started);
    if (response.statusCode !== 200 || (kind === "command" && text === "")) failed += 1;
  };
  const line = async () => {
    while (next < count) {
      next += 1;
      await request(first + next - 1);
    }
  };
  const after = (delay, number) =>
    new Promise((resolve) => setTimeout(resolve, delay)).then(() => request(number));
  await Promise.all(
    times === undefined
      ? Array.from({ length: connections }, line)
      : times.map((delay, index) => after(delay, first + index)),
  );
  const seconds = (performance.now() - begin) / 1000;
  if (failed > 0) throw new Error(`${failed} of ${count} requests failed`);
  process.send({ perSecond: count / seconds, latencies, sample, sent }, () => process.exit(0));
});

function command(number) {
  const fields = {
    token: "t",
    team_id: "T0CITY0000",
    channel_id: "C0KIKIKANRI",
    channel_name: "kikikanri",
    user_id: "U0YAMADA00",
    user_name: "yamada",
    command: "/policy",
    text: "危機管理部",
    api_app_id: "A0APP00000",
    response_url: "http://127.0.0.1:9/",
    trigger_id: `${number}.1.trigger`,
  };
  return { body: new URLSearchParams(fields).toString(), type: "application/x-www-form-urlencoded" };
}

function reply(number, thread) {
  const ts = `1795001000.${String(number).padStart(6, "0")}`;
  const event = {
    type: "message",
    client_msg_id: `gesture-${number}`,
    channel: "C0KIKIKANRI",
    channel_type: "channel",
    user: `U0PERSON${String(number % 40).padStart(2, "0")}`,
    text: `${(number % 16) + 1} 順調 改定案を庁内照会中 その${number}`,
    ts,
    event_ts: ts,
    thread_ts: thread,
    parent_user_id: "U0BOT00000",
    team: "T0CITY0000",
  };
  const body = {
    type: "event_callback",
    team_id: "T0CITY0000",
    api_app_id: "A0APP00000",
    event_id: `Ev${number}`,
    event_time: 1795001000,
    event,
  };
  return { body: JSON.stringify(body), type: "application/json", ts };
}
