// The page that asks for the token.
const field = /** @type {HTMLInputElement} */ (document.getElementById("token"));
const problem = /** @type {HTMLElement} */ (document.getElementById("error"));
field.focus();

document.getElementById("login")?.addEventListener("submit", async (event) => {
  event.preventDefault();
  problem.textContent = "";
  try {
    const response = await fetch("/api/login", {
      method: "POST",
      headers: { "Content-Type": "application/json" },
      body: JSON.stringify({ token: field.value }),
    });
    if (response.ok) {
      location.reload();
      return;
    }
    problem.textContent = (await response.json()).message;
  } catch {
    problem.textContent = "つながりませんでした。しばらくしてからもう一度お試しください。";
  }
  field.setAttribute("aria-invalid", "true");
  field.select();
});
