// The page that asks for the token.
const field = document.getElementById("token");
const error = document.getElementById("error");
field.focus();

document.getElementById("login").addEventListener("submit", async (event) => {
  event.preventDefault();
  error.textContent = "";
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
    error.textContent = (await response.json()).message;
  } catch {
    error.textContent = "つながりませんでした。しばらくしてからもう一度お試しください。";
  }
  field.setAttribute("aria-invalid", "true");
  field.select();
});
