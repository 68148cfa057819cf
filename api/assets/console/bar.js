// The bar above both consoles: it takes an access token and keeps it in this page's memory only.
// Neither the token nor the secret is ever written to a URL, a cookie or any browser storage.
(function () {
  "use strict";

  const byId = (id) => document.getElementById(id);
  const form = byId("bar-form");
  const idInput = byId("bar-client-id");
  const secretInput = byId("bar-client-secret");
  const getButton = byId("bar-get");
  const forgetButton = byId("bar-forget");
  const state = byId("bar-state");
  const listeners = [];
  let token = null;
  let timer = 0;

  const NO_TOKEN =
    "未取得令牌，当前没有任何角色：请求将不带身份发送。" +
    "No token, so no role: requests go out anonymous and protected calls answer 401.";

  function show(kind, text) {
    state.dataset.state = kind;
    state.textContent = text;
  }

  function setToken(next) {
    const changed = token !== next;
    token = next;
    forgetButton.hidden = token === null;
    if (changed) {
      listeners.forEach((listener) => listener(token));
    }
  }

  function forget(kind, text) {
    window.clearTimeout(timer);
    setToken(null);
    show(kind, text);
  }

  function accept(answer, clientId) {
    const seconds = Number(answer.expires_in);
    const scope = typeof answer.scope === "string" && answer.scope !== "" ? " · scope: " + answer.scope : "";
    let until = "";
    window.clearTimeout(timer);
    if (Number.isFinite(seconds) && seconds > 0) {
      // A timer longer than 2^31 ms would fire at once.
      const delay = Math.min(seconds * 1000, 2147483647);
      until = " · 有效至 valid until " + new Date(Date.now() + seconds * 1000).toLocaleTimeString();
      timer = window.setTimeout(() => forget("failed", "令牌已过期，请重新取得。The token has expired; get a new one."), delay);
    }
    show("ready", "令牌已就绪，所有请求以此身份发送 Token in use: " + clientId + scope + until);
    setToken(answer.access_token);
  }

  function reason(status, answer) {
    const detail = answer && (answer.error_description || answer.detail || answer.title || answer.error);
    return "HTTP " + status + (detail ? " · " + detail : "");
  }

  async function requestToken(clientId, secret) {
    const response = await fetch("/oauth/token", {
      method: "POST",
      headers: { accept: "application/json" },
      body: new URLSearchParams({
        grant_type: "client_credentials",
        client_id: clientId,
        client_secret: secret,
      }),
      cache: "no-store",
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
    });
    const answer = await response.json().catch(() => null);
    if (!response.ok || !answer || typeof answer.access_token !== "string") {
      throw new Error(reason(response.status, answer));
    }
    return answer;
  }

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const clientId = idInput.value.trim();
    getButton.disabled = true;
    try {
      const answer = await requestToken(clientId, secretInput.value);
      secretInput.value = "";
      accept(answer, clientId);
    } catch (error) {
      forget("failed", "未能取得令牌，当前没有任何角色。No token was given, so no role: " + error.message);
    } finally {
      getButton.disabled = false;
    }
  });

  forgetButton.addEventListener("click", () => forget("none", NO_TOKEN));

  show("none", NO_TOKEN);
  form.reset();

  window.duxueBar = Object.freeze({
    /** The access token in use, or null. */
    token: () => token,
    /** Calls the listener whenever the token changes. */
    onToken: (listener) => listeners.push(listener),
    /** Tells the reader that the service refused a call for want of a (valid) token. */
    refused: (usedToken) => {
      if (usedToken === null) {
        show("failed", "401：此调用需要令牌，请先在上方取得令牌。This call needs a token: get one above, then run it again.");
      } else if (usedToken === token) {
        forget("failed", "401：令牌未被接受，请重新取得。The token was not accepted; get a new one.");
      }
    },
  });
})();
