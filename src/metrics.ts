/** Figures for a monitor in the Prometheus text format (version 0.0.4): counted here, written when somebody asks. */

export type Labels = Readonly<Record<string, string>>;

/** A figure that is read when somebody asks. */
export interface Gauge {
  readonly labels: Labels;
  readonly value: number;
}

const PREFIX = "policy_bot_";

const COUNTERS = {
  events_accepted_total: "Events of platforms that were stored",
  events_set_aside_total: "Stored events that could not be worked off",
  sends_total: "Attempts to send something to a platform, by what became of them",
  dead_letters_total: "Posts and words to people that were given up",
} as const;
export type CounterName = keyof typeof COUNTERS;

const ANSWERS = "answer_seconds";
/** Seconds. A person waits three at most in Slack. */
const BUCKETS = [0.025, 0.05, 0.1, 0.25, 0.5, 1, 2, 3, 5, 10] as const;

interface Histogram {
  readonly labels: Labels;
  /** How many fell into each bucket; what was longer than all of them is in the last. */
  readonly counts: number[];
  sum: number;
}

export class Metrics {
  private readonly counters = new Map<
    string,
    { readonly name: CounterName; readonly labels: Labels; value: number }
  >();
  private readonly answers = new Map<string, Histogram>();

  count(name: CounterName, labels: Labels = {}): void {
    const key = name + write(labels);
    const counter = this.counters.get(key);
    if (counter === undefined) this.counters.set(key, { name, labels, value: 1 });
    else counter.value += 1;
  }

  /** @param seconds how long a person waited for the answer */
  answered(labels: Labels, seconds: number): void {
    const key = write(labels);
    const histogram = this.answers.get(key) ?? {
      labels,
      counts: Array.from({ length: BUCKETS.length + 1 }, () => 0),
      sum: 0,
    };
    this.answers.set(key, histogram);
    const bucket = BUCKETS.findIndex((limit) => seconds <= limit);
    const place = bucket === -1 ? BUCKETS.length : bucket;
    histogram.counts[place] = (histogram.counts[place] ?? 0) + 1;
    histogram.sum += seconds;
  }

  /** @param queues how many wait, by queue and status, at this moment */
  text(queues: readonly Gauge[]): string {
    const counters = [...this.counters.values()];
    const lines = (Object.keys(COUNTERS) as CounterName[]).flatMap((name) => [
      ...head(name, "counter", COUNTERS[name]),
      ...counters
        .filter((counter) => counter.name === name)
        .map(({ labels, value }) => sample(name, labels, value)),
    ]);
    lines.push(
      ...head(ANSWERS, "histogram", "Seconds from a command, press or form to its answer"),
      ...[...this.answers.values()].flatMap(writeHistogram),
      ...head("queue_length", "gauge", "What waits in a queue, by its status"),
      ...queues.map(({ labels, value }) => sample("queue_length", labels, value)),
    );
    return `${lines.join("\n")}\n`;
  }
}

function writeHistogram({ labels, counts, sum }: Histogram): string[] {
  let total = 0;
  const buckets = counts.map((count, index) => {
    total += count;
    return sample(`${ANSWERS}_bucket`, { ...labels, le: String(BUCKETS[index] ?? "+Inf") }, total);
  });
  return [...buckets, sample(`${ANSWERS}_sum`, labels, sum), sample(`${ANSWERS}_count`, labels, total)];
}

const head = (name: string, type: string, help: string): string[] => [
  `# HELP ${PREFIX}${name} ${help}`,
  `# TYPE ${PREFIX}${name} ${type}`,
];

const sample = (name: string, labels: Labels, value: number): string =>
  `${PREFIX}${name}${write(labels)} ${value}`;

function write(labels: Labels): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? "" : `{${pairs.join(",")}}`;
}

const ESCAPES: Readonly<Record<string, string>> = { "\\": "\\\\", '"': '\\"', "\n": "\\n" };
const escaped = (value: string): string => value.replace(/[\\"\n]/g, (sign) => ESCAPES[sign] ?? sign);
