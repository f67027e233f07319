// The page before the workspace: it lets in who knows the word, or who opens the one-time address that the program showed.
/** What the page begins with. */
const part = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
const problem = part("error");

/**
 * A refusal is an answer as any other: a status would stand in the browser's console as an error.
 * @param {string} path
 * @param {object} body
 * @returns {Promise<string | null>} the sentence of a refusal, or null
 */
async function post(path, body) {
  const response = await fetch(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify({ ...body, quietly: true }),
  });
  const { refused = null, message } = await response.json();
  return response.ok ? refused : message;
}

async function enter() {
  const secret = new URLSearchParams(location.search).get("in");
  // The secret is spent in a moment; the history need not keep it.
  history.replaceState(null, "", `/${location.hash}`);
  if (secret !== null) {
    const refusal = await post("/api/login", { token: secret });
    if (refusal === null) return location.reload();
    problem.textContent = refusal;
    document.title = "使い終わったアドレス - 重点目標ボット";
  }
  part("title").textContent =
    secret === null ? "端末に表示されたアドレスから開いてください" : "このアドレスでは開けません";
  part("again").hidden = false;
}

function byLink() {
  part("again").addEventListener("click", async () => {
    problem.textContent = (await post("/api/link", {})) ?? "";
    if (problem.textContent === "")
      part("shown").textContent = "プログラムを始めた端末に、新しいアドレスを表示しました。";
  });
  enter().catch(() => {
    part("title").textContent = "つながりませんでした";
    problem.textContent = "しばらくしてから、ページを開き直してください。";
  });
}

function byWord() {
  const field = /** @type {HTMLInputElement} */ (part("token"));
  part("note").textContent = "このワークスペースは、合言葉を知っている方だけが開けます。";
  document.title = "合言葉 - 重点目標ボット";
  part("title").textContent = "合言葉を入れてください";
  part("login").hidden = false;
  field.focus();
  part("login").addEventListener("submit", async (event) => {
    event.preventDefault();
    problem.textContent = "";
    try {
      const refusal = await post("/api/login", { token: field.value });
      if (refusal === null) return location.reload();
      problem.textContent = refusal;
    } catch {
      problem.textContent = "つながりませんでした。しばらくしてからもう一度お試しください。";
    }
    field.setAttribute("aria-invalid", "true");
    field.select();
  });
}

if (document.body.dataset.by === "token") byWord();
else byLink();
